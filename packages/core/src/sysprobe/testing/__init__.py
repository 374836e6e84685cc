"""For authors of backends: a backend whose answers a test sets, and the contract that every backend must keep.

``class TestMine(BackendContract): backend = "mine"`` inherits the contract as tests (it needs pytest);
``pytest --pyargs sysprobe.testing --sysprobe-backend mine`` runs it without a line of code and prints a report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sysprobe.testing.conformance import Finding, Subject, Verdict, examine
from sysprobe.testing.fake import FakeBackend

if TYPE_CHECKING:
    from sysprobe.testing.contract import BackendContract

__all__ = ["BackendContract", "FakeBackend", "Finding", "Subject", "Verdict", "examine"]


def __getattr__(name: str) -> Any:
    # pytest is only needed by those who inherit the contract.
    if name == "BackendContract":
        from sysprobe.testing.contract import BackendContract

        return BackendContract
    raise AttributeError(f"module 'sysprobe.testing' has no attribute {name!r}")
