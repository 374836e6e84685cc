"""Hooks of the process domain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sysprobe.plugin import hookspec

if TYPE_CHECKING:
    from sysprobe.table import Table
    from sysprobe.types.attributes import Column
    from sysprobe.types.process_handle import ProcessHandle

__all__ = ["ProcessAttribute", "ProcessHooks"]


class ProcessAttribute(NamedTuple):
    """An attribute that a backend adds: a column of the table, a row of ``sysprobe process``, a member of `as_dict`."""

    column: Column
    """Name, kind, unit, doc; ``attribute`` is the name again and ``field`` None."""
    read: Callable[[Sequence[int]], Sequence[object | None]]
    """Values for these pids in their order; None where unknown, gone or not allowed. Never raises for one of them."""


class ProcessHooks(Protocol):
    """Processes of the host."""

    @hookspec(firstresult=True)
    def pids(self) -> list[int] | None:
        """Process ids of all processes that the caller may see, sorted."""

    @hookspec(firstresult=True)
    def pid_exists(self, pid: int) -> bool | None:
        """Whether a process (not a thread) has this id, also when the caller may not see more of it."""

    @hookspec(firstresult=True)
    def open_process(self, pid: int, identity: int | None) -> ProcessHandle | None:
        """The process with this id.

        ``identity`` None: the one that has the id now; `NoSuchProcess` if none has. Otherwise the one whose identity
        (column ``identity``) was read before: the OS is not asked yet, `NoSuchProcess` comes from its methods.
        """

    @hookspec(firstresult=True)
    def wait_processes(self, handles: Sequence[ProcessHandle], timeout: float | None) -> list[ProcessHandle] | None:
        """Block until one of them has ended or ``timeout`` seconds have passed (None: for ever); those that ended."""

    @hookspec(firstresult=True)
    def process_table(self, columns: Sequence[str], pids: Sequence[int] | None, workers: int) -> Table | None:
        """These columns of all processes, or of these: whoever is gone is left out, what is unknown is marked missing.

        ``columns`` are names from `sysprobe.types.attributes.COLUMNS`. One that the OS lacks is all missing.
        """

    @hookspec
    def process_attributes(self) -> Sequence[ProcessAttribute]:
        """Attributes beyond the common ones. Every backend's are collected."""
