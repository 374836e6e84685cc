"""The contract, examined for the backend that ``--sysprobe-backend`` names."""

from __future__ import annotations

import pytest

from sysprobe._samples import ASKED
from sysprobe.errors import SysprobeError
from sysprobe.testing import conformance
from sysprobe.testing.conformance import Finding, Subject, Verdict
from sysprobe.testing.contract import find

Report = list[tuple[str, str, str]]


@pytest.fixture(scope="session")
def subject(pytestconfig: pytest.Config) -> Subject:
    """The backend that is examined."""
    name = pytestconfig.getoption("--sysprobe-backend")
    if not name:
        pytest.exit("--sysprobe-backend NAME says which backend to examine", pytest.ExitCode.USAGE_ERROR)
    try:
        return find(name)
    except SysprobeError as error:
        pytest.exit(str(error), pytest.ExitCode.USAGE_ERROR)


def test_backend(subject: Subject, sysprobe_report: Report) -> None:
    """The descriptor and the signatures."""
    _judge(list(conformance.examine_backend(subject)), sysprobe_report)


@pytest.mark.parametrize("capability", ASKED)
def test_capability(subject: Subject, capability: str, sysprobe_report: Report) -> None:
    """One capability under all circumstances."""
    _judge(list(conformance.examine_capability(subject, subject.make_host(None), capability)), sysprobe_report)


def test_processes(subject: Subject, sysprobe_report: Report) -> None:
    """Processes in each state of their life."""
    _judge(list(conformance.examine_processes(subject.make_host(None))), sysprobe_report)


def test_collected(subject: Subject, sysprobe_report: Report) -> None:
    """Attributes that it adds to processes, and what it says is missing."""
    _judge(list(conformance.examine_collected(subject.make_host(None))), sysprobe_report)


def _judge(findings: list[Finding], report: Report) -> None:
    rows = conformance.summary(findings)
    report.extend((capability, str(verdict), reason) for capability, verdict, reason in rows)
    broken = [each for each in findings if each.verdict is Verdict.BROKEN]
    assert not broken, "\n".join(f"{each.capability} breaks {each.check}: {each.reason}" for each in broken)
    if all(each.verdict is Verdict.ABSENT for each in findings):
        pytest.skip("not provided")
