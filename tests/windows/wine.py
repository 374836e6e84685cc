"""What Wine does not do as Windows does, and where that is tested instead.

Also a plugin for pytest (`-p windows.wine`): tests of any directory that the table accounts for are expected to fail
under Wine; tests of every system that want what the backend does not answer on any Windows are skipped.
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
    test: str | None = None
    """A test of every system that fails under Wine for that reason."""


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
        test="test_suspending_and_resuming",
    ),
    Gap(
        "NtQuerySystemInformation(SystemPerformanceInformation)",
        "no context switches, no system calls: 0",
        "native/test_cpu.py::test_events",
    ),
    Gap(
        "NtQuerySystemInformationEx",
        "one processor group; no interrupt and DPC time",
        "native/test_cpu.py::test_cpus_of_all_groups_are_counted_on",
    ),
    Gap(
        "NtQueryInformationProcess(ProcessIoPriority)",
        "STATUS_INVALID_INFO_CLASS",
        "native/test_handles.py::test_what_the_handle_tells",
    ),
    Gap(
        "NtQueryInformationProcess(ProcessHandleInformation)",
        "STATUS_INVALID_INFO_CLASS; the list of all processes' handles is there",
        "native/test_open_files.py::test_files_are_the_handles_that_are_some",
    ),
    Gap(
        "QueryWorkingSet",
        "ERROR_INVALID_PARAMETER",
        "native/test_regions.py::test_every_area_with_what_is_resident_of_it",
    ),
    Gap(
        "GetSystemPowerStatus",
        "no battery",
        "native/test_sensors.py::test_a_battery_is_what_windows_knows_of_it",
    ),
    Gap(
        "OpenService",
        "never refused",
        "native/test_services.py::test_what_is_told_of_services",
    ),
    Gap(
        "DeviceIoControl(IOCTL_DISK_PERFORMANCE)",
        "ERROR_NOT_SUPPORTED",
        "native/test_disk.py::test_traffic_is_counted_in_bytes_and_milliseconds",
    ),
    Gap(
        "GetDriveType, GetVolumeInformation",
        "every drive is fixed, holds NTFS and has a medium",
        "native/test_disk.py::test_drives",
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
    """What nobody can answer here is not the test's fault."""
    from sysprobe.errors import CapabilityUnavailable

    try:
        return (yield)
    except CapabilityUnavailable as error:
        gap = UNAVAILABLE.get(error.capability)
        if gap is not None and running():
            pytest.xfail(f"Wine: {gap.call}: {gap.answer}; see {gap.covered}")
        if error.backends and item.path.parent.name == "contract":
            pytest.skip(str(error).partition("\n")[0])
        raise


def pytest_collection_modifyitems(items):
    """The tests that the table names."""
    named = {gap.test: gap for gap in GAPS if gap.test}
    for item in items:
        if running() and (gap := named.get(getattr(item, "originalname", item.name))):
            reason = f"Wine: {gap.call}: {gap.answer}; see {gap.covered}"
            item.add_marker(pytest.mark.xfail(reason=reason, run=False))
