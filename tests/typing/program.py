"""What a program of a user looks like to a type checker: `nox -s typecheck` reads it, nothing runs it."""

from collections.abc import Iterator
from typing import Any, assert_type

import sysprobe
from sysprobe import Host, Process, ProcessSampler, Table
from sysprobe.plugin import Backend, Context, hookimpl, register
from sysprobe.series import Series
from sysprobe.table import Row


def system_wide(host: Host) -> None:
    memory = sysprobe.virtual_memory()
    assert_type(memory, sysprobe.VirtualMemory)
    assert_type(memory.total, int)
    assert_type(memory.buffers, int | None)
    assert_type(memory.percent, float)
    assert_type(host.swap_memory(), sysprobe.SwapMemory)
    assert_type(sysprobe.heap_trim(), bool)

    assert_type(sysprobe.cpu_times(), sysprobe.CpuTimes)
    assert_type(sysprobe.cpu_times(percpu=True), dict[int, sysprobe.CpuTimes])
    assert_type(sysprobe.cpu_percent(), float)
    assert_type(sysprobe.cpu_percent(0.1), float)
    assert_type(sysprobe.cpu_percent(percpu=True), dict[int, float])
    assert_type(sysprobe.cpu_percent(0.1, True), dict[int, float])
    assert_type(host.cpu_times_percent(percpu=True), dict[int, sysprobe.CpuTimesPercent])
    assert_type(host.cpu_sampler().percent(), float)
    assert_type(sysprobe.cpu_count(), int | None)
    assert_type(sysprobe.cpu_count(logical=False), int | None)
    assert_type(sysprobe.cpu_freq(), sysprobe.CpuFreq)
    assert_type(sysprobe.cpu_freq(percpu=True), dict[int, sysprobe.CpuFreq])
    assert_type(sysprobe.getloadavg(), tuple[float, float, float])

    assert_type(sysprobe.disk_usage("/").free, int)
    assert_type(sysprobe.disk_usage(b"/", timeout=1), sysprobe.DiskUsage)
    assert_type(sysprobe.disk_partitions(all=True), list[sysprobe.DiskPartition])
    assert_type(sysprobe.disk_io_counters(), sysprobe.DiskIOCounters | None)
    assert_type(sysprobe.disk_io_counters(perdisk=True), dict[str, sysprobe.DiskIOCounters])
    assert_type(sysprobe.net_io_counters(), sysprobe.NetIOCounters | None)
    assert_type(sysprobe.net_io_counters(pernic=True, nowrap=False), dict[str, sysprobe.NetIOCounters])
    assert_type(sysprobe.net_if_addrs(), dict[str, list[sysprobe.InterfaceAddress]])
    assert_type(sysprobe.net_connections("tcp", owners=True), list[sysprobe.Connection])
    assert_type(sysprobe.sensors_temperatures(fahrenheit=True), dict[str, list[sysprobe.Temperature]])
    assert_type(sysprobe.sensors_battery(), sysprobe.Battery | None)
    assert_type(sysprobe.boot_time(), float)
    assert_type(sysprobe.capabilities()[0].backend, str | None)


def either(percpu: bool) -> None:
    assert_type(sysprobe.cpu_times(percpu), sysprobe.CpuTimes | dict[int, sysprobe.CpuTimes])
    assert_type(sysprobe.cpu_percent(None, percpu), float | dict[int, float])
    assert_type(sysprobe.cpu_freq(percpu), sysprobe.CpuFreq | dict[int, sysprobe.CpuFreq])
    assert_type(sysprobe.net_io_counters(percpu), sysprobe.NetIOCounters | dict[str, sysprobe.NetIOCounters] | None)
    assert_type(sysprobe.disk_io_counters(percpu), sysprobe.DiskIOCounters | dict[str, sysprobe.DiskIOCounters] | None)


def processes(host: Host) -> None:
    assert_type(sysprobe.pids(), list[int])
    assert_type(sysprobe.process_iter(["name"]), Iterator[Process])
    with Process() as me:
        assert_type(me, Process)
        assert_type(me.name(), str)
        assert_type(me.pid, int)
        assert_type(me.memory_info(), sysprobe.MemoryInfo)
        assert_type(me.parent(), Process | None)
        assert_type(me.children(recursive=True), list[Process])
        assert_type(me.cpu_percent(), float)
        assert_type(me.as_dict(["name"]), dict[str, Any])
    assert_type(host.process(1), Process)
    gone, alive = sysprobe.wait_procs([Process(1)], timeout=0, callback=print)
    assert_type(gone, list[Process])
    assert_type(alive, list[Process])

    table = sysprobe.process_table(["pid", "name"])
    assert_type(table, Table)
    assert_type(table["pid"], Series)
    assert_type(table[0], Row)
    assert_type(table[1:], Table)
    assert_type(table.sort("pid", reverse=True), Table)
    assert_type(table.filter(lambda row: row.pid > 1, name="init"), Table)
    assert_type([row.name for row in table], list[Any])
    assert_type(ProcessSampler(host).sample(["cpu_percent"]), Table)
    with sysprobe.Popen(["true"]) as child:
        assert_type(child.wait(), int | None)


def errors() -> None:
    try:
        sysprobe.swap_memory()
    except sysprobe.CapabilityUnavailable as error:
        assert_type(error.backends, tuple[str, ...])
    except sysprobe.BackendError as error:
        assert_type(error.source, str | None)
    except sysprobe.NoSuchProcess as error:
        assert_type(error.pid, int)


class Memory:
    """A provider."""

    def __init__(self, context: Context) -> None:
        assert_type(context.root, str)
        assert_type(context.live, bool)

    @hookimpl
    def virtual_memory(self) -> sysprobe.VirtualMemory | None:
        return None


BACKEND = Backend(name="mine", api=(1, 0), providers={"memory": Memory, "cpu": "mine.cpu:Cpu"}, platforms=("linux",))
register(BACKEND)
assert_type(Host("/", backends=[BACKEND]).backends()[0].name, str)
