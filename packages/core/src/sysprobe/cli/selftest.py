"""Ask this machine everything, check and time each answer. The JSON names no user, host, path or program."""

from __future__ import annotations

import argparse
import platform
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from sysprobe import __version__
from sysprobe.cli import output
from sysprobe.cli.layout import UNKNOWN, Section
from sysprobe.host import Host
from sysprobe.testing.conformance import Finding, Subject, Verdict, examine

#: How often both are asked before they are said to differ: something may be mounted in between.
LOOKS = 3
#: What can be compared with psutil: name → (ours, psutil's function), both as plain values that do not move.
COMPARABLE: dict[str, tuple[Callable[[Host], object], Callable[[Any], object]]] = {
    "memory, total bytes": (lambda host: host.virtual_memory().total, lambda psutil: psutil.virtual_memory().total),
    "swap, total bytes": (lambda host: host.swap_memory().total, lambda psutil: psutil.swap_memory().total),
    "CPUs": (lambda host: host.cpu_count(), lambda psutil: psutil.cpu_count()),
    "cores": (lambda host: host.cpu_count(logical=False), lambda psutil: psutil.cpu_count(logical=False)),
    "boot, seconds since 1970": (lambda host: round(host.boot_time()), lambda psutil: round(psutil.boot_time())),
    "mounts": (lambda host: len(host.disk_partitions()), lambda psutil: len(psutil.disk_partitions())),
    "interfaces": (lambda host: len(host.net_if_stats()), lambda psutil: len(psutil.net_if_stats())),
    "disks": (
        lambda host: len(host.disk_io_counters(perdisk=True)),
        lambda psutil: len(psutil.disk_io_counters(perdisk=True)),
    ),
    "own process exists": (lambda host: host.pid_exists(_own()), lambda psutil: psutil.pid_exists(_own())),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to compare with."""
    parser.add_argument("--against", choices=["psutil"], help="compare with psutil, where it is installed")


def run(host: Host, options: argparse.Namespace) -> int:
    """Examine, report, and say by the exit code whether every contract is kept."""
    findings = [_scrubbed(each) for each in examine(Subject(Host))]
    compared = list(_compare(host)) if options.against else None
    if options.json:
        report = {"environment": _environment(host), "findings": findings}
        output.write_json("selftest", report if compared is None else {**report, "against_psutil": compared})
    else:
        output.write(_sections(findings, compared))
    broken = any(each.verdict is Verdict.BROKEN for each in findings)
    return int(broken or any(row["agree"] is False for row in compared or []))


def _environment(host: Host) -> dict[str, object]:
    return {
        "sysprobe": __version__,
        "python": platform.python_version(),
        "implementation": sys.implementation.name,
        "platform": platform.platform(terse=True),
        "machine": platform.machine(),
        "kernel": platform.release(),
        "backends": [
            {"name": each.name, "source": each.source, "status": each.status.value} for each in host.backends()
        ],
    }


def _sections(findings: list[Finding], compared: list[dict[str, Any]] | None) -> Iterator[Section]:
    table = Section("Self-test", ("capability", "contract", ">time", "+reason"))
    for capability, verdict, reason in _summary(findings):
        times = [each.seconds for each in findings if each.capability == capability and each.seconds is not None]
        taken = f"{min(times) * 1e6:.0f} µs" if times else UNKNOWN
        table.rows.append((capability, verdict, taken, reason))
    yield table
    if compared is not None:
        table = Section("Against psutil", ("+what", "+ours", "+psutil", "agree"))
        for row in compared:
            agree = UNKNOWN if row["agree"] is None else "yes" if row["agree"] else "NO"
            table.rows.append((row["what"], output.text(row["ours"]), output.text(row["psutil"]), agree))
        yield table


def _summary(findings: list[Finding]) -> list[tuple[str, Verdict, str]]:
    from sysprobe.testing.conformance import summary

    return summary(findings)


def _scrubbed(finding: Finding) -> Finding:
    """The finding without anything that names a person, a machine, a file or a program."""
    text = re.sub(r"'[^']*'|\"[^\"]*\"", "'…'", finding.reason)
    text = re.sub(r"(?<![\w.])/(?!proc\b|sys\b)[\w./-]+", "/…", text)
    text = re.sub(r"\b\d{1,3}(\.\d{1,3}){3}\b|\b[0-9a-f]{0,4}(:[0-9a-f]{0,4}){3,}\b", "…", text)
    return replace(finding, reason=text)


def _compare(host: Host) -> Iterator[dict[str, Any]]:
    try:
        import psutil
    except ImportError:
        yield {"what": "psutil", "ours": None, "psutil": "not installed", "agree": None}
        return
    for what, (ours, theirs) in COMPARABLE.items():
        for _ in range(LOOKS):
            mine, other = _value(ours, host), _value(theirs, psutil)
            if mine == other:
                break
        yield {"what": what, "ours": mine, "psutil": other, "agree": mine == other}


def _value(function: Callable[[Any], object], source: object) -> object:
    try:
        return function(source)
    except Exception as error:  # noqa: BLE001  # a comparison goes on whatever either library does
        return type(error).__name__


def _own() -> int:
    import os

    return os.getpid()
