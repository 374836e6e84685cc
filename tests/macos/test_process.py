"""Processes of a Mac: the list, single ones, and the errors that say what is true."""

import errno
import pwd

import pytest
from machine import ME, MINE, OTHER, ROOT, ZOMBIE, Fault, argument_block
from sysprobe.errors import AccessDenied, BackendError, CapabilityUnavailable, NoSuchProcess, ZombieProcess
from sysprobe.plugin import Context
from sysprobe.types.process import Ids, ProcessStatus
from sysprobe_macos import handle as handles
from sysprobe_macos.handle import Handle
from sysprobe_macos.process import Process


@pytest.fixture
def processes():
    return Process(Context("macos"))


# -- the list ---------------------------------------------------------------------------------------------------------


def test_pids_are_sorted_with_zombies_and_the_kernel(people, processes):
    assert processes.pids() == [0, 1, ROOT, OTHER, MINE, ZOMBIE, ME]


def test_pid_0_is_there_if_it_can_be_asked_about(people, processes):
    # The list has lost it, the question about it has not: as on systems whose proc_listpids leaves it out.
    people.end(0)
    assert 0 not in processes.pids()
    people.start(0, 0, 0, "kernel_task")
    assert 0 in processes.pids()


def test_a_list_that_grows_while_it_is_read_is_read_again(people, processes, native):
    people.order("proc_listpids", Fault.GROW, 60, nth=2)
    assert len(processes.pids()) == 67
    assert people.calls("proc_listpids") == 4
    people.order("sysctl:list", Fault.GROW, 60, nth=1)
    assert len(native.processes()) == 127
    assert people.calls("sysctl:list") == 2


@pytest.mark.parametrize(
    ("call", "kind", "value", "nth", "number"),
    [
        ("proc_listpids", Fault.FAIL, 1, 1, 1),
        ("proc_listpids", Fault.FAIL, 12, 2, 12),
        ("proc_listpids", Fault.FAIL, 0, 2, 5),
        ("proc_listpids", Fault.SHORT, -1, 0, 12),  # it claims to have filled every buffer to the brim
    ],
)
def test_the_list_of_pids_may_fail(people, processes, call, kind, value, nth, number):
    people.order(call, kind, value, nth)
    with pytest.raises(BackendError) as caught:
        processes.pids()
    assert caught.value.errno == number


@pytest.mark.parametrize(
    ("call", "kind", "value", "nth", "number"),
    [
        ("sysctl:list-size", Fault.FAIL, 1, 1, 1),
        ("sysctl:list", Fault.FAIL, 1, 1, 1),
        ("sysctl:list", Fault.FAIL, 12, 0, 12),  # too small, for ever
        ("sysctl:list", Fault.SHORT, 647, 1, 5),
    ],
)
def test_the_process_list_may_fail(people, processes, call, kind, value, nth, number):
    people.order(call, kind, value, nth)
    with pytest.raises(BackendError) as caught:
        processes.entries()
    assert caught.value.errno == number


def test_the_process_list_tells_everybody_of_everybody(people, processes):
    found = {entry.pid: entry for entry in processes.entries()}
    assert set(found) == {0, 1, ROOT, OTHER, MINE, ZOMBIE, ME}
    zombie = found[ZOMBIE]
    assert (zombie.ppid, zombie.status, zombie.name) == (MINE, 5, "dead")
    assert zombie.started == 1_700_000_000_000_000 + ZOMBIE
    assert (zombie.real_uid, zombie.effective_uid, zombie.saved_uid) == (501, 502, 503)
    assert (zombie.real_gid, zombie.effective_gid, zombie.saved_gid) == (501, 502, 503)


@pytest.mark.parametrize("pid", [0, 1, OTHER, ZOMBIE])
def test_who_is_there_exists(people, processes, pid):
    assert processes.pid_exists(pid)


@pytest.mark.parametrize("pid", [77, -1, 2**31 - 1, 2**31, -(2**70)])
def test_who_is_not_there_does_not(people, processes, pid):
    assert not processes.pid_exists(pid)


def test_an_error_is_not_an_absence(people, processes):
    people.order("sysctl:process", Fault.FAIL, 1)
    with pytest.raises(BackendError):
        processes.pid_exists(MINE)


def test_another_machines_files_cannot_answer():
    processes = Process(Context("macos", "/somewhere"))
    for asked in (
        processes.pids,
        processes.entries,
        lambda: processes.pid_exists(1),
        lambda: processes.open_process(1, None),
        lambda: processes.wait_processes([], 0),
    ):
        with pytest.raises(CapabilityUnavailable):
            asked()


# -- one process ------------------------------------------------------------------------------------------------------


def test_attributes(people, processes):
    mine = processes.open_process(MINE, None)
    assert mine.identity == 100_000 + MINE
    assert (mine.ppid(), mine.name(), mine.process_group(), mine.nice()) == (1, "mine", MINE, 0)
    assert mine.create_time() == 1_700_000_000.0003
    assert (mine.uids(), mine.gids()) == (Ids(501, 502, 503), Ids(501, 502, 503))
    assert (mine.exe(), mine.cwd(), mine.num_threads()) == ("/bin/mine", "/tmp", 3)
    assert mine.kernel_thread() is False
    times = mine.cpu_times()
    assert (times.user, times.system, times.children_user) == (2.0, 0.5, 1.0)
    memory = mine.memory_info()
    assert (memory.rss, memory.vms, memory.shared) == (1 << 20, 1 << 33, None)
    wide = mine.memory_info_ex()
    assert (wide.rss, wide.footprint, wide.peak_footprint, wide.wired) == (1 << 20, 3 << 20, 4 << 20, 1 << 14)
    assert (wide.swap, wide.peak_rss) == (None, None)
    traffic = mine.io_counters()
    assert (traffic.read_bytes, traffic.write_bytes, traffic.read_count) == (1 << 40, 5, None)
    faults = mine.page_faults()
    assert (faults.minor, faults.major) == (2**32 - 1 - 7, 7)  # counted past 2^31
    assert mine.num_ctx_switches().voluntary == 99
    assert mine.is_running()
    mine.pin()
    mine.close()


def test_counters_that_have_come_to_their_end(people):
    """Newer kernels stop at 2^31 - 1 where older ones ran over."""
    people.state.faults = people.state.switches = 2**31 - 1
    mine = Handle(MINE, None)
    assert mine.num_ctx_switches() is None
    with pytest.raises(BackendError, match="faults"):
        mine.page_faults()


def test_username(people, monkeypatch):
    monkeypatch.setattr(pwd, "getpwuid", {501: type("Entry", (), {"pw_name": "eve"})}.__getitem__)
    assert Handle(MINE, None).username() == "eve"
    assert Handle(OTHER, None).username() == "502"


def test_status(people):
    assert Handle(ME, None).status() is ProcessStatus.RUNNING
    assert Handle(MINE, None).status() is ProcessStatus.SLEEPING  # none of its threads runs
    assert Handle(OTHER, None).status() is ProcessStatus.RUNNING  # all that the list tells
    people.start(500, status=4)
    people.start(501, status=9)
    assert Handle(500, None).status() is ProcessStatus.STOPPED
    assert Handle(501, None).status() is ProcessStatus.UNKNOWN


def test_a_zombie_is_a_zombie(people):
    dead = Handle(ZOMBIE, None)
    assert dead.status() is ProcessStatus.ZOMBIE
    assert (dead.ppid(), dead.name(), dead.is_running(), dead.ended()) == (MINE, "dead", True, True)
    for asked in (dead.memory_info, dead.memory_maps, dead.exe, dead.cwd, dead.cmdline):
        with pytest.raises(ZombieProcess):
            asked()


def test_one_that_becomes_a_zombie_between_two_calls(people):
    mine = Handle(MINE, None)
    people.order("proc_pidinfo:04", Fault.ZOMBIE, MINE)
    assert mine.status() is ProcessStatus.ZOMBIE


@pytest.mark.parametrize("pid", [ROOT, OTHER])
def test_what_is_refused_is_refused_and_not_gone(people, pid):
    theirs = Handle(pid, None)
    for asked in (theirs.memory_info, theirs.memory_maps, theirs.memory_footprint, theirs.cwd, theirs.cmdline):
        with pytest.raises(AccessDenied):
            asked()
    assert theirs.name()
    assert theirs.is_running()


def test_root_may(people):
    people.state.own_uid = 0
    assert Handle(OTHER, None).memory_info().rss == 1 << 20


def test_gone(people):
    mine = Handle(MINE, None)
    people.end(MINE)
    for asked in (mine.name, mine.memory_info, mine.memory_maps, mine.cmdline, mine.exe, mine.pin):
        with pytest.raises(NoSuchProcess) as caught:
            asked()
        assert not isinstance(caught.value, ZombieProcess)
    assert not mine.is_running()
    assert mine.ended()
    with pytest.raises(NoSuchProcess):
        Handle(MINE, None)


@pytest.mark.parametrize("attribute", ["name", "memory_info", "cmdline", "cwd", "exe", "status", "memory_maps"])
def test_a_pid_that_belongs_to_another_now_is_not_answered_for(people, attribute):
    mine = Handle(MINE, None)
    people.end(MINE)
    process = people.start(MINE, unique=999)
    people.arguments(process, argument_block(b"other"))
    with pytest.raises(NoSuchProcess, match="another"):
        getattr(mine, attribute)()
    with pytest.raises(NoSuchProcess):
        mine.send_signal(0)


@pytest.mark.parametrize("kind", [Fault.VANISH, Fault.REPLACE])
def test_one_that_goes_away_while_it_is_read_is_gone(people, kind):
    mine = Handle(MINE, None)
    people.order("proc_pidinfo:04", kind, MINE)
    with pytest.raises(NoSuchProcess):
        mine.memory_info()


def test_one_that_is_leaving_is_as_good_as_gone(people):
    mine = Handle(MINE, None)
    people.order("proc_pidinfo:04", Fault.LEAVING, MINE)
    assert mine.memory_info()  # it told before it went
    people.order("proc_pidinfo:04", Fault.FAIL, errno.ESRCH, nth=0)
    with pytest.raises(NoSuchProcess):
        mine.memory_info()


@pytest.mark.parametrize(("number", "expected"), [(errno.ESRCH, 3), (errno.EINVAL, 22), (0, 5)])
def test_an_error_that_nothing_explains_stays_what_it_is(people, number, expected):
    people.order("proc_pidinfo:04", Fault.FAIL, number, nth=0)
    with pytest.raises(BackendError) as caught:
        Handle(MINE, None).memory_info()
    assert caught.value.errno == expected
    assert caught.value.source == "proc_pidinfo(PROC_PIDTASKINFO)"


def test_an_answer_of_another_size_is_an_error(people):
    people.order("proc_pidinfo:04", Fault.SHORT, 8, nth=0)
    with pytest.raises(BackendError):
        Handle(MINE, None).memory_info()


def test_the_identity_is_the_start_where_the_kernel_keeps_its_number(people):
    people.order("proc_pidinfo:17", Fault.FAIL, errno.EPERM, nth=0)
    mine = Handle(MINE, None)
    assert mine.identity == 1_700_000_000_000_000 + MINE
    assert mine.name() == "mine"
    people.order("sysctl:process", Fault.REPLACE, MINE, nth=people.calls("sysctl:process") + 1)
    with pytest.raises(NoSuchProcess, match="another"):
        mine.name()


@pytest.mark.parametrize(("kind", "value"), [(Fault.FAIL, 12), (Fault.SHORT, 647)])
def test_the_question_for_one_process_may_fail(people, kind, value):
    mine = Handle(MINE, None)
    people.order("sysctl:process", kind, value, nth=0)
    for asked in (mine.name, mine.is_running, mine.ended):
        with pytest.raises(BackendError):
            asked()


def test_oneshot_reads_once_and_checks_once(people):
    mine = Handle(MINE, None)
    mine.begin_oneshot()
    before = people.calls("sysctl:process")
    mine.name(), mine.ppid(), mine.nice(), mine.uids()
    assert people.calls("sysctl:process") == before + 2
    mine.end_oneshot()
    mine.name()
    assert people.calls("sysctl:process") == before + 4


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        (b"com.apple.WebKit", b"/x/com.apple.WebKit.Networking", "com.apple.WebKit.Networking"),
        (b"com.apple.WebKit", b"/x/other", "com.apple.WebKit"),
        (b"com.apple.WebKit", b"", "com.apple.WebKit"),
        (b"seventeen_letters", b"", "seventeen_letters"),
        (b"x\xe9", b"", "x\udce9"),
    ],
)
def test_a_name_that_was_cut_is_completed(people, name, path, expected):
    people.start(600, name=name, executable=path)
    assert Handle(600, None).name() == expected


def test_exe(people):
    assert Handle(0, None).exe() == ""
    people.start(600)
    assert Handle(600, None).exe() == ""  # ENOENT: the file is gone
    people.order("proc_pidpath", Fault.SHORT, 5000, nth=2)
    with pytest.raises(BackendError):
        Handle(MINE, None).exe()
    people.order("proc_pidpath", Fault.FAIL, errno.EACCES, nth=0)
    with pytest.raises(AccessDenied):
        Handle(MINE, None).exe()


@pytest.mark.parametrize(("kind", "value"), [(Fault.FAIL, 1), (Fault.FAIL, 2), (Fault.SHORT, 3)])
def test_ticks_of_no_known_length_are_no_times(people, kind, value):
    people.order("sysctlbyname", kind, value)
    with pytest.raises(BackendError):
        Handle(MINE, None).cpu_times()


def test_pids_that_are_none(people, native):
    for function in ("process", "identity", "task_info", "arguments", "executable", "directory", "memory_regions"):
        for wrong in (2**31, "1", None):
            with pytest.raises((OverflowError, TypeError)):
                getattr(native, function)(wrong)


# -- waiting and actions ----------------------------------------------------------------------------------------------


def test_actions_reach_the_process(people, monkeypatch):
    done = []
    monkeypatch.setattr(handles.os, "kill", lambda *args: done.append(args))
    monkeypatch.setattr(handles.os, "setpriority", lambda *args: done.append(args))
    monkeypatch.setattr(handles.os, "waitpid", lambda pid, options: (pid, 9 if pid == ZOMBIE else 256))
    mine = Handle(MINE, None)
    mine.terminate(), mine.kill(), mine.suspend(), mine.resume(), mine.set_nice(5)
    sent = [handles.signals.SIGTERM, handles.signals.SIGKILL, handles.signals.SIGSTOP, handles.signals.SIGCONT]
    assert done == [*((MINE, signal) for signal in sent), (handles.os.PRIO_PROCESS, MINE, 5)]
    assert (Handle(ZOMBIE, None).exit_code(), mine.exit_code()) == (-9, 1)


def test_actions_may_be_refused(people, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EPERM, "no")

    def stranger(*_):
        raise ChildProcessError

    monkeypatch.setattr(handles.os, "kill", refuse)
    monkeypatch.setattr(handles.os, "waitpid", stranger)
    with pytest.raises(AccessDenied):
        Handle(ROOT, None).terminate()
    assert Handle(ROOT, None).exit_code() is None
