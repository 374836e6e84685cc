"""Every hook of every domain: what a Host can be asked, for type checkers."""

from __future__ import annotations

from typing import Protocol

from sysprobe.hookspecs.cpu import CpuHooks
from sysprobe.hookspecs.diagnosis import DiagnosisHooks
from sysprobe.hookspecs.disk import DiskHooks
from sysprobe.hookspecs.memory import MemoryHooks
from sysprobe.hookspecs.network import NetworkHooks
from sysprobe.hookspecs.process import ProcessHooks
from sysprobe.hookspecs.sensors import SensorsHooks
from sysprobe.hookspecs.system import SystemHooks


class Hooks(
    MemoryHooks,
    CpuHooks,
    DiskHooks,
    NetworkHooks,
    SensorsHooks,
    ProcessHooks,
    SystemHooks,
    DiagnosisHooks,
    Protocol,
):
    """All hooks together."""
