"""Waiting for processes to end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sysprobe.errors import ProcessError, TimeoutExpired

if TYPE_CHECKING:
    from sysprobe._process import Process
    from sysprobe.host import Host
    from sysprobe.types.process_handle import ProcessHandle


class Waiting:
    """The part of `Process` that waits."""

    __slots__ = ()

    if TYPE_CHECKING:
        returncode: int | None
        _host: Host
        _handle: ProcessHandle

        def _named(self, error: ProcessError) -> ProcessError: ...

    def wait(self, timeout: float | None = None) -> int | None:
        """Block until it has ended: the exit code of a child (negative: the signal that ended it), None for others.

        A child is reaped, as by ``os.waitpid``. A process that is gone already is not waited for. Raises
        :class:`~sysprobe.TimeoutExpired` after `timeout` seconds; 0 looks once. Linux: one ``poll`` of a pidfd (5.3),
        before that looks at growing intervals.
        """
        _check(timeout)
        if self.returncode is not None:
            return self.returncode
        if not _wait_for(self._host, [self._handle], timeout):
            raise TimeoutExpired(timeout or 0.0, f"process {self._handle.pid}", self._handle.pid)
        return self._ended()

    async def wait_async(self, timeout: float | None = None) -> int | None:
        """`wait` for asyncio: it blocks nobody and, on Linux, takes no thread. Can be cancelled."""
        import asyncio

        _check(timeout)
        if self.returncode is not None:
            return self.returncode
        descriptor = self._handle.exit_descriptor()
        if descriptor is None:
            return await asyncio.to_thread(self.wait, timeout)
        import os

        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        try:
            loop.add_reader(descriptor, ended.set)
            try:
                async with asyncio.timeout(timeout):
                    await ended.wait()
            except TimeoutError:
                raise TimeoutExpired(timeout or 0.0, f"process {self._handle.pid}", self._handle.pid) from None
            finally:
                loop.remove_reader(descriptor)
        finally:
            os.close(descriptor)
        return self._ended()

    def _ended(self) -> int | None:
        try:
            self.returncode = self._handle.exit_code()  # type: ignore[misc]  # a slot of Process
        except ProcessError as error:
            raise self._named(error) from None
        return self.returncode


def wait_procs(
    host: Host,
    procs: Iterable[Process],
    timeout: float | None,
    callback: Callable[[Process], object] | None,
) -> tuple[list[Process], list[Process]]:
    """See `Host.wait_procs`."""
    _check(timeout)
    waiting = list(dict.fromkeys(procs))
    gone: list[Process] = []
    end = None if timeout is None else time.monotonic() + timeout
    while waiting:
        left = None if end is None else max(end - time.monotonic(), 0.0)
        by_handle = {id(process._handle): process for process in waiting}  # noqa: SLF001
        ended = _wait_for(host, [process._handle for process in waiting], left)  # noqa: SLF001
        for handle in ended:
            process = by_handle[id(handle)]
            process._ended()  # noqa: SLF001
            waiting.remove(process)
            gone.append(process)
            if callback is not None:
                callback(process)
        if not ended:
            break
    return gone, waiting


def _wait_for(host: Host, handles: list[ProcessHandle], timeout: float | None) -> list[ProcessHandle]:
    ended = host._call.wait_processes(handles, timeout)  # noqa: SLF001
    return host._require(ended, "wait_processes")  # noqa: SLF001


def _check(timeout: float | None) -> None:
    if timeout is not None and not timeout >= 0:
        raise ValueError(f"timeout must not be negative: {timeout}")
