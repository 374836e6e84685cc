"""Run the tests of the Windows backend in a real Windows CPython under Wine.

python tools/windows_tests.py                 tests/windows, tests/contract and the conformance kit
python tools/windows_tests.py tests/windows -k memory

The wheels of core, backend and shim are built, installed by Windows' own pip and tested, never the sources. Wine,
Python and the packages are made once (about 2 minutes) and kept in the user's cache. Needs root, Debian's apt, and the
dependency group `wheels`.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import wheels
from windows import python, wine

ROOT = Path(__file__).resolve().parent.parent
TESTS = ("tests/windows", "tests/contract", "--pyargs", "sysprobe.testing", "--sysprobe-backend=windows")
DISTRIBUTIONS = ("core", "win_amd64", "compat-psutil")

# One start of Wine for both programs.
SCRIPT = r"""@echo off
Z:\python\python.exe -m pip install --quiet --no-index --no-deps --no-warn-script-location %WHEELS% || exit /b 1
Z:\python\python.exe -m pytest %*
"""


def install_and_test(version: str, directory: Path, arguments: list[str]) -> int:
    """Install the wheels that lie in a directory into a Windows Python, then run pytest; its exit code."""
    layer = python.layer(version)
    place = directory / "layer" / "wheels"
    place.mkdir(parents=True)
    files = [shutil.copy(wheels.build(name, directory / "dist"), place) for name in DISTRIBUTIONS]
    (place / "run.bat").write_text(SCRIPT, newline="\r\n")
    extra = {
        "WHEELS": " ".join(rf"Z:\wheels\{Path(file).name}" for file in files),
        "PYTHONDONTWRITEBYTECODE": "1",
        "CI": "true",
        "PYTHONPATH": r"Z:\w\tests",
    }
    command = ["wine", "cmd", "/c", r"Z:\wheels\run.bat", "-p", "no:cacheprovider", "-p", "windows.wine", *arguments]
    return wine.run(command, layers=[directory / "layer", layer], tree=ROOT, extra=extra)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=next(iter(python.PINNED)), choices=python.PINNED)
    options, arguments = parser.parse_known_args()
    try:
        wine.check()
    except wine.Missing as missing:
        print(f"windows: {missing}", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="sysprobe-windows-") as directory:
        if not any((ROOT / argument.partition("::")[0]).exists() for argument in arguments):
            arguments += TESTS
        return install_and_test(options.python, Path(directory), arguments)


if __name__ == "__main__":
    sys.exit(main())
