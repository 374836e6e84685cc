"""The hook specifications: one Protocol for each domain, pluggy's specification and the static contract at once."""

from __future__ import annotations

from typing import Protocol

from sysprobe.hookspecs.cpu import CpuHooks
from sysprobe.hookspecs.disk import DiskHooks
from sysprobe.hookspecs.memory import MemoryHooks
from sysprobe.hookspecs.network import NetworkHooks
from sysprobe.hookspecs.process import ProcessHooks
from sysprobe.hookspecs.sensors import SensorsHooks
from sysprobe.hookspecs.system import SystemHooks

#: Domain → its specification.
DOMAINS: dict[str, type] = {
    "memory": MemoryHooks,
    "cpu": CpuHooks,
    "disk": DiskHooks,
    "network": NetworkHooks,
    "sensors": SensorsHooks,
    "process": ProcessHooks,
    "system": SystemHooks,
}

#: Capability (hook) → its domain.
CAPABILITIES: dict[str, str] = {
    name: domain
    for domain, spec in DOMAINS.items()
    for name in vars(spec)
    if hasattr(getattr(spec, name), "sysprobe_spec")
}


class Hooks(
    MemoryHooks,
    CpuHooks,
    DiskHooks,
    NetworkHooks,
    SensorsHooks,
    ProcessHooks,
    SystemHooks,
    Protocol,
):
    """Every hook of every domain: what a Host can be asked."""
