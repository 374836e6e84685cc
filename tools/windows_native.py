"""Run the Windows backend's C, all but the table of calls, over the Windows that tests/windows/native makes up.

Compiled by gcc under AddressSanitizer and UBSan, with coverage, which is printed and must not fall below a limit.
Arguments go to pytest.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from sanitizers import under_sanitizers

ROOT = Path(__file__).resolve().parent.parent
FLAGS = "--coverage -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all"
LEAST = 95.0


def run_tests(place: Path, arguments: list[str]) -> int:
    """Pytest, whose temporary files (the objects and what they counted) stay in a directory; its exit code."""
    environment = os.environ | {
        "CFLAGS": FLAGS,
        "ASAN_OPTIONS": "detect_leaks=0",
        "UBSAN_OPTIONS": "print_stacktrace=1",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command = under_sanitizers(*command, f"--basetemp={place}", "tests/windows/native", *arguments)
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


def coverage(place: Path) -> float:
    """Print which share of each C file's lines was executed; the share of all."""
    counts = sorted(str(path) for path in place.rglob("*.gcda"))
    # The sanitizers would be looked for in gcov as well, if it inherited LD_PRELOAD.
    report = subprocess.run(["gcov", "-n", *counts], cwd=place, capture_output=True, text=True, check=True).stdout
    executed = total = 0.0
    for file, share, lines in re.findall(r"File '([^']+\.c)'\nLines executed:([\d.]+)% of (\d+)", report):
        if "backend-windows" in file:
            print(f"  {Path(file).name:24} {float(share):6.1f} % of {lines}")
            executed += float(share) * int(lines) / 100
            total += int(lines)
    share = executed / total * 100 if total else 0.0
    print(f"C coverage of the Windows backend without calls_windows*.c: {share:.1f} % of {total:.0f} lines")
    return share


def main(arguments: list[str]) -> int:
    """Test, then count."""
    with tempfile.TemporaryDirectory(prefix="sysprobe-") as name:
        place = Path(name) / "pytest"
        code = run_tests(place, arguments)
        share = coverage(place)
    if code == 0 and not arguments and share < LEAST:
        print(f"that is less than {LEAST} %", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
