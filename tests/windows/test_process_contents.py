"""What a process has open and mapped, against psutil and against what this process knows of itself."""

import mmap
import ntpath
import os
import subprocess
import sys
from itertools import pairwise

import psutil
import pytest
import sysprobe
from live import between, eventually
from windows import wine


@pytest.fixture
def child(tmp_path):
    """A process that has a file open and waits for the end of its input, a pipe that it reads from."""
    file = tmp_path / "öpen"
    code = "import sys; file = open(sys.argv[1], 'w'); print('here', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline().strip() == b"here"
        process.file = str(file)
        yield process
        process.stdin.close()


def same(path):
    """Paths that name one file; Windows does not tell them apart by case."""
    return ntpath.normcase(ntpath.normpath(path))


def test_open_files_of_a_child(child):
    def compare():
        found = sysprobe.Process(child.pid).open_files()
        assert same(child.file) in {same(each.path) for each in found}
        assert all(os.path.isabs(each.path) for each in found)

    eventually(compare)


def test_psutil_sees_the_same_open_files(child):
    def compare():
        ours = {same(each.path) for each in sysprobe.Process(child.pid).open_files()}
        theirs = {same(each.path) for each in psutil.Process(child.pid).open_files()}
        assert ours >= theirs

    eventually(compare)


def test_open_files_of_oneself_leave_no_handle(tmp_path):
    me = sysprobe.Process()
    with open(tmp_path / "a", "w") as file:

        def compare():
            assert same(file.name) in {same(each.path) for each in me.open_files()}

        eventually(compare)

    def closed():
        assert same(file.name) not in {same(each.path) for each in me.open_files()}

    eventually(closed)
    before = me.num_fds()
    for _ in range(20):
        me.open_files()
    assert me.num_fds() < before + 20


def test_psutil_sees_the_same_mapped_files(child):
    def mapped(maps):
        return {same(each.path) for each in maps if ntpath.splitdrive(each.path)[0]}

    def compare():
        theirs = mapped(psutil.Process(child.pid).memory_maps())
        ours = mapped(sysprobe.Process(child.pid).memory_maps())
        assert theirs
        assert theirs <= ours

    eventually(compare)


def test_what_is_mapped_here_is_an_area(tmp_path):
    size = 1 << 20
    path = tmp_path / "mapped"
    path.write_bytes(bytes(size))
    with open(path, "r+b") as file, mmap.mmap(file.fileno(), size) as _:
        (area,) = [each for each in sysprobe.Process().memory_areas() if same(each.path) == same(str(path))]
        assert (area.size, area.permissions) == (size, "rw-s")
        assert area.rss is None or 0 <= area.rss <= size


def test_areas_do_not_overlap_and_hold_the_program():
    areas = sysprobe.Process().memory_areas()
    assert all(before.end <= after.start for before, after in pairwise(areas))
    assert any("x" in each.permissions and same(each.path) == same(sys.executable) for each in areas)


@pytest.mark.skipif(wine.running(), reason="Wine: see windows/wine.py")
def test_psutil_agrees_about_what_is_ones_own(child):
    def compare():
        before = psutil.Process(child.pid).memory_full_info().uss
        ours = sysprobe.Process(child.pid).memory_footprint().uss
        after = psutil.Process(child.pid).memory_full_info().uss
        between(before, ours, after)

    eventually(compare)


@pytest.mark.skipif(wine.running(), reason="Wine: see windows/wine.py")
def test_the_priority_of_input_and_output_can_be_set(child):
    process = sysprobe.Process(child.pid)
    assert process.ionice().ioclass - 16 == psutil.Process(child.pid).ionice()
    process.ionice(sysprobe.IOClass.WINDOWS_LOW)
    assert process.ionice() == sysprobe.IOPriority(sysprobe.IOClass.WINDOWS_LOW, None)


def test_what_signal_ends_it(child):
    import signal

    process = sysprobe.Process(child.pid)
    with pytest.raises(ValueError, match="SIGTERM"):
        process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    assert process.wait(600) == 15


def test_the_kernel_names_the_program_of_any_process(child):
    """The way for those that may not be opened."""
    from sysprobe_windows import _native
    from sysprobe_windows.devices import devices, dos_path

    told = dos_path(_native.process_image_of(child.pid), devices())
    assert same(told) == same(psutil.Process(child.pid).exe())
