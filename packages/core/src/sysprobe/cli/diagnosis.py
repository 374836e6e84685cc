"""What can be asked of this machine; what cannot, why, and what to do about it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from sysprobe.cli.layout import UNKNOWN, Section
from sysprobe.host import Host
from sysprobe.types.diagnosis import CapabilityReport


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The view has no options of its own."""


def collect(host: Host, options: argparse.Namespace) -> list[CapabilityReport]:
    """One report for each capability."""
    return host.capabilities()


def sections(answer: list[CapabilityReport], options: argparse.Namespace) -> Iterator[Section]:
    """All capabilities, then what is missing with its remedy."""
    table = Section("Capabilities", ("capability", "is", "answered by", "next", "+wrapped by"))
    missing = Section("What is missing", ("capability", "+field", "cause", "+detail", "+remedy"))
    for each in answer:
        wrappers = " ".join(each.wrappers) or UNKNOWN
        backend, following = each.backend or UNKNOWN, each.next_backend or UNKNOWN
        table.rows.append((each.capability, each.availability, backend, following, wrappers))
        for reason in each.reasons:
            remedy, field = reason.remedy or UNKNOWN, reason.field or UNKNOWN
            missing.rows.append((each.capability, field, reason.cause, reason.detail, remedy))
    yield table
    if missing.rows:
        yield missing
