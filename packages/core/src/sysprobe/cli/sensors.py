"""Sensors: temperatures, fans, batteries."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TypedDict

from sysprobe.cli.asking import answer
from sysprobe.cli.layout import Section, bar
from sysprobe.cli.output import number, text
from sysprobe.host import Host
from sysprobe.types.sensors import Battery, Fan, Temperature


class Answer(TypedDict):
    """What the view shows; None is what this system cannot tell, and also a machine without a battery."""

    temperatures: dict[str, list[Temperature]] | None
    fans: dict[str, list[Fan]] | None
    battery: Battery | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """In which unit."""
    parser.add_argument("--fahrenheit", action="store_true", help="temperatures in degrees Fahrenheit")


def collect(host: Host, options: argparse.Namespace) -> Answer:
    """All that can be sensed."""
    return {
        "temperatures": answer(options, lambda: host.sensors_temperatures(fahrenheit=options.fahrenheit)),
        "fans": answer(options, host.sensors_fans),
        "battery": answer(options, host.sensors_battery),
    }


def sections(told: Answer, options: argparse.Namespace) -> Iterator[Section]:
    """A table for each kind of sensor that there is."""
    unit = "°F" if options.fahrenheit else "°C"
    shown = [
        _temperatures(told["temperatures"] or {}, unit),
        _fans(told["fans"] or {}),
        _battery(told["battery"]),
    ]
    found = [section for section in shown if section.rows]
    yield from found or [Section("No sensors can be seen on this machine.")]


def _temperatures(chips: dict[str, list[Temperature]], unit: str) -> Section:
    table = Section("Temperatures", ("~chip", "~sensor", f">{unit}", ">high", ">critical"))
    for chip, sensors in chips.items():
        for each in sensors:
            values = map(number, (each.current, each.high, each.critical))
            table.rows.append((chip, each.label or "", *values))
    return table


def _fans(chips: dict[str, list[Fan]]) -> Section:
    table = Section("Fans", ("~chip", "~fan", ">rpm"))
    table.rows += [(chip, each.label or "", text(each.current)) for chip, fans in chips.items() for each in fans]
    return table


def _battery(battery: Battery | None) -> Section:
    table = Section("Batteries", ("~name", "status", ">charge", "|", ">Wh", ">full", ">new", ">W", ">cycles"))
    if battery is None:
        return table
    for each in battery.batteries:
        levels = map(number, (each.energy, each.energy_full, each.energy_design, each.power))
        table.rows.append((each.name, text(each.status), *_charge(each.percent), *levels, text(each.cycles)))
    if len(table.rows) != 1:
        table.rows.append(("together", "", *_charge(battery.percent), "", "", "", "", ""))
    plugged = {True: ", plugged in", False: ", on battery", None: ""}[battery.power_plugged]
    left = battery.secsleft
    table.title += plugged + ("" if left is None else f", {left // 3600}:{left % 3600 // 60:02} h left")
    return table


def _charge(percent: float | None) -> tuple[str, str]:
    return ("-", "") if percent is None else (f"{percent:.1f} %", bar(percent))
