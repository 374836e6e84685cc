"""Records of the network domain: interfaces, their addresses and counters, and sockets."""

from __future__ import annotations

import enum
import socket
from collections.abc import Mapping
from types import MappingProxyType

from sysprobe.types._record import record


class LinkFamily(enum.IntEnum):
    """The family of a hardware address where the `socket` module has no name for it (Windows)."""

    AF_LINK = -1


AF_LINK: int = getattr(socket, "AF_LINK", getattr(socket, "AF_PACKET", LinkFamily.AF_LINK))
"""The family of a hardware (MAC) address: `socket.AF_PACKET` on Linux, `socket.AF_LINK` on macOS and Windows."""


class Duplex(enum.StrEnum):
    """Whether an interface sends and receives at the same time."""

    HALF = "half"
    FULL = "full"


class OperState(enum.StrEnum):
    """What an interface is able to do now (RFC 2863; the values of Linux and Windows are the same)."""

    UP = "up"
    DOWN = "down"
    LOWER_LAYER_DOWN = "lowerlayerdown"
    TESTING = "testing"
    DORMANT = "dormant"
    NOT_PRESENT = "notpresent"


class ConnectionStatus(enum.StrEnum):
    """The state of a connection; psutil's names."""

    ESTABLISHED = "ESTABLISHED"
    SYN_SENT = "SYN_SENT"
    SYN_RECV = "SYN_RECV"
    FIN_WAIT1 = "FIN_WAIT1"
    FIN_WAIT2 = "FIN_WAIT2"
    TIME_WAIT = "TIME_WAIT"
    CLOSE = "CLOSE"
    CLOSE_WAIT = "CLOSE_WAIT"
    LAST_ACK = "LAST_ACK"
    LISTEN = "LISTEN"
    CLOSING = "CLOSING"
    DELETE_TCB = "DELETE_TCB"
    """Windows only."""


CONNECTION_KINDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "all": frozenset(("tcp4", "tcp6", "udp4", "udp6", "unix")),
        "inet": frozenset(("tcp4", "tcp6", "udp4", "udp6")),
        "inet4": frozenset(("tcp4", "udp4")),
        "inet6": frozenset(("tcp6", "udp6")),
        "tcp": frozenset(("tcp4", "tcp6")),
        "tcp4": frozenset(("tcp4",)),
        "tcp6": frozenset(("tcp6",)),
        "udp": frozenset(("udp4", "udp6")),
        "udp4": frozenset(("udp4",)),
        "udp6": frozenset(("udp6",)),
        "unix": frozenset(("unix",)),
    }
)
"""The values of the argument `kind` (psutil's), and the socket tables that each of them means."""


@record
class NetIOCounters:
    """What an interface (or all of them) has carried since it came up."""

    bytes_sent: int
    """Bytes sent."""
    bytes_recv: int
    """Bytes received."""
    packets_sent: int
    """Packets sent."""
    packets_recv: int
    """Packets received."""
    errin: int
    """Packets received with an error."""
    errout: int
    """Packets that could not be sent because of an error."""
    dropin: int
    """Packets received and then dropped, with those that the device missed for want of buffers."""
    dropout: int | None
    """Packets to be sent that were dropped; on macOS by the send queue. None where the OS does not count them."""
    multicast: int | None = None
    """Multicast packets received. None where the OS does not count them."""
    collisions: int | None = None
    """Collisions while sending. None where the OS does not count them."""


@record
class InterfaceAddress:
    """One address of one interface."""

    family: int
    """`socket.AF_INET`, `socket.AF_INET6` or `AF_LINK` (hardware address)."""
    address: str
    """The address: `192.0.2.7`, `fe80::1` (no `%interface`: see `scope_id`), `02:00:5e:10:00:01` (lower case,
    colons)."""
    netmask: str | None = None
    """The network's mask, written like an address. None for hardware addresses."""
    broadcast: str | None = None
    """The broadcast address. None where there is none: IPv6, loopback, point to point, /32."""
    ptp: str | None = None
    """The address of the other end of a point-to-point link. None on other links."""
    prefix_length: int | None = None
    """Bits of the address that name the network. None for hardware addresses."""
    scope_id: int | None = None
    """The interface's index if the address is an IPv6 link-local one, which is valid on that interface
    only. None for other addresses."""
    label: str | None = None
    """The alias that the address was given (`eth0:1`). None where there is none, for IPv6 and outside Linux."""


@record
class InterfaceStats:
    """State and properties of one interface."""

    index: int
    """The interface's index: unique among those that exist, in one network namespace."""
    isup: bool
    """Whether it is up and running: enabled, and able to carry packets."""
    duplex: Duplex | None
    """Duplex mode. None where there is none, and while no cable is in."""
    speed: int | None
    """Speed in Mbit/s (10⁶ bits). None where there is none, and while no cable is in."""
    mtu: int
    """The largest packet, in bytes."""
    flags: tuple[str, ...] = ()
    """The set flags by their names in ifconfig: `up`, `broadcast`, `running`, `multicast`… Empty on Windows."""
    operstate: OperState | None = None
    """What it is able to do now. None where the OS or the driver does not tell (a loopback interface is "unknown")."""
    carrier: bool | None = None
    """Whether a link is there: a cable, or the other end of a tunnel. None while the interface is disabled, and where
    the OS does not tell."""
    carrier_changes: int | None = None
    """How often the carrier came or went. None outside Linux (3.15)."""
    kind: str | None = None
    """The kind of a virtual interface: `veth`, `bridge`, `bond`, `vlan`, `tun`… None for hardware and outside Linux."""
    master: str | None = None
    """The name of the bridge, bond or VRF that it belongs to. None if it belongs to none and outside Linux."""
    altnames: tuple[str, ...] = ()
    """Other names of the interface; they may be longer than 15 bytes (Linux 5.5). On Windows its adapter name."""


@record
class SocketAddress:
    """One end of a TCP or UDP socket."""

    ip: str
    """The address. An IPv4 address on an IPv6 socket is written `::ffff:192.0.2.7`."""
    port: int
    """The port."""


@record
class TcpInfo:
    """What TCP knows about one connection. Times in seconds; counters since the connection began.

    None is what the kernel does not tell.
    """

    bytes_sent: int | None = None
    """Payload sent, retransmissions included. None on Linux < 4.19."""
    bytes_acked: int | None = None
    """Payload that the other end has acknowledged; a SYN counts as one byte. None on Linux < 4.1."""
    bytes_received: int | None = None
    """Payload received in order. None on Linux < 4.1."""
    bytes_retransmitted: int | None = None
    """Payload sent again. None on Linux < 4.19."""
    segments_sent: int | None = None
    """Segments sent. None on Linux < 4.2."""
    segments_received: int | None = None
    """Segments received. None on Linux < 4.2."""
    retransmits: int | None = None
    """Segments sent again."""
    lost: int | None = None
    """Segments that are thought to be lost and not yet sent again."""
    unacked: int | None = None
    """Segments sent and not yet acknowledged."""
    rtt: float | None = None
    """Round-trip time, smoothed. None before the first measurement."""
    rtt_variation: float | None = None
    """Mean deviation of the round-trip time. None before the first measurement."""
    min_rtt: float | None = None
    """The smallest round-trip time seen lately. None before the first measurement and on Linux < 4.6."""
    rto: float | None = None
    """Time after which an unacknowledged segment is sent again."""
    congestion_window: int | None = None
    """Segments that may be under way."""
    mss: int | None = None
    """The largest segment that is sent, in bytes."""
    delivery_rate: int | None = None
    """Bytes per second that reached the other end lately. None before the first measurement and on Linux < 4.9."""
    congestion_algorithm: str | None = None
    """How congestion is controlled: `cubic`, `bbr`…"""


@record
class Connection:
    """One socket."""

    fd: int | None
    """The descriptor's number in the process `pid`. None if owners were not asked for or are not visible, and on
    Windows."""
    family: int
    """`socket.AF_INET`, `socket.AF_INET6` or `socket.AF_UNIX`."""
    type: int
    """`socket.SOCK_STREAM`, `socket.SOCK_DGRAM` or `socket.SOCK_SEQPACKET`."""
    laddr: SocketAddress | str | None
    """The local end: address and port, or the path of a Unix socket (`@name` if it is abstract). None if it is not
    bound."""
    raddr: SocketAddress | str | None
    """The remote end, likewise. None if the socket is not connected, or the other end has no name."""
    status: ConnectionStatus | None
    """The state. None for UDP; a Unix socket has LISTEN, ESTABLISHED or None."""
    pid: int | None
    """The process that holds the socket; of several the lowest pid. None if owners were not asked for or are
    not visible (other users' processes, unless one is root), and where no process holds it (TIME_WAIT)."""
    owners: tuple[tuple[int, int], ...] | None = None
    """Every (pid, fd) that holds the socket, sorted. None if owners were not asked for, and on Windows."""
    uid: int | None = None
    """The user who made the socket. None where no process holds it, of Unix sockets before Linux 5.3, and outside
    Linux."""
    inode: int | None = None
    """The number of the socket in `/proc/PID/fd` links (`socket:[123]`). None where no process holds it, and outside
    Linux."""
    peer_inode: int | None = None
    """The same of the other end, for connected Unix sockets. None for other sockets and outside Linux."""
    recv_queue: int | None = None
    """Bytes that wait to be read; of a listening socket the connections that wait to be accepted. None where the OS
    does not tell."""
    send_queue: int | None = None
    """Bytes sent and not yet acknowledged; of a listening socket the connections that may wait. None where the OS does
    not tell."""
    interface: int | None = None
    """The index of the interface that the socket is bound to. None if it is bound to none, and outside Linux."""
    tcp: TcpInfo | None = None
    """Counters and times of the connection. None if they were not asked for, of a listening socket, and for other than
    TCP."""
