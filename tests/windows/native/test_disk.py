import os
import struct

import pytest
from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context
from sysprobe.types.disk import DiskIOCounters, DiskKind, DiskPartition
from windows.native import buffers

ABSENT, ACCESS_DENIED, NOT_SUPPORTED, NOT_A_DIRECTORY, NOT_READY = 2, 5, 50, 267, 21


@pytest.fixture
def disk(machine, context):
    from sysprobe_windows.disk import Disk

    machine["disk_performance"] = ABSENT
    machine["volumes"] = 18
    return Disk(context)


def test_drives(machine, disk):
    machine["drives"] = machine.says(0b11101 | 1 << 25)
    kinds = {"A": 2, "C": 3, "D": 5, "E": 4, "Z": 99}
    machine["drive_type"] = lambda letter, *_: (kinds[chr(letter)], 0)
    types = {"C": "NTFS", "E": "FAT32"}
    machine["volume"] = lambda letter, *_: buffers.wide(types.get(chr(letter), "x") + "\0")
    machine["volume_flags"] = struct.pack("<I", 0x80000 | 0x8000)
    machine["volume", ord("A")] = machine["volume", ord("D")] = NOT_READY
    everything = disk.disk_partitions(True)
    assert everything == [
        DiskPartition("A:\\", "A:\\", "", "removable"),
        DiskPartition("C:\\", "C:\\", "NTFS", "ro,compressed,fixed"),
        DiskPartition("D:\\", "D:\\", "", "cdrom"),
        DiskPartition("E:\\", "E:\\", "FAT32", "ro,compressed,remote"),
        DiskPartition("Z:\\", "Z:\\", "x", "ro,compressed,unknown"),
    ]
    assert [each.mountpoint for each in disk.disk_partitions(False)] == ["A:\\", "C:\\", "D:\\"]


VOLUME = "\\\\?\\Volume{%s}\\"


def mounted(machine, *volumes):
    """Volumes with the paths at which they are mounted, or the error that asking for them is."""
    names = [number + VOLUME % number for number, _ in volumes]
    paths = {ord(number): found for number, found in volumes}
    machine["volumes"] = lambda place, *_: buffers.wide(names[place] + "\0") if place < len(names) else 18
    machine["volume_paths"] = lambda letter, *_: paths[letter]


def test_volumes_in_folders_follow_the_drives(machine, disk):
    machine["drives"] = machine.says(0b100)
    machine["drive_type"] = machine.says(3)
    machine["volume"] = buffers.wide("NTFS\0")
    machine["volume_flags"] = bytes(4)
    mounted(
        machine,
        ("1", buffers.wide("C:\\\0C:\\mnt\\däta\\\0D:\\x\\\0\0")),
        ("2", buffers.wide("\0")),
        ("3", 2),  # it has gone since
    )
    assert [(each.device, each.mountpoint) for each in disk.disk_partitions(False)] == [
        ("C:\\", "C:\\"),
        ("1" + VOLUME % "1", "C:\\mnt\\däta\\"),
        ("1" + VOLUME % "1", "D:\\x\\"),
    ]


@pytest.mark.parametrize("place", [0, 1])
def test_a_search_that_fails_is_an_error(machine, disk, place):
    machine["drives"] = machine.says(0)
    machine["volumes"] = lambda at, *_: 31 if at == place else buffers.wide("1\0")
    machine["volume_paths"] = buffers.wide("\0")
    with pytest.raises(BackendError, match="FindNextVolume"):
        disk.disk_partitions(True)


def space(available, total, free):
    return struct.pack("<QQQ", available, total, free)


@pytest.mark.parametrize("timeout", [None, 60])
def test_free_is_what_the_caller_may_use(machine, disk, timeout):
    """A quota leaves less than is free (psutil tells what is free for all)."""
    machine["disk_space"] = space(100, 1000, 400)
    found = disk.disk_usage("C:\\", timeout)
    assert (found.total, found.used, found.free, found.percent) == (1000, 600, 100, 85.7)
    assert (found.inodes_total, found.inodes_used, found.inodes_free) == (None, None, None)


def test_a_file_has_the_space_of_its_folder(machine, disk):
    machine["disk_space", ord("f")] = NOT_A_DIRECTORY
    machine["disk_space", ord(os.getcwd()[0])] = space(0, 0, 0)
    found = disk.disk_usage("file", None)
    assert (found.total, found.percent) == (0, None)


@pytest.mark.parametrize(
    ("code", "error"), [(2, FileNotFoundError), (3, FileNotFoundError), (123, FileNotFoundError), (5, PermissionError)]
)
def test_what_windows_says_of_a_wrong_path_is_passed_on(machine, disk, code, error):
    machine["disk_space"] = code
    for timeout in (None, 60):
        with pytest.raises(error):
            disk.disk_usage("C:\\wrong", timeout)
    with pytest.raises(ValueError, match="null"):
        disk.disk_usage("C:\\a\0b", None)


def test_traffic_is_counted_in_bytes_and_milliseconds(machine, disk):
    """D4: psutil tells seconds."""
    machine["disk_performance", 0] = buffers.disk(1, 2, 2**40, 2**41, 15_000_000, 20_000_000)
    machine["disk_performance", 1] = NOT_SUPPORTED
    machine["disk_performance", 7] = buffers.disk(2**32 - 1, 0, 0, 0, 0, 9_999)
    assert disk.disk_io_counters() == {
        "PhysicalDrive0": DiskIOCounters(1, 2, 2**40, 2**41, 1500, 2000, kind=DiskKind.DISK),
        "PhysicalDrive7": DiskIOCounters(2**32 - 1, 0, 0, 0, 0, 0, kind=DiskKind.DISK),
    }
    machine["disk_performance", 3] = ACCESS_DENIED
    with pytest.raises(BackendError, match="IOCTL_DISK_PERFORMANCE"):
        disk.disk_io_counters()


def test_another_root_is_refused(machine):
    from sysprobe_windows.disk import Disk

    elsewhere = Disk(Context("windows", "/host"))
    for ask in (elsewhere.disk_io_counters, lambda: elsewhere.disk_partitions(True)):
        with pytest.raises(CapabilityUnavailable):
            ask()
    with pytest.raises(CapabilityUnavailable):
        elsewhere.disk_usage("C:\\", None)
    assert machine.calls == []


@pytest.mark.parametrize("path", [b"", b"a", b"a\0", b"\0", b"a\0b\0", b"a\0\0"])
def test_paths_that_are_none(library, path):
    from sysprobe_windows import _native

    for function in (_native.disk_space, _native.drive):
        with pytest.raises(ValueError, match="UTF-16"):
            function(path)
        with pytest.raises(TypeError):
            function("a")
