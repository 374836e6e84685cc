"""The host as a whole: when it booted, who is logged in, what it is and runs on, and its pressure."""

from __future__ import annotations

import errno
import os
import time

from sysprobe.errors import BackendError
from sysprobe.plugin import Context, hookimpl
from sysprobe.types.system import OsInfo, Pressure, PressureAverages, PressureStall, User

from sysprobe_linux import _native
from sysprobe_linux._folder import Folder, KeptFile
from sysprobe_linux.boottime import BootTime
from sysprobe_linux.logins import Sessions, read_utmp, utmp_name
from sysprobe_linux.osrelease import read_os_release
from sysprobe_linux.procfs import Procfs
from sysprobe_linux.sysfs import Sysfs
from sysprobe_linux.virtualization import find_container, find_hypervisor


class System:
    """A Linux machine as a whole."""

    def __init__(self, context: Context) -> None:
        self._live = context.live
        self._files = Folder(context.root, "")
        self._procfs = Procfs(context.root)
        self._sysfs = Sysfs(context.root)
        self._utmp = utmp_name(self._files)
        self._sessions = Sessions(self._files)
        self._boot_time = BootTime(self._procfs)
        self._uptime = self._procfs.keep("uptime", in_one_piece=True)
        self._pressure: dict[str, KeptFile | None] = {
            name: self._procfs.keep(f"pressure/{name}", in_one_piece=True) for name in ("cpu", "memory", "io", "irq")
        }

    @hookimpl
    def boot_time(self) -> float:
        """See :meth:`sysprobe.Host.boot_time`."""
        return self._boot_time.read()

    @hookimpl
    def uptime(self) -> float:
        """See :meth:`sysprobe.Host.uptime`."""
        try:
            text = self._uptime.read()
        except BackendError as error:
            if error.errno != errno.ENOENT or not self._live:
                raise
            return time.clock_gettime(time.CLOCK_BOOTTIME)  # a /proc of processes only (subset=pid)
        seconds = _native.uptime_seconds(text)
        if seconds is None:
            raise self._procfs.malformed("uptime", "does not start with a number")
        return seconds

    @hookimpl
    def users(self) -> list[User]:
        """See :meth:`sysprobe.Host.users`."""
        logins = read_utmp(self._files, self._utmp)
        return self._sessions.read() if logins is None else logins

    @hookimpl
    def os_info(self) -> OsInfo:
        """See :meth:`sysprobe.Host.os_info`."""
        release = read_os_release(self._files)
        if not self._files.list():
            raise self._files.malformed("", "there is nothing under this root")
        name, version = release.get("NAME") or "Linux", release.get("VERSION_ID") or None
        return OsInfo(
            name,
            version,
            release.get("ID") or "linux",
            "Linux",
            *self._kernel(),
            self._hostname(),
            find_hypervisor(self._procfs, self._sysfs),
            find_container(self._procfs, self._files),
        )

    @hookimpl
    def pressure(self) -> Pressure:
        """See :meth:`sysprobe.Host.pressure`."""
        return Pressure(*map(self._stall, self._pressure))

    def _kernel(self) -> tuple[str | None, str | None]:
        """Version and architecture."""
        if self._procfs.own_kernel:
            kernel = os.uname()
            return kernel.release, kernel.machine
        return self._setting("osrelease"), self._setting("arch")

    def _setting(self, name: str) -> str | None:
        raw = self._procfs.read_or_none(f"sys/kernel/{name}")
        return (os.fsdecode(raw).strip() or None) if raw is not None else None

    def _hostname(self) -> str | None:
        name = None
        if self._live:
            name = os.uname().nodename
        elif not self._procfs.own_kernel:  # mounted under another root, /proc tells the name of whoever reads it
            name = self._setting("hostname")
        if name:
            return None if name == "(none)" else name
        try:
            raw = self._files.read_or_none("etc/hostname")
        except BackendError:  # a link that leads out of the root
            return None
        return (os.fsdecode(raw).strip() or None) if raw is not None else None

    def _stall(self, resource: str) -> PressureStall | None:
        file = self._pressure[resource]
        if file is None:
            return None
        try:
            text = file.read()
        except BackendError as error:
            if error.errno not in (errno.ENOENT, errno.EOPNOTSUPP):
                raise
            self._pressure[resource] = None  # which resources it counts was decided when the kernel started
            return None
        lines = _native.pressure_lines(text)
        if lines is None:
            raise self._procfs.malformed(file.name, "has neither a line of some nor of full")
        some, full = lines
        if resource == "cpu":
            full = None  # not defined for a whole machine, the kernel writes zeros (Documentation/accounting/psi.rst)
        return PressureStall(
            None if some is None else PressureAverages(*some), None if full is None else PressureAverages(*full)
        )
