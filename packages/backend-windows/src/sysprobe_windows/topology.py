"""How CPUs make up cores, packages and nodes (GetLogicalProcessorInformationEx), and what they are (the registry)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sysprobe.types.cpu import CpuCache, CpuModel, CpuPlace, CpuTopology

KEY = r"HARDWARE\DESCRIPTION\System\CentralProcessor"
IDENTIFIER = re.compile(r"Family (\d+) Model ([0-9A-Fa-f]+) (?:Stepping|Revision) +([0-9A-Fa-f]+)")

# LOGICAL_PROCESSOR_RELATIONSHIP. Nodes come by either number: which one tells of all groups depends on the version.
CORE, NODE, CACHE, PACKAGE, DIE, NODE_WHOLE, MODULE = 0, 1, 2, 3, 5, 6, 7
EVERYTHING = 0xFFFF

# PROCESSOR_CACHE_TYPE; a cache of decoded instructions is not told as one of memory.
KINDS = {0: "unified", 1: "instruction", 2: "data"}
FULLY_ASSOCIATIVE = 255


class Relation(NamedTuple):
    """CPUs that have something in common; the fields after `node` are those of a cache."""

    kind: int
    node: int
    level: int
    ways: int
    line: int
    size: int
    type: int
    groups: Sequence[tuple[int, int]]


class Value(NamedTuple):
    """What the registry says of one CPU."""

    name: str | None
    vendor: str | None
    identifier: str | None


def members(relation: Relation) -> list[tuple[int, int]]:
    """Its CPUs as (group, bit)."""
    return [(group, bit) for group, mask in relation.groups for bit in range(64) if mask >> bit & 1]


def topology(found: Iterable[tuple[int, int, int, int, int, int, int, Sequence[tuple[int, int]]]]) -> CpuTopology:
    """The record. CPUs are numbered through their groups, as `cpu_times` counts them."""
    relations = [Relation(*each) for each in found]
    # One that is listed twice, by an older and a newer kind of relation, still is one CPU.
    everyone = sorted({cpu for each in relations if each.kind == CORE for cpu in members(each)})
    number = {cpu: place for place, cpu in enumerate(everyone)}

    def cpus(relation: Relation) -> tuple[int, ...]:
        return tuple(sorted(number[cpu] for cpu in members(relation) if cpu in number))

    def of(kind: int) -> list[tuple[int, ...]]:
        return [cpus(each) for each in relations if each.kind == kind]

    cores, packages = of(CORE), of(PACKAGE)
    where = {kind: _where(of(kind)) for kind in (CORE, PACKAGE, DIE, MODULE)}
    nodes: dict[int, set[int]] = {}
    for each in relations:
        if each.kind in (NODE, NODE_WHOLE):
            nodes.setdefault(each.node, set()).update(cpus(each))
    node_of = {cpu: node for node, found in nodes.items() for cpu in found}
    return CpuTopology(
        packages=len(packages) or None,
        cores=len(cores) or None,
        threads=len(everyone),
        online=tuple(range(len(everyone))),
        offline=None,
        possible=None,
        nodes={node: tuple(sorted(found)) for node, found in sorted(nodes.items())} or None,
        caches=_caches((each, cpus(each)) for each in relations if each.kind == CACHE) or None,
        places={
            cpu: CpuPlace(
                package=where[PACKAGE].get(cpu),
                die=where[DIE].get(cpu),
                cluster=where[MODULE].get(cpu),
                core=where[CORE].get(cpu),
                node=node_of.get(cpu),
            )
            for cpu in range(len(everyone))
        },
    )


def _where(parts: list[tuple[int, ...]]) -> dict[int, int]:
    """CPU -> number of the part that it belongs to."""
    return {cpu: place for place, cpus in enumerate(sorted(parts)) for cpu in cpus}


def _caches(found: Iterable[tuple[Relation, tuple[int, ...]]]) -> tuple[CpuCache, ...]:
    caches = []
    for each, cpus in found:
        if each.type not in KINDS or not cpus:
            continue
        ways = each.ways if 0 < each.ways < FULLY_ASSOCIATIVE else None
        size, line = each.size or None, each.line or None
        sets = size // (line * ways) if size and line and ways else None
        caches.append(CpuCache(each.level, KINDS[each.type], size, line, ways, sets, cpus))
    return tuple(sorted(caches, key=lambda cache: (cache.level, cache.kind, cache.cpus)))


def read_models() -> dict[int, Value]:
    """CPU number -> what the registry says of it."""
    import winreg

    found = {}
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, KEY) as key:
        for place in range(winreg.QueryInfoKey(key)[0]):
            name = winreg.EnumKey(key, place)
            if name.isdigit():
                with winreg.OpenKey(key, name) as cpu:
                    found[int(name)] = Value(
                        *(
                            _text(winreg, cpu, value)
                            for value in ("ProcessorNameString", "VendorIdentifier", "Identifier")
                        )
                    )
    return found


def _text(winreg: object, key: object, name: str) -> str | None:
    try:
        value = winreg.QueryValueEx(key, name)[0]  # type: ignore[attr-defined]  # typeshed has it on Windows only
    except FileNotFoundError:
        return None
    return value.strip("\0 ") or None if isinstance(value, str) else None


def models(found: Mapping[int, Value]) -> list[CpuModel]:
    """The records, in the order of their first CPUs."""
    alike: dict[Value, list[int]] = {}
    for cpu, value in sorted(found.items()):
        alike.setdefault(value, []).append(cpu)
    return [_model(value, cpus) for value, cpus in alike.items()]


def _model(value: Value, cpus: list[int]) -> CpuModel:
    family = model = stepping = None
    told = IDENTIFIER.search(value.identifier or "")
    if told:
        # In decimal on x86; ARM's part numbers are in hexadecimal.
        base = 16 if (value.identifier or "").startswith("ARM") else 10
        try:
            family, model, stepping = int(told[1]), int(told[2], base), int(told[3], base)
        except ValueError:
            family = model = stepping = None
    return CpuModel(
        vendor=value.vendor,
        name=value.name,
        family=family,
        model=model,
        stepping=stepping,
        microcode=None,
        flags=None,
        bugs=None,
        cpus=tuple(cpus),
    )
