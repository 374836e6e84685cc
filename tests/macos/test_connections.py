"""Sockets of a Mac: those of one process, and of all."""

import socket

import pytest
from machine import MINE, OTHER, UNIX, ZOMBIE, Fault
from sysprobe.errors import AccessDenied, BackendError, NoSuchProcess, ZombieProcess
from sysprobe.plugin import Context
from sysprobe.types.network import CONNECTION_KINDS, Connection, ConnectionStatus, SocketAddress
from sysprobe_macos.handle import Handle
from sysprobe_macos.network import Network

HERE, THERE = bytes((10, 0, 0, 1)), bytes((192, 0, 2, 7))
ACCEPTS, CONNECTED = 2, 2
EVERY = CONNECTION_KINDS["all"]
UDP = {"type": 2, "protocol": 17, "kind": 1}
INET6 = {"family": 30, "versions": 2}


@pytest.fixture
def network(people):
    return Network(Context("macos"))


def path(text, length=None):
    """A struct sockaddr_un."""
    return bytes((len(text) + 2 if length is None else length, 1)) + text


def only(people, wanted="all", **more):
    people.socket(MINE, 7, **more)
    (found,) = Handle(MINE, None).net_connections(wanted)
    return found


def test_a_connection(people):
    found = only(people, local=HERE, remote=THERE, local_port=0xC350, remote_port=22, received=5, sent=6)
    assert found == Connection(
        fd=7, family=socket.AF_INET, type=socket.SOCK_STREAM, laddr=SocketAddress("10.0.0.1", 50_000),
        raddr=SocketAddress("192.0.2.7", 22), status=ConnectionStatus.ESTABLISHED, pid=MINE, recv_queue=5, send_queue=6,
    )  # fmt: skip


def test_a_listening_socket_counts_connections(people):
    found = only(people, local=bytes(4), local_port=80, tcp_state=1, options=ACCEPTS, queue=3, limit=128, received=9)
    assert (found.status, found.raddr, found.recv_queue, found.send_queue) == (ConnectionStatus.LISTEN, None, 3, 128)
    assert found.laddr == SocketAddress("0.0.0.0", 80)


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (0, "CLOSE"), (1, "LISTEN"), (2, "SYN_SENT"), (3, "SYN_RECV"), (4, "ESTABLISHED"), (5, "CLOSE_WAIT"),
        (6, "FIN_WAIT1"), (7, "CLOSING"), (8, "LAST_ACK"), (9, "FIN_WAIT2"), (10, "TIME_WAIT"), (11, None), (-1, None),
    ],
)  # fmt: skip
def test_states(people, number, status):
    assert only(people, tcp_state=number, local_port=1).status == status


@pytest.mark.parametrize(
    ("address", "versions", "text"),
    [
        (bytes(15) + b"\1", 2, "::1"),
        (bytes(16), 3, "::"),
        (bytes.fromhex("fe80000400000000000000000000abcd"), 2, "fe80::abcd"),  # the interface's index in the middle
        (bytes.fromhex("20010db8000400000000000000000001"), 2, "2001:db8:4::1"),
        (bytes(12) + HERE, 1, "::ffff:10.0.0.1"),  # the kernel leaves the ffff out
    ],
)
def test_addresses_of_ipv6(people, address, versions, text):
    found = only(people, "tcp6", family=30, versions=versions, local=address, local_port=443)
    assert (found.family, found.laddr) == (socket.AF_INET6, SocketAddress(text, 443))


def test_udp(people):
    found = only(people, "udp", local=HERE, local_port=53, **UDP)
    assert (found.type, found.status, found.raddr) == (socket.SOCK_DGRAM, None, None)


def test_one_that_is_not_bound(people):
    found = only(people, "udp6", **UDP, **INET6)
    assert (found.family, found.laddr) == (socket.AF_INET6, None)


@pytest.mark.parametrize(
    ("local", "remote", "more", "expected"),
    [
        (path(b"/run/s\0", 106), b"", {"options": ACCEPTS}, ("/run/s", None, "LISTEN")),
        (b"", path(b"/run/s"), {"state": CONNECTED}, (None, "/run/s", "ESTABLISHED")),
        (b"", b"", {"type": 2}, (None, None, None)),
        (path(b"p" * 253), path(b"q", 255), {}, ("p" * 253, "q", None)),  # all that there is room for
        (path(b"/\xff"), path(b"", 1), {}, ("/\udcff", None, None)),
        (bytes((9, 2)) + b"no path", b"\2", {}, (None, None, None)),
    ],
)
def test_unix(people, local, remote, more, expected):
    found = only(people, "unix", local=local, remote=remote, **UNIX | more)
    assert (found.laddr, found.raddr, found.status) == expected
    assert found.family == socket.AF_UNIX


@pytest.mark.parametrize(
    "kind", [{"protocol": 1, "type": 3, "kind": 1}, {"protocol": 1, "type": 2, "kind": 1}, {"kind": 0}, {"family": 32}]
)
def test_what_is_in_none_of_the_tables_is_left_out(people, kind):
    """Raw and ICMP sockets, those that are closed, and those of the kernel's own families."""
    people.socket(MINE, 7, **kind)
    people.end(MINE)
    people.start(MINE, descriptors=3)  # of which 1 is a routing socket
    assert Handle(MINE, None).net_connections("all") == []


@pytest.mark.parametrize(
    ("kind", "descriptors"),
    [
        ("all", [9, 6, 8, 5, 7]),
        ("inet", [9, 6, 8, 5]),
        ("inet4", [9, 8]),
        ("tcp", [9, 6]),
        ("udp6", [5]),
        ("unix", [7]),
    ],
)
def test_kinds(people, kind, descriptors):
    for fd, more in ((5, UDP | INET6), (6, INET6), (7, UNIX), (8, UDP), (9, {})):
        people.socket(MINE, fd, **more)
    assert [one.fd for one in Handle(MINE, None).net_connections(kind)] == descriptors


def test_a_socket_that_several_hold_is_one(people, network):
    people.state.own_uid = 0
    people.socket(MINE, 7, number=5)
    people.socket(OTHER, 4, number=5)
    people.socket(OTHER, 3, number=5)
    people.socket(MINE, 9, number=6, **UNIX)
    people.socket(MINE, 10)  # whose number is not told
    people.socket(OTHER, 11)
    found = network.net_connections(EVERY, True, False)
    assert [(one.pid, one.fd, one.owners) for one in found] == [
        (OTHER, 3, ((OTHER, 3), (OTHER, 4), (MINE, 7))),
        (OTHER, 11, ((OTHER, 11),)),
        (MINE, 10, ((MINE, 10),)),
        (MINE, 9, ((MINE, 9),)),
    ]
    assert {one.owners for one in network.net_connections(CONNECTION_KINDS["inet"], False, False)} == {None}


def test_a_part_does_not_pass_for_all(people, network):
    people.socket(MINE, 7)
    with pytest.raises(AccessDenied):
        network.net_connections(EVERY, False, False)


@pytest.mark.parametrize("kind", [Fault.VANISH, Fault.ZOMBIE, Fault.REPLACE])
def test_who_goes_away_meanwhile_is_left_out(people, network, kind):
    people.state.own_uid = 0
    people.socket(MINE, 7)
    people.socket(OTHER, 7)
    people.order("proc_pidfdinfo", kind, MINE, nth=2)
    assert [one.pid for one in network.net_connections(EVERY, False, False)] == [OTHER]


def test_an_error_of_one_is_an_error(people, network):
    people.state.own_uid = 0
    people.socket(MINE, 7)
    people.order("proc_pidfdinfo", Fault.FAIL, 12)
    with pytest.raises(BackendError):
        network.net_connections(EVERY, False, False)


@pytest.mark.parametrize("number", [9, 2, 38])
def test_one_that_was_closed_meanwhile_is_left_out(people, number):
    people.socket(MINE, 7)
    people.socket(MINE, 8)
    people.order("proc_pidfdinfo", Fault.FAIL, number)
    assert [one.fd for one in Handle(MINE, None).net_connections("all")] == [8]


@pytest.mark.parametrize(("kind", "value", "number"), [(Fault.FAIL, 0, 5), (Fault.FAIL, 22, 22), (Fault.SHORT, 8, 5)])
def test_the_calls_may_fail(people, kind, value, number):
    people.socket(MINE, 7)
    people.order("proc_pidfdinfo", kind, value)
    with pytest.raises(BackendError) as caught:
        Handle(MINE, None).net_connections("all")
    assert caught.value.errno == number


def test_errors_say_what_is_true(people):
    for pid, error in ((OTHER, AccessDenied), (ZOMBIE, ZombieProcess)):
        with pytest.raises(error):
            Handle(pid, None).net_connections("all")
    mine = Handle(MINE, None)
    people.end(MINE)
    with pytest.raises(NoSuchProcess):
        mine.net_connections("all")
