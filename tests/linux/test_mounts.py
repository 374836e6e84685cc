"""Mounts of Linux: the parsers, recorded and made-up machines, and the running machine by other means."""

import os
from pathlib import Path

import psutil
import pytest
import sysprobe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live import eventually
from machines import made, recorded
from sysprobe_linux import _native

steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


class TestMounts:
    def test_a_recorded_machine(self):
        [found] = recorded("recorded-6.18-virtual").disk_partitions()
        assert (found.device, found.mountpoint, found.fstype, found.disk) == ("/dev/vda", "/", "ext4", "vda")
        everything = [each.mountpoint for each in recorded("recorded-6.18-virtual").disk_partitions(all=True)]
        assert {"/", "/proc", "/sys", "/dev", "/sys/fs/cgroup/unified"} <= set(everything)

    def test_a_laptop(self):
        found = {each.mountpoint: each for each in recorded("synthetic-laptop").disk_partitions(all=True)}
        assert (found["/home"].device, found["/home"].root, found["/home"].disk) == (
            "/dev/mapper/luks-5c0d",
            "/home",
            "dm-0",
        )
        assert found["/boot/efi"].disk == "nvme0n1p1"
        assert found["/media/my pictures"].device == "u@nas:/pictures"
        assert [each.mountpoint for each in recorded("synthetic-laptop").disk_partitions()] == [
            "/",
            "/home",
            "/boot/efi",
            "/var/lib/snapd/snap/core22/1122",
        ]

    def test_a_server_as_its_first_process_sees_it(self):
        found = {each.mountpoint: each for each in recorded("synthetic-server").disk_partitions(all=True)}
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
        [found] = made(tmp_path, {"proc/1/mountinfo": text, **files}).disk_partitions(all=True)
        assert (found.device, found.disk) == ("/dev/mmcblk0p2", "mmcblk0p2")
        [found] = [each for each in recorded("synthetic-raspberry-pi").disk_partitions() if each.mountpoint == "/"]
        assert (found.device, found.disk) == ("/dev/mmcblk0p2", "mmcblk0p2")

    def test_a_root_device_without_a_trace_keeps_its_name(self, tmp_path):
        text = "14 0 179:2 / / rw - ext4 /dev/root rw\n"
        [found] = made(tmp_path, {"proc/1/mountinfo": text}).disk_partitions(all=True)
        assert (found.device, found.disk) == ("/dev/root", None)

    def test_mounts_where_there_is_no_mountinfo(self, tmp_path):
        text = "/dev/sda1 / ext4 rw,noatime 0 0\nnone /a\\040b tmpfs rw 0 0\n"
        machine = made(tmp_path, {"proc/mounts": text, "proc/filesystems": "nodev\ttmpfs\n\text4\n"})
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
            made(tmp_path, {"proc/1/mountinfo": text}).disk_partitions(all=True)
        assert caught.value.source == str(tmp_path / "proc/1/mountinfo")

    def test_without_a_list_of_types_their_devices_tell(self, tmp_path):
        text = (
            "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:5 / /proc rw - proc proc rw\n"
            "3 1 0:30 / /data rw - btrfs /dev/sda2 rw\n4 1 0:31 / /run rw - tmpfs none rw\n"
            "5 1 0:32 / /home rw - nfs server:/home rw\n"
        )
        machine = made(tmp_path, {"proc/1/mountinfo": text, "sys/class/block/sda2/stat": ""})
        assert [each.mountpoint for each in machine.disk_partitions()] == ["/", "/data"]

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
