"""Circumstances under which a backend must still answer: again and again, in threads, after a fork."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from typing import Any

from sysprobe._samples import arguments
from sysprobe.errors import SysprobeError
from sysprobe.host import Host
from sysprobe.testing import _conformity

#: Questions in one round, and rounds at most: without the GIL the count of objects settles after ten or so.
ROUND, ROUNDS = 30, 24
#: How long threads and children may take, in seconds, before they are taken to hang.
PATIENCE = 60.0


def _ask(host: Host, capability: str) -> Any:
    return host.ask(capability, *arguments(capability))


def repeats(host: Host, capability: str) -> Iterator[str]:
    """Asking again leaves no descriptor and no object behind.

    Caches fill, and whatever else runs keeps objects for a while: one round among many without growth is enough.
    """
    blocks, descriptors = [], []
    for _ in range(ROUNDS):
        more_blocks, more_descriptors = _round(host, capability)
        blocks.append(more_blocks)
        descriptors.append(more_descriptors)
        if min(blocks) < ROUND and min(descriptors) < ROUND:
            return
    if min(descriptors) >= ROUND:
        yield f"{ROUND} questions leave at least {min(descriptors)} descriptors open, each time"
    else:
        yield f"{ROUND} questions leave at least {min(blocks)} objects behind, each time"


def _round(host: Host, capability: str) -> tuple[int, int]:
    """How many more objects and descriptors there are after some questions."""
    descriptors = _descriptors()
    blocks = sys.getallocatedblocks()
    for _ in range(ROUND):
        _ask(host, capability)
    more = _descriptors() - descriptors
    return sys.getallocatedblocks() - blocks, more


def _descriptors() -> int:
    """How many descriptors are open; 0 where nothing tells."""
    gc.collect()
    for folder in ("/proc/self/fd", "/dev/fd"):
        try:
            return len(os.listdir(folder))
        except OSError:
            continue
    return 0


def threads(host: Host, capability: str, count: int = 8) -> Iterator[str]:
    """Threads that ask at once all get an answer as good as one alone."""
    errors: list[str] = []
    barrier = threading.Barrier(count)

    def work() -> None:
        try:
            barrier.wait(30)
            for _ in range(3):
                answer = _ask(host, capability)
                errors.extend(_conformity.complaints(answer, _conformity.promised(capability), "the answer"))
        except Exception as error:  # noqa: BLE001  # whatever it is, it is the finding
            errors.append(f"{type(error).__name__}: {error}")

    workers = [threading.Thread(target=work, daemon=True) for _ in range(count)]
    for worker in workers:
        worker.start()
    end = time.monotonic() + PATIENCE
    for worker in workers:
        worker.join(max(end - time.monotonic(), 0))
    if any(worker.is_alive() for worker in workers):
        errors.append(f"{count} threads that ask at once get no answer within {PATIENCE} s")
    yield from errors[:1]


def fork(host: Host, capability: str) -> Iterator[str]:
    """A forked child gets an answer too."""
    if not hasattr(os, "fork"):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads: that they exist is the test's own affair
        child = os.fork()
    if child == 0:
        code = 1
        try:
            answer = _ask(host, capability)
            hint = _conformity.promised(capability)
            code = 2 if next(_conformity.complaints(answer, hint, "the answer"), None) else 0
        except SysprobeError:
            code = 3
        finally:
            os._exit(code)
    status = _status(child)
    if status is None:
        yield f"a forked child gets no answer within {PATIENCE} s"
    elif status:
        code = os.waitstatus_to_exitcode(status)
        what = {1: "raises an error", 2: "gets a wrong answer", 3: "gets no answer"}.get(code, f"ends with {code}")
        yield f"a forked child {what}"


def _status(child: int) -> int | None:
    """How a child has ended; None if it does not, before it is killed."""
    ended: list[int] = []
    waiter = threading.Thread(target=lambda: ended.append(os.waitpid(child, 0)[1]), daemon=True)
    waiter.start()
    waiter.join(PATIENCE)
    if ended:
        return ended[0]
    os.kill(child, 9)
    waiter.join()
    return None
