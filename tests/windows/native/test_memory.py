import struct

import pytest
from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context
from windows.native import buffers

PAGE = 4096
PERFORMANCE = buffers.performance(
    total=1000,
    available=300,
    cache=40,
    commit_total=700,
    commit_limit=1500,
    commit_peak=900,
    nonpaged=11,
    page_size=PAGE,
)


@pytest.fixture
def memory(context):
    from sysprobe_windows.memory import Memory

    return Memory(context)


def test_virtual_memory_is_what_get_performance_info_counts_in_pages(machine, memory):
    machine["performance"] = PERFORMANCE
    found = memory.virtual_memory()
    assert (found.total, found.available, found.used) == (1000 * PAGE, 300 * PAGE, 700 * PAGE)
    assert (found.free, found.percent, found.page_size) == (found.available, 70.0, PAGE)
    assert (found.committed, found.commit_limit) == (700 * PAGE, 1500 * PAGE)
    assert (found.cached, found.wired) == (40 * PAGE, 11 * PAGE)
    assert (found.active, found.inactive, found.buffers, found.shared, found.slab) == (None,) * 5


@pytest.mark.parametrize(
    "fields", [{"total": 0}, {"total": 5, "available": 6}, {"total": 5, "available": 5, "page_size": 0}]
)
def test_numbers_that_cannot_be_are_an_error(machine, memory, fields):
    machine["performance"] = buffers.performance(**fields)
    with pytest.raises(BackendError, match="GetPerformanceInfo") as caught:
        memory.virtual_memory()
    assert caught.value.source == "GetPerformanceInfo"


def test_swap_is_the_sum_of_the_page_files(machine, memory):
    machine["performance"] = PERFORMANCE
    files = [("\\??\\C:\\pagefile.sys", 600, 90, 200), ("\\??\\D:\\pagefile.sys", 400, 10, 10)]
    machine["query_system"] = lambda kind, size, base: buffers.page_files(files, base)
    found = memory.swap_memory()
    assert (found.total, found.used, found.free, found.percent) == (1000 * PAGE, 100 * PAGE, 900 * PAGE, 10.0)
    assert (found.sin, found.sout) == (None, None)
    from sysprobe_windows import _native

    assert _native.page_files() == files


def test_without_a_page_file_swap_is_nothing(machine, memory):
    machine["performance"] = PERFORMANCE
    machine["query_system"] = b""
    found = memory.swap_memory()
    assert (found.total, found.used, found.free, found.percent) == (0, 0, 0, 0.0)


def test_a_windows_that_does_not_tell_its_page_files_has_no_answer(machine, memory):
    machine["performance"] = PERFORMANCE
    machine["query_system"] = 0xC0000003
    with pytest.raises(CapabilityUnavailable, match="SystemPageFileInformation"):
        memory.swap_memory()


def test_another_root_is_refused(machine):
    from sysprobe_windows.memory import Memory

    elsewhere = Memory(Context("windows", "/host"))
    for ask in (elsewhere.virtual_memory, elsewhere.swap_memory):
        with pytest.raises(CapabilityUnavailable, match="only a running Windows"):
            ask()
    assert machine.calls == []


def test_the_heap_of_this_process(machine, memory):
    machine["heap"] = struct.pack("<Q", 2**40)
    machine["heap_count"] = struct.pack("<I", 3)
    found = memory.heap_info()
    assert (found.heap_used, found.mmap_used, found.heap_count) == (2**40, None, 3)
    machine["compact"] = struct.pack("<QQ", 9, 8)
    assert memory.heap_trim() is True
    machine["compact"] = struct.pack("<QQ", 8, 8)
    assert memory.heap_trim() is False
    for call, ask in (("heap", memory.heap_info), ("compact", memory.heap_trim)):
        machine[call] = 31
        with pytest.raises(BackendError, match="Heap"):
            ask()
