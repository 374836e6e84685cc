"""Records of the process domain: what `Process` methods, the table and the command line answer with.

The same fields on every operating system. A field that an OS does not report is ``None`` there, never 0.
Enumerations live in `sysprobe.types.process_enums`, what is about memory in `sysprobe.types.process_memory`, the list
of attributes in `sysprobe.types.attributes`.
"""

from __future__ import annotations

from sysprobe.types._record import record
from sysprobe.types.process_enums import (
    Capability,
    IOClass,
    Limit,
    ProcessStatus,
    SchedulerPolicy,
    SeccompMode,
)
from sysprobe.types.process_memory import MemoryArea, MemoryFootprint, MemoryInfo, MemoryInfoEx, MemoryMap

__all__ = [
    "Capabilities",
    "Capability",
    "CgroupMembership",
    "ContextSwitches",
    "Delays",
    "IOClass",
    "IOPriority",
    "Ids",
    "Limit",
    "MemoryArea",
    "MemoryFootprint",
    "MemoryInfo",
    "MemoryInfoEx",
    "MemoryMap",
    "Namespaces",
    "OpenFile",
    "PageFaults",
    "ProcessCPUTimes",
    "ProcessIO",
    "ProcessLimit",
    "ProcessStatus",
    "Scheduler",
    "SchedulerPolicy",
    "SeccompMode",
    "SignalMasks",
    "Thread",
]


@record
class Ids:
    """The user ids, or the group ids, of a process."""

    real: int
    """Who started the process."""
    effective: int
    """Whose rights it acts with."""
    saved: int
    """What it may switch back to."""


@record
class ProcessCPUTimes:
    """Processor time that a process has used since its start, in seconds."""

    user: float
    """In its own code."""
    system: float
    """In the kernel on its behalf."""
    children_user: float | None
    """User time of its children that have ended and were waited for. None on Windows."""
    children_system: float | None
    """System time of its children that have ended and were waited for. None on Windows."""
    iowait: float | None
    """Waiting for block devices. None unless Linux accounts it (``kernel.task_delayacct`` = 1)."""


@record
class PageFaults:
    """Page faults of a process since its start."""

    minor: int
    """Served without reading from disk."""
    major: int
    """Had to read from disk."""
    children_minor: int | None
    """Minor faults of children that were waited for. Linux."""
    children_major: int | None
    """Major faults of children that were waited for. Linux."""


@record
class ProcessIO:
    """Input and output of a process since its start."""

    read_count: int | None
    """Read calls. None on macOS."""
    write_count: int | None
    """Write calls. None on macOS."""
    read_bytes: int
    """Bytes fetched from storage (Linux, macOS) or read at all (Windows)."""
    write_bytes: int
    """Bytes sent to storage (Linux, macOS) or written at all (Windows)."""
    read_chars: int | None
    """Bytes that read calls returned, from cache, pipes and terminals too. Linux."""
    write_chars: int | None
    """Bytes that write calls took. Linux."""
    cancelled_write_bytes: int | None
    """Of `write_bytes`: never reached storage as the file was truncated or removed. Linux."""
    other_count: int | None
    """Calls that neither read nor write. Windows."""
    other_bytes: int | None
    """Bytes moved by `other_count`. Windows."""


@record
class ContextSwitches:
    """How often the process gave up the processor, its ended threads left out on Linux."""

    voluntary: int
    """Because it waited."""
    involuntary: int | None
    """Because its time was up. None on macOS and Windows, which count them all as `voluntary`."""


@record
class Thread:
    """One thread of a process."""

    id: int
    """Number, unique on the machine while it lives."""
    user_time: float
    """Processor time in its own code, seconds."""
    system_time: float
    """Processor time in the kernel, seconds."""
    name: str | None
    """What the program called it; None where the OS does not tell."""
    status: ProcessStatus | None
    """What it is doing. None where the OS does not tell."""
    cpu: int | None
    """The processor that it ran on last. Linux."""
    nice: int | None
    """Its own niceness. Linux."""


@record
class OpenFile:
    """A regular file that a process has open."""

    path: str
    """Absolute path; ends with `` (deleted)`` on Linux if it was removed."""
    fd: int | None
    """Descriptor. None on Windows."""
    position: int | None
    """Offset of the next read or write. Linux."""
    mode: str | None
    """``r``, ``w``, ``a``, ``r+`` or ``a+``. Linux."""
    flags: int | None
    """The ``open(2)`` flags. Linux."""


@record
class IOPriority:
    """How the block devices' queues treat a process."""

    ioclass: IOClass
    """The class."""
    value: int | None
    """0 (first) to 7 (last) within the class; None on Windows."""


@record
class ProcessLimit:
    """One resource limit."""

    limit: Limit
    """Which."""
    soft: int | None
    """In force. None: unlimited."""
    hard: int | None
    """What an unprivileged process may raise the soft one to. None: unlimited."""
    unit: str
    """``bytes``, ``seconds``, ``microseconds``, ``files``, ``processes``, ``locks``, ``signals`` or ``""``."""


@record
class Scheduler:
    """How the scheduler treats a process."""

    policy: SchedulerPolicy
    """The policy."""
    priority: int
    """Real-time priority, 1 (low) to 99; 0 under the other policies."""
    reset_on_fork: bool | None
    """Children start under the normal policy. None where the OS does not tell."""


@record
class Delays:
    """How long a process has waited for what it could have used. Seconds."""

    cpu: float | None
    """Runnable, but not running. Main thread only. Linux with ``CONFIG_SCHED_INFO``."""
    block_io: float | None
    """Waiting for block devices. None unless accounted (``kernel.task_delayacct`` = 1)."""
    time_slices: int | None
    """How often it was put on a processor. Main thread only."""


@record
class SignalMasks:
    """Signal numbers of a process. POSIX."""

    pending: frozenset[int]
    """Sent to the main thread and not yet taken."""
    shared_pending: frozenset[int]
    """Sent to the process and not yet taken."""
    blocked: frozenset[int]
    """Held back."""
    ignored: frozenset[int]
    """Thrown away."""
    caught: frozenset[int]
    """Handled by the program."""


@record
class Capabilities:
    """The capability sets of a process. Linux."""

    inheritable: Capability
    """Kept over ``execve`` if the file has them too."""
    permitted: Capability
    """May be made effective."""
    effective: Capability
    """In force."""
    bounding: Capability
    """Upper bound of what can ever be gained."""
    ambient: Capability | None
    """Kept over ``execve`` of ordinary programs. Linux >= 4.3."""


@record
class Namespaces:
    """Inode numbers that name the namespaces a process lives in: equal numbers, same namespace. Linux.

    None: the kernel has no such namespace.
    """

    cgroup: int | None
    """Control groups. Linux >= 4.6."""
    ipc: int | None
    """System V IPC and message queues."""
    mnt: int | None
    """Mounts."""
    net: int | None
    """Network."""
    pid: int | None
    """Process ids."""
    pid_for_children: int | None
    """Process ids, for children yet to be made. Linux >= 4.12."""
    time: int | None
    """Clocks. Linux >= 5.6."""
    time_for_children: int | None
    """Clocks, for children yet to be made. Linux >= 5.6."""
    user: int | None
    """Users and capabilities."""
    uts: int | None
    """Host name."""


@record
class CgroupMembership:
    """Where a process stands in one hierarchy of control groups. Linux."""

    hierarchy: int
    """Number of the hierarchy; 0 is the unified one (version 2)."""
    controllers: tuple[str, ...]
    """Controllers of the hierarchy; empty for version 2. A named one reads ``name=...``."""
    path: str
    """Path from the hierarchy's root as the reader sees it; may start with ``/..`` in a container."""
