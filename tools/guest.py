"""Run tests under the kernel of another Debian: `python tools/guest.py SUITE SITE [PYTEST ARGUMENTS]`.

A virtual machine has all of its files in memory: a Debian with Python, what is installed in SITE, and this checkout.
It is emulated, so that any machine can run it, which takes some ten times as long. Needs root, for mmdebstrap.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import debian
import once

ROOT = Path(__file__).resolve().parent.parent
#: Suites of Debian with a kernel each: Linux 5.10, 6.1, 6.12.
SUITES = ("bullseye", "bookworm", "trixie")
#: What the guests run beside their kernels.
USERLAND, PYTHON = "trixie", "3.13"
PACKAGES = "python3,kmod,procps,mount,iproute2,lsof,strace,tmux,e2fsprogs"
PROGRAMS = {"qemu-system-x86_64": "qemu-system-x86", "mmdebstrap": "mmdebstrap", "cpio": "cpio"}
MODULES = "tcp_diag udp_diag unix_diag raw_diag veth dummy tun bridge fuse overlay loop"
PROJECT = ("tests", "docs", "packages", "examples", "tools", "pyproject.toml", "noxfile.py", "README.md")
MEMORY, SECONDS = "4G", 7200
ENDED = "guest: pytest ended with "
INIT = f"""#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb
export PYTHONPATH=/site PYTHONDONTWRITEBYTECODE=1
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
for place in /dev/shm /tmp /run; do mount -t tmpfs tmpfs $place; done
mount -t cgroup2 cgroup /sys/fs/cgroup
echo guest >/proc/sys/kernel/hostname
ip link set lo up
depmod
for module in {MODULES}; do modprobe -q $module; done
cd /project
python3 -m pytest -p no:cacheprovider -o faulthandler_timeout=1200 @ARGUMENTS@ </dev/null
echo "{ENDED}$?"
echo o >/proc/sysrq-trigger
sleep 60
"""


def missing() -> list[str]:
    """Debian packages whose programs are not here."""
    return [package for program, package in PROGRAMS.items() if not shutil.which(program)]


def userland() -> Path:
    """The archive of a Debian with Python."""

    def make(place: Path) -> None:
        debian.install(USERLAND, "amd64", PACKAGES, place / "root")
        pack(place / "root", place / "root.cpio")
        shutil.rmtree(place / "root")

    return once.made_once("guest", f"{USERLAND}-{once.key(PACKAGES)}", make) / "root.cpio"


def kernel(suite: str) -> tuple[Path, Path]:
    """The kernel of a Debian and the archive of its modules."""

    def make(place: Path) -> None:
        debian.unpack(suite, "amd64", "linux-image-cloud-amd64", place / "all")
        (image,) = (place / "all/boot").glob("vmlinuz-*")
        shutil.move(image, place / "vmlinuz")
        modules = next(path for path in (place / "all/usr/lib/modules", place / "all/lib/modules") if path.is_dir())
        (place / "root/usr/lib").mkdir(parents=True)
        shutil.move(modules, place / "root/usr/lib/modules")
        pack(place / "root", place / "modules.cpio")
        shutil.rmtree(place / "all")
        shutil.rmtree(place / "root")

    place = once.made_once("guest", f"kernel-{suite}", make)
    return place / "vmlinuz", place / "modules.cpio"


def pack(folder: Path, archive: Path) -> None:
    """An archive as the kernel unpacks it into its first root; several of them may stand behind one another."""
    names = b"".join(
        os.fsencode(os.path.join(os.path.relpath(base, folder), name)) + b"\0"
        for base, folders, files in os.walk(folder)
        for name in (*folders, *files)
    )
    with archive.open("wb") as out:
        command = ["cpio", "--null", "--create", "--format=newc", "--quiet", "--owner=0:0"]
        subprocess.run(command, cwd=folder, input=names, stdout=out, check=True)


def project(site: Path, arguments: list[str], place: Path) -> None:
    """What this checkout brings: itself, what is installed, and the program that the kernel starts."""
    ignored = shutil.ignore_patterns("*.so", "__pycache__", "build", "*.egg-info")
    for name in PROJECT:
        source, target = ROOT / name, place / "project" / name
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True, ignore=ignored)
        else:
            shutil.copy(source, target)
    shutil.copytree(site, place / "site", symlinks=True)
    (place / "init").write_text(INIT.replace("@ARGUMENTS@", shlex.join(arguments)))
    (place / "init").chmod(0o755)


def boot(image: Path, archives: list[Path], scratch: Path) -> int:
    """Start it, show what it writes, and return pytest's exit code."""
    initial = scratch / "initial.cpio"
    with initial.open("wb") as out:
        for archive in archives:
            with archive.open("rb") as part:
                shutil.copyfileobj(part, out)
    # Delay accounting, which kernels keep switched off; a panic ends the machine.
    settings = "console=ttyS0 quiet rdinit=/init delayacct panic=-1"
    machine = ["-accel", "tcg", "-cpu", "max", "-smp", "2", "-m", MEMORY, "-nographic", "-no-reboot", "-net", "none"]
    command = ["qemu-system-x86_64", *machine, "-kernel", str(image), "-initrd", str(initial), "-append", settings]
    code = 1
    limited = ["timeout", str(SECONDS), *command]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}
    with subprocess.Popen(limited, text=True, errors="replace", **streams) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.startswith(ENDED):
                code = int(line.removeprefix(ENDED))
    return code


def main(suite: str, site: Path, arguments: list[str]) -> int:
    """Run pytest in a guest; its exit code."""
    image, modules = kernel(suite)
    with tempfile.TemporaryDirectory(prefix="sysprobe-guest-") as scratch:
        place = Path(scratch)
        (place / "root/project").mkdir(parents=True)
        project(site, arguments, place / "root")
        pack(place / "root", place / "project.cpio")
        return boot(image, [userland(), modules, place / "project.cpio"], place)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
