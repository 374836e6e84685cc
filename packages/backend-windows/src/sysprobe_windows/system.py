"""The system as a whole: NtQuerySystemInformation for times, Remote Desktop Services' sessions for users."""

from __future__ import annotations

import contextlib
import socket

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.system import OsInfo, Service, User

from sysprobe_windows import _native, osinfo
from sysprobe_windows.calls import Calls, epoch
from sysprobe_windows.services import services


class System:
    """A Windows machine."""

    def __init__(self, context: Context) -> None:
        self._calls = Calls(context)

    @hookimpl
    def boot_time(self) -> float:
        """See :meth:`sysprobe.Host.boot_time`."""
        booted, _, slept = self._calls("boot_time", _native.time_of_day)
        return epoch(booted - slept)

    @hookimpl
    def uptime(self) -> float:
        """See :meth:`sysprobe.Host.uptime`. Sleep and hibernation count."""
        booted, now, slept = self._calls("uptime", _native.time_of_day)
        return (now - (booted - slept)) / 10_000_000

    @hookimpl
    def users(self) -> list[User]:
        """See :meth:`sysprobe.Host.users`. Sessions that come or go meanwhile may be there or not."""
        users = (self._user(session) for session in self._calls("users", _native.sessions))
        return [user for user in users if user is not None]

    @hookimpl
    def os_info(self) -> OsInfo:
        """See :meth:`sysprobe.Host.os_info`."""
        return self._calls("os_info", osinfo.os_info)

    @hookimpl
    def services(self, name: str | None) -> list[Service]:
        """See :meth:`sysprobe.Host.services`. Services of programs; drivers are left out."""
        return services(self._calls, name)

    def _user(self, session: int) -> User | None:
        """Who is logged on in a session; None if nobody is or it has ended."""
        name = self._calls.if_there("users", _native.session_user, session)
        if not name:
            return None
        started = host = None
        # What a session does not tell is not known; its user is.
        with contextlib.suppress(OSError):
            started = _native.session_start(session)
        with contextlib.suppress(OSError):
            address = _native.session_address(session)
            host = None if address is None else socket.inet_ntop(socket.AF_INET, address)
        if host is None:
            with contextlib.suppress(OSError):
                host = _native.session_client(session)
        return User(name, None, host or None, epoch(started) if started else None, None, str(session))
