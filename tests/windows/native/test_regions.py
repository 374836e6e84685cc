"""The address space of a process, and which of its pages are resident."""

import pytest
from sysprobe.errors import AccessDenied, BackendError, CapabilityUnavailable, NoSuchProcess
from windows.native import buffers
from windows.native.made import BORN, made

__all__ = ["made"]  # a fixture

RESERVED, FREE, MAPPED, IMAGE = 0x2000, 0x10000, 0x40000, 0x1000000
END = 0x7FFF0000


def space(machine, *regions):
    """An address space of these regions, free in between."""

    def answer(address, pid, _):
        if address >= END:
            return 87
        for base, size, *_ in regions:
            if base <= address < base + size:
                return buffers.region(base, size, **named[base])
        after = min((base for base, *_ in regions if base > address), default=END)
        return buffers.region(address, after - address, state=FREE, protect=1, kind=0)

    named = {base: fields for base, _, fields in regions}
    machine["region"] = answer
    machine["drives"] = machine.says(0b100)
    machine["dos_device"] = buffers.wide("\\Device\\HarddiskVolume1\0\0")


def test_every_area_with_what_is_resident_of_it(made):
    image = {"kind": IMAGE, "allocation": 0x10000}
    space(
        made.machine,
        (0x10000, 0x1000, {**image, "protect": 0x02}),
        (0x11000, 0x2000, {**image, "protect": 0x20}),
        (0x13000, 0x1000, {**image, "protect": 0x08}),
        (0x20000, 0x3000, {"protect": 0x104}),  # a guard page
        (0x30000, 0x1000, {"kind": MAPPED, "protect": 0x04}),
        (0x40000, 0x4000, {"state": RESERVED, "protect": 0}),
    )
    made.machine["mapped_name"] = lambda address, _, __: {
        0x10000: buffers.wide("\\Device\\HarddiskVolume1\\a.dll")
    }.get(address, 1006)
    pages = [(0x30000, True, 7), (0x11000, True, 1), (0x12000, True, 3), (0x10000, False, 0), (0xFFFF0000, False, 0)]
    made.machine["working_set"] = buffers.working_set(*pages)
    found = made.open().memory_maps()
    assert [(a.start, a.size, a.permissions, a.path, a.rss) for a in found] == [
        (0x10000, 0x1000, "r--p", "C:\\a.dll", 0x1000),
        (0x11000, 0x2000, "r-xp", "C:\\a.dll", 0x2000),
        (0x13000, 0x1000, "rw-p", "C:\\a.dll", 0),
        (0x20000, 0x3000, "---p", "[anon]", 0),
        (0x30000, 0x1000, "rw-s", "[anon]", 0x1000),
        (0x40000, 0x4000, "---p", "[reserved]", 0),
    ]
    assert {(a.pss, a.shared_clean, a.private_dirty, a.swap) for a in found} == {(None,) * 4}
    assert len(made.asked("mapped_name")) == 2
    assert made.open().memory_footprint().uss == 3 * 4096


def test_who_tells_no_pages_still_tells_the_areas(made):
    space(made.machine, (0x10000, 0x1000, {}))
    made.machine["working_set"] = 87
    (area,) = made.open().memory_maps()
    assert (area.path, area.rss) == ("[anon]", None)
    with pytest.raises(CapabilityUnavailable, match="QueryWorkingSet"):
        made.open().memory_footprint()


def test_more_pages_than_the_first_buffer_holds(made):
    pages = [(page * 4096, False, 0) for page in range(100_000)]
    asked = []

    def grown(size, pid, _):
        asked.append(size)
        return buffers.working_set(*pages)

    made.machine["working_set"] = grown
    assert made.open().memory_footprint().uss == 100_000 * 4096
    assert len(asked) <= 3


@pytest.mark.parametrize("answer", [buffers.working_set((0, False, 0), count=2**61), b""])
def test_pages_that_are_not_there_are_not_counted(made, answer):
    made.machine["working_set"] = answer
    assert made.open().memory_footprint().uss in {0, 4096}


@pytest.mark.parametrize(
    "nonsense",
    [buffers.region(0, 0), buffers.region(0x1000, 0x1000), buffers.region(0, 2**64 - 1)[:24] + b"\xff" * 24],
)
def test_regions_that_lead_nowhere_are_refused(made, nonsense):
    space(made.machine)
    made.machine["region"] = nonsense
    if nonsense[24:32] == b"\xff" * 8:
        made.machine["region"] = lambda address, pid, _: nonsense if address == 0 else 87
        assert len(made.open().memory_maps()) <= 1
        return
    with pytest.raises(BackendError, match="makes no sense"):
        made.open().memory_maps()


@pytest.mark.parametrize("ask", ["memory_maps", "memory_footprint", "open_files"])
def test_what_is_refused_and_who_is_gone(made, ask):
    process = made.open()
    made.machine["open_process"] = 5
    with pytest.raises(AccessDenied):
        getattr(process, ask)()
    made.machine["open_process"] = 87
    with pytest.raises(NoSuchProcess):
        getattr(process, ask)()


def test_a_walk_that_is_refused_midway(made):
    made.machine["region"] = lambda address, pid, _: buffers.region(0, 4096) if address == 0 else 5
    with pytest.raises(AccessDenied):
        made.open(BORN).memory_maps()


def test_the_kernels_own_have_no_address_space(machine, context):
    from sysprobe_windows.process import Process

    rows = [buffers.process(4, "System", created=BORN)]
    machine["query_system", 5] = lambda kind, size, base: buffers.process_list(rows, base)
    system = Process(context).open_process(4, None)
    assert (system.memory_maps(), system.memory_footprint(), system.open_files()) == ([], None, [])
