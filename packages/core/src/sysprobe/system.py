"""The host as a whole."""

from sysprobe._facade import Facade

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sysprobe.types.system import OsInfo, Pressure, Service, User


class System(Facade):
    """The system domain of a Host."""

    __slots__ = ()

    def boot_time(self) -> float:
        """When the system booted, seconds since the epoch. It moves when somebody sets the clock.

        Linux: ``btime`` of ``/proc/stat``, whole seconds. macOS: ``kern.boottime``. Windows:
        ``NtQuerySystemInformation(SystemTimeOfDayInformation)``.

        Raises :class:`~sysprobe.CapabilityUnavailable` if no backend answers, :class:`~sysprobe.BackendError` if a
        source cannot be read or makes no sense.
        """
        return self._require(self._call.boot_time(), "boot_time")

    def uptime(self) -> float:
        """Seconds since boot, incl. those spent in suspend. Setting the clock does not change it.

        Linux: ``/proc/uptime``. macOS: ``CLOCK_MONOTONIC_RAW``. Windows: as :meth:`boot_time`. Raises as
        :meth:`boot_time`.
        """
        return self._require(self._call.uptime(), "uptime")

    def users(self) -> "list[User]":
        """Login sessions, an empty list if nobody is logged in (or if, as in containers, nobody keeps count).

        Linux: ``/run/utmp``; where that is gone, the sessions of systemd-logind. macOS: ``getutxent``. Windows:
        ``WTSEnumerateSessions``. Raises as :meth:`boot_time`.
        """
        return self._require(self._call.users(), "users")

    def os_info(self) -> "OsInfo":
        """Which system, kernel and architecture this is, and the hypervisor and container around it.

        Linux: ``/etc/os-release``, ``/proc/sys/kernel``, DMI, the device tree and the marks that container managers
        leave. Raises as :meth:`boot_time`.
        """
        return self._require(self._call.os_info(), "os_info")

    def pressure(self) -> "Pressure":
        """How much of the time tasks stood still for want of CPU, memory or I/O.

        Linux (4.20): ``/proc/pressure``. Each resource is None where the kernel does not count it, all of them on
        kernels without pressure stall information. Raises as :meth:`boot_time`.
        """
        return self._require(self._call.pressure(), "pressure")

    def services(self) -> "list[Service]":
        """What the service manager looks after, running or not; drivers are left out.

        Windows: ``EnumServicesStatusEx``, ``QueryServiceConfig``. Raises as :meth:`boot_time`.
        """
        return self._require(self._call.services(None), "services")

    def service(self, name: str) -> "Service | None":
        """The service of this name, however it is capitalised; None if there is none. As :meth:`services`."""
        found = self._require(self._call.services(name), "services")
        return found[0] if found else None
