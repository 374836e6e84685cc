"""Interfaces: state, addresses and what they have carried."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from sysprobe.cli.asking import answer
from sysprobe.cli.layout import Section
from sysprobe.cli.output import number, size, text
from sysprobe.host import Host
from sysprobe.types.network import AF_LINK, InterfaceAddress, InterfaceStats, NetIOCounters

Answer = dict[str, dict[str, InterfaceStats | NetIOCounters | list[InterfaceAddress] | None]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which interfaces."""
    parser.add_argument("--interface", metavar="NAME", help="this interface only")


def collect(host: Host, options: argparse.Namespace) -> Answer:
    """State, counters and addresses of each interface; the addresses are None where they cannot be told."""
    stats = answer(options, host.net_if_stats) or {}
    counters = answer(options, lambda: host.net_io_counters(pernic=True)) or {}
    addresses = answer(options, host.net_if_addrs)  # None of recorded machines
    known = sorted(stats.keys() | counters.keys())
    if options.interface is not None and options.interface not in known:
        raise ValueError(f"there is no interface {options.interface!r}; there are {', '.join(known) or 'none'}")
    return {
        name: {
            "stats": stats.get(name),
            "counters": counters.get(name),
            "addresses": None if addresses is None else addresses.get(name, []),
        }
        for name in known
        if options.interface in {None, name}
    }


def sections(told: Answer, options: argparse.Namespace) -> Iterator[Section]:
    """One table of states and counters, one of addresses."""
    states = Section(
        "Interfaces",
        ("~name", "state", ">Mbit/s", "duplex", ">mtu", "kind", ">sent", ">received", ">errors", ">dropped"),
    )
    addresses = Section("Addresses", ("~name", "+address", "+broadcast", "+peer"))
    for name, found in told.items():
        states.rows.append((name, *_state(found["stats"]), *_traffic(found["counters"])))
        listed = found["addresses"]
        assert listed is None or isinstance(listed, list)
        addresses.rows += [(name, *_address(each)) for each in listed or ()]
    yield states
    if addresses.rows:
        yield addresses


def _state(stats: object) -> tuple[str, ...]:
    if not isinstance(stats, InterfaceStats):
        return ("-",) * 5
    state = "up" if stats.isup else text(stats.operstate or "down")
    if stats.isup and stats.carrier is False:
        state = "no carrier"
    return (state, number(stats.speed), text(stats.duplex), str(stats.mtu), text(stats.kind))


def _traffic(counters: object) -> tuple[str, ...]:
    if not isinstance(counters, NetIOCounters):
        return ("-",) * 4
    return (
        size(counters.bytes_sent),
        size(counters.bytes_recv),
        str(counters.errin + counters.errout),
        str(counters.dropin + (counters.dropout or 0)),
    )


def _address(address: InterfaceAddress) -> tuple[str, str, str]:
    shown = address.address
    if address.family != AF_LINK and address.prefix_length is not None:
        shown += f"/{address.prefix_length}"
    return shown, address.broadcast or "", address.ptp or ""
