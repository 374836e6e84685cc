"""Disks of Linux: the parsers, recorded and made-up machines, and the running machine by other means."""

import os
from pathlib import Path

import psutil
import pytest
import sysprobe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live import between, eventually, missing
from machines import made, recorded
from sysprobe.types.disk import DiskIOCounters, DiskKind
from sysprobe_linux import _native

steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
COUNTERS = [name for name in DiskIOCounters.__slots__ if name != "kind"]
#: What the columns of diskstats are, in the kernel's order; None is the requests under way.
COLUMNS = [
    *("read_count", "read_merged_count", "read_bytes", "read_time"),
    *("write_count", "write_merged_count", "write_bytes", "write_time"),
    *(None, "busy_time", "weighted_time"),
    *("discard_count", "discard_merged_count", "discard_bytes", "discard_time"),
    *("flush_count", "flush_time"),
]


def named(row):
    return dict(zip(COUNTERS, row, strict=True))


def expected(values):
    """What columns of these values must be read as."""
    found = dict.fromkeys(COUNTERS)
    for column, value in zip(COLUMNS, values, strict=False):
        if column is not None:
            found[column] = value * 512 if column.endswith("_bytes") else value
    return found


class TestDiskstats:
    @steady
    @given(st.sampled_from([8, 11, 15, 17, 19]), st.lists(st.integers(0, 2**55 - 1), min_size=19, max_size=19))
    def test_kernels_have_more_and_more_columns(self, count, values):
        columns = " ".join(map(str, values[:count]))
        line = f" 259       0 nvme0n1 {columns}\n"
        assert named(_native.parse_diskstats(line.encode())["nvme0n1"]) == expected(values[:count])
        assert named(_native.parse_block_stat(f"{columns}\n".encode())) == expected(values[:count])

    def test_partitions_of_old_kernels_have_four(self):
        found = named(_native.parse_diskstats(b"   3    1 hda1 35486 38030 71 142\n")["hda1"])
        assert {name: value for name, value in found.items() if value is not None} == {
            "read_count": 35486,
            "read_bytes": 38030 * 512,
            "write_count": 71,
            "write_bytes": 142 * 512,
        }

    def test_linux_2_4_had_the_size_before_the_name(self):
        line = b"3 0 39082680 hda 446216 784926 9550688 4382310 424847 312726 5922052 19310380 0 3376340 23705160\n"
        found = named(_native.parse_diskstats(line)["hda"])
        values = (446216, 784926, 9550688, 4382310, 424847, 312726, 5922052, 19310380, 0, 3376340, 23705160)
        assert found == expected(values)

    @pytest.mark.parametrize("value", ["-1", "18446744073709551615", "9" * 40])
    def test_what_no_disk_can_have_counted_is_not_known(self, value):
        found = named(_native.parse_diskstats(f"8 0 sda {value} 2 {value} 4 5 6 7 8 {value} 10 11\n".encode())["sda"])
        assert (found["read_count"], found["read_bytes"], found["read_merged_count"]) == (None, None, 2)

    def test_bytes_beyond_64_bits_are_not_known(self):
        found = named(
            _native.parse_diskstats(b"8 0 sda 1 2 36028797018963968 4 5 6 36028797018963967 8 9 10 11\n")["sda"]
        )
        assert (found["read_bytes"], found["write_bytes"]) == (None, 36028797018963967 * 512)

    @pytest.mark.parametrize(
        "text",
        [
            b"8 0 sda 1 2 3 4 5 6 7 8 9 10 1",  # cut off within a number
            b"8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n8 16 sd",
            b"8 0 sda\n",
            b"8 0 sda 1 2 3\n",
            b"8 0 sda 1 2 x 4\n",
            b"8 0 sda 1 2 3x 4\n",
            b"8\n",
            b"sda 1 2 3 4\n",
            b"\n",
            b"\0" * 50 + b"\n",
            b"\xff\xfe\n",
        ],
    )
    def test_nonsense_is_an_error_that_names_the_file(self, text, tmp_path):
        with pytest.raises(sysprobe.BackendError) as caught:
            made(tmp_path, {"proc/diskstats": text}).disk_io_counters(perdisk=True)
        assert caught.value.source == str(tmp_path / "proc/diskstats")

    def test_names_need_not_be_utf_8(self):
        [name] = _native.parse_diskstats(b"8 0 s\xff 1 2 3 4\n")
        assert os.fsencode(name) == b"s\xff"


class TestSums:
    def test_a_recorded_machine(self):
        found = recorded("recorded-6.18-virtual").disk_io_counters(perdisk=True)
        kinds = {kind: [name for name, each in found.items() if each.kind is kind] for kind in DiskKind}
        assert kinds[DiskKind.DISK] == ["vda", "zram0"]
        assert kinds[DiskKind.STACKED] == [f"loop{number}" for number in range(8)]
        assert recorded("recorded-6.18-virtual").disk_io_counters().flush_count == found["vda"].flush_count > 0

    def test_layers_and_partitions_are_counted_once(self):
        for tree, disks in {
            "synthetic-laptop": {"nvme0n1", "zram0"},
            "synthetic-server": {"cciss/c0d0", "sda", "sdb", "sdc", "sdd"},
            "synthetic-raspberry-pi": {"ram0", "mmcblk0"},
        }.items():
            found = recorded(tree).disk_io_counters(perdisk=True)
            assert {name for name, each in found.items() if each.kind is DiskKind.DISK} == disks
            total = recorded(tree).disk_io_counters()
            assert total.read_bytes == sum(found[name].read_bytes for name in disks)
            assert total.kind is None

    def test_what_a_kernel_does_not_count_has_no_sum(self):
        total = recorded("synthetic-server").disk_io_counters()
        assert (total.discard_count, total.flush_count, total.flush_time) == (195, None, None)

    def test_without_sys_names_tell(self, tmp_path):
        names = [
            "sda",
            "sda1",
            "nvme0n1",
            "nvme0n1p2",
            "mmcblk0",
            "mmcblk0boot0",
            "dm-3",
            "md127",
            "loop7",
            "sr0",
            "zram0",
        ]
        text = "".join(f"8 {number} {name} 1 2 3 4\n" for number, name in enumerate(names))
        found = made(tmp_path, {"proc/diskstats": text}).disk_io_counters(perdisk=True)
        kinds = {kind: [name for name, each in found.items() if each.kind is kind] for kind in DiskKind}
        assert kinds == {
            DiskKind.DISK: ["sda", "nvme0n1", "mmcblk0", "mmcblk0boot0", "sr0", "zram0"],
            DiskKind.PARTITION: ["sda1", "nvme0n1p2"],
            DiskKind.STACKED: ["dm-3", "md127", "loop7"],
        }

    @pytest.mark.parametrize("sysfs", [True, False], ids=["sysfs", "names alone"])
    def test_paths_to_one_nvme_disk_are_counted_and_the_disk_is_not_again(self, tmp_path, sysfs):
        """As a server with Linux 6.6 shows two of its disks, the first through two controllers."""
        names = ["nvme0c0n1", "nvme0c1n1", "nvme0n1", "nvme0n1p1", "nvme1n1"]
        text = "".join(f"259 0 {name} {2**number} 0 0 0 0 0 0 0 0 0 0\n" for number, name in enumerate(names))
        folders = {f"sys/block/{name}/stat": "" for name in names if not name.endswith("p1")}
        machine = made(tmp_path, {"proc/diskstats": text} | (folders if sysfs else {}))
        found = machine.disk_io_counters(perdisk=True)
        assert [each.kind for each in found.values()] == ["disk", "disk", "stacked", "partition", "disk"]
        assert machine.disk_io_counters().read_count == 1 + 2 + 16

    def test_a_disk_that_appears_is_looked_at_until_it_is_known(self, tmp_path):
        line = "8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n"
        machine = made(tmp_path, {"proc/diskstats": line, "sys/block/sda/stat": ""})
        assert list(machine.disk_io_counters(perdisk=True)) == ["sda"]
        made(tmp_path, {"proc/diskstats": line + line.replace("sda", "md0"), "sys/block/md0/stat": ""})
        assert machine.disk_io_counters(perdisk=True)["md0"].kind is DiskKind.DISK
        made(tmp_path, {"sys/block/md0/slaves/sda": ""})  # only now it is assembled
        assert machine.disk_io_counters(perdisk=True)["md0"].kind is DiskKind.STACKED
        assert machine.disk_io_counters().read_count == 1

    def test_no_disk_is_nothing_to_sum_up(self, tmp_path):
        machine = made(tmp_path, {"proc/diskstats": ""})
        assert machine.disk_io_counters(perdisk=True) == {}
        assert machine.disk_io_counters() is None

    def test_counters_wrap_and_start_anew(self, tmp_path):
        def counters(reads, milliseconds, nowrap=True):
            made(tmp_path, {"proc/diskstats": f"8 0 sda {reads} 0 0 {milliseconds} 0 0 0 0 0 0 0\n"})
            found = machine.disk_io_counters(perdisk=True, nowrap=nowrap)["sda"]
            return found.read_count, found.read_time

        machine = sysprobe.Host(root=tmp_path)
        assert counters(100, 2**32 - 6) == (100, 2**32 - 6)
        assert counters(90, 4) == (190, 2**32 + 4)  # the disk was replaced; the time has wrapped
        assert counters(95, 5) == (195, 2**32 + 5)
        assert counters(95, 5, nowrap=False) == (95, 5)
        assert machine.disk_io_counters().read_count == 195


class TestWithoutDiskstats:
    def test_sys_tells_the_same(self, tmp_path):
        stat = " ".join(map(str, range(1, 18))) + "\n"
        files = {
            "sys/block/sda/stat": stat,
            "sys/block/sda/sda1/stat": stat,
            "sys/block/sda/queue/stat": "not of a disk",
            "sys/block/cciss!c0d0/stat": stat,
            "sys/block/cciss!c0d0/cciss!c0d0p1/stat": stat,
            "sys/block/gone/size": "0\n",
        }
        found = made(tmp_path, files).disk_io_counters(perdisk=True)
        assert {name: each.kind for name, each in found.items()} == {
            "cciss/c0d0": DiskKind.DISK,
            "cciss/c0d0p1": DiskKind.PARTITION,
            "sda": DiskKind.DISK,
            "sda1": DiskKind.PARTITION,
        }
        assert {name: getattr(found["sda1"], name) for name in COUNTERS} == expected(range(1, 18))

    def test_nonsense_is_an_error_that_names_the_file(self, tmp_path):
        with pytest.raises(sysprobe.BackendError) as caught:
            made(tmp_path, {"sys/block/sda/stat": "1 2 3 4"}).disk_io_counters()
        assert caught.value.source == str(tmp_path / "sys/block/sda/stat")

    def test_without_either_there_is_no_answer(self, tmp_path):
        with pytest.raises(sysprobe.CapabilityUnavailable):
            sysprobe.Host(root=tmp_path).disk_io_counters(perdisk=True)


@pytest.mark.live
class TestLive:
    @pytest.mark.parametrize("path", ["/", "/proc", "/dev/shm"])
    def test_usage_is_that_of_statvfs(self, path):
        def compare():
            before, found, after = os.statvfs(path), sysprobe.disk_usage(path), os.statvfs(path)
            size = before.f_frsize
            assert found.total == before.f_blocks * size
            between(before.f_bavail * size, found.free, after.f_bavail * size)
            between(used(before), found.used, used(after))
            assert found.inodes_total == (before.f_files or None)
            assert found.percent is None if before.f_blocks == 0 else 0 <= found.percent <= 100

        def used(status):
            return (status.f_blocks - status.f_bfree) * status.f_frsize

        eventually(compare)

    def test_percent_is_that_of_psutil(self):
        def compare():
            before, found, after = psutil.disk_usage("/"), sysprobe.disk_usage("/"), psutil.disk_usage("/")
            between(before.percent, found.percent, after.percent, slack=0.1)

        eventually(compare)

    def test_counters_are_those_of_proc_diskstats(self):
        def by_hand():
            lines = Path("/proc/diskstats").read_text().splitlines()
            return {words[2]: expected(map(int, words[3:])) for words in map(str.split, lines)}

        def compare():
            before = by_hand()
            found = sysprobe.disk_io_counters(perdisk=True, nowrap=False)
            after = by_hand()
            assert before.keys() == found.keys() == after.keys()
            for name, record in found.items():
                for column in COUNTERS:
                    if before[name][column] is None:
                        assert getattr(record, column) is None
                    else:
                        between(before[name][column], getattr(record, column), after[name][column])

        eventually(compare)

    def test_whole_disks_are_those_of_sys_block(self):
        if not os.path.exists("/sys/block"):
            missing("/sys")

        def compare():
            found = sysprobe.disk_io_counters(perdisk=True)
            whole = {name.replace("!", "/") for name in os.listdir("/sys/block")}
            assert {name for name, each in found.items() if each.kind is not DiskKind.PARTITION} == whole & found.keys()

        eventually(compare)

    def test_only_this_machine_knows_its_space(self, tmp_path):
        with pytest.raises(sysprobe.CapabilityUnavailable, match="own kernel"):
            sysprobe.Host(root=tmp_path).disk_usage("/")
