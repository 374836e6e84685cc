"""Disks of Linux: the parsers, recorded and made-up machines, and the running machine by other means."""

import os
from pathlib import Path

import psutil
import pytest
import sysprobe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live import between, eventually
from sysprobe.types.disk import DiskIOCounters, DiskKind
from sysprobe_linux import _native

TREES = Path(__file__).parent / "trees"
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


def host(tree):
    return sysprobe.Host(root=TREES / tree)


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return sysprobe.Host(root=root)


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
            write(tmp_path, {"proc/diskstats": text}).disk_io_counters(perdisk=True)
        assert caught.value.source == str(tmp_path / "proc/diskstats")

    def test_names_need_not_be_utf_8(self):
        [name] = _native.parse_diskstats(b"8 0 s\xff 1 2 3 4\n")
        assert os.fsencode(name) == b"s\xff"


class TestSums:
    def test_layers_and_partitions_are_counted_once(self):
        for tree, disks in {
            "synthetic-laptop": {"nvme0n1", "zram0"},
            "synthetic-server": {"cciss/c0d0", "sda", "sdb", "sdc", "sdd"},
            "synthetic-raspberry-pi": {"ram0", "mmcblk0"},
        }.items():
            found = host(tree).disk_io_counters(perdisk=True)
            assert {name for name, each in found.items() if each.kind is DiskKind.DISK} == disks
            total = host(tree).disk_io_counters()
            assert total.read_bytes == sum(found[name].read_bytes for name in disks)
            assert total.kind is None

    def test_what_a_kernel_does_not_count_has_no_sum(self):
        total = host("synthetic-server").disk_io_counters()
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
        found = write(tmp_path, {"proc/diskstats": text}).disk_io_counters(perdisk=True)
        kinds = {kind: [name for name, each in found.items() if each.kind is kind] for kind in DiskKind}
        assert kinds == {
            DiskKind.DISK: ["sda", "nvme0n1", "mmcblk0", "mmcblk0boot0", "sr0", "zram0"],
            DiskKind.PARTITION: ["sda1", "nvme0n1p2"],
            DiskKind.STACKED: ["dm-3", "md127", "loop7"],
        }

    def test_a_disk_that_appears_is_looked_at(self, tmp_path):
        line = "8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n"
        machine = write(tmp_path, {"proc/diskstats": line, "sys/block/sda/stat": ""})
        assert list(machine.disk_io_counters(perdisk=True)) == ["sda"]
        write(
            tmp_path,
            {
                "proc/diskstats": line + line.replace("sda", "dm-0"),
                "sys/block/dm-0/slaves/sda": "",
                "sys/block/dm-0/x": "",
            },
        )
        assert machine.disk_io_counters(perdisk=True)["dm-0"].kind is DiskKind.STACKED
        assert machine.disk_io_counters().read_count == 1

    def test_no_disk_is_nothing_to_sum_up(self, tmp_path):
        machine = write(tmp_path, {"proc/diskstats": ""})
        assert machine.disk_io_counters(perdisk=True) == {}
        with pytest.raises(sysprobe.CapabilityUnavailable):
            machine.disk_io_counters()

    def test_counters_wrap_and_start_anew(self, tmp_path):
        def counters(reads, milliseconds, nowrap=True):
            write(tmp_path, {"proc/diskstats": f"8 0 sda {reads} 0 0 {milliseconds} 0 0 0 0 0 0 0\n"})
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
        found = write(tmp_path, files).disk_io_counters(perdisk=True)
        assert {name: each.kind for name, each in found.items()} == {
            "cciss/c0d0": DiskKind.DISK,
            "cciss/c0d0p1": DiskKind.PARTITION,
            "sda": DiskKind.DISK,
            "sda1": DiskKind.PARTITION,
        }
        assert {name: getattr(found["sda1"], name) for name in COUNTERS} == expected(range(1, 18))

    def test_nonsense_is_an_error_that_names_the_file(self, tmp_path):
        with pytest.raises(sysprobe.BackendError) as caught:
            write(tmp_path, {"sys/block/sda/stat": "1 2 3 4"}).disk_io_counters()
        assert caught.value.source == str(tmp_path / "sys/block/sda/stat")

    def test_without_either_there_is_no_answer(self, tmp_path):
        with pytest.raises(sysprobe.CapabilityUnavailable):
            sysprobe.Host(root=tmp_path).disk_io_counters(perdisk=True)


class TestMounts:
    def test_a_laptop(self):
        found = {each.mountpoint: each for each in host("synthetic-laptop").disk_partitions(all=True)}
        assert (found["/home"].device, found["/home"].root, found["/home"].disk) == (
            "/dev/mapper/luks-5c0d",
            "/home",
            "dm-0",
        )
        assert found["/boot/efi"].disk == "nvme0n1p1"
        assert found["/home/u/my pictures"].device == "u@nas:/pictures"
        assert [each.mountpoint for each in host("synthetic-laptop").disk_partitions()] == [
            "/",
            "/home",
            "/boot/efi",
            "/var/lib/snapd/snap/core22/1122",
        ]

    def test_a_server_as_its_first_process_sees_it(self):
        found = {each.mountpoint: each for each in host("synthetic-server").disk_partitions(all=True)}
        assert {where: each.disk for where, each in found.items()} == {
            "/": "cciss/c0d0p1",
            "/srv": "md0",
            "/data": "dm-0",
            "/net": None,
            "/srv/chroot/lib": "md0",
        }
        assert found["/data"].opts == "ro,noatime,attr2,inode64,noquota"

    @pytest.mark.parametrize(
        "files",
        [
            {"sys/dev/block/179:2/uevent": "MAJOR=179\nMINOR=2\nDEVNAME=mmcblk0p2\nDEVTYPE=partition\n"},
            {"proc/partitions": "major minor  #blocks  name\n\n 179 0 9 mmcblk0\n 179 2 9 mmcblk0p2\n"},
        ],
        ids=["uevent", "partitions"],
    )
    def test_the_root_device_gets_its_name(self, files, tmp_path):
        text = "14 0 179:2 / / rw,noatime - ext4 /dev/root rw,data=ordered\n"
        [found] = write(tmp_path, {"proc/1/mountinfo": text, **files}).disk_partitions(all=True)
        assert (found.device, found.disk) == ("/dev/mmcblk0p2", "mmcblk0p2")
        [found] = [each for each in host("synthetic-raspberry-pi").disk_partitions() if each.mountpoint == "/"]
        assert (found.device, found.disk) == ("/dev/mmcblk0p2", "mmcblk0p2")

    def test_a_root_device_without_a_trace_keeps_its_name(self, tmp_path):
        text = "14 0 179:2 / / rw - ext4 /dev/root rw\n"
        [found] = write(tmp_path, {"proc/1/mountinfo": text}).disk_partitions(all=True)
        assert (found.device, found.disk) == ("/dev/root", None)

    def test_mounts_where_there_is_no_mountinfo(self, tmp_path):
        text = "/dev/sda1 / ext4 rw,noatime 0 0\nnone /a\\040b tmpfs rw 0 0\n"
        machine = write(tmp_path, {"proc/mounts": text, "proc/filesystems": "nodev\ttmpfs\n\text4\n"})
        found = machine.disk_partitions(all=True)
        assert [(each.device, each.mountpoint, each.opts, each.root) for each in found] == [
            ("/dev/sda1", "/", "rw,noatime", None),
            (None, "/a b", "rw", None),
        ]
        assert len(machine.disk_partitions()) == 1

    @steady
    @given(st.binary(min_size=1).map(lambda name: name.replace(b"\0", b"\1")))
    def test_every_name_comes_back(self, name):
        escaped = b"".join(b"\\%03o" % byte if byte in b" \t\n\\#" else bytes([byte]) for byte in name)
        line = b"14 0 0:30 / %b rw shared:1 master:2 - fuse.x %b rw,path=%b\n" % (escaped, escaped, escaped)
        [(source, mountpoint, _, options, *_)] = _native.parse_mountinfo(line, None)
        assert os.fsencode(source) == os.fsencode(mountpoint) == name
        assert os.fsencode(options) == b"rw,path=" + name

    @pytest.mark.parametrize(
        ("options", "super_options", "merged"),
        [
            ("rw,nosuid", "rw,size=1k", "rw,nosuid,size=1k"),
            ("ro", "rw", "ro"),
            ("rw,noatime", "ro,errors=remount-ro", "ro,noatime,errors=remount-ro"),
            ("rw", "", "rw"),
            ("noatime", "sync", "noatime,sync"),
            ("root", "rw2", "root,rw2"),
        ],
    )
    def test_options_of_mount_and_file_system_are_one_list(self, options, super_options, merged):
        line = f"14 0 8:1 / / {options} - ext4 /dev/sda1 {super_options}\n"
        assert _native.parse_mountinfo(line.encode(), None)[0][3] == merged

    @pytest.mark.parametrize(
        ("fstype", "listed"),
        [
            ("ext4", True),
            ("fuseblk.exfat", True),
            ("zfs", True),
            ("tmpfs", False),
            ("ext", False),
            ("fuse.sshfs", False),
        ],
    )
    def test_what_lives_on_a_device(self, fstype, listed):
        types = b"nodev\ttmpfs\n\text4\nnodev\tzfs\n\tfuseblk\nnodev\tfuse"
        line = f"14 0 8:1 / / rw - {fstype} /dev/sda1 rw\n".encode()
        assert bool(_native.parse_mountinfo(line, types)) == listed

    @pytest.mark.parametrize(
        "text",
        [
            b"14 0 8:1 / / rw - ext4 /dev/sda1 rw",  # cut off
            b"14 0 8:1 / / rw - ext4 /dev/sda1\n",
            b"14 0 8:1 / / rw ext4 /dev/sda1 rw\n",
            b"14 0 8-1 / / rw - ext4 /dev/sda1 rw\n",
            b"14 0 8:x / / rw - ext4 /dev/sda1 rw\n",
            b"14 0 8:1 /  rw - ext4 /dev/sda1 rw\n",
            b"\n",
            b"\0" * 40 + b"\n",
        ],
    )
    def test_nonsense_is_an_error_that_names_the_file(self, text, tmp_path):
        with pytest.raises(sysprobe.BackendError) as caught:
            write(tmp_path, {"proc/1/mountinfo": text}).disk_partitions(all=True)
        assert caught.value.source == str(tmp_path / "proc/1/mountinfo")

    def test_no_file_at_all_is_an_error(self, tmp_path):
        with pytest.raises(sysprobe.BackendError):
            sysprobe.Host(root=tmp_path).disk_partitions(all=True)


@pytest.mark.live
class TestLive:
    def test_mounts_are_those_of_proc_mounts(self):
        def by_hand():
            text = Path("/proc/self/mounts").read_bytes()
            for line in text.splitlines():
                words = [word.decode("unicode_escape").encode("latin-1") for word in line.split(b" ")[:4]]
                device, mountpoint, fstype, options = map(os.fsdecode, words)
                yield None if device in {"none", ""} else device, mountpoint, fstype, frozenset(options.split(","))

        def compare():
            found = sysprobe.disk_partitions(all=True)
            ours = [(each.device, each.mountpoint, each.fstype, frozenset(each.opts.split(","))) for each in found]
            theirs = list(by_hand())
            renamed = [i for i, each in enumerate(theirs) if each[0] in {"/dev/root", "rootfs"}]
            for i in reversed(renamed):
                del ours[i], theirs[i]
            assert ours == theirs

        eventually(compare)

    def test_partitions_are_those_of_psutil(self):
        def compare():
            ours = [(each.device, each.mountpoint, each.fstype) for each in sysprobe.disk_partitions()]
            assert ours == [(each.device, each.mountpoint, each.fstype) for each in psutil.disk_partitions()]

        eventually(compare)

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
        def compare():
            found = sysprobe.disk_io_counters(perdisk=True)
            whole = {name.replace("!", "/") for name in os.listdir("/sys/block")}
            assert {name for name, each in found.items() if each.kind is not DiskKind.PARTITION} == whole & found.keys()

        eventually(compare)

    def test_only_this_machine_knows_its_space(self, tmp_path):
        with pytest.raises(sysprobe.CapabilityUnavailable, match="own kernel"):
            sysprobe.Host(root=tmp_path).disk_usage("/")
