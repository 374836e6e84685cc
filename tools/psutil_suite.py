"""psutil's own tests, run on sysprobe's shim: `python tools/psutil_suite.py [--memleaks] [PYTEST ARGUMENTS]`.

psutil 7.2.2's source distribution holds its tests and scripts. They run in a folder of the cache, outside of this tree,
with the shim's folder first on the path, so that the interpreters that the tests start find it too. Which tests are
left out, and why, stands in tests/compat/deselected.txt; what only the harness imports is in tests/compat/harness.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path

import cache
import once
import pytest

ROOT = Path(__file__).resolve().parent.parent
VERSION = "7.2.2"
SHA256 = "0746f5f8d406af344fd547f1c8daa5f5c33dbc293bb8d6a16d80b4bb88f59372"
#: psutil's tests compare moving numbers once, and expect that process ids only grow: those that fail are run again, so
#: many times. One that is right passes then.
AGAIN = 2
#: In this order: test_unicode makes strange files.
FILES = ("contracts", "connections", "heap", "process", "posix", "system", "misc", "linux", "scripts", "unicode")


def sources() -> Path:
    """The unpacked source distribution, downloaded once and checked."""

    def make(place: Path) -> None:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
        subprocess.run([*command, "--no-binary", ":all:", "-d", str(place), f"psutil=={VERSION}"], check=True)
        archive = place / f"psutil-{VERSION}.tar.gz"
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != SHA256:
            raise SystemExit(f"{archive.name} has the hash {found}, not {SHA256}")
        with tarfile.open(archive) as opened:
            opened.extractall(place, filter="data")

    return once.made_once("psutil", f"{VERSION}-{once.key(SHA256)}", make) / f"psutil-{VERSION}"


def prepare(run: Path) -> None:
    """The folder that the tests run in: tests and scripts, without psutil's own package."""
    unpacked = sources()
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir(parents=True)
    for name in ("tests", "scripts"):
        shutil.copytree(unpacked / name, run / name)
    # As root this one sets the clock of the machine one hour ahead.
    (run / "tests/test_sudo.py").unlink()
    for name in ("setup.py", "MANIFEST.in"):
        shutil.copy(unpacked / name, run)
    harness = run / "tests/__init__.py"
    # Its patience is for machines that do nothing else: ten interpreters must start within it.
    harness.write_text(harness.read_text().replace("GLOBAL_TIMEOUT = 5\n", "GLOBAL_TIMEOUT = 60\n"))
    text = (unpacked / "pyproject.toml").read_text()
    (run / "pyproject.toml").write_text(text.replace('verbosity_subtests = "0"', "verbosity_subtests = 0"))


def deselected() -> list[str]:
    """The tests that are left out: lines of the list, without their reasons."""
    lines = (ROOT / "tests/compat/deselected.txt").read_text().splitlines()
    names = [line.partition("#")[0].strip() for line in lines]
    return [f"--deselect={name}" for name in names if name]


def main(arguments: list[str]) -> int:
    """Run the chosen tests; pytest's exit code."""
    import sysprobe
    import sysprobe_linux
    import sysprobe_psutil

    run = cache.directory("psutil") / f"run-{os.getpid()}"
    prepare(run)
    # The tests start the interpreter that this environment was made with: it must find what is installed here.
    installed = {str(Path(each.__file__).parent.parent) for each in (sysprobe, sysprobe_linux)}
    path = [sysprobe_psutil.front(), str(ROOT / "tests/compat/harness"), *installed, sysconfig.get_path("purelib")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path), "PSUTIL_TESTING": "1"}
    leaks = "--memleaks" in arguments
    chosen = [each for each in arguments if each != "--memleaks"]
    if leaks:
        environment["PYTHONMALLOC"] = "malloc"
        files = ["tests/test_memleaks.py"]
    else:
        files = [] if chosen else [f"tests/test_{name}.py" for name in FILES]
    command = [sys.executable, "-m", "pytest", "-q", *files, *deselected(), *chosen]
    try:
        where = subprocess.run(
            [sys.executable, "-c", "import psutil; print(psutil.__file__)"],
            capture_output=True, text=True, env=environment, cwd=run,
        )  # fmt: skip
        if not where.stdout.startswith(sysprobe_psutil.front()):
            raise SystemExit(f"the tests would run on {where.stdout.strip() or where.stderr}")
        code = subprocess.run(command, env=environment, cwd=run).returncode
        for _ in range(AGAIN):
            if code != pytest.ExitCode.TESTS_FAILED:
                break
            code = subprocess.run([*command, "--last-failed"], env=environment, cwd=run).returncode
        return code
    finally:
        shutil.rmtree(run, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
