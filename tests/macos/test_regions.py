"""The walk over a process's regions: it ends, it says what is true, and it hands nothing out that it only half read."""

import itertools

import pytest
from machine import ME, MINE, OTHER, PAGE, Fault
from sysprobe.errors import AccessDenied, BackendError, NoSuchProcess, ZombieProcess
from sysprobe_macos.handle import Handle
from sysprobe_macos.regions import Region, area, footprint, name, permissions, unit

READ, WRITE, EXECUTE = 1, 2, 4
COW, PRIVATE, EMPTY, SHARED, TRUESHARED, PRIVATE_ALIASED, SHARED_ALIASED, LARGE = range(1, 9)
WALK = "proc_pidinfo:08"
TEXT = 0x1_0000_0000
CACHE = 0x7FF8_0000_0000
REGION = Region(TEXT, PAGE, 0, READ, 7, PRIVATE, 0, 1, 4, 1, 3, 0, 4, 0, False, None)


@pytest.fixture
def mapped(mac):
    """One process of ours and ourselves with the same map: program, heap, guard, stack and the shared cache."""
    mac.start(OTHER, uid=502)
    mac.start(MINE)
    for pid in (MINE, ME):
        mac.map(pid, TEXT, 8 * PAGE, b"/bin/mine", protection=5, share_mode=COW, resident=6, shared_resident=6)
        mac.map(pid, TEXT + 8 * PAGE, PAGE, b"/bin/mine", protection=3, share_mode=COW, resident=1, private_resident=1)
        mac.map(pid, TEXT + 16 * PAGE, 64 * PAGE, protection=3, tag=1, resident=9, private_resident=9, dirtied=8,
                swapped_out=2, references=1)  # fmt: skip
        mac.map(pid, TEXT + 80 * PAGE, PAGE, protection=0, share_mode=EMPTY, tag=31)
        mac.map(pid, TEXT + 81 * PAGE, 4 * PAGE, protection=3, tag=30, resident=2, private_resident=2)
        mac.map(pid, CACHE, 100 * PAGE, protection=1, share_mode=SHARED, submap=1, resident=0)
        mac.map(pid, CACHE + 200 * PAGE, PAGE, protection=1, share_mode=TRUESHARED)
        # what Mach shows inside the submap; the last of it lies behind the submap
        mac.map(pid, CACHE, 60 * PAGE, inner=True, protection=5, share_mode=COW, tag=32, resident=50, depth=1)
        mac.map(pid, CACHE + 60 * PAGE, 40 * PAGE, inner=True, protection=1, share_mode=SHARED, resident=7, depth=2)
    return mac


def found(pid):
    return [(one.start, one.end, one.path, one.permissions) for one in Handle(pid, None).memory_maps()]


OUTER = [
    (TEXT, TEXT + 8 * PAGE, "/bin/mine", "r-xp"),
    (TEXT + 8 * PAGE, TEXT + 9 * PAGE, "/bin/mine", "rw-p"),
    (TEXT + 16 * PAGE, TEXT + 80 * PAGE, "[heap]", "rw-p"),
    (TEXT + 80 * PAGE, TEXT + 81 * PAGE, "[guard]", "---p"),
    (TEXT + 81 * PAGE, TEXT + 85 * PAGE, "[stack]", "rw-p"),
]
SUBMAP = [(CACHE, CACHE + 100 * PAGE, "[submap]", "r--s")]
INNER = [
    (CACHE, CACHE + 60 * PAGE, "[shared pmap]", "r-xp"),
    (CACHE + 60 * PAGE, CACHE + 100 * PAGE, "[shm]", "r--s"),
]
LAST = [(CACHE + 200 * PAGE, CACHE + 201 * PAGE, "[shm]", "r--s")]


def test_of_another_process_a_submap_is_one_region(mapped):
    assert found(MINE) == OUTER + SUBMAP + LAST
    assert mapped.calls("task_for_pid") == 0  # it may ask a daemon, which may never answer


def test_of_ourselves_the_submap_is_told_too(mapped):
    assert found(ME) == OUTER + INNER + LAST


def test_root_is_told_of_others_too_and_gives_the_port_back(mapped):
    mapped.state.own_uid = 0
    assert found(MINE) == OUTER + INNER + LAST
    assert mapped.calls("task_for_pid") == 1


def test_root_may_be_refused_the_port(mapped):
    mapped.state.own_uid = 0
    mapped.order("task_for_pid", Fault.FAIL, 5)
    assert found(MINE) == OUTER + SUBMAP + LAST


@pytest.mark.parametrize(
    ("kind", "value", "nth"),
    [
        (Fault.FAIL, 4, 1),  # KERN_INVALID_ARGUMENT
        (Fault.FAIL, 5, 2),  # KERN_FAILURE, in the middle
        (Fault.FAIL, 1, 1),  # KERN_INVALID_ADDRESS: nothing inside
        (Fault.SHORT, 15, 1),  # not even the first edition of the structure
        (Fault.SHORT, 200, 1),  # more than there was room for
        (Fault.STUCK, 9 + 7, 0),  # always the same region
        (Fault.STUCK, 9 + 6, 0),  # one behind the submap
    ],
)
def test_a_submap_that_mach_does_not_tell_of_stays_one_region(mapped, kind, value, nth):
    mapped.state.own_uid = 501
    mapped.order("mach_vm_region_recurse", kind, value, nth)
    assert found(ME) == OUTER + SUBMAP + LAST


def test_regions_that_mach_puts_over_the_ends_of_the_submap_are_cut(mac):
    mac.map(ME, CACHE, 100 * PAGE, submap=1)
    mac.map(ME, CACHE - PAGE, 30 * PAGE, inner=True, share_mode=COW)
    mac.map(ME, CACHE + 50 * PAGE, 60 * PAGE, inner=True)
    assert found(ME) == [
        (CACHE, CACHE + 29 * PAGE, "[cow]", "r--p"),
        (CACHE + 50 * PAGE, CACHE + 100 * PAGE, "[prv]", "r--p"),
    ]


@pytest.mark.parametrize("pid", [MINE, ME])
def test_a_walk_that_would_stand_still_is_an_error(mapped, pid):
    mapped.order(WALK, Fault.STUCK, 0, nth=0)
    with pytest.raises(BackendError) as caught:
        found(pid)
    assert caught.value.errno == 5
    assert mapped.calls(WALK) == 2


@pytest.mark.parametrize(
    ("start", "size"), [(TEXT, 0), (2**64 - PAGE, 2 * PAGE), (0, 0)], ids=["empty", "around the end", "nothing"]
)
def test_a_region_that_makes_no_sense_is_an_error(mapped, start, size):
    mapped.map(MINE, start, size)
    mapped.order(WALK, Fault.STUCK, 18, nth=2)
    with pytest.raises(BackendError):
        found(MINE)


def test_a_map_that_changes_between_two_calls_is_cut_and_not_told_twice(mapped):
    mapped.map(MINE, TEXT + 4 * PAGE, 10 * PAGE, share_mode=COW)
    mapped.order(WALK, Fault.STUCK, 18, nth=2)
    areas = found(MINE)
    assert areas[1] == (TEXT + 8 * PAGE, TEXT + 14 * PAGE, "[cow]", "r--p")
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(areas))


def test_a_walk_without_an_end_is_ended(mapped):
    mapped.order(WALK, Fault.STUCK, -1, nth=0)  # another page at every address
    with pytest.raises(BackendError):
        found(MINE)


@pytest.mark.parametrize("kind", [Fault.VANISH, Fault.REPLACE, Fault.LEAVING])
@pytest.mark.parametrize("nth", range(1, 9))
def test_one_that_goes_away_in_the_middle_is_gone(mapped, kind, nth):
    mapped.order(WALK, kind, MINE, nth)
    with pytest.raises(NoSuchProcess) as caught:
        found(MINE)
    assert not isinstance(caught.value, ZombieProcess)


@pytest.mark.parametrize("nth", range(1, 9))
def test_one_that_becomes_a_zombie_in_the_middle_is_a_zombie(mapped, nth):
    mapped.order(WALK, Fault.ZOMBIE, MINE, nth)
    with pytest.raises(ZombieProcess):
        found(MINE)


@pytest.mark.parametrize("nth", range(1, 9))
def test_one_that_executes_a_program_is_looked_at_again(mapped, nth):
    mapped.order(WALK, Fault.EXECUTE, MINE, nth)
    assert found(MINE) == OUTER + SUBMAP + LAST
    assert mapped.calls(WALK) == 16


def test_one_that_does_nothing_else_is_given_up(mapped):
    mapped.order(WALK, Fault.EXECUTE, MINE, nth=0)
    with pytest.raises(BackendError) as caught:
        found(MINE)
    assert caught.value.errno == 35  # EAGAIN of Darwin


@pytest.mark.parametrize("nth", [1, 4])
@pytest.mark.parametrize(("number", "error"), [(1, AccessDenied), (13, AccessDenied), (12, BackendError)])
def test_the_systems_error_is_the_one_that_is_raised(mapped, nth, number, error):
    mapped.order(WALK, Fault.FAIL, number, nth)
    with pytest.raises(error):
        found(MINE)


def test_a_living_process_without_a_map_is_an_error_and_not_an_empty_list(mac):
    mac.start(MINE)
    with pytest.raises(BackendError) as caught:
        found(MINE)
    assert caught.value.errno == 22


def test_refused(mapped):
    with pytest.raises(AccessDenied):
        found(OTHER)


def test_many_regions_and_long_paths(mac):
    mac.start(MINE)
    for i in range(700):
        mac.map(MINE, TEXT + i * PAGE, PAGE, bytes([97 + i % 26]) * (1 + i * 3 % 1024))
    areas = found(MINE)
    assert len(areas) == 700
    assert {len(path) for _, _, path, _ in areas} == {1 + i * 3 % 1024 for i in range(700)}


def test_numbers(mapped):
    code, _, heap, guard, *_ = Handle(MINE, None).memory_maps()
    assert (code.size, code.rss, code.shared_clean, code.private_clean) == (8 * PAGE, 6 * PAGE, 6 * PAGE, 0)
    assert code.anonymous is None
    assert (heap.rss, heap.private_dirty, heap.private_clean, heap.shared_dirty) == (9 * PAGE, 8 * PAGE, PAGE, 0)
    assert (heap.swap, heap.anonymous, heap.pss) == (2 * PAGE, 9 * PAGE, None)
    assert guard.rss == 0
    assert Handle(MINE, None).memory_footprint().uss == (1 + 9 + 2) * PAGE


@pytest.mark.parametrize(("kind", "value"), [(Fault.FAIL, 1), (Fault.FAIL, 2), (Fault.SHORT, 3)])
def test_pages_of_no_known_size_are_no_sizes(mapped, kind, value):
    mapped.order("sysctlbyname", kind, value)
    with pytest.raises(BackendError, match=r"hw\.pagesize"):
        found(MINE)


def test_a_translated_process_has_smaller_pages(mapped):
    """The kernel counts in those of whoever has the smaller ones: Rosetta's have 4 KiB, our own 16 KiB."""
    assert Handle(MINE, None).memory_maps()[0].rss == 6 * PAGE
    mapped.map(MINE, TEXT + 400 * PAGE + 4096, 4096, protection=3, resident=1, private_resident=1)
    areas = Handle(MINE, None).memory_maps()
    assert (areas[0].rss, areas[-3].rss) == (6 * 4096, 4096)
    mapped.name("hw.pagesize", 4096)  # we are translated ourselves
    assert Handle(ME, None).memory_maps()[0].rss == 6 * 4096


@pytest.mark.parametrize(
    ("own", "start", "size", "expected"),
    [(PAGE, PAGE, PAGE, PAGE), (PAGE, 4096, PAGE, 4096), (PAGE, 0, 8192, 8192), (PAGE, 0, 1, 4096), (4096, 1, 1, 4096)],
)
def test_the_unit_of_the_counts(own, start, size, expected):
    assert unit(own, [REGION, REGION._replace(start=start, size=size)]) == expected


def test_names():
    assert name(REGION._replace(path="/x", submap=True)) == "/x"
    assert name(REGION._replace(submap=True)) == "[submap]"
    unnamed = {mode: name(REGION._replace(share_mode=mode)) for mode in range(10)}
    assert unnamed == {
        0: "[anon]", COW: "[cow]", PRIVATE: "[prv]", EMPTY: "[nul]", SHARED: "[shm]", TRUESHARED: "[shm]",
        PRIVATE_ALIASED: "[ali]", SHARED_ALIASED: "[shm]", LARGE: "[lpg]", 9: "[anon]",
    }  # fmt: skip
    assert [name(REGION._replace(tag=tag)) for tag in (1, 7, 30, 31, 240)] == [
        "[heap]", "[heap]", "[stack]", "[guard]", "[prv]",
    ]  # fmt: skip


def test_permissions():
    assert permissions(REGION._replace(protection=READ | WRITE | EXECUTE, share_mode=SHARED)) == "rwxs"
    assert permissions(REGION._replace(protection=0)) == "---p"
    assert permissions(REGION._replace(protection=READ | 8)) == "r--p"


def test_shared_and_private_are_unknown_where_they_mix():
    mixed = area(REGION._replace(private_resident=1, shared_resident=3), PAGE)
    inside = area(REGION._replace(private_resident=None, shared_resident=None), PAGE)
    for found in (mixed, inside):
        assert {found.shared_clean, found.shared_dirty, found.private_clean, found.private_dirty} == {None}


def test_a_page_that_nobody_else_maps_is_private():
    only = REGION._replace(share_mode=COW, private_resident=1, shared_resident=3)
    assert footprint([only], PAGE).uss == 4 * PAGE
    assert footprint([only._replace(references=2)], PAGE).uss == PAGE
    assert footprint([only._replace(references=2, share_mode=PRIVATE)], PAGE).uss == 4 * PAGE
    assert footprint([only._replace(share_mode=SHARED)], PAGE).uss == 0


def test_more_dirty_pages_than_resident_ones_are_no_negative_clean_ones():
    odd = area(REGION._replace(resident=2, dirtied=3), PAGE)
    assert (odd.private_clean, odd.private_dirty) == (0, 2 * PAGE)


def test_nobody_asks_for_the_map_of_the_kernel(people):
    """Newer systems take who does for a program that crashed, and write a report of it."""
    people.state.own_uid = 0
    with pytest.raises(AccessDenied):
        Handle(0, None).memory_maps()
    assert people.calls("proc_pidinfo:08") == 0
