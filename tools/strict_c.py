"""Compile every C file that this machine can, with gcc and with clang, all warnings being errors.

That is the Linux backend whole, the Windows backend but for what the table of its calls holds, and of the macOS backend
what is free of its system's headers: parse_*.c.
"""

import shutil
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WARNINGS = ("-Wall", "-Wextra", "-Werror", "-Wconversion", "-Wshadow", "-Wstrict-prototypes", "-Wvla")


def sources() -> list[Path]:
    """The files to compile."""
    whole = list(ROOT.glob("packages/backend-[lw]*/csrc/*.c"))
    return sorted(whole + list(ROOT.glob("packages/backend-macos/csrc/parse_*.c")))


def compile_one(compiler: str, source: Path) -> str:
    """The compiler's complaints about one file."""
    headers = [f"-I{sysconfig.get_path('include')}", f"-I{Path(sysconfig.get_config_h_filename()).parent}"]
    command = [compiler, "-std=gnu11", "-O2", *WARNINGS, *headers, "-c", str(source), "-o", "/dev/null"]
    run = subprocess.run(command, capture_output=True, text=True)
    return run.stderr if run.returncode else ""


def main() -> None:
    """Every file with every compiler."""
    compilers = [name for name in ("gcc", "clang") if shutil.which(name)]
    work = [(compiler, source) for source in sources() for compiler in compilers]
    with ThreadPoolExecutor(2) as pool:
        complaints = list(filter(None, pool.map(lambda pair: compile_one(*pair), work)))
    print(f"{len(work)} compilations by {' and '.join(compilers)}, {len(complaints)} with complaints")
    sys.exit("\n".join(complaints) or None)


if __name__ == "__main__":
    main()
