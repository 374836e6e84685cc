"""What a process is: the part of `Process` about who it is, whom it belongs to and what it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sysprobe.types.process_handle import ProcessHandle as H  # 50 one-line methods below

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from sysprobe.types import process as t

    T = TypeVar("T")


class About:
    """Attributes that say what a process is. Each asks the operating system anew, but for `Process.oneshot`."""

    __slots__ = ()

    if TYPE_CHECKING:

        def _ask(self, question: Callable[[H], T]) -> T: ...

    def ppid(self) -> int:
        """The pid of its parent now (a process whose parent has ended gets a new one); 0 without a visible one.

        Linux: ``stat``. macOS: ``kinfo_proc``. Windows: ``NtQueryInformationProcess``, where it may be of a process
        that has ended long ago: `parent` takes care of that.
        """
        return self._ask(H.ppid)

    def name(self) -> str:
        """The name of the program. What the OS has cut (Linux: 15 bytes) is completed from the command line."""
        return self._ask(H.name)

    def exe(self) -> str | None:
        """The path of the executable. Empty: it has none (kernel threads). None: its path is longer than the OS tells,
        or was not recorded.

        Linux: the link ``exe`` as it is, with `` (deleted)`` taken off if the file was removed.
        """
        return self._ask(H.exe)

    def cmdline(self) -> list[str]:
        """The command line, as the process itself may have changed it. Empty for kernel threads."""
        return self._ask(H.cmdline)

    def environ(self) -> dict[str, str]:
        """Its environment as it was at its start; what it has set later is not in it. Empty for kernel threads."""
        return self._ask(H.environ)

    def cwd(self) -> str | None:
        """Its current directory, as seen from its own root. None: the path is longer than the OS tells."""
        return self._ask(H.cwd)

    def root(self) -> str | None:
        """Its root directory, ``/`` unless it was moved (``chroot``). Linux."""
        return self._ask(H.root)

    def create_time(self) -> float:
        """When it was started: seconds since 1970-01-01 UTC by the clock as it is set now."""
        return self._ask(H.create_time)

    def status(self) -> t.ProcessStatus:
        """What it is doing. Answered for zombies too."""
        return self._ask(H.status)

    def kernel_thread(self) -> bool | None:
        """Whether it is a part of the kernel. None where the OS shows no such thing."""
        return self._ask(H.kernel_thread)

    def process_group(self) -> int | None:
        """The id of its process group. None on Windows."""
        return self._ask(H.process_group)

    def session(self) -> int | None:
        """The id of its session."""
        return self._ask(H.session)

    def terminal(self) -> str | None:
        """The path of its controlling terminal. None without one."""
        return self._ask(H.terminal)

    def tracer(self) -> int | None:
        """The pid of the process that traces (debugs) it. None without one. Linux."""
        return self._ask(H.tracer)

    def username(self) -> str:
        """The name of its real user; the number as text if it has no name. Windows: the domain's name before it."""
        return self._ask(H.username)

    def uids(self) -> t.Ids:
        """Its user ids. Not on Windows."""
        return self._ask(H.uids)

    def gids(self) -> t.Ids:
        """Its group ids. Not on Windows."""
        return self._ask(H.gids)

    def groups(self) -> list[int]:
        """Its supplementary groups. Linux: ``status``."""
        return self._ask(H.groups)

    def umask(self) -> int | None:
        """The mask that it takes off the mode of files that it makes. Linux >= 4.7; None before."""
        return self._ask(H.umask)

    def capabilities(self) -> t.Capabilities:
        """Its capability sets. Linux."""
        return self._ask(H.capabilities)

    def seccomp(self) -> t.SeccompMode | None:
        """Which system calls it may use. Linux >= 3.8; None before and without CONFIG_SECCOMP."""
        return self._ask(H.seccomp)

    def no_new_privs(self) -> bool | None:
        """Whether ``execve`` can not give it more rights. Linux >= 4.10; None before."""
        return self._ask(H.no_new_privs)

    def limits(self) -> dict[t.Limit, t.ProcessLimit]:
        """Its resource limits; see `rlimit` for one of them. Linux: ``limits``, which anybody may read."""
        return self._ask(H.limits)

    def signals(self) -> t.SignalMasks:
        """Which signals wait for it, and what it does with each. Linux."""
        return self._ask(H.signals)

    def namespaces(self) -> t.Namespaces:
        """The namespaces that it lives in. Linux; needs the right to trace it."""
        return self._ask(H.namespaces)

    def namespace_pids(self) -> list[int] | None:
        """Its pid in each nested pid namespace, outermost (the reader's) first. Linux >= 4.1; None before."""
        return self._ask(H.namespace_pids)

    def cgroups(self) -> list[t.CgroupMembership]:
        """Where it stands in each hierarchy of control groups. Linux; empty without control groups."""
        return self._ask(H.cgroups)

    def cgroup(self) -> str | None:
        """Its control group: in version 2, otherwise in the service manager's hierarchy or in that of memory.

        None without control groups.
        """
        return self._ask(H.cgroup)

    def container_id(self) -> str | None:
        """The id of the container that it runs in, as its engine (Docker, podman, containerd, CRI-O, LXC, ...) put it
        into the control group's path. None: in none, or in one that does not show there. Linux.
        """
        return self._ask(H.container_id)

    def systemd_unit(self) -> str | None:
        """The unit of systemd that it belongs to: the innermost service, scope or slice of its control group's path.

        None: in none. Linux.
        """
        return self._ask(H.systemd_unit)
