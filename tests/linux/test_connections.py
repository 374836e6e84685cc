"""The socket table of Linux in namespaces of the test's own, beside `ss` and the files of `/proc/net`."""

import contextlib
import errno
import os
import socket
import struct
import subprocess
import threading
from pathlib import Path

import pytest
import sysprobe
from live import eventually, needs
from netns import ip, isolated
from sysprobe.types.network import ConnectionStatus, SocketAddress
from sysprobe_linux import _native
from sysprobe_linux.connections import PARTS

HERE = "127.0.0.1"


def tcp_info(connection):
    """What the socket itself is told."""
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)


SS_STATES = {
    "ESTAB": "ESTABLISHED",
    "SYN-SENT": "SYN_SENT",
    "SYN-RECV": "SYN_RECV",
    "FIN-WAIT-1": "FIN_WAIT1",
    "FIN-WAIT-2": "FIN_WAIT2",
    "TIME-WAIT": "TIME_WAIT",
    "UNCONN": "CLOSE",
    "CLOSE-WAIT": "CLOSE_WAIT",
    "LAST-ACK": "LAST_ACK",
    "LISTEN": "LISTEN",
    "CLOSING": "CLOSING",
}


@pytest.fixture
def stack():
    with contextlib.ExitStack() as stack:
        yield stack


def pair(stack, server):
    """Both ends of a connection to a listening socket."""
    client = stack.enter_context(socket.create_connection(server.getsockname()[:2]))
    return client, stack.enter_context(server.accept()[0])


def fill(sender):
    """Send until the other end's window is closed, so that what comes next has to wait."""
    sender.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while True:
            sender.send(bytes(1 << 16))


def every_state(stack):
    """Sockets in every state that a TCP socket can be listed in; they stay so while the stack is open."""
    server = stack.enter_context(socket.create_server((HERE, 0)))
    pair(stack, server)  # ESTABLISHED, twice
    client, _ = pair(stack, server)
    client.shutdown(socket.SHUT_WR)  # FIN_WAIT2 and CLOSE_WAIT
    client, accepted = pair(stack, server)
    fill(client)
    client.shutdown(socket.SHUT_WR)  # FIN_WAIT1: the FIN stands behind data that nobody reads
    client, accepted = pair(stack, server)
    fill(client)
    client.shutdown(socket.SHUT_WR)
    accepted.shutdown(socket.SHUT_WR)  # CLOSING: its FIN overtakes ours
    client, accepted = pair(stack, server)
    fill(accepted)
    client.shutdown(socket.SHUT_WR)
    assert_reads_end(accepted)
    accepted.shutdown(socket.SHUT_WR)  # LAST_ACK, likewise
    client, accepted = pair(stack, server)
    client.shutdown(socket.SHUT_WR)
    assert_reads_end(accepted)
    accepted.close()  # TIME_WAIT at the client, once it has been told
    assert_reads_end(client)
    client.close()
    lazy = stack.enter_context(socket.create_server((HERE, 0)))
    lazy.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 60)
    stack.enter_context(socket.create_connection(lazy.getsockname()))  # SYN_RECV there: it waits for data
    ip(
        "link add out type veth peer name nowhere",
        "addr add 192.0.2.1/24 dev out",
        "link set out up",
        "link set nowhere up",
        "neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev out",
    )
    unanswered = stack.enter_context(socket.socket())
    unanswered.setblocking(False)
    assert unanswered.connect_ex(("192.0.2.9", 9)) == errno.EINPROGRESS  # SYN_SENT


def assert_reads_end(end):
    end.setblocking(True)
    end.settimeout(30)
    assert end.recv(1) == b""


def ends(connection):
    return tuple(each and (each.ip, each.port) for each in (connection.laddr, connection.raddr))


def told_by_ss(*options):
    run = subprocess.run([needs("ss"), "-Hna", *options], text=True, capture_output=True, check=True, timeout=60)
    return sorted(run.stdout.splitlines())


def tcp_of_ss():
    """State and both ends of each TCP socket."""
    result = []
    for line in told_by_ss("-t"):
        state, _, _, *both = line.split()[:5]
        result.append((SS_STATES[state], *map(end_of_ss, both)))
    return sorted(result)


def end_of_ss(text):
    address, port = text.rsplit(":", 1)
    return (address.strip("[]").split("%")[0].replace("*", "::"), 0 if port == "*" else int(port))


def as_ss_tells(found):
    everywhere = "0.0.0.0" if found.family == socket.AF_INET else "::"
    remote = found.raddr or SocketAddress(everywhere, 0)
    return (str(found.status), (found.laddr.ip, found.laddr.port), (remote.ip, remote.port))


class TestTcp:
    @isolated
    def test_every_state_as_ss_and_the_file_tell_it(self):
        with contextlib.ExitStack() as stack:
            every_state(stack)

            def compare():
                told = tcp_of_ss()
                found = sysprobe.net_connections("tcp4")
                text = Path("/proc/thread-self/net/tcp").read_bytes()
                assert told == tcp_of_ss()
                assert sorted(map(as_ss_tells, found)) == told
                listed = _native.sockets(PARTS, "tcp4", text, None, False, False)
                assert sorted(map(without_backlog, listed)) == sorted(map(without_backlog, found))
                assert {each.status for each in found} == set(ConnectionStatus) - {
                    ConnectionStatus.CLOSE,  # such a socket is in no table
                    ConnectionStatus.DELETE_TCB,
                }
                assert sysprobe.net_connections("tcp") == found  # both families in one walk

            eventually(compare)

    @isolated
    def test_ipv6_and_mapped_ipv4(self):
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True))
            port = server.getsockname()[1]
            mapped = stack.enter_context(socket.create_connection((HERE, port)))
            native = stack.enter_context(socket.create_connection(("::1", port)))
            for _ in range(2):
                stack.enter_context(server.accept()[0])
            found = sysprobe.net_connections("tcp6")
            assert {each.family for each in found} == {socket.AF_INET6}
            wanted = {
                (("::", port), None),
                ((f"::ffff:{HERE}", port), (f"::ffff:{HERE}", mapped.getsockname()[1])),
                (("::1", port), ("::1", native.getsockname()[1])),
                (("::1", native.getsockname()[1]), ("::1", port)),
            }
            assert set(map(ends, found)) == wanted
            assert list(map(ends, sysprobe.net_connections("tcp4"))) == [(mapped.getsockname(), (HERE, port))]
            assert set(map(ends, sysprobe.net_connections("tcp"))) == wanted | {(mapped.getsockname(), (HERE, port))}

    @isolated
    def test_bytes_and_times_of_a_connection(self):
        payload = 1 << 20
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(socket.create_server((HERE, 0)))
            client, accepted = pair(stack, server)
            sender = threading.Thread(target=client.sendall, args=(bytes(payload),))
            sender.start()
            received = 0
            while received < payload:
                received += len(accepted.recv(1 << 16))
            sender.join()

            def compare():  # the last acknowledgement may still be under way
                found = {
                    each.laddr.port: each for each in sysprobe.net_connections("tcp4", tcp_info=True) if each.raddr
                }
                sent = found[client.getsockname()[1]].tcp
                assert sent.bytes_acked == payload + 1  # and the SYN
                assert sent.bytes_sent - sent.bytes_retransmitted == payload
                assert found[server.getsockname()[1]].tcp.bytes_received == payload
                assert 0 < sent.rtt < 60
                assert 0 < sent.min_rtt <= 60
                assert sent.rto > 0
                assert sent.congestion_algorithm
                assert sent.segments_sent > 0
                assert (sent.unacked, sent.lost) == (0, 0)
                # struct tcp_info of linux/tcp.h
                rto, mss, rtt, variation, window = struct.unpack_from("8xI4xI48xII4xI", tcp_info(client))
                assert (sent.rto, sent.rtt, sent.rtt_variation) == (rto / 1e6, rtt / 1e6, variation / 1e6)
                assert (sent.mss, sent.congestion_window) == (mss, window)

            eventually(compare)
            assert all(each.tcp is None for each in sysprobe.net_connections("tcp4"))

    @isolated
    def test_queues_and_the_interface_that_a_socket_is_bound_to(self):
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(socket.create_server((HERE, 0), backlog=7))
            server.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
            waiting = stack.enter_context(socket.create_connection(server.getsockname()))
            waiting.send(b"12345")

            def compare():
                connections = sysprobe.net_connections("tcp4", tcp_info=True)
                found = {(each.status, each.laddr.port): each for each in connections}
                listening = found["LISTEN", server.getsockname()[1]]
                assert (listening.recv_queue, listening.send_queue) == (1, 7)
                assert listening.tcp is None  # no connection: the kernel would tell its backlog once more
                assert listening.interface == socket.if_nametoindex("lo")
                assert found["ESTABLISHED", server.getsockname()[1]].recv_queue == 5
                assert found["ESTABLISHED", waiting.getsockname()[1]].interface is None

            eventually(compare)


def without_backlog(connection):
    """All that the file tells as well, as text that sorts."""
    return (*ends(connection), str(connection.status), connection.inode or 0, connection.uid or 0).__repr__()


class TestUdp:
    @isolated
    def test_bound_and_connected_sockets(self):
        with contextlib.ExitStack() as stack:
            made = []
            for family, address in ((socket.AF_INET, HERE), (socket.AF_INET6, "::1")):
                bound = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
                bound.bind((address, 0))
                connected = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
                connected.connect(bound.getsockname()[:2])
                stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))  # bound to nothing: in no table
                made += [(family, bound.getsockname()[:2], None)]
                made += [(family, connected.getsockname()[:2], bound.getsockname()[:2])]
            found = sysprobe.net_connections("udp")
            assert sorted(map(repr, made)) == sorted(repr((each.family, *ends(each))) for each in found)
            assert {each.type for each in found} == {socket.SOCK_DGRAM}
            assert {each.status for each in found} == {None}
            assert {each.uid for each in found} == {0}
            for table, file in (("udp4", "udp"), ("udp6", "udp6")):
                text = Path(f"/proc/thread-self/net/{file}").read_bytes()
                listed = _native.sockets(PARTS, table, text, None, False, False)
                assert sorted(map(without_backlog, listed)) == sorted(
                    without_backlog(each) for each in sysprobe.net_connections(table)
                )


class TestUnix:
    @isolated
    def test_paths_peers_and_states(self, tmp_path):
        with contextlib.ExitStack() as stack:
            path = bytes(tmp_path) + b"/caf\xe9 socket\nwith 00: a newline"
            new = lambda kind: stack.enter_context(socket.socket(socket.AF_UNIX, kind))  # noqa: E731
            server = new(socket.SOCK_STREAM)
            server.bind(path)
            server.listen()
            client = new(socket.SOCK_STREAM)
            client.connect(path)
            accepted = stack.enter_context(server.accept()[0])
            abstract = new(socket.SOCK_SEQPACKET)
            abstract.bind(b"\0ab\0stract")
            abstract.listen()
            datagram = new(socket.SOCK_DGRAM)
            one, other = map(stack.enter_context, socket.socketpair())
            found = {each.inode: each for each in sysprobe.net_connections("unix")}
            number = lambda each: os.fstat(each.fileno()).st_ino  # noqa: E731
            name = os.fsdecode(path)
            of = {each: found[number(each)] for each in (server, client, accepted, abstract, datagram, one, other)}
            assert {each.family for each in found.values()} == {socket.AF_UNIX}
            assert (of[server].laddr, of[server].raddr, of[server].status) == (name, None, ConnectionStatus.LISTEN)
            assert (of[client].laddr, of[client].raddr) == (None, name)
            assert (of[accepted].laddr, of[accepted].raddr) == (name, None)
            assert (of[client].peer_inode, of[accepted].peer_inode) == (number(accepted), number(client))
            assert of[client].status is of[accepted].status is ConnectionStatus.ESTABLISHED
            assert (of[abstract].laddr, of[abstract].type) == ("@ab@stract", socket.SOCK_SEQPACKET)
            assert (of[datagram].laddr, of[datagram].status, of[datagram].type) == (None, None, socket.SOCK_DGRAM)
            assert of[one].peer_inode == number(other)
            assert {each.uid for each in of.values()} == {0}
            text = Path("/proc/thread-self/net/unix").read_bytes()
            listed = _native.sockets(PARTS, "unix", text, None, False, False)
            told = {each.inode: (each.laddr, each.type, each.status) for each in listed}
            assert told == {each.inode: (each.laddr, each.type, each.status) for each in found.values()}
