"""What Windows does not tell, and why."""

from __future__ import annotations

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.diagnosis import Cause, Reason

#: Capability → why no Windows answers it.
UNTOLD = {
    "getloadavg": "Windows keeps no averages of how many threads run or want to: they could only be made by looking "
    "every few seconds from now on, which nobody has asked for (sample process_table or cpu_percent instead)",
    "cpu_interrupts": "Windows counts interrupts for each CPU, not for each source",
    "cpu_softirqs": "Windows has no soft interrupts; cpu_times tells the time of deferred procedure calls",
    "pressure": "Windows does not count how long tasks stand still",
    "sensors_temperatures": "Windows has no interface to temperatures that machines answer to everybody",
    "sensors_fans": "Windows has no interface to the speed of fans",
}


class Diagnosis:
    """The limits of Windows."""

    def __init__(self, context: Context) -> None:
        self._live = context.live

    @hookimpl
    def diagnose(self) -> list[Reason]:
        """See :meth:`sysprobe.Host.capabilities`. Nothing is asked: what Windows lacks it always lacks."""
        return [Reason(capability, Cause.NO_SOURCE, detail) for capability, detail in UNTOLD.items() if self._live]
