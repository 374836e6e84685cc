"""The one list of what can be asked of a process: methods of `Process`, columns of the table, rows of the command line.

An attribute is what a method of that name answers. A column is a plain value in a table: an attribute that is a
record has one column per field worth a column, with a name of its own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

__all__ = ["ATTRIBUTES", "COLUMNS", "Attribute", "Column", "Kind"]


class Kind(StrEnum):
    """What an attribute or a column holds. Any of them may be missing (``None``)."""

    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    TEXT = "text"
    TEXTS = "texts"
    """A list of texts."""
    INTS = "ints"
    """A list of numbers."""
    RECORD = "record"
    """One record of `sysprobe.types.process`."""
    RECORDS = "records"
    """A list of records. No column."""
    MAP = "map"
    """A dictionary. No column."""


class Column(NamedTuple):
    """One column of the process table."""

    name: str
    """Its name."""
    kind: Kind
    """What it holds."""
    unit: str
    """``bytes``, ``seconds``, ``percent``, ``count`` or ``""``."""
    doc: str
    """One line of meaning."""
    attribute: str
    """The attribute that it belongs to."""
    field: str | None
    """The field of the attribute's record; None if the attribute is the column."""


class Attribute(NamedTuple):
    """One attribute of a process."""

    name: str
    """Name of the method of `Process`."""
    kind: Kind
    """What it answers."""
    unit: str
    """As `Column.unit`."""
    doc: str
    """One line of meaning."""
    fields: tuple[tuple[str, str, Kind], ...] = ()
    """(column, field, kind) of a record's fields that are columns."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of this attribute; none for lists of records and dictionaries."""
        if self.fields:
            return tuple(
                Column(name, kind, self._unit_of(field), f"{self.doc} ({field})", self.name, field)
                for name, field, kind in self.fields
            )
        if self.kind in (Kind.RECORD, Kind.RECORDS, Kind.MAP):
            return ()
        return (Column(self.name, self.kind, self.unit, self.doc, self.name, None),)

    def _unit_of(self, field: str) -> str:
        """Its own, but for the bytes among counts of input and output."""
        return "bytes" if field.endswith(("_bytes", "_chars")) else self.unit


INT, FLOAT, BOOL, TEXT = Kind.INT, Kind.FLOAT, Kind.BOOL, Kind.TEXT
TEXTS, INTS, RECORD, RECORDS, MAP = Kind.TEXTS, Kind.INTS, Kind.RECORD, Kind.RECORDS, Kind.MAP


def _ids(prefix: str) -> tuple[tuple[str, str, Kind], ...]:
    return (
        (f"{prefix}", "real", INT),
        (f"effective_{prefix}", "effective", INT),
        (f"saved_{prefix}", "saved", INT),
    )


def _same(kind: Kind, *names: str) -> tuple[tuple[str, str, Kind], ...]:
    """Columns that are named as the fields."""
    return tuple((name, name, kind) for name in names)


_ALL: tuple[Attribute, ...] = (
    # Identity
    Attribute("pid", INT, "", "Process id"),
    Attribute("ppid", INT, "", "Process id of the parent; 0 without one"),
    Attribute("name", TEXT, "", "Name of the program"),
    Attribute("exe", TEXT, "", "Path of the executable; empty if there is none (kernel threads)"),
    Attribute("cmdline", TEXTS, "", "Command line"),
    Attribute("environ", MAP, "", "Environment as the process was started with"),
    Attribute("cwd", TEXT, "", "Current directory"),
    Attribute("root", TEXT, "", "Root directory"),
    Attribute("create_time", FLOAT, "seconds", "Start, seconds since 1970"),
    Attribute("identity", INT, "", "Together with the pid: which process this is; otherwise meaningless"),
    Attribute("status", TEXT, "", "What it is doing"),
    Attribute("kernel_thread", BOOL, "", "Whether it is part of the kernel"),
    Attribute("process_group", INT, "", "Process group"),
    Attribute("session", INT, "", "Session"),
    Attribute("terminal", TEXT, "", "Controlling terminal"),
    Attribute("tracer", INT, "", "Process id of the debugger; None without one"),
    # Rights
    Attribute("username", TEXT, "", "Name of the real user; the number if it has none"),
    Attribute("uids", RECORD, "", "User ids", _ids("uid")),
    Attribute("gids", RECORD, "", "Group ids", _ids("gid")),
    Attribute("groups", INTS, "", "Supplementary groups"),
    Attribute("umask", INT, "", "File mode creation mask"),
    Attribute("capabilities", RECORD, "", "Capability sets", (("capabilities", "effective", INT),)),
    Attribute("seccomp", TEXT, "", "System call filter mode"),
    Attribute("no_new_privs", BOOL, "", "Whether execve can not raise its rights"),
    # Processor
    Attribute(
        "cpu_times",
        RECORD,
        "seconds",
        "Processor time used",
        (
            ("cpu_user", "user", FLOAT),
            ("cpu_system", "system", FLOAT),
            ("cpu_children_user", "children_user", FLOAT),
            ("cpu_children_system", "children_system", FLOAT),
            ("cpu_iowait", "iowait", FLOAT),
        ),
    ),
    Attribute("cpu_percent", FLOAT, "percent", "Processor time per time since the last call; 100 is one CPU"),
    Attribute("cpu_num", INT, "", "Processor that it ran on last"),
    Attribute("cpu_affinity", INTS, "", "Processors that it may run on"),
    Attribute("nice", INT, "", "Niceness (Windows: priority class)"),
    Attribute("ionice", RECORD, "", "I/O priority", (("io_class", "ioclass", INT), ("io_priority", "value", INT))),
    Attribute(
        "scheduler",
        RECORD,
        "",
        "Scheduling",
        (("policy", "policy", TEXT), ("realtime_priority", "priority", INT)),
    ),
    Attribute(
        "delays",
        RECORD,
        "seconds",
        "Time spent waiting",
        (("cpu_delay", "cpu", FLOAT), ("block_io_delay", "block_io", FLOAT)),
    ),
    Attribute(
        "num_ctx_switches",
        RECORD,
        "count",
        "Context switches",
        (("voluntary_switches", "voluntary", INT), ("involuntary_switches", "involuntary", INT)),
    ),
    # Memory
    Attribute("memory_info", RECORD, "bytes", "Memory", _same(INT, "rss", "vms", "shared", "text", "data")),
    Attribute(
        "memory_info_ex",
        RECORD,
        "bytes",
        "Memory in detail",
        _same(
            INT,
            "peak_rss",
            "peak_vms",
            "rss_anon",
            "rss_file",
            "rss_shmem",
            "swap",
            "hugetlb",
            "locked",
            "pinned",
            "stack",
            "library",
            "page_tables",
            "wired",
            "compressed",
            "footprint",
            "peak_footprint",
            "virtual",
            "peak_virtual",
            "paged_pool",
            "nonpaged_pool",
            "peak_paged_pool",
            "peak_nonpaged_pool",
        ),
    ),
    Attribute(
        "memory_footprint",
        RECORD,
        "bytes",
        "Memory that it alone needs (expensive)",
        (("uss", "uss", INT), ("pss", "pss", INT), ("footprint_swap", "swap", INT)),
    ),
    Attribute("memory_percent", FLOAT, "percent", "Resident memory per physical memory"),
    Attribute("memory_maps", RECORDS, "bytes", "Mapped files and areas (expensive)"),
    Attribute(
        "page_faults",
        RECORD,
        "count",
        "Page faults",
        (
            ("minor_faults", "minor", INT),
            ("major_faults", "major", INT),
            ("children_minor_faults", "children_minor", INT),
            ("children_major_faults", "children_major", INT),
        ),
    ),
    Attribute("oom_score", INT, "", "How likely the kernel kills it first when memory runs out"),
    Attribute("oom_score_adj", INT, "", "What was added to that, -1000 (never) to 1000"),
    # Input and output
    Attribute(
        "io_counters",
        RECORD,
        "count",
        "Input and output",
        _same(
            INT,
            "read_count",
            "write_count",
            "read_bytes",
            "write_bytes",
            "read_chars",
            "write_chars",
            "cancelled_write_bytes",
            "other_count",
            "other_bytes",
        ),
    ),
    Attribute("num_fds", INT, "count", "Open descriptors (Windows: handles)"),
    Attribute("open_files", RECORDS, "", "Open regular files"),
    Attribute("net_connections", RECORDS, "", "Sockets"),
    # What it is made of
    Attribute("num_threads", INT, "count", "Threads"),
    Attribute("threads", RECORDS, "", "Each thread"),
    Attribute("limits", MAP, "", "Resource limits"),
    Attribute("signals", RECORD, "", "Signal masks"),
    Attribute(
        "namespaces",
        RECORD,
        "",
        "Namespaces",
        tuple(
            (f"{name}_namespace", name, INT) for name in ("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")
        ),
    ),
    Attribute("namespace_pids", INTS, "", "Its process id in each pid namespace, outermost first"),
    Attribute("cgroups", RECORDS, "", "Control groups"),
    Attribute("cgroup", TEXT, "", "Control group path: of version 2, otherwise of the service manager's or memory"),
    Attribute("container_id", TEXT, "", "Id of the container that it runs in; None outside of one"),
    Attribute("systemd_unit", TEXT, "", "Service, scope or slice of systemd that it belongs to"),
)

ATTRIBUTES: dict[str, Attribute] = {attribute.name: attribute for attribute in _ALL}
"""Every attribute by name, in the order in which they are shown."""

COLUMNS: dict[str, Column] = {column.name: column for attribute in _ALL for column in attribute.columns}
"""Every column by name."""
