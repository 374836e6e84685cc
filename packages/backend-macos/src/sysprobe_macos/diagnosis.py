"""What macOS does not tell, or not to everybody, and why."""

from __future__ import annotations

import os
from collections.abc import Iterator

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.diagnosis import Cause, Reason

UNTOLD = {
    "cpu_stats": "macOS counts neither context switches nor interrupts nor system calls of the whole machine",
    "cpu_freq_percpu": "macOS tells one nominal frequency on Intel, and none on Apple silicon",
    "cpu_interrupts": "macOS counts no interrupts by their source",
    "cpu_softirqs": "macOS has no soft interrupts",
    "pressure": "macOS does not count how long threads stand still",
    "sensors_temperatures": "temperatures are told through private interfaces alone (SMC, IOHIDEventSystem)",
    "services": "launchd tells of what it looks after through private interfaces alone",
    "sensors_fans": "fans are told through a private interface alone (SMC)",
}
"""Capability → why no macOS answers it."""
OTHERS = "memory, CPU times, threads, open files, sockets, arguments and more of processes of other users"


class Diagnosis:
    """The limits of macOS, and of the caller."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @hookimpl
    def diagnose(self) -> list[Reason]:
        """See :class:`sysprobe.hookspecs.diagnosis.DiagnosisHooks`."""
        return [*self._reasons()] if self._context.live else []

    def _reasons(self) -> Iterator[Reason]:
        for capability, detail in UNTOLD.items():
            yield Reason(capability, Cause.NO_SOURCE, detail)
        if os.geteuid() != 0:
            detail = "the sockets of all processes are shown to root only"
            yield Reason("net_connections", Cause.NEEDS_PRIVILEGE, detail, "run as root")
            for capability in ("open_process", "process_table"):
                yield Reason(capability, Cause.NEEDS_PRIVILEGE, f"{OTHERS} are shown to root only", "run as root")
