"""What an operating system implements for one process: the `ProcessHandle` protocol.

A handle answers for exactly one process, (pid, identity), and for no later one of the same pid. It opens what
pins the process when that is first needed and lets go in `close`. Errors: `NoSuchProcess`, `ZombieProcess`,
`AccessDenied` with the pid only; core adds the name. What an OS has not stays as it is here: it raises
`CapabilityUnavailable`. Attributes are listed in `sysprobe.types.attributes`; ``None`` means unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn, Protocol

from sysprobe.errors import CapabilityUnavailable

if TYPE_CHECKING:
    from sysprobe.types import process as t
    from sysprobe.types.network import Connection

__all__ = ["ProcessHandle", "unsupported"]


def unsupported(name: str) -> NoReturn:
    """Raise `CapabilityUnavailable`: this operating system tells nothing of the kind about a process."""
    raise CapabilityUnavailable(f"Process.{name}", "this operating system has no such thing")


class ProcessHandle(Protocol):
    """One process. Subclass it: what the operating system lacks is refused by the methods here."""

    __slots__ = ()

    pid: int
    """Process id."""
    identity: int | None
    """Tells this process from others that had or will have its pid; opaque. Linux: start in clock ticks since
    boot; macOS: the kernel's unique id; Windows: FILETIME of the start. None: the OS would not tell."""

    # -- identity -------------------------------------------------------------------------------------------------

    def pin(self) -> None:
        """Hold on to the process until `close`, so that nothing can take its place. `NoSuchProcess` if it is gone."""

    def close(self) -> None:
        """Let go of what the handle holds. It may be used again: then it opens things again."""

    def is_running(self) -> bool:
        """Whether this process (not another of its pid) is still there; a zombie is."""
        unsupported("is_running")

    def begin_oneshot(self) -> None:
        """From now on one reading of a source may answer several attributes that the calling thread asks for.

        Other threads may ask, begin and end at the same time: `sysprobe.oneshot.Oneshot` keeps them apart.
        """

    def end_oneshot(self) -> None:
        """Forget what was kept for the calling thread since `begin_oneshot`."""

    # -- waiting --------------------------------------------------------------------------------------------------

    def exit_code(self) -> int | None:
        """Reap an ended child: its exit code, negative for a signal. None: no child of ours. Does not block."""
        unsupported("wait")

    def exit_descriptor(self) -> int | None:
        """A new descriptor that turns readable when the process ends, to be closed by the caller.

        None: there is no such thing; then `ProcessHooks.wait_processes` is called in a thread.
        """
        return None

    # -- actions: they reach this process or raise NoSuchProcess ----------------------------------------------------

    def send_signal(self, signal: int) -> None:
        """Send a signal."""
        unsupported("send_signal")

    def suspend(self) -> None:
        """Stop it."""
        unsupported("suspend")

    def resume(self) -> None:
        """Let it go on."""
        unsupported("resume")

    def terminate(self) -> None:
        """Ask it to end; Windows: end it."""
        unsupported("terminate")

    def kill(self) -> None:
        """End it."""
        unsupported("kill")

    def set_nice(self, value: int) -> None:
        """Set what `nice` answers."""
        unsupported("nice")

    def set_ionice(self, ioclass: t.IOClass, value: int | None) -> None:
        """Set what `ionice` answers."""
        unsupported("ionice")

    def set_limit(self, limit: t.Limit, soft: int | None, hard: int | None) -> None:
        """Set one of `limits`; None is unlimited."""
        unsupported("rlimit")

    def set_cpu_affinity(self, cpus: Sequence[int]) -> None:
        """Set what `cpu_affinity` answers; not empty."""
        unsupported("cpu_affinity")

    # -- attributes -----------------------------------------------------------------------------------------------

    def ppid(self) -> int:
        unsupported("ppid")

    def name(self) -> str:
        unsupported("name")

    def exe(self) -> str | None:
        unsupported("exe")

    def cmdline(self) -> list[str]:
        unsupported("cmdline")

    def environ(self) -> dict[str, str]:
        unsupported("environ")

    def cwd(self) -> str | None:
        unsupported("cwd")

    def root(self) -> str | None:
        unsupported("root")

    def create_time(self) -> float:
        unsupported("create_time")

    def status(self) -> t.ProcessStatus:
        unsupported("status")

    def kernel_thread(self) -> bool | None:
        return None

    def process_group(self) -> int | None:
        unsupported("process_group")

    def session(self) -> int | None:
        unsupported("session")

    def terminal(self) -> str | None:
        unsupported("terminal")

    def tracer(self) -> int | None:
        unsupported("tracer")

    def username(self) -> str:
        unsupported("username")

    def uids(self) -> t.Ids:
        unsupported("uids")

    def gids(self) -> t.Ids:
        unsupported("gids")

    def groups(self) -> list[int]:
        unsupported("groups")

    def umask(self) -> int | None:
        unsupported("umask")

    def capabilities(self) -> t.Capabilities:
        unsupported("capabilities")

    def seccomp(self) -> t.SeccompMode | None:
        unsupported("seccomp")

    def no_new_privs(self) -> bool | None:
        unsupported("no_new_privs")

    def cpu_times(self) -> t.ProcessCPUTimes:
        unsupported("cpu_times")

    def cpu_num(self) -> int | None:
        unsupported("cpu_num")

    def cpu_affinity(self) -> list[int]:
        unsupported("cpu_affinity")

    def nice(self) -> int:
        unsupported("nice")

    def ionice(self) -> t.IOPriority:
        unsupported("ionice")

    def scheduler(self) -> t.Scheduler | None:
        unsupported("scheduler")

    def delays(self) -> t.Delays:
        unsupported("delays")

    def num_ctx_switches(self) -> t.ContextSwitches | None:
        unsupported("num_ctx_switches")

    def memory_info(self) -> t.MemoryInfo:
        unsupported("memory_info")

    def memory_info_ex(self) -> t.MemoryInfoEx:
        unsupported("memory_info_ex")

    def memory_footprint(self) -> t.MemoryFootprint | None:
        unsupported("memory_footprint")

    def memory_maps(self) -> list[t.MemoryArea]:
        """Every mapping in the order of addresses; core sums them by path."""
        unsupported("memory_maps")

    def page_faults(self) -> t.PageFaults:
        unsupported("page_faults")

    def oom_score(self) -> int | None:
        unsupported("oom_score")

    def oom_score_adj(self) -> int | None:
        unsupported("oom_score_adj")

    def io_counters(self) -> t.ProcessIO | None:
        unsupported("io_counters")

    def num_fds(self) -> int:
        unsupported("num_fds")

    def open_files(self) -> list[t.OpenFile]:
        unsupported("open_files")

    def net_connections(self, kind: str) -> list[Connection]:
        unsupported("net_connections")

    def num_threads(self) -> int:
        unsupported("num_threads")

    def threads(self) -> list[t.Thread]:
        unsupported("threads")

    def limits(self) -> dict[t.Limit, t.ProcessLimit]:
        unsupported("limits")

    def signals(self) -> t.SignalMasks:
        unsupported("signals")

    def namespaces(self) -> t.Namespaces:
        unsupported("namespaces")

    def namespace_pids(self) -> list[int] | None:
        unsupported("namespace_pids")

    def cgroups(self) -> list[t.CgroupMembership]:
        unsupported("cgroups")

    def cgroup(self) -> str | None:
        unsupported("cgroup")

    def container_id(self) -> str | None:
        unsupported("container_id")

    def systemd_unit(self) -> str | None:
        unsupported("systemd_unit")
