"""What the process table costs in instructions, by Callgrind: the same on every run, however busy the machine is.

``python benchmarks/instructions.py [ROWS]`` counts, on a made-up machine, the instructions of a table for each row: of
the whole call, and of the C reader in it (system calls count nothing). ``--limit N`` fails if the Python side of top's
columns needs more than N for each row.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIMPLE = ("pid", "name", "cpu_user", "cpu_system", "rss", "vms")
TOP = (
    *("pid", "username", "nice", "vms", "rss", "shared", "status"),
    *("cpu_percent", "memory_percent", "cpu_user", "cpu_system", "name"),
)
CALLS = 5
#: Counts from the one toggle to the other: neither the start of the interpreter nor what the first call finds out.
WORK = """
import ctypes, gc, sys
import sysprobe
toggle = ctypes.CDLL(sys.argv[1]).toggle
host, columns = sysprobe.Host(root=sys.argv[2]), sys.argv[4].split(",")
host.process_table(columns)
host.process_table(columns)
gc.collect()
gc.disable()
toggle()
for _ in range(int(sys.argv[3])):
    host.process_table(columns)
toggle()
"""
TOGGLE = """
#include <valgrind/callgrind.h>
void toggle(void) { CALLGRIND_TOGGLE_COLLECT; }
"""


def instructions(place: Path, columns: tuple[str, ...], *options: str) -> int:
    """Instructions of `CALLS` tables."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *options, sys.executable, "-c", WORK]
    arguments = [str(place / "toggle.so"), str(place), str(CALLS), ",".join(columns)]
    environment = {"PYTHONHASHSEED": "0", "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(filter(None, sys.path))}
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, env=environment)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or found is None:
        raise SystemExit(done.stderr)
    return int(found[1])


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=200)
    parser.add_argument("--limit", type=int, help="most instructions for each row of top's columns")
    options = parser.parse_args()
    if shutil.which("valgrind") is None:
        print("left out: valgrind is missing (apt install valgrind)")
        return
    sys.path.insert(0, str(HERE.parent / "tests"))
    from processes import add, machine

    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        (root / "toggle.c").write_text(TOGGLE)
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", root / "toggle.so", root / "toggle.c"], check=True)
        machine(root)
        for pid in range(1, options.rows + 1):
            add(root, pid)
        print(f"{'instructions for each row':28} {'all':>8} {'C reader':>9} {'Python':>8}")
        for title, columns in (("names, cpu, memory", SIMPLE), ("the 11 columns of top", TOP)):
            whole = instructions(root, columns, "--collect-atstart=no") / CALLS / options.rows
            # The C function is called twice before the counted calls.
            reader = instructions(root, columns, "--toggle-collect=process_table") / (CALLS + 2) / options.rows
            print(f"{title:28} {whole:8.0f} {reader:9.0f} {whole - reader:8.0f}")
    if options.limit is not None and whole - reader > options.limit:
        raise SystemExit(f"more than {options.limit} for each row")


if __name__ == "__main__":
    main()
