"""Processes of the host: one by one as `Process` objects, all at once as a table."""

from sysprobe._facade import Facade

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sysprobe._process import Process
    from sysprobe.process_sampler import ProcessSampler
    from sysprobe.table import Table


class Processes(Facade):
    """The process domain of a Host."""

    __slots__ = ()

    def pids(self) -> list[int]:
        """The ids of all processes that the caller may see, sorted.

        Linux: the numbers in ``/proc`` (``hidepid=2`` hides those of other users). macOS: ``proc_listpids``.
        Windows: ``NtQuerySystemInformation``.

        Raises :class:`~sysprobe.CapabilityUnavailable` if no backend answers, :class:`~sysprobe.BackendError` if there
        is no list of processes.
        """
        return self._require(self._call.pids(), "pids")

    def pid_exists(self, pid: int) -> bool:
        """Whether a process (a thread is none) has this id now, also if it is hidden from the caller otherwise.

        False for numbers that no process can have: less than 0, or too large.
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
        self,
        columns: "Iterable[str] | None" = None,
        pids: "Iterable[int] | None" = None,
        *,
        workers: int = 1,
    ) -> "Table":
        """Columns of all processes, or of these, read in one go and sorted by pid: no object for each process.

        `columns` are names of :data:`sysprobe.types.attributes.COLUMNS`, of attributes (then all columns of these), or
        of what other backends add; only the files that they need are read. Without them: what fits a line. Whoever is
        gone is left out; what is unknown, or not for the caller to know, is marked missing in its column; no process
        raises. ``cpu_percent`` is of the time since the last table of this Host that had it, at first since the start
        of the process.

        Linux: one call in C that lets other threads run, divided among so many threads as `workers` says (more than
        one for each processor gain nothing). Raises :class:`ValueError` for a column that does not exist or a negative
        pid, :class:`~sysprobe.BackendError` if there is no list of processes, or descriptors or memory run out.
        """
        from sysprobe._process_table import process_table

        return process_table(self, columns, pids, workers)  # type: ignore[arg-type]  # every facade is a Host

    def process_iter(self, attrs: "Iterable[str] | None" = None, ad_value: object = None) -> "Iterator[Process]":
        """All processes, sorted by pid; the objects are the same from one call to the next, while the process lives.

        With `attrs` the objects know these attributes already, from one reading of the table: their methods answer
        with that until the next call. What the caller may not read is `ad_value`. Nobody is left out for what he
        hides: kernel threads, zombies and processes of others are all there. Raises :class:`ValueError` for an
        attribute that does not exist.
        """
        from sysprobe._process_iter import process_iter

        return process_iter(self, attrs, ad_value)  # type: ignore[arg-type]  # every facade is a Host

    def process_sampler(self) -> "ProcessSampler":
        """A sampler of its own: tables with rates (processor, storage) since the one before."""
        from sysprobe.process_sampler import ProcessSampler

        return ProcessSampler(self)  # type: ignore[arg-type]  # every facade is a Host

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
