"""Processes that make it hard: odd names, huge arguments, removed programs, long paths, thousands of everything."""

import mmap
import os
import resource
import subprocess
import sys
from itertools import pairwise

import pytest
import sysprobe
from live import needs_root
from processes import copy_program
from sysprobe.types.process import MemoryArea
from sysprobe_linux import _native

WAIT = "print(flush=True); sys.stdin.read()"


@pytest.fixture
def run():
    """Starts a program that prints a line and waits, and returns its Popen once it has."""
    started = []

    def start(command, **options):
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options)
        started.append(child)
        assert child.stdout.readline() == b"\n"
        return child

    yield start
    for child in started:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()


NAMES = [
    b"a) R 1 (b",
    b"\x1b[31m\n\t x",
    b"\xff\xfe invalid",
    "ünïcödé €".encode(),
    b" )",
    b"(((((((((((((((",
    b"15 letters long",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name(run, name):
    code = f"import ctypes, sys; ctypes.CDLL(None).prctl(15, {name!r}); {WAIT}"
    child = run([sys.executable, "-c", code])
    process = sysprobe.Process(child.pid)
    assert os.fsencode(process.name()) == name[:15]
    assert process.ppid() == os.getpid()
    assert process.threads()[0].name == process.name()
    assert process.status() != "zombie"


def test_a_name_that_was_cut_is_completed(run, tmp_path):
    program = tmp_path / ("long name) of a program " + "x" * 100)
    copy_program("sh", program)
    child = run([program, "-c", "echo; read line"])
    assert sysprobe.Process(child.pid).name() == program.name


@pytest.mark.parametrize(
    "arguments", [["a" * 131_000], ["", "", ""], ["a\nb", "\x1b]0;x\x07", "\udcff\udc80"], ["x"] * 20_000]
)
def test_any_arguments(run, arguments):
    child = run([sys.executable, "-c", f"import sys; {WAIT}", *arguments])
    assert sysprobe.Process(child.pid).cmdline()[3:] == arguments
    assert sysprobe.process_table(["cmdline"], [child.pid])["cmdline"][0][3:] == arguments


def test_arguments_that_the_process_has_overwritten(run):
    """setproctitle: one text over what were arguments; cleared ones are none."""
    code = (
        "import ctypes, sys\n"
        "argc, argv = ctypes.c_int(), ctypes.POINTER(ctypes.c_void_p)()\n"
        "ctypes.pythonapi.Py_GetArgcArgv(ctypes.byref(argc), ctypes.byref(argv))\n"
        "start = [int(line.split('-')[0], 16) for line in open('/proc/self/maps') if '[stack]' in line][0]\n"
        "fields = open('/proc/self/stat').read().rsplit(')', 1)[1].split()\n"
        "first, last = int(fields[45]), int(fields[46])\n"
        "title = b'server: worker 1'\n"
        "ctypes.memset(first, 0, last - first)\n"
        "ctypes.memmove(first, title, len(title))\n"
        f"{WAIT}"
    )
    child = run([sys.executable, "-c", code])
    process = sysprobe.Process(child.pid)
    assert " ".join(process.cmdline()).rstrip() == "server: worker 1"


def test_a_removed_program_and_a_name_that_looks_like_one(run, tmp_path):
    program = tmp_path / "sh (deleted)"
    copy_program("sh", program)
    child = run([program, "-c", "echo; read line"])
    process = sysprobe.Process(child.pid)
    assert process.exe() == str(program)
    program.unlink()
    assert process.exe() == str(program)
    program.write_text("another file of that name")
    assert process.exe() == str(program)


def test_environment_of_any_bytes(run):
    environment = {b"A": b"\xff\n=x", b"B\xff": b"", b"C": b"c" * 100_000}
    child = run([sys.executable, "-c", f"import sys; {WAIT}"], env=environment)
    assert {os.fsencode(k): os.fsencode(v) for k, v in sysprobe.Process(child.pid).environ().items()} == environment


def test_a_status_that_is_longer_than_one_read(run):
    needs_root()
    groups = list(range(1_000_000, 1_001_000))
    child = run([sys.executable, "-c", f"import sys; {WAIT}"], extra_groups=groups)
    process = sysprobe.Process(child.pid)
    assert process.groups() == groups
    assert process.num_ctx_switches() is not None, "stands behind the groups"
    found = sysprobe.process_table(["groups", "voluntary_switches"], [child.pid])[0]
    assert found["groups"] == groups
    assert found["voluntary_switches"] is not None


def test_paths_up_to_the_kernels_limit_and_beyond(run, tmp_path):
    """A path of more than a page is not told: None. Nothing is cut."""
    code = f"import os, sys\nfor i in range(int(sys.argv[1])): os.mkdir('d' * 200); os.chdir('d' * 200)\n{WAIT}"
    for depth in (15, 30):
        folder = tmp_path / str(depth)
        folder.mkdir()
        child = run([sys.executable, "-c", code, str(depth)], cwd=folder)
        process = sysprobe.Process(child.pid)
        expected = f"{folder}" + ("/" + "d" * 200) * depth
        assert process.cwd() == (expected if len(expected) < 4095 else None)
        assert sysprobe.Process(child.pid).as_dict(["cwd"])["cwd"] == process.cwd()


def test_thousands_of_threads(run):
    """As many as can be started here, up to 10,000; each is found."""
    code = (
        "import sys, threading\n"
        "threading.stack_size(65536)\n"
        "stop = threading.Event()\n"
        "count = 0\n"
        "try:\n"
        "    for count in range(1, 10_001): threading.Thread(target=stop.wait, daemon=True).start()\n"
        "except RuntimeError: pass\n"
        f"{WAIT}"
    )
    child = run([sys.executable, "-c", code])
    process = sysprobe.Process(child.pid)
    threads = process.threads()
    assert len(threads) == process.num_threads() > 100
    assert sorted(thread.id for thread in threads) == sorted(map(int, os.listdir(f"/proc/{child.pid}/task")))


def test_thousands_of_descriptors(run):
    """Half of them files; as many as this user may have, up to 50,000."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = min(50_000, hard if hard != resource.RLIM_INFINITY else 50_000) - 20
    code = (
        "import os, resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]) + 20,) * 2)\n"
        "file, null = os.open(sys.argv[0] if sys.argv[0] != '-c' else '/etc/hosts', 0), os.open('/dev/null', 0)\n"
        "for i in range((int(sys.argv[1]) - 10) // 2): os.dup(file); os.dup(null)\n"
        f"{WAIT}"
    )
    child = run([sys.executable, "-c", code, str(count)])
    process = sysprobe.Process(child.pid)
    files = process.open_files()
    assert process.num_fds() > count - 15
    assert sum(file.path == "/etc/hosts" for file in files) == (count - 10) // 2 + 1
    assert process.net_connections("all") == []


def test_an_address_space_of_65000_areas(run):
    """Neighbours with different rights are not merged. The kernel's limit is 65,530 by default."""
    code = (
        "import ctypes, mmap, sys\n"
        "libc = ctypes.CDLL(None)\n"
        "pages, size = 64_000, mmap.PAGESIZE\n"
        "libc.mmap.restype = ctypes.c_void_p\n"
        "number, address, length = ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t\n"
        "libc.mmap.argtypes = [address, length, number, number, number, ctypes.c_long]\n"
        "start = libc.mmap(None, pages * size, 0, 34, -1, 0)\n"
        "for i in range(0, pages, 2):\n"
        "    if libc.mprotect(ctypes.c_void_p(start + i * size), size, 1): break\n"
        f"{WAIT}"
    )
    child = run([sys.executable, "-c", code])
    process = sysprobe.Process(child.pid)
    areas = process.memory_areas()
    assert len(areas) > 30_000
    assert sum(area.size for area in areas) == sum(each.size for each in process.memory_maps())
    assert all(first.end <= second.start for first, second in pairwise(areas))


def test_files_with_a_newline_in_their_name(run, tmp_path):
    path = tmp_path / "a\nb \\012c"
    path.write_bytes(b"x" * mmap.PAGESIZE)
    code = (
        "import mmap, sys\n"
        "file = open(sys.argv[1], 'rb')\n"
        "area = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)\n"
        f"{WAIT}"
    )
    child = run([sys.executable, "-c", code, str(path)])
    process = sysprobe.Process(child.pid)
    assert str(path) in [file.path for file in process.open_files()]
    # The kernel writes a newline as \012 and does not say which of the two it was.
    assert str(path).replace("\\012", "\n") in [area.path for area in process.memory_areas()]


def test_parsers_refuse_what_makes_no_sense():
    for parse in (_native.parse_process_stat, _native.parse_process_start, _native.parse_process_status):
        for text in (b"", b"\x00" * 100, b"1 (x) S", b"x" * 10_000):
            with pytest.raises(ValueError, match="of a process"):
                parse(text)
    assert _native.parse_smaps(MemoryArea)(b"nonsense\n7f00-6f00 rw-p 0 0:0 0\nRss: 5 kB\n") == []
    assert _native.parse_process_cgroup(b"x\n1:cpu:/a:b\n0::/\n:::") == [(1, "cpu", "/a:b"), (0, "", "/")]
    assert _native.parse_footprint(b"") is None
    assert _native.parse_environ(b"A=1\0B\0=C\0A=2\0D==\0E=5") == {"A": "1", "D": "=", "E": "5"}
