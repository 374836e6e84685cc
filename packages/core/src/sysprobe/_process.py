"""`Process`: one process, the same one for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING, Any, Self, TypeVar

from sysprobe._process_about import About
from sysprobe._process_actions import Actions
from sysprobe._process_ids import can_be_pid
from sysprobe._process_resources import Resources
from sysprobe._process_tree import Tree
from sysprobe._process_wait import Waiting
from sysprobe.errors import (
    AccessDenied,
    BackendError,
    CapabilityUnavailable,
    NoSuchProcess,
    ProcessError,
    ZombieProcess,
)
from sysprobe.types.attributes import ATTRIBUTES

if TYPE_CHECKING:
    from types import TracebackType

    from sysprobe.host import Host
    from sysprobe.types.process_handle import ProcessHandle

    T = TypeVar("T")

__all__ = ["Process"]


class _Shot:
    """What the `oneshot` blocks of one thread share."""

    __slots__ = ("answers", "blocks")

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.blocks: list[None] = []


class Process(About, Resources, Actions, Waiting, Tree):
    """One process: whoever gets its number later is another one, of whom nothing is told and to whom nothing is done.

    ``Process()`` is the calling process. An object holds nothing open for long; ``with Process(pid) as process:`` pins
    the process for the length of the block, so that even its end can not confuse anything.

    Every method may raise :class:`~sysprobe.NoSuchProcess`, :class:`~sysprobe.ZombieProcess` (ended, and what was asked
    is gone with it), :class:`~sysprobe.AccessDenied` and :class:`~sysprobe.CapabilityUnavailable` (this operating
    system, or a recorded one, does not tell).
    """

    __slots__ = (
        "__weakref__",
        "_handle",
        "_host",
        "_known_name",
        "_last_times",
        "_prefetched",
        "_shots",
        "returncode",
    )

    _handle: ProcessHandle
    _host: Host

    def __init__(self, pid: int | None = None, *, host: Host | None = None) -> None:
        if host is None:
            from sysprobe import _host

            host = _host
        if pid is None:
            import os

            pid = os.getpid()
        if not can_be_pid(pid):
            raise NoSuchProcess(pid, message="no process can have this pid")
        self._set_up(host, host._require(host._call.open_process(pid, None), "open_process"))  # noqa: SLF001

    def _set_up(self, host: Host, handle: ProcessHandle) -> None:
        self._host = host
        self._handle = handle
        self._known_name: str | None = None
        self._prefetched: Mapping[str, Any] | None = None
        self._shots: dict[int, _Shot] = {}  # by thread
        self._last_times: tuple[float, float] | None = None
        #: Exit code after `wait` or `wait_procs`; None before that and for processes that are not our children.
        self.returncode: int | None = None

    @classmethod
    def _found(cls, host: Host, pid: int, identity: int | None) -> Process:
        """A process that a listing has found, without asking for it again."""
        process = cls.__new__(cls)
        process._set_up(host, host._require(host._call.open_process(pid, identity), "open_process"))  # noqa: SLF001
        return process

    # -- identity --------------------------------------------------------------------------------------------------

    @property
    def pid(self) -> int:
        """The process id."""
        return self._handle.pid

    def identity(self) -> int | None:
        """Together with the pid, which process this is: opaque, the same for the same process in every listing.

        None: the operating system would not tell.
        """
        return self._handle.identity

    def is_running(self) -> bool:
        """Whether this very process is still there. True for a zombie, False if another one has its number now."""
        return self._handle.is_running()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Process):
            return NotImplemented
        if self.pid != other.pid or self._host.root != other._host.root:
            return False
        mine, other_identity = self._handle.identity, other._handle.identity
        return mine is None or other_identity is None or mine == other_identity

    def __hash__(self) -> int:
        return hash(self.pid)

    def __repr__(self) -> str:
        details = [f"pid={self.pid}"]
        try:
            with self.oneshot():
                details += [f"name={self.name()!r}", f"status={self.status().value!r}"]
        except ZombieProcess:
            details.append("zombie")
        except NoSuchProcess:
            details += ([f"name={self._known_name!r}"] if self._known_name else []) + ["gone"]
        except Exception:  # noqa: BLE001  # a repr never raises
            pass
        return f"{type(self).__name__}({', '.join(details)})"

    # -- many questions at once ------------------------------------------------------------------------------------

    @contextmanager
    def oneshot(self) -> Iterator[Process]:
        """Within the block, what was read once is not read again: quicker, and answers that fit one another.

        A block counts for the thread that has entered it: others ask anew, or have blocks of their own, none of which
        sees what another one keeps, or ends it. In one thread blocks may be nested and may overlap, as those of
        coroutines do: then they share what is kept until the last of them ends. Errors are not kept.
        """
        thread = get_ident()
        shot = self._shots.get(thread)
        if shot is None:
            shot = self._shots[thread] = _Shot()
            self._handle.begin_oneshot()
        shot.blocks.append(None)
        try:
            yield self
        finally:
            shot.blocks.pop()
            if not shot.blocks:
                self._shots.pop(thread, None)
                self._handle.end_oneshot()

    def __enter__(self) -> Self:
        """Pin the process: `NoSuchProcess` if it is gone."""
        try:
            self._handle.pin()
        except ProcessError as error:
            raise self._named(error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._handle.close()

    def as_dict(self, attrs: Iterable[str] | None = None, ad_value: object = None) -> dict[str, Any]:
        """Attributes by name: these, or all of them (see :data:`sysprobe.types.attributes.ATTRIBUTES`).

        What may not be read is `ad_value`, what the operating system does not tell is None, whether it was asked for or
        not. Attributes that other backends add are included. Raises :class:`ValueError` for a name that does not exist,
        :class:`~sysprobe.NoSuchProcess` if the process is gone.
        """
        if isinstance(attrs, str):
            raise TypeError("attrs is a list of names, not one text")
        added = self._added()
        names = [*ATTRIBUTES, *added] if attrs is None else list(dict.fromkeys(attrs))
        unknown = [name for name in names if name not in ATTRIBUTES and name not in added]
        if unknown:
            raise ValueError(f"no such attribute: {', '.join(map(repr, unknown))}")
        answer: dict[str, Any] = {}
        with self.oneshot():
            for name in names:
                try:
                    if name == "pid":
                        answer[name] = self.pid
                    elif name in added:
                        answer[name] = added[name]([self.pid])[0]
                    else:
                        answer[name] = getattr(self, name)()
                except (AccessDenied, ZombieProcess):
                    answer[name] = ad_value
                except (CapabilityUnavailable, BackendError):
                    answer[name] = None
        if added and not self.is_running():  # readers of other backends know a pid only
            raise self._named(NoSuchProcess(self.pid))
        return answer

    def attribute_names(self) -> tuple[str, ...]:
        """The names that `as_dict` knows: everybody's attributes, and those that other backends add."""
        return (*ATTRIBUTES, *self._added())

    def _added(self) -> dict[str, Callable[[list[int]], Any]]:
        found: dict[str, Callable[[list[int]], Any]] = {}
        answers: Any = self._host._call.process_attributes()  # noqa: SLF001  # one of each backend
        for attributes in answers or ():
            for each in attributes:
                found.setdefault(each.column.name, each.read)
        return found

    # -- what the parts of this class stand on ---------------------------------------------------------------------

    def _ask(self, question: Callable[[ProcessHandle], T], *, listed: bool = True) -> T:
        """The handle's answer to the question of this name, unless it is known already.

        `listed`: what `process_iter` has filled in by this name is the answer to this question.
        """
        name = question.__name__
        known = self._prefetched
        if listed and known is not None and name in known:
            found: T = known[name]
            return found
        shots = self._shots
        shot = shots.get(get_ident()) if shots else None
        if shot is not None and name in shot.answers:
            kept: T = shot.answers[name]
            return kept
        try:
            answer: T = getattr(self._handle, name)()
        except ProcessError as error:
            raise self._named(error) from None
        if shot is not None:
            shot.answers[name] = answer
        if name == "name":
            self._known_name = str(answer)
        return answer

    def refresh(self) -> None:
        """Ask anew from now on: forget what `process_iter` has filled in and what `oneshot` keeps."""
        self._prefetched = None
        self._forget()

    def _forget(self) -> None:
        """What the `oneshot` of this thread has kept so far is out of date."""
        shot = self._shots.get(get_ident())
        if shot is not None:
            shot.answers.clear()
            self._handle.end_oneshot()
            self._handle.begin_oneshot()

    def _named(self, error: ProcessError) -> ProcessError:
        """The same error with the name of the process, if that is known."""
        if error.name is not None or self._known_name is None:
            return error
        return type(error)(error.pid, self._known_name, error.message)
