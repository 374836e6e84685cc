"""What this backend's answers lack here, and why: mount options of ``/proc``, rights, settings, kernel, hardware."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.diagnosis import Cause, Reason

from sysprobe_linux.procfs import Procfs
from sysprobe_linux.sysfs import Sysfs

CAP_SYS_PTRACE = 19

#: Files of /proc by which whole capabilities stand and fall.
SOURCES = {
    "meminfo": ("virtual_memory", "swap_memory"),
    "stat": ("cpu_times", "cpu_times_percpu", "cpu_stats", "boot_time"),
    "loadavg": ("getloadavg",),
    "uptime": ("uptime",),
    "cpuinfo": ("cpu_models", "cpu_freq", "cpu_freq_percpu"),
    "interrupts": ("cpu_interrupts",),
    "softirqs": ("cpu_softirqs",),
    "diskstats": ("disk_io_counters",),
}
SERVICES = Reason(
    "services",
    Cause.NO_SOURCE,
    "Linux has no service manager of its own: what systemd looks after only systemd tells, which is not asked",
)
#: Process attributes that the kernel keeps from other users.
GUARDED = "io_counters, memory_footprint, memory_maps, open_files, environ, cwd, exe, namespaces"


class Diagnosis:
    """Limits of a Linux machine."""

    def __init__(self, context: Context) -> None:
        self._procfs = Procfs(context.root)
        self._sysfs = Sysfs(context.root)

    @hookimpl
    def diagnose(self) -> list[Reason]:
        """See :meth:`sysprobe.Host.capabilities`."""
        options, covered = self._mounts()
        reasons = [
            SERVICES,
            *self._hidden(options),
            *self._files(options, covered),
            *self._settings(),
            *self._hardware(),
        ]
        return [*reasons, *self._rights()] if self._procfs.live else reasons

    def _mounts(self) -> tuple[set[str], set[str]]:
        """Options of the mount at /proc, and the files in it that something else is mounted over."""
        options: set[str] = set()
        covered: set[str] = set()
        text = self._procfs.read_or_none("self/mountinfo") if self._procfs.live else None
        for line in os.fsdecode(text or b"").splitlines():
            fields = line.split(" ")
            if len(fields) < 10 or "-" not in fields:
                continue
            place, dash = fields[4], fields.index("-")
            if place == self._procfs.path:
                options = (
                    set(fields[5].split(",")) | set(fields[-1].split(",")) if fields[dash + 1] == "proc" else set()
                )
                covered = set()
            elif place.startswith(f"{self._procfs.path}/"):
                covered.add(place.removeprefix(f"{self._procfs.path}/"))
        return options, covered

    def _hidden(self, options: set[str]) -> Iterator[Reason]:
        """Processes of others that the mount hides from the caller."""
        mode = next((each.partition("=")[2] for each in options if each.startswith("hidepid=")), "off")
        if mode in {"0", "off"} or self._may_trace():
            return
        group = next((int(each[4:]) for each in options if re.fullmatch(r"gid=\d+", each)), 0)
        if mode in {"1", "noaccess", "2", "invisible"} and group in {*os.getgroups(), os.getegid()}:
            return
        unseen = mode in {"2", "invisible", "4", "ptraceable"}
        what = "processes of others are not listed" if unseen else "nothing but the pid is known of processes of others"
        detail = f"{self._procfs.path} is mounted with hidepid={mode}: {what}"
        remedy = f"join the group that owns the mount (gid=), or mount -o remount,hidepid=0 {self._procfs.path}"
        for capability in ("pids", "process_table") if unseen else ("process_table",):
            yield Reason(capability, Cause.HIDEPID, detail, remedy)
        yield Reason("open_process", Cause.HIDEPID, detail, remedy, "processes of other users")

    def _files(self, options: set[str], covered: set[str]) -> Iterator[Reason]:
        """Files that are not there, or not what they seem."""
        for name, capabilities in SOURCES.items():
            if name in covered:
                detail = f"something else is mounted over {self._procfs.path}/{name}, as container runtimes do it"
                cause, remedy = Cause.MASKED, "let the container see the host's file (systempaths=unconfined, no LXCFS)"
            elif self._procfs.exists(name):
                continue
            elif "subset=pid" in options:
                detail = f"{self._procfs.path} is mounted with subset=pid: {name} is not there"
                cause, remedy = Cause.SUBSET_PID, f"mount {self._procfs.path} without subset=pid"
            else:
                detail, cause, remedy = f"there is no {self._procfs.path}/{name}", Cause.NOT_CONFIGURED, None
            for capability in capabilities:
                yield Reason(capability, cause, detail, remedy)

    def _settings(self) -> Iterator[Reason]:
        """What the kernel could count, and does not."""
        if not self._procfs.exists("pressure") and self._procfs.exists("stat"):
            release = os.fsdecode(self._procfs.read_or_none("sys/kernel/osrelease") or b"").strip()
            version = re.match(r"(\d+)\.(\d+)", release)
            if version and (int(version[1]), int(version[2])) < (4, 20):
                detail = f"pressure is counted since Linux 4.20, this is {release}"
                yield Reason("pressure", Cause.KERNEL_TOO_OLD, detail, "a newer kernel")
            else:
                detail = "the kernel was built without CONFIG_PSI, or booted with psi=0"
                yield Reason("pressure", Cause.NOT_CONFIGURED, detail, "boot with psi=1")
        if (self._procfs.read_or_none("sys/kernel/task_delayacct") or b"1").strip() == b"0":
            detail = "kernel.task_delayacct is 0: the time that processes wait for I/O is not counted"
            remedy = "sysctl kernel.task_delayacct=1"
            yield Reason("open_process", Cause.SYSCTL_OFF, detail, remedy, "cpu_times.iowait")
            yield Reason("process_table", Cause.SYSCTL_OFF, detail, remedy, "cpu_iowait")

    def _hardware(self) -> Iterator[Reason]:
        """Sensors and clocks that this machine does not have."""
        monitors = [self._sysfs.list(f"class/hwmon/{each}") for each in self._sysfs.list("class/hwmon")]
        files = [name for names in monitors for name in names]
        zones = [name for name in self._sysfs.list("class/thermal") if name.startswith("thermal_zone")]
        nothing = "neither hwmon nor a thermal zone tells one: virtual machines have none"
        if not zones and not any(re.fullmatch(r"temp\d+_input", name) for name in files):
            yield Reason("sensors_temperatures", Cause.NO_DEVICE, nothing)
        if not any(re.fullmatch(r"fan\d+_input", name) for name in files):
            yield Reason("sensors_fans", Cause.NO_DEVICE, "no hwmon driver tells of a fan")
        supplies = self._sysfs.list("class/power_supply")
        if not any(self._sysfs.text(f"class/power_supply/{each}/type") == "Battery" for each in supplies):
            yield Reason("sensors_battery", Cause.NO_DEVICE, "there is no battery")

    def _rights(self) -> Iterator[Reason]:
        """What the caller, or the kernel's age, keeps from this process."""
        if not self._may_trace():
            remedy = "run as root, or grant CAP_SYS_PTRACE"
            detail = "the kernel keeps these of processes of other users from a caller without CAP_SYS_PTRACE"
            yield Reason("open_process", Cause.NEEDS_PRIVILEGE, detail, remedy, GUARDED)
            yield Reason("process_table", Cause.NEEDS_PRIVILEGE, detail, remedy, GUARDED)
            detail = "whose sockets those of other users are cannot be seen without CAP_SYS_PTRACE"
            yield Reason("net_connections", Cause.NEEDS_PRIVILEGE, detail, remedy, "pid, fd, owners")
        if not _has_pidfd():
            detail = "pidfd_open is missing (Linux 5.3): a process is told from its successor by its start time alone"
            yield Reason("open_process", Cause.KERNEL_TOO_OLD, detail, "a newer kernel", "race-free signals")

    def _may_trace(self) -> bool:
        text = self._procfs.read_or_none("self/status") or b""
        found = re.search(rb"^CapEff:\s*([0-9a-f]+)$", text, re.MULTILINE)
        return bool(found and int(found[1], 16) >> CAP_SYS_PTRACE & 1)


def _has_pidfd() -> bool:
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError as error:
        return error.errno != errno.ENOSYS
    except AttributeError:
        return False
    return True
