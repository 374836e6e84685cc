"""Waiting for ends: ``kqueue`` with ``EVFILT_PROC`` and ``NOTE_EXIT``, which everybody may ask about everybody."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sysprobe_macos.handle import Handle

POLLS = (0.0001, 0.04)  # first and longest pause of a wait without a kqueue, seconds
LONGEST = 3600.0  # seconds of one call; the kernel refuses times of many years


def wait(handles: Sequence[Handle], timeout: float | None) -> list[Handle]:
    """Those that have ended, as soon as one has or `timeout` seconds have passed (None: for ever).

    The kernel tells of an end before the process is a zombie: those it has told of are looked at again and again.
    Without a kqueue (no descriptors left) all are.
    """
    end = None if timeout is None else time.monotonic() + timeout
    pause, longest = POLLS
    queue = _open()
    try:
        watched = [] if queue is None else [watch(queue, handle) for handle in handles]
        told = queue is None or not all(watched)
        while True:
            ended = [handle for handle in handles if handle.ended()]
            left = LONGEST if end is None else min(end - time.monotonic(), LONGEST)
            if ended or left <= 0:
                return ended
            left = min(left, pause) if told else left
            if queue is None:
                time.sleep(left)
            else:
                told = bool(queue.control(None, len(handles) or 1, left)) or told
            pause = min(2 * pause, longest) if told else pause
    finally:
        if queue is not None:
            queue.close()


def descriptor(handle: Handle) -> int | None:
    """A new descriptor that turns readable when the process ends. None: it has, or there are no descriptors left."""
    queue = _open()
    if queue is None:
        return None
    try:
        return os.dup(queue.fileno()) if watch(queue, handle) and not handle.ended() else None
    except OSError:
        return None
    finally:
        queue.close()


def watch(queue: select.kqueue, handle: Handle) -> bool:
    """Have the queue tell of this process' end; whether it will. What ends until then is to be asked for afterwards."""
    flags = select.KQ_EV_ADD | select.KQ_EV_ONESHOT
    event = select.kevent(handle.pid, select.KQ_FILTER_PROC, flags, select.KQ_NOTE_EXIT)
    try:
        queue.control([event], 0)
    except OSError:
        return False
    return True


def _open() -> select.kqueue | None:
    try:
        return select.kqueue()
    except OSError:
        return None
