"""The process table beside psutil and beside a bare C loop that reads the same files, with 100 to 5,000 processes."""

import ctypes
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import sysprobe
from side_by_side import Case, report

HERE = Path(__file__).parent
SIMPLE = ("pid", "name", "cpu_user", "cpu_system", "rss", "vms")
SIMPLE_PSUTIL = ["pid", "name", "cpu_times", "memory_info"]
#: PID USER NI VIRT RES SHR S %CPU %MEM TIME+ COMMAND; the time is the sum of two.
TOP = (
    *("pid", "username", "nice", "vms", "rss", "shared", "status"),
    *("cpu_percent", "memory_percent", "cpu_user", "cpu_system", "name"),
)
TOP_PSUTIL = ["pid", "username", "nice", "memory_info", "status", "cpu_percent", "memory_percent", "cpu_times", "name"]
COUNTS = [int(each) for each in sys.argv.pop(1).split(",")] if sys.argv[1:2] and sys.argv[1][0].isdigit() else None


@contextmanager
def sleepers(program: Path, count: int) -> Iterator[None]:
    """So many more processes."""
    with subprocess.Popen([program, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        yield
        parent.kill()


def main() -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as place:
        program, library = Path(place) / "sleepers", Path(place) / "floor.so"
        source = HERE / "process_table.c"
        subprocess.run(["cc", "-O2", "-o", program, source], check=True)
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
        floor = ctypes.CDLL(str(library)).floor_of  # ctypes lets the GIL go
        for count in COUNTS or (100, 1000, 5000):
            with sleepers(program, count):
                rows = len(sysprobe.process_table(TOP))
                size = sysprobe.process_table(TOP).nbytes / rows
                print(f"\n{rows} processes; top's columns take {size:.0f} bytes for each")
                report(
                    [
                        Case(
                            "names, cpu, memory",
                            lambda: sysprobe.process_table(SIMPLE),
                            lambda: list(psutil.process_iter(SIMPLE_PSUTIL)),
                            lambda: floor(b"stat\0statm\0\0"),
                        ),
                        Case(
                            "the 11 columns of top",
                            lambda: sysprobe.process_table(TOP),
                            lambda: list(psutil.process_iter(TOP_PSUTIL)),
                            lambda: floor(b"stat\0statm\0pidfd\0\0"),
                        ),
                        Case("names, cpu, memory, 2 threads", lambda: sysprobe.process_table(SIMPLE, workers=2)),
                        Case(
                            "process_iter, the same",
                            lambda: list(sysprobe.process_iter(SIMPLE_PSUTIL)),
                            lambda: list(psutil.process_iter(SIMPLE_PSUTIL)),
                        ),
                        Case(
                            "process_iter, all values taken",
                            lambda: [
                                (p.name(), p.cpu_times(), p.memory_info()) for p in sysprobe.process_iter(SIMPLE_PSUTIL)
                            ],
                            lambda: [p.info for p in psutil.process_iter(SIMPLE_PSUTIL)],
                        ),
                        Case(
                            "process_iter, top",
                            lambda: list(sysprobe.process_iter(TOP_PSUTIL)),
                            lambda: list(psutil.process_iter(TOP_PSUTIL)),
                        ),
                        Case("pids", sysprobe.pids, psutil.pids, lambda: floor(b"\0")),
                    ]
                )


if __name__ == "__main__":
    main()
