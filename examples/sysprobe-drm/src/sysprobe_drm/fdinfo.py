"""The ``drm-*`` lines of one descriptor's fdinfo: Documentation/gpu/drm-usage-stats.rst of the kernel."""

from __future__ import annotations

from typing import NamedTuple

_UNITS = {"": 1, "KiB": 1024, "MiB": 1024**2}
#: Resident memory; older drivers write drm-memory-REGION for the same.
_MEMORY = ("drm-resident-", "drm-memory-")


class Client(NamedTuple):
    """One client of a GPU: descriptors that were duplicated share it."""

    device: str
    id: str
    memory: int | None
    """Bytes resident in all regions; `None` where the driver does not tell."""
    time: float | None
    """Seconds on all engines; `None` where the driver does not tell."""


def parse(text: str) -> Client | None:
    """The client, or `None` if the descriptor is no GPU's."""
    lines = dict(line.split(":", 1) for line in text.splitlines() if line.startswith("drm-") and ":" in line)
    if "drm-client-id" not in lines:
        return None
    resident = {name: value for name, value in lines.items() if name.startswith(_MEMORY[0])}
    memory = resident or {name: value for name, value in lines.items() if name.startswith(_MEMORY[1])}
    engines = [
        value
        for name, value in lines.items()
        if name.startswith("drm-engine-") and not name.startswith("drm-engine-capacity-")
    ]
    device = lines.get("drm-pdev", lines.get("drm-driver", "")).strip()
    sizes = list(map(_size, memory.values()))
    times = [int(value.split()[0]) for value in engines if value.split()[:1] and value.split()[0].isdigit()]
    return Client(
        device,
        lines["drm-client-id"].strip(),
        sum(size or 0 for size in sizes) if sizes and None not in sizes else None,
        sum(times) / 1e9 if times else None,
    )


def _size(value: str) -> int | None:
    number, _, unit = value.strip().partition(" ")
    return int(number) * _UNITS[unit.strip()] if number.isdigit() and unit.strip() in _UNITS else None
