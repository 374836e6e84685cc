"""Interfaces and sockets: rtnetlink and sock_diag of the running kernel, files of ``/proc`` and ``/sys`` otherwise."""

from __future__ import annotations

import socket

from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context, hookimpl
from sysprobe.types.network import AF_LINK, Connection, InterfaceAddress, InterfaceStats, NetIOCounters

from sysprobe_linux import _native, interfaces
from sysprobe_linux.connections import Connections, net_folder
from sysprobe_linux.procfs import Procfs
from sysprobe_linux.sysfs import Sysfs


class Network:
    """Interfaces and sockets of a Linux machine: those of the calling thread's network namespace."""

    def __init__(self, context: Context) -> None:
        self._live = context.live
        self._procfs = Procfs(context.root)
        self._sysfs = Sysfs(context.root)
        self._connections = Connections(self._procfs)
        self._link_counters = _native.link_counters(NetIOCounters)
        self._netdev_counters = _native.netdev_counters(NetIOCounters)
        self._link_addresses = _native.link_addresses(InterfaceAddress)
        self._link_stats = _native.link_stats(InterfaceStats)

    @hookimpl
    def net_io_counters(self) -> dict[str, NetIOCounters]:
        """See :meth:`sysprobe.Host.net_io_counters`."""
        if self._live:
            try:
                return self._link_counters()
            except OSError:
                pass  # before Linux 4.7, or a sandbox refuses netlink: the file has the same numbers
        name = f"{net_folder(self._procfs, 'net_io_counters')}/dev"
        try:
            return self._netdev_counters(self._procfs.read(name))
        except ValueError as error:
            raise self._procfs.malformed(name, str(error)) from error

    @hookimpl
    def net_if_addrs(self) -> dict[str, list[InterfaceAddress]]:
        """See :meth:`sysprobe.Host.net_if_addrs`."""
        if not self._live:
            raise CapabilityUnavailable("net_if_addrs", "no file tells the addresses, only the running kernel does")
        try:
            return self._link_addresses((socket.AF_INET, socket.AF_INET6, AF_LINK))
        except OSError as error:
            raise BackendError(
                f"cannot read the addresses: {error}", backend="linux", source="RTM_GETADDR", errno=error.errno
            ) from error

    @hookimpl
    def net_if_stats(self) -> dict[str, InterfaceStats]:
        """See :meth:`sysprobe.Host.net_if_stats`."""
        if self._live:
            try:
                return self._link_stats(interfaces.DUPLEXES, interfaces.OPERSTATES)
            except OSError:
                pass  # a sandbox refuses netlink: /sys has nearly all of it
        if not self._sysfs.exists("class/net"):
            reason = f"there is no {self._sysfs.path}/class/net: hidden, or a kernel without a network"
            raise CapabilityUnavailable("net_if_stats", reason)
        return interfaces.from_sysfs(self._sysfs)

    @hookimpl
    def net_connections(self, tables: frozenset[str], owners: bool, tcp_info: bool) -> list[Connection]:
        """See :meth:`sysprobe.Host.net_connections`."""
        return self._connections.all(tables, owners=owners, tcp_info=tcp_info)
