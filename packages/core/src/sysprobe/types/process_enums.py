"""Enumerations of the process domain."""

from __future__ import annotations

from enum import IntEnum, IntFlag, StrEnum

__all__ = [
    "Capability",
    "IOClass",
    "Limit",
    "ProcessPriority",
    "ProcessStatus",
    "SchedulerPolicy",
    "SeccompMode",
]


class ProcessStatus(StrEnum):
    """What a process is doing. Windows knows running and stopped only."""

    RUNNING = "running"
    SLEEPING = "sleeping"
    DISK_SLEEP = "disk-sleep"
    STOPPED = "stopped"
    TRACING_STOP = "tracing-stop"
    ZOMBIE = "zombie"
    DEAD = "dead"
    WAKE_KILL = "wake-kill"
    WAKING = "waking"
    IDLE = "idle"
    LOCKED = "locked"
    WAITING = "waiting"
    SUSPENDED = "suspended"
    PARKED = "parked"
    UNKNOWN = "unknown"


class IOClass(IntEnum):
    """I/O scheduling class. The Linux ones are 0 to 3, Windows' priorities are 16 and up (value - 16)."""

    NONE = 0
    REALTIME = 1
    BEST_EFFORT = 2
    IDLE = 3
    WINDOWS_VERY_LOW = 16
    WINDOWS_LOW = 17
    WINDOWS_NORMAL = 18
    WINDOWS_HIGH = 19


class ProcessPriority(IntEnum):
    """Priority classes of Windows: what `Process.nice` answers there."""

    NORMAL = 0x20
    IDLE = 0x40
    HIGH = 0x80
    REALTIME = 0x100
    BELOW_NORMAL = 0x4000
    ABOVE_NORMAL = 0x8000


class SchedulerPolicy(StrEnum):
    """Linux' scheduling policies (``sched(7)``); the order is the kernel's numbering from 0."""

    NORMAL = "normal"
    FIFO = "fifo"
    ROUND_ROBIN = "round-robin"
    BATCH = "batch"
    ISO = "iso"
    IDLE = "idle"
    DEADLINE = "deadline"
    EXTENSIBLE = "extensible"
    UNKNOWN = "unknown"


class SeccompMode(StrEnum):
    """Linux' system call filter of a process; the order is the kernel's numbering from 0."""

    DISABLED = "disabled"
    STRICT = "strict"
    FILTER = "filter"
    UNKNOWN = "unknown"


class Limit(StrEnum):
    """Resource limits (``getrlimit(2)``), whose numbers differ between processor architectures."""

    CPU = "cpu"
    FSIZE = "fsize"
    DATA = "data"
    STACK = "stack"
    CORE = "core"
    RSS = "rss"
    NPROC = "nproc"
    NOFILE = "nofile"
    MEMLOCK = "memlock"
    AS = "as"
    LOCKS = "locks"
    SIGPENDING = "sigpending"
    MSGQUEUE = "msgqueue"
    NICE = "nice"
    RTPRIO = "rtprio"
    RTTIME = "rttime"


class Capability(IntFlag):
    """Linux' capabilities (``capabilities(7)``) as bits; bits of newer kernels are kept as numbers."""

    CHOWN = 1 << 0
    DAC_OVERRIDE = 1 << 1
    DAC_READ_SEARCH = 1 << 2
    FOWNER = 1 << 3
    FSETID = 1 << 4
    KILL = 1 << 5
    SETGID = 1 << 6
    SETUID = 1 << 7
    SETPCAP = 1 << 8
    LINUX_IMMUTABLE = 1 << 9
    NET_BIND_SERVICE = 1 << 10
    NET_BROADCAST = 1 << 11
    NET_ADMIN = 1 << 12
    NET_RAW = 1 << 13
    IPC_LOCK = 1 << 14
    IPC_OWNER = 1 << 15
    SYS_MODULE = 1 << 16
    SYS_RAWIO = 1 << 17
    SYS_CHROOT = 1 << 18
    SYS_PTRACE = 1 << 19
    SYS_PACCT = 1 << 20
    SYS_ADMIN = 1 << 21
    SYS_BOOT = 1 << 22
    SYS_NICE = 1 << 23
    SYS_RESOURCE = 1 << 24
    SYS_TIME = 1 << 25
    SYS_TTY_CONFIG = 1 << 26
    MKNOD = 1 << 27
    LEASE = 1 << 28
    AUDIT_WRITE = 1 << 29
    AUDIT_CONTROL = 1 << 30
    SETFCAP = 1 << 31
    MAC_OVERRIDE = 1 << 32
    MAC_ADMIN = 1 << 33
    SYSLOG = 1 << 34
    WAKE_ALARM = 1 << 35
    BLOCK_SUSPEND = 1 << 36
    AUDIT_READ = 1 << 37
    PERFMON = 1 << 38
    BPF = 1 << 39
    CHECKPOINT_RESTORE = 1 << 40
