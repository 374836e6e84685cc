"""What is told of one process: who and what it is. Each answer names its file."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from sysprobe.errors import AccessDenied, CapabilityUnavailable, ProcessError, ZombieProcess
from sysprobe.types.process import (
    Capabilities,
    Capability,
    CgroupMembership,
    Ids,
    Limit,
    Namespaces,
    ProcessLimit,
    ProcessStatus,
    SeccompMode,
    SignalMasks,
)

from sysprobe_linux import _native, process_cgroups
from sysprobe_linux.process_columns import STATES
from sysprobe_linux.process_handle import KERNEL_THREAD, Handle
from sysprobe_linux.process_status import StatusNumbers, StatusTexts
from sysprobe_linux.process_status import parse as parse_status

if TYPE_CHECKING:
    from typing import TypeVar

    T = TypeVar("T")

#: In the order of ``enum process_limit``.
LIMITS = (
    (Limit.CPU, "seconds"),
    (Limit.FSIZE, "bytes"),
    (Limit.DATA, "bytes"),
    (Limit.STACK, "bytes"),
    (Limit.CORE, "bytes"),
    (Limit.RSS, "bytes"),
    (Limit.NPROC, "processes"),
    (Limit.NOFILE, "files"),
    (Limit.MEMLOCK, "bytes"),
    (Limit.AS, "bytes"),
    (Limit.LOCKS, "locks"),
    (Limit.SIGPENDING, "signals"),
    (Limit.MSGQUEUE, "bytes"),
    (Limit.NICE, ""),
    (Limit.RTPRIO, ""),
    (Limit.RTTIME, "microseconds"),
)

SECCOMP = (SeccompMode.DISABLED, SeccompMode.STRICT, SeccompMode.FILTER)
NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "time_for_children", "user", "uts")
#: Field i of proc_pid_stat(5) is item i - 2 of the parsed tuple.
NAME, STATE, PPID, GROUP, SESSION, TERMINAL, FLAGS = 0, 1, 2, 3, 4, 5, 7
#: errno of PIDFD_GET_INFO on kernels without it.
NOT_THERE = (errno.ENOSYS, errno.ENOTTY, errno.EINVAL, errno.ENODATA)
#: Names are cut to this many bytes.
CUT = 15


class About(Handle):
    """Attributes that say what a process is."""

    __slots__ = ()

    def stat(self) -> tuple:  # type: ignore[type-arg]  # a text, a letter, numbers
        """``stat``, parsed."""
        return self.parsed("stat", _native.parse_process_stat)

    def status_file(self) -> tuple[StatusNumbers, StatusTexts]:
        """``status``, parsed."""
        return self.parsed("status", parse_status)

    def needed(self, value: T | None, line: str) -> T:
        """A line of ``status`` that every kernel has."""
        if value is None:
            self._malformed("status", ValueError(f"there is no line {line}"))
        return value

    def ppid(self) -> int:
        """``stat``."""
        found: int = self.stat()[PPID]
        return found

    def name(self) -> str:
        """``stat``; cut to 15 bytes there, so that the rest comes from ``cmdline`` where that fits."""
        found: str = self.stat()[NAME]
        if len(found) >= CUT or (not found.isascii() and len(os.fsencode(found)) >= CUT):
            try:
                arguments = _native.parse_cmdline(self.text("cmdline"))
            except (ProcessError, CapabilityUnavailable):
                return found
            base = arguments[0].rsplit("/", 1)[-1] if arguments else ""
            if base.startswith(found):
                return base
        return found

    def exe(self) -> str | None:
        """The link ``exe``."""
        try:
            return self.read(_native.process_path, "exe", "")
        except CapabilityUnavailable:
            # No kernel thread by its flags, and yet without an executable; or a link that nobody has recorded.
            return "" if self._machine.own_kernel else None

    def cmdline(self) -> list[str]:
        """``cmdline``."""
        text = self.text("cmdline")
        if not text and STATES.get(self.stat()[STATE]) is ProcessStatus.ZOMBIE:
            raise ZombieProcess(self.pid)
        return _native.parse_cmdline(text)

    def environ(self) -> dict[str, str]:
        """``environ``."""
        text = self.text("environ", kernel=b"")
        if not text and STATES.get(self.stat()[STATE]) is ProcessStatus.ZOMBIE:
            raise ZombieProcess(self.pid)
        return _native.parse_environ(text)

    def cwd(self) -> str | None:
        """The link ``cwd``."""
        return self.read(_native.process_path, "cwd")

    def root(self) -> str | None:
        """The link ``root``."""
        return self.read(_native.process_link, "root")

    def create_time(self) -> float:
        """``stat`` and the boot time."""
        if self.identity is None:
            self.check()
            self.stat()  # AccessDenied: identity is only unknown where stat may not be read
            raise AccessDenied(self.pid)
        return self.identity / self._machine.ticks + self._machine.boot_time()

    def status(self) -> ProcessStatus:
        """``stat``."""
        return STATES.get(self.stat()[STATE], ProcessStatus.UNKNOWN)

    def kernel_thread(self) -> bool:
        """A flag in ``stat``."""
        return bool(self.stat()[FLAGS] & KERNEL_THREAD)

    def process_group(self) -> int:
        """``stat``."""
        found: int = self.stat()[GROUP]
        return found

    def session(self) -> int:
        """``stat``."""
        found: int = self.stat()[SESSION]
        return found

    def terminal(self) -> str | None:
        """``stat`` has the device's number, ``/proc/tty/drivers`` names."""
        return self._machine.terminals.name(self.stat()[TERMINAL] & 0xFFFFFFFF)

    def tracer(self) -> int | None:
        """``status``."""
        return self.status_file()[0].tracer_pid or None

    def username(self) -> str:
        """The real user of ``status``."""
        return self._machine.accounts.user(self.uids().real)

    def uids(self) -> Ids:
        """A pidfd (6.13), else ``status``."""
        return Ids(*self._owner()[:3])

    def gids(self) -> Ids:
        """A pidfd (6.13), else ``status``."""
        return Ids(*self._owner()[3:])

    def _owner(self) -> tuple[int, ...]:
        if self._inode and self._machine.has_owners and self.kept() is None:
            try:
                inode, *owner = _native.pidfd_owner(self.pid)
            except OSError as error:
                self._machine.has_owners = error.errno not in NOT_THERE
            else:
                if inode == self._inode:
                    return tuple(owner)
        found = self.status_file()[0]
        return (
            self.needed(found.uid_real, "Uid"),
            self.needed(found.uid_effective, "Uid"),
            self.needed(found.uid_saved, "Uid"),
            self.needed(found.gid_real, "Gid"),
            self.needed(found.gid_effective, "Gid"),
            self.needed(found.gid_saved, "Gid"),
        )

    def groups(self) -> list[int]:
        """``status``."""
        return numbers(self.needed(self.status_file()[1].groups, "Groups"))

    def umask(self) -> int | None:
        """``status``."""
        return self.status_file()[0].umask

    def capabilities(self) -> Capabilities:
        """``status``."""
        found = self.status_file()[0]
        return Capabilities(
            Capability(self.needed(found.cap_inh, "CapInh")),
            Capability(self.needed(found.cap_prm, "CapPrm")),
            Capability(self.needed(found.cap_eff, "CapEff")),
            Capability(self.needed(found.cap_bnd, "CapBnd")),
            None if found.cap_amb is None else Capability(found.cap_amb),
        )

    def seccomp(self) -> SeccompMode | None:
        """``status``."""
        found = self.status_file()[0].seccomp
        if found is None:
            return None
        return SECCOMP[found] if 0 <= found < len(SECCOMP) else SeccompMode.UNKNOWN

    def no_new_privs(self) -> bool | None:
        """``status``."""
        found = self.status_file()[0].no_new_privs
        return None if found is None else bool(found)

    def limits(self) -> dict[Limit, ProcessLimit]:
        """``limits``."""
        found = {}
        for number, soft, hard in self.parsed("limits", _native.parse_process_limits):
            limit, unit = LIMITS[number]
            found[limit] = ProcessLimit(limit, soft, hard, unit)
        return found

    def signals(self) -> SignalMasks:
        """``status``."""
        found = self.status_file()[0]
        return SignalMasks(
            signal_numbers(self.needed(found.sig_pnd, "SigPnd")),
            signal_numbers(self.needed(found.shd_pnd, "ShdPnd")),
            signal_numbers(self.needed(found.sig_blk, "SigBlk")),
            signal_numbers(self.needed(found.sig_ign, "SigIgn")),
            signal_numbers(self.needed(found.sig_cgt, "SigCgt")),
        )

    def namespaces(self) -> Namespaces:
        """The links in ``ns``."""
        return Namespaces(*(self._namespace(name) for name in NAMESPACES))

    def _namespace(self, name: str) -> int | None:
        try:
            target = self.read(_native.process_link, f"ns/{name}") or ""
        except CapabilityUnavailable:
            return None
        number = target.partition(":[")[2].removesuffix("]")
        return int(number) if number.isdecimal() else None

    def namespace_pids(self) -> list[int] | None:
        """``status``."""
        found = self.status_file()[1].ns_tgid
        return None if found is None else numbers(found)

    def cgroups(self) -> list[CgroupMembership]:
        """``cgroup``; empty on a kernel without control groups."""
        try:
            return self.parsed("cgroup", process_cgroups.parse)
        except CapabilityUnavailable:
            return []

    def cgroup(self) -> str | None:
        """``cgroup``."""
        return process_cgroups.main_path(self.cgroups())

    def container_id(self) -> str | None:
        """``cgroup``."""
        return process_cgroups.container_id(self.cgroups())

    def systemd_unit(self) -> str | None:
        """``cgroup``."""
        return process_cgroups.systemd_unit(self.cgroups())


def numbers(text: str) -> list[int]:
    """The numbers in a line."""
    return [int(word) for word in text.split() if word.isdecimal()]


def signal_numbers(mask: int) -> frozenset[int]:
    """Bit 0 is signal 1."""
    return frozenset(bit + 1 for bit in range(mask.bit_length()) if mask >> bit & 1)
