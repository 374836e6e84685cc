"""Disks of a Mac."""

import pytest
from machine import STATISTICS, Fault
from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context
from sysprobe.types.disk import DiskIOCounters, DiskKind, DiskPartition, DiskUsage
from sysprobe_macos.disk import Disk, partition, usage

LOCAL, ROOT, READ_ONLY, NOSUID, NOBROWSE, JOURNALED = 0x1000, 0x4000, 0x1, 0x8, 0x100000, 0x800000


@pytest.fixture
def disk():
    return Disk(Context("macos"))


@pytest.fixture
def mounted(mac):
    """A Mac's system and data volume in one container, devfs, a server's disk and an empty automount."""
    shared = {"blocks": 250_000_000, "free": 100_000_000, "available": 100_000_000}
    mac.mount("/dev/disk3s1s1", "/", "apfs", LOCAL | ROOT | READ_ONLY | JOURNALED, **shared, used=40_960_000_000)
    mac.mount("devfs", "/dev", "devfs", LOCAL | NOBROWSE, size=512, blocks=400)
    mac.mount("/dev/disk3s5", "/System/Volumes/Data", "apfs", LOCAL, **shared, files=900, files_free=400)
    mac.mount("server:/export", "/Volumes/ex\udcff", "nfs", NOSUID, blocks=2**40, free=2**39, available=2**38)
    mac.mount("", "/System/Volumes/Data/home", "autofs", NOBROWSE)
    return mac


def test_partitions(mounted, disk):
    on_disks = [
        DiskPartition("/dev/disk3s1s1", "/", "apfs", "ro,local,rootfs,journaled"),
        DiskPartition("/dev/disk3s5", "/System/Volumes/Data", "apfs", "rw,local"),
    ]
    assert disk.disk_partitions(all=False) == on_disks
    everything = disk.disk_partitions(all=True)
    assert [one.mountpoint for one in everything if one not in on_disks] == [
        "/dev", "/Volumes/ex\udcff", "/System/Volumes/Data/home",
    ]  # fmt: skip
    assert everything[-1].device is None


def test_usage(mounted, disk):
    volume = disk.disk_usage("/", None)
    assert volume == DiskUsage(1_024_000_000_000, 40_960_000_000, 409_600_000_000, 9.1)
    # A volume that does not tell what itself uses: all that is not free, as of any other file system.
    data = disk.disk_usage("/System/Volumes/Data/Users", None)
    assert data == DiskUsage(1_024_000_000_000, 614_400_000_000, 409_600_000_000, 60.0, 900, 500, 400)
    server = disk.disk_usage("/Volumes/ex\udcff", 10.0)
    assert (server.total, server.used, server.free) == (2**52, 2**51, 2**50)  # past 32 bits of blocks


def test_a_file_system_without_space_has_no_percentage():
    assert usage(512, 0, 0, 0, 0, 0, None) == DiskUsage(0, 0, 0, None)


def test_options():
    assert partition(("a", "/a", "hfs", 0)).opts == "rw"
    assert (
        partition(("a", "/a", "hfs", 0x52C00402 | 1)).opts
        == "ro,sync,quarantine,automounted,journaled,defwrite,noatime,snapshot"
    )


def test_a_path_that_is_wrong_is_the_systems_error(mac, disk):
    with pytest.raises(FileNotFoundError) as caught:
        disk.disk_usage("/nowhere", None)
    assert caught.value.filename == "/nowhere"
    mac.mount("/dev/disk1", "/", "hfs")
    mac.order("statfs", Fault.FAIL, 1, nth=0)
    with pytest.raises(PermissionError):
        disk.disk_usage("/", 10.0)
    with pytest.raises(ValueError, match="null"):
        disk.disk_usage("a\0b", None)


def test_what_a_volume_uses_is_believed_only_if_it_is_told_whole(mounted, disk):
    mounted.order("getattrlist", Fault.SHORT, 8, nth=0)
    assert disk.disk_usage("/", None).used == 614_400_000_000


def test_a_list_that_grows_is_read_again(mounted, disk):
    mounted.order("getfsstat", Fault.SHORT, -1, nth=1)
    assert len(disk.disk_partitions(all=True)) == 5
    assert mounted.calls("getfsstat") == 2


@pytest.mark.parametrize(
    ("call", "kind", "value", "nth", "number"),
    [
        ("getfsstat:size", Fault.FAIL, 1, 1, 1),
        ("getfsstat:size", Fault.SHORT, 1 << 30, 1, 5),
        ("getfsstat:size", Fault.SHORT, 0, 1, 5),
        ("getfsstat", Fault.FAIL, 12, 1, 12),
        ("getfsstat", Fault.FAIL, 0, 1, 5),
        ("getfsstat", Fault.SHORT, -1, 0, 12),
    ],
)
def test_the_list_may_fail(mounted, disk, call, kind, value, nth, number):
    mounted.order(call, kind, value, nth)
    with pytest.raises(BackendError) as caught:
        disk.disk_partitions(all=True)
    assert caught.value.errno == number


def test_another_machines_files_cannot_answer():
    disk = Disk(Context("macos", "/somewhere"))
    with pytest.raises(CapabilityUnavailable):
        disk.disk_partitions(all=True)
    with pytest.raises(CapabilityUnavailable):
        disk.disk_usage("/", None)


# -- traffic ----------------------------------------------------------------------------------------------------------


def test_traffic(mac, disk):
    mac.disk("disk0", STATISTICS)
    mac.disk("disk4", STATISTICS, location="File")
    mac.disk("disk5", {"Bytes (Read)": 7, "Bytes (Write)": -1, "Total Time (Read)": "7"}, location=None)
    found = disk.disk_io_counters()
    counters = (11, 22, 1 << 41, 1 << 33, 7, 3 * 10**9)
    assert found["disk0"] == DiskIOCounters(*counters, kind=DiskKind.DISK)
    assert found["disk4"] == DiskIOCounters(*counters, kind=DiskKind.STACKED)
    assert found["disk5"] == DiskIOCounters(None, None, 7, None, None, None, kind=DiskKind.DISK)


def test_what_is_no_whole_disk_with_a_driver_that_counts_is_left_out(mac, disk):
    mac.disk("disk0s1", STATISTICS, conforms=0)
    mac.disk("disk1", None)
    mac.disk(None, STATISTICS)
    mac.disk("", STATISTICS)
    assert disk.disk_io_counters() == {}


def test_a_system_without_iokit_says_so(mac, disk):
    mac.order("dlopen", Fault.FAIL, nth=2)
    with pytest.raises(CapabilityUnavailable, match="IOKit"):
        disk.disk_io_counters()


@pytest.mark.parametrize(("call", "number"), [("IOServiceMatching", 12), ("IOServiceGetMatchingServices", 5)])
def test_the_question_for_disks_may_fail(mac, disk, call, number):
    mac.order(call, Fault.FAIL, 1)
    with pytest.raises(BackendError) as caught:
        disk.disk_io_counters()
    assert caught.value.errno == number


@pytest.mark.parametrize(
    ("call", "nth", "left"),
    [
        ("IORegistryEntryGetParentEntry", 1, ["disk1"]),
        ("IORegistryEntryCreateCFProperties", 1, ["disk1"]),
        ("IORegistryEntryCreateCFProperties", 2, ["disk1"]),
        ("IORegistryEntrySearchCFProperty", 1, ["disk0", "disk1"]),
    ],
)
def test_a_disk_that_was_taken_out_meanwhile_is_left_out(mac, disk, call, nth, left):
    mac.disk("disk0", STATISTICS)
    mac.disk("disk1", STATISTICS)
    mac.order(call, Fault.FAIL, nth=nth)
    assert list(disk.disk_io_counters()) == left
