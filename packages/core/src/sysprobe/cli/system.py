"""The host: what it is, since when it runs, who is logged in, and what its tasks wait for."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from sysprobe.cli.asking import answer
from sysprobe.cli.layout import UNKNOWN, Section
from sysprobe.cli.output import number, text
from sysprobe.host import Host
from sysprobe.types.system import OsInfo, Pressure, Service

Answer = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is too much for every day."""
    parser.add_argument("--services", action="store_true", help="also what the service manager looks after (Windows)")


def collect(host: Host, options: argparse.Namespace) -> Answer:
    """All of the domain; what this machine does not tell is None."""
    asked: dict[str, Callable[[], object]] = {
        "os_info": host.os_info,
        "boot_time": host.boot_time,
        "uptime": host.uptime,
        "users": host.users,
        "pressure": host.pressure,
    }
    if options.services:
        asked["services"] = host.services
    return {name: answer(options, ask) for name, ask in asked.items()}


def sections(told: Answer, options: argparse.Namespace) -> Iterator[Section]:
    """What the system is, then who is logged in, then pressure."""
    yield _system(told["os_info"], told["boot_time"], told["uptime"])
    if told["users"]:
        table = Section("Users", ("<name", "terminal", "~from", "since", ">pid", "session"))
        for user in told["users"]:
            since = UNKNOWN if user.started is None else moment(user.started)
            cells = (user.name, text(user.terminal), text(user.host), since, number(user.pid), text(user.session))
            table.rows.append(cells)
        yield table
    if told["pressure"] is not None:
        yield _pressure(told["pressure"])
    if options.services:
        yield _services(told["services"])


def _services(services: list[Service] | None) -> Section:
    if services is None:
        return Section("This system tells nothing of services.")
    table = Section("Services", ("~name", "status", ">pid", "start", "~account", "+what it is"))
    for each in services:
        cells = (text(each.status), number(each.pid), text(each.start), text(each.username), text(each.display_name))
        table.rows.append((each.name, *cells))
    return table


def _system(info: OsInfo | None, booted: float | None, uptime: float | None) -> Section:
    table = Section("System", ("", "+"))
    if info is not None:
        name = info.name if info.version is None else f"{info.name} {info.version}"
        kernel = " ".join(filter(None, (info.kernel, info.kernel_version, info.architecture)))
        table.rows += [
            ("host", text(info.hostname)),
            ("system", name),
            ("kernel", kernel),
            ("virtualization", text(info.virtualization)),
            ("container", text(info.container)),
        ]
    table.rows.append(("booted", UNKNOWN if booted is None else moment(booted)))
    table.rows.append(("up", UNKNOWN if uptime is None else duration(uptime)))
    return table


def _pressure(pressure: Pressure) -> Section:
    columns = ("", "who waits", ">10 s", ">60 s", ">300 s", ">since boot")
    table = Section("Pressure", columns)
    for resource in ("cpu", "memory", "io", "irq"):
        stall = getattr(pressure, resource)
        for who in ("some", "full"):
            averages = None if stall is None else getattr(stall, who)
            if averages is not None:
                shares = (f"{each:.2f} %" for each in (averages.avg10, averages.avg60, averages.avg300))
                table.rows.append((resource, who, *shares, f"{averages.total:.1f} s"))
    return table if table.rows else Section("Pressure", ("",), [("not counted here",)])


def moment(seconds: float) -> str:
    """A time since the epoch, for people in the zone of this machine."""
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M:%S}"


def duration(seconds: float) -> str:
    """Seconds as days, hours, minutes and seconds."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return (f"{days} d " if days else "") + f"{hours}:{minutes:02}:{rest:02}"
