"""What a backend knows about its own limits."""

from __future__ import annotations

from typing import Protocol

from sysprobe.plugin import hookspec
from sysprobe.types.diagnosis import Reason


class DiagnosisHooks(Protocol):
    """Limits of this machine, of the caller's rights and of the backend."""

    @hookspec
    def diagnose(self) -> list[Reason] | None:
        """What a backend's answers lack here, and why. Every backend's are collected. Asks, never changes anything."""
