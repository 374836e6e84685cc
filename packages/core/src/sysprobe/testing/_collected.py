"""Checks of what is collected from all backends: attributes of processes, and what is missing."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator

from sysprobe.hookspecs.process import ProcessAttribute
from sysprobe.host import Host
from sysprobe.series import series_of
from sysprobe.types.attributes import ATTRIBUTES, COLUMNS, Column
from sysprobe.types.diagnosis import Reason

#: A process id that no system gives.
NOBODY = 2**31 - 1


def collected(host: Host, capability: str) -> tuple[list[object], list[str]]:
    """All members of the answers, and what core has to complain of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        members = [each for answer in host.ask(capability) for each in answer]
    return members, [str(each.message) for each in caught]


def complaints(member: object) -> Iterator[str]:
    """What is wrong with one member."""
    if isinstance(member, ProcessAttribute):
        yield from _attribute(member)
    elif isinstance(member, Reason) and not member.detail:
        yield f"the reason why {member.capability} is {member.cause} has no detail"


def _attribute(added: ProcessAttribute) -> Iterator[str]:
    column = added.column
    if not isinstance(column, Column):
        yield f"{column!r} is no Column"
        return
    if column.name in ATTRIBUTES or column.name in COLUMNS:
        yield f"{column.name} is one of the common attributes"
    if (column.attribute, column.field) != (column.name, None):
        yield f"{column.name}: its attribute is {column.attribute}, not the name again, or it has a field"
    for pids in ([], [os.getpid(), NOBODY]):
        values = list(added.read(pids))
        if len(values) != len(pids):
            yield f"{column.name}: {len(values)} values for {len(pids)} processes"
        elif pids and values[1] is not None:
            yield f"{column.name} of a process that does not exist is {values[1]!r}"
        series_of(column.name, column.kind, values)  # raises if one of them is of another kind
