"""The network facade and its two views, over a backend of which every answer is known."""

import argparse
import json
import socket

import pytest
import sysprobe
from sysprobe.cli import connections, layout, network, output
from sysprobe.testing import FakeBackend
from sysprobe.types.network import (
    AF_LINK,
    CONNECTION_KINDS,
    Connection,
    ConnectionStatus,
    Duplex,
    InterfaceAddress,
    InterfaceStats,
    NetIOCounters,
    OperState,
    SocketAddress,
    TcpInfo,
)

ETH0 = NetIOCounters(2048, 4096, 2, 3, 4, 5, 6, 7, 8, 9)
TUN0 = NetIOCounters(1, 1, 1, 1, 1, 1, 1, None, None, 1)
TCP = Connection(
    None, socket.AF_INET, socket.SOCK_STREAM, SocketAddress("127.0.0.1", 80), None, ConnectionStatus.LISTEN, None
)
TCP6 = Connection(
    *(7, socket.AF_INET6, socket.SOCK_STREAM, SocketAddress("::1", 80), SocketAddress("::1", 4000)),
    *(ConnectionStatus.ESTABLISHED, 42, ((42, 7),)),
    tcp=TcpInfo(bytes_acked=1024, bytes_received=512, rtt=0.0015, retransmits=3),
)
UNIX = Connection(None, 1, socket.SOCK_STREAM, "@x\x1b[0m", None, None, None)


def host(**answers):
    return sysprobe.Host(backends=[FakeBackend(**answers).backend])


def shown(view, host, *arguments):
    """What a view prints, and its JSON."""
    parser = argparse.ArgumentParser()
    view.add_arguments(parser)
    options = parser.parse_args(arguments)
    answer = view.collect(host, options)
    lines = [line for section in view.sections(answer, options) for line in layout.texts(layout.lines(section))]
    return lines, json.loads(json.dumps(output.plain(answer)))


class TestCounters:
    def test_the_sum_leaves_out_what_is_not_counted(self):
        found = host(net_io_counters={"eth0": ETH0, "tun0": TUN0}).net_io_counters()
        assert found == NetIOCounters(2049, 4097, 3, 4, 5, 6, 7, 7, 8, 10)

    def test_no_interfaces_have_no_sum(self):
        machine = host(net_io_counters={})
        assert machine.net_io_counters() is None
        assert machine.net_io_counters(pernic=True) == {}

    def test_a_counter_that_starts_anew_is_counted_on_by_this_host_alone(self):
        looks = iter([(100, 5), (20, 6), (30, 7), (30, 8)])

        def look():
            sent, received = next(looks)
            return {"eth0": NetIOCounters(sent, received, 0, 0, 0, 0, 0, None)}

        machine = host(net_io_counters=look)
        seen = [machine.net_io_counters(pernic=True)["eth0"] for _ in range(3)]
        assert [(each.bytes_sent, each.bytes_recv) for each in seen] == [(100, 5), (120, 6), (130, 7)]
        assert seen[2].dropout is None
        assert machine.net_io_counters(pernic=True, nowrap=False)["eth0"].bytes_sent == 30
        assert host(net_io_counters={"eth0": ETH0}).net_io_counters() == ETH0


class TestConnections:
    @pytest.mark.parametrize("kind", CONNECTION_KINDS)
    def test_a_kind_names_its_tables(self, kind):
        asked = []
        machine = host(net_connections=lambda *question: asked.append(question) or [])
        machine.net_connections(kind)
        machine.net_connections(kind, owners=True, tcp_info=True)
        assert asked == [(CONNECTION_KINDS[kind], False, False), (CONNECTION_KINDS[kind], True, True)]

    def test_the_kind_is_checked_before_anybody_is_asked(self):
        with pytest.raises(ValueError, match=r"kind must be one of .*'sctp'"):
            host().net_connections("sctp")

    def test_nobody_answers(self):
        with pytest.raises(sysprobe.CapabilityUnavailable, match="net_connections"):
            host().net_connections()


class TestViews:
    def test_interfaces(self):
        stats = InterfaceStats(2, True, Duplex.FULL, 1000, 1500, ("up",), OperState.UP, True)
        away = InterfaceStats(3, True, None, None, 9000, (), None, False, kind="veth")
        down = InterfaceStats(4, False, None, None, 1500, (), OperState.LOWER_LAYER_DOWN)
        machine = host(
            net_if_stats={"eth0": stats, "veth0": away, "down0": down},
            net_io_counters={"eth0": ETH0, "new0": TUN0},
            net_if_addrs={
                "eth0": [
                    InterfaceAddress(AF_LINK, "02:00:5e:10:00:01", broadcast="ff:ff:ff:ff:ff:ff"),
                    InterfaceAddress(socket.AF_INET, "192.0.2.7", "255.255.255.0", "192.0.2.255", None, 24),
                ]
            },
        )
        lines, data = shown(network, machine)
        text = "\n".join(lines)
        rows = {row[0]: row[1:] for line in reversed(lines) if (row := line.split())}
        assert rows["eth0"] == ["up", "1000", "full", "1500", "-", "2.00", "KiB", "4.00", "KiB", "9", "13"]
        assert "no carrier" in text
        assert "lowerlayerdown" in text
        assert "192.0.2.7/24" in text
        assert rows["new0"][:2] == ["-", "-"]
        assert list(data) == ["down0", "eth0", "new0", "veth0"]
        assert data["eth0"]["addresses"][1]["prefix_length"] == 24
        assert data["new0"]["stats"] is None
        assert list(shown(network, machine, "--interface", "veth0")[1]) == ["veth0"]

    def test_interfaces_of_a_machine_whose_addresses_nobody_tells(self):
        lines, data = shown(network, host(net_if_stats={}, net_io_counters={"eth0": ETH0}))
        assert data["eth0"]["addresses"] is None
        assert not any("Addresses" in line for line in lines)

    def test_connections(self):
        machine = host(net_connections=[TCP, TCP6, UNIX])
        lines, data = shown(connections, machine, "--kind", "all", "--owners", "--tcp-info")
        text = "\n".join(lines)
        assert "tcp          127.0.0.1:80  -           LISTEN" in text
        assert "[::1]:80" in text
        assert lines[3].split()[-8:] == ["42", "7", "1.00", "KiB", "512", "B", "1.500", "3"]
        assert "unix stream  @x\\x1b[0m" in text
        assert data[1]["tcp"]["rtt"] == 0.0015
        assert "rtt" not in "\n".join(shown(connections, machine)[0])
