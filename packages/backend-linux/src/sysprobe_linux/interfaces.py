"""Interfaces as ``/sys/class/net`` describes them, for other roots and where netlink is refused."""

from __future__ import annotations

import os

from sysprobe.types.network import Duplex, InterfaceStats, OperState

from sysprobe_linux.sysfs import Sysfs

#: In the order of ``enum duplex`` of the C module.
DUPLEXES = (Duplex.HALF, Duplex.FULL)

#: By the kernel's number (``IF_OPER_*``); 0 is "unknown".
OPERSTATES = (
    None,
    OperState.NOT_PRESENT,
    OperState.DOWN,
    OperState.LOWER_LAYER_DOWN,
    OperState.TESTING,
    OperState.DORMANT,
    OperState.UP,
)

#: Bits of the file ``flags`` that say something; the kernel keeps the others (``running``) elsewhere.
FLAGS = {
    0: "up",
    1: "broadcast",
    2: "debug",
    3: "loopback",
    4: "pointopoint",
    5: "notrailers",
    7: "noarp",
    8: "promisc",
    9: "allmulti",
    10: "master",
    11: "slave",
    12: "multicast",
    13: "portsel",
    14: "automedia",
    15: "dynamic",
}


#: How kernels and drivers of all ages write -1, which is no speed, in 16 and 32 bits without a sign.
NO_SPEED = frozenset({2**16 - 1, 2**32 - 1})


def from_sysfs(sysfs: Sysfs) -> dict[str, InterfaceStats]:
    """State of every interface by its name. `kind` and `altnames` are told by netlink alone."""
    found = ((name, _interface(sysfs, f"class/net/{name}")) for name in sysfs.list("class/net"))
    return {name: stats for name, stats in found if stats is not None}


def _interface(sysfs: Sysfs, folder: str) -> InterfaceStats | None:
    index, mtu = sysfs.number(f"{folder}/ifindex"), sysfs.number(f"{folder}/mtu")
    if index is None or mtu is None:
        return None  # no interface (bonding_masters), or one that has just gone
    bits = _hexadecimal(sysfs.text(f"{folder}/flags"))
    state = sysfs.text(f"{folder}/operstate")
    duplex = sysfs.text(f"{folder}/duplex")
    speed = sysfs.number(f"{folder}/speed")
    carrier = sysfs.number(f"{folder}/carrier")
    master = sysfs.link(f"{folder}/master")
    enabled = bool(bits & 1)
    running = enabled and state in {"up", "unknown"}
    flags = [name for bit, name in FLAGS.items() if bits >> bit & 1]
    if running:
        flags.append("running")
    return InterfaceStats(
        index,
        running,
        Duplex(duplex) if duplex in {"half", "full"} else None,
        speed if speed is not None and speed > 0 and speed not in NO_SPEED else None,
        mtu,
        tuple(flags),
        OperState(state) if state in set(OperState) else None,
        bool(carrier) if enabled and carrier is not None else None,
        sysfs.number(f"{folder}/carrier_changes"),
        None,
        None if master is None else os.path.basename(master),
        (),
    )


def _hexadecimal(text: str | None) -> int:
    try:
        return int(text or "0", 16)
    except ValueError:
        return 0
