"""The host as a whole: sysctl, the clock that no one sets, and utmpx."""

from __future__ import annotations

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.system import OsInfo, User

from sysprobe_macos import _native
from sysprobe_macos.kernel import ask


class System:
    """A Mac."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @hookimpl
    def boot_time(self) -> float:
        """See :meth:`sysprobe.Host.boot_time`. The kernel moves it when the clock is set: it stays now − uptime."""
        return ask(self._context, "boot_time", _native.boot_time)

    @hookimpl
    def uptime(self) -> float:
        """See :meth:`sysprobe.Host.uptime`. ``CLOCK_MONOTONIC_RAW`` (macOS 10.12): goes on while the machine sleeps."""
        return ask(self._context, "uptime", _native.uptime)

    @hookimpl
    def users(self) -> list[User]:
        """See :meth:`sysprobe.Host.users`. ``getutxent``: the console's user and every terminal."""
        found = ask(self._context, "users", _native.logins)
        return [
            User(name, terminal or None, host or None, started or None, pid if pid > 0 else None, None)
            for name, terminal, host, started, pid in found
            if name
        ]

    @hookimpl
    def os_info(self) -> OsInfo:
        """See :meth:`sysprobe.Host.os_info`. ``kern.osproductversion``, ``kern.osrelease``, ``hw.machine`` and more."""
        text, number = self._text, self._number
        host = (text("kern.hostname") or "").partition(".")[0]
        return OsInfo(
            name="macOS",
            version=text("kern.osproductversion"),
            id="macos",
            kernel="Darwin",
            kernel_version=text("kern.osrelease"),
            # Under Rosetta a program is told x86_64.
            architecture="arm64" if number("sysctl.proc_translated") == 1 else text("hw.machine"),
            hostname=host or None,
            virtualization=virtualization(number("kern.hv_vmm_present"), text("hw.model")),
            container="none",  # macOS has none
        )

    def _text(self, name: str) -> str | None:
        return ask(self._context, "os_info", lambda: _native.system_text(name)) or None

    def _number(self, name: str) -> int | None:
        return ask(self._context, "os_info", lambda: _native.system_number(name))


def virtualization(present: int | None, model: str | None) -> str | None:
    """The hypervisor, by the model of Mac that it pretends to be; None if there is one and the model does not tell."""
    if present == 0:
        return "none"
    known = {"VirtualMac": "apple", "VMware": "vmware", "Parallels": "parallels", "VirtualBox": "oracle"}
    return next((name for begin, name in known.items() if (model or "").startswith(begin)), None)
