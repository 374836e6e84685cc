"""The pytest plugin: ``pytest --pyargs sysprobe.testing --sysprobe-backend NAME``."""

from __future__ import annotations

import pytest

_REPORT = pytest.StashKey[list[tuple[str, str, str]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which backend to examine."""
    group = parser.getgroup("sysprobe")
    group.addoption("--sysprobe-backend", metavar="NAME", help="examine the installed sysprobe backend of this name")


def pytest_configure(config: pytest.Config) -> None:
    """A place for the report."""
    config.stash[_REPORT] = []


@pytest.fixture(scope="session")
def sysprobe_report(pytestconfig: pytest.Config) -> list[tuple[str, str, str]]:
    """Lines of the report at the end: (capability, verdict, reason)."""
    return pytestconfig.stash[_REPORT]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print capability × verdict."""
    rows = config.stash[_REPORT]
    if rows:
        terminalreporter.section(f"sysprobe backend {config.getoption('--sysprobe-backend')}")
        for capability, verdict, reason in rows:
            terminalreporter.write_line(f"{capability:24} {verdict:12} {reason}".rstrip())
