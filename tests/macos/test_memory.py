"""Memory of a Mac: what the numbers mean, and what happens when the kernel does not play along."""

import re
from pathlib import Path

import pytest
from machine import PAGE, Fault
from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context
from sysprobe.types.memory import AvailableSource, HeapInfo
from sysprobe_macos.memory import Counters, Memory, interpret, interpret_swap

GIB = 1 << 30
COUNTERS = Counters(
    page_size=PAGE,
    free=50_000,
    active=300_000,
    inactive=280_000,
    wired=150_000,
    purgeable=10_000,
    speculative=20_000,
    pageins=9_000_000,
    pageouts=1000,
    swapins=4000,
    swapouts=6000,
    compressor=200_000,
    throttled=0,
    external=250_000,
    internal=350_000,
    uncompressed=500_000,
)


@pytest.fixture
def memory():
    return Memory(Context("macos"))


def test_used_and_available_are_all_pages_of_vm_stat():
    found = interpret(16 * GIB, COUNTERS)
    vm_stat = {  # as it prints this machine: it takes the speculative pages out of the free ones
        "free": 30_000, "active": 300_000, "inactive": 280_000, "speculative": 20_000, "wired down": 150_000,
        "occupied by compressor": 200_000,
    }  # fmt: skip
    assert found.free == vm_stat["free"] * PAGE
    assert found.available == (vm_stat["free"] + vm_stat["speculative"] + vm_stat["inactive"]) * PAGE
    assert found.used == (vm_stat["active"] + vm_stat["wired down"] + vm_stat["occupied by compressor"]) * PAGE
    assert found.used + found.available == sum(vm_stat.values()) * PAGE
    assert found.percent == round((16 * GIB - found.available) / (16 * GIB) * 100, 1)
    assert found.available_source is AvailableSource.ESTIMATED


def test_activity_monitor_can_be_computed_from_the_record():
    total = 980_000 * PAGE  # a machine whose firmware keeps nothing: then its two ways to "Memory Used" are equal
    found = interpret(total, COUNTERS)
    cached_files = found.cached + found.purgeable
    memory_used = found.total - found.free - cached_files
    app_memory = (COUNTERS.internal - COUNTERS.purgeable) * PAGE
    assert memory_used == app_memory + found.wired + found.compressed
    assert COUNTERS.internal + COUNTERS.external == COUNTERS.active + COUNTERS.inactive + COUNTERS.speculative


def test_a_counter_that_the_system_lacks_is_none():
    old = COUNTERS._replace(
        swapins=None, swapouts=None, compressor=None, throttled=None, external=None, internal=None, uncompressed=None
    )
    found = interpret(16 * GIB, old)
    assert (found.compressed, found.cached) == (None, None)
    assert found.used == (300_000 + 150_000) * PAGE
    swap = interpret_swap(GIB, 0, old)
    assert (swap.sin, swap.sout, swap.percent) == (None, None, 0.0)


@pytest.mark.parametrize(
    ("total", "change"),
    [(0, {}), (GIB, {}), (16 * GIB, {"speculative": 50_001})],
    ids=["no memory", "more pages than memory", "more speculative than free"],
)
def test_numbers_that_contradict_each_other_are_an_error(total, change):
    with pytest.raises(BackendError, match="do not fit"):
        interpret(total, COUNTERS._replace(**change))


def test_swap_counts_what_went_through_the_swap_files():
    swap = interpret_swap(2 * GIB, GIB // 2, COUNTERS)
    assert (swap.total, swap.used, swap.free, swap.percent) == (2 * GIB, GIB // 2, 3 * GIB // 2, 25.0)
    assert (swap.sin, swap.sout) == (4000 * PAGE, 6000 * PAGE)
    assert interpret_swap(0, 0, COUNTERS).percent == 0.0
    with pytest.raises(BackendError, match="in use"):
        interpret_swap(GIB, GIB + 1, COUNTERS)


def test_end_to_end(mac, memory):
    assert memory.virtual_memory() == interpret(16 * GIB, COUNTERS)
    assert memory.swap_memory() == interpret_swap(2 * GIB, GIB // 2, COUNTERS)


@pytest.mark.parametrize("count", [24, 30, 38, 104])
def test_only_what_the_kernel_filled_in_is_read(mac, native, count):
    mac.pages(count=count)
    page_size, *counters = native.vm_statistics()
    assert page_size == PAGE
    known = {name: value for name, value in zip(Counters._fields[1:], counters, strict=True) if value is not None}
    expected = COUNTERS._asdict()
    assert known == {name: expected[name] for name in known}
    # 24 integers: macOS 10.6. 30: cut behind swapins. 38: macOS 10.9 to 15. 104: a later one.
    assert len(known) == {24: 8, 30: 9, 38: 15, 104: 15}[count]


@pytest.mark.parametrize(
    ("call", "kind", "value", "number"),
    [
        ("host_statistics64", Fault.FAIL, 4, 22),  # KERN_INVALID_ARGUMENT
        ("host_statistics64", Fault.FAIL, 5, 5),  # KERN_FAILURE
        ("host_statistics64", Fault.FAIL, 6, 12),  # KERN_RESOURCE_SHORTAGE
        ("host_statistics64", Fault.FAIL, 8, 1),  # KERN_NO_ACCESS
        ("host_statistics64", Fault.SHORT, 23, 5),  # less than the first edition
        ("host_statistics64", Fault.SHORT, 1000, 5),  # more than there was room for
        ("host_page_size", Fault.FAIL, 5, 5),
        ("sysctlbyname", Fault.FAIL, 1, 1),
        ("sysctlbyname", Fault.SHORT, 3, 5),
        ("sysctl:swap", Fault.FAIL, 0, 5),
        ("sysctl:swap", Fault.SHORT, 24, 5),
    ],
)
def test_every_call_may_fail(mac, memory, call, kind, value, number):
    mac.order(call, kind, value, nth=0)
    asked = memory.swap_memory if "swap" in call else memory.virtual_memory
    with pytest.raises(BackendError) as caught:
        asked()
    assert caught.value.errno == number
    assert caught.value.backend == "macos"
    assert caught.value.source.partition("(")[0] in ("host_statistics64", "sysctl", "hw.memsize")


def test_a_memory_of_no_size_is_an_error(mac, memory):
    mac.order("sysctlbyname", Fault.FAIL, 2)  # ENOENT: there is no such name
    with pytest.raises(BackendError, match="do not fit into 0"):
        memory.virtual_memory()


def test_a_page_of_no_size_is_an_error(mac, memory):
    mac.state.page_size = 0
    with pytest.raises(BackendError):
        memory.virtual_memory()


def test_another_machines_files_cannot_answer():
    memory = Memory(Context("macos", "/somewhere"))
    for asked in (memory.virtual_memory, memory.swap_memory):
        with pytest.raises(CapabilityUnavailable, match="running machine"):
            asked()


def test_the_layout_that_the_compiler_compares_is_the_one_that_is_read(repository):
    source = repository / "packages/backend-macos/csrc"
    table = dict(re.findall(r"\[(VM_\w+)\] = \{(\d+), \d\}", (source / "parse_vm_statistics.c").read_text()))
    compared = re.findall(r"PLACE\((\d+), struct vm_statistics64,", Path(source / "layout.c").read_text())
    assert sorted(table.values()) == sorted(compared)
    assert len(table) == len(Counters._fields) - 1


def test_the_allocator(mac):
    memory = Memory(Context("macos"))
    assert memory.heap_info() == HeapInfo(5 << 20, None)
    assert memory.heap_trim() is True
    for asked in (Memory(Context("macos", "/other")).heap_info, Memory(Context("macos", "/other")).heap_trim):
        with pytest.raises(CapabilityUnavailable):
            asked()
