"""One process: what comes by its handle, and that it is always this process."""

import ctypes
import struct

import pytest
from sysprobe.errors import AccessDenied, BackendError, CapabilityUnavailable, NoSuchProcess
from sysprobe.types.process import IOPriority, ProcessStatus
from sysprobe.types.process_enums import IOClass, ProcessPriority
from windows.native import buffers
from windows.native.made import BORN, EPOCH, FAILED, born, made

__all__ = ["made"]  # a fixture


def test_a_process_is_found_with_the_time_of_its_start(made):
    process = made.open()
    assert process.identity == BORN
    assert process.create_time() == 1.0
    assert process.name() == "a.exe"
    assert made.asked("open_process") == []


def test_who_is_not_in_the_list_is_gone(made):
    made.listed()
    with pytest.raises(NoSuchProcess):
        made.open()


def test_an_identity_that_is_known_is_not_asked_for(made):
    made.open(BORN)
    assert made.machine.calls == []


def test_another_process_of_the_same_number_is_not_this_one(made):
    process = made.open()
    made.listed({"created": BORN + 1})
    made.machine["process_created"] = born(BORN + 1)
    for ask in (process.name, process.exe, process.terminate, process.pin, process.cpu_times):
        with pytest.raises(NoSuchProcess, match="another one"):
            ask()
    assert not process.is_running()
    assert made.asked("terminate") == []


def test_threads_and_sockets_are_not_those_of_the_next_one(made):
    process = made.open()
    made.machine["sockets"] = buffers.tcp4((5, bytes(4), 49152, bytes(4), 443, 8))
    assert len(process.net_connections("tcp4")) == 1
    made.listed({"created": BORN + 1, "threads": [(5, 5, 1)]})
    for ask in (process.threads, lambda: process.net_connections("tcp4")):
        with pytest.raises(NoSuchProcess):
            ask()


def test_a_number_that_no_process_can_have_names_none(made):
    """Not the process whose number its lower 32 bits are."""
    with pytest.raises(NoSuchProcess):
        made.provider.open_process(2**32 + 8, None)
    assert not made.provider.pid_exists(2**32 + 8)


def test_what_the_handle_tells(made):
    process = made.open()
    made.machine["image_name"] = buffers.wide("C:\\Programs\\Größe\\a.exe")
    made.machine["user"] = buffers.sid(21, 1001)
    made.machine["account", 21] = buffers.wide("HOME\\zoë")
    made.machine["query_process", 33] = struct.pack("<I", 2)
    made.machine["priority"] = struct.pack("<I", 0x4000)
    made.machine["affinity"] = struct.pack("<QQ", 0b1011, 0b1111)
    assert process.exe() == "C:\\Programs\\Größe\\a.exe"
    assert process.username() == "HOME\\zoë"
    assert process.ionice() == IOPriority(IOClass.WINDOWS_NORMAL, None)
    assert process.nice() is ProcessPriority.BELOW_NORMAL
    assert process.cpu_affinity() == [0, 1, 3]
    made.machine["priority"] = struct.pack("<I", 77)
    assert process.nice() == 77
    made.machine["image_name"] = buffers.wide("x" * 40000)
    with pytest.raises(BackendError):
        process.exe()


@pytest.mark.parametrize(
    ("sid", "text"),
    [
        (buffers.sid(18), "S-1-5-18"),
        (buffers.sid(21, 1, 2**32 - 1, 1001), "S-1-5-21-1-4294967295-1001"),
        (buffers.sid(*[2**32 - 1] * 15, authority=2**48 - 1), "S-1-0xffffffffffff" + "-4294967295" * 15),
        (buffers.sid(), "S-1-5"),
    ],
)
def test_an_account_without_a_name_is_its_sid(made, sid, text):
    made.machine["user"] = sid
    made.machine["account"] = 1332
    assert made.open().username() == text


@pytest.mark.parametrize("sid", [b"", buffers.sid(1)[:-1], b"\2" + buffers.sid(1)[1:], b"\1\x10" + bytes(66)])
def test_what_is_no_sid_is_refused(made, sid):
    made.machine["user"] = sid
    with pytest.raises(BackendError, match="makes no sense"):
        made.open().username()


def image_of(path):
    """The answer of SystemProcessIdInformation, which fills a buffer that the caller brings."""

    def answer(kind, size, base):
        pid, _, room, place = struct.unpack("<QHHxxxxQ", ctypes.string_at(base, size))
        name = buffers.wide(path)
        assert (pid, place) == (8, base + size)
        assert room > len(name)
        ctypes.memmove(place, name, len(name))
        return struct.pack("<QHHxxxxQ", pid, len(name), room, place)

    return answer


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("\\Device\\HarddiskVolume12\\a.exe", "D:\\a.exe"),
        ("\\Device\\HarddiskVolume1\\x\\a.exe", "C:\\x\\a.exe"),
        ("\\Device\\HarddiskVolume9\\a.exe", "\\Device\\HarddiskVolume9\\a.exe"),
        ("\\Device\\Mup\\server\\share\\a.exe", "\\\\server\\share\\a.exe"),
        ("\\??\\C:\\a.exe", "C:\\a.exe"),
        ("\\??\\UNC\\server\\share\\a.exe", "\\\\server\\share\\a.exe"),
    ],
)
def test_the_program_of_a_process_that_may_not_be_opened_is_known_by_another_way(made, path, found):
    made.machine["open_process"] = 5
    made.machine["query_system", 88] = image_of(path)
    made.machine["drives"] = made.machine.says(0b11100)
    made.machine["dos_device", ord("C")] = buffers.wide("\\Device\\HarddiskVolume1\0\0")
    made.machine["dos_device", ord("D")] = buffers.wide("\\Device\\HarddiskVolume12\0\0")
    made.machine["dos_device", ord("E")] = buffers.wide("\\??\\C:\\folder\0\0")
    assert made.open().exe() == found
    made.machine["dos_device", ord("C")] = 2  # a drive that has gone since
    assert made.open().exe().endswith(path[-5:])


def test_a_program_that_no_way_leads_to(made):
    process = made.open()
    made.machine["open_process"] = 5
    made.machine["query_system", 88] = image_of("Registry")
    assert process.exe() == ""  # no program runs in it
    made.machine["query_system", 88] = image_of("")
    with pytest.raises(AccessDenied):
        process.exe()
    for gone in (0xC000000B, 0xC000000D):
        made.machine["query_system", 88] = gone
        with pytest.raises(AccessDenied):
            process.exe()
    made.machine["query_system", 88] = struct.pack("<QHHxxxxQ", 8, 8, 8, 1)
    with pytest.raises(BackendError):
        process.exe()
    made.machine["query_system", 88] = image_of("x")
    made.listed({"created": BORN + 1})
    with pytest.raises(NoSuchProcess):
        process.exe()


def test_the_cpus_of_several_groups_are_not_told(made):
    made.machine["affinity"] = bytes(16)
    with pytest.raises(CapabilityUnavailable, match="groups"):
        made.open().cpu_affinity()


def test_the_systems_own_processes_have_no_program(machine, context):
    from sysprobe_windows.process import Process

    rows = [buffers.process(0, None), buffers.process(4, "System", created=EPOCH)]
    machine["query_system", 5] = lambda kind, size, base: buffers.process_list(rows, base)
    machine["query_system", 3] = buffers.time_of_day(EPOCH + 70_000_000, EPOCH + 80_000_000, 20_000_000)
    idle, system = (Process(context).open_process(pid, None) for pid in (0, 4))
    assert (idle.name(), idle.exe(), idle.cmdline(), idle.create_time()) == ("System Idle Process", "", [], 5.0)
    assert (system.name(), system.exe(), system.cmdline(), system.create_time()) == ("System", "", [], 0.0)
    machine["account", 18] = buffers.wide("NT-AUTORITÄT\\SYSTEM")
    assert system.username() == idle.username() == "NT-AUTORITÄT\\SYSTEM"
    machine["account", 18] = 5
    assert system.username() == "S-1-5-18"


def test_a_oneshot_reads_the_list_once_and_threads_apart(made):
    threads = [(5, 5, 3), (5, 5, 4)]
    made.listed({"created": BORN, "threads": threads, "faults": 5, "hard_faults": 7, "rss": 9, "pagefile": 10})
    process = made.open()
    process.begin_oneshot()
    before = len(made.machine.calls)
    assert process.status() is ProcessStatus.STOPPED
    assert process.num_ctx_switches().voluntary == 7
    assert process.page_faults().minor == 2**32 - 2
    assert (process.memory_info().rss, process.memory_info().vms) == (9, 10)
    assert (process.memory_info_ex().rss, process.memory_info_ex().swap) == (9, None)
    assert process.num_threads() == 2
    assert len(made.machine.calls) == before + 1
    process.end_oneshot()
    assert [(t.id, t.status) for t in process.threads()] == [(1000, "stopped"), (1001, "stopped")]
    assert process.session() == process.ppid() == process.num_fds() == 0
    assert process.io_counters().read_bytes == 0


def test_who_has_ended_but_is_listed_does_not_run(made):
    process = made.open()
    made.machine["process_id"] = made.machine.says(8)
    assert process.is_running()
    made.machine["wait"] = made.machine.says(0)
    assert not process.is_running()
    with pytest.raises(NoSuchProcess):
        process.pin()


def test_a_pinned_process_is_held_until_it_is_let_go(made):
    before = made.machine.outstanding
    process = made.open()
    process.pin()
    assert made.machine.outstanding == before + 1
    process.close()
    assert made.machine.outstanding == before


def test_waiting_tells_who_has_ended_and_keeps_the_exit_code(made):
    one, other = made.open(), made.provider.open_process(12, None)
    made.machine["process_created", 12] = born(BORN + 5)
    assert made.provider.wait_processes([one, other], 0) == []
    made.machine["wait", 12] = made.machine.says(0)
    made.machine["exit_code", 12] = struct.pack("<I", 0xC0000005)
    assert made.provider.wait_processes([one, other], None) == [other]
    assert other.exit_code() == 0xC0000005
    assert other.exit_code() is None
    one.close()
    made.machine["open_process"] = 87
    assert made.provider.wait_processes([one], None) == [one]
    assert one.exit_code() is None


def test_waiting_for_more_than_one_call_takes(made):
    rows = [buffers.process(4 * i, "p", created=BORN) for i in range(2, 202)]
    made.machine["query_system", 5] = lambda kind, size, base: buffers.process_list(rows, base)
    handles = [made.provider.open_process(row["pid"], BORN) for row in rows]
    made.machine["wait", 4 * 200] = made.machine.says(0)
    assert [h.pid for h in made.provider.wait_processes(handles, 5)] == [800]


def test_waiting_that_fails_is_an_error(made):
    made.machine["wait"] = made.machine.says(FAILED)
    process = made.open()
    with pytest.raises(BackendError, match="WaitForMultipleObjects"):
        made.provider.wait_processes([process], 1)
    made.machine["exit_code"] = 6
    with pytest.raises(BackendError, match="GetExitCodeProcess"):
        process.exit_code()


def test_the_table_has_what_the_list_knows_and_asks_for_the_rest(made):
    made.machine["image_name"] = buffers.wide("C:\\a.exe")
    made.machine["process_created", 12] = born(0)  # another one has its number by now
    made.machine["user"] = 5
    columns = ["pid", "name", "create_time", "exe", "username", "status", "uid", "umask", "rss"]
    table = made.provider.process_table(columns, None, 1)
    assert table.to_dicts() == [
        dict(zip(columns, row, strict=True))
        for row in [
            (8, "a.exe", 1.0, "C:\\a.exe", None, "running", None, None, 0),
            (12, "b.exe", 1.0000005, None, None, "running", None, None, 0),
        ]
    ]
    assert made.provider.process_table(["pid"], [12, 99], 4).to_dicts() == [{"pid": 12}]


def test_every_column_that_is_filled_is_one(library):
    from sysprobe.types.attributes import COLUMNS
    from sysprobe_windows.process_columns import BY_HANDLE, FROM_ROW

    assert {*FROM_ROW, *BY_HANDLE} <= COLUMNS.keys()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        *((name, (0,)) for name in ("process_close", "process_created", "process_exit_code", "process_suspend")),
        *((name, (0,)) for name in ("process_resume", "process_priority", "process_affinity", "process_image")),
        *((name, (0,)) for name in ("process_regions", "process_unshared", "process_io_priority")),
        *((name, (0, 1)) for name in ("process_set_io_priority", "process_handles", "process_file")),
        *((name, (0,)) for name in ("process_command_line", "process_directory", "process_environment")),
        *((name, (0, 1)) for name in ("process_terminate", "process_set_priority", "process_set_affinity")),
        ("process_account", (0,)),
        ("process_wait", ([0], 1)),
        ("process_wait", ([], 1)),
        ("process_wait", ([1] * 65, 1)),
    ],
)
def test_what_is_no_handle_is_refused(machine, name, arguments):
    from sysprobe_windows import _native

    with pytest.raises(ValueError, match="handle"):
        getattr(_native, name)(*arguments)
    assert machine.calls == []


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        *((name, (1,)) for name in ("process_open", "process_wait", "process_terminate", "process_set_priority")),
        *(
            (name, (1,))
            for name in ("process_set_affinity", "process_set_io_priority", "process_handles", "process_file")
        ),
        ("process_wait", (1, 1)),
        ("process_wait", ([None], 1)),
        ("process_close", (None,)),
        ("process", (None,)),
        ("process_threads", (None,)),
    ],
)
def test_arguments_of_other_types_are_refused(machine, name, arguments):
    from sysprobe_windows import _native

    with pytest.raises(TypeError):
        getattr(_native, name)(*arguments)
