"""No call leaves an object behind, whether it worked or failed. (Buffers and handles: see the fixture `machine`.)"""

import contextlib
import gc
import struct
import sys

import pytest
from windows.native import buffers

WORKING = {
    "performance": buffers.performance(total=2, available=1),
    "adapters": lambda size, _, base: buffers.adapter_list(
        [buffers.adapter("a", [(2, bytes(4), 24, 0), (23, bytes(16), 64, 1)], guid="{1}", mac=bytes(6))] * 3, base
    ),
    "interface_row": buffers.interface_row(),
    "query_system": lambda kind, size, base: SYSTEM[kind](base),
    "query_group": buffers.cpu_times((1,) * 6, (2,) * 6),
    "cpu_relations": buffers.cpu_cores(2) + buffers.cache(1, 8, 64, 32768, 2, (0, 3)),
    "power_status": buffers.power_status(1, 8, 50, 2**32 - 1),
    "dos_device": buffers.wide("\\Device\\HarddiskVolume1\0"),
    "user": buffers.sid(21, 1001),
    "region": lambda address, pid, _: buffers.region(address, 4096, kind=0x40000) if address < 8192 else 87,
    "mapped_name": buffers.wide("\\Device\\HarddiskVolume1\\a"),
    "working_set": buffers.working_set((0, False, 0), (4096, True, 2)),
    "file_name": buffers.wide("C:\\a"),
    "services": lambda place, _, base: buffers.services([("a", "A", 4, 8), ("b", "B", 1, 0)], base),
    "services_count": struct.pack("<I", 2),
    "service_config": lambda service, _, base: buffers.service_config(2, "a.exe", "LocalSystem", base),
    "service_description": lambda service, _, base: buffers.service_description("what it does", base),
    "cpu_power": buffers.cpu_power((0, 1, 2, 3)),
    "disk_space": bytes(24),
    "disk_performance": buffers.disk(1, 2, 3, 4, 5, 6),
    "volume": buffers.wide("NTFS\0"),
    "volume_flags": bytes(4),
    "sockets": buffers.tcp4((5, bytes(4), 49152, bytes(4), 443, 8)),
    "sessions": buffers.sessions(1, 2),
    "session_information": lambda session, kind, _: SESSION[kind],
    "process_created": struct.pack("<Q", 1),
    "exit_code": bytes(4),
    "priority": struct.pack("<I", 32),
    "affinity": bytes(16),
    "volumes": lambda place, *_: buffers.wide("v\0") if place < 3 else 18,
    "volume_paths": buffers.wide("C:\\\0\0"),
    "heap": bytes(8),
    "heap_count": bytes(4),
    "compact": bytes(16),
    "image_name": buffers.wide("C:\\a.exe"),
    "account": buffers.wide("a\\b"),
    "query_process": lambda kind, size, base: PROCESS[kind](base),
}
DOING = ("open_process", "process_id", "wait", "terminate", "set_priority", "set_affinity", "suspend", "resume")
DOING += ("drives", "drive_type", "set_process", "duplicate", "open_manager", "open_service", "services_more")
SYSTEM = {
    2: lambda base: buffers.cpu_events(1, 2),
    3: lambda base: buffers.time_of_day(1, 2, 3),
    5: lambda base: buffers.process_list([buffers.process(8, "a", threads=[(5, 5, 1)] * 2)] * 2, base),
    64: lambda base: buffers.all_handles((8, 4), (12, 4)),
    88: lambda base: struct.pack("<QHHxxxxQ", 8, 8, 8, base),
    18: lambda base: buffers.page_files([("C:", 1, 2, 3)] * 2, base),
}
PROCESS = {
    33: lambda base: bytes(4),
    51: lambda base: buffers.own_handles(4, 8),
    60: lambda base: buffers.unicode_string("a b", base + 16) + buffers.wide("a b"),
}
SESSION = {
    5: buffers.wide("name"),
    10: buffers.wide("client"),
    14: buffers.client_address(2, b"\1\2\3\4"),
    24: buffers.session_info(logon=2**60),
}
CALLS = [
    *((name, ()) for name in ("performance", "page_files", "adapters", "time_of_day", "sessions", "pids", "processes")),
    *((name, ()) for name in ("cpu_times", "cpu_events", "battery", "services", "volumes")),
    *((name, ()) for name in ("heap", "compact")),
    ("account", (buffers.sid(18),)),
    *((f"session_{what}", (1,)) for what in ("user", "start", "address", "client")),
    *((name, (8,)) for name in ("process", "process_threads", "process_runs", "process_image_of", "interface_row")),
    *((f"process_{what}", (9,)) for what in ("created", "exit_code", "priority", "affinity", "image", "account")),
    *(
        (f"process_{what}", (9,))
        for what in ("command_line", "suspend", "resume", "regions", "unshared", "io_priority")
    ),
    *((f"process_{what}", (9, 5)) for what in ("terminate", "set_priority", "set_affinity", "set_io_priority")),
    *((f"process_{what}", (9, 8)) for what in ("handles", "file")),
    ("process_wait", ([9, 13], 0)),
    ("cpu_power", (1,)),
    ("cpu_relations", (0xFFFF,)),
    ("dos_device", (b"C\0:\0\0\0",)),
    ("service_details", (b"a\0\0\0",)),
    ("disk_space", (b"C\0\0\0",)),
    ("disk_traffic", (0,)),
    ("drive", (b"C\0\0\0",)),
    ("drives", ()),
    ("sockets", (0,)),
]


def left_behind(function, arguments):
    """How many objects 100 calls leave."""

    def call(times):
        for _ in range(times):
            with contextlib.suppress(OSError):
                function(*arguments)
        gc.collect()
        return sys.getallocatedblocks()

    call(20)
    before = call(1)
    return call(100) - before


@pytest.mark.parametrize(("name", "arguments"), CALLS, ids=[name for name, _ in CALLS])
def test_nothing_is_left_behind(machine, name, arguments):
    from sysprobe_windows import _native

    function = getattr(_native, name)
    for call in DOING:
        machine[call] = machine.says(0)
    machine["cpu_groups"] = machine.says(1)
    for call, answer in WORKING.items():
        machine[call] = answer
    machine.remembers = False
    function(*arguments)
    assert left_behind(function, arguments) < 50  # one lost each time would be 100
    for call in WORKING:
        machine[call] = 5
    assert left_behind(function, arguments) < 50
