"""Import the arm64 Linux wheel under qemu-user: `python tools/arm64.py WHEELS`. Needs root, mmdebstrap and qemu.

The Python it runs in is Debian's for arm64, unpacked into the cache; nothing of this machine's own packages changes.
qemu fakes /proc/self for its guest, so only answers about the whole machine are asked for.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import debian
import once

CODE = """
import platform, sysprobe
from sysprobe_linux import _native
assert platform.machine() == "aarch64", platform.machine()
memory = sysprobe.virtual_memory()
assert 0 < memory.available <= memory.total, memory
print(platform.machine(), platform.python_version(), memory.total, len(dir(_native)), "functions")
"""
SUITE, PACKAGES = "bookworm", "python3-minimal,python3"


def debian_python() -> Path:
    """A root directory with Debian's Python for arm64."""

    def make(place: Path) -> None:
        debian.unpack(SUITE, "arm64", PACKAGES, place)

    return once.made_once("arm64", f"{SUITE}-{once.key(PACKAGES)}", make)


def main(wheels: Path) -> None:
    """Unpack the wheels beside pluggy and import them in there."""
    root = debian_python()
    with tempfile.TemporaryDirectory(prefix="sysprobe-arm64-") as site:
        run(wheels, root, Path(site))


def run(wheels: Path, root: Path, site: Path) -> None:
    """Unpack into `site` and import from there."""
    for pattern in ("sysprobe-*-py3-none-any.whl", "sysprobe_linux-*manylinux*aarch64.whl"):
        (wheel,) = wheels.glob(pattern)
        zipfile.ZipFile(wheel).extractall(site)
    pluggy = find_spec("pluggy")
    assert pluggy is not None
    assert pluggy.origin is not None
    shutil.copytree(Path(pluggy.origin).parent, site / "pluggy")
    command = ["qemu-aarch64-static", "-L", str(root), str(root / "usr/bin/python3.11"), "-c", CODE]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LD_"))}
    environment |= {"PYTHONPATH": str(site), "PYTHONHOME": str(root / "usr")}
    subprocess.run(command, check=True, env=environment)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
