"""What `Process` makes of the answers of an operating system: everything that is the same on all of them."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
import sysprobe
from sysprobe import _process_resources, _process_wait
from sysprobe.hookspecs.process import ProcessAttribute
from sysprobe.series import series_of
from sysprobe.table import Table
from sysprobe.testing.fake import FakeBackend
from sysprobe.types.attributes import ATTRIBUTES, COLUMNS, Column, Kind
from sysprobe.types.process import MemoryArea, MemoryInfo, ProcessCPUTimes, ProcessStatus
from sysprobe.types.process_handle import ProcessHandle

ENERGY = Column("energy", Kind.FLOAT, "joules", "Energy", "energy", None)


class Handle(ProcessHandle):
    """A process of which everything is known."""

    def __init__(self, system, pid, identity, parent):
        self.system, self.pid, self.identity, self.parent = system, pid, identity, parent
        self.asked, self.gone, self.used, self.code, self.pins = [], False, 0.0, 0, 0
        self.shots, self.begun, self.value = 0, 0, 0

    def _tell(self, name, answer):
        self.asked.append(name)
        if self.gone:
            raise sysprobe.NoSuchProcess(self.pid)
        return answer

    def pin(self):
        self._tell("pin", None)
        self.pins += 1

    def close(self):
        self.pins = 0

    def is_running(self):
        return not self.gone

    def begin_oneshot(self):
        self.shots += 1
        self.begun += 1

    def end_oneshot(self):
        self.shots -= 1

    def exit_code(self):
        return self.code

    def ppid(self):
        return self._tell("ppid", self.parent() if callable(self.parent) else self.parent)

    def name(self):
        return self._tell("name", f"name {self.pid}")

    def status(self):
        return self._tell("status", ProcessStatus.SLEEPING)

    def create_time(self):
        return self._tell("create_time", 1000.0)

    def cpu_times(self):
        return self._tell("cpu_times", ProcessCPUTimes(self.used, 0.0, None, None, None))

    def memory_info(self):
        return self._tell("memory_info", MemoryInfo(256, 512, None, None, None, None, None))

    def environ(self):
        raise sysprobe.AccessDenied(self.pid)

    def exe(self):
        raise sysprobe.ZombieProcess(self.pid)

    def nice(self):
        return self._tell("nice", self.value)

    def set_nice(self, value):
        self._tell("set_nice", None)
        self.value = value


class System:
    """Processes by pid, and the Host that shows them."""

    def __init__(self):
        self.handles = {}
        self.backend = FakeBackend(
            open_process=self.open,
            process_table=self.table,
            wait_processes=lambda handles, timeout: [handle for handle in handles if handle.gone],
            virtual_memory=SimpleNamespace(total=1024),
            process_attributes=lambda: [
                ProcessAttribute(
                    Column("energy", Kind.FLOAT, "joules", "Energy", "energy", None),
                    lambda pids: [1.5 * p for p in pids],
                )
            ],
        )
        self.host = sysprobe.Host(backends=[self.backend.backend])

    def add(self, pid, identity=1, parent=0):
        self.handles[pid] = Handle(self, pid, identity, parent)
        return sysprobe.Process(pid, host=self.host)

    def open(self, pid, identity):
        handle = self.handles.get(pid)
        if identity is None and (handle is None or handle.gone):
            raise sysprobe.NoSuchProcess(pid)
        if identity is not None and (handle is None or handle.identity != identity):
            return Handle(self, pid, identity, 0)
        return handle

    def table(self, columns, pids, workers):
        alive = [handle for handle in self.handles.values() if not handle.gone]
        values = {
            "pid": [handle.pid for handle in alive],
            "ppid": [handle.parent for handle in alive],
            "identity": [handle.identity for handle in alive],
        }
        return Table(series_of(name, Kind.INT, values[name]) for name in columns)


@pytest.fixture
def system():
    return System()


def test_there_is_a_method_for_every_attribute():
    for name in ATTRIBUTES:
        assert hasattr(sysprobe.Process, name), name
        assert name in {"pid", "identity", "cpu_percent", "memory_percent"} or hasattr(ProcessHandle, name), name
        if name != "pid":
            assert getattr(sysprobe.Process, name).__doc__, name
    assert len(COLUMNS) == sum(len(attribute.columns) for attribute in ATTRIBUTES.values())


def test_equality_is_of_process_and_machine(system):
    first = system.add(5, identity=1)
    assert first == system.host.process(5)
    system.handles[5] = Handle(system, 5, 2, 0)
    assert first != system.host.process(5)
    assert hash(first) == hash(system.host.process(5))
    system.handles[5] = Handle(system, 5, None, 0)
    assert first == system.host.process(5)  # unknown is not different
    elsewhere = sysprobe.Host(root="/elsewhere", backends=[system.backend.backend])
    assert first != elsewhere.process(5)
    assert first != 5


def test_errors_carry_the_name_that_is_known(system):
    process = system.add(5)
    system.handles[5].gone = True
    with pytest.raises(sysprobe.NoSuchProcess) as error:
        process.ppid()
    assert (error.value.pid, error.value.name) == (5, None)
    system.handles[5].gone = False
    process.name()
    system.handles[5].gone = True
    for question in (process.ppid, process.parent, process.__enter__, lambda: process.nice(1)):
        with pytest.raises(sysprobe.NoSuchProcess) as error:
            question()
        assert error.value.name == "name 5"
    assert repr(process) == "Process(pid=5, name='name 5', gone)"


def test_one_look_for_many_questions(system):
    process, handle = system.add(5), system.handles[5]
    with process.oneshot():
        with process.oneshot():
            process.name()
        assert process.name() == process.name() == "name 5"
        assert handle.shots == 1
        assert process.nice() == 0
        assert process.nice(3) == process.nice() == 3  # what is set is not hidden by what was kept
        assert (handle.shots, handle.begun) == (1, 2)  # nor by what the handle has kept
    assert handle.shots == 0
    assert handle.asked.count("name") == 1
    process.name()
    assert handle.asked.count("name") == 2


def test_a_block_counts_for_its_own_thread(system):
    process, handle = system.add(5), system.handles[5]

    def block():
        with process.oneshot():
            return process.name(), process.name(), process.nice(4)

    with ThreadPoolExecutor(1) as other, process.oneshot():
        assert (process.name(), process.nice()) == ("name 5", 0)
        assert other.submit(process.name).result() == "name 5"
        assert handle.asked.count("name") == 2  # it asks anew
        assert other.submit(block).result() == ("name 5", "name 5", 4)
        assert handle.asked.count("name") == 3  # and once in a block of its own
        assert (process.name(), process.nice()) == ("name 5", 0)  # whose end is not the end of ours
        assert handle.asked.count("name") == 3
    assert process.nice() == 4


def test_blocks_of_threads_may_overlap(system):
    process, handle = system.add(5), system.handles[5]
    theirs = contextlib.ExitStack()
    with ThreadPoolExecutor(1) as other:
        other.submit(theirs.enter_context, process.oneshot()).result()
        with process.oneshot():
            assert (other.submit(process.name).result(), process.name()) == ("name 5", "name 5")
            other.submit(theirs.close).result()
            process.name()
            assert handle.asked.count("name") == 2
            other.submit(process.name).result()
            assert handle.asked.count("name") == 3  # its block has ended
    process.name()
    assert handle.asked.count("name") == 4


def test_a_block_that_wanders_to_another_thread_ends_where_it_began(system):
    process, handle = system.add(5), system.handles[5]
    wandering = contextlib.ExitStack()
    with ThreadPoolExecutor(1) as other:
        other.submit(wandering.enter_context, process.oneshot()).result()
        other.submit(process.name).result()
        wandering.close()
        other.submit(process.name).result()
    assert (handle.asked.count("name"), handle.shots) == (2, 0)


def test_all_attributes(system):
    process = system.add(5)
    found = process.as_dict(ad_value="denied")
    assert list(found) == [*ATTRIBUTES, "energy"]
    assert found["environ"] == found["exe"] == "denied"
    assert found["cpu_num"] is None
    assert found["energy"] == 7.5
    assert process.as_dict(["energy", "name"]) == {"energy": 7.5, "name": "name 5"}
    assert "energy" in process.attribute_names()
    system.handles[5].gone = True
    for attributes in (["name"], ["energy"]):
        with pytest.raises(sysprobe.NoSuchProcess):
            process.as_dict(attributes)


def test_a_listing_keeps_sums_and_areas_apart(system):
    process, handle = system.add(5), system.handles[5]
    area = MemoryArea(0, 4096, "r--p", 0, "00:00", 1, "/a", 4096, *[1024] * 9)
    handle.memory_maps = lambda: [area, area]
    (listed,) = system.host.process_iter(["memory_maps"])
    assert listed.memory_maps() == process.memory_maps()
    assert [each.count for each in listed.memory_maps()] == [2]
    assert listed.memory_areas() == [area, area]
    handle.memory_maps = handle.environ
    (listed,) = system.host.process_iter(["memory_maps"], ad_value="denied")
    assert listed.memory_maps() == "denied"


def test_what_a_system_lacks_is_refused(system):
    process = system.add(5)
    for question in (process.cpu_num, process.terminal, process.kill, process.io_counters, process.gids):
        with pytest.raises(sysprobe.CapabilityUnavailable, match="this operating system has no such thing"):
            question()


def test_a_parent_is_who_was_it_all_the_time(system):
    """It ends between two looks: the next one counts. An older number that was given out again is nobody."""
    parents = iter([7, 1, 1, 1])
    child = system.add(5, identity=9, parent=lambda: next(parents))
    system.add(7, identity=3)
    init = system.add(1, identity=0)
    assert child.parent() == init
    child = system.add(5, identity=9, parent=8)
    assert child.parent() is None  # not there
    system.add(8, identity=10)
    assert child.parent() is None  # younger than its child
    assert system.add(4, parent=4).parent() is None  # its own parent: Windows' process 0


def test_ancestors_end_with_the_first_and_never_go_round(system):
    system.add(1, identity=1, parent=2)
    system.add(2, identity=1, parent=1)
    process = system.add(3, identity=2, parent=1)
    assert [each.pid for each in process.parents()] == [1, 2]


def test_children_are_younger_and_of_living_parents(system):
    process = system.add(1, identity=5)
    for pid, identity, parent in ((2, 6, 1), (3, 4, 1), (4, 7, 2), (5, 5, 2), (6, 8, None), (7, 6, 7), (1, 5, 0)):
        system.add(pid, identity, parent)
    process = system.host.process(1)
    assert [each.pid for each in process.children()] == [2]  # 3 is older: child of another 1
    assert [each.pid for each in process.children(recursive=True)] == [2, 4]
    system.handles[1].gone = True
    with pytest.raises(sysprobe.NoSuchProcess):
        process.children()


def test_percentages(system, monkeypatch):
    process, handle = system.add(5), system.handles[5]
    clock = [50.0]
    monkeypatch.setattr(_process_resources.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(_process_resources.time, "time", lambda: 1010.0)
    monkeypatch.setattr(_process_resources.time, "sleep", lambda seconds: clock.__setitem__(0, clock[0] + seconds))
    handle.used = 5.0
    assert process.cpu_percent() == 50.0  # over its life of ten seconds
    assert process.cpu_percent() == 0.0  # no time has passed
    clock[0], handle.used = 52.0, 8.0
    assert process.cpu_percent() == 150.0
    assert process.cpu_percent(interval=1) == 0.0
    assert system.host.process(5).cpu_percent() == 80.0  # another object, another memory
    assert process.memory_percent() == 25.0
    assert process.memory_percent("vms") == 50.0
    assert process.memory_percent("text") is None
    with pytest.raises(ValueError, match="no such kind"):
        process.memory_percent("percent")


def test_mappings_of_a_path_are_summed():
    from sysprobe._process_maps import grouped

    def area(path, size, rss, swap=None):
        return MemoryArea(0, size, "r--p", 0, "0:0", 0, path, size, rss, *[rss] * 7, swap)

    first, second = grouped([area("b", 10, 1, 5), area("a", 1, 1), area("b", 20, 2, 6)])
    assert (first.path, first.count, first.size, first.rss, first.swap) == ("b", 2, 30, 3, 11)
    assert (second.path, second.count, second.swap) == ("a", 1, None)


def test_waiting(system):
    first, second = system.add(5), system.add(6)
    with pytest.raises(sysprobe.TimeoutExpired) as error:
        first.wait(timeout=0)
    assert (error.value.pid, error.value.seconds) == (5, 0.0)
    with pytest.raises(ValueError, match="negative"):
        sysprobe.wait_procs([], timeout=-1)
    system.handles[5].gone, system.handles[5].code = True, -9
    told = []
    assert system.host.wait_procs([first, second, first], 0, told.append) == ([first], [second])
    assert told == [first]
    assert first.wait() == first.returncode == -9
    assert second.returncode is None
    system.handles[6].gone, system.handles[6].code = True, None
    assert asyncio.run(second.wait_async(timeout=1)) is None  # no descriptor: in a thread


def test_all_waiting_takes_no_longer_than_was_said(system, monkeypatch):
    """However many end in the meantime: each look waits for what is left."""
    for pid in (5, 6, 7):
        system.add(pid)
    clock, waits = [100.0], []

    def wait(handles, timeout):
        waits.append(timeout)
        clock[0] += 4.0
        return handles[:1]

    monkeypatch.setattr(_process_wait, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    host = sysprobe.Host(backends=[FakeBackend(open_process=system.open, wait_processes=wait).backend])
    processes = [sysprobe.Process(pid, host=host) for pid in (5, 6, 7)]
    assert host.wait_procs(processes, 6.0) == (processes, [])
    assert waits == [6.0, 2.0, 0.0]


def test_a_pin_is_let_go(system):
    process, handle = system.add(5), system.handles[5]
    with process as same:
        assert same is process
        assert handle.pins == 1
    assert handle.pins == 0
