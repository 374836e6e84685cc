"""A row is of one process, whoever gets its number while it is read."""

import subprocess
from pathlib import Path

import pytest
from live import missing, needs
from namespaces import inside

HERE = Path(__file__).resolve().parent

#: A process whose number goes to another one the moment before a file is opened: what the table says of it then.
CODE = """
library = ctypes.CDLL(None)

def first(ready):
    library.become(b"first", 0o11, 1, 1000)
    ready()
    while True:
        time.sleep(60)

def look():
    found = sysprobe.process_table(COLUMNS, [pid] if PIDS else None).filter(pid=pid).to_dicts()
    return [{name: value for name, value in row.items() if value is not None} for row in found]

pid = spawn(first)
before = look()
moment = MOMENT.encode()
library.arm(pid, moment)
during = look()
fired = library.fired()
print(json.dumps([before, during, look(), fired]))
os.kill(pid, signal.SIGKILL)
"""


@pytest.fixture
def _preloaded(tmp_path, monkeypatch):
    if not Path("/proc/sys/kernel/ns_last_pid").exists():
        missing("ns_last_pid (CONFIG_CHECKPOINT_RESTORE)")
    library = tmp_path / "reuse.so"
    command = [needs("gcc"), "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", str(HERE / "native/reuse.c")]
    subprocess.run([*command, "-o", str(library)], check=True)
    monkeypatch.setenv("LD_PRELOAD", str(library))


@pytest.mark.usefixtures("_preloaded")
@pytest.mark.parametrize(
    ("columns", "moment", "chosen"),
    [
        (("name", "umask"), "status", False),
        (("name", "umask", "rss"), "status", True),
        (("name", "uid", "rss"), "statm", False),  # asked by a pidfd, where that tells
        (("name", "uid", "cgroup"), "cgroup", False),  # read after all others
        (("name", "io_priority", "umask"), "stat", False),  # told by the number, before anything is read
    ],
)
def test_no_row_is_of_two_processes(columns, moment, chosen):
    given = f"COLUMNS, MOMENT, PIDS = {('pid', *columns)!r}, {moment!r}, {chosen}\n"
    before, during, after, fired = inside(given + CODE)
    assert fired
    (first,), (second,) = before, after
    distinct = {*columns} - {"rss", "cgroup"}
    assert all(first[name] != second[name] for name in distinct)
    for row in during:  # or it was left out
        told = {name: row[name] for name in distinct if name in row}
        assert told.items() <= first.items() or told.items() <= second.items()
