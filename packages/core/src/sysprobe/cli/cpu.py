"""CPUs: how busy they are, with what, how fast they run, and how they are put together."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from sysprobe.cli.arguments import seconds
from sysprobe.cli.asking import answer
from sysprobe.cli.layout import Section, bar
from sysprobe.cli.output import number, size, text
from sysprobe.host import Host
from sysprobe.types.cpu import CpuFreq, CpuTimesPercent, CpuTopology, Interrupt

Answer = dict[str, Any]
MODES = ("user", "nice", "system", "irq", "softirq", "dpc", "steal", "iowait", "idle")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How long to look, and whether each CPU is shown."""
    parser.add_argument(
        "--interval", type=seconds(1e-6, 1e6), default=0.5, metavar="SECONDS", help="time between the two looks (0.5)"
    )
    parser.add_argument("--percpu", action="store_true", help="each CPU on its own")
    parser.add_argument("--topology", action="store_true", help="models, caches and where each CPU sits")
    parser.add_argument("--interrupts", action="store_true", help="interrupts and soft interrupts by source")


def collect(host: Host, options: argparse.Namespace) -> Answer:
    """What was asked for; what this machine does not tell is None."""
    sampler = host.cpu_sampler()
    found: Answer = {}
    if options.percpu:
        found["cpu_times_percent"] = answer(options, lambda: sampler.times_percent_percpu(options.interval))
        found["cpu_freq"] = answer(options, lambda: host.cpu_freq(percpu=True))
    else:
        found["cpu_times_percent"] = answer(options, lambda: {"all": sampler.times_percent(options.interval)})
        found["cpu_freq"] = answer(options, lambda: {"all": host.cpu_freq()})
    found["getloadavg"] = answer(options, host.getloadavg)
    found["cpu_count"] = {
        "logical": answer(options, host.cpu_count),
        "cores": answer(options, lambda: host.cpu_count(logical=False)),
    }
    found["cpu_stats"] = answer(options, host.cpu_stats)
    if options.topology:
        found["cpu_models"] = answer(options, host.cpu_models)
        found["cpu_topology"] = answer(options, host.cpu_topology)
    if options.interrupts:
        found["cpu_interrupts"] = answer(options, host.cpu_interrupts)
        found["cpu_softirqs"] = answer(options, host.cpu_softirqs)
    return found


def sections(told: Answer, options: argparse.Namespace) -> Iterator[Section]:
    """Use and clocks, then counters, then whatever else was asked for."""
    yield _use(told["cpu_times_percent"] or {}, told["cpu_freq"] or {})
    yield _summary(told)
    for model in told.get("cpu_models") or ():
        table = Section(f"Model of CPUs {ranges(model.cpus)}", ("", "+"))
        for name in ("name", "vendor", "family", "model", "stepping", "microcode"):
            table.rows.append((name, text(getattr(model, name))))
        table.rows.append(("flags", " ".join(model.flags) if model.flags else text(None)))
        yield table
    topology = told.get("cpu_topology")
    if topology is not None:
        yield from _topology(topology)
    for title, name in (("Interrupts", "cpu_interrupts"), ("Soft interrupts", "cpu_softirqs")):
        if told.get(name):
            yield _sources(title, told[name])


def _use(percents: dict[Any, CpuTimesPercent], clocks: dict[Any, CpuFreq]) -> Section:
    modes = [mode for mode in MODES if any(getattr(each, mode) is not None for each in percents.values())]
    table = Section("CPU", ("", *(f">{mode}" for mode in modes), ">MHz", ">busy", "|"))
    for cpu, each in percents.items():
        clock = clocks.get(cpu)
        busy = max(100.0 - each.idle - (each.iowait or 0.0), 0.0)
        if not any(getattr(each, mode) for mode in modes):
            busy = 0.0  # one that came online in between: nothing is known of it yet
        table.rows.append(
            (
                str(cpu),
                *(number(getattr(each, mode)) for mode in modes),
                number(clock.current if clock else None, 0),
                f"{busy:.1f} %",
                bar(busy),
            )
        )
    return table


def _summary(told: Answer) -> Section:
    table = Section("", ("", "+"))
    count, load, stats = told["cpu_count"], told["getloadavg"], told["cpu_stats"]
    table.rows.append(("CPUs", f"{text(count['logical'])} logical, {text(count['cores'])} cores"))
    table.rows.append(("load", " ".join(f"{each:.2f}" for each in load) if load else text(None)))
    if stats is not None:
        for name in ("ctx_switches", "interrupts", "soft_interrupts", "syscalls", "processes_created"):
            if getattr(stats, name) is not None:
                table.rows.append((name.replace("_", " "), f"{getattr(stats, name)} since boot"))
        if stats.running is not None:
            table.rows.append(("threads", f"{stats.running} running, {text(stats.blocked)} waiting for I/O"))
    return table


def _topology(topology: CpuTopology) -> Iterator[Section]:
    table = Section("Topology", ("", "+"))
    table.rows.append(("packages", text(topology.packages)))
    table.rows.append(("cores", text(topology.cores)))
    table.rows.append(("online", ranges(topology.online)))
    table.rows.append(("offline", text(None) if topology.offline is None else ranges(topology.offline) or "none"))
    for node, cpus in (topology.nodes or {}).items():
        table.rows.append((f"NUMA node {node}", ranges(cpus) or "no CPU"))
    yield table
    if topology.caches:
        table = Section("Caches", (">level", "kind", ">size", ">line", ">ways", ">sets", "+CPUs"))
        for cache in topology.caches:
            figures = (number(cache.line_size), number(cache.ways), number(cache.sets))
            table.rows.append((str(cache.level), cache.kind, size(cache.size), *figures, ranges(cache.cpus)))
        yield table
    table = Section("Places", (">CPU", ">package", ">die", ">cluster", ">core", ">node"))
    for cpu, place in topology.places.items():
        numbers = (place.package, place.die, place.cluster, place.core, place.node)
        table.rows.append((str(cpu), *map(number, numbers)))
    yield table


def _sources(title: str, sources: list[Interrupt]) -> Section:
    cpus = sorted({cpu for source in sources for cpu in source.percpu or ()})
    shown = cpus if len(cpus) <= 8 else []  # beyond that no terminal is wide enough
    described = any(source.description for source in sources)
    columns = ("", ">total", *(f">CPU{cpu}" for cpu in shown), *(["+description"] if described else []))
    table = Section(title, columns)
    for source in sources:
        counts = [number(source.percpu.get(cpu) if source.percpu else None) for cpu in shown]
        description = [source.description or ""] if described else []
        table.rows.append((source.name, str(source.total), *counts, *description))
    return table


def ranges(numbers: tuple[int, ...]) -> str:
    """Ascending numbers as the kernel lists CPUs: "0-3,8"."""
    parts: list[list[int]] = []
    for each in numbers:
        if parts and parts[-1][-1] == each - 1:
            parts[-1][1:] = [each]
        else:
            parts.append([each])
    return ",".join("-".join(map(str, part)) for part in parts)
