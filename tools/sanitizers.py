"""How a program runs a module that gcc compiled under AddressSanitizer and UBSan."""

import shutil
import subprocess


def under_sanitizers(*command: str) -> list[str]:
    """The command with the sanitizers' run time in it, and without random addresses where that may be switched off:
    with those of some kernels the memory of older sanitizers collides.

    The run time is given to the command alone, not to what starts it, which would have random addresses still.
    """
    find = [["gcc", f"-print-file-name={name}"] for name in ("libasan.so", "libubsan.so")]
    found = [subprocess.run(c, capture_output=True, text=True, check=True).stdout.strip() for c in find]
    prefix = ["setarch", "-R"]
    works = shutil.which(prefix[0]) and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0
    return [*(prefix if works else []), "env", f"LD_PRELOAD={' '.join(found)}", *command]
