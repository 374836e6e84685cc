"""Which backends were found, what became of each, and who answers what."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from sysprobe.cli.layout import UNKNOWN, Section
from sysprobe.host import Host

Answer = dict[str, list[dict[str, Any]]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The view has no options of its own."""


def collect(host: Host, options: argparse.Namespace) -> Answer:
    """The backends in the order in which they answer, and each capability with who answers it."""
    found = [
        {
            "name": each.name,
            "source": each.source,
            "status": each.status.value,
            "detail": each.detail,
            "priority": each.backend.priority if each.backend else None,
            "domains": sorted(each.backend.providers) if each.backend else [],
        }
        for each in host.backends()
    ]
    answers = [
        {
            "capability": each.capability,
            "backend": each.backend,
            "next": each.next_backend,
            "wrappers": list(each.wrappers),
            "why_not": None if each.backend else each.reasons[0].detail,
        }
        for each in host.capabilities()
    ]
    return {"backends": found, "capabilities": answers}


def sections(answer: Answer, options: argparse.Namespace) -> Iterator[Section]:
    """One row for each backend, one for each capability."""
    table = Section("Backends", ("name", "distribution", "status", ">priority", "+domains", "+detail"))
    for each in answer["backends"]:
        priority = UNKNOWN if each["priority"] is None else str(each["priority"])
        domains = " ".join(each["domains"])
        table.rows.append((each["name"], each["source"], each["status"], priority, domains, each["detail"]))
    yield table
    table = Section("Who answers", ("capability", "backend", "next", "+wrapped by", "+why not"))
    for each in answer["capabilities"]:
        wrappers = " ".join(each["wrappers"]) or UNKNOWN
        names = (each["backend"] or UNKNOWN, each["next"] or UNKNOWN, wrappers, each["why_not"] or "")
        table.rows.append((each["capability"], *names))
    yield table
