"""What ``/proc/cpuinfo`` says about kinds of CPUs; every architecture has words of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sysprobe.types.cpu import CpuModel

#: Implementers of ARM cores, and the parts that servers, phones and small boards are made of (ARM's and the makers'
#: technical reference manuals: MIDR_EL1).
IMPLEMENTERS = {
    0x41: "ARM", 0x42: "Broadcom", 0x43: "Cavium", 0x46: "Fujitsu", 0x48: "HiSilicon", 0x4E: "NVIDIA", 0x50: "APM",
    0x51: "Qualcomm", 0x53: "Samsung", 0x56: "Marvell", 0x61: "Apple", 0x6D: "Microsoft", 0x70: "Phytium",
    0xC0: "Ampere",
}  # fmt: skip
PARTS = {
    0x41: {
        0xB76: "ARM1176", 0xC05: "Cortex-A5", 0xC07: "Cortex-A7", 0xC08: "Cortex-A8", 0xC09: "Cortex-A9",
        0xC0F: "Cortex-A15", 0xD03: "Cortex-A53", 0xD04: "Cortex-A35", 0xD05: "Cortex-A55", 0xD07: "Cortex-A57",
        0xD08: "Cortex-A72", 0xD09: "Cortex-A73", 0xD0A: "Cortex-A75", 0xD0B: "Cortex-A76", 0xD0C: "Neoverse-N1",
        0xD0D: "Cortex-A77", 0xD40: "Neoverse-V1", 0xD41: "Cortex-A78", 0xD44: "Cortex-X1", 0xD46: "Cortex-A510",
        0xD47: "Cortex-A710", 0xD48: "Cortex-X2", 0xD49: "Neoverse-N2", 0xD4D: "Cortex-A715", 0xD4E: "Cortex-X3",
        0xD4F: "Neoverse-V2", 0xD80: "Cortex-A520", 0xD81: "Cortex-A720", 0xD82: "Cortex-X4",
        0xD84: "Neoverse-V3", 0xD8E: "Neoverse-N3",
    },
    0x43: {
        0x0A1: "ThunderX", 0x0AF: "ThunderX2",
    },
    0x46: {
        0x001: "A64FX",
    },
    0x48: {
        0xD01: "TaiShan-v110",
    },
    0xC0: {
        0xAC3: "Ampere-1", 0xAC4: "Ampere-1a",
    },
}  # fmt: skip

#: Where each architecture writes what, the first word that is there counts.
NAME = ("model name", "Model Name", "cpu model", "cpu", "uarch")
FLAGS = ("flags", "Features", "features", "isa", "ASEs implemented")
#: All that tells one kind from another.
TELLING = (
    *("vendor_id", "cpu family", "model", "stepping", "microcode", "bugs"),
    *("CPU implementer", "CPU part", "CPU revision"),
    *NAME,
    *FLAGS,
)

#: The fields of CpuModel but for its CPUs.
_Kind = tuple[
    str | None,
    str | None,
    int | None,
    int | None,
    int | None,
    str | None,
    tuple[str, ...] | None,
    tuple[str, ...] | None,
]


def interpret_models(blocks: Sequence[Mapping[str, str]], online: Sequence[int]) -> list[CpuModel]:
    """One record for each kind of CPU, in the order of their first CPUs.

    What stands in blocks without a CPU (s390 and some of 32-bit ARM say there what holds for all) completes the others.
    """
    common: dict[str, str] = {}
    cpus: list[tuple[int, Mapping[str, str]]] = []
    for block in blocks:
        number = _number(block.get("processor")) if "processor" in block else _number(block.get("cpu number"))
        if number is None:
            common.update(block)
        else:
            cpus.append((number, block))
    if not cpus:
        # s390 lists its CPUs among what holds for all: "processor 0: version = FF, …, machine = 8561".
        cpus = [(cpu, {}) for cpu in online]
    described: dict[tuple[str | None, ...], _Kind] = {}
    kinds: dict[_Kind, list[int]] = {}
    for number, block in cpus:
        said = tuple(map(block.get, TELLING))
        kind = described.get(said)
        if kind is None:  # big machines repeat the same hundred flags hundreds of times
            kind = described[said] = _describe({**common, **block})
        kinds.setdefault(kind, []).append(number)
    return [CpuModel(*kind, tuple(sorted(numbers))) for kind, numbers in kinds.items()]


def _describe(block: Mapping[str, str]) -> _Kind:
    """What CPUs of this kind have in common."""
    vendor, name = block.get("vendor_id") or None, _first(block, NAME) or _machine(block)
    family, model, stepping = (_number(block.get(key)) for key in ("cpu family", "model", "stepping"))
    implementer, part = _number(block.get("CPU implementer")), _number(block.get("CPU part"))
    if implementer is not None and part is not None:
        vendor = IMPLEMENTERS.get(implementer)
        name = PARTS.get(implementer, {}).get(part) or name
        model, stepping = part, _number(block.get("CPU revision"))
    flags, bugs = _first(block, FLAGS), block.get("bugs")
    return (
        vendor,
        name,
        family,
        model,
        stepping,
        block.get("microcode") or None,
        None if flags is None else tuple(flags.split()),
        None if bugs is None else tuple(bugs.split()),
    )


def _machine(block: Mapping[str, str]) -> str | None:
    """The machine type of s390, e.g. "8561"."""
    for key, value in block.items():
        if key.startswith("processor "):
            machine = re.search(r"machine\s*=\s*(\w+)", value)
            if machine:
                return machine[1]
    return None


def _first(block: Mapping[str, str], keys: Sequence[str]) -> str | None:
    return next((block[key] for key in keys if block.get(key)), None)


def _number(text: str | None) -> int | None:
    """A decimal or, after 0x, hexadecimal number, or `None` for any other text ("unknown")."""
    if text is None or len(text) > 20:
        return None
    try:
        return int(text, 0)
    except ValueError:
        return int(text) if text.isdecimal() else None
