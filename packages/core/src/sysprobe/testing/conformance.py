"""The contract that every backend must keep, as checks that need no test runner.

`examine` asks one Host everything and says for each capability and check whether the contract is kept, broken (and
how), or not provided. The pytest contract and ``sysprobe selftest`` are readers of it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

from sysprobe._samples import ASKED, COUNTERS, GAUGES, arguments, is_empty
from sysprobe.errors import AccessDenied, CapabilityUnavailable, SysprobeError
from sysprobe.hookspecs import MEMBERS
from sysprobe.host import Host
from sysprobe.plugin import Backend
from sysprobe.testing import _collected, _conditions, _conformity, _descriptor, _invariants, _processes

#: A question may take this long on any machine, in seconds.
SLOWEST = 2.0


class Verdict(StrEnum):
    """What an examination found."""

    KEPT = "kept"
    BROKEN = "broken"
    ABSENT = "not provided"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one capability."""

    capability: str
    check: str
    verdict: Verdict
    reason: str = ""
    """How the contract is broken, or why the capability is not provided."""
    seconds: float | None = None
    """How long one question took, where that was measured."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is examined: how to make a Host of it, and its descriptor if it is a single backend."""

    make_host: Callable[[str | None], Host]
    backend: Backend | None = None
    module: str | None = None
    """Module that holds the descriptor, if it is known."""

    @classmethod
    def of(cls, backend: Backend, module: str | None = None) -> Subject:
        """One backend, alone in its Host."""
        return cls(lambda root: Host(root, backends=[backend]), backend, module)


#: Checks of single capabilities: name → (host, capability, first answer, the subject) → complaints.
Check = Callable[[Subject, Host, str, Any], Iterator[str]]


def _type(subject: Subject, host: Host, capability: str, answer: Any) -> Iterator[str]:
    yield from _conformity.complaints(answer, _conformity.promised(capability), "the answer")


def _invariant(subject: Subject, host: Host, capability: str, answer: Any) -> Iterator[str]:
    yield from _invariants.complaints(capability, answer)


def _counters(subject: Subject, host: Host, capability: str, answer: Any) -> Iterator[str]:
    if capability in COUNTERS:
        yield from _invariants.falls(answer, host.ask(capability, *arguments(capability)), GAUGES)


def _other_root(subject: Subject, host: Host, capability: str, answer: Any) -> Iterator[str]:
    if capability == "wait_processes":
        return
    with tempfile.TemporaryDirectory() as empty:
        try:
            found = subject.make_host(empty).ask(capability, *arguments(capability))
        except (SysprobeError, OSError):
            return
    if not is_empty(found):
        yield f"under an empty root the answer is {found!r:.200}: it comes from this machine"


CHECKS: dict[str, Check] = {
    "type": _type,
    "invariants": _invariant,
    "counters": _counters,
    "root": _other_root,
    "repeats": lambda subject, host, capability, answer: _conditions.repeats(host, capability),
    "threads": lambda subject, host, capability, answer: _conditions.threads(host, capability),
    "fork": lambda subject, host, capability, answer: _conditions.fork(host, capability),
}


def examine(subject: Subject) -> Iterator[Finding]:
    """Everything that the contract says about `subject`, one finding after the other."""
    yield from examine_backend(subject)
    host = subject.make_host(None)
    for capability in ASKED:
        yield from examine_capability(subject, host, capability)
    yield from examine_processes(host)
    yield from examine_collected(subject.make_host(None))


def examine_backend(subject: Subject) -> Iterator[Finding]:
    """The descriptor and the signatures; nothing where a whole Host is examined."""
    if subject.backend is not None:
        yield _finding("backend", "descriptor", _descriptor.complaints(subject.backend, subject.module))
        yield _finding("backend", "signatures", _descriptor.signatures(subject.backend))


def examine_processes(host: Host) -> Iterator[Finding]:
    """Processes in each state of their life; nothing where the Host opens none."""
    if _provides(host, "open_process"):
        for check, complaints in _processes.CHECKS.items():
            yield _finding("open_process", check, complaints(host))


def examine_collected(host: Host) -> Iterator[Finding]:
    """What is collected from all backends; nothing where the Host has none of it. The Host must not be asked yet."""
    for capability in MEMBERS:
        members, said = _collected.collected(host, capability)
        if members or said:
            found = chain(said, chain.from_iterable(map(_collected.complaints, members)))
            yield _finding(capability, "members", found)


def examine_capability(subject: Subject, host: Host, capability: str) -> Iterator[Finding]:
    """All checks of one capability."""
    start = time.perf_counter()
    try:
        answer = host.ask(capability, *arguments(capability))
    except CapabilityUnavailable as error:
        yield Finding(capability, "answer", Verdict.ABSENT, error.reason or str(error).splitlines()[0])
        return
    except AccessDenied as error:  # the whole answer is for others than this caller
        yield Finding(capability, "answer", Verdict.ABSENT, str(error))
        return
    except Exception as error:  # noqa: BLE001  # whatever it is, it is the finding
        yield Finding(capability, "answer", Verdict.BROKEN, f"{type(error).__name__}: {error}")
        return
    seconds = time.perf_counter() - start
    if answer is None:
        yield Finding(capability, "answer", Verdict.ABSENT, "declined")
        return
    yield Finding(capability, "answer", Verdict.KEPT, seconds=seconds)
    for name, check in CHECKS.items():
        yield _finding(capability, name, check(subject, host, capability, answer))
    yield _speed(host, capability)


def _speed(host: Host, capability: str) -> Finding:
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        host.ask(capability, *arguments(capability))
        best = min(best, time.perf_counter() - start)
    if best > SLOWEST:
        return Finding(capability, "speed", Verdict.BROKEN, f"takes {best:.1f} s, at most {SLOWEST} are allowed", best)
    return Finding(capability, "speed", Verdict.KEPT, seconds=best)


def _finding(capability: str, check: str, complaints: Iterator[str]) -> Finding:
    """A finding from the complaints of a check; an error that the check met is a complaint as well."""
    try:
        reason = next(complaints, "")
    except Exception as error:  # noqa: BLE001  # whatever it is, it is the finding
        reason = f"{type(error).__name__}: {error}"
    return Finding(capability, check, Verdict.BROKEN if reason else Verdict.KEPT, reason)


def _provides(host: Host, capability: str) -> bool:
    try:
        return host.ask(capability, *arguments(capability)) is not None
    except SysprobeError:
        return False


def summary(findings: list[Finding]) -> list[tuple[str, Verdict, str]]:
    """One line for each capability: the first thing that is broken, or that all is kept."""
    rows: dict[str, tuple[Verdict, str]] = {}
    for each in findings:
        verdict, _ = rows.get(each.capability, (Verdict.KEPT, ""))
        if verdict is Verdict.BROKEN or (each.verdict is Verdict.KEPT and each.capability in rows):
            continue
        reason = f"{each.check}: {each.reason}" if each.verdict is Verdict.BROKEN else each.reason
        rows[each.capability] = (each.verdict, reason)
    return [(capability, verdict, reason) for capability, (verdict, reason) in rows.items()]
