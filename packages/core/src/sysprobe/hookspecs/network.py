"""What a backend answers about interfaces and sockets."""

from __future__ import annotations

from typing import Protocol

from sysprobe.plugin import hookspec
from sysprobe.types.network import Connection, InterfaceAddress, InterfaceStats, NetIOCounters


class NetworkHooks(Protocol):
    """Interfaces and sockets of the host. ``None`` declines."""

    @hookspec(firstresult=True)
    def net_io_counters(self) -> dict[str, NetIOCounters] | None:
        """Counters of every interface by its name, as the OS has them: the facade adds and corrects wraps."""

    @hookspec(firstresult=True)
    def net_if_addrs(self) -> dict[str, list[InterfaceAddress]] | None:
        """Addresses of every interface by its name; an interface without any has an empty list."""

    @hookspec(firstresult=True)
    def net_if_stats(self) -> dict[str, InterfaceStats] | None:
        """State of every interface by its name."""

    @hookspec(firstresult=True)
    def net_connections(self, tables: frozenset[str], owners: bool, tcp_info: bool) -> list[Connection] | None:
        """Sockets in the tables asked for: any of "tcp4", "tcp6", "udp4", "udp6", "unix".

        A table that the OS does not have is empty. ``owners``: fill ``pid``, ``fd`` and ``owners`` (a backend for
        which they cost nothing may always do so). ``tcp_info``: fill ``tcp`` where the OS can.
        """
