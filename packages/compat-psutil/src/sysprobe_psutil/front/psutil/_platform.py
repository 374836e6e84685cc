"""What differs between operating systems in psutil's API, in one table. No other module asks for the platform."""

from __future__ import annotations

import sys
from typing import Any

_NAMES = {"linux": "LINUX", "darwin": "MACOS", "win32": "WINDOWS"}
#: LINUX, MACOS or WINDOWS.
SYSTEM = _NAMES.get(sys.platform, "LINUX")

#: psutil's flags for platforms.
FLAGS = {
    **dict.fromkeys(("AIX", "BSD", "FREEBSD", "NETBSD", "OPENBSD", "SUNOS"), False),
    "LINUX": SYSTEM == "LINUX",
    "MACOS": SYSTEM == "MACOS",
    "OSX": SYSTEM == "MACOS",
    "POSIX": SYSTEM != "WINDOWS",
    "WINDOWS": SYSTEM == "WINDOWS",
}

_ALL_FIELDS: dict[str, dict[str, str]] = {
    "LINUX": {
        "svmem": "total available percent used free active inactive buffers cached shared slab",
        "scputimes": "user nice system idle iowait irq softirq steal guest guest_nice",
        "sdiskio": "read_count write_count read_bytes write_bytes read_time write_time"
        " read_merged_count write_merged_count busy_time",
        "pmem": "rss vms shared text lib data dirty",
        "pfullmem": "rss vms shared text lib data dirty uss pss swap",
        "pcputimes": "user system children_user children_system iowait",
        "pio": "read_count write_count read_bytes write_bytes read_chars write_chars",
        "popenfile": "path fd position mode flags",
        "pionice": "ioclass value",
        "pmmap_grouped": "path rss size pss shared_clean shared_dirty private_clean private_dirty referenced"
        " anonymous swap",
        "pmmap_ext": "addr perms path rss size pss shared_clean shared_dirty private_clean private_dirty"
        " referenced anonymous swap",
        "pheap": "heap_used mmap_used",
    },
    "MACOS": {
        "svmem": "total available percent used free active inactive wired",
        "scputimes": "user nice system idle",
        "sdiskio": "read_count write_count read_bytes write_bytes read_time write_time",
        "pmem": "rss vms pfaults pageins",
        "pfullmem": "rss vms pfaults pageins uss",
        "pcputimes": "user system children_user children_system",
        "popenfile": "path fd",
        "pmmap_grouped": "path rss private swapped dirtied ref_count shadow_depth",
        "pmmap_ext": "addr perms path rss private swapped dirtied ref_count shadow_depth",
        "pheap": "heap_used mmap_used",
    },
    "WINDOWS": {
        "svmem": "total available percent used free",
        "scputimes": "user system idle interrupt dpc",
        "sdiskio": "read_count write_count read_bytes write_bytes read_time write_time",
        "pmem": "rss vms num_page_faults peak_wset wset peak_paged_pool paged_pool peak_nonpaged_pool"
        " nonpaged_pool pagefile peak_pagefile private",
        "pfullmem": "rss vms num_page_faults peak_wset wset peak_paged_pool paged_pool peak_nonpaged_pool"
        " nonpaged_pool pagefile peak_pagefile private uss",
        "pcputimes": "user system children_user children_system",
        "pio": "read_count write_count read_bytes write_bytes other_count other_bytes",
        "popenfile": "path fd",
        "pmmap_grouped": "path rss",
        "pmmap_ext": "addr perms path rss",
        "pheap": "heap_used mmap_used heap_count",
    },
}
_COMMON_FIELDS = {
    "addr": "ip port",
    "pconn": "fd family type laddr raddr status",
    "pctxsw": "voluntary involuntary",
    "pgids": "real effective saved",
    "pthread": "id user_time system_time",
    "puids": "real effective saved",
    "sbattery": "percent secsleft power_plugged",
    "sconn": "fd family type laddr raddr status pid",
    "scpufreq": "current min max",
    "scpustats": "ctx_switches interrupts soft_interrupts syscalls",
    "sdiskpart": "device mountpoint fstype opts",
    "sdiskusage": "total used free percent",
    "sfan": "label current",
    "shwtemp": "label current high critical",
    "snetio": "bytes_sent bytes_recv packets_sent packets_recv errin errout dropin dropout",
    "snicaddr": "family address netmask broadcast ptp",
    "snicstats": "isup duplex speed mtu flags",
    "sswap": "total used free percent sin sout",
    "suser": "name terminal host started pid",
}
#: Name of a named tuple → its fields here.
FIELDS: dict[str, str] = {**_COMMON_FIELDS, **_ALL_FIELDS[SYSTEM]}

#: Methods of Process that psutil does not have on a platform.
_ABSENT_METHODS = {
    "LINUX": ("num_handles",),
    "MACOS": ("cpu_affinity", "cpu_num", "io_counters", "ionice", "memory_maps", "num_handles", "rlimit"),
    "WINDOWS": ("cpu_num", "gids", "num_fds", "rlimit", "terminal", "uids"),
}
ABSENT_METHODS = frozenset(_ABSENT_METHODS[SYSTEM])

#: Functions that psutil does not have on a platform.
_ABSENT_FUNCTIONS = {
    "LINUX": (),
    "MACOS": ("sensors_fans", "sensors_temperatures"),
    "WINDOWS": ("sensors_fans", "sensors_temperatures"),
}
ABSENT_FUNCTIONS = frozenset(_ABSENT_FUNCTIONS[SYSTEM])

#: Functions that psutil has on one platform alone.
SERVICES = ("win_service_get", "win_service_iter") if SYSTEM == "WINDOWS" else ()

#: Constants of one platform alone.
_LIMITS = {"AS": 9, "CORE": 4, "CPU": 0, "DATA": 2, "FSIZE": 1, "LOCKS": 10, "MEMLOCK": 8, "MSGQUEUE": 12}
_LIMITS |= {"NICE": 13, "NOFILE": 7, "NPROC": 6, "RSS": 5, "RTPRIO": 14, "RTTIME": 15, "SIGPENDING": 11, "STACK": 3}
_CONSTANTS: dict[str, dict[str, Any]] = {
    "LINUX": {
        "PROCFS_PATH": "/proc",
        "RLIM_INFINITY": -1,
        **{f"RLIMIT_{name}": number for name, number in _LIMITS.items()},
    },
    "MACOS": {},
    "WINDOWS": {"CONN_DELETE_TCB": "DELETE_TCB"},
}
CONSTANTS = _CONSTANTS[SYSTEM]
#: Enumerations of one platform: name → members, and the enumeration whose members they are.
_ENUMS: dict[str, dict[str, dict[str, int]]] = {
    "LINUX": {
        "IOPriority": {f"IOPRIO_CLASS_{name}": number for number, name in enumerate(("NONE", "RT", "BE", "IDLE"))}
    },
    "MACOS": {},
    "WINDOWS": {
        "IOPriority": {f"IOPRIO_{name}": number for number, name in enumerate(("VERYLOW", "LOW", "NORMAL", "HIGH"))},
        "Priority": {
            "ABOVE_NORMAL_PRIORITY_CLASS": 0x8000,
            "BELOW_NORMAL_PRIORITY_CLASS": 0x4000,
            "HIGH_PRIORITY_CLASS": 0x80,
            "IDLE_PRIORITY_CLASS": 0x40,
            "NORMAL_PRIORITY_CLASS": 0x20,
            "REALTIME_PRIORITY_CLASS": 0x100,
        },
    },
}
ENUMS = _ENUMS[SYSTEM]
#: Enumerations whose members psutil answers with, but has as plain numbers among its constants.
PLAIN = frozenset({"Priority"})
#: psutil's family of hardware addresses, where it is not the socket module's.
AF_LINK = -1 if SYSTEM == "WINDOWS" else None
#: What separates the bytes of a hardware address.
MAC_SEPARATOR = "-" if SYSTEM == "WINDOWS" else ":"
#: Whether the kernel's time contains what interrupts and deferred calls took.
WITH_INTERRUPTS = SYSTEM == "WINDOWS"
#: How psutil writes what a mapping allows, by ours; where it says nothing, ours is psutil's too.
PERMISSIONS = (
    {
        "r--p": "r",
        "r--s": "r",
        "rw-s": "rw",
        "rw-p": "wc",
        "--xp": "x",
        "--xs": "x",
        "r-xp": "xr",
        "r-xs": "xr",
        "rwxs": "xrw",
        "rwxp": "xwc",
        "---p": "",
        "---s": "",
    }
    if SYSTEM == "WINDOWS"
    else {}
)
#: Whether memory_maps names one address, and files alone.
FILES_ALONE = SYSTEM == "WINDOWS"
#: Whether a user without terminal and host is a session all the same.
ALL_SESSIONS = SYSTEM == "WINDOWS"
#: Whether /proc is where psutil's PROCFS_PATH says.
HAS_PROCFS = SYSTEM == "LINUX"
