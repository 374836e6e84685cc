"""A Python without the GIL, built from Debian's source package of it: `python tools/free_threaded.py` prints its path.

Debian's stable suite has no such interpreter, only the source of one. The source comes by an apt of its own, which
checks signatures and sums as apt does and leaves this machine's lists alone. It is built once, into the cache.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import cache
import debian

SUITE, VERSION = "trixie", "3.13"
PACKAGE = f"python{VERSION}"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
# Neither profiles nor -O3, which take most of the build's time: the tests are to find races and are not about speed.
CONFIGURE = ("--disable-gil", "--disable-test-modules", "--without-static-libpython", "--with-ensurepip=no")
OPTIMISATION = "OPT=-DNDEBUG -O1 -g0 -w"
#: What the build and the tests need, by the Debian package that has it.
PROGRAMS = {"apt-get": "apt", "gcc": "gcc", "make": "make", "xz": "xz-utils"}
FILES = {KEYRING: "debian-archive-keyring"}
HEADERS = {"zlib.h": "zlib1g-dev", "ffi.h": "libffi-dev", "openssl/ssl.h": "libssl-dev"}


class Missing(Exception):
    """The interpreter cannot be built on this machine; the text says what would help."""


def check() -> None:
    """Raise :class:`Missing` where the interpreter cannot be built."""
    if sys.platform != "linux":
        raise Missing("an interpreter without the GIL is built on Linux only")
    absent = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    absent += [package for file, package in FILES.items() if not Path(file).exists()]
    if not absent:
        absent += [package for header, package in HEADERS.items() if not compiles(header)]
    if absent:
        raise Missing(f"{', '.join(absent)} is missing (apt-get install {' '.join(absent)})")


def compiles(header: str) -> bool:
    """Whether the compiler finds a header."""
    source = f"#include <{header}>\n".encode()
    return subprocess.run(["gcc", "-E", "-"], input=source, capture_output=True).returncode == 0


def fetch(place: Path) -> Path:
    """The upstream archive of the source package, in a directory with an apt in it."""
    for folder in ("lists/partial", "archives/partial", "source"):
        (place / folder).mkdir(parents=True)
    mirrors = debian.mirror()
    if not mirrors:
        raise Missing("this machine's apt knows no Debian mirror")
    mirror = mirrors[0]
    (place / "sources.list").write_text(f"deb-src [signed-by={KEYRING}] {mirror} {SUITE} main\n")
    settings = {
        "Dir::State::Lists": f"{place}/lists",
        "Dir::Cache": str(place),
        "Dir::Etc::SourceList": f"{place}/sources.list",
        "Dir::Etc::SourceParts": "-",
        "APT::Sandbox::User": "root",
        "Acquire::Retries": "3",
        "Acquire::http::Timeout": "60",
    }
    apt = ["apt-get", "-qq", *(f"-o{name}={value}" for name, value in settings.items())]
    run([*apt, "update"], place)
    run([*apt, "source", "--download-only", PACKAGE], place / "source")
    (archive,) = (place / "source").glob("*.orig.tar.xz")
    return archive


def run(command: list[str], place: Path) -> None:
    """Run a command quietly; what it said is shown if it fails."""
    # What a caller has set for an interpreter of its own must not reach the one that is built here.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command,
        cwd=place,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        said = "\n".join(done.stdout.splitlines()[-30:])
        raise SystemExit(f"{' '.join(command)} failed with {done.returncode}:\n{said}")


def build(archive: Path, source: Path, target: Path) -> None:
    """Compile the source and install it, with pip."""
    source.mkdir()
    run(["tar", "-xf", str(archive), "--strip-components=1"], source)
    run(["./configure", "-q", f"--prefix={target}", *CONFIGURE], source)
    run(["nice", "make", "-s", "-j2", OPTIMISATION], source)
    run(["make", "-s", OPTIMISATION, "altinstall"], source)
    for module in ("ctypes", "ssl", "zlib"):  # make goes on without one whose headers do not suit it
        run([str(program(target)), "-c", f"import {module}"], target)
    run([str(program(target)), "-m", "ensurepip"], target)


def program(target: Path) -> Path:
    """The interpreter in its directory."""
    return target / "bin" / f"{PACKAGE}t"


def interpreter() -> Path:
    """The interpreter's path; where the cache has none it is built, which takes minutes."""
    base = cache.directory("")
    recipe = repr((SUITE, PACKAGE, CONFIGURE, OPTIMISATION))
    with (base / "free-threaded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for place in sorted(base.glob("free-threaded-*/recipe")):
            if place.read_text() == recipe:
                return program(place.parent)
        check()
        with tempfile.TemporaryDirectory(prefix="sysprobe-") as scratch:
            archive = fetch(Path(scratch) / "apt")
            version = archive.name.split("_")[1].removesuffix(".orig.tar.xz")
            target = base / f"free-threaded-{version}"
            shutil.rmtree(target, ignore_errors=True)
            build(archive, Path(scratch) / "python", target)
        # Written last: what an interrupted build left behind has none and is made again.
        (target / "recipe").write_text(recipe)
        return program(target)


if __name__ == "__main__":
    try:
        print(interpreter())
    except Missing as missing:
        raise SystemExit(str(missing)) from None
