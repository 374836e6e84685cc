"""Mappings of one path, summed."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from sysprobe.types.process import MemoryArea, MemoryMap

_SUMMED = (
    "rss",
    "pss",
    "shared_clean",
    "shared_dirty",
    "private_clean",
    "private_dirty",
    "referenced",
    "anonymous",
    "swap",
)


_values = attrgetter("size", *_SUMMED)


def grouped(areas: Iterable[MemoryArea]) -> list[MemoryMap]:
    """One `MemoryMap` per path, in the order of first appearance."""
    by_path: dict[str, list[tuple[int | None, ...]]] = {}
    for area in areas:
        by_path.setdefault(area.path, []).append(_values(area))
    return [
        # Most paths are mapped once, and there is nothing to sum.
        MemoryMap(path, len(rows), *(rows[0] if len(rows) == 1 else map(_sum, zip(*rows, strict=True))))
        for path, rows in by_path.items()
    ]


def _sum(values: tuple[int | None, ...]) -> int | None:
    return None if None in values else sum(values)  # type: ignore[arg-type]  # as the condition says
