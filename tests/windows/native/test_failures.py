"""Every call may fail in every way, and every buffer may be nonsense: an error that names the call, never a crash."""

import contextlib
import errno
from pathlib import Path

import pytest
from sysprobe.errors import BackendError, CapabilityUnavailable
from windows.native import buffers

HERE = Path(__file__).resolve().parent

KINDS = [
    (5, errno.EACCES),
    (1314, errno.EACCES),
    (0xC0000022, errno.EACCES),
    (0xC0000061, errno.EACCES),
    (8, errno.ENOMEM),
    (0xC0000017, errno.ENOMEM),
    (0xC000009A, errno.ENOMEM),
    (31, errno.EIO),
    (0xC0000001, errno.EIO),
]
ABSENT = [50, 120, 0xC0000002, 0xC0000003, 0xC00000BB]


def capabilities(context):
    """(what to ask, which call is behind it, how the error calls it)."""
    from sysprobe_windows.cpu import Cpu
    from sysprobe_windows.memory import Memory
    from sysprobe_windows.network import Network
    from sysprobe_windows.process import Process
    from sysprobe_windows.sensors import Sensors
    from sysprobe_windows.system import System

    kinds = (Memory, Network, System, Process, Cpu, Sensors)
    memory, network, system, process, cpu, sensors = (kind(context) for kind in kinds)
    nt = "NtQuerySystemInformation(System"
    return [
        (memory.virtual_memory, "performance", "GetPerformanceInfo"),
        (memory.swap_memory, "performance", "GetPerformanceInfo"),
        (memory.swap_memory, "query_system", nt + "PageFileInformation)"),
        (network.net_if_addrs, "adapters", "GetAdaptersAddresses"),
        (network.net_if_stats, "interface_row", "GetIfEntry2"),
        (network.net_io_counters, "interface_row", "GetIfEntry2"),
        (cpu.cpu_times, "query_group", nt + "ProcessorPerformanceInformation)"),
        (cpu.cpu_times_percpu, "query_group", nt + "ProcessorPerformanceInformation)"),
        (cpu.cpu_stats, "query_system", nt + "PerformanceInformation)"),
        (cpu.cpu_freq, "cpu_power", "CallNtPowerInformation(ProcessorInformation)"),
        (cpu.cpu_topology, "cpu_relations", "GetLogicalProcessorInformationEx"),
        (sensors.sensors_battery, "power_status", "GetSystemPowerStatus"),
        (system.boot_time, "query_system", nt + "TimeOfDayInformation)"),
        (system.uptime, "query_system", nt + "TimeOfDayInformation)"),
        (system.users, "sessions", "WTSEnumerateSessions"),
        (process.pids, "query_system", nt + "ProcessInformation)"),
    ]


def serve(machine):
    """All that must work for the failing call to be reached."""
    machine["performance"] = buffers.performance(total=2, available=1)
    machine["cpu_groups"] = machine.says(1)
    machine["query_group"] = buffers.cpu_times((0,) * 6)
    machine["adapters"] = lambda size, _, base: buffers.adapter_list([buffers.adapter()], base)


@pytest.mark.parametrize("number", range(16))
def test_a_failure_names_the_call_and_says_of_which_kind_it_is(machine, context, number):
    ask, call, name = capabilities(context)[number]
    serve(machine)
    for code, kind in KINDS:
        machine[call] = code
        with pytest.raises(BackendError) as caught:
            ask()
        assert (caught.value.backend, caught.value.source, caught.value.errno) == ("windows", name, kind)
        assert str(caught.value) == f"{name} failed with error {code:#x}"
    for code in ABSENT:
        machine[call] = code
        with pytest.raises(CapabilityUnavailable) as caught:
            ask()
        assert caught.value.capability == ask.__name__
        assert name in caught.value.reason


@pytest.mark.parametrize("call", ["query_system", "adapters"])
def test_a_call_that_always_wants_more_is_given_up(machine, context, call):
    asked = []

    def greedy(first, second, base):
        asked.append(second if call == "query_system" else first)
        return (0xC0000004 if call == "query_system" else 111), 0xFFFFFFFF if len(asked) % 2 else 0

    machine[call] = greedy
    ask = next(ask for ask, behind, _ in reversed(capabilities(context)) if behind == call)
    with pytest.raises(BackendError):
        ask()
    assert len(asked) < 30
    assert asked == sorted(set(asked))
    assert max(asked) <= 1 << 30


def test_a_call_that_claims_to_have_filled_more_than_there_is_room_is_not_believed(machine, context):
    from sysprobe_windows.process import Process

    data = buffers.process_list([buffers.process(8, None)])
    machine["query_system"] = lambda kind, size, base: (0, 0xFFFFFFFF)
    assert Process(context).pids() == [0]  # the zeros that the buffer was made of
    machine["query_system"] = data[:255]
    with pytest.raises(BackendError, match="makes no sense"):
        Process(context).pids()


def cut(data):
    """Every beginning of it."""
    return (data[:size] for size in range(len(data)))


def refused_or_shorter(ask, whole):
    """It is refused, or the answer is a beginning of the whole one."""
    found = []
    with contextlib.suppress(OSError):
        found = ask()
    assert found == whole[: len(found)]


def test_process_lists_that_are_cut_off(machine, library):
    from sysprobe_windows import _native

    processes = [buffers.process(8, "a.exe", threads=[(5, 5, 1)] * 2), buffers.process(12, "b.exe")]
    make = lambda base: buffers.process_list(processes, base)  # noqa: E731
    machine["query_system"] = lambda kind, size, base: make(base)
    whole = _native.pids()
    for size in range(1, len(make(0))):
        machine["query_system"] = lambda kind, room, base, size=size: make(base)[:size]
        refused_or_shorter(_native.pids, whole)


def test_adapters_that_are_cut_off(machine, library):
    from sysprobe_windows import _native

    adapters = [
        buffers.adapter("Ethernet", [(2, bytes(4), 24, 0), (23, bytes(16), 64, 1)], guid="{1}", mac=bytes(6)),
        buffers.adapter("WLAN", [(2, bytes(4), 24, 0)]),
    ]
    make = lambda base: buffers.adapter_list(adapters, base)  # noqa: E731
    machine["adapters"] = lambda size, _, base: make(base)
    whole = _native.adapters()
    assert [adapter[0] for adapter in whole] == ["Ethernet", "WLAN"]
    for size in range(1, len(make(0))):
        machine["adapters"] = lambda room, _, base, size=size: make(base)[:size]
        refused_or_shorter(_native.adapters, whole)


def test_page_files_that_are_cut_off(machine, library):
    from sysprobe_windows import _native

    files = [("C:", 1, 2, 3), ("D:", 4, 5, 6)]
    for size in range(1, len(buffers.page_files(files))):
        machine["query_system"] = lambda kind, room, base, size=size: buffers.page_files(files, base)[:size]
        refused_or_shorter(_native.page_files, files)


def put(data, at, value, size=8):
    return data[:at] + value.to_bytes(size, "little") + data[at + size :]


@pytest.mark.parametrize("next_entry", [1, 8, 255, 1 << 20, 0xFFFFFFFF])
def test_a_process_list_that_leads_nowhere_is_refused(machine, library, next_entry):
    from sysprobe_windows import _native

    machine["query_system"] = put(buffers.process_list([buffers.process(8, None)] * 2), 0, next_entry, 4)
    with pytest.raises(OSError, match="makes no sense"):
        _native.pids()


def test_a_process_that_claims_more_threads_than_there_are(machine, library):
    from sysprobe_windows import _native

    machine["query_system"] = put(
        buffers.process_list([buffers.process(8, None, threads=[(5, 5, 7)])]), 4, 2**32 - 1, 4
    )
    assert _native.processes()[0][-1][-1] == 7


def test_adapters_in_a_circle_end(machine, library):
    from sysprobe_windows import _native

    def circle(size, _, base):
        data = buffers.adapter_list([buffers.adapter("a", [(2, bytes(4), 8, 0)])], base)
        return put(data, 8, base)

    machine["adapters"] = circle
    with pytest.raises(OSError, match="makes no sense"):
        _native.adapters()


@pytest.mark.parametrize("at", [16, 24, 72])
@pytest.mark.parametrize("where", [1, 2**63, 2**64 - 1])
def test_adapters_that_point_out_of_the_buffer_are_refused(machine, library, at, where):
    from sysprobe_windows import _native

    machine["adapters"] = lambda size, _, base: put(buffers.adapter_list([buffers.adapter("a")], base), at, where)
    with pytest.raises(OSError, match="makes no sense"):
        _native.adapters()


def test_an_adapter_with_a_hardware_address_longer_than_its_place(machine, library):
    from sysprobe_windows import _native

    machine["adapters"] = lambda size, _, base: put(buffers.adapter_list([buffers.adapter("a")], base), 88, 9, 4)
    with pytest.raises(OSError, match="makes no sense"):
        _native.adapters()


@pytest.mark.parametrize(("family", "address"), [(2, b""), (2, bytes(3)), (23, bytes(20))])
def test_addresses_that_are_too_short_are_refused(machine, library, family, address):
    from sysprobe_windows import _native

    def short(size, _, base):
        data = buffers.adapter_list(
            [buffers.adapter("a", [(family, bytes(16) if family == 23 else bytes(4), 8, 0)])], base
        )
        unicast = int.from_bytes(data[24:32], "little") - base
        return put(data, unicast + 24, 2 + len(address), 4)

    machine["adapters"] = short
    with pytest.raises(OSError, match="makes no sense"):
        _native.adapters()


@pytest.mark.parametrize(
    "name",
    [
        "interface_row",
        "sockets",
        "cpu_power",
        "cpu_relations",
        "disk_traffic",
        "process_image_of",
        "process_runs",
        "session_user",
        "session_start",
        "session_address",
        "session_client",
    ],
)
def test_arguments_that_are_no_numbers(machine, library, name):
    from sysprobe_windows import _native

    for wrong, error in ((None, TypeError), ("1", TypeError), (-1, OverflowError), (2**70, OverflowError)):
        with pytest.raises(error):
            getattr(_native, name)(wrong)


def test_what_wine_lacks_is_covered_here():
    from windows import wine

    for gap in wine.GAPS:
        name, _, test = gap.covered.partition("::")
        assert f"def {test}(" in (HERE.parent / name).read_text()
