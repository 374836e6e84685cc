"""How the attributes of a process are written for people."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from enum import Flag
from typing import Any

from sysprobe.cli.connections import end, protocol
from sysprobe.cli.cpu import ranges
from sysprobe.cli.output import number, size, text
from sysprobe.types.process import Ids, IOClass, ProcessLimit

#: Characters of a command line that are shown without --verbose.
LONGEST = 500
#: The answer (attributes by name), and whether everything is to be shown.
Show = Callable[[dict[str, Any], bool], str | None]


def duration(seconds: float) -> str:
    """Hours, minutes and seconds; hours as many as there are."""
    minutes, rest = divmod(round(seconds, 2), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{rest:05.2f}"


def _plain(name: str) -> Show:
    return lambda answer, _: None if answer[name] is None else text(answer[name])


def _relative(answer: dict[str, Any], _: bool) -> str | None:
    parent = answer["parent"]
    if parent is None:
        return "none"
    return str(parent["pid"]) + (f" ({parent['name']})" if parent["name"] is not None else "")


def _command(answer: dict[str, Any], verbose: bool) -> str:
    line = " ".join(answer["cmdline"]) or "none"
    return line if verbose or len(line) <= LONGEST else f"{line[:LONGEST]} [...]"


def _started(answer: dict[str, Any], _: bool) -> str:
    start = time.localtime(answer["create_time"])
    return time.strftime("%Y-%m-%d %H:%M:%S", start)


def _spent(answer: dict[str, Any], _: bool) -> str:
    """By itself and by the children that it has waited for."""
    times = answer["cpu_times"]
    parts = (times.user, times.system, times.children_user, times.children_system)
    return duration(sum(part for part in parts if part is not None))


def _fields(name: str, write: Callable[[Any], str]) -> Show:
    """``field=value`` of those that are known."""

    def show(answer: dict[str, Any], _: bool) -> str | None:
        record = answer[name]
        if record is None:
            return None
        known = ((field, getattr(record, field)) for field in type(record).__dataclass_fields__)
        return ", ".join(f"{field}={write(value)}" for field, value in known if value is not None)

    return show


def _seconds(value: float) -> str:
    return f"{value:.2f} s"


def _memory(answer: dict[str, Any], verbose: bool) -> str | None:
    """Every field that is known, and of the footprint what is not among them."""
    shown = _fields("memory_info_ex", size)(answer, verbose)
    footprint = answer["memory_footprint"]
    if shown is None:
        return None
    if footprint is None:
        return f"{shown}, uss and pss ({answer['unavailable'].get('memory_footprint', 'unknown')})"
    more = {"uss": footprint.uss, "pss": footprint.pss}
    return ", ".join([shown, *(f"{name}={size(value)}" for name, value in more.items() if value is not None)])


def _percent(answer: dict[str, Any], _: bool) -> str | None:
    return None if answer["memory_percent"] is None else f"{answer['memory_percent']:.2f} %"


def _ids(name: str) -> Show:
    def show(answer: dict[str, Any], _: bool) -> str | None:
        ids: Ids | None = answer[name]
        return None if ids is None else f"real={ids.real}, effective={ids.effective}, saved={ids.saved}"

    return show


def _affinity(answer: dict[str, Any], _: bool) -> str | None:
    return None if answer["cpu_affinity"] is None else ranges(tuple(answer["cpu_affinity"])) or "none"


def _groups_of(answer: dict[str, Any], _: bool) -> str | None:
    return None if answer["groups"] is None else ", ".join(map(str, answer["groups"])) or "none"


def _umask(answer: dict[str, Any], _: bool) -> str | None:
    return None if answer["umask"] is None else f"{answer['umask']:04o}"


def _io_priority(answer: dict[str, Any], _: bool) -> str | None:
    found = answer["ionice"]
    if found is None:
        return None
    name = found.ioclass.name.lower().replace("_", "-").removeprefix("windows-")
    leveled = found.ioclass in (IOClass.REALTIME, IOClass.BEST_EFFORT)
    return f"{name}: priority {found.value}" if leveled else name


def _io(answer: dict[str, Any], _: bool) -> str | None:
    found = answer["io_counters"]
    if found is None:
        return None
    parts = []
    for name in type(found).__dataclass_fields__:
        value = getattr(found, name)
        if value is not None:
            parts.append(f"{name}={value if name.endswith('count') else size(value)}")
    return ", ".join(parts)


def _flags(value: Flag, verbose: bool) -> str:
    """How many bits are set, or which."""
    if not verbose:
        return str(value.value.bit_count())
    names = [flag.name.lower() if flag.name else str(flag.value) for flag in value]
    return "+".join(names) or "none"


def _capabilities(answer: dict[str, Any], verbose: bool) -> str | None:
    found = answer["capabilities"]
    if found is None:
        return None
    return _fields("capabilities", lambda value: _flags(value, verbose))(answer, verbose)


def _signals(answer: dict[str, Any], verbose: bool) -> str | None:
    def write(numbers: frozenset[int]) -> str:
        return ("+".join(map(str, sorted(numbers))) or "none") if verbose else str(len(numbers))

    return None if answer["signals"] is None else _fields("signals", write)(answer, verbose)


def _terminal(answer: dict[str, Any], _: bool) -> str:
    return answer["terminal"] or "none"


def _children(answer: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for child in answer["children"]:
        yield str(child["pid"]), text(child["name"])


def _files(answer: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for file in answer["open_files"] or ():
        yield number(file.fd), text(file.mode), number(file.position), file.path


def _connections(answer: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for each in answer["net_connections"] or ():
        yield number(each.fd), protocol(each), end(each.laddr), end(each.raddr), text(each.status)


def _threads(answer: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for each in answer["threads"] or ():
        yield str(each.id), text(each.name), f"{each.user_time:.2f}", f"{each.system_time:.2f}", text(each.status)


def _limits(answer: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for each in (answer["limits"] or {}).values():
        yield each.limit.value, _bound(each, each.soft), _bound(each, each.hard)


def _bound(limit: ProcessLimit, value: int | None) -> str:
    if value is None:
        return "unlimited"
    return size(value) if limit.unit == "bytes" else f"{value} {limit.unit}".rstrip()


def _environment(answer: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    yield from sorted((answer["environ"] or {}).items())


def _maps(answer: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The largest first."""
    for each in sorted(answer["memory_maps"] or (), key=lambda each: -(each.rss or 0)):
        yield size(each.rss), size(each.pss), size(each.size), str(each.count), each.path


def _groups(answer: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for each in answer["cgroups"] or ():
        yield str(each.hierarchy), ",".join(each.controllers) or "version 2", each.path


def _namespaces(answer: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    found = answer["namespaces"]
    for name in type(found).__dataclass_fields__ if found is not None else ():
        yield name, number(getattr(found, name))


#: (label, attribute, how to write it): the sample of psutil's release 4.4 in its order, then what came since.
LINES: tuple[tuple[str, str, Show], ...] = (
    ("pid", "pid", _plain("pid")),
    ("name", "name", _plain("name")),
    ("parent", "ppid", _relative),
    ("exe", "exe", lambda answer, _: "none" if answer["exe"] == "" else answer["exe"]),
    ("cwd", "cwd", _plain("cwd")),
    ("cmdline", "cmdline", _command),
    ("started", "create_time", _started),
    ("cpu-tspent", "cpu_times", _spent),
    ("cpu-times", "cpu_times", _fields("cpu_times", _seconds)),
    ("cpu-affinity", "cpu_affinity", _affinity),
    ("cpu-num", "cpu_num", _plain("cpu_num")),
    ("memory", "memory_info_ex", _memory),
    ("memory %", "memory_percent", _percent),
    ("user", "username", _plain("username")),
    ("uids", "uids", _ids("uids")),
    ("gids", "gids", _ids("gids")),
    ("terminal", "terminal", _terminal),
    ("status", "status", _plain("status")),
    ("nice", "nice", _plain("nice")),
    ("ionice", "ionice", _io_priority),
    ("num-threads", "num_threads", _plain("num_threads")),
    ("num-fds", "num_fds", _plain("num_fds")),
    ("I/O", "io_counters", _io),
    ("ctx-switches", "num_ctx_switches", _fields("num_ctx_switches", str)),
    ("page-faults", "page_faults", _fields("page_faults", str)),
    ("scheduler", "scheduler", _fields("scheduler", str)),
    ("delays", "delays", _fields("delays", lambda value: str(value) if isinstance(value, int) else _seconds(value))),
    ("oom-score", "oom_score", _plain("oom_score")),
    ("oom-adjust", "oom_score_adj", _plain("oom_score_adj")),
    ("capabilities", "capabilities", _capabilities),
    ("seccomp", "seccomp", _plain("seccomp")),
    ("signals", "signals", _signals),
    ("cgroup", "cgroup", _plain("cgroup")),
    ("container", "container_id", _plain("container_id")),
    ("unit", "systemd_unit", _plain("systemd_unit")),
    ("groups", "groups", _groups_of),
    ("umask", "umask", _umask),
    ("session", "session", _plain("session")),
    ("root", "root", _plain("root")),
    ("tracer", "tracer", _plain("tracer")),
)

#: (label, attribute, titles, rows), in the order of the sample, then what came since.
LISTS: tuple[tuple[str, str, tuple[str, ...], Callable[[dict[str, Any]], Iterable[tuple[str, ...]]]], ...] = (
    ("children", "children", (">pid", "+name"), _children),
    ("open-files", "open_files", (">fd", "mode", ">position", "~path"), _files),
    ("connections", "net_connections", (">fd", "protocol", "~local", "~remote", "status"), _connections),
    ("threads", "threads", (">id", "<name", ">user s", ">system s", "status"), _threads),
    ("res-limits", "limits", ("limit", ">soft", ">hard"), _limits),
    ("environ", "environ", ("~name", "~value"), _environment),
    ("mem-maps", "memory_maps", (">rss", ">pss", ">size", ">areas", "~path"), _maps),
    ("cgroups", "cgroups", (">hierarchy", "+controllers", "~path"), _groups),
    ("namespaces", "namespaces", ("namespace", ">id"), _namespaces),
)
