"""Services: EnumServicesStatusEx, QueryServiceConfig and QueryServiceConfig2."""

from __future__ import annotations

from sysprobe.types.system import Service, ServiceStart, ServiceStatus

from sysprobe_windows import _native
from sysprobe_windows.calls import Calls
from sysprobe_windows.devices import wide

# SERVICE_STOPPED and its like; SERVICE_AUTO_START and its like. Drivers, which have other ones, are not listed.
STATES = {
    1: ServiceStatus.STOPPED,
    2: ServiceStatus.START_PENDING,
    3: ServiceStatus.STOP_PENDING,
    4: ServiceStatus.RUNNING,
    5: ServiceStatus.CONTINUE_PENDING,
    6: ServiceStatus.PAUSE_PENDING,
    7: ServiceStatus.PAUSED,
}
STARTS = {2: ServiceStart.AUTOMATIC, 3: ServiceStart.MANUAL, 4: ServiceStart.DISABLED}


def services(calls: Calls, wanted: str | None) -> list[Service]:
    """All, or the one of this name: Windows does not tell names apart by case."""
    found = []
    for name, display_name, state, pid in calls("services", _native.services):
        if name and (wanted is None or name.casefold() == wanted.casefold()):
            start, command, username, description = details(name)
            found.append(
                Service(
                    name=name,
                    display_name=display_name or None,
                    status=STATES.get(state),
                    pid=pid or None,
                    start=None if start is None else STARTS.get(start),
                    command=command or None,
                    username=username or None,
                    description=description or None,
                )
            )
    return found


def details(name: str) -> tuple[int | None, str | None, str | None, str | None]:
    """How a service is configured. Who may not know it, or comes too late, is told nothing: the service is listed."""
    try:
        return _native.service_details(wide(name))
    except OSError:
        return None, None, None, None
