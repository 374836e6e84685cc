"""Which file of ``/proc/PID`` each column of the process table comes from, and what its numbers mean.

The bulk reader (``csrc/process_scan.h``) knows sources, fields and three kinds of values; names and meanings stand
here alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sysprobe.errors import BackendError
from sysprobe.series import NumberSeries, Series, TextSeries, series_of
from sysprobe.types.attributes import COLUMNS, Kind
from sysprobe.types.process_enums import ProcessStatus, SchedulerPolicy, SeccompMode

from sysprobe_linux import _native
from sysprobe_linux import process_cgroups as cgroups

if TYPE_CHECKING:
    from sysprobe_linux.process_machine import Machine

# enum scan_source of csrc/process_scan.h
_PID, _STAT, _STATE, _STATM, _STATUS, _IO, _OWNER, _FDS, _NUMBER_FILE, _SCHEDSTAT, _IOPRIO, _ROLLUP = range(12)
_NAME, _CMDLINE, _LINK, _TEXT_FILE, _STATUS_TEXT = range(32, 37)
# enum scan_kind
_INTEGER, _FLOAT, _TEXT = range(3)

#: enum process_status_field of csrc/parse_process_status.h, in its order, as far as columns need it.
_STATUS_FIELDS = (
    *("umask", "tgid", "ngid", "pid", "ppid", "tracer"),
    *("uid", "effective_uid", "saved_uid", "fs_uid", "gid", "effective_gid", "saved_gid", "fs_gid"),
    *("fd_size", "kthread", "peak_vms", "vm_size", "locked", "pinned", "peak_rss", "vm_rss"),
    *("rss_anon", "rss_file", "rss_shmem", "vm_data", "stack", "vm_exe", "library", "page_tables", "swap", "hugetlb"),
    *("threads", "queued", "queue_limit", "pending", "shared_pending", "blocked", "ignored", "caught"),
    *("inheritable", "permitted", "effective", "bounding", "ambient", "no_new_privs", "seccomp", "seccomp_filters"),
    *("voluntary_switches", "involuntary_switches"),
)
#: scan_links of csrc/process_values.c, behind exe, cwd and root.
_NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "time_for_children", "user", "uts")
_GROUPS, _NS_TGID, _CPUS_ALLOWED = 2, 3, 5  # enum process_status_text
_OWNERS = ("uid", "effective_uid", "saved_uid", "gid", "effective_gid", "saved_gid")  # enum owner_field
_IO_FIELDS = (
    "read_chars",
    "write_chars",
    "read_count",
    "write_count",
    "read_bytes",
    "write_bytes",
    "cancelled_write_bytes",
)

_KERNEL_THREAD = 0x00200000  # PF_KTHREAD
_IO_CLASS_SHIFT = 13
#: In the kernel's numbering from 0.
_POLICIES = tuple(each for each in SchedulerPolicy if each is not SchedulerPolicy.UNKNOWN)
_SECCOMP = tuple(each for each in SeccompMode if each is not SeccompMode.UNKNOWN)

STATES: dict[str, ProcessStatus] = {
    "R": ProcessStatus.RUNNING,
    "S": ProcessStatus.SLEEPING,
    "D": ProcessStatus.DISK_SLEEP,
    "T": ProcessStatus.STOPPED,
    "t": ProcessStatus.TRACING_STOP,
    "Z": ProcessStatus.ZOMBIE,
    "X": ProcessStatus.DEAD,
    "x": ProcessStatus.DEAD,
    "K": ProcessStatus.WAKE_KILL,
    "W": ProcessStatus.WAKING,
    "I": ProcessStatus.IDLE,
    "P": ProcessStatus.PARKED,
}
"""The letters of ``/proc/PID/stat``."""

Raw = tuple[int, int, int, int, float, float]
"""What the C reader is asked for: source, field, kind, factor, divisor, offset."""


class Plan(NamedTuple):
    """How a column comes about."""

    raw: Raw
    convert: Callable[[Any], Series] | None = None


def plan(column: str, machine: Machine, page_size: int) -> Plan | None:
    """How to make a column; None for one that Linux does not have. `page_size` in bytes."""
    if column in ("cpu_iowait", "block_io_delay") and not machine.accounts_delays():
        # The kernel prints 0 for what it does not measure; what it had measured before it was told to stop is true.
        return Plan(_integer(_STAT, 42), lambda ticks: _each(column, ticks, lambda n: n / machine.ticks if n else None))
    simple = _numbers(column, machine, page_size)
    if simple is not None:
        return Plan(simple)
    texts = _texts(column)
    if texts is not None:
        return Plan(texts)
    return _converted(column, machine)


def _integer(source: int, field: int = 0, factor: int = 1) -> Raw:
    return (source, field, _INTEGER, factor, 1.0, 0.0)


def _float(source: int, field: int, divisor: float, offset: float = 0.0) -> Raw:
    return (source, field, _FLOAT, 1, divisor, offset)


def _text(source: int, field: int = 0) -> Raw:
    return (source, field, _TEXT, 1, 1.0, 0.0)


_STAT_NUMBERS = {
    "ppid": 4,
    "process_group": 5,
    "session": 6,
    "minor_faults": 10,
    "children_minor_faults": 11,
    "major_faults": 12,
    "children_major_faults": 13,
    "nice": 19,
    "num_threads": 20,
    "identity": 22,
    "cpu_num": 39,
    "realtime_priority": 40,
}
_STAT_TICKS = {"cpu_user": 14, "cpu_system": 15, "cpu_children_user": 16, "cpu_children_system": 17}
_STATM_PAGES = {"vms": 0, "rss": 1, "shared": 2, "text": 3, "data": 5}
IN_PAGES = frozenset(_STATM_PAGES)
"""Columns that the kernel prints in pages."""
_STATUS_KIB = {
    *("peak_rss", "peak_vms", "rss_anon", "rss_file", "rss_shmem", "swap", "hugetlb"),
    *("locked", "pinned", "stack", "library", "page_tables"),
}
_STATUS_NUMBERS = {"umask", "voluntary_switches", "involuntary_switches"}
_ROLLUP_FIELDS = ("uss", "pss", "footprint_swap")
_NUMBER_FILES = ("oom_score", "oom_score_adj")
_LINKS = ("exe", "cwd", "root")
_CGROUPS = {"cgroup": cgroups.main_path, "container_id": cgroups.container_id, "systemd_unit": cgroups.systemd_unit}


def _numbers(column: str, machine: Machine, page_size: int) -> Raw | None:
    """Columns that the reader answers as they are."""
    if column == "pid":
        return _integer(_PID)
    if column in _STAT_NUMBERS:
        return _integer(_STAT, _STAT_NUMBERS[column])
    if column in _STAT_TICKS:
        return _float(_STAT, _STAT_TICKS[column], machine.ticks)
    if column == "create_time":
        try:
            return _float(_STAT, 22, machine.ticks, machine.boot_time())
        except BackendError:  # a recorded machine without the file that tells when it was started
            return None
    if column in ("cpu_iowait", "block_io_delay"):
        return _float(_STAT, 42, machine.ticks)
    if column in _STATM_PAGES:
        return _integer(_STATM, _STATM_PAGES[column], page_size)
    if column in _STATUS_KIB:
        return _integer(_STATUS, _STATUS_FIELDS.index(column), 1024)
    if column in _STATUS_NUMBERS:
        return _integer(_STATUS, _STATUS_FIELDS.index(column))
    if column == "capabilities":
        return _integer(_STATUS, _STATUS_FIELDS.index("effective"))
    if column in _OWNERS:
        return _integer(_OWNER, _OWNERS.index(column))
    if column in _IO_FIELDS:
        return _integer(_IO, _IO_FIELDS.index(column))
    if column in _ROLLUP_FIELDS:
        return _integer(_ROLLUP, _ROLLUP_FIELDS.index(column), 1024)
    if column in _NUMBER_FILES:
        return _integer(_NUMBER_FILE, _NUMBER_FILES.index(column))
    if column == "cpu_delay":
        return _float(_SCHEDSTAT, 1, 1e9)
    if column == "num_fds":
        return _integer(_FDS)
    return None


def _texts(column: str) -> Raw | None:
    """Texts that are answered as they are."""
    if column in _LINKS:
        return _text(_LINK, _LINKS.index(column))
    return {"name": _text(_NAME), "cmdline": _text(_CMDLINE)}.get(column)


def _converted(column: str, machine: Machine) -> Plan | None:
    """Columns whose values mean something else than the kernel prints."""
    if column == "status":
        return _named(column, _integer(_STATE), lambda code: STATES.get(chr(code), ProcessStatus.UNKNOWN))
    if column == "kernel_thread":
        return Plan(_integer(_STAT, 9), lambda flags: _each(column, flags, lambda value: bool(value & _KERNEL_THREAD)))
    if column == "terminal":
        return _named(column, _integer(_STAT, 7), lambda number: machine.terminals.name(number & 0xFFFFFFFF))
    if column == "tracer":
        return Plan(_integer(_STATUS, 5), lambda pids: _each(column, pids, lambda pid: pid or None))
    if column == "username":
        return _named(column, _integer(_OWNER), machine.accounts.once())
    if column == "policy":
        return _named(column, _integer(_STAT, 41), lambda number: _of(_POLICIES, number, SchedulerPolicy.UNKNOWN))
    if column == "seccomp":
        source = _integer(_STATUS, _STATUS_FIELDS.index("seccomp"))
        return _named(column, source, lambda number: _of(_SECCOMP, number, SeccompMode.UNKNOWN))
    if column == "no_new_privs":
        source = _integer(_STATUS, _STATUS_FIELDS.index("no_new_privs"))
        return Plan(source, lambda flags: _each(column, flags, bool))
    if column == "io_class":
        return Plan(_integer(_IOPRIO), lambda values: _each(column, values, lambda value: value >> _IO_CLASS_SHIFT))
    if column == "io_priority":
        return Plan(_integer(_IOPRIO), lambda values: _each(column, values, lambda value: value & 7))
    if column in ("groups", "namespace_pids"):
        source = _text(_STATUS_TEXT, _GROUPS if column == "groups" else _NS_TGID)
        return Plan(source, lambda texts: texts.map_lists(column, lambda text: [int(word) for word in text.split()]))
    if column == "cpu_affinity":
        return Plan(_text(_STATUS_TEXT, _CPUS_ALLOWED), partial(_affinity, column, machine.online()))
    if column.endswith("_namespace"):
        source = _text(_LINK, len(_LINKS) + _NAMESPACES.index(column.removesuffix("_namespace")))
        return Plan(source, lambda links: _link_numbers(column, links))
    if column in _CGROUPS:
        meaning = _CGROUPS[column]
        return Plan(_text(_TEXT_FILE), lambda texts: texts.map_text(column, lambda text: meaning(cgroups.parse(text))))
    return None


def _affinity(column: str, online: Sequence[int] | None, texts: TextSeries) -> Series:
    """The processors of a list that are switched on."""

    def usable(text: bytes) -> list[int]:
        return [cpu for cpu in _native.cpu_list(text) if online is None or cpu in online]

    return texts.map_lists(column, usable)


def _of(values: tuple[Any, ...], number: int, other: Any) -> Any:
    return values[number] if 0 <= number < len(values) else other


def _named(column: str, raw: Raw, meaning: Callable[[int], str | None]) -> Plan:
    return Plan(raw, lambda numbers: numbers.map_text(column, meaning))


def _each(column: str, series: NumberSeries, meaning: Callable[[int], float | None]) -> Series:
    kind = COLUMNS[column].kind
    return series_of(column, kind, [None if value is None else meaning(value) for value in series.to_list()])


def _link_numbers(column: str, links: TextSeries) -> Series:
    """The number in ``pid:[4026531836]``."""
    numbers: list[int | None] = []
    for link in links.to_list():
        digits = "" if link is None else link.partition("[")[2].rstrip("]")
        numbers.append(int(digits) if digits.isdigit() else None)
    return series_of(column, Kind.INT, numbers)
