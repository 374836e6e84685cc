"""Addresses of a Mac's interfaces."""

import ipaddress
import socket
import struct
from functools import partial

import pytest
from machine import Fault, interface_message
from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context
from sysprobe.types.network import AF_LINK, Duplex, InterfaceAddress, InterfaceStats, NetIOCounters
from sysprobe_macos.network import Network, interpret, prefix_length

INET, LINK, INET6 = 2, 18, 30  # Darwin's numbers
UP, BROADCAST, LOOPBACK, POINT_TO_POINT, MULTICAST = 0x1, 0x2, 0x8, 0x10, 0x8000


def inet(text, length=16, family=INET):
    return struct.pack("<BBH", length, family, 0) + ipaddress.IPv4Address(text).packed + bytes(8)


def inet6(text, scope=0, length=28, family=INET6, embedded=0):
    packed = bytearray(ipaddress.IPv6Address(text).packed)
    packed[2:4] = packed[2:4] if not embedded else embedded.to_bytes(2)
    return struct.pack("<BBHI", length, family, 0, 0) + packed + struct.pack("<I", scope)


def link(name, mac, extra=0):
    data = name.encode() + mac
    length = max(20, 8 + len(data)) + extra
    return (struct.pack("<BBHBBBB", length, LINK, 1, 6, len(name), len(mac), 0) + data).ljust(length, b"\0")


MAC = bytes.fromhex("a4b1c2d3e4f5")


@pytest.fixture
def network():
    return Network(Context("macos"))


def test_addresses_by_interface(mac, network):
    up = UP | MULTICAST
    mac.plug("lo0", up | LOOPBACK, link("lo0", b""))
    mac.plug("lo0", up | LOOPBACK, inet("127.0.0.1"), inet("255.0.0.0"), inet("127.0.0.1"))
    mac.plug("lo0", up | LOOPBACK, inet6("::1"), inet6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), inet6("::1"))
    mac.plug("lo0", up | LOOPBACK, inet6("fe80::1", scope=1), inet6("ffff:ffff:ffff:ffff::"))
    mac.plug("gif0", POINT_TO_POINT)
    mac.plug("en0", up | BROADCAST, link("en0", MAC))
    mac.plug("en0", up | BROADCAST, inet6("fe80::c1", embedded=4), inet6("ffff:ffff:ffff:ffff::"))
    mac.plug("en0", up | BROADCAST, inet("192.0.2.7"), inet("255.255.255.0", 8, 0)[:8], inet("192.0.2.255"))
    mac.plug("en0", up | BROADCAST, inet("192.0.2.8"), inet("255.255.255.255"), inet("192.0.2.8"))
    mac.plug("utun3", up | POINT_TO_POINT, inet("10.8.0.2"), inet("255.255.255.255"), inet("10.8.0.1"))
    mac.plug("utun3", up | POINT_TO_POINT, inet6("2001:db8::7"), inet6("ffff:ffff:ffff:ffff::"))
    v4, v6 = socket.AF_INET, socket.AF_INET6
    whole = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    half = "ffff:ffff:ffff:ffff::"
    assert network.net_if_addrs() == {
        "lo0": [
            InterfaceAddress(v4, "127.0.0.1", "255.0.0.0", prefix_length=8),
            InterfaceAddress(v6, "::1", whole, prefix_length=128),
            InterfaceAddress(v6, "fe80::1", half, prefix_length=64, scope_id=1),
        ],
        "gif0": [],
        "en0": [
            InterfaceAddress(AF_LINK, "a4:b1:c2:d3:e4:f5"),
            InterfaceAddress(v6, "fe80::c1", half, prefix_length=64, scope_id=4),
            InterfaceAddress(v4, "192.0.2.7", "255.255.255.0", "192.0.2.255", prefix_length=24),
            InterfaceAddress(v4, "192.0.2.8", "255.255.255.255", prefix_length=32),
        ],
        "utun3": [
            InterfaceAddress(v4, "10.8.0.2", "255.255.255.255", ptp="10.8.0.1", prefix_length=32),
            InterfaceAddress(v6, "2001:db8::7", half, prefix_length=64),
        ],
    }


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        (inet("255.255.240.0", 7, 0)[:7], b"\xff\xff\xf0\0"),  # zero bytes at the end are not sent
        (inet("255.0.0.0", 5, 0)[:5], b"\xff\0\0\0"),
        (inet("0.0.0.0", 4, 0)[:4], bytes(4)),
        (b"\0", bytes(4)),
        (b"", None),
    ],
    ids=["7 bytes", "5 bytes", "4 bytes", "length 0", "no mask"],
)
def test_a_short_mask_is_filled_with_zeros(mac, native, mask, expected):
    mac.plug("en0", UP, inet("192.0.2.7"), mask)
    ((_, _, family, address, scope, found, other),) = native.interface_addresses()
    assert (family, address, scope, found, other) == (INET, bytes((192, 0, 2, 7)), 0, expected, None)


@pytest.mark.parametrize(
    "address",
    [
        b"",
        b"\x01",
        b"\x02\x02",
        inet("192.0.2.7", 7)[:7],
        inet6("2001:db8::1", length=23)[:23],
        struct.pack("<BBHBBBB", 8, LINK, 1, 6, 3, 6, 0)[:8],
        struct.pack("<BBHBBB", 7, LINK, 1, 6, 3, 6),
        struct.pack("<BBH", 4, 1, 0),
    ],
    ids=["none", "1 byte", "header", "inet", "inet6", "link data", "link head", "another family"],
)
def test_an_address_that_is_cut_or_unknown_is_left_out(mac, network, address):
    mac.plug("en0", UP, address, inet("255.255.255.0"))
    assert network.net_if_addrs() == {"en0": []}


def test_a_link_address_behind_a_long_name_and_a_short_inet6(mac, network):
    mac.plug("averylonginterfa", UP, link("averylonginterfa", bytes(range(20))))
    mac.plug("en5", UP, inet6("2001:db8::1", length=24)[:24])
    mac.plug("en6", UP, inet6("ff02::fb", embedded=7))
    found = network.net_if_addrs()
    assert found["averylonginterfa"][0].address == bytes(range(20)).hex(":")
    assert found["en5"] == [InterfaceAddress(socket.AF_INET6, "2001:db8::1")]
    assert found["en6"] == [InterfaceAddress(socket.AF_INET6, "ff02::fb", scope_id=7)]


def test_the_other_end_of_another_family_is_not_taken(mac, network):
    mac.plug("en0", UP | BROADCAST, inet("192.0.2.7"), inet("255.255.255.0"), inet6("2001:db8::1"))
    assert network.net_if_addrs()["en0"][0].broadcast is None


@pytest.mark.parametrize(("error", "number"), [(12, 12), (0, 5)])
def test_the_call_may_fail(mac, network, error, number):
    mac.order("getifaddrs", Fault.FAIL, error)
    with pytest.raises(BackendError, match="getifaddrs") as caught:
        network.net_if_addrs()
    assert caught.value.errno == number


def test_a_machine_without_interfaces(mac, network):
    assert network.net_if_addrs() == {}


def test_prefix_of_a_mask():
    assert prefix_length(None) is None
    assert prefix_length(bytes((255, 0, 255, 0))) is None
    assert [prefix_length(bytes((255, n, 0, 0))) for n in (0, 128, 254, 255)] == [8, 9, 15, 16]
    assert prefix_length(bytes(16)) == 0


def test_names_are_text_whatever_their_bytes():
    assert interpret([("x\udce9", 0, 0, None, 0, None, None)]) == {"x\udce9": []}


def test_counters(mac, network):
    mac.messages(interface_message(b"lo0", 1) + interface_message(b"en0", 4) + interface_message(b"utun0", 6))
    mac.counters(1, "lo0", *range(10))
    mac.counters(4, "en0", 10 << 40, 20 << 40, 30, 40, 5, 6, 7, 8, 9, 2**32 - 1)
    mac.counters(6, "utun1", *range(10))  # it went away, and another one has its number
    assert network.net_io_counters() == {
        "lo0": NetIOCounters(0, 1, 2, 3, 4, 5, 6, 9, 7, 8),
        "en0": NetIOCounters(10 << 40, 20 << 40, 30, 40, 5, 6, 7, 2**32 - 1, 8, 9),
    }


def test_an_interface_that_went_away_meanwhile_is_left_out(mac, network):
    mac.messages(interface_message(b"lo0", 1) + interface_message(b"en0", 4))
    mac.counters(4, "sixteen_letters_", *range(10))
    assert network.net_io_counters() == {}


@pytest.mark.parametrize(("kind", "value", "number"), [(Fault.FAIL, 1, 1), (Fault.FAIL, 12, 12), (Fault.SHORT, 8, 5)])
def test_the_counters_of_one_may_fail(mac, network, kind, value, number):
    mac.messages(interface_message(b"en0", 4))
    mac.counters(4, "en0", *range(10))
    mac.order("sysctl:counters", kind, value)
    with pytest.raises(BackendError) as caught:
        network.net_io_counters()
    assert caught.value.errno == number


def test_state(mac, network):
    loop = interface_message(b"lo0", 1, flags=0x8049, mtu=16384, speed=0)
    other = struct.pack("<HBB", 20, 5, 0xC) + bytes(16)  # an address
    older = interface_message(b"old0", version=4)
    wifi, off = interface_message(b"en0", 4), interface_message(b"en1", 5, flags=0x8802)
    mac.messages(loop + other + wifi + older + off + interface_message(b"", 9))
    up = ("up", "broadcast", "smart", "running", "simplex", "multicast")
    assert network.net_if_stats() == {
        "lo0": InterfaceStats(1, True, None, None, 16384, ("up", "loopback", "running", "multicast")),
        "en0": InterfaceStats(4, True, None, 1000, 1500, up),
        "en1": InterfaceStats(5, False, None, 1000, 1500, ("broadcast", "simplex", "multicast")),
    }


@pytest.mark.parametrize(
    ("active", "state", "flags", "expected"),
    [
        (0x100030, 3, 0x8863, (Duplex.FULL, True)),
        (0x200023, 3, 0x8863, (Duplex.HALF, True)),
        (0x20, 3, 0x8863, (None, True)),
        (0x100030, 1, 0x8863, (None, False)),  # no cable: what was agreed on last
        (0x100030, 0, 0x8863, (Duplex.FULL, None)),  # the driver does not know
        (0x100030, 3, 0x8862, (Duplex.FULL, None)),  # disabled
    ],
)
def test_media(mac, network, active, state, flags, expected):
    mac.messages(interface_message(b"en0", 4, flags))
    mac.media("en0", active, state)
    found = network.net_if_stats()["en0"]
    assert (found.duplex, found.carrier) == expected


def test_an_interface_without_media_has_none_and_no_descriptor_is_an_error(mac, network):
    mac.messages(interface_message(b"utun0", 4))
    assert (network.net_if_stats()["utun0"].duplex, network.net_if_stats()["utun0"].carrier) == (None, None)
    mac.order("socket", Fault.FAIL, 24, nth=0)
    with pytest.raises(BackendError) as caught:
        network.net_if_stats()
    assert caught.value.errno == 24


def changed(message, at, *values):
    return message[:at] + bytes(values) + message[at + len(values) :]


@pytest.mark.parametrize(
    "data",
    [
        interface_message(b"en0")[:-1],
        changed(interface_message(b"en0"), 0, 159, 0)[:159],
        changed(interface_message(b"en0"), 0, 3, 0),
        interface_message(b"en0") + b"\0\0\5",
    ],
    ids=["cut", "cut in the header", "no length", "rest"],
)
def test_a_list_that_makes_no_sense_is_an_error(mac, network, data):
    mac.messages(data)
    with pytest.raises(BackendError, match="NET_RT_IFLIST2"):
        network.net_io_counters()


@pytest.mark.parametrize(
    "data",
    [
        changed(interface_message(b"en0"), 4, 0),
        changed(interface_message(b"en0"), 0, 160, 0)[:160],
        changed(interface_message(b"en0"), 161, 2),
        changed(interface_message(b"en0"), 165, 13),
    ],
    ids=["no link address", "nothing behind", "another family", "longer than the message"],
)
def test_an_interface_without_a_name_is_left_out(mac, network, data):
    mac.messages(data)
    assert network.net_if_stats() == {}


@pytest.mark.parametrize("call", ["sysctl:interfaces-size", "sysctl:interfaces"])
def test_the_list_of_interfaces_may_fail(mac, network, call):
    mac.order(call, Fault.FAIL, 1)
    with pytest.raises(BackendError) as caught:
        network.net_if_stats()
    assert caught.value.errno == 1


def test_another_machines_files_cannot_answer():
    network = Network(Context("macos", "/somewhere"))
    sockets = partial(network.net_connections, frozenset(), False, False)
    for asked in (network.net_if_addrs, network.net_if_stats, network.net_io_counters, sockets):
        with pytest.raises(CapabilityUnavailable):
            asked()
