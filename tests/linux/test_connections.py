"""The socket table of Linux in namespaces of the test's own, beside `ss` and the files of `/proc/net`."""

import contextlib
import errno
import os
import socket
import subprocess
import threading
from pathlib import Path

import pytest
import sysprobe
from live import as_user, eventually, needs
from netns import ip, isolated, unshare_network
from sysprobe.types.network import CONNECTION_KINDS, ConnectionStatus, SocketAddress
from sysprobe_linux import _native, connections
from sysprobe_linux.connections import PARTS, Connections
from sysprobe_linux.procfs import Procfs

HERE = "127.0.0.1"
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
                found = {(each.status, each.laddr.port): each for each in sysprobe.net_connections("tcp4")}
                listening = found["LISTEN", server.getsockname()[1]]
                assert (listening.recv_queue, listening.send_queue) == (1, 7)
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


class TestOwners:
    @isolated
    def test_all_who_hold_a_socket(self):
        with socket.create_server((HERE, 0)) as server:
            read, write = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(write)
                os.read(read, 1)  # until the parent has looked
                os._exit(0)
            try:
                copy = os.dup(server.fileno())
                (found,) = sysprobe.net_connections("tcp4", owners=True)
                own = [(os.getpid(), server.fileno()), (os.getpid(), copy), (child, server.fileno())]
                assert found.owners == tuple(sorted(own))
                assert (found.pid, found.fd) == min(own)
                os.close(copy)
            finally:
                os.close(read)
                os.close(write)
                os.waitpid(child, 0)
            (found,) = sysprobe.net_connections("tcp4")
            assert (found.owners, found.pid, found.fd) == (None, None, None)

    def test_others_sockets_have_no_owner_for_an_ordinary_user(self):
        with socket.create_server((HERE, 0)) as server:
            port = server.getsockname()[1]
            host = sysprobe.Host()
            host.net_connections("tcp4", owners=True)  # all is imported

            def look():
                own = socket.create_server((HERE, 0))
                found = {each.laddr.port: each for each in host.net_connections("tcp4", owners=True) if each.laddr}
                return {pid == os.getpid() for pid, _ in found[port].owners + found[own.getsockname()[1]].owners}

            assert as_user(65534, look) == {True}  # the child holds a copy of the server, and sees no other

    @isolated
    def test_one_process_in_another_namespace(self):
        """Its sockets are in its own namespace's table, not in ours."""
        asks, answers = socket.socketpair()
        child = os.fork()
        if child == 0:
            try:
                asks.close()
                unshare_network()
                ip("link set lo up")
                held = socket.create_server((HERE, 0))
                answers.send(str(held.getsockname()[1]).encode())
                answers.recv(1)
            finally:
                os._exit(0)
        try:
            answers.close()
            port = int(asks.recv(16))
            table = Connections(Procfs("/"))
            (found,) = table.of_process(child, CONNECTION_KINDS["inet"])
            assert (found.laddr, found.pid, found.status) == (SocketAddress(HERE, port), child, "LISTEN")
            assert sysprobe.net_connections("inet") == []
            descriptor = os.open(f"/proc/{child}", os.O_PATH)
            assert table.of_process(child, CONNECTION_KINDS["tcp4"], descriptor=descriptor) == [found]
            os.close(descriptor)
        finally:
            asks.close()
            os.waitpid(child, 0)
        with pytest.raises(FileNotFoundError):
            table.of_process(child, CONNECTION_KINDS["inet"])

    def test_one_process_has_the_sockets_that_it_holds_and_no_others(self):
        one, other = socket.socketpair()
        with one, other, socket.create_server((HERE, 0)) as server:
            found = Connections(Procfs("/")).of_process(os.getpid(), CONNECTION_KINDS["all"])
            numbers = {each.fd: each for each in found}
            assert {one.fileno(), other.fileno(), server.fileno()} <= numbers.keys()
            assert numbers[server.fileno()].laddr.port == server.getsockname()[1]
            assert {each.pid for each in found} == {os.getpid()}


class TestFallback:
    @isolated
    def test_the_files_answer_where_netlink_does_not(self, monkeypatch):
        class Refusing:
            """A kernel that does not know sock_diag."""

            socket_owners = staticmethod(_native.socket_owners)

            @staticmethod
            def sockets(parts, table, text, *rest):
                if text is None:
                    raise OSError(errno.EPROTONOSUPPORT, "NETLINK_SOCK_DIAG")
                return _native.sockets(parts, table, text, *rest)

        with contextlib.ExitStack() as stack:
            pair(stack, stack.enter_context(socket.create_server((HERE, 0))))
            expected = sysprobe.net_connections("all", owners=True)
            monkeypatch.setattr(connections, "_native", Refusing)
            found = sysprobe.net_connections("all", owners=True)
        key = lambda each: (each.inode, each.pid, each.fd, each.family, each.status, repr(each.laddr))  # noqa: E731
        assert sorted(map(repr, map(key, found))) == sorted(map(repr, map(key, expected)))

    @pytest.mark.parametrize("kind", sorted(CONNECTION_KINDS))
    def test_kinds_are_the_tables_that_they_name(self, kind):
        host = sysprobe.Host()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.create_server((HERE, 0)):
            families = {"4": {socket.AF_INET}, "6": {socket.AF_INET6}}.get(kind[-1])
            families = families or {"unix": {socket.AF_UNIX}}.get(kind, set(socket.AddressFamily))
            types = {"tcp": {socket.SOCK_STREAM}, "udp": {socket.SOCK_DGRAM}}.get(kind[:3], set(socket.SocketKind))
            for each in host.net_connections(kind):
                assert each.family in families
                assert each.type in types

    def test_another_kind_is_an_error(self):
        with pytest.raises(ValueError, match="kind must be one of"):
            sysprobe.net_connections("sctp")


HEADING = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
LISTENS = "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 {inode} 1 0\n"


class TestOtherMachines:
    def machine(self, tmp_path, text, name="tcp"):
        (tmp_path / "proc/net").mkdir(parents=True)
        (tmp_path / "proc/net" / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return sysprobe.Host(root=tmp_path)

    def test_sockets_and_their_owners(self, tmp_path):
        host = self.machine(tmp_path, HEADING + LISTENS.format(inode=4711))
        for pid, fd, target in ((42, 3, "socket:[4711]"), (7, 9, "socket:[4711]"), (7, 1, "pipe:[4711]")):
            (tmp_path / f"proc/{pid}/fd").mkdir(parents=True, exist_ok=True)
            (tmp_path / f"proc/{pid}/fd/{fd}").symlink_to(target)
        (found,) = host.net_connections(owners=True)
        assert found.owners == ((7, 9), (42, 3))
        assert (found.pid, found.fd, found.uid, found.inode) == (7, 9, 1000, 4711)
        assert (found.laddr, found.raddr, found.status) == (SocketAddress(HERE, 8080), None, "LISTEN")
        assert (found.recv_queue, found.send_queue) == (3, None)

    @pytest.mark.parametrize(
        "line",
        [
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000",
            "   0: 0100007F:1F90 00000000:0000 1F0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0",
            "   0: 0100007F 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0",
            "nonsense",
        ],
    )
    def test_a_line_that_makes_no_sense_is_an_error_that_names_the_file(self, tmp_path, line):
        host = self.machine(tmp_path, HEADING + line + "\n")
        with pytest.raises(sysprobe.BackendError, match="net/tcp"):
            host.net_connections("tcp4")

    def test_a_name_of_a_unix_socket_may_look_like_anything(self, tmp_path):
        text = "Num       RefCount Protocol Flags    Type St Inode Path\n"
        entry = "0000000000000000: 00000002 00000000 00010000 0001 01 {} {}\n"
        host = self.machine(tmp_path, text + entry.format(5, "/a b\nNum x: 1") + entry.format(6, "@x"), "unix")
        assert [(each.inode, each.laddr) for each in host.net_connections("unix")] == [(5, "/a b\nNum x: 1"), (6, "@x")]


def test_addresses_are_written_as_inet_ntop_does(tmp_path):
    from hypothesis import given, strategies

    word = strategies.sampled_from([b"\0\0", b"\xff\xff", b"\0\1", b"\x0f\0", b"\x12\x34"])
    groups = strategies.lists(word, min_size=8, max_size=8).map(b"".join)

    @given(groups | strategies.binary(min_size=16, max_size=16))
    def check(address):
        words = b"".join(f"{int.from_bytes(address[i : i + 4], 'little'):08X}".encode() for i in (0, 4, 8, 12))
        line = LISTENS.format(inode=1).encode()
        for table, text, expected in (
            ("tcp6", words, socket.inet_ntop(socket.AF_INET6, address)),
            ("tcp4", words[:8], socket.inet_ntop(socket.AF_INET, address[:4])),
        ):
            listed = line.replace(b"0100007F", text).replace(b"00000000:0000 ", b"0" * len(text) + b":0000 ")
            (found,) = _native.sockets(PARTS, table, listed, None, False, False)
            assert found.laddr.ip == expected

    check()
