"""``python benchmarks/sensors.py``: sensors against psutil and against reading the same files.

On a machine without sensors, root sees those of a made-up laptop: in a mount namespace of their own its files lie over
``/sys``, for ours and for psutil alike.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import sysprobe
from side_by_side import Case, report

TESTS = Path(__file__).resolve().parent.parent / "tests"


def read_all(*patterns: str) -> Callable[[], object]:
    """The floor: open, read and close each of the files that answer."""
    paths = [str(path) for pattern in patterns for path in Path("/sys/class").glob(pattern) if path.is_file()]

    def floor() -> None:
        for path in paths:
            descriptor = os.open(path, os.O_RDONLY)
            os.read(descriptor, 4096)
            os.close(descriptor)

    return floor


if not list(Path("/sys/class").glob("hwmon/*")) and os.geteuid() == 0:
    sys.path.insert(0, str(TESTS))
    from trees import TREES

    script = f'mount --bind "{TREES}/synthetic-laptop/sys" /sys && exec "$@"'
    os.execvp("unshare", ["unshare", "--mount", "sh", "-c", script, "sh", sys.executable, *sys.argv])

chips = read_all("hwmon/hwmon*/temp*_[imclf]*", "hwmon/hwmon*/name")
fans = read_all("hwmon/hwmon*/fan*_[ilf]*", "hwmon/hwmon*/name")
battery = read_all("power_supply/*/*")
report(
    [
        Case("sensors_temperatures", sysprobe.sensors_temperatures, psutil.sensors_temperatures, chips),
        Case("sensors_fans", sysprobe.sensors_fans, psutil.sensors_fans, fans),
        Case("sensors_battery", sysprobe.sensors_battery, psutil.sensors_battery, battery),
    ]
)
