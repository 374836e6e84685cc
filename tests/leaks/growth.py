"""Whether a call leaves something behind: Python objects, C memory or descriptors.

A call that leaks does so every time. So it is run in rounds, and only what grows by at least one per call in every
single round is a leak; a cache that fills or a neighbour's noise is over after the first.
"""

import ctypes
import gc
import os
import sys
import warnings

ROUNDS = 6
CALLS = 25


class _Mallinfo2(ctypes.Structure):
    """What glibc says about its heap."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()  # noqa: SIM905
    ]


def _heap():
    """Bytes that C code holds, or 0 where the C library does not tell."""
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallinfo2"):
        return lambda: 0
    ask = library.mallinfo2
    ask.restype = _Mallinfo2

    def measure():
        answer = ask()
        return answer.uordblks + answer.hblkhd

    return measure


def _descriptors():
    """How many files are open, where a folder lists them."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        if os.path.isdir(folder):
            return lambda: len(os.listdir(folder))
    return lambda: 0


#: What is measured → (how, how much of it one leaking call leaves at least).
MEASURES = {"objects": (sys.getallocatedblocks, 0.7), "bytes": (_heap(), 16), "descriptors": (_descriptors(), 0.7)}


def settle():
    """Collect garbage and empty the interpreter's cache of attribute names, which keeps thousands of strings alive."""
    gc.collect()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        getattr(sys, "_clear_type_cache", gc.collect)()


def leaks(call):
    """What grows in every round, as a dict of measure → growth per call; empty if nothing does."""
    for _ in range(8):
        call()
    least = dict.fromkeys(MEASURES, float("inf"))
    for _ in range(ROUNDS):
        settle()
        before = {name: measure() for name, (measure, _) in MEASURES.items()}
        for _ in range(CALLS):
            call()
        settle()
        for name, (measure, _) in MEASURES.items():
            least[name] = min(least[name], (measure() - before[name]) / CALLS)
        found = {name: growth for name, growth in least.items() if growth >= MEASURES[name][1]}
        if not found:
            return {}
    return found
