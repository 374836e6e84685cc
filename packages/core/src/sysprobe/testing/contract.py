"""The contract as tests that a backend's own test suite inherits."""

from __future__ import annotations

from typing import ClassVar

import pytest

from sysprobe._report import in_a_line
from sysprobe._samples import ASKED
from sysprobe.errors import SysprobeError
from sysprobe.plugin import Backend
from sysprobe.testing import conformance
from sysprobe.testing.conformance import Finding, Subject, Verdict


class BackendContract:
    """Every backend must pass these. Subclass it in a module of your tests and name your backend.

    ``class TestMine(BackendContract): backend = "mine"`` takes the installed backend of that name; a
    :class:`~sysprobe.plugin.Backend` is taken as it is.
    """

    backend: ClassVar[str | Backend]

    @pytest.fixture
    def subject(self) -> Subject:
        """What is examined."""
        return find(self.backend)

    def test_descriptor(self, subject: Subject) -> None:
        """Importing the descriptor is cheap, and what it says makes sense; signatures are the specification's."""
        self._judge(list(conformance.examine_backend(subject)))

    @pytest.mark.parametrize("capability", ASKED)
    def test_capability(self, subject: Subject, capability: str) -> None:
        """The answer is what the specification promises, whoever asks and however often."""
        findings = list(conformance.examine_capability(subject, subject.make_host(None), capability))
        if findings[0].verdict is Verdict.ABSENT:
            pytest.skip(f"not provided: {findings[0].reason}")
        self._judge(findings)

    def test_processes(self, subject: Subject) -> None:
        """Processes that live, have ended and are gone."""
        findings = list(conformance.examine_processes(subject.make_host(None)))
        if not findings:
            pytest.skip("not provided")
        self._judge(findings)

    def test_collected(self, subject: Subject) -> None:
        """Attributes that it adds to processes, and what it says is missing."""
        findings = list(conformance.examine_collected(subject.make_host(None)))
        if not findings:
            pytest.skip("not provided")
        self._judge(findings)

    @staticmethod
    def _judge(findings: list[Finding]) -> None:
        broken = [
            f"{each.capability} breaks {each.check}: {each.reason}"
            for each in findings
            if each.verdict is Verdict.BROKEN
        ]
        assert not broken, "\n".join(broken)


def find(backend: str | Backend) -> Subject:
    """The subject of an examination from a backend, or from the name of an installed one."""
    if isinstance(backend, Backend):
        return Subject.of(backend)
    from sysprobe import _discovery

    for entry in _discovery.entry_points():
        if entry.name == backend:
            try:
                loaded = entry.load()
            except Exception as error:
                raise SysprobeError(f"backend {backend} cannot be imported: {in_a_line(error)}") from error
            if not isinstance(loaded, Backend):
                raise SysprobeError(f"{entry.value}, the backend {backend}, is no Backend")
            return Subject.of(loaded, entry.value.partition(":")[0])
    raise SysprobeError(f"no backend named {backend!r} is installed")
