"""Parents and children of a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sysprobe.errors import NoSuchProcess, ProcessError

if TYPE_CHECKING:
    from sysprobe._process import Process
    from sysprobe.host import Host
    from sysprobe.types.process_handle import ProcessHandle


class Tree:
    """The part of `Process` about its relations."""

    __slots__ = ()

    if TYPE_CHECKING:
        _host: Host
        _handle: ProcessHandle

        def _named(self, error: ProcessError) -> ProcessError: ...

    def parent(self) -> Process | None:
        """Its parent, also if the caller may not see more of that than that it is there. None without one."""
        from sysprobe._process import Process

        try:
            while True:
                pid = self._handle.ppid()
                try:
                    found = Process(pid, host=self._host) if pid != self._handle.pid else None
                except NoSuchProcess:
                    found = None
                # A parent that still has this child now was there all the time, so its number was not anybody else's.
                # Where the number of an ended parent stays (Windows), it must be older than its child.
                if self._handle.ppid() != pid:
                    continue
                return found if found is not None and _older(found._handle, self._handle) else None  # noqa: SLF001
        except ProcessError as error:
            raise self._named(error) from None

    def parents(self) -> list[Process]:
        """Its parent, that one's parent and so on. An ancestor that ends in the meantime ends the list."""
        line: list[Process] = []
        process = self.parent()
        while process is not None and process not in line:
            line.append(process)
            try:
                process = process.parent()
            except ProcessError:
                break  # gone, or hidden from the caller
        return line

    def children(self, recursive: bool = False) -> list[Process]:
        """Its children, sorted by pid; with `recursive` theirs too, each generation after the one before.

        Processes whose parent the caller may not know are left out. Raises :class:`~sysprobe.NoSuchProcess` if this
        process is gone.
        """
        from sysprobe._process import Process

        table = self._host.process_table(("pid", "ppid", "identity"))
        if not self._handle.is_running():
            # Only while it is there do rows with its pid as parent speak of it.
            raise self._named(NoSuchProcess(self._handle.pid))
        families: dict[int, list[tuple[int, int | None]]] = {}
        for row in sorted(zip(table["pid"], table["ppid"], table["identity"], strict=True), key=lambda row: row[0]):
            pid, parent, identity = row
            if parent is not None and pid != parent:
                families.setdefault(parent, []).append((pid, identity))
        generation: list[tuple[int, int | None]] = [(self._handle.pid, self._handle.identity)]
        found: list[tuple[int, int | None]] = []
        seen = {self._handle.pid}
        while generation:
            following: list[tuple[int, int | None]] = []
            for parent, born in generation:
                for pid, identity in families.get(parent, ()):
                    if pid not in seen and (born is None or identity is None or born <= identity):
                        seen.add(pid)
                        following.append((pid, identity))
            found += following
            generation = following if recursive else []
        return [Process._found(self._host, pid, identity) for pid, identity in found]  # noqa: SLF001


def _older(parent: ProcessHandle, child: ProcessHandle) -> bool:
    return parent.identity is None or child.identity is None or parent.identity <= child.identity
