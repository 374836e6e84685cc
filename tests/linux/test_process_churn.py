"""Listing while processes come and go, by several threads, in several interpreters.

``CHURN_SECONDS=600`` makes the storm a long one (with ``-o faulthandler_timeout=0``, or pytest ends it before).
"""

import os
import subprocess
import sys
import threading
import time

import pytest
import sysprobe
from live import descriptors, eventually, fork, run_python
from processes import zombie

SECONDS = float(os.environ.get("CHURN_SECONDS", "0"))
STORM = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG: a storm must not outlive the test
print("ready", flush=True)
while True:
    pids = []
    for _ in range(8):
        pids.append(os.fork())
        if pids[-1] == 0:
            os._exit(0)  # at once: a child that goes on in the loop makes 2 to the 8th processes
    for pid in pids:
        os.waitpid(pid, 0)
"""
STAYING = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, 9)
for _ in range(int(sys.argv[1])):
    pid = os.fork()
    if pid == 0:
        ctypes.CDLL(None).prctl(1, 9)
        signal.pause()
        os._exit(0)
    print(pid, flush=True)
print("ready", flush=True)
signal.pause()
"""
COLUMNS = ["pid", "name", "cmdline", "exe", "username", "rss", "read_bytes", "num_fds", "cgroup", "cpu_user"]


@pytest.fixture(scope="module")
def staying():
    """Pids of processes that are there all the time."""
    child = subprocess.Popen(
        [sys.executable, "-c", STAYING, "20"], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield {int(line) for line in iter(child.stdout.readline, "ready\n")}
    finally:
        os.killpg(child.pid, 9)
        child.communicate()


@pytest.fixture
def storm():
    """A process that makes others which end at once."""
    child = subprocess.Popen([sys.executable, "-c", STORM], stdout=subprocess.PIPE, start_new_session=True)
    try:
        assert child.stdout.readline() == b"ready\n"
        yield child.pid
    finally:
        os.killpg(child.pid, 9)
        child.communicate()


def test_who_stays_is_in_every_listing(staying, storm):
    rounds, end = 0, time.monotonic() + SECONDS
    sysprobe.process_table(COLUMNS)  # what a Host keeps open on purpose it opens once
    before, memory = descriptors(), 0
    while rounds < 24 or time.monotonic() < end:
        columns = COLUMNS if rounds % 2 else ["pid", "status"]
        table = sysprobe.process_table(columns, workers=1 + rounds % 3)
        pids = table["pid"].to_list()
        assert pids == sorted(set(pids))
        assert staying <= set(pids)
        assert sum(row.pid == os.getpid() for row in table) == 1
        processes = list(sysprobe.process_iter(["name", "memory_info", "io_counters"]))
        assert staying <= {process.pid for process in processes}
        rounds += 1
        if rounds == 12:
            memory = sysprobe.Process().memory_info().rss
    assert descriptors() <= before
    # What is asked of Python and of the C library comes and goes in pages: only what adds up is a leak.
    assert sysprobe.Process().memory_info().rss < memory + 16 * 2**20


def test_zombies_come_and_are_kept(staying):
    with zombie() as pid:
        row = sysprobe.process_table(["status", "name", "cpu_user", "rss"], [pid])[0]
        assert row.status == "zombie"
        assert None not in row.values()
    assert len(sysprobe.process_table(["pid"], [pid])) == 0


def test_threads_list_at_once(staying, storm):
    failures = []
    host, sampler = sysprobe.Host(), sysprobe.ProcessSampler()

    def work():
        try:
            for _ in range(4):
                assert staying <= set(host.process_table(COLUMNS, workers=2)["pid"])
                assert staying <= {each.pid for each in host.process_iter(["name", "cpu_percent"])}
                assert staying <= set(sampler.sample(["pid", "cpu_percent"])["pid"])
                assert set(host.process_table(["cpu_percent", "pid"], staying)["pid"]) == staying
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_other_threads_run_meanwhile(staying):
    """The GIL is let go: somebody else counts on while this thread is in the kernel."""
    counted, stop = [0], threading.Event()

    def count():
        while not stop.is_set():
            counted[0] += 1
            time.sleep(0)

    def compare():
        before = counted[0]
        for _ in range(20):
            sysprobe.process_table(COLUMNS)
        assert counted[0] > before

    thread = threading.Thread(target=count)
    thread.start()
    try:
        eventually(compare)
    finally:
        stop.set()
        thread.join()


def test_a_forked_child_lists_too(staying):
    sysprobe.process_table(["pid", "cpu_percent"])
    pid = fork()
    if pid == 0:
        code = 1
        try:
            found = set(sysprobe.process_table(["pid", "name", "cpu_percent"])["pid"])
            code = 0 if staying | {os.getpid()} <= found else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


INTERPRETERS = """
import sys, threading
if sys.version_info >= (3, 14):
    from concurrent import interpreters
    def run(code):
        made = interpreters.create()
        try:
            made.exec(code)
        finally:
            made.close()
else:
    import _interpreters
    def run(code):
        made = _interpreters.create("isolated")  # with a GIL of its own
        try:
            failure = _interpreters.exec(made, code)
            if failure is not None:
                raise RuntimeError(failure.formatted)
        finally:
            _interpreters.destroy(made)

CODE = '''
import os, sysprobe
from sysprobe.types.attributes import COLUMNS
for _ in range(5):
    sysprobe.virtual_memory(); sysprobe.cpu_times(); sysprobe.cpu_times(percpu=True); sysprobe.swap_memory()
    sysprobe.net_io_counters(); sysprobe.net_connections(); sysprobe.boot_time(); sysprobe.disk_io_counters()
    sysprobe.disk_partitions(); sysprobe.sensors_temperatures(); sysprobe.users(); sysprobe.cpu_freq()
    assert os.getpid() in sysprobe.process_table(COLUMNS, workers=2)["pid"].to_list()
    assert sysprobe.Process().memory_info().rss > 0
    assert any(process.pid == os.getpid() for process in sysprobe.process_iter(["name"]))
'''
failures = []
def work():
    try:
        run(CODE)
    except BaseException as error:
        failures.append(error)
        raise
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert not failures, failures
print("all answered")
"""


@pytest.mark.skipif(
    sys.version_info < (3, 13), reason="interpreters with a GIL of their own cannot be made before 3.13"
)
def test_interpreters_with_a_gil_of_their_own_ask_at_once():
    assert run_python(INTERPRETERS).stdout == "all answered\n"
