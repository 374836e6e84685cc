"""Checks of processes: children that live, have ended, and are gone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sysprobe.errors import NoSuchProcess, SysprobeError
from sysprobe.host import Host
from sysprobe.types.attributes import ATTRIBUTES

#: Attributes that core makes from others, or that need no look at the process.
_NOT_READ = frozenset({"pid", "identity", "cpu_percent", "memory_percent", "create_time"})


@contextmanager
def _child() -> Iterator[subprocess.Popen[bytes]]:
    """A child that waits for its standard input to end."""
    code = "import sys; sys.stdout.write('x'); sys.stdout.flush(); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdout is not None
        child.stdout.read(1)
        try:
            yield child
        finally:
            child.kill()


def _readers(handle: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    for name in ATTRIBUTES:
        if name not in _NOT_READ and hasattr(handle, name):
            read = getattr(handle, name)
            yield name, partial(read, "all") if name == "net_connections" else read


def _alive(host: Host) -> Iterator[str]:
    """A living child answers, and only by errors of ours says that it does not."""
    with _child() as child:
        handle = host.ask("open_process", child.pid, None)
        for name, read in _readers(handle):
            try:
                read()
            except NoSuchProcess as error:
                yield f"{name} of a living process: {error}"
            except SysprobeError:
                continue
            except Exception as error:  # noqa: BLE001  # whatever it is, it is the finding
                yield f"{name}: {type(error).__name__}: {error}"


def _gone(host: Host) -> Iterator[str]:
    """Of a process that is gone everything raises NoSuchProcess."""
    with _child() as child:
        handle = host.ask("open_process", child.pid, None)
        child.kill()
        child.wait()
        if handle.is_running():
            yield "is_running is true of a process that is gone"
        for name, read in _readers(handle):
            try:
                answer = read()
            except SysprobeError:
                continue
            except Exception as error:  # noqa: BLE001  # whatever it is, it is the finding
                yield f"{name} of a process that is gone: {type(error).__name__}: {error}"
            else:
                if answer is not None:
                    yield f"{name} of a process that is gone is {answer!r:.100}"


def _older(host: Host) -> Iterator[str]:
    """A parent is at least as old as its child."""
    with _child() as child:
        own = host.ask("open_process", os.getpid(), None)
        other = host.ask("open_process", child.pid, None)
        try:
            born, parent_born = other.create_time(), own.create_time()
        except SysprobeError:
            return
        if parent_born > born:
            yield f"the child was started at {born}, its parent at {parent_born}"
        try:
            if other.ppid() != os.getpid():
                yield f"the parent of our child is {other.ppid()}, not {os.getpid()}"
        except SysprobeError:
            return


CHECKS: dict[str, Callable[[Host], Iterator[str]]] = {"living": _alive, "gone": _gone, "age": _older}
