"""psutil's constants and enumerations."""

from __future__ import annotations

import enum
from typing import Any

from sysprobe.types.network import AF_LINK as _FAMILY

from . import _platform

STATUSES = {
    f"STATUS_{name.upper().replace('-', '_')}": name
    for name in (
        "running",
        "sleeping",
        "disk-sleep",
        "stopped",
        "tracing-stop",
        "zombie",
        "dead",
        "waking",
        "idle",
        "locked",
        "waiting",
        "parked",
    )
}
CONNECTIONS = {
    f"CONN_{name}": name
    for name in (
        "ESTABLISHED",
        "SYN_SENT",
        "SYN_RECV",
        "FIN_WAIT1",
        "FIN_WAIT2",
        "TIME_WAIT",
        "CLOSE",
        "CLOSE_WAIT",
        "LAST_ACK",
        "LISTEN",
        "CLOSING",
        "NONE",
    )
}


def _enum(name: str, members: dict[str, int]) -> Any:
    """An IntEnum whose members are found in psutil by their own names."""
    return enum.IntEnum(name, members, module=__name__)


AddressFamily = _enum("AddressFamily", {"AF_LINK": int(_FAMILY) if _platform.AF_LINK is None else _platform.AF_LINK})
NicDuplex = _enum("NicDuplex", {"NIC_DUPLEX_FULL": 2, "NIC_DUPLEX_HALF": 1, "NIC_DUPLEX_UNKNOWN": 0})
BatteryTime = _enum("BatteryTime", {"POWER_TIME_UNKNOWN": -1, "POWER_TIME_UNLIMITED": -2})
ENUMS = {name: _enum(name, members) for name, members in _platform.ENUMS.items()}
globals().update(ENUMS)  # pickle looks for them here

#: All constants by the names that they have in psutil.
ALL: dict[str, Any] = {
    **STATUSES,
    **CONNECTIONS,
    **_platform.FLAGS,
    **_platform.CONSTANTS,
    **{name: each for made in (AddressFamily, NicDuplex, BatteryTime) for name, each in made.__members__.items()},
    **{
        name: int(each) if kind in _platform.PLAIN else each
        for kind, made in ENUMS.items()
        for name, each in made.__members__.items()
    },
}
