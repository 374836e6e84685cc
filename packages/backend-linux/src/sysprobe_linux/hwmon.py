"""Chips that monitor hardware: ``/sys/class/hwmon`` (Documentation/hwmon/sysfs-interface.rst)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sysprobe.types.sensors import Fan, Temperature

from sysprobe_linux.attributes import Attributes, Texts, integer, label
from sysprobe_linux.sysfs import Sysfs

#: Chips whose drivers cannot hang: they read registers of the CPU, ports of the mainboard's Super-I/O chip, or ask the
#: ACPI firmware, on whose embedded controller the kernel gives up after half a second.
_BOUNDED = re.compile(r"coretemp|k8temp|k10temp|zenpower|via_cputemp|(?:nct6|it8|w836|f71)\w+|acpitz|thinkpad")

_TEMPERATURE = re.compile(r"temp(\d+)_(?:input|max|crit|label|fault)")
_FAN = re.compile(r"fan(\d+)_(?:input|label|fault)")

#: No sensor can mean absolute zero, less, or more than this: what drivers report for "no limit", or for no sensor
#: (NVMe: 0 and 65535 kelvin).
_HOTTEST = 1000.0
_COLDEST = -273.15
_FASTEST = 1_000_000


class Hwmon:
    """The monitoring chips of a machine."""

    def __init__(self, sysfs: Sysfs, attributes: Attributes) -> None:
        self._sysfs = sysfs
        self._attributes = attributes

    def temperatures(self) -> dict[str, list[Temperature]]:
        """Temperatures by the chip's name, in °C; chips of the same name share a list."""
        found: dict[str, list[Temperature]] = {}
        for chip, numbers, texts in self._chips(_TEMPERATURE):
            found.setdefault(chip, []).extend(_temperature(texts, f"temp{number}") for number in numbers)
        return found

    def fans(self) -> dict[str, list[Fan]]:
        """Fans by the chip's name; chips of the same name share a list."""
        found: dict[str, list[Fan]] = {}
        for chip, numbers, texts in self._chips(_FAN):
            found.setdefault(chip, []).extend(_fan(texts, f"fan{number}") for number in numbers)
        return found

    def _chips(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, list[int], Texts]]:
        """Name, numbers of its sensors, and attributes of each chip that has such sensors."""
        wanted = {}
        sensors = {}
        quick = set()
        for chip in sorted(self._sysfs.list("class/hwmon"), key=_number):
            # Old drivers, all of them before 3.15, have the attributes at the chip's device, and the name as well.
            for folder in (f"class/hwmon/{chip}", f"class/hwmon/{chip}/device"):
                files = self._sysfs.list(folder)
                matches = [match for match in map(pattern.fullmatch, files) if match]
                numbers = sorted({int(match[1]) for match in matches if match[0].endswith("_input")})
                if numbers:
                    name = label(self._sysfs.read_or_none(f"{folder}/name")) or chip  # asks no hardware
                    wanted[folder] = tuple(match[0] for match in matches)
                    sensors[folder] = (name, numbers)
                    if self._sysfs.live and _BOUNDED.fullmatch(name):
                        quick.add(folder)
                if numbers or "name" in files:
                    break
        texts = self._attributes.read(wanted, frozenset(quick))
        for folder, (name, numbers) in sensors.items():
            yield name, numbers, texts[folder]


def _number(name: str) -> tuple[int, str]:
    digits = name.removeprefix("hwmon")
    return (int(digits) if digits.isdecimal() else 0, name)


def degrees(text: bytes | None) -> float | None:
    """Millidegrees as degrees; ``None`` for what cannot be a temperature."""
    value = integer(text)
    if value is None:
        return None
    found = value / 1000
    return found if _COLDEST < found <= _HOTTEST else None


def threshold(text: bytes | None) -> float | None:
    """A temperature from which it is too hot; ``None`` for freezing and less: so read limits that nobody has set."""
    found = degrees(text)
    return found if found is not None and found > 0 else None


def _failed(texts: Texts, sensor: str) -> bool:
    return integer(texts.get(f"{sensor}_fault")) == 1


def _temperature(texts: Texts, sensor: str) -> Temperature:
    return Temperature(
        label(texts.get(f"{sensor}_label")),
        None if _failed(texts, sensor) else degrees(texts.get(f"{sensor}_input")),
        threshold(texts.get(f"{sensor}_max")),
        threshold(texts.get(f"{sensor}_crit")),
    )


def _fan(texts: Texts, sensor: str) -> Fan:
    speed = None if _failed(texts, sensor) else integer(texts.get(f"{sensor}_input"))
    return Fan(label(texts.get(f"{sensor}_label")), speed if speed is not None and 0 <= speed <= _FASTEST else None)
