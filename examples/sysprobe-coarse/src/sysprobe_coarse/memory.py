"""Memory, rounded."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import fields, replace
from typing import Any

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.memory import VirtualMemory

STEP = 64 * 1024 * 1024
#: Integers of the record that are no byte counts of memory in use.
EXACT = frozenset({"page_size"})


class Memory:
    """Wraps the memory domain."""

    def __init__(self, context: Context) -> None:
        pass

    @hookimpl(wrapper=True)
    def virtual_memory(self) -> Generator[None, VirtualMemory | None, VirtualMemory | None]:
        """The answer of the backends inside, with every byte count rounded."""
        memory = yield
        if memory is None:
            return None
        rounded: dict[str, Any] = {}
        for each in fields(memory):
            value = getattr(memory, each.name)
            if isinstance(value, int) and each.name not in EXACT:
                rounded[each.name] = round(value / STEP) * STEP
        rounded["total"] = max(rounded["total"], STEP)
        return replace(memory, **rounded)
