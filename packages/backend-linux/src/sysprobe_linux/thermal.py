"""Thermal zones: ``/sys/class/thermal`` (Documentation/driver-api/thermal/sysfs-api.rst)."""

from __future__ import annotations

import re

from sysprobe.types.sensors import Temperature

from sysprobe_linux.attributes import Attributes, Texts, label
from sysprobe_linux.hwmon import degrees, threshold
from sysprobe_linux.sysfs import Sysfs

_ZONE = re.compile(r"thermal_zone(\d+)")
_ATTRIBUTE = re.compile(r"type|temp|trip_point_\d+_(?:type|temp)")


def temperatures(sysfs: Sysfs, attributes: Attributes) -> dict[str, list[Temperature]]:
    """Temperatures by the zone's type, in °C; zones of the same type share a list."""
    zones = sorted((int(match[1]), match[0]) for match in map(_ZONE.fullmatch, sysfs.list("class/thermal")) if match)
    wanted = {}
    for _, zone in zones:
        names = tuple(filter(_ATTRIBUTE.fullmatch, sysfs.list(f"class/thermal/{zone}")))
        if "temp" in names:
            wanted[f"class/thermal/{zone}"] = names
    found: dict[str, list[Temperature]] = {}
    answers = attributes.read(wanted)
    for folder in wanted:
        texts = answers[folder]
        name = label(texts.get("type")) or folder.rpartition("/")[2]
        found.setdefault(name, []).append(
            Temperature(None, degrees(texts.get("temp")), _trip(texts, b"hot"), _trip(texts, b"critical"))
        )
    return found


def _trip(texts: Texts, kind: bytes) -> float | None:
    """The temperature of the first trip point of this kind."""
    for name, text in texts.items():
        if name.endswith("_type") and text.strip() == kind:
            return threshold(texts.get(f"{name.removesuffix('_type')}_temp"))
    return None
