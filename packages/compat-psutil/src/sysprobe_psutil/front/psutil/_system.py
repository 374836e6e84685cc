"""psutil's functions about the system."""

from __future__ import annotations

import errno
import os
import socket
import sys
from operator import attrgetter
from typing import Any

import sysprobe
from sysprobe import Host
from sysprobe.sampling import CpuSampler
from sysprobe.types.network import AF_LINK

from . import _platform
from ._constants import AddressFamily, BatteryTime, NicDuplex
from ._errors import translated
from ._records import converter, tuple_type

_hosts: dict[str, Host] = {"/proc": sysprobe.host.Host()}


def host() -> Host:
    """The machine that ``psutil.PROCFS_PATH`` names now."""
    try:
        return _hosts[sys.modules["psutil"].PROCFS_PATH]
    except (AttributeError, KeyError):
        return _new_host(getattr(sys.modules["psutil"], "PROCFS_PATH", "/proc"))


def _new_host(path: str) -> Host:
    found = _hosts.get(path)
    if found is None:
        folder, name = os.path.split(os.path.abspath(path))
        if name != "proc" or not os.path.exists(os.path.join(path, "stat")):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), os.path.join(path, "stat"))
        found = _hosts.setdefault(path, Host(root=folder))  # a root is the folder above proc
    return found


_memory = converter("svmem")
_swap = converter("sswap")
_plain_times = converter("scputimes", interrupt="irq")
_stats = converter("scpustats")
_freq = converter("scpufreq")
_diskio = converter("sdiskio")
_usage = converter("sdiskusage")
_netio = converter("snetio")
_user = tuple_type("suser")
_temperature = tuple_type("shwtemp")
_fan = tuple_type("sfan")
_samplers: dict[int, CpuSampler] = {}


def _with_interrupts(times: Any) -> Any:
    made = _plain_times(times)
    return made._replace(system=made.system + made.interrupt + made.dpc)


_times = _with_interrupts if _platform.WITH_INTERRUPTS else _plain_times


@translated
def virtual_memory() -> Any:
    """Memory in bytes."""
    return _memory(host().virtual_memory())


@translated
def swap_memory() -> Any:
    """Swap in bytes."""
    return _swap(host().swap_memory())


@translated
def cpu_times(percpu: bool = False) -> Any:
    """Seconds of CPU time in each mode."""
    if percpu:
        return [_times(times) for _, times in sorted(host().cpu_times(percpu=True).items())]
    return _times(host().cpu_times())


def _check(interval: float | None) -> None:
    if interval is not None and interval < 0:
        raise ValueError(f"interval is not positive (got {interval})")


def _sampler() -> CpuSampler:
    now = host()
    return _samplers.get(id(now)) or _samplers.setdefault(id(now), now.cpu_sampler())


@translated
def cpu_percent(interval: float | None = None, percpu: bool = False) -> Any:
    """CPU use since the last call of this thread, or over `interval` seconds."""
    _check(interval)
    if percpu:
        return [percent for _, percent in sorted(_sampler().percent_percpu(interval).items())]
    return _sampler().percent(interval)


@translated
def cpu_times_percent(interval: float | None = None, percpu: bool = False) -> Any:
    """Share of each mode since the last call of this thread, or over `interval` seconds."""
    _check(interval)
    if percpu:
        return [_times(shares) for _, shares in sorted(_sampler().times_percent_percpu(interval).items())]
    return _times(_sampler().times_percent(interval))


def cpu_count(logical: bool = True) -> int | None:
    """Number of CPUs or cores; None if unknown."""
    try:
        return host().cpu_count(logical)
    except sysprobe.SysprobeError:
        return None


@translated
def cpu_stats() -> Any:
    """Counters of the CPUs since boot."""
    return _stats(host().cpu_stats())


@translated
def cpu_freq(percpu: bool = False) -> Any:
    """Frequency in MHz; None where it is unknown."""
    try:
        if percpu:
            return [_freq(each) for _, each in sorted(host().cpu_freq(percpu=True).items())]
        found = host().cpu_freq()
    except sysprobe.CapabilityUnavailable:
        return [] if percpu else None
    return None if found.current is None else _freq(found)


@translated
def getloadavg() -> tuple[float, float, float]:
    """Load over 1, 5 and 15 minutes; OSError, as os.getloadavg, where the system keeps none."""
    try:
        return host().getloadavg()
    except sysprobe.CapabilityUnavailable as error:
        raise OSError(errno.ENOSYS, str(error)) from error


def _disk_io_counters(perdisk: bool = False, nowrap: bool = True) -> Any:
    """Counters of disks since boot."""
    if perdisk:
        return {name: _diskio(each) for name, each in host().disk_io_counters(perdisk=True, nowrap=nowrap).items()}
    found = host().disk_io_counters(nowrap=nowrap)
    return None if found is None else _diskio(found)


def _net_io_counters(pernic: bool = False, nowrap: bool = True) -> Any:
    """Counters of interfaces."""
    if pernic:
        return {name: _netio(each) for name, each in host().net_io_counters(pernic=True, nowrap=nowrap).items()}
    found = host().net_io_counters(nowrap=nowrap)
    return None if found is None else _netio(found)


disk_io_counters: Any = translated(_disk_io_counters)
net_io_counters: Any = translated(_net_io_counters)
disk_io_counters.__name__, net_io_counters.__name__ = "disk_io_counters", "net_io_counters"
disk_io_counters.cache_clear = lambda: _hosts.__setitem__("/proc", Host())
net_io_counters.cache_clear = lambda: _hosts.__setitem__("/proc", Host())


def disk_usage(path: Any) -> Any:
    """Space on the file system of `path`."""
    try:
        return _usage(host().disk_usage(os.fsdecode(path)))
    except sysprobe.SysprobeError as error:
        from ._errors import raise_as_psutil

        raise_as_psutil(error)


@translated
def disk_partitions(all: bool = False) -> list[Any]:  # noqa: A002  # psutil's name
    """Mounted file systems."""
    made = tuple_type("sdiskpart")
    return [made(each.device or "", each.mountpoint, each.fstype, each.opts) for each in host().disk_partitions(all)]


@translated
def net_if_addrs() -> dict[str, list[Any]]:
    """Addresses of each interface."""
    made = tuple_type("snicaddr")
    found: dict[str, list[Any]] = {}
    for name, addresses in host().net_if_addrs().items():
        if addresses:
            found[name] = [
                made(_families[each.family], _address(name, each), each.netmask, each.broadcast, each.ptp)
                for each in sorted(addresses, key=_by_family)
            ]
    return found


_by_family = attrgetter("family")
#: Looked up, for an enum takes a microsecond to find a member by its value.
_families = {int(each): each for each in socket.AddressFamily} | {AF_LINK: AddressFamily.AF_LINK}


def _address(name: str, address: Any) -> str:
    text: str = address.address
    if address.scope_id and address.family == socket.AF_INET6:
        return f"{text}%{name}"
    if _platform.MAC_SEPARATOR == "-" and address.family == AF_LINK:
        return text.upper().replace(":", "-")
    return text


@translated
def net_if_stats() -> dict[str, Any]:
    """State of each interface."""
    made = tuple_type("snicstats")
    duplexes = {"full": NicDuplex.NIC_DUPLEX_FULL, "half": NicDuplex.NIC_DUPLEX_HALF}
    unknown = NicDuplex.NIC_DUPLEX_UNKNOWN
    return {
        name: made(
            each.isup,
            duplexes.get(each.duplex or "", unknown),
            each.speed or 0,
            each.mtu,
            _flags(each.flags),
        )
        for name, each in host().net_if_stats().items()
    }


def _flags(names: tuple[str, ...]) -> str:
    """Flags as psutil writes them, which asks by an ioctl that knows 16 of them."""
    return ",".join(name for name in names if name not in ("lower_up", "dormant", "echo"))


@translated
def net_connections(kind: str = "inet") -> list[Any]:
    """Sockets, with the processes that hold them."""
    from ._connections import check_kind, system_wide

    check_kind(kind)
    return system_wide(host().net_connections(kind, owners=True))


@translated
def sensors_temperatures(fahrenheit: bool = False) -> dict[str, list[Any]]:
    """Temperatures of each chip."""
    return {
        chip: [_temperature(each.label or "", each.current, each.high, each.critical) for each in sensors]
        for chip, sensors in host().sensors_temperatures(fahrenheit).items()
    }


@translated
def sensors_fans() -> dict[str, list[Any]]:
    """Fans of each chip in revolutions per minute."""
    return {
        chip: [_fan(each.label or "", each.current) for each in fans] for chip, fans in host().sensors_fans().items()
    }


@translated
def sensors_battery() -> Any:
    """The battery; None without one."""
    found = host().sensors_battery()
    if found is None or found.percent is None:
        return None
    left: Any = found.secsleft
    if found.power_plugged:
        left = BatteryTime.POWER_TIME_UNLIMITED
    elif left is None:
        left = BatteryTime.POWER_TIME_UNKNOWN
    return tuple_type("sbattery")(found.percent, left, found.power_plugged)


@translated
def boot_time() -> float:
    """Seconds since 1970 at which the machine was started."""
    return host().boot_time()


@translated
def users() -> list[Any]:
    """Who is logged in."""
    if _platform.ALL_SESSIONS:
        return [_user(each.name, None, each.host, each.started or 0.0, None) for each in host().users()]
    return [
        _user(each.name, each.terminal, each.host or "localhost", each.started, each.pid)
        for each in host().users()
        if each.terminal or each.host
    ]


@translated
def heap_info() -> Any:
    """What this process' allocator holds, in bytes."""
    found = host().heap_info()
    fields = tuple_type("pheap")._fields
    return tuple_type("pheap")(*(getattr(found, field) or 0 for field in fields))


@translated
def heap_trim() -> None:
    """Give unused memory of this process' allocator back to the system."""
    host().heap_trim()
