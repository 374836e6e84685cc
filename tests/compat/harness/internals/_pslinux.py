"""What psutil's test module for Linux imports from ``psutil._pslinux``; the tests that use it are left out."""

import os

from psutil._common import open_binary

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
RootFsDeviceFinder = calculate_avail_vmem = None

__all__ = ["CLOCK_TICKS", "RootFsDeviceFinder", "calculate_avail_vmem", "open_binary"]
