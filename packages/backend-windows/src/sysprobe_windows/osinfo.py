"""Which Windows this is, from the registry."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

from sysprobe.types.system import OsInfo

KEY = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
VALUES = ("ProductName", "CurrentMajorVersionNumber", "CurrentMinorVersionNumber", "CurrentBuildNumber", "UBR")
ARCHITECTURES = {"AMD64": "x86_64", "ARM64": "arm64", "x86": "i686"}
FIRST_WINDOWS_11 = 22000


def read() -> dict[str, object]:
    """The values that there are."""
    import winreg

    found: dict[str, object] = {}
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, KEY) as key:
        for name in VALUES:
            try:
                found[name] = winreg.QueryValueEx(key, name)[0]
            except FileNotFoundError:
                pass
    return found


def interpret(found: Mapping[str, object], environment: Mapping[str, str]) -> OsInfo:
    """The record. Windows 11 still calls itself 10 in the registry; its build tells."""
    build = str(found.get("CurrentBuildNumber", ""))
    name = str(found.get("ProductName", "Windows"))
    if build.isdigit() and int(build) >= FIRST_WINDOWS_11:
        name = name.replace("Windows 10", "Windows 11")
    major, minor = found.get("CurrentMajorVersionNumber"), found.get("CurrentMinorVersionNumber")
    version = None if major is None or minor is None or not build else f"{major}.{minor}.{build}"
    revision = found.get("UBR")
    # The variable of programs that run under another architecture than the system's comes first.
    machine = environment.get("PROCESSOR_ARCHITEW6432") or environment.get("PROCESSOR_ARCHITECTURE")
    return OsInfo(
        name=name,
        version=version,
        id="windows",
        kernel="Windows",
        kernel_version=f"{version}.{revision}" if version and revision is not None else version,
        architecture=None if machine is None else ARCHITECTURES.get(machine, machine),
        hostname=socket.gethostname() or None,
        virtualization=None,
        container=None,
    )


def os_info() -> OsInfo:
    """This Windows."""
    return interpret(read(), os.environ)
