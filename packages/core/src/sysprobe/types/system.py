"""Records of the system domain."""

from __future__ import annotations

from enum import StrEnum

from sysprobe.types._record import record


@record
class User:
    """One login session."""

    name: str
    """Login name; on Windows without the domain."""
    terminal: str | None
    """Terminal without "/dev/", e.g. "pts/0". None if it has none, and on Windows."""
    host: str | None
    """Where the user came from, as the login program recorded it (a host, an address, an X display). None: unrecorded,
    as for most local logins."""
    started: float | None
    """Time of login, seconds since the epoch. None if it was not recorded."""
    pid: int | None
    """Process that did the login. None if unknown, and on Windows."""
    session: str | None
    """The session's id, as `loginctl` or `query session` shows it. None if there is none."""


@record
class OsInfo:
    """Which operating system this is and what it runs on."""

    name: str
    """What the system calls itself, e.g. "Debian GNU/Linux", "macOS", "Windows 11 Pro". "Linux" if it does not say."""
    version: str | None
    """Its version, e.g. "12", "14.5", "10.0.22631". None for rolling distributions."""
    id: str
    """A short, fixed name for programs, e.g. "debian", "macos", "windows"; "linux" if it does not say."""
    kernel: str
    """"Linux", "Darwin" or "Windows"."""
    kernel_version: str | None
    """As `uname -r` prints it; on Windows as `version` with the build's revision. None if unknown."""
    architecture: str | None
    """Machine the kernel runs on, as `uname -m` prints it, e.g. "x86_64", "aarch64", "arm64". None if unknown."""
    hostname: str | None
    """Name of the host, not qualified. None if it has none."""
    virtualization: str | None
    """Hypervisor below this system in systemd's words ("kvm", "vmware", "microsoft", "xen", …; "hypervisor" if only
    that much is certain), "none" on bare metal. None if it cannot be told."""
    container: str | None
    """Container around this process in systemd's words ("docker", "podman", "lxc", "wsl", …; "container" if only that
    much is certain), "none" outside of any. None if it cannot be told."""


class ServiceStatus(StrEnum):
    """What a service is doing."""

    RUNNING = "running"
    STOPPED = "stopped"
    PAUSED = "paused"
    START_PENDING = "start_pending"
    STOP_PENDING = "stop_pending"
    PAUSE_PENDING = "pause_pending"
    CONTINUE_PENDING = "continue_pending"


class ServiceStart(StrEnum):
    """When a service is started."""

    AUTOMATIC = "automatic"
    """With the system."""
    MANUAL = "manual"
    """When somebody asks for it."""
    DISABLED = "disabled"
    """Never."""


@record
class Service:
    """One program that the service manager looks after. Windows."""

    name: str
    """Its name for programs, e.g. "Spooler". Two names that differ in case alone are the same."""
    display_name: str | None
    """Its name for people, e.g. "Print Spooler". None if it has none."""
    status: ServiceStatus | None
    """What it is doing. None for what is not known here."""
    pid: int | None
    """The process that it runs in, which may be that of other services too. None if it does not run."""
    start: ServiceStart | None
    """When it is started. None where the caller may not know."""
    command: str | None
    """The command line that starts it. None where the caller may not know."""
    username: str | None
    """The account that it runs as, e.g. "LocalSystem". None where the caller may not know."""
    description: str | None
    """What it is for, in a sentence or more. None if it does not say, or where the caller may not know."""


@record
class PressureAverages:
    """Share of the time in which tasks stood still for want of a resource."""

    avg10: float
    """Percent of the last 10 seconds, 0 to 100."""
    avg60: float
    """Percent of the last 60 seconds, 0 to 100."""
    avg300: float
    """Percent of the last 300 seconds, 0 to 100."""
    total: float
    """Seconds since boot."""


@record
class PressureStall:
    """Pressure on one resource."""

    some: PressureAverages | None
    """At least one task stood still. None for `irq`, where the kernel does not count it."""
    full: PressureAverages | None
    """All tasks with work to do stood still at once. None for `cpu`, where it has no meaning: whoever waits for a CPU
    waits for another task that runs."""


@record
class Pressure:
    """Pressure stall information of the whole machine. Linux (4.20)."""

    cpu: PressureStall | None
    """Waiting for a CPU. None where the kernel does not count pressure."""
    memory: PressureStall | None
    """Waiting for memory to be reclaimed or read back. None where the kernel does not count pressure."""
    io: PressureStall | None
    """Waiting for I/O. None where the kernel does not count pressure."""
    irq: PressureStall | None
    """Interrupted (Linux 6.1 with interrupt time accounting). None where the kernel does not count it."""
