"""Run the Linux backend's tests with its C module compiled under AddressSanitizer and UBSan.

The instrumented module replaces the one installed in the running environment. Only tests that need no special process
are taken: `-m "not live"`; further arguments go to pytest.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sanitizers import under_sanitizers

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "-std=gnu11",
    "-g",
    "-O1",
    "-fno-omit-frame-pointer",
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
]


def main(arguments: list[str]) -> int:
    """Build, then test. Returns pytest's code."""
    with tempfile.TemporaryDirectory() as place:
        package = Path(place) / "sysprobe_linux"
        package.mkdir()
        source = ROOT / "packages/backend-linux"
        for module in (source / "src/sysprobe_linux").iterdir():
            if module.suffix == ".py":
                (package / module.name).symlink_to(module)
        headers = [f"-I{sysconfig.get_path('include')}", f"-I{Path(sysconfig.get_config_h_filename()).parent}"]
        files = sorted((source / "csrc").glob("*.c"))
        compile_one = ["gcc", *FLAGS, "-fPIC", *headers, "-c"]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            objects = [f"{place}/{file.stem}.o" for file in files]
            list(pool.map(lambda f, o: subprocess.run([*compile_one, f, "-o", o], check=True), files, objects))
        output = package / "_native.abi3.so"
        subprocess.run(["gcc", *FLAGS, "-shared", *objects, "-o", str(output)], check=True)
        environment = os.environ | {
            "PYTHONPATH": place,
            "PYTHONMALLOC": "malloc",  # every object is an allocation of its own, which ASan can watch
            "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=0",
            "UBSAN_OPTIONS": "print_stacktrace=1",
            "SYSPROBE_SANITIZED": "1",
        }
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not live"]
        return subprocess.run(under_sanitizers(*command, *(arguments or ["tests/linux"])), env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
