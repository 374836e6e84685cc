"""process_table, process_iter and samplers over a backend of which every answer is known."""

import os
import sys
import types

import pytest
from sysprobe import Host, ProcessSampler
from sysprobe.errors import NoSuchProcess
from sysprobe.hookspecs.process import ProcessAttribute
from sysprobe.plugin import Backend, hookimpl
from sysprobe.series import missing_series, series_of
from sysprobe.table import Table
from sysprobe.types import process as records
from sysprobe.types.attributes import COLUMNS, Column, Kind
from sysprobe.types.memory import VirtualMemory
from sysprobe.types.process_enums import IOClass, ProcessStatus
from sysprobe.types.process_handle import ProcessHandle

MODULE = "test_process_listing_backend"


class Known(Host):
    """A Host that shows its machine to the test."""


class Handle(ProcessHandle):
    def __init__(self, pid, identity):
        self.pid, self.identity = pid, identity
        self.asked = []

    def is_running(self):
        return True

    def environ(self):
        self.asked.append("environ")
        if self.pid == 3:
            raise NoSuchProcess(3)
        return {"PID": str(self.pid)}

    def memory_info(self):
        return records.MemoryInfo(1, 2, None, None, None, 3, 4)

    def name(self):
        self.asked.append("name")
        return "asked"


class Machine:
    """The processes of a machine, as rows of columns; a column that a row lacks is missing."""

    def __init__(self, context):
        self.rows = {}
        self.time = 0.0
        self.asked = []

    @hookimpl
    def process_table(self, columns, pids, workers):
        self.asked.append((columns, pids, workers))
        rows = [{"pid": pid, **row} for pid, row in sorted(self.rows.items()) if pids is None or pid in pids]
        return Table(
            (series_of(name, COLUMNS[name].kind, [row.get(name) for row in rows]) for name in columns), time=self.time
        )

    @hookimpl
    def open_process(self, pid, identity):
        if pid not in self.rows:
            raise NoSuchProcess(pid)
        return Handle(pid, self.rows[pid]["identity"] if identity is None else identity)


class Memory:
    """A thousand bytes of everything."""

    def __init__(self, context):
        pass

    @hookimpl
    def virtual_memory(self):
        return VirtualMemory(*[1000] * len(VirtualMemory.__dataclass_fields__))


class Plugin:
    """Adds an attribute that works, one that fails and one that is of the wrong size."""

    def __init__(self, context):
        pass

    @hookimpl
    def process_attributes(self):
        def column(name, kind=Kind.INT):
            return Column(name, kind, "bytes", f"The {name}", name, None)

        def fails(pids):
            raise RuntimeError("broken reader")

        return [
            ProcessAttribute(column("gpu_memory"), lambda pids: [pid * 100 if pid != 2 else None for pid in pids]),
            ProcessAttribute(column("failing"), fails),
            ProcessAttribute(column("short"), lambda pids: [1]),
            ProcessAttribute(column("rss"), lambda pids: [-1 for _ in pids]),  # taken: the common one stays
        ]


@pytest.fixture
def host(monkeypatch):
    module = types.ModuleType(MODULE)
    machine = Machine(None)
    module.machine = lambda context: machine
    module.Memory, module.Plugin = Memory, Plugin
    monkeypatch.setitem(sys.modules, MODULE, module)
    providers = {"process": f"{MODULE}:machine", "memory": f"{MODULE}:Memory"}
    made = Known(
        backends=[
            Backend(name="known", api=(1, 0), providers=providers),
            Backend(name="plugin", api=(1, 0), providers={"process": f"{MODULE}:Plugin"}, priority=-1),
        ]
    )
    made.machine = machine
    return made


def row(identity, **columns):
    return {"identity": identity, **columns}


class TestTable:
    def test_only_what_is_needed_is_asked_for(self, host):
        host.machine.rows = {1: row(10, rss=100, name="a")}
        assert host.process_table(["memory_percent", "name"]).to_dicts() == [{"memory_percent": 10.0, "name": "a"}]
        assert host.process_table(["uids"], [5, 1, 5], workers=3).names == ("uid", "effective_uid", "saved_uid")
        assert host.machine.asked == [(("rss", "name"), None, 1), (("uid", "effective_uid", "saved_uid"), [1, 5], 3)]

    def test_attributes_of_other_backends_are_columns(self, host):
        host.machine.rows = {pid: row(pid, rss=1) for pid in (1, 2, 3)}
        with pytest.warns(RuntimeWarning, match="process attribute '(failing|short)'") as caught:
            table = host.process_table(["gpu_memory", "failing", "short", "rss"])
        assert len(caught) == 2
        assert table.to_columns() == {
            "gpu_memory": [100, None, 300],
            "failing": [None] * 3,
            "short": [None] * 3,
            "rss": [1] * 3,
        }
        assert table["gpu_memory"].unit == "bytes"

    def test_cpu_percent_is_of_the_time_since_the_last_table(self, host):
        host.machine.rows = {1: row(10, cpu_user=1.0, cpu_system=1.0), 2: row(20)}
        host.machine.time = 100.0
        assert host.process_table(["cpu_percent"])["cpu_percent"].to_list() == [None, None]
        host.machine.rows = {1: row(10, cpu_user=2.0, cpu_system=1.5, create_time=0.0), 2: row(20), 3: row(30)}
        host.machine.time = 102.0
        assert host.process_table(["pid", "cpu_percent"])["cpu_percent"].to_list() == [75.0, None, None]


class TestSampler:
    def test_rates_are_of_the_same_process_only(self, host):
        machine, sampler = host.machine, host.process_sampler()
        columns = ["pid", "cpu_percent", "read_rate", "write_rate"]
        machine.rows = {
            1: row(10, cpu_user=1.0, cpu_system=0.5, read_bytes=1000, write_bytes=0),
            2: row(20, cpu_user=5.0, cpu_system=0.0, read_bytes=0, write_bytes=0),
            3: row(30, cpu_user=5.0, cpu_system=0.0),
        }
        machine.time = 10.0
        assert sampler.sample(columns).to_columns() == {"pid": [1, 2, 3], **dict.fromkeys(columns[1:], [None] * 3)}
        machine.rows = {
            1: row(10, cpu_user=2.0, cpu_system=1.0, read_bytes=3000, write_bytes=0),
            2: row(21, cpu_user=9.0, cpu_system=9.0, read_bytes=9, write_bytes=9),  # another one of this number
            3: row(30, cpu_user=4.0, cpu_system=0.0),  # a thread has ended and took its time along
            4: row(40, cpu_user=1.0, cpu_system=1.0),
        }
        machine.time = 12.0
        assert sampler.sample(columns).to_dicts() == [
            {"pid": 1, "cpu_percent": 75.0, "read_rate": 1000.0, "write_rate": 0.0},
            {"pid": 2, "cpu_percent": None, "read_rate": None, "write_rate": None},
            {"pid": 3, "cpu_percent": 0.0, "read_rate": None, "write_rate": None},
            {"pid": 4, "cpu_percent": None, "read_rate": None, "write_rate": None},
        ]
        assert ProcessSampler(host).sample(["cpu_percent"])["cpu_percent"].missing == 4  # knows nothing of the other
        sampler.reset()
        assert sampler.sample(["cpu_percent"])["cpu_percent"].missing == 4

    def test_no_time_no_rate(self, host):
        host.machine.rows = {1: row(10, cpu_user=1.0, cpu_system=0.5)}
        sampler = host.process_sampler()
        sampler.sample(["cpu_percent"])
        assert sampler.sample(["cpu_percent"]).to_dicts() == [{"cpu_percent": None}]

    def test_attributes_of_several_columns(self, host):
        host.machine.rows = {1: row(10, uid=5)}
        assert host.process_sampler().sample(["uids", "cpu_percent"]).names == (
            *("uid", "effective_uid", "saved_uid", "cpu_percent"),
        )


class TestIteration:
    def test_the_objects_stay_while_their_processes_do(self, host):
        host.machine.rows = {1: row(10), 2: row(20)}
        one, two = host.process_iter()
        assert (one.pid, two.pid, one.identity()) == (1, 2, 10)
        host.machine.rows = {1: row(10), 2: row(21), 3: row(30)}
        again = list(host.process_iter())
        assert [process.pid for process in again] == [1, 2, 3]
        assert again[0] is one
        assert again[1] is not two
        assert again[1] != two
        for process in host.process_iter():
            assert process is one
            break
        assert list(host.process_iter())[2] is again[2]  # a loop that was left early forgets nobody

    def test_attributes_are_known_already(self, host):
        host.machine.rows = {
            1: row(
                10, name="a", status="idle", uid=1, effective_uid=2, saved_uid=3, rss=5, vms=6, shared=7, text=8,
                data=9, io_class=2, io_priority=4, read_bytes=1, write_bytes=2,
                terminal="/dev/pts/1", cmdline=["x", "y"],
            ),
            2: row(20, name="b"),
        }  # fmt: skip
        names = ["pid", "name", "status", "uids", "memory_info", "ionice", "io_counters", "terminal", "cmdline", "exe"]
        one, two = host.process_iter([*names, "gpu_memory"], ad_value="?")
        assert one.name() == "a"
        assert one.status() is ProcessStatus.IDLE
        assert one.uids() == records.Ids(1, 2, 3)
        assert one.memory_info() == records.MemoryInfo(5, 6, 7, 8, 9, None, None)
        assert one.ionice() == records.IOPriority(IOClass.BEST_EFFORT, 4)
        assert one.io_counters() == records.ProcessIO(None, None, 1, 2, None, None, None, None, None)
        assert (one.terminal(), one.cmdline(), one.exe()) == ("/dev/pts/1", ["x", "y"], "?")
        assert (two.uids(), two.memory_info(), two.io_counters(), two.terminal()) == ("?", "?", "?", None)
        assert one._handle.asked == two._handle.asked == []
        assert one.as_dict(["gpu_memory"]) == {"gpu_memory": 100}
        list(host.process_iter())
        assert one.name() == "asked"  # the next listing has made them forget

    def test_peaks_are_part_of_memory_info_where_the_single_process_has_them(self, host):
        host.machine.rows = {os.getpid(): row(10, rss=5, vms=6, peak_rss=7, peak_vms=8)}
        (own,) = host.process_iter(["memory_info"])
        assert own.memory_info() == records.MemoryInfo(5, 6, None, None, None, 7, 8)

    def test_what_the_table_does_not_have_is_asked_of_each(self, host):
        host.machine.rows = {1: row(10), 3: row(30)}
        (one,) = host.process_iter(["environ"])  # 3 is gone by then
        assert one.environ() == {"PID": "1"}
        assert one._handle.asked == ["environ"]

    def test_cpu_percent_is_of_the_time_since_the_last_listing(self, host):
        host.machine.rows = {1: row(10, cpu_user=1.0, cpu_system=1.0), 2: row(20)}
        host.machine.time = 5.0
        assert [process.cpu_percent() for process in host.process_iter(["cpu_percent"])] == [0.0, None]
        host.machine.rows = {1: row(10, cpu_user=1.5, cpu_system=1.0), 2: row(20)}
        host.machine.time = 6.0
        assert [process.cpu_percent() for process in host.process_iter(["cpu_percent"], ad_value=-1)] == [50.0, -1]

    def test_wrong_names_are_refused_at_the_call(self, host):
        with pytest.raises(ValueError, match="'no_such'"):
            host.process_iter(["no_such"])
        with pytest.raises(TypeError):
            host.process_iter("name")


def test_a_series_of_nothing():
    assert missing_series("x", Kind.TEXT, 3).to_list() == [None] * 3
