"""What holds for disks on every system, whichever backend answers."""

import os

import pytest
import sysprobe
from live import eventually
from sysprobe.types.disk import DiskIOCounters, DiskKind

COUNTERS = [name for name in DiskIOCounters.__slots__ if name != "kind"]


def known(ask, *args, **kwargs):
    try:
        return ask(*args, **kwargs)
    except sysprobe.CapabilityUnavailable as error:
        pytest.skip(str(error))


def test_partitions_are_mounted_somewhere():
    everything = known(sysprobe.disk_partitions, all=True)
    assert everything
    for each in everything:
        assert each.mountpoint
        assert each.device != ""
        assert each.opts
    assert len(known(sysprobe.disk_partitions)) <= len(everything)


def test_usage_adds_up():
    found = known(sysprobe.disk_usage, os.getcwd())
    assert 0 <= found.used <= found.total
    assert 0 <= found.free <= found.total
    assert found.percent is None or 0 <= found.percent <= 100
    inodes = (found.inodes_total, found.inodes_used, found.inodes_free)
    assert all(each is None for each in inodes) or all(0 <= each <= found.inodes_total for each in inodes)


@pytest.mark.parametrize("timeout", [None, 600])
@pytest.mark.parametrize("kind", [str, os.fsencode], ids=["str", "bytes"])
def test_usage_takes_every_kind_of_path(kind, timeout, tmp_path):
    total = known(sysprobe.disk_usage, tmp_path, timeout).total
    assert sysprobe.disk_usage(kind(str(tmp_path)), timeout).total == total


@pytest.mark.parametrize("timeout", [None, 600])
def test_what_the_system_says_of_a_wrong_path_is_passed_on(timeout, tmp_path):
    with pytest.raises(FileNotFoundError):
        known(sysprobe.disk_usage, tmp_path / "absent", timeout)


def test_a_wrong_timeout_is_refused():
    for wrong in (-1, float("nan")):
        with pytest.raises(ValueError, match="timeout"):
            sysprobe.disk_usage(os.getcwd(), wrong)


def test_counters_never_go_backwards():
    before, after = known(sysprobe.disk_io_counters, perdisk=True), sysprobe.disk_io_counters(perdisk=True)
    for name in before.keys() & after.keys():
        assert after[name].kind in DiskKind
        for counter in COUNTERS:
            old, new = getattr(before[name], counter), getattr(after[name], counter)
            assert (old is None) == (new is None)
            assert old is None or 0 <= old <= new


def test_the_sum_is_that_of_the_whole_disks():
    def total(counter):
        disks = sysprobe.disk_io_counters(perdisk=True).values()
        return sum(getattr(each, counter) or 0 for each in disks if each.kind is DiskKind.DISK)

    if known(sysprobe.disk_io_counters) is None:
        pytest.skip("this machine has no disk")

    def compare():
        for counter in COUNTERS:
            before, found, after = total(counter), getattr(sysprobe.disk_io_counters(), counter), total(counter)
            assert before <= (found or 0) <= after

    eventually(compare)  # a disk may come or go between two looks
