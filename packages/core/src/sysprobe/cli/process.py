"""Everything about one process."""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import Any

from sysprobe.cli import process_values as values
from sysprobe.cli.output import UNKNOWN, Section, printable, text
from sysprobe.errors import AccessDenied, BackendError, CapabilityUnavailable, NoSuchProcess, ZombieProcess
from sysprobe.host import Host
from sysprobe.types.attributes import ATTRIBUTES

HELP = "everything about one process"
#: Rows of a list that are shown without --verbose.
SHORT = 4
#: Columns of a terminal that labels and the gap behind them take, and what rich puts around tables.
LABEL = 18
Answer = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which process, and how much of it."""
    parser.add_argument("pid", type=int, metavar="PID", help="process id")
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


def _wrapped(label: str, value: str) -> Iterator[tuple[str, str]]:
    """On a terminal, as many lines as the value needs; elsewhere one."""
    value = printable(value)
    parts = [value]
    if sys.stdout.isatty():
        room = max(shutil.get_terminal_size().columns - LABEL, 20)
        parts = textwrap.wrap(value, room, break_on_hyphens=False) or [""]
    for part in parts:
        yield label, part
        label = ""


def _relative(process: Any) -> dict[str, Any] | None:
    if process is None:
        return None
    try:
        return {"pid": process.pid, "name": process.name()}
    except (NoSuchProcess, AccessDenied):
        return {"pid": process.pid, "name": None}


def sections(answer: Answer, options: argparse.Namespace) -> Iterator[Section]:
    """One value in a line, then what there are many of, each as a table."""
    about = Section("", ("", ""))
    for label, name, show in values.LINES:
        reason = answer["unavailable"].get(name)
        shown = f"({reason})" if reason is not None else show(answer, options.verbose)
        about.rows += _wrapped(label, UNKNOWN if shown is None else shown)
    for name, value in answer["added"].items():
        about.rows += _wrapped(name, text(value))
    yield about
    for label, name, columns, rows in values.LISTS:
        found = list(rows(answer)) if name not in answer["unavailable"] else []
        total = f" (total={len(found)})" if len(found) > SHORT else ""
        table = Section(label + total, columns if found else ("",))
        table.rows += found if options.verbose else found[:SHORT]
        if len(found) > SHORT and not options.verbose:
            table.rows.append(("[...]", *[""] * (len(columns) - 1)))
        if not found:
            reason = answer["unavailable"].get(name)
            table.rows.append((f"({reason})" if reason is not None else "none",))
        yield table
