"""``python benchmarks/startup.py``: CPU time from starting an interpreter to an import, and to the first number.

The bare interpreter's own time is measured too and shown; ratios are of what comes on top of it, and of the whole.
"""

import os
import sys

CASES = {
    "nothing": "pass",
    "import sysprobe": "import sysprobe",
    "import psutil": "import psutil",
    "first number, sysprobe": "import sysprobe; sysprobe.virtual_memory()",
    "first number, psutil": "import psutil; psutil.virtual_memory()",
}


def measure(rounds: int = 25) -> dict[str, float]:
    """Best time of each case in milliseconds; they take turns."""
    times = dict.fromkeys(CASES, float("inf"))
    for _ in range(rounds):
        for name, code in CASES.items():
            child = os.posix_spawn(sys.executable, [sys.executable, "-c", code], os.environ)
            _, status, used = os.wait4(child, 0)
            if status:
                raise SystemExit(f"{name} failed")
            times[name] = min(times[name], (used.ru_utime + used.ru_stime) * 1e3)
    return times


times = measure()
bare = times["nothing"]
for name, taken in times.items():
    print(f"{name:24} {taken:7.1f} ms  (+{taken - bare:.1f})")
for what in ("import", "first number,"):
    ours, theirs = times[f"{what} sysprobe"], times[f"{what} psutil"]
    alone = (ours - bare) / (theirs - bare)
    print(f"{what.strip(',')}: ours ÷ psutil {ours / theirs:.2f}, without the interpreter {alone:.2f}")
