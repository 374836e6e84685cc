"""What each capability is asked when all of them are gone through, and whether an answer says anything."""

from __future__ import annotations

import os
from typing import Any

from sysprobe.hookspecs import CAPABILITIES

TABLES = frozenset(("tcp4", "tcp6", "udp4", "udp6", "unix"))


def arguments(capability: str) -> tuple[object, ...]:
    """Arguments of one plain question."""
    asked: dict[str, tuple[object, ...]] = {
        "cpu_count": (True,),
        "disk_partitions": (True,),
        "disk_usage": (os.sep, None),
        "net_connections": (TABLES, False, False),
        "pid_exists": (os.getpid(),),
        "open_process": (os.getpid(), None),
        "wait_processes": ((), 0.0),
        "services": (None,),
        "process_table": (("pid", "name"), None, 1),
    }
    return asked.get(capability, ())


#: Capabilities whose answers are cumulative: no number in them ever goes down.
COUNTERS = frozenset(
    {"cpu_stats", "cpu_times", "cpu_interrupts", "cpu_softirqs", "net_io_counters", "disk_io_counters", "uptime"}
)
#: Fields of those answers that are not cumulative all the same.
GAUGES = frozenset({"running", "blocked", "idle", "iowait"})
#: Capabilities whose answer has no meaning by itself, or needs another process.
UNASKED = frozenset({"process_attributes", "diagnose", "heap_trim"})
#: All that is asked one by one.
ASKED = tuple(name for name in CAPABILITIES if name not in UNASKED)


def is_empty(answer: Any) -> bool:
    """Whether an answer says nothing: None, no items, or a record of such."""
    if answer is None or answer is False:
        return True
    if hasattr(answer, "__dataclass_fields__"):
        return all(is_empty(getattr(answer, name)) for name in answer.__dataclass_fields__)
    return hasattr(answer, "__len__") and len(answer) == 0
