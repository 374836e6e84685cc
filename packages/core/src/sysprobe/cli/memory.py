"""Memory and swap: how much, and what uses it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from sysprobe.cli.layout import Section, bar
from sysprobe.cli.output import size
from sysprobe.host import Host
from sysprobe.types.memory import AvailableSource, SwapMemory, VirtualMemory

Answer = dict[str, VirtualMemory | SwapMemory]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The view has no options of its own."""


def collect(host: Host, options: argparse.Namespace) -> Answer:
    """Memory and swap."""
    return {"virtual_memory": host.virtual_memory(), "swap_memory": host.swap_memory()}


def sections(answer: Answer, options: argparse.Namespace) -> Iterator[Section]:
    """One table as ``free -h`` prints it."""
    memory, swap = answer["virtual_memory"], answer["swap_memory"]
    assert isinstance(memory, VirtualMemory)
    columns = ("", ">total", ">used", ">free", ">shared", ">buffers", ">cached", ">available", ">use", "|")
    available = size(memory.available)
    if memory.available_source is not AvailableSource.KERNEL:
        available += f" ({memory.available_source})"
    table = Section("Memory", columns)
    table.rows.append(
        (
            "memory",
            *map(size, (memory.total, memory.used, memory.free, memory.shared, memory.buffers, memory.cached)),
            available,
            f"{memory.percent:.1f} %",
            bar(memory.percent),
        )
    )
    use = (f"{swap.percent:.1f} %", bar(swap.percent)) if swap.total else ("none", "")
    table.rows.append(("swap", *map(size, (swap.total, swap.used, swap.free)), "", "", "", "", *use))
    yield table
