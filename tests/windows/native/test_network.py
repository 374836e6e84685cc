import ipaddress
import socket

import pytest
from sysprobe.types.network import AF_LINK, InterfaceAddress, NetIOCounters, OperState
from windows.native import buffers

V4, V6 = 2, 23
MAC = bytes.fromhex("02005e100001")


@pytest.fixture
def network(context):
    from sysprobe_windows.network import Network

    return Network(context)


def serve(machine, *adapters):
    """A machine with these adapters."""
    machine["adapters"] = lambda size, _, base: buffers.adapter_list(adapters, base)


def packed(*addresses):
    """(family, bytes, prefix, scope) of "192.0.2.1/24" or ("fe80::1/64", 3)."""
    for address in addresses:
        text, scope = address if isinstance(address, tuple) else (address, 0)
        text, _, prefix = text.partition("/")
        packed = ipaddress.ip_address(text).packed
        yield V4 if len(packed) == 4 else V6, packed, int(prefix), scope


def test_each_address_has_its_own_mask(machine, network):
    """874: one of /24 is not followed by another of /24."""
    addresses = packed("192.0.2.1/24", "198.51.100.77/19", "203.0.113.9/32", "10.0.0.1/31", "10.9.8.7/8", "192.0.2.9/0")
    serve(machine, buffers.adapter("Ethernet", list(addresses), mac=MAC))
    found = network.net_if_addrs()["Ethernet"]
    assert found[0] == InterfaceAddress(AF_LINK, "02:00:5e:10:00:01")
    assert [(a.address, a.netmask, a.broadcast, a.prefix_length) for a in found[1:]] == [
        ("192.0.2.1", "255.255.255.0", "192.0.2.255", 24),
        ("198.51.100.77", "255.255.224.0", "198.51.127.255", 19),
        ("203.0.113.9", "255.255.255.255", None, 32),
        ("10.0.0.1", "255.255.255.254", None, 31),
        ("10.9.8.7", "255.0.0.0", "10.255.255.255", 8),
        ("192.0.2.9", "0.0.0.0", None, 0),
    ]
    assert {a.family for a in found[1:]} == {socket.AF_INET}


def test_ipv6_has_prefix_and_scope_and_no_broadcast(machine, network):
    serve(machine, buffers.adapter("Ethernet", list(packed(("fe80::1/64", 17), ("2001:db8::1/61", 17)))))
    local, world = network.net_if_addrs()["Ethernet"]
    assert local == InterfaceAddress(socket.AF_INET6, "fe80::1", "ffff:ffff:ffff:ffff::", None, None, 64, 17)
    assert world == InterfaceAddress(socket.AF_INET6, "2001:db8::1", "ffff:ffff:ffff:fff8::", None, None, 61, None)


def test_a_mask_that_windows_does_not_know_does_not_leak_from_the_address_before(machine, network):
    serve(machine, buffers.adapter("Ethernet", [*packed("192.0.2.1/24"), (V4, bytes([10, 0, 0, 1]), 255, 0)]))
    known, unknown = network.net_if_addrs()["Ethernet"]
    assert known.netmask == "255.255.255.0"
    assert (unknown.address, unknown.netmask, unknown.broadcast, unknown.prefix_length) == (
        "10.0.0.1",
        None,
        None,
        None,
    )


@pytest.mark.parametrize("kind", [23, 24, 131])
def test_nothing_is_broadcast_on_loopback_and_tunnels(machine, network, kind):
    serve(machine, buffers.adapter("Loopback", list(packed("127.0.0.1/8")), type=kind))
    assert network.net_if_addrs()["Loopback"][0].broadcast is None


def test_adapters_are_told_apart_by_the_name_that_the_user_sees(machine, network):
    adapters = [
        buffers.adapter("Ethernet", list(packed("192.0.2.1/24")), guid="{1}"),
        buffers.adapter("WLAN Büro \N{WOLF FACE}", guid="{2}", mac=bytes(8)),
        buffers.adapter(None, guid="{3}"),
        buffers.adapter(None, index=9),
        buffers.adapter("odd \udc00"),
    ]
    serve(machine, *adapters)
    found = network.net_if_addrs()
    assert list(found) == ["Ethernet", "WLAN Büro \N{WOLF FACE}", "{3}", "9", "odd \udc00"]
    assert found["WLAN Büro \N{WOLF FACE}"] == [InterfaceAddress(AF_LINK, "00:00:00:00:00:00:00:00")]
    assert found["{3}"] == []


def test_addresses_of_other_families_are_passed_over(machine, network):
    serve(machine, buffers.adapter("Ethernet", [(99, bytes(30), 0, 0), *packed("192.0.2.1/24")]))
    assert [a.address for a in network.net_if_addrs()["Ethernet"]] == ["192.0.2.1"]


def test_a_machine_without_adapters_has_none(machine, network):
    machine["adapters"] = 232  # ERROR_NO_DATA
    assert network.net_if_addrs() == {}
    machine["adapters"] = b""
    assert network.net_if_stats() == {}


def test_stats_say_what_windows_knows(machine, network):
    serve(
        machine,
        buffers.adapter("up", index=3, guid="{A}", speed=2_500_000_000, mtu=9000, luid=1),
        buffers.adapter("down", index=0, index6=5, status=2, speed=2**64 - 1, luid=2),
        buffers.adapter("off", status=6, speed=0, luid=3),
        buffers.adapter("gone", status=4, luid=4),
    )
    machine["interface_row", 1] = buffers.interface_row()
    machine["interface_row", 2] = buffers.interface_row(media=2)
    machine["interface_row", 3] = buffers.interface_row(admin=2, media=1)
    machine["interface_row", 4] = 1168
    up, down, off, gone = network.net_if_stats().values()
    assert (up.index, up.isup, up.speed, up.mtu, up.carrier) == (3, True, 2500, 9000, True)
    assert (up.operstate, up.altnames, up.duplex, up.flags) == (OperState.UP, ("{A}",), None, ())
    assert (down.index, down.isup, down.speed, down.carrier, down.operstate) == (5, False, None, False, OperState.DOWN)
    assert (off.isup, off.speed, off.carrier, off.operstate) == (False, None, None, OperState.NOT_PRESENT)
    assert (gone.isup, gone.carrier, gone.operstate, gone.altnames) == (False, None, None, ())


def test_counters_are_not_cut_to_32_bits_and_count_all_packets(machine, network):
    serve(machine, buffers.adapter("Ethernet", luid=1), buffers.adapter("gone", luid=2))
    big = 2**40
    machine["interface_row", 1] = buffers.interface_row(received=(big, 2, 3, 4, 5), sent=(big + 1, 20, 30, 40, 50))
    machine["interface_row", 2] = 2
    assert network.net_io_counters() == {"Ethernet": NetIOCounters(big + 1, big, 50, 5, 5, 50, 4, 40)}
