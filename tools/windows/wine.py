"""Wine 10 (Debian 13) in a directory of its own, and programs run in it.

The host's packages stay as they are. A run sees an overlay that is thrown away at its end, so that nothing which one
run did is there in the next, and has process ids, mounts and network interfaces of its own, so that nothing on the
machine can disturb it: the only interfaces are those that :data:`NETWORK` makes.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import cache
import debian
import once

SUITE = "trixie"
TOOLS = {"mmdebstrap": "mmdebstrap", "unshare": "util-linux", "ip": "iproute2"}

INSTALL = [
    "mmdebstrap",
    "--quiet",
    "--variant=essential",
    "--include=wine,wine64",
    "--format=directory",
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/man/*",
    "--dpkgopt=path-exclude=*/i386-windows/*",
]

ENVIRONMENT = {
    "HOME": "/tmp",
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "WINEPREFIX": "/var/wine",
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "mscoree,mshtml=",
}

# Addresses of the documentation ranges (RFC 5737, RFC 3849). Several per interface with masks that differ, one of
# them with every bit set, an IPv6 one with a prefix that is no multiple of eight, and an interface without IPv4.
NETWORK = """
ip link set lo up
ip link add sysprobe0 address 02:00:5e:10:00:01 mtu 1400 type veth peer name sysprobe1 address 02:00:5e:10:00:02
ip address add 192.0.2.1/24 dev sysprobe0
ip address add 198.51.100.77/19 dev sysprobe0
ip address add 203.0.113.9/32 dev sysprobe0
ip address add 2001:db8::1/61 dev sysprobe0 nodad
ip link set sysprobe0 up
ip link set sysprobe1 up
"""

# $1 the overlay's lower directories, $2 the tree, $3 where the overlay is mounted; then the program.
ENTER = """
set -eu
lower=$1 tree=$2 root=$3; shift 3
mount --make-rprivate /
mount -t tmpfs none "$root"
mkdir "$root/upper" "$root/work" "$root/merged"
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$root/upper,workdir=$root/work" "$root/merged"
root="$root/merged"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /dev "$root/dev"
mkdir -p "$root/w"
mount --bind -o ro "$tree" "$root/w"
"""


class Missing(Exception):
    """What Wine needs is not on this machine; the text says how to get it."""


def check() -> None:
    """Raise :class:`Missing` where Wine cannot be run."""
    absent = sorted(package for tool, package in TOOLS.items() if not shutil.which(tool))
    if sys.platform != "linux" or os.geteuid() != 0:
        raise Missing("Wine's directory is made and entered by root on Linux: run it as root")
    if not shutil.which("apt-get"):
        raise Missing("Wine comes from a Debian mirror of this machine's apt, which it lacks")
    if absent:
        raise Missing("needs " + ", ".join(absent) + ": apt-get install " + " ".join(absent))


def root() -> Path:
    """The directory with Wine and a prefix that is set up."""

    def make(directory: Path) -> None:
        subprocess.run([*INSTALL, SUITE, str(directory), *debian.mirror()], check=True)
        subprocess.run(
            [
                *("unshare", "--mount", "--pid", "--fork", "sh", "-euc"),
                (
                    'mount --make-rprivate /; mount -t proc proc "$0/proc"; mount --rbind /dev "$0/dev"; '
                    'exec chroot "$0" "$@"'
                ),
                str(directory),
                *environment({}),
                *("sh", "-c", "wine wineboot --init && wineserver --wait"),
            ],
            check=True,
            stdin=subprocess.DEVNULL,
        )

    return once.made_once("windows", f"wine-{SUITE}-{once.key(INSTALL, ENVIRONMENT)}", make)


def environment(extra: dict[str, str]) -> list[str]:
    """The command that sets exactly the variables Wine needs, and ``extra``."""
    return ["/usr/bin/env", "-i", *(f"{name}={value}" for name, value in {**ENVIRONMENT, **extra}.items())]


def run(
    program: Sequence[str],
    *,
    layers: Iterable[Path] = (),
    tree: Path,
    network: str = NETWORK,
    extra: dict[str, str] | None = None,
) -> int:
    """Run a Linux command line in Wine's directory, in ``/w`` = ``tree`` (drive ``Z:\\w``); its exit code.

    ``layers`` are laid over Wine's directory, the first on top.
    """
    lower = ":".join(str(layer) for layer in [*layers, root()])
    mountpoint = cache.directory("windows/mount")
    script = ENTER + network + 'exec chroot "$root" "$@"'
    return subprocess.run(
        [
            *("unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "sh", "-c", script, "sh"),
            *(lower, str(tree), str(mountpoint)),
            *environment({"XDG_RUNTIME_DIR": "/tmp", **(extra or {})}),
            *("sh", "-c", 'cd /w && exec "$@"', "sh", *program),
        ],
        stdin=subprocess.DEVNULL,
        check=False,
    ).returncode
