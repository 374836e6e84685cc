"""Mounts that the tests make themselves: odd names, binds, overlays, loop devices, and one that never answers."""

import os
import subprocess

import pytest
import sysprobe
from live import eventually, fork, needs
from mounting import BIND, READ_ONLY, REMOUNT, STATFS, SilentFuse, in_mount_namespace, mount, unshare_mounts
from sysprobe.types.disk import DiskKind

LONG = 600  # never used up

ODD = [b"a blank", b"tab\tand\nnewline", b"back\\slash\\040", b"\xff\xfe not UTF-8", "ünïcode".encode(), b"#hash,comma"]


@pytest.fixture
def place(tmp_path):
    """A folder whose name needs no escapes."""
    return tmp_path


def below(place):
    """The mounts below a folder, by where they are."""
    found = sysprobe.disk_partitions(all=True)
    return {each.mountpoint: each for each in found if each.mountpoint.startswith(str(place))}


def test_names_come_back_byte_for_byte(place):
    def odd():
        places = []
        for name in ODD:
            folder = os.path.join(os.fsencode(place), name)
            os.mkdir(folder)
            mount(name, folder, "tmpfs")
            places.append(folder)
        found = below(place)
        assert [os.fsencode(each) for each in found] == places
        assert [os.fsencode(each.device) for each in found.values()] == ODD
        for each in found:
            assert sysprobe.disk_usage(each, timeout=LONG).total == os.statvfs(each).f_blocks * 4096

    in_mount_namespace(odd)


@pytest.mark.parametrize("source", ["none", ""])
def test_a_mount_of_nothing_has_no_device(place, source):
    def nothing():
        mount(source, place, "tmpfs")
        assert below(place)[str(place)].device is None

    in_mount_namespace(nothing)


def test_a_bind_mount_has_another_root_and_options_of_its_own(place):
    def bind():
        mount("here", place, "tmpfs", data="size=1m")
        source, target = place / "some where", place / "else"
        source.mkdir()
        target.mkdir()
        mount(source, target, flags=BIND)
        mount(None, target, flags=BIND | REMOUNT | READ_ONLY)
        found = below(place)
        assert found[str(place)].root == "/"
        assert found[str(place)].opts.startswith("rw,")
        assert found[str(target)].root == "/some where"
        assert found[str(target)].opts.startswith("ro,")
        assert "size=1024k" in found[str(target)].opts.split(",")

    in_mount_namespace(bind)


def test_an_overlay_lives_on_no_device(place):
    def overlay():
        mount("layers", place, "tmpfs")
        for name in ("lower", "upper", "work", "merged"):
            (place / name).mkdir()
        data = f"lowerdir={place}/lower,upperdir={place}/upper,workdir={place}/work"
        mount("overlay", place / "merged", "overlay", data=data)
        found = below(place)[str(place / "merged")]
        assert (found.device, found.fstype, found.root, found.disk) == ("overlay", "overlay", "/", None)
        assert set(data.split(",")) <= set(found.opts.split(","))
        assert not [each for each in sysprobe.disk_partitions() if each.mountpoint.startswith(str(place))]

    in_mount_namespace(overlay)


def test_a_file_system_on_a_loop_device(place):
    mkfs, df, mount_command, findmnt = map(needs, ("mkfs.ext4", "df", "mount", "findmnt"))
    image, target = place / "image", place / "here"

    def loop():
        target.mkdir()
        with image.open("wb") as file:
            file.truncate(8 << 20)
        subprocess.run([mkfs, "-q", "-F", image], check=True)
        subprocess.run([mount_command, "-o", "loop", image, target], check=True)
        (target / "file").write_bytes(bytes(1 << 20))
        os.sync()
        [found] = [each for each in sysprobe.disk_partitions() if each.mountpoint == str(target)]
        columns = "SOURCE,TARGET,FSTYPE,FSROOT,MAJ:MIN"
        shown = subprocess.run([findmnt, "-n", "-r", "-o", columns, target], capture_output=True, text=True, check=True)
        source, where, fstype, root, number = shown.stdout.split()
        assert (found.device, found.mountpoint, found.fstype, found.root) == (source, where, fstype, root)
        assert found.disk == os.path.basename(os.readlink(f"/sys/dev/block/{number}"))
        counters = sysprobe.disk_io_counters(perdisk=True)[found.disk]
        assert counters.kind is DiskKind.STACKED
        assert counters.write_bytes >= 1 << 20
        columns = "size,used,avail,itotal,iused,iavail"

        def compare():
            shown = subprocess.run(
                [df, "-B1", f"--output={columns}", target], capture_output=True, text=True, check=True
            )
            usage = sysprobe.disk_usage(target)
            sizes = (usage.total, usage.used, usage.free, usage.inodes_total, usage.inodes_used, usage.inodes_free)
            assert sizes == tuple(map(int, shown.stdout.splitlines()[1].split()))

        eventually(compare)

    in_mount_namespace(loop, device="/dev/loop-control")


def test_mounts_are_those_of_the_namespace_that_asks(place):
    def another():
        host = sysprobe.Host()
        assert str(place) not in {each.mountpoint for each in host.disk_partitions(all=True)}
        unshare_mounts()
        mount("new", place, "tmpfs")
        assert str(place) in {each.mountpoint for each in host.disk_partitions(all=True)}

    in_mount_namespace(another)


def threads():
    return len(os.listdir("/proc/self/task"))


def test_a_file_system_that_never_answers_does_not_hang_the_caller(place):
    def silent():
        host = sysprobe.Host()
        host.disk_usage("/")
        assert threads() == 1  # without a timeout there is no other thread
        with SilentFuse(place, STATFS) as fuse:
            for _ in range(20):
                with pytest.raises(sysprobe.TimeoutExpired) as caught:
                    host.disk_usage(place, timeout=0.01)
            assert caught.value.seconds == 0.01
            assert str(place) in str(caught.value)
            assert fuse.wait_for_request() == STATFS
            assert fuse.requests_so_far() == []  # twenty calls, one question
            assert threads() == 2
            # The rest of the machine answers, and the list of mounts asks no file system.
            assert host.disk_usage("/", timeout=LONG).total > 0
            assert str(place) in {each.mountpoint for each in host.disk_partitions(all=True)}
            fuse.answer()
            found = host.disk_usage(place, timeout=LONG)
            assert (found.total, found.used, found.free) == (1000 * 4096, 400 * 4096, 500 * 4096)
            assert (found.percent, found.inodes_total, found.inodes_used, found.inodes_free) == (44.4, 100, 60, 40)

            def only_this_one():
                assert threads() == 1

            eventually(only_this_one)

    in_mount_namespace(silent, device="/dev/fuse")


def test_the_command_shows_what_does_not_answer(place, capsys):
    from sysprobe.cli import main

    def silent():
        with SilentFuse(place, STATFS):
            code = main(["disk", "--all", "--timeout", "0.2"])
        return code, capsys.readouterr().out

    code, out = in_mount_namespace(silent, device="/dev/fuse")
    assert code == 0
    [line] = [line for line in out.splitlines() if line.startswith(str(place))]
    assert line.split()[1:] == ["silent", "fuse.silent", "-", "-", "-", "-", "no", "answer"]


def test_a_child_of_a_caller_that_hangs_asks_for_itself(place):
    def silent():
        host = sysprobe.Host()
        asked, tell = os.pipe()
        with SilentFuse(place, STATFS) as fuse:
            with pytest.raises(sysprobe.TimeoutExpired):
                host.disk_usage(place, timeout=0)
            assert fuse.wait_for_request() == STATFS
            child = fork(among_threads=True)
            if child == 0:
                # The thread that hangs is the parent's: the child would wait for its answer in vain.
                code = 1
                try:
                    with pytest.raises(sysprobe.TimeoutExpired):
                        host.disk_usage(place, timeout=0)
                    code = 0 if fuse.wait_for_request() == STATFS else 2
                finally:
                    os.write(tell, b"!")
                    os._exit(code)  # which waits for its thread: for the answer
            assert os.read(asked, 1)
            fuse.answer()
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    in_mount_namespace(silent, device="/dev/fuse")
