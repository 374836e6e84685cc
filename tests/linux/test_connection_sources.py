"""Where Linux's sockets come from: their owners, other namespaces, files instead of netlink, other machines."""

import contextlib
import errno
import os
import resource
import socket
import sys

import pytest
import sysprobe
from hypothesis import given, strategies
from live import as_user, fork, needs_descriptors
from netns import ip, isolated, unshare_network
from sysprobe.types.network import CONNECTION_KINDS, SocketAddress
from sysprobe_linux import _native, connections
from sysprobe_linux.connections import PARTS
from trees import TREES

HERE = "127.0.0.1"


def ends(connection):
    return tuple((each.ip, each.port) if hasattr(each, "ip") else each for each in (connection.laddr, connection.raddr))


class TestOwners:
    @isolated
    def test_all_who_hold_a_socket(self):
        with socket.create_server((HERE, 0)) as server:
            read, write = os.pipe()
            child = fork(among_threads=True)  # the other one waits for the test to end
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

    def test_without_descriptors_it_fails_rather_than_tell_half(self):
        needs_descriptors(10)
        host = sysprobe.Host()
        host.net_connections("unix", owners=True)  # all is imported
        child = fork()
        if child == 0:
            code = 1
            try:
                used = max(map(int, os.listdir("/proc/self/fd")))
                _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
                resource.setrlimit(resource.RLIMIT_NOFILE, (used + 1, most))
                for fd in set(range(used + 1)) - set(map(int, os.listdir("/proc/self/fd"))):
                    os.dup2(0, fd)
                # One is left, for the folder of all processes: none for what lies in it.
                host.net_connections("unix", owners=True)
            except sysprobe.BackendError as error:
                code = 0 if error.errno == errno.EMFILE else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    def test_others_sockets_have_no_owner_for_an_ordinary_user(self):
        with socket.create_server((HERE, 0)) as server:
            name = server.getsockname()
            host = sysprobe.Host()
            host.net_connections("tcp4", owners=True)  # all is imported

            def look():
                own = socket.create_server((HERE, 0))
                found = {ends(each): each.owners for each in host.net_connections("tcp4", owners=True)}
                return {pid == os.getpid() for pid, _ in found[name, None] + found[own.getsockname(), None]}

            assert as_user(65534, look) == {True}  # the child holds a copy of the server, and sees no other

    @isolated
    def test_one_process_in_another_namespace(self):
        """Its sockets are in its own namespace's table, not in ours."""
        asks, answers = socket.socketpair()
        child = fork(among_threads=True)  # the other one waits for the test to end
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
            process = sysprobe.Process(child)
            (found,) = process.net_connections("inet")
            assert (found.laddr, found.pid, found.status) == (SocketAddress(HERE, port), child, "LISTEN")
            assert sysprobe.net_connections("inet") == []
            assert process.net_connections("tcp4") == [found]
        finally:
            asks.close()
            os.waitpid(child, 0)
        with pytest.raises(sysprobe.NoSuchProcess):
            process.net_connections("inet")

    def test_one_process_has_the_sockets_that_it_holds_and_no_others(self):
        one, other = socket.socketpair()
        with one, other, socket.create_server((HERE, 0)) as server:
            found = sysprobe.Process().net_connections("all")
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
            server = stack.enter_context(socket.create_server((HERE, 0)))
            stack.enter_context(socket.create_connection(server.getsockname()))
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

    def test_a_recorded_machine(self):
        found = sysprobe.Host(root=TREES / "recorded-6.18-virtual").net_connections("all")
        told = {(each.inode, ends(each), each.status) for each in found}
        assert len(found) == len(told) == 14
        mapped = ("::ffff:192.0.2.2", 8080), ("::ffff:192.0.2.2", 38788)
        assert told >= {
            (1903446, (("0.0.0.0", 2024), None), "LISTEN"),
            (1903449, (("192.0.2.2", 51036), ("192.0.2.2", 2024)), "ESTABLISHED"),
            (1903452, mapped, "ESTABLISHED"),
            (1903453, (("127.0.0.1", 323), None), None),
            (1903454, (("::1", 323), None), None),
            (1903455, ("/run/recorded/socket", None), "LISTEN"),
            (1903458, ("@recorded", None), None),
            (1903459, (None, None), "ESTABLISHED"),
        }

    def test_a_machine_of_2009_without_ipv6(self):
        host = sysprobe.Host(root=TREES / "synthetic-2.6.32")
        told = [(each.inode, ends(each), each.status, each.send_queue) for each in host.net_connections("tcp")]
        assert told == [
            (4711, (("0.0.0.0", 22), None), "LISTEN", None),
            (8123, (("192.168.1.5", 22), ("192.168.1.10", 54321)), "ESTABLISHED", 48),
            (None, (("192.168.1.5", 36138), ("192.168.1.10", 80)), "TIME_WAIT", 0),
        ]
        told = [(each.inode, each.laddr, each.status) for each in host.net_connections("unix")]
        assert told == [
            (5318, "/var/run/dbus/system_bus_socket", "LISTEN"),
            (5401, "@/tmp/dbus-x", "ESTABLISHED"),
            (5520, None, None),
        ]

    def test_unix_sockets_of_a_machine_that_has_just_been_switched_on(self, tmp_path):
        """Instead of addresses the kernel writes this until its random numbers are ready."""
        entry = "(____ptrval____): 00000003 00000000 00000000 0001 03  9474 /a\n(ptrval): 00000003 0 0 0001 03 9475\n"
        host = self.machine(tmp_path, "Num       RefCount Protocol Flags    Type St Inode Path\n" + entry, "unix")
        assert [(each.inode, each.laddr) for each in host.net_connections("unix")] == [(9474, "/a"), (9475, None)]

    def test_a_name_of_a_unix_socket_may_look_like_anything(self, tmp_path):
        text = "Num       RefCount Protocol Flags    Type St Inode Path\n"
        entry = "0000000000000000: 00000002 00000000 00010000 0001 01 {} {}\n"
        host = self.machine(tmp_path, text + entry.format(5, "/a b\nNum x: 1") + entry.format(6, "@x"), "unix")
        assert [(each.inode, each.laddr) for each in host.net_connections("unix")] == [(5, "/a b\nNum x: 1"), (6, "@x")]


word = strategies.sampled_from([b"\0\0", b"\xff\xff", b"\0\1", b"\x0f\0", b"\x12\x34"])
groups = strategies.lists(word, min_size=8, max_size=8).map(b"".join)


@given(groups | strategies.binary(min_size=16, max_size=16))
def test_addresses_are_written_as_inet_ntop_does(address):
    words = b"".join(f"{int.from_bytes(address[i : i + 4], sys.byteorder):08X}".encode() for i in (0, 4, 8, 12))
    line = LISTENS.format(inode=1).encode()
    for table, text, expected in (
        ("tcp6", words, socket.inet_ntop(socket.AF_INET6, address)),
        ("tcp4", words[:8], socket.inet_ntop(socket.AF_INET, address[:4])),
    ):
        listed = line.replace(b"0100007F", text).replace(b"00000000:0000 ", b"0" * len(text) + b":0000 ")
        (found,) = _native.sockets(PARTS, table, listed, None, False, False)
        assert found.laddr.ip == expected
