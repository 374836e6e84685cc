"""``select.kqueue`` of the made-up Mac, as far as it is asked: ends of processes."""

import errno
import os
import time
import types

from sysprobe.errors import NoSuchProcess
from sysprobe_macos.identity import ZOMBIE, identify

PROC, ADD, ONESHOT, EXIT = -5, 0x1, 0x10, 0x80000000
PAUSE = 0.001  # seconds between two looks at the machine


class Event:
    def __init__(self, ident, filter, flags, fflags):  # noqa: A002  # their name
        assert (filter, flags, fflags) == (PROC, ADD | ONESHOT, EXIT)
        self.ident = ident


def alive(pid):
    try:
        return identify(pid).status != ZOMBIE
    except NoSuchProcess:
        return False


class Queue:
    """Registering one that is a zombie or gone is ESRCH, as xnu has it; what has ended is told once."""

    opened = 0

    def __init__(self):
        self._watched = []
        self._descriptor = os.memfd_create("kqueue")
        type(self).opened += 1

    def fileno(self):
        return self._descriptor

    def close(self):
        os.close(self._descriptor)
        type(self).opened -= 1

    def control(self, changes, most, timeout=None):
        for event in changes or ():
            if not alive(event.ident):
                raise ProcessLookupError(errno.ESRCH, "no such process")
            self._watched.append(event)
        end = time.monotonic() + (timeout or 0)
        while most:
            told = [event for event in self._watched if not alive(event.ident)]
            self._watched = [event for event in self._watched if event not in told]
            if told or time.monotonic() >= end:
                return told[:most]
            time.sleep(PAUSE)
        return []


select = types.SimpleNamespace(
    kqueue=Queue, kevent=Event, KQ_FILTER_PROC=PROC, KQ_EV_ADD=ADD, KQ_EV_ONESHOT=ONESHOT, KQ_NOTE_EXIT=EXIT
)
