"""What Wine does not do as Windows does, and where that is tested instead.

Also a plugin for pytest (`-p windows.wine`): a test of any directory that fails because a capability of the table is
not there under Wine is expected to fail.
"""

import ctypes
import sys
from typing import NamedTuple

import pytest


class Gap(NamedTuple):
    """One thing that Wine 10 lacks."""

    call: str
    """The call into Windows."""
    answer: str
    """What Wine says."""
    covered: str
    """The test that covers it with made answers."""
    capability: str | None = None
    """What is unavailable under Wine for that reason."""


GAPS = (
    Gap(
        "NtQuerySystemInformation(SystemPageFileInformation)",
        "STATUS_INVALID_INFO_CLASS",
        "native/test_memory.py::test_swap_is_the_sum_of_the_page_files",
        "swap_memory",
    ),
    Gap(
        "GetPerformanceInfo",
        "no system cache, no kernel memory, no commit peak: 0",
        "native/test_memory.py::test_virtual_memory_is_what_get_performance_info_counts_in_pages",
    ),
    Gap(
        "NtQuerySystemInformation(SystemTimeOfDayInformation)",
        "the time of boot is that of Wine's server; nothing ever slept",
        "native/test_system.py::test_boot_and_uptime_count_the_time_asleep",
    ),
    Gap(
        "NtQuerySystemInformation(SystemProcessInformation)",
        "no I/O counters, page faults, cycles: 0; no idle and no System process",
        "native/test_process.py::test_every_field_is_read_whole",
    ),
    Gap(
        "NtQuerySystemInformation(SystemProcessInformation)",
        "fits the first buffer: Wine has few processes",
        "native/test_process.py::test_the_list_may_grow_between_two_calls",
    ),
    Gap(
        "NtQuerySystemInformation(SystemProcessInformation)",
        "the threads of a suspended process look like others",
        "native/test_process.py::test_suspended_is_who_has_suspended_threads_only",
    ),
    Gap(
        "OpenProcess",
        "never refused",
        "native/test_process.py::test_pid_exists",
    ),
    Gap(
        "WTSQuerySessionInformation",
        "no logon time: 0; ERROR_NOT_SUPPORTED for the client's address and name",
        "native/test_system.py::test_users_are_the_sessions_with_one",
    ),
    Gap(
        "GetIfEntry2, GetAdaptersAddresses",
        "every link is connected and has 1 Mbit/s, no IPv4 prefix is unknown",
        "native/test_network.py::test_stats_say_what_windows_knows",
    ),
)

UNAVAILABLE = {gap.capability: gap for gap in GAPS if gap.capability}


def running():
    """Whether this Windows is Wine."""
    return sys.platform == "win32" and hasattr(ctypes.windll.ntdll, "wine_get_version")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """A capability that Wine cannot have is not the test's fault."""
    from sysprobe.errors import CapabilityUnavailable

    try:
        return (yield)
    except CapabilityUnavailable as error:
        gap = UNAVAILABLE.get(error.capability)
        if gap is None or not running():
            raise
        pytest.xfail(f"Wine: {gap.call}: {gap.answer}; see {gap.covered}")
