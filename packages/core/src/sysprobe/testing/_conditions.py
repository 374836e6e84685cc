"""Circumstances under which a backend must still answer: again and again, in threads, after a fork."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

from sysprobe._samples import arguments
from sysprobe.errors import SysprobeError
from sysprobe.host import Host
from sysprobe.testing import _conformity

ROUND = 30


def _ask(host: Host, capability: str) -> Any:
    return host.ask(capability, *arguments(capability))


def repeats(host: Host, capability: str) -> Iterator[str]:
    """Asking again leaves no descriptor and no object behind."""
    for _ in range(ROUND):
        _ask(host, capability)
    before = _descriptors()
    grown = []
    for _ in range(3):
        gc.collect()
        blocks = sys.getallocatedblocks()
        for _ in range(ROUND):
            _ask(host, capability)
        gc.collect()
        grown.append(sys.getallocatedblocks() - blocks)
    after = _descriptors()
    if before is not None and after is not None and after - before >= ROUND:
        yield f"{after - before} descriptors are left open by {3 * ROUND} questions"
    if min(grown) >= ROUND:  # whatever else runs may keep objects in one round, hardly in each
        yield f"{ROUND} questions leave at least {min(grown)} objects behind, each time"


def _descriptors() -> int | None:
    gc.collect()
    for folder in ("/proc/self/fd", "/dev/fd"):
        try:
            return len(os.listdir(folder))
        except OSError:
            continue
    return None


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

    workers = [threading.Thread(target=work) for _ in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    yield from errors[:1]


def fork(host: Host, capability: str) -> Iterator[str]:
    """A forked child gets an answer too."""
    if not hasattr(os, "fork"):
        return
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
    _, status = os.waitpid(child, 0)
    if status:
        code = os.waitstatus_to_exitcode(status)
        what = {1: "raises an error", 2: "gets a wrong answer", 3: "gets no answer"}.get(code, f"ends with {code}")
        yield f"a forked child {what}"
