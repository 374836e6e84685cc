"""Processes of the host: one by one as `Process` objects, all at once as a table."""

from sysprobe._facade import Facade

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sysprobe._process import Process
    from sysprobe.table import Table


class Processes(Facade):
    """The process domain of a Host."""

    __slots__ = ()

    def pids(self) -> list[int]:
        """The ids of all processes that the caller may see, sorted.

        Linux: the numbers in ``/proc`` (``hidepid=2`` hides those of other users). macOS: ``sysctl KERN_PROC_ALL``.
        Windows: ``NtQuerySystemInformation``.
        """
        return self._require(self._call.pids(), "pids")

    def pid_exists(self, pid: int) -> bool:
        """Whether a process (a thread is none) has this id now, also if it is hidden from the caller otherwise.

        Raises :class:`OverflowError` for numbers that no process can have, as the OS' own calls do.
        """
        return self._require(self._call.pid_exists(pid), "pid_exists")

    def process(self, pid: int | None = None) -> "Process":
        """The process that has this id now; without one: the calling process.

        Raises :class:`~sysprobe.NoSuchProcess` if there is none. The object stands for that very process for ever:
        should another one get its number later, nothing is told of it and nothing done to it.
        """
        from sysprobe._process import Process

        return Process(pid, host=self)  # type: ignore[arg-type]  # every facade is a Host

    def process_table(
        self, columns: "Sequence[str]", pids: "Sequence[int] | None" = None, *, workers: int = 1
    ) -> "Table":
        """Columns of all processes, or of these: read in one go.

        Raises :class:`ValueError` for a column that does not exist.
        """
        return self._require(self._call.process_table(columns, pids, workers), "process_table")

    def wait_procs(
        self,
        procs: "Iterable[Process]",
        timeout: float | None = None,
        callback: "Callable[[Process], object] | None" = None,
    ) -> "tuple[list[Process], list[Process]]":
        """Wait until all of these processes have ended or `timeout` seconds have passed; (ended, still there).

        Those that ended have `returncode` set: the exit code of a child, negative for a signal; None for others.
        `callback` is called with each as it ends. One ``poll`` waits for all of them (Linux).
        """
        from sysprobe._process_wait import wait_procs

        return wait_procs(self, procs, timeout, callback)  # type: ignore[arg-type]  # every facade is a Host
