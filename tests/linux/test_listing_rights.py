"""Nobody is lost in a listing, whoever lists and however /proc is mounted; what one may not know is missing."""

import subprocess
import sys

import pytest
from live import needs, needs_root
from namespaces import inside

#: In a pid namespace of its own: this interpreter (1) as root, one that sleeps, a zombie; then the table of some user.
CODE = """
import stat as _  # whatever is imported late, the user could not read
from sysprobe.types.attributes import ATTRIBUTES, COLUMNS
sleeper = spawn(idle)
dead = spawn(lambda ready: ready())
os.waitid(os.P_PID, dead, os.WEXITED | os.WNOWAIT)
list(sysprobe.process_iter(ATTRIBUTES)); sysprobe.process_table(COLUMNS)

def look():
    table = sysprobe.process_table(COLUMNS)
    names = [process.pid for process in sysprobe.process_iter(ATTRIBUTES)]
    missing = {row.pid: [name for name, value in row.items() if value is None] for row in table}
    shown = ("name", "uid", "status", "rss", "num_fds", "create_time")
    rows = {row.pid: {name: row[name] for name in shown} for row in table}
    return {"me": os.getpid(), "iter": names, "missing": missing, "rows": rows, "pids": sysprobe.pids()}

print(json.dumps({"sleeper": sleeper, "dead": dead, **(as_user(UID, look) if UID else look())}))
"""

#: What Linux has no column for, or measures only when told to, or what is rightly nothing here.
NEVER = {
    *("tracer", "terminal", "container_id", "systemd_unit", "cpu_iowait", "block_io_delay", "wired"),
    *("compressed", "footprint", "peak_footprint", "virtual", "peak_virtual", "paged_pool", "nonpaged_pool"),
    *("peak_paged_pool", "peak_nonpaged_pool", "other_count", "other_bytes", "cgroup", "hugetlb"),
}
#: What only the owner and root may read, whatever the mount says.
PRIVATE = {
    *("exe", "cwd", "root", "uss", "pss", "footprint_swap", "read_count", "write_count", "read_bytes", "write_bytes"),
    *("read_chars", "write_chars", "cancelled_write_bytes"),
    *(f"{name}_namespace" for name in ("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")),
}


def look(uid, options=""):
    found = inside(f"UID = {uid}\n{CODE}", options)
    for key in ("missing", "rows"):
        found[key] = {int(pid): value for pid, value in found[key].items()}
    assert found["iter"] == found["pids"] == sorted(found["rows"])
    return found


@pytest.mark.parametrize("options", ["", "hidepid=1", "hidepid=2", "subset=pid"])
def test_root_sees_everything_of_everybody(options):
    found = look(0, options)
    assert sorted(found["rows"]) == [1, found["sleeper"], found["dead"]]
    # A /proc without the files of the machine does not tell how much memory that has.
    assert {*found["missing"][found["sleeper"]]} - NEVER <= ({"memory_percent"} if options == "subset=pid" else set())
    assert found["rows"][found["dead"]]["status"] == "zombie"
    assert {"cmdline", "exe", "uss"} <= {*found["missing"][found["dead"]]}


@pytest.mark.parametrize("uid", [65534])
def test_a_user_sees_everybody_but_not_everything(uid):
    found = look(uid)
    assert sorted(found["rows"]) == [1, found["sleeper"], found["dead"], found["me"]]
    assert {*found["missing"][found["sleeper"]]} - NEVER <= PRIVATE | {"num_fds"}
    assert {"exe", "read_bytes", "uss"} <= {*found["missing"][found["sleeper"]]}
    assert found["rows"][found["sleeper"]]["name"] == found["rows"][1]["name"]
    assert found["rows"][found["sleeper"]]["rss"] > 0
    assert found["rows"][found["me"]]["uid"] == uid


def test_hidepid_1_hides_what_they_are_and_not_that_they_are():
    found = look(65534, "hidepid=1")
    assert sorted(found["rows"]) == [1, found["sleeper"], found["dead"], found["me"]]
    hidden = found["rows"][found["sleeper"]]
    assert (hidden["name"], hidden["status"], hidden["rss"], hidden["create_time"]) == (None, None, None, None)
    assert hidden["uid"] in (None, 0)  # Linux >= 6.13 tells whose it is by a pidfd
    assert {*found["missing"][found["me"]]} - NEVER <= {"uss", "pss", "footprint_swap"} | PRIVATE
    assert found["rows"][found["me"]]["name"] is not None


@pytest.mark.parametrize("options", ["hidepid=2", "hidepid=4"])
def test_hidepid_2_hides_the_others_whole(options):
    found = look(65534, options)
    assert sorted(found["rows"]) == [found["me"]]
    assert found["rows"][found["me"]]["rss"] > 0


def test_descriptors_whose_numbers_alone_may_be_seen_are_refused():
    """Root without the right to trace, of another user's process: "none" would be wrong."""
    needs_root()
    setpriv = needs("setpriv")
    code = (
        "import os, socket, sys\n"
        "kept = socket.socket(), open(sys.executable)\n"
        "os.setresgid(65534, 65534, 65534)\n"
        "os.setresuid(65534, 65534, 65534)\n"
        "print(flush=True)\n"
        "sys.stdin.read()"
    )
    ask = (
        "import os, sys, sysprobe\n"
        "process = sysprobe.Process(int(sys.argv[1]))\n"
        "assert os.listdir(f'/proc/{process.pid}/fd')\n"
        "for question in (process.open_files, process.net_connections):\n"
        "    try:\n"
        "        print(question())\n"
        "    except sysprobe.AccessDenied:\n"
        "        print('denied')\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        command = [setpriv, "--bounding-set=-sys_ptrace", sys.executable, "-c", ask, str(other.pid)]
        run = subprocess.run(command, capture_output=True, text=True)
        other.kill()
    assert (run.stdout, run.stderr) == ("denied\ndenied\n", "")
