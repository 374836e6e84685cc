"""What is this machine doing? One API on Linux, macOS and Windows, every answer of which comes from a plugin.

The functions here are those of one default :class:`Host`, this machine.
"""

from sysprobe.errors import (
    AccessDenied,
    BackendError,
    CapabilityUnavailable,
    NoSuchProcess,
    ProcessError,
    SysprobeError,
    TimeoutExpired,
    ZombieProcess,
)
from sysprobe.host import Host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sysprobe._popen import Popen
    from sysprobe._process import Process
    from sysprobe.process_sampler import ProcessSampler
    from sysprobe.sampling import CpuSampler
    from sysprobe.table import Table
    from sysprobe.types.cpu import (
        CpuCache,
        CpuFreq,
        CpuModel,
        CpuPlace,
        CpuStats,
        CpuTimes,
        CpuTimesPercent,
        CpuTopology,
        Interrupt,
    )
    from sysprobe.types.diagnosis import Availability, CapabilityReport, Cause, Reason
    from sysprobe.types.disk import DiskIOCounters, DiskKind, DiskPartition, DiskUsage
    from sysprobe.types.memory import AvailableSource, HeapInfo, SwapMemory, VirtualMemory
    from sysprobe.types.network import (
        AF_LINK,
        CONNECTION_KINDS,
        Connection,
        ConnectionStatus,
        Duplex,
        InterfaceAddress,
        InterfaceStats,
        NetIOCounters,
        OperState,
        SocketAddress,
        TcpInfo,
    )
    from sysprobe.types.process import (
        Capabilities,
        CgroupMembership,
        ContextSwitches,
        Delays,
        Ids,
        IOPriority,
        MemoryArea,
        MemoryFootprint,
        MemoryInfo,
        MemoryInfoEx,
        MemoryMap,
        Namespaces,
        OpenFile,
        PageFaults,
        ProcessCPUTimes,
        ProcessIO,
        ProcessLimit,
        Scheduler,
        SignalMasks,
        Thread,
    )
    from sysprobe.types.process_enums import (
        Capability,
        IOClass,
        Limit,
        ProcessPriority,
        ProcessStatus,
        SchedulerPolicy,
        SeccompMode,
    )
    from sysprobe.types.sensors import Battery, BatteryStatus, BatteryUnit, Fan, Temperature
    from sysprobe.types.system import (
        OsInfo,
        Pressure,
        PressureAverages,
        PressureStall,
        Service,
        ServiceStart,
        ServiceStatus,
        User,
    )

__version__ = "0.1.0"

_host = Host()

# diagnosis
capabilities = _host.capabilities

# memory
virtual_memory = _host.virtual_memory
swap_memory = _host.swap_memory
heap_info = _host.heap_info
heap_trim = _host.heap_trim

# cpu
cpu_times = _host.cpu_times
cpu_percent = _host.cpu_percent
cpu_times_percent = _host.cpu_times_percent
cpu_sampler = _host.cpu_sampler
cpu_count = _host.cpu_count
cpu_stats = _host.cpu_stats
cpu_freq = _host.cpu_freq
getloadavg = _host.getloadavg
cpu_models = _host.cpu_models
cpu_topology = _host.cpu_topology
cpu_interrupts = _host.cpu_interrupts
cpu_softirqs = _host.cpu_softirqs

# network
net_connections = _host.net_connections
net_if_addrs = _host.net_if_addrs
net_if_stats = _host.net_if_stats
net_io_counters = _host.net_io_counters

# process
pids = _host.pids
pid_exists = _host.pid_exists
process_iter = _host.process_iter
process_table = _host.process_table
wait_procs = _host.wait_procs

# system
boot_time = _host.boot_time
uptime = _host.uptime
users = _host.users
os_info = _host.os_info
pressure = _host.pressure
services = _host.services
service = _host.service

# disk
disk_partitions = _host.disk_partitions
disk_usage = _host.disk_usage
disk_io_counters = _host.disk_io_counters

# sensors
sensors_temperatures = _host.sensors_temperatures
sensors_fans = _host.sensors_fans
sensors_battery = _host.sensors_battery

#: Records and enums, imported when first asked for: dataclasses alone cost more than the rest of this package.
_LAZY = {
    "Reason": "sysprobe.types.diagnosis",
    "Cause": "sysprobe.types.diagnosis",
    "CapabilityReport": "sysprobe.types.diagnosis",
    "Availability": "sysprobe.types.diagnosis",
    "CpuCache": "sysprobe.types.cpu",
    "CpuFreq": "sysprobe.types.cpu",
    "CpuModel": "sysprobe.types.cpu",
    "CpuPlace": "sysprobe.types.cpu",
    "CpuStats": "sysprobe.types.cpu",
    "CpuTimes": "sysprobe.types.cpu",
    "CpuTimesPercent": "sysprobe.types.cpu",
    "CpuTopology": "sysprobe.types.cpu",
    "Interrupt": "sysprobe.types.cpu",
    "CpuSampler": "sysprobe.sampling",
    "AF_LINK": "sysprobe.types.network",
    "CONNECTION_KINDS": "sysprobe.types.network",
    "Connection": "sysprobe.types.network",
    "ConnectionStatus": "sysprobe.types.network",
    "Duplex": "sysprobe.types.network",
    "InterfaceAddress": "sysprobe.types.network",
    "InterfaceStats": "sysprobe.types.network",
    "NetIOCounters": "sysprobe.types.network",
    "OperState": "sysprobe.types.network",
    "SocketAddress": "sysprobe.types.network",
    "TcpInfo": "sysprobe.types.network",
    "Process": "sysprobe._process",
    "Table": "sysprobe.table",
    "Popen": "sysprobe._popen",
    "Capabilities": "sysprobe.types.process",
    "CgroupMembership": "sysprobe.types.process",
    "ContextSwitches": "sysprobe.types.process",
    "Delays": "sysprobe.types.process",
    "IOPriority": "sysprobe.types.process",
    "Ids": "sysprobe.types.process",
    "MemoryArea": "sysprobe.types.process",
    "MemoryFootprint": "sysprobe.types.process",
    "MemoryInfo": "sysprobe.types.process",
    "MemoryInfoEx": "sysprobe.types.process",
    "MemoryMap": "sysprobe.types.process",
    "Namespaces": "sysprobe.types.process",
    "OpenFile": "sysprobe.types.process",
    "PageFaults": "sysprobe.types.process",
    "ProcessCPUTimes": "sysprobe.types.process",
    "ProcessIO": "sysprobe.types.process",
    "ProcessLimit": "sysprobe.types.process",
    "Scheduler": "sysprobe.types.process",
    "SignalMasks": "sysprobe.types.process",
    "Thread": "sysprobe.types.process",
    "Capability": "sysprobe.types.process_enums",
    "IOClass": "sysprobe.types.process_enums",
    "Limit": "sysprobe.types.process_enums",
    "ProcessPriority": "sysprobe.types.process_enums",
    "ProcessSampler": "sysprobe.process_sampler",
    "ProcessStatus": "sysprobe.types.process_enums",
    "SchedulerPolicy": "sysprobe.types.process_enums",
    "SeccompMode": "sysprobe.types.process_enums",
    "OsInfo": "sysprobe.types.system",
    "Pressure": "sysprobe.types.system",
    "PressureAverages": "sysprobe.types.system",
    "PressureStall": "sysprobe.types.system",
    "Service": "sysprobe.types.system",
    "ServiceStart": "sysprobe.types.system",
    "ServiceStatus": "sysprobe.types.system",
    "User": "sysprobe.types.system",
    "AvailableSource": "sysprobe.types.memory",
    "HeapInfo": "sysprobe.types.memory",
    "SwapMemory": "sysprobe.types.memory",
    "VirtualMemory": "sysprobe.types.memory",
    "DiskIOCounters": "sysprobe.types.disk",
    "DiskKind": "sysprobe.types.disk",
    "DiskPartition": "sysprobe.types.disk",
    "DiskUsage": "sysprobe.types.disk",
    "Battery": "sysprobe.types.sensors",
    "BatteryStatus": "sysprobe.types.sensors",
    "BatteryUnit": "sysprobe.types.sensors",
    "Fan": "sysprobe.types.sensors",
    "Temperature": "sysprobe.types.sensors",
}

__all__ = [
    "AF_LINK",
    "CONNECTION_KINDS",
    "AccessDenied",
    "Availability",
    "AvailableSource",
    "BackendError",
    "Battery",
    "BatteryStatus",
    "BatteryUnit",
    "Capabilities",
    "Capability",
    "CapabilityReport",
    "CapabilityUnavailable",
    "Cause",
    "CgroupMembership",
    "Connection",
    "ConnectionStatus",
    "ContextSwitches",
    "CpuCache",
    "CpuFreq",
    "CpuModel",
    "CpuPlace",
    "CpuSampler",
    "CpuStats",
    "CpuTimes",
    "CpuTimesPercent",
    "CpuTopology",
    "Delays",
    "DiskIOCounters",
    "DiskKind",
    "DiskPartition",
    "DiskUsage",
    "Duplex",
    "Fan",
    "HeapInfo",
    "Host",
    "IOClass",
    "IOPriority",
    "Ids",
    "InterfaceAddress",
    "InterfaceStats",
    "Interrupt",
    "Limit",
    "MemoryArea",
    "MemoryFootprint",
    "MemoryInfo",
    "MemoryInfoEx",
    "MemoryMap",
    "Namespaces",
    "NetIOCounters",
    "NoSuchProcess",
    "OpenFile",
    "OperState",
    "OsInfo",
    "PageFaults",
    "Popen",
    "Pressure",
    "PressureAverages",
    "PressureStall",
    "Process",
    "ProcessCPUTimes",
    "ProcessError",
    "ProcessIO",
    "ProcessLimit",
    "ProcessPriority",
    "ProcessSampler",
    "ProcessStatus",
    "Reason",
    "Scheduler",
    "SchedulerPolicy",
    "SeccompMode",
    "Service",
    "ServiceStart",
    "ServiceStatus",
    "SignalMasks",
    "SocketAddress",
    "SwapMemory",
    "SysprobeError",
    "Table",
    "TcpInfo",
    "Temperature",
    "Thread",
    "TimeoutExpired",
    "User",
    "VirtualMemory",
    "ZombieProcess",
    "__version__",
    "boot_time",
    "capabilities",
    "cpu_count",
    "cpu_freq",
    "cpu_interrupts",
    "cpu_models",
    "cpu_percent",
    "cpu_sampler",
    "cpu_softirqs",
    "cpu_stats",
    "cpu_times",
    "cpu_times_percent",
    "cpu_topology",
    "disk_io_counters",
    "disk_partitions",
    "disk_usage",
    "getloadavg",
    "heap_info",
    "heap_trim",
    "net_connections",
    "net_if_addrs",
    "net_if_stats",
    "net_io_counters",
    "os_info",
    "pid_exists",
    "pids",
    "pressure",
    "process_iter",
    "process_table",
    "sensors_battery",
    "sensors_fans",
    "sensors_temperatures",
    "service",
    "services",
    "swap_memory",
    "uptime",
    "users",
    "virtual_memory",
    "wait_procs",
]


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module 'sysprobe' has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(_LAZY[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
