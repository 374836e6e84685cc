"""Batteries and mains: ``/sys/class/power_supply`` (Documentation/ABI/testing/sysfs-class-power)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sysprobe.types.sensors import Battery, BatteryStatus, BatteryUnit

from sysprobe_linux.attributes import Attributes, Texts, integer
from sysprobe_linux.sysfs import Sysfs

_ATTRIBUTES = (
    *("online", "present", "status", "capacity", "cycle_count", "time_to_empty_now"),
    *("energy_now", "energy_full", "energy_full_design", "power_now"),
    *("charge_now", "charge_full", "charge_full_design", "current_now", "voltage_min_design", "voltage_now"),
)
_PROPERTIES = {f"POWER_SUPPLY_{name.upper()}".encode(): name for name in _ATTRIBUTES}
_ENERGY = ("energy_now", "energy_full", "energy_full_design", "power_now")
_CHARGE = ("charge_now", "charge_full", "charge_full_design", "current_now")
_ACPI_DEVICES = ("PNP0C0A", "ACPI0003")  # batteries and mains
_STATUS = {
    b"Charging": BatteryStatus.CHARGING,
    b"Discharging": BatteryStatus.DISCHARGING,
    b"Not charging": BatteryStatus.NOT_CHARGING,
    b"Full": BatteryStatus.FULL,
}
# What drivers say beyond these is not about a battery of a machine.
_MOST = 10**12  # micro-units: a megawatt hour
_MOST_CYCLES = 1_000_000
_LONGEST = 366 * 86400


class _Level(NamedTuple):
    """What a battery holds, in one unit: of energy (Wh, W) or of charge (Ah, A)."""

    now: float | None
    full: float | None
    design: float | None
    rate: float | None


_UNKNOWN = _Level(None, None, None, None)


class _Measured(NamedTuple):
    """A battery in both units: those that count charge do not always know their voltage."""

    unit: BatteryUnit
    energy: _Level
    charge: _Level
    seconds: int | None


def battery(sysfs: Sysfs, attributes: Attributes) -> Battery | None:
    """All batteries of the machine together, ``None`` if it has none."""
    kinds: dict[bytes, list[str]] = {}
    for name in sysfs.list("class/power_supply"):
        folder = f"class/power_supply/{name}"
        # Both are constants of the driver. What belongs to a mouse or a headset is asked nothing else: it may sleep.
        if (sysfs.read_or_none(f"{folder}/scope") or b"").strip() != b"Device":
            kinds.setdefault((sysfs.read_or_none(f"{folder}/type") or b"").strip(), []).append(folder)
    batteries = kinds.pop(b"Battery", [])
    if not batteries:
        return None
    mains = kinds.pop(b"Mains", [])
    texts = _read(sysfs, attributes, [*batteries, *mains])
    measured = [
        _measure(os.path.basename(folder), texts[folder])
        for folder in batteries
        if integer(texts[folder].get("present")) != 0
    ]
    if not measured:
        return None

    others = [folder for folders in kinds.values() for folder in folders]  # USB, asked only if it matters
    plugged = _plugged(
        [each.unit.status for each in measured],
        _online(mains, texts),
        lambda: _online(others, _read(sysfs, attributes, others)),
    )
    return Battery(
        _total_percent(measured),
        None if plugged else _seconds_left(measured),
        plugged,
        tuple(each.unit for each in measured),
    )


def _read(sysfs: Sysfs, attributes: Attributes, folders: list[str]) -> dict[str, Texts]:
    """The attributes of power supplies."""
    quick = frozenset(folder for folder in folders if sysfs.live and _of_acpi(sysfs, folder))
    # One file has them all. It cannot be read, though, if one of them cannot.
    texts = attributes.read(dict.fromkeys(folders, ("uevent",)), quick)
    texts = {folder: _properties(found.get("uevent", b"")) for folder, found in texts.items()}
    without = {folder: _ATTRIBUTES for folder, found in texts.items() if not found}
    return texts | attributes.read(without, quick & without.keys()) if without else texts


def _of_acpi(sysfs: Sysfs, folder: str) -> bool:
    """Whether the firmware answers for it, on whose embedded controller the kernel gives up after half a second."""
    device = sysfs.link(f"{folder}/device")
    return device is not None and os.path.basename(device).startswith(_ACPI_DEVICES)


def _properties(uevent: bytes) -> Texts:
    """``POWER_SUPPLY_ENERGY_NOW=1`` as the attribute energy_now, and so on; only those that are wanted."""
    pairs = (line.partition(b"=") for line in uevent.splitlines())
    return {_PROPERTIES[name]: value for name, _, value in pairs if name in _PROPERTIES}


def _measure(name: str, texts: Texts) -> _Measured:
    volts = _micro(texts, "voltage_min_design") or _micro(texts, "voltage_now")
    energy, charge = _level(texts, *_ENERGY), _level(texts, *_CHARGE)
    if energy.now is None and volts is not None:
        design, now = volts, _micro(texts, "voltage_now") or volts
        energy = _Level(*map(_product, charge, (design, design, design, now)))
    unit = BatteryUnit(
        name,
        _percent(energy, charge, integer(texts.get("capacity"))),
        _STATUS.get(texts.get("status", b"").strip()),
        _rounded(energy.now),
        _rounded(energy.full),
        _rounded(energy.design),
        _rounded(energy.rate),
        _within(integer(texts.get("cycle_count")), _MOST_CYCLES),  # drivers say 0, or -1, where nothing is counted
    )
    return _Measured(unit, energy, charge, _within(integer(texts.get("time_to_empty_now")), _LONGEST))


def _within(value: int | None, most: int) -> int | None:
    return value if value is not None and 0 < value <= most else None


def _level(texts: Texts, now: str, full: str, design: str, rate: str) -> _Level:
    if now not in texts and full not in texts and design not in texts and rate not in texts:
        return _UNKNOWN  # batteries count energy or charge
    as_new = _micro(texts, design)
    return _Level(_micro(texts, now), _micro(texts, full) or as_new, as_new, _micro(texts, rate, signed=True))


def _micro(texts: Texts, name: str, *, signed: bool = False) -> float | None:
    value = integer(texts.get(name))
    if value is None:
        return None
    if signed:
        value = abs(value)  # some drivers make it negative while the battery discharges
    return value / 1e6 if 0 <= value <= _MOST else None


def _product(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _percent(energy: _Level, charge: _Level, capacity: int | None) -> float | None:
    for level in (energy, charge):
        if level.now is not None and level.full:
            return min(round(100 * level.now / level.full, 1), 100.0)
    return float(capacity) if capacity is not None and 0 <= capacity <= 100 else None


def _plugged(
    statuses: list[BatteryStatus | None], mains: list[int | None], others: Callable[[], list[int | None]]
) -> bool | None:
    if _any(mains) or BatteryStatus.CHARGING in statuses:
        return True
    if BatteryStatus.DISCHARGING in statuses:
        return False
    sources = mains + others()
    if _any(sources):
        return True
    if sources and all(online == 0 for online in sources):
        return False
    return True if BatteryStatus.FULL in statuses else None


def _online(folders: list[str], texts: dict[str, Texts]) -> list[int | None]:
    return [integer(texts[folder].get("online")) for folder in folders]


def _any(online: list[int | None]) -> bool:
    return any(each is not None and each > 0 for each in online)


def _total_percent(batteries: list[_Measured]) -> float | None:
    """The share of what all of them can hold; where that is not known of all, the mean of their shares."""
    for levels in ([each.energy for each in batteries], [each.charge for each in batteries]):
        now, full = _sum(level.now for level in levels), _sum(level.full for level in levels)
        if now is not None and full:
            return min(round(100 * now / full, 1), 100.0)
    known = [each.unit.percent for each in batteries if each.unit.percent is not None]
    return round(sum(known) / len(known), 1) if known else None


def _seconds_left(batteries: list[_Measured]) -> int | None:
    """What is left in all of them at the rate of those that discharge."""
    for levels in ([each.charge for each in batteries], [each.energy for each in batteries]):
        now = _sum(level.now for level in levels)
        rate = _sum(
            level.rate
            for level, each in zip(levels, batteries, strict=True)
            if each.unit.status is not BatteryStatus.CHARGING
        )
        if now is not None and rate:
            return _within(round(now / rate * 3600), _LONGEST) if now else 0
    return sum(known) if (known := [each.seconds for each in batteries if each.seconds is not None]) else None


def _sum(values: Iterable[float | None]) -> float | None:
    total = 0.0
    for value in values:
        if value is None:
            return None
        total += value
    return total
