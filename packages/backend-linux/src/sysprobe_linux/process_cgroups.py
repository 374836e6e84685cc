"""What the control groups of a process say about it: its container, its systemd unit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sysprobe.types.process import CgroupMembership

from sysprobe_linux import _native

#: Hierarchies of version 1, in the order in which their paths are believed to say where a process belongs.
_TELLING = ("name=systemd", "memory", "pids", "cpu", "cpuacct", "freezer", "devices")

#: Engines with ids of 64 hexadecimal digits: Docker, containerd, CRI-O, podman, Kubernetes with either, Amazon ECS.
_LONG_ID = re.compile(r"(?:^|[/:.-])([0-9a-f]{64})(?=$|[./])")
#: CRI-O's and podman's monitor of a container runs outside of it, in a group named after it.
_MONITOR = re.compile(r"(?:^|[/-])(?:crio-conmon|libpod-conmon)-[0-9a-f]{64}")
#: Fargate: the task's id and a number.
_TASK = re.compile(r"/ecs/([0-9a-f]{32}-[0-9]+)(?=$|/)")
#: LXC and LXD since 4.0, and before.
_LXC = re.compile(r"(?:^|/)lxc(?:\.payload\.|\.payload/|/)([^/]+)")
#: systemd-nspawn and other machines that systemd-machined knows.
_MACHINE = re.compile(r"/(?:machine-([^/]+)\.scope|systemd-nspawn@([^/]+)\.service)(?=$|/)")

_UNIT = re.compile(r"^_?(.+\.(?:service|scope))$")
_SLICE = re.compile(r"^_?(.+\.slice)$")


def parse(text: bytes) -> list[CgroupMembership]:
    """Every membership, in the kernel's order."""
    return [
        CgroupMembership(hierarchy, tuple(filter(None, controllers.split(","))), path)
        for hierarchy, controllers, path in _native.parse_process_cgroup(text)
    ]


def main_path(groups: Iterable[CgroupMembership]) -> str | None:
    """The path that says most: version 2, unless it is empty there and version 1 says more. None without any."""
    by_name: dict[str, str] = {}
    for group in groups:
        for name in group.controllers if group.hierarchy else ("",):
            by_name[name] = group.path
    paths = [by_name[name] for name in ("", *_TELLING) if name in by_name] + list(by_name.values())
    return next((path for path in paths if path != "/"), paths[0] if paths else None)


def container_id(groups: Iterable[CgroupMembership]) -> str | None:
    """The id of the innermost container whose engine shows it in a path. None: there is none, or it does not show."""
    for path in dict.fromkeys(group.path for group in groups):
        if _MONITOR.search(path):
            continue
        for pattern in (_LONG_ID, _TASK, _LXC, _MACHINE):
            found = pattern.findall(path)
            if found:
                last = found[-1]
                return last if isinstance(last, str) else last[0] or last[1]
    return None


def systemd_unit(groups: Iterable[CgroupMembership]) -> str | None:
    """The innermost service or scope, else the innermost slice, of systemd's hierarchy. None: in none."""
    for group in groups:
        if group.hierarchy == 0 or "name=systemd" in group.controllers:
            parts = group.path.split("/")[::-1]
            for pattern in (_UNIT, _SLICE):
                for part in parts:
                    match = pattern.match(part)
                    if match:
                        return match[1]
    return None
