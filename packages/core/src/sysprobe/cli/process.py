"""Everything about one process."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from sysprobe.cli import arguments
from sysprobe.cli import process_values as values
from sysprobe.cli.layout import UNKNOWN, Section
from sysprobe.cli.output import text
from sysprobe.errors import AccessDenied, BackendError, CapabilityUnavailable, NoSuchProcess, ZombieProcess
from sysprobe.host import Host
from sysprobe.types.attributes import ATTRIBUTES

#: Rows of a list that are shown without --verbose.
SHORT = 4
Answer = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which process, and how much of it."""
    parser.add_argument("pid", type=arguments.pid, metavar="PID", help="process id")
    parser.add_argument("--verbose", action="store_true", help="show lists to their end, and rights by name")


def collect(host: Host, options: argparse.Namespace) -> Answer:
    """Attributes by name, relatives by pid and name, and why the rest could not be read."""
    process = host.process(options.pid)
    answer: Answer = {"unavailable": {}}
    reasons: dict[str, str] = answer["unavailable"]
    with process, process.oneshot():
        for name in ATTRIBUTES:
            try:
                answer[name] = process.pid if name == "pid" else getattr(process, name)()
            except (AccessDenied, ZombieProcess) as error:
                answer[name], reasons[name] = None, error.message
            except (CapabilityUnavailable, BackendError) as error:
                answer[name], reasons[name] = None, getattr(error, "reason", "") or str(error)
        try:
            answer["parent"] = _relative(process.parent())
            answer["children"] = [_relative(child) for child in process.children()]
        except (AccessDenied, CapabilityUnavailable, BackendError) as error:
            answer.setdefault("parent", None)
            answer["children"] = []
            reasons["children"] = str(error)
        added = process.as_dict([name for name in process.attribute_names() if name not in ATTRIBUTES])
        answer["added"] = added
    return answer


def _relative(process: Any) -> dict[str, Any] | None:
    if process is None:
        return None
    try:
        return {"pid": process.pid, "name": process.name()}
    except (NoSuchProcess, AccessDenied):
        return {"pid": process.pid, "name": None}


def sections(answer: Answer, options: argparse.Namespace) -> Iterator[Section]:
    """One value in a line, then what there are many of, each as a table."""
    about = Section("", ("", "+"))
    for label, name, show in values.LINES:
        reason = answer["unavailable"].get(name)
        shown = f"({reason})" if reason is not None else show(answer, options.verbose)
        about.rows.append((label, UNKNOWN if shown is None else shown))
    for name, value in answer["added"].items():
        about.rows.append((name, text(value)))
    yield about
    for label, name, columns, rows in values.LISTS:
        yield _list(label, columns, list(rows(answer)), answer["unavailable"].get(name), verbose=options.verbose)


def _list(
    label: str, columns: tuple[str, ...], found: list[tuple[str, ...]], reason: str | None, *, verbose: bool
) -> Section:
    if reason is not None or not found:
        return Section(label, ("+",), [("none" if reason is None else f"({reason})",)])
    if verbose:  # nothing is cut
        return Section(
            f"{label} (total={len(found)})",
            tuple(f"+{each[1:]}" if each[0] in "<~" else each for each in columns),
            found,
        )
    return Section(f"{label} (total={len(found)})", columns, found[:SHORT], "[...]" if len(found) > SHORT else "")
