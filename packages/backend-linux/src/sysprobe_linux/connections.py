"""The socket table: NETLINK_SOCK_DIAG of the running kernel, or the files of ``/proc/net``."""

from __future__ import annotations

import os
import socket

from sysprobe.errors import CapabilityUnavailable
from sysprobe.types.network import Connection, ConnectionStatus, SocketAddress, TcpInfo

from sysprobe_linux import _native
from sysprobe_linux.procfs import Procfs

#: Table → its file in ``/proc/net``, in the order in which sockets are listed.
FILES = {"tcp4": "tcp", "tcp6": "tcp6", "udp4": "udp", "udp6": "udp6", "unix": "unix"}

#: A line has 150 bytes, and servers have hundreds of thousands of sockets.
LONGEST_FILE = 1 << 30

#: By the kernel's number (``TCP_ESTABLISHED`` is 1).
STATES = (
    None,
    ConnectionStatus.ESTABLISHED,
    ConnectionStatus.SYN_SENT,
    ConnectionStatus.SYN_RECV,
    ConnectionStatus.FIN_WAIT1,
    ConnectionStatus.FIN_WAIT2,
    ConnectionStatus.TIME_WAIT,
    ConnectionStatus.CLOSE,
    ConnectionStatus.CLOSE_WAIT,
    ConnectionStatus.LAST_ACK,
    ConnectionStatus.LISTEN,
    ConnectionStatus.CLOSING,
    ConnectionStatus.SYN_RECV,  # TCP_NEW_SYN_RECV
)

#: What the C module makes records of.
PARTS = (
    Connection,
    SocketAddress,
    TcpInfo,
    (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX),
    (None, socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_RDM, socket.SOCK_SEQPACKET),
    STATES,
)


def net_folder(procfs: Procfs, capability: str) -> str:
    """The folder of the machine's network files.

    ``/proc/net`` is that of the process which looks, in its main thread's network namespace. Of this machine the
    calling thread's is wanted, as netlink answers; of another root its first process's. Raises CapabilityUnavailable
    if that process is hidden from us, or there is no such folder.
    """
    own = "thread-self/net" if procfs.live else "1/net"
    if procfs.exists(own):
        return own
    if not procfs.live and procfs.own_kernel:
        raise CapabilityUnavailable(capability, f"{procfs.path}/net would tell of our own network, and 1/net is hidden")
    if not procfs.exists("net"):
        raise CapabilityUnavailable(capability, f"there is no {procfs.path}/net: hidden, or a kernel without a network")
    return "net"


class Connections:
    """Sockets of a Linux machine."""

    def __init__(self, procfs: Procfs) -> None:
        self._procfs = procfs

    def all(self, tables: frozenset[str], *, owners: bool, tcp_info: bool) -> list[Connection]:
        """Sockets of the calling thread's network namespace.

        Raises BackendError if neither netlink nor the files can be read.
        """
        held = self._owners() if owners else None
        folder = None if self._procfs.live else net_folder(self._procfs, "net_connections")
        return self._listed(tables, folder, held, owned_only=False, tcp_info=tcp_info)

    def of_process(self, pid: int, tables: frozenset[str], held: bytes, *, tcp_info: bool = False) -> list[Connection]:
        """Sockets that one process holds (`held`), in whichever network namespace it lives. Raises as `all`."""
        folder = None if self._in_our_namespace(pid) else f"{pid}/net"
        if folder is not None and not self._procfs.exists(folder):
            folder = net_folder(self._procfs, "net_connections")  # a recorded machine has one for all
        return self._listed(tables, folder, held, owned_only=True, tcp_info=tcp_info)

    def _in_our_namespace(self, pid: int) -> bool:
        if not self._procfs.live:
            return False
        theirs = self._procfs.link(f"{pid}/ns/net")
        return theirs is None or theirs == (self._procfs.link("thread-self/ns/net") or self._procfs.link("self/ns/net"))

    def _owners(self) -> bytes:
        place = self._procfs.path
        try:
            descriptor = os.open(place, os.O_PATH | os.O_DIRECTORY)
            try:
                return _native.socket_owners(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            self._procfs.fail(error, "")

    def _listed(
        self, tables: frozenset[str], folder: str | None, held: bytes | None, *, owned_only: bool, tcp_info: bool
    ) -> list[Connection]:
        """Sockets of these tables, one table after the other."""
        result: list[Connection] = []
        missing = [table for table in FILES if table in tables]
        if folder is None and missing[:2] == ["tcp4", "tcp6"]:
            try:
                result = _native.sockets(PARTS, "tcp", None, held, owned_only, tcp_info)
                del missing[:2]
            except OSError:
                pass  # one by one, then
        for table in missing:
            result += self._sockets(table, folder, held, owned_only=owned_only, tcp_info=tcp_info)
        return result

    def _sockets(
        self, table: str, folder: str | None, held: bytes | None, *, owned_only: bool, tcp_info: bool
    ) -> list[Connection]:
        """Sockets of one table: by netlink, or from the file in this folder."""
        if folder is None:
            try:
                return _native.sockets(PARTS, table, None, held, owned_only, tcp_info)
            except OSError:
                folder = net_folder(
                    self._procfs, "net_connections"
                )  # no such module in this kernel, or a sandbox refuses netlink
        name = f"{folder}/{FILES[table]}"
        if not self._procfs.exists(name):
            return []  # a kernel without IPv6
        try:
            return _native.sockets(PARTS, table, self._procfs.read(name, LONGEST_FILE), held, owned_only, False)
        except ValueError as error:
            raise self._procfs.malformed(name, str(error)) from error
