"""The number of a process that has ended is given to another one: nobody may take that for the first."""

from pathlib import Path

import pytest
from live import missing
from namespaces import OLDER_KERNELS, inside


@pytest.fixture(autouse=True)
def _numbers_can_be_chosen():
    if not Path("/proc/sys/kernel/ns_last_pid").exists():
        missing("ns_last_pid (CONFIG_CHECKPOINT_RESTORE)")


#: Again and again: a process ends, and the next one gets its number, within the same 10 ms as far as possible, so that
#: the start times are the same. Whatever is done to the first must not reach the second.
TRIALS = """
BLOCKED = {signal.SIGTERM, signal.SIGUSR1}

def impostor(ready):
    signal.pthread_sigmask(signal.SIG_BLOCK, BLOCKED)
    ready()
    while True:
        time.sleep(60)

def state(pid):
    '''Everything that can have been done to it.'''
    with open(f"/proc/{pid}/status") as file:
        status = dict(line.rstrip().split(":", 1) for line in file)
    return {
        "stopped": status["State"].split()[0] == "T", "pending": status["ShdPnd"],
        "nice": os.getpriority(os.PRIO_PROCESS, pid),
        "io": _native.process_ioprio(None, pid), "cpus": sorted(os.sched_getaffinity(pid)),
        "files": open(f"/proc/{pid}/limits").read(),
    }

def reuse(pid):
    '''A new process of this number: whoever sleeps here is alone in this namespace.'''
    for _ in range(100):
        with open("/proc/sys/kernel/ns_last_pid", "w") as file:
            file.write(str(pid - 1))
        found = spawn(impostor)
        if found == pid:
            return found
        os.kill(found, signal.SIGKILL); os.waitpid(found, 0)
    raise RuntimeError("the kernel does not hand this number out again")

def ticks():
    return int(time.clock_gettime(time.CLOCK_BOOTTIME) * os.sysconf("SC_CLK_TCK"))

ACTIONS = {
    "send_signal": lambda p: p.send_signal(signal.SIGUSR1), "terminate": lambda p: p.terminate(),
    "suspend": lambda p: p.suspend(), "resume": lambda p: p.resume(), "kill": lambda p: p.kill(),
    "nice": lambda p: p.nice(5), "ionice": lambda p: p.ionice(3), "rlimit": lambda p: p.rlimit("nofile", (100, 100)),
    "cpu_affinity": lambda p: p.cpu_affinity([min(os.sched_getaffinity(0))]),
    "get nice": lambda p: p.nice(), "get ionice": lambda p: p.ionice(), "get rlimit": lambda p: p.rlimit("nofile"),
    "get cpu_affinity": lambda p: p.cpu_affinity(), "name": lambda p: p.name(), "uids": lambda p: p.uids(),
    "children": lambda p: p.children(), "parent": lambda p: p.parent(), "pin": lambda p: p.__enter__(),
}
wrong, same_tick = [], 0
for trial in range(TRIALS):
    pid = spawn(idle)
    if MODE == "listed":
        table = sysprobe.process_table(["pid", "identity"], [pid])
        process = sysprobe.Process._found(sysprobe._host, pid, table["identity"][0])
        process.is_running()  # met once, as whoever uses it does
    else:
        process = sysprobe.Process(pid)
    if MODE == "pinned":
        process.__enter__()
    born = ticks()
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    if MODE != "pinned" and trial % 2 == 0:
        process._handle.let_go()  # as when many others were asked since
        if MODE in ("no pidfds", "old pidfds"):
            while ticks() <= born + 1:  # all that tells them apart then is a later start
                pass
    reuse(pid)
    same_tick += sysprobe.Process(pid).identity() == process.identity()
    before = state(pid)
    for name, action in ACTIONS.items():
        answer = outcome(action, process)
        if answer != "NoSuchProcess":
            wrong.append(f"{name}: {answer}")
    if process.wait(timeout=60) is not None:
        wrong.append("wait")
    if process.is_running():
        wrong.append("is_running")
    if os.waitpid(pid, os.WNOHANG | os.WUNTRACED) != (0, 0) or state(pid) != before:
        wrong.append(f"the impostor noticed: {before} {state(pid)}")
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
print(json.dumps({"wrong": wrong, "same_tick": same_tick}))
"""


@pytest.mark.parametrize(
    ("mode", "trials"), [("kept", 120), ("listed", 50), ("pinned", 50), ("no pidfds", 40), ("old pidfds", 40)]
)
def test_nothing_reaches_the_next_process_of_the_same_number(mode, trials):
    found = inside(f"MODE, TRIALS = {mode!r}, {trials}\n{OLDER_KERNELS}{TRIALS}")
    assert found["wrong"] == []


def test_a_relative_is_not_mistaken_for_the_next_process_of_its_number():
    """A parent that has ended is not found again in whoever has its number; neither are its children."""
    found = inside(
        """
def middle(ready):
    read, write = os.pipe()
    child = spawn(idle)
    print(child, flush=True)
    ready()
    while True:
        signal.pause()

def last(pid):
    with open("/proc/sys/kernel/ns_last_pid", "w") as file:
        file.write(str(pid))

answers = []
for _ in range(10):
    read, write = os.pipe()
    saved = os.dup(1); os.dup2(write, 1); os.close(write)
    parent = spawn(middle)
    os.dup2(saved, 1); os.close(saved)
    child = int(os.read(read, 100)); os.close(read)
    old, orphan = sysprobe.Process(parent), sysprobe.Process(child)
    assert orphan.parent() == old and old.children() == [orphan]
    os.kill(parent, signal.SIGKILL); os.waitpid(parent, 0)
    for _ in range(100):
        last(parent - 1)
        again = spawn(idle)
        if again == parent:
            break
        os.kill(again, signal.SIGKILL); os.waitpid(again, 0)
    answers.append([
        outcome(lambda: [p.pid for p in old.children()]), orphan.parent().pid, outcome(old.parent),
        [p.pid for p in sysprobe.Process(again).children()],
    ])
    for pid in (again, child):
        os.kill(pid, signal.SIGKILL); os.waitpid(pid, 0)
print(json.dumps(answers))
"""
    )
    assert found == [["NoSuchProcess", 1, "NoSuchProcess", []]] * 10
