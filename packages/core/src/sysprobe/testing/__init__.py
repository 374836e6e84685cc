"""For authors of backends: a backend whose answers a test sets, and the contract that every backend must keep.

``class TestMine(BackendContract): backend = "mine"`` inherits the contract as tests (it needs pytest);
``pytest --pyargs sysprobe.testing --sysprobe-backend mine`` runs it without a line of code and prints a report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sysprobe.testing.conformance import Finding, Subject, Verdict, examine
    from sysprobe.testing.contract import BackendContract
    from sysprobe.testing.fake import FakeBackend

__all__ = ["BackendContract", "FakeBackend", "Finding", "Subject", "Verdict", "examine"]


def __getattr__(name: str) -> Any:
    # When first asked for: each run of pytest imports this package for the sake of our plugin, and only those who
    # inherit the contract need pytest.
    if name not in __all__:
        raise AttributeError(f"module 'sysprobe.testing' has no attribute {name!r}")
    from importlib import import_module

    module = {"BackendContract": "contract", "FakeBackend": "fake"}.get(name, "conformance")
    value = globals()[name] = getattr(import_module(f"sysprobe.testing.{module}"), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
