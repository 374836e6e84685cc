"""Memory of Linux: the parsers, the formulas on recorded machines, and the running machine against other tools."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sysprobe
from live import between, eventually, fork, needs, needs_root, run_python
from sysprobe.types.memory import AvailableSource
from sysprobe_linux import _native, memory
from sysprobe_linux.memory import Meminfo
from trees import TREES

KIB = 1024


def meminfo(text):
    return Meminfo._make(_native.parse_meminfo(text))


def machine(tmp_path, **files):
    (tmp_path / "proc").mkdir(parents=True)
    for name, text in files.items():
        (tmp_path / "proc" / name).write_bytes(text)
    return sysprobe.Host(root=tmp_path)


class TestParsers:
    def test_a_line_is_known_by_its_name_alone(self):
        found = meminfo(b"ShadowCallStack:10373888 kB\nMemTotalX: 1 kB\nMemTotal: 12 kB\nMemFree:3 kB\n")
        assert (found.total, found.free, found.available) == (12 * KIB, 3 * KIB, None)

    @pytest.mark.parametrize(
        "line",
        [b"MemTotal:", b"MemTotal: kB", b"MemTotal: -5 kB", b"MemTotal: 99999999999999999999 kB", b"MemTotal: x1 kB"],
    )
    def test_a_line_without_a_sane_number_is_no_line(self, line):
        assert meminfo(line + b"\n").total is None

    def test_a_line_that_is_cut_off_is_no_line(self):
        assert meminfo(b"MemFree: 7 kB\nMemTotal: 123").total is None

    def test_the_first_of_two_lines_counts(self):
        assert meminfo(b"MemFree: 7 kB\nMemFree: 8 kB\n").free == 7 * KIB

    @pytest.mark.parametrize("text", [b"", b"\0" * 100, b"\n" * 100, b":" * 100 + b"\n", bytes(range(256)) * 10])
    def test_garbage_tells_nothing(self, text):
        assert set(meminfo(text)) == {None}
        assert _native.parse_swap_traffic(text) is None
        assert _native.parse_zones(text) is None

    def test_the_watermarks_of_all_zones_are_added(self):
        text = b"Node 0, zone DMA\n  pages free 1\n        low      10\n   managed 100\n  low 32\n  managed 900\n"
        assert _native.parse_zones(text) == (42, 1000)

    def test_one_swap_counter_alone_is_none(self):
        assert _native.parse_swap_traffic(b"pswpin 1\n") is None
        assert _native.parse_swap_traffic(b"pswpin 1\npswpout 2\n") == (1, 2)


class TestRecordedMachines:
    def test_an_old_kernel_is_estimated(self):
        found = sysprobe.Host(root=TREES / "synthetic-2.6.32").virtual_memory()
        low = (118 + 7500) * 4096
        cache = (221256 + 241300) * KIB
        expected = 215332 * KIB - low + cache - min(cache // 2, low) + 80004 * KIB - min(80004 * KIB // 2, low)
        assert found.available_source is AvailableSource.ESTIMATED
        assert (found.available, found.watermark_low) == (expected, low)
        assert found.used == found.total - expected
        assert (found.cached, found.page_cache) == ((402180 + 80004) * KIB, 402180 * KIB)

    def test_without_zones_free_and_cache_stand_for_the_estimate(self, tmp_path):
        host = machine(tmp_path, meminfo=b"MemTotal: 100 kB\nMemFree: 20 kB\nCached: 30 kB\n")
        found = host.virtual_memory()
        assert (found.available, found.watermark_low) == (50 * KIB, None)

    def test_an_impossible_figure_is_capped(self):
        found = sysprobe.Host(root=TREES / "synthetic-lxc").virtual_memory()
        assert found.available_source is AvailableSource.CAPPED
        assert (found.available, found.percent) == (300000 * KIB, 42.8)
        assert (found.slab, found.cached) == (None, 100000 * KIB)

    def test_the_kernels_own_figure_is_taken(self):
        found = sysprobe.Host(root=TREES / "recorded-6.18-virtual").virtual_memory()
        told = dict(re.findall(r"(\S+): +(\d+) kB", (TREES / "recorded-6.18-virtual/proc/meminfo").read_text()))
        assert found.available_source is AvailableSource.KERNEL
        assert found.available == int(told["MemAvailable"]) * KIB
        assert found.committed == int(told["Committed_AS"]) * KIB
        assert found.page_size is None

    def test_the_estimate_is_near_the_kernels_own_figure(self):
        told = meminfo((TREES / "recorded-6.18-virtual/proc/meminfo").read_bytes())
        low, _ = _native.parse_zones((TREES / "recorded-6.18-virtual/proc/zoneinfo").read_bytes())
        assert memory.estimate(told.free, told, low * 4096).available == pytest.approx(told.available, rel=0.02)

    def test_swap_traffic_of_recorded_pages_is_unknown(self):
        found = sysprobe.Host(root=TREES / "synthetic-2.6.32").swap_memory()
        assert (found.total, found.used, found.cached) == (2064376 * KIB, 32768 * KIB, 1024 * KIB)
        assert (found.percent, found.sin, found.sout) == (1.6, None, None)

    @pytest.mark.parametrize("size", [4096, 16384, 65536])
    def test_the_page_size_follows_from_the_zones(self, size):
        pages = 10**9 // size
        assert memory.page_size_of(pages * size - 12345678, pages) == size

    def test_two_machines_in_one_process_stay_apart(self):
        old, container = (sysprobe.Host(root=TREES / name) for name in ("synthetic-2.6.32", "synthetic-lxc"))
        totals = [(old.virtual_memory().total, container.virtual_memory().total) for _ in range(3)]
        assert set(totals) == {(1020012 * KIB, 524288 * KIB)}


class TestBadInput:
    def test_a_missing_file_is_named(self, tmp_path):
        host = machine(tmp_path)
        with pytest.raises(sysprobe.BackendError, match=r"meminfo: No such file") as caught:
            host.virtual_memory()
        assert caught.value.source == str(tmp_path / "proc/meminfo")

    @pytest.mark.parametrize("text", [b"", b"MemTotal: 12", b"\0" * 4096])
    def test_a_file_without_sense_is_named(self, tmp_path, text):
        host = machine(tmp_path, meminfo=text)
        with pytest.raises(sysprobe.BackendError, match="meminfo"):
            host.virtual_memory()
        with pytest.raises(sysprobe.BackendError, match="meminfo"):
            host.swap_memory()

    def test_endless_garbage_is_not_read_to_its_end(self, tmp_path):
        host = machine(tmp_path)
        with open(tmp_path / "proc/meminfo", "wb") as file:
            file.truncate(100 * KIB * KIB)
        with pytest.raises(sysprobe.BackendError, match="File too large"):
            host.virtual_memory()

    def test_more_free_swap_than_swap_is_an_error(self, tmp_path):
        host = machine(tmp_path, meminfo=b"SwapTotal: 1 kB\nSwapFree: 2 kB\n")
        with pytest.raises(sysprobe.BackendError, match="SwapFree"):
            host.swap_memory()

    @pytest.mark.parametrize("target", ["/proc/meminfo", "../../meminfo", "../proc/../../proc/meminfo", "meminfo"])
    def test_a_link_out_of_the_root_is_not_followed(self, tmp_path, target):
        host = machine(tmp_path / "root")
        (tmp_path / "meminfo").write_bytes(b"MemTotal: 1 kB\n")
        (tmp_path / "root/proc/meminfo").symlink_to(target)  # the last one: to itself
        with pytest.raises(sysprobe.BackendError, match="leads out of"):
            host.virtual_memory()

    @pytest.mark.parametrize(
        "target", ["elsewhere/meminfo", "../proc/./elsewhere//meminfo", "{root}/proc/elsewhere/meminfo"]
    )
    def test_a_link_inside_of_the_root_is(self, tmp_path, target):
        host = machine(tmp_path)
        (tmp_path / "proc/elsewhere").mkdir()
        (tmp_path / "proc/elsewhere/meminfo").write_bytes(b"MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 50 kB\n")
        (tmp_path / "proc/meminfo").symlink_to(target.format(root=tmp_path))
        assert host.virtual_memory().total == 100 * KIB

    def test_the_root_of_a_process_is_a_root(self, tmp_path):
        """It is a link that reads "/": who follows its words looks at this machine."""
        machine(tmp_path, meminfo=b"MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 50 kB\n")
        needs_root()
        ours, its = socket.socketpair()
        child = fork()
        if child == 0:
            ours.close()
            os.chroot(tmp_path)
            its.send(b"there")
            its.recv(1)
            os._exit(0)
        its.close()
        with ours:
            assert ours.recv(5) == b"there"
            host = sysprobe.Host(f"/proc/{child}/root")
            assert host.root == f"/proc/{child}/root"
            assert host.virtual_memory().total == 100 * KIB
        os.waitpid(child, 0)


class TestKeptFiles:
    """The descriptor of /proc/meminfo is kept between reads."""

    def kept(self):
        provider = memory.Memory(sysprobe_context())
        provider.virtual_memory()
        return provider, provider._meminfo

    def test_a_descriptor_closed_behind_our_back_is_opened_again(self):
        provider, kept = self.kept()
        os.close(kept.descriptor)
        assert provider.virtual_memory().total > 0

    def test_a_descriptor_that_became_another_file_is_neither_read_nor_closed(self, tmp_path):
        provider, kept = self.kept()
        number = kept.descriptor
        other = os.open(tmp_path, os.O_RDONLY)
        os.dup2(other, number)
        assert provider.virtual_memory().total > 0
        del provider, kept
        assert os.fstat(number).st_ino == os.stat(tmp_path).st_ino
        os.close(number)
        os.close(other)

    def test_a_descriptor_that_was_opened_again_under_its_number_is_not_closed_with_the_old_one(self):
        provider, kept = self.kept()
        number, old = kept.descriptor, kept._read
        os.close(number)
        assert provider.virtual_memory().total > 0
        if kept.descriptor != number:  # another number was free
            os.dup2(kept.descriptor, number)
        assert old() is None
        del old
        assert os.pread(number, 9, 0) == b"MemTotal:"
        if kept.descriptor != number:
            os.close(number)

    def test_a_forked_child_and_its_parent_read_through_one_descriptor(self):
        provider, _ = self.kept()
        receive, send = os.pipe()
        child = fork()
        if child == 0:
            os.write(send, str(provider.virtual_memory().total).encode())
            os._exit(0)
        assert provider.virtual_memory().total == int(os.read(receive, 100))
        assert os.waitpid(child, 0)[1] == 0
        os.close(receive)
        os.close(send)

    def test_it_is_closed_with_the_host(self):
        code = """
import gc, os, sysprobe
def opened():
    numbers = os.listdir("/proc/self/fd")
    return [os.readlink(f"/proc/self/fd/{n}") for n in numbers if os.path.lexists(f"/proc/self/fd/{n}")]
host = sysprobe.Host()
host.virtual_memory()
held = opened().count("/proc/meminfo")
del host
gc.collect()
print(held, opened().count("/proc/meminfo"))
"""
        assert run_python(code).stdout.split() == ["1", "0"]


def sysprobe_context():
    from sysprobe.plugin import Context

    return Context("linux")


class TestThisMachine:
    def by_hand(self):
        return {
            name: int(kib) * KIB for name, kib in re.findall(r"(\S+): +(\d+) kB", Path("/proc/meminfo").read_text())
        }

    @pytest.mark.parametrize(
        ("field", "line"),
        [
            ("available", "MemAvailable"),
            ("free", "MemFree"),
            ("active", "Active"),
            ("inactive", "Inactive"),
            ("buffers", "Buffers"),
            ("page_cache", "Cached"),
            ("shared", "Shmem"),
            ("slab", "Slab"),
            ("committed", "Committed_AS"),
        ],
    )
    def test_each_field_is_the_kernels(self, field, line):
        def compare():
            before = self.by_hand()[line]
            found = getattr(sysprobe.virtual_memory(), field)
            between(before, found, self.by_hand()[line])

        eventually(compare)

    def test_the_total_is_the_kernels(self):
        found = sysprobe.virtual_memory()
        assert (found.total, found.page_size) == (self.by_hand()["MemTotal"], os.sysconf("SC_PAGESIZE"))

    def test_free_prints_the_same(self):
        needs("free")

        def once():
            run = subprocess.run(["free", "-b", "-w"], capture_output=True, text=True, check=True, env={"LC_ALL": "C"})
            return [int(figure) for figure in run.stdout.splitlines()[1].split()[1:]]

        def compare():
            before, found, after = once(), sysprobe.virtual_memory(), once()
            values = (found.total, found.used, found.free, found.shared, found.buffers, found.cached, found.available)
            for low, value, high in zip(before, values, after, strict=True):
                between(low, value, high, slack=64 * KIB)

        version = subprocess.run(["free", "-V"], capture_output=True, text=True, check=True).stdout
        assert tuple(map(int, re.findall(r"\d+", version)[:3])) >= (4, 0, 1), "older ones mean something else by used"
        eventually(compare)

    def test_swap_is_the_kernels(self):
        def compare():
            told = self.by_hand()
            found = sysprobe.swap_memory()
            assert found.total == told["SwapTotal"]
            between(told["SwapTotal"] - told["SwapFree"], found.used, found.total - self.by_hand()["SwapFree"])

        eventually(compare)

    def test_swap_traffic_is_the_kernels(self):
        def pages(name):
            return int(re.search(rf"^{name} (\d+)$", Path("/proc/vmstat").read_text(), re.MULTILINE)[1])

        def compare():
            before = pages("pswpin")
            found = sysprobe.swap_memory().sin
            between(before * os.sysconf("SC_PAGESIZE"), found, pages("pswpin") * os.sysconf("SC_PAGESIZE"))

        eventually(compare)

    def test_memory_that_a_program_takes_is_missed(self):
        taker = "import sys; x = bytearray(b'x') * (256 << 20); print('taken', flush=True); sys.stdin.read()"

        def compare():
            before = sysprobe.virtual_memory()
            with subprocess.Popen(
                [sys.executable, "-c", taker], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            ) as process:
                process.stdout.readline()
                after = sysprobe.virtual_memory()
                process.stdin.close()
            assert after.available < before.available - (128 << 20)

        eventually(compare, seconds=30)


def test_under_another_root_no_other_file_is_opened():
    code = f"""
import sys, sysprobe
host = sysprobe.Host(root={str(TREES / "synthetic-2.6.32")!r})
host.virtual_memory()
"""
    needs("strace")
    run = subprocess.run(
        ["strace", "-f", "-e", "trace=open,openat", sys.executable, "-c", code], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    opened = re.findall(r'"([^"]*)"', run.stderr)
    touched = [path for path in opened if re.match(r"/(proc|sys)/", path)]
    # The interpreter itself may look at /proc or /sys when it starts; the machine's files are what must not be opened.
    assert not [path for path in touched if Path(path).name in {"meminfo", "vmstat", "zoneinfo"}]
    assert [path for path in opened if path.endswith("synthetic-2.6.32/proc/meminfo")]


def test_parts_are_not_more_than_the_whole():
    found = sysprobe.virtual_memory()
    for part in (found.available, found.used, found.free, found.cached, found.buffers, found.slab):
        assert 0 <= part <= found.total
