"""Which backends were found, and what became of each."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from sysprobe.cli.output import Section
from sysprobe.host import Host

HELP = "the backends that were found"
Answer = list[dict[str, object]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The view has no options of its own."""


def collect(host: Host, options: argparse.Namespace) -> Answer:
    """The backends in the order in which they answer."""
    return [
        {
            "name": found.name,
            "source": found.source,
            "status": found.status.value,
            "detail": found.detail,
            "priority": found.backend.priority if found.backend else None,
            "domains": sorted(found.backend.providers) if found.backend else [],
        }
        for found in host.backends()
    ]


def sections(answer: Answer, options: argparse.Namespace) -> Iterator[Section]:
    """One row for each backend."""
    table = Section("Backends", ("name", "distribution", "status", ">priority", "domains", "detail"))
    for found in answer:
        domains = found["domains"]
        assert isinstance(domains, list)
        priority = "-" if found["priority"] is None else str(found["priority"])
        table.rows.append(
            (
                str(found["name"]),
                str(found["source"]),
                str(found["status"]),
                priority,
                " ".join(domains),
                str(found["detail"]),
            )
        )
    yield table
