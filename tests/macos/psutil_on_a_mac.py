"""Ask psutil's stand-in, as it is on macOS, everything over the made-up Mac; what it answered is printed as JSON.

`python psutil_on_a_mac.py`, with the environment that test_psutil.py makes.
"""

import json
import os
import sys

import kit
import sysprobe_macos
from made_up import ROOT

SYSTEM = (
    "cpu_times cpu_count cpu_freq getloadavg virtual_memory swap_memory disk_partitions disk_io_counters "
    "net_io_counters net_if_addrs net_if_stats net_connections sensors_battery boot_time users heap_info heap_trim pids"
)
PROCESS = (
    "ppid name exe cmdline environ cwd status username create_time uids gids terminal num_fds num_ctx_switches "
    "num_threads threads cpu_times nice memory_info memory_full_info memory_percent open_files net_connections"
)


def plain(answer):
    """Tuples with names as dicts, so that their names are seen."""
    if hasattr(answer, "_asdict"):
        return {name: plain(value) for name, value in answer._asdict().items()}
    if isinstance(answer, dict):
        return {str(key): plain(value) for key, value in answer.items()}
    return [plain(each) for each in answer] if isinstance(answer, (list, tuple)) else answer


def main():
    kit.furnish()
    sysprobe_macos.BACKEND = kit.anywhere()
    sys.platform = "darwin"
    sys.path.insert(0, str(ROOT / "packages/compat-psutil/src/sysprobe_psutil/front"))
    import psutil

    answers = {name: plain(getattr(psutil, name)()) for name in SYSTEM.split()}
    process = psutil.Process(os.getpid())
    answers |= {f"Process.{name}": plain(getattr(process, name)()) for name in PROCESS.split()}
    absent = {name: hasattr(psutil.Process, name) for name in ("io_counters", "memory_maps", "cpu_affinity", "ionice")}
    print(json.dumps(answers | {"absent": absent}, default=str))


if __name__ == "__main__":
    main()
