"""Mappings of one path, summed."""

from __future__ import annotations

from collections.abc import Iterable

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


def grouped(areas: Iterable[MemoryArea]) -> list[MemoryMap]:
    """One `MemoryMap` per path, in the order of first appearance."""
    by_path: dict[str, list[MemoryArea]] = {}
    for area in areas:
        by_path.setdefault(area.path, []).append(area)
    return [
        MemoryMap(path, len(group), sum(area.size for area in group), *(_sum(group, name) for name in _SUMMED))
        for path, group in by_path.items()
    ]


def _sum(group: list[MemoryArea], name: str) -> int | None:
    values = [getattr(area, name) for area in group]
    return None if None in values else sum(values)
