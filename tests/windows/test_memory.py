import ctypes

import psutil
import sysprobe
from live import between, eventually

# Others take and give back memory meanwhile.
SLACK = 32 << 20


class MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX."""

    _fields_ = [
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("total", "available", "commit_limit", "commit_left", "a", "b", "c")),
    ]


def memory_status():
    status = MemoryStatus(ctypes.sizeof(MemoryStatus))
    assert ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return status


def test_available_is_what_global_memory_status_says():
    """A second call of Windows tells the same; memory moves, so ours lies between two of its answers."""

    def compare():
        before, ours, after = memory_status(), sysprobe.virtual_memory(), memory_status()
        assert ours.total // ours.page_size == before.total // ours.page_size
        between(before.available, ours.available, after.available, slack=SLACK)

    eventually(compare)


def test_psutil_agrees():
    def compare():
        before, ours, after = psutil.virtual_memory(), sysprobe.virtual_memory(), psutil.virtual_memory()
        assert ours.total == before.total
        between(before.available, ours.available, after.available, slack=SLACK)
        between(before.used, ours.used, after.used, slack=SLACK)

    eventually(compare)


def test_what_is_committed_stays_under_its_limit():
    memory = sysprobe.virtual_memory()
    assert 0 < memory.committed <= memory.commit_limit
    assert memory.commit_limit >= memory.total


def test_swap_is_not_more_than_what_may_be_committed():
    assert sysprobe.swap_memory().total <= sysprobe.virtual_memory().commit_limit


def test_the_heap_grows_by_what_is_allocated():
    runtime = ctypes.CDLL("ucrtbase")
    runtime.malloc.restype = ctypes.c_void_p
    runtime.malloc.argtypes = [ctypes.c_size_t]
    runtime.free.argtypes = [ctypes.c_void_p]

    def compare():
        before = sysprobe.heap_info()
        blocks = [runtime.malloc(4096) for _ in range(1000)]
        after = sysprobe.heap_info()
        for block in blocks:
            runtime.free(block)
        assert after.heap_used - before.heap_used >= 4_000_000
        assert after.heap_count >= 1

    eventually(compare)
    assert sysprobe.heap_trim() in {True, False}
