"""Sockets as psutil's tuples."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import Any

from sysprobe.types.network import CONNECTION_KINDS

from ._records import tuple_type

_Address, _System, _Process = tuple_type("addr"), tuple_type("sconn"), tuple_type("pconn")


def check_kind(kind: str) -> None:
    """Raise ValueError for a kind that does not exist."""
    if kind not in CONNECTION_KINDS:
        kinds = ", ".join(repr(name) for name in CONNECTION_KINDS)
        raise ValueError(f"invalid kind argument {kind!r}; valid ones are: {kinds}")


def system_wide(sockets: Iterable[Any]) -> list[Any]:
    """One tuple for each holder of each socket; -1 and None where nobody is known to hold it."""
    rows = []
    for each in sockets:
        for pid, fd in each.owners or ((each.pid, -1 if each.fd is None else each.fd),):
            rows.append(_System(fd, *_described(each), pid))
    return list(dict.fromkeys(rows))


def of_process(sockets: Iterable[Any]) -> list[Any]:
    """The sockets of one process."""
    return [_Process(-1 if each.fd is None else each.fd, *_described(each)) for each in sockets]


def _described(each: Any) -> tuple[Any, ...]:
    unix = each.family == getattr(socket, "AF_UNIX", -1)
    six = each.family == socket.AF_INET6
    return (
        socket.AddressFamily(each.family),
        _type(each.type),
        _end(each.laddr, unix=unix, six=six),
        _end(each.raddr, unix=unix, six=six),
        str(each.status) if each.status and not unix else "NONE",
    )


def _type(number: int) -> Any:
    try:
        return socket.SocketKind(number)
    except ValueError:
        return number


def _end(address: Any, *, unix: bool, six: bool) -> Any:
    """An end of a socket; an end that is not there is an empty tuple, and of a UNIX socket an empty text."""
    if unix:
        return address or ""
    return () if address is None or not address.port else _Address(_mapped(address.ip, six), address.port)


def _mapped(ip: str, six: bool) -> str:
    """psutil writes IPv4 addresses of IPv6 sockets as such."""
    return f"::ffff:{ip}" if six and ":" not in ip else ip
