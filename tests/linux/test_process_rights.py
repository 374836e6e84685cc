"""What is told and what is refused where /proc hides processes; zombies, threads, other roots, descriptors."""

import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest
import sysprobe
from live import as_user, fork, missing, needs_root, run_python
from namespaces import OLDER_KERNELS, inside, unshare

#: Ask as nobody about oneself (a child of root) and about a process of root.
QUESTIONS = """
other = spawn(idle)

def ask():
    child = spawn(idle)
    me, root = sysprobe.Process(), sysprobe.Process(other)
    answers = {
        "my name": outcome(me.name) == name, "my parent": getattr(outcome(me.parent), "pid", None), "my child": [
            p.pid - child for p in me.children()], "parents": [p.pid for p in me.parents()],
        "exists": sysprobe.pid_exists(other), "running": root.is_running(), "equal": root == sysprobe.Process(other),
        "its name": outcome(root.name), "its start": outcome(root.create_time), "its parent": outcome(root.parent),
        "its children": outcome(root.children), "listed": other in sysprobe.pids(),
        "signal": outcome(root.send_signal, 0), "denied": root.as_dict(["name", "ppid"], ad_value="denied"),
        "table": {row["pid"] - other: row["name"] for row in sysprobe.process_table(["pid", "name"], [other])},
        "wait": outcome(root.wait, 0),
    }
    os.kill(child, signal.SIGKILL); os.waitpid(child, 0)
    return answers

name = sysprobe.Process().name()
ask()  # as root: whatever is imported late is imported now
answers = as_user(65534, ask)
os.kill(other, signal.SIGKILL); os.waitpid(other, 0)
answers["gone"] = as_user(65534, lambda: [outcome(sysprobe.Process, other), sysprobe.pid_exists(other)])
print(json.dumps(answers))
"""


@pytest.mark.parametrize("mode", ["pidfds", "old pidfds", "no pidfds"])
@pytest.mark.parametrize("hidden", [1, 2])
def test_hidden_processes_are_there_and_say_nothing(hidden, mode):
    """psutil's `children` fails for one's own process under hidepid=1."""
    found = inside(f"MODE = {mode!r}\n{OLDER_KERNELS}{QUESTIONS}", f"hidepid={hidden}")
    assert found == {
        "my name": True,
        "my parent": 1,
        "my child": [0],
        "parents": [1],
        "exists": True,
        "running": True,
        "equal": True,
        "its name": "AccessDenied",
        "its start": "AccessDenied",
        "its parent": "AccessDenied",
        "its children": [],
        "listed": hidden == 1,
        "signal": "AccessDenied",
        "denied": {"name": "denied", "ppid": "denied"},
        "table": {"0": None} if hidden == 1 else {},
        "wait": "TimeoutExpired",
        "gone": ["NoSuchProcess", False],
    }


def test_a_proc_with_processes_only():
    """subset=pid: no btime, no meminfo, no sysctl; what depends on them is known from elsewhere, or unknown."""
    found = inside(
        """
pid = spawn(idle)
process = sysprobe.Process(pid)
with open("/proc/self/stat") as file:
    now = int(time.time())
everything = process.as_dict(ad_value="denied")
print(json.dumps({
    "age": abs(process.create_time() - time.time()) < 100,
    "denied": [name for name, value in everything.items() if value == "denied"],
    "percent": everything["memory_percent"], "rss": everything["memory_info"].rss > 0,
    "children": [p.pid for p in sysprobe.Process().children()] == [pid],
    "listed": pid in sysprobe.pids(), "named": sysprobe.process_table(["name"], [pid])["name"][0] == process.name(),
}))
os.kill(pid, signal.SIGKILL)
""",
        "subset=pid",
    )
    assert found == {
        "age": True,
        "denied": [],
        "percent": None,
        "rss": True,
        "children": True,
        "listed": True,
        "named": True,
    }


def test_a_proc_of_other_numbers_is_only_read():
    """A /proc of the pid namespace outside of ours: its numbers in our system calls would be other processes."""
    code = """
import os, sysprobe
pid = os.fork()
if pid == 0:
    outer = int(os.readlink("/proc/self"))
    process = sysprobe.Process(outer)
    assert os.getpid() != outer and process.cmdline(), outer
    for action in (process.kill, process.suspend, lambda: process.nice(3), lambda: process.wait(0)):
        try:
            action()
        except sysprobe.CapabilityUnavailable as error:
            assert "pid namespace" in str(error)
        else:
            os._exit(2)
    os._exit(0)
os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""
    run = subprocess.run(
        [*unshare("--pid", "--fork", "--kill-child"), sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (run.returncode, run.stderr) == (0, "")


@pytest.fixture
def zombie():
    pid = fork()
    if pid == 0:
        os._exit(7)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    yield pid
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass


def test_a_zombie_tells_what_is_left_of_it(zombie):
    process = sysprobe.Process(zombie)
    assert process.status() == "zombie"
    assert process.is_running()
    assert process.ppid() == os.getpid()
    assert process.parent() == sysprobe.Process()
    assert process in sysprobe.Process().children()
    assert process.name() == sysprobe.Process().name()
    assert process.cpu_times().user >= 0
    for question in ("cmdline", "environ", "exe", "cwd", "memory_maps", "memory_footprint", "namespaces"):
        with pytest.raises(sysprobe.ZombieProcess, match=f"pid={zombie}"):
            getattr(process, question)()
    found = process.as_dict(ad_value="zombie")
    assert found["cmdline"] == "zombie"
    assert found["open_files"] == ([] if os.geteuid() == 0 else "zombie")  # the folder is root's now
    assert "zombie" in repr(process)
    process.send_signal(0)
    assert process.wait() == 7
    assert not process.is_running()
    assert process.wait() == 7


def test_whoever_is_gone_says_so_whatever_it_is_asked():
    child = subprocess.Popen(["sleep", "1000"])
    process = sysprobe.Process(child.pid)
    assert process.name() == "sleep"
    child.kill()
    child.wait()
    for name in ("cmdline", "name", "uids", "nice", "children", "parent", "kill", "as_dict", "threads", "num_fds"):
        with pytest.raises(sysprobe.NoSuchProcess) as error:
            getattr(process, name)()
        assert (error.value.pid, error.value.name) == (child.pid, "sleep"), name
        assert not isinstance(error.value, sysprobe.ZombieProcess)
    assert repr(process) == f"Process(pid={child.pid}, name='sleep', gone)"
    assert process.wait() is None
    with pytest.raises(sysprobe.NoSuchProcess):
        sysprobe.Process(child.pid)
    with pytest.raises(sysprobe.NoSuchProcess), process:
        pass


def test_a_thread_is_no_process():
    ready, stop = threading.Event(), threading.Event()
    numbers = []

    def work():
        numbers.append(threading.get_native_id())
        ready.set()
        stop.wait()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        ready.wait()
        assert not sysprobe.pid_exists(numbers[0])
        with pytest.raises(sysprobe.NoSuchProcess, match="thread"):
            sysprobe.Process(numbers[0])
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize(("pid", "error"), [(-1, ValueError), ("1", TypeError), (True, TypeError), (2**40, None)])
def test_what_is_no_process_id(pid, error):
    with pytest.raises(error or sysprobe.NoSuchProcess):
        sysprobe.Process(pid)


def test_signals_reach_it():
    with subprocess.Popen(["sleep", "1000"]) as child:
        process = sysprobe.Process(child.pid)
        process.suspend()
        os.waitid(os.P_PID, child.pid, os.WSTOPPED)
        assert process.status() == "stopped"
        process.resume()
        os.waitid(os.P_PID, child.pid, os.WCONTINUED)
        assert process.status() != "stopped"
        with pytest.raises(ValueError, match="send_signal"):
            process.send_signal(1000)
        process.terminate()
        assert child.wait() == -signal.SIGTERM


def test_descriptors_are_few_closed_and_nobody_elses():
    """Thousands of objects hold few of them; a daemon that has closed all goes on, and closes nothing of others."""
    run_python(
        """
import gc, os, subprocess, sysprobe
def count():
    return len(os.listdir("/proc/self/fd"))
me = sysprobe.Process()
me.name()
sysprobe.process_table(("pid",))
start = count()
objects = [sysprobe.Process() for _ in range(2000)]
for each in objects:
    each.num_threads()
assert count() - start <= 32, count() - start
assert all(each.num_threads() == 1 for each in objects)
with sysprobe.Process() as pinned:
    held = count()
    with pinned:
        pinned.name()
    assert count() == held > start
del objects, pinned, each
gc.collect()
assert count() <= start, (count(), start)

with sysprobe.Process() as pinned, sysprobe.Process(os.getppid()) as other:
    parents = other.cmdline()
    os.closerange(3, 1000)
    files = [open("/proc/1/stat") for _ in range(20)] + [os.open("/proc/1", os.O_PATH) for _ in range(20)]
    assert pinned.num_threads() == me.num_threads() == 1 and me.cmdline() == pinned.cmdline()
    assert other.cmdline() == parents
    other.send_signal(0)
del pinned, other, me
gc.collect()
assert all(file.read() for file in files[:20])
for each in files[20:]:
    os.close(each)
"""
    )


def test_another_root_is_read_and_never_acted_upon(tmp_path):
    folder = tmp_path / "proc" / str(os.getpid())
    folder.mkdir(parents=True)
    (folder / "stat").write_text(f"{os.getpid()} (recorded) S 1 1 1 0 -1 4194304" + " 0" * 12 + " 500 0 0" + " 0" * 30)
    (folder / "statm").write_text("100 50 20 10 0 30 0\n")
    (folder / "status").write_text("Name:\trecorded\nUid:\t1000\t1000\t1000\t1000\nGid:\t5\t5\t5\t5\nVmSize:\t400 kB\n")
    (tmp_path / "proc" / "stat").write_text("cpu 1 2 3 4\nbtime 1700000000\n")
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "passwd").write_text("alice:x:1000:1000::/:/bin/sh\n")
    (folder / "exe").symlink_to("/bin/sh (deleted)")
    for name in ("fd", "fdinfo", "task/1"):
        (folder / name).mkdir(parents=True)
    for number, target in enumerate(("/dev/null", "/a/file", "socket:[5]", "/proc/self/exe")):
        (folder / "fd" / str(number)).symlink_to(target)
    (folder / "fdinfo" / "1").write_text("pos:\t7\nflags:\t0100002\n")
    host = sysprobe.Host(root=tmp_path)
    process = host.process(os.getpid())
    assert (process.name(), process.username(), process.create_time()) == ("recorded", "alice", 1700000005.0)
    assert process.memory_info().rss == 50 * 4096
    assert host.pids() == [os.getpid()]
    assert host.pid_exists(os.getpid())
    assert not host.pid_exists(os.getppid() or os.getpid() + 1)
    for action in (process.kill, process.ionice, lambda: process.nice(3), lambda: process.wait(0), process.suspend):
        with pytest.raises(sysprobe.CapabilityUnavailable, match="only a system call tells"):
            action()
    assert process.exe() == "/bin/sh"
    (folder / "exe").unlink()
    assert process.exe() is None
    assert process.num_fds() == 4
    assert [(file.fd, file.path, file.mode, file.position) for file in process.open_files()] == [
        (1, "/a/file", "r+", 7),
        (3, "/proc/self/exe", None, None),
    ]
    found = process.as_dict()
    assert found["ionice"] is found["io_counters"] is None
    (folder / "task/1/stat").symlink_to("/proc/self/stat")
    (folder / "io").symlink_to("/proc/self/io")
    for question in (process.threads, process.io_counters):
        with pytest.raises(sysprobe.BackendError, match="leads out of"):
            question()
    assert process != sysprobe.Process()


def test_a_terminal_has_a_name():
    ours, theirs = os.openpty()
    name = os.ttyname(theirs)
    code = "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=theirs, stdout=subprocess.PIPE, start_new_session=True
    ) as child:
        os.close(theirs)
        child.stdout.readline()
        assert sysprobe.Process(child.pid).terminal() == name
        child.kill()
    os.close(ours)


def test_every_kernel_thread_answers_everything():
    needs_root()
    table = sysprobe.process_table(("pid", "kernel_thread"))
    threads = [pid for pid, kernel in zip(table["pid"], table["kernel_thread"], strict=True) if kernel]
    if not threads:
        missing("a kernel thread (this is a pid namespace)")
    answered = 0
    for pid in threads:
        try:
            process = sysprobe.Process(pid)
            found = process.as_dict(ad_value="denied")
        except sysprobe.NoSuchProcess:
            continue  # workers come and go
        answered += 1
        assert "denied" not in found.values(), found
        assert (found["environ"], found["cmdline"], found["memory_maps"], found["exe"]) == ({}, [], [], "")
        assert found["memory_footprint"].uss == found["memory_info"].rss == 0
    assert answered


def test_a_user_learns_of_others_what_anybody_may_know():
    """Where the kernel has it (6.2), the number of descriptors too; what is not allowed says which file it was."""
    needs_root()
    with subprocess.Popen(["sleep", "1000"]) as child:
        process = sysprobe.Process(child.pid)
        process.as_dict()  # everything is imported before the rights are gone

        def ask():
            mine = sysprobe.Process(child.pid)
            with pytest.raises(sysprobe.AccessDenied, match="environ") as denied:
                mine.environ()
            found = mine.as_dict(ad_value="denied")
            return denied.value.pid, found["name"], found["limits"] == process.limits(), found["num_fds"], found["exe"]

        pid, name, limits, count, exe = as_user(65534, ask)
        assert (pid, name, limits, exe) == (child.pid, "sleep", True, "denied")
        if os.stat("/proc/self/fd").st_size:
            assert count == len(os.listdir(f"/proc/{child.pid}/fd"))
        child.kill()


def test_import_and_hosts_stay_cheap():
    """Nothing of processes is imported before a process is asked for."""
    run_python(
        textwrap.dedent(
            """
            import sys, sysprobe
            sysprobe.Host()
            loaded = [name for name in sys.modules if name.startswith("sysprobe") and "process" in name]
            assert loaded == ["sysprobe.process"], loaded
            assert "subprocess" not in sys.modules
            """
        )
    )
