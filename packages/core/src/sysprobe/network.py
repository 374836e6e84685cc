"""Interfaces and sockets of the host."""

from sysprobe._facade import Facade

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, overload

    from sysprobe._counters import CounterRecords
    from sysprobe.types.network import Connection, InterfaceAddress, InterfaceStats, NetIOCounters


class Network(Facade):
    """The network domain of a Host."""

    __slots__ = ()

    if TYPE_CHECKING:

        @overload
        def net_io_counters(self, pernic: Literal[False] = ..., nowrap: bool = ...) -> NetIOCounters | None: ...
        @overload
        def net_io_counters(self, pernic: Literal[True], nowrap: bool = ...) -> dict[str, NetIOCounters]: ...
        @overload
        def net_io_counters(
            self, pernic: bool, nowrap: bool = ...
        ) -> NetIOCounters | dict[str, NetIOCounters] | None: ...

    def net_io_counters(
        self, pernic: bool = False, nowrap: bool = True
    ) -> "NetIOCounters | dict[str, NetIOCounters] | None":
        """Bytes, packets, errors and drops that the interfaces have counted.

        The sum over all interfaces (`None` if there are none), or with `pernic` a dict by interface. A column that an
        interface does not count is left out of the sum, which is `None` where none of them counts it. With `nowrap`
        counters that wrap or start anew go on from where they were, as this Host has seen them; an interface that was
        away starts afresh.

        Linux: ``RTM_GETSTATS`` (4.7), otherwise ``/proc/net/dev``. macOS: ``IFMIB_IFDATA``. Windows: ``GetIfTable2``.

        Raises :class:`~sysprobe.CapabilityUnavailable` if no backend answers, :class:`~sysprobe.BackendError` if a
        source cannot be read or makes no sense.
        """
        look = self._counted
        kept = self._keep("network counters", _counters)
        counters = kept.read(look) if nowrap else look()
        return counters if pernic else kept.total(counters)

    def _counted(self) -> "dict[str, NetIOCounters]":
        return self._require(self._call.net_io_counters(), "net_io_counters")

    def net_if_addrs(self) -> "dict[str, list[InterfaceAddress]]":
        """Addresses of every interface, by its name: hardware addresses, IPv4 and IPv6.

        An interface without any address has an empty list.

        Linux: ``RTM_GETLINK`` and ``RTM_GETADDR``; only of this machine. macOS: ``getifaddrs``. Windows:
        ``GetAdaptersAddresses``.

        Raises as :meth:`net_io_counters`.
        """
        return self._require(self._call.net_if_addrs(), "net_if_addrs")

    def net_if_stats(self) -> "dict[str, InterfaceStats]":
        """State and properties of every interface, by its name: up or not, speed, duplex, MTU, flags, carrier.

        Linux: ``RTM_GETLINK`` and ``ETHTOOL_GLINKSETTINGS``, otherwise ``/sys/class/net``. macOS:
        ``NET_RT_IFLIST2`` and ``SIOCGIFMEDIA``. Windows: ``GetIfTable2``.

        Raises as :meth:`net_io_counters`.
        """
        return self._require(self._call.net_if_stats(), "net_if_stats")

    def net_connections(
        self, kind: str = "inet", *, owners: bool = False, tcp_info: bool = False
    ) -> "list[Connection]":
        """Sockets.

        `kind` is one of ``inet`` (TCP and UDP), ``inet4``, ``inet6``, ``tcp``, ``tcp4``, ``tcp6``, ``udp``, ``udp4``,
        ``udp6``, ``unix`` and ``all``.

        With `owners` each socket tells which processes hold it. Linux has to look at every descriptor of every process
        for that, which takes ten times as long as the list itself, and shows those of other users to root only;
        elsewhere the system tells the process anyway. With `tcp_info` each TCP socket has its counters and times
        (:class:`~sysprobe.types.network.TcpInfo`; Linux).

        Linux: ``NETLINK_SOCK_DIAG``, otherwise ``/proc/net/tcp`` and others. Windows: ``GetExtendedTcpTable``. macOS:
        ``proc_pidfdinfo`` for every descriptor of every process, which only root may; sockets that no process holds
        are not told.

        Raises :class:`ValueError` for another `kind`, :class:`~sysprobe.AccessDenied` on macOS for others than root;
        otherwise as :meth:`net_io_counters`.
        """
        from sysprobe.types.network import CONNECTION_KINDS

        tables = CONNECTION_KINDS.get(kind)
        if tables is None:
            raise ValueError(f"kind must be one of {', '.join(sorted(CONNECTION_KINDS))}: {kind!r}")
        return self._require(self._call.net_connections(tables, owners, tcp_info), "net_connections")


def _counters() -> "CounterRecords[NetIOCounters]":
    from sysprobe._interface_counters import straightened

    return straightened()
