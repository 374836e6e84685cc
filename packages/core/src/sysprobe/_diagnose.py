"""The report of a Host's capabilities: each is asked, and what backends know of their limits is put beside it."""

from __future__ import annotations

from sysprobe._registry import Registry
from sysprobe._report import Status
from sysprobe._samples import ASKED, arguments, is_empty
from sysprobe.errors import CapabilityUnavailable
from sysprobe.hookspecs import CAPABILITIES
from sysprobe.types.diagnosis import Availability, CapabilityReport, Cause, Reason

#: Causes for which a source is not there at all. An answer that came all the same came from another one.
_SOURCE_GONE = frozenset(
    {Cause.KERNEL_TOO_OLD, Cause.NOT_CONFIGURED, Cause.SUBSET_PID, Cause.NO_DEVICE, Cause.NO_SOURCE}
)


def examine(registry: Registry) -> list[CapabilityReport]:
    """One report for each capability, in the order of the specifications."""
    known: dict[str, list[Reason]] = {}
    for answer in registry.bind("diagnose")():
        for reason in answer:
            known.setdefault(reason.capability, []).append(reason)
    return [_report(registry, capability, known.get(capability, [])) for capability in ASKED]


def _report(registry: Registry, capability: str, known: list[Reason]) -> CapabilityReport:
    answering, wrappers = registry.implementations(capability)
    backend, next_backend, failure, empty = None, None, None, False
    for place, (name, function) in enumerate(answering):
        try:
            answer = function(*arguments(capability))
        except Exception as error:  # noqa: BLE001  # whatever it is, it is the reason
            failure = _reason(registry, capability, error, name)
            break
        if answer is not None:
            backend, empty = name, is_empty(answer)
            next_backend = answering[place + 1][0] if place + 1 < len(answering) else None
            break
    if backend is not None and not empty:
        known = [reason for reason in known if reason.field is not None or reason.cause not in _SOURCE_GONE]
    availability = Availability.AVAILABLE
    if backend is None:
        availability = Availability.ABSENT
        known = known or [failure or _nobody(registry, capability, bool(answering))]
    elif empty and any(reason.field is None for reason in known):
        availability = Availability.ABSENT  # such as the temperatures of a machine without sensors
    elif known:
        availability = Availability.DEGRADED
    domain = CAPABILITIES[capability]
    return CapabilityReport(capability, domain, availability, backend, next_backend, wrappers, tuple(known))


def _reason(registry: Registry, capability: str, error: Exception, backend: str) -> Reason:
    text = str(error).partition("\n")[0]
    if not isinstance(error, CapabilityUnavailable):
        return Reason(capability, Cause.BACKEND_FAILED, f"{backend}: {text}")
    if registry.live:
        return Reason(capability, Cause.DECLINED, error.reason or text)
    return Reason(capability, Cause.OTHER_MACHINE, error.reason or text, "ask a Host without a root")


def _nobody(registry: Registry, capability: str, asked: bool) -> Reason:
    """Why no backend answers at all."""
    domain = CAPABILITIES[capability]
    for found in registry.discover():
        if found.status is Status.DISABLED or domain in found.disabled:
            remedy = f"take {found.name} out of SYSPROBE_DISABLE"
            if found.detail.startswith("SYSPROBE_BACKENDS"):
                remedy = f"add {found.name} to SYSPROBE_BACKENDS"
            return Reason(capability, Cause.BACKEND_DISABLED, found.line(domain), remedy)
        if found.status is Status.INCOMPATIBLE and found.backend is not None and domain in found.backend.providers:
            return Reason(capability, Cause.BACKEND_FAILED, found.line(domain), found.detail.rpartition(": ")[2])
        if found.status is Status.FAILED or domain in found.failures:
            return Reason(capability, Cause.BACKEND_FAILED, found.line(domain), f"mend or remove {found.source}")
    if asked:
        return Reason(capability, Cause.DECLINED, "every backend that provides it declines here")
    if any(found.status is Status.ACTIVE for found in registry.discover()):
        return Reason(capability, Cause.NO_BACKEND, "no backend that is installed provides it")
    return Reason(capability, Cause.NO_BACKEND, "no backend is active", registry.hint)
