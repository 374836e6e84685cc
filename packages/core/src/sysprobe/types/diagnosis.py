"""Records of the diagnosis domain: what can be asked of this machine, and why the rest cannot."""

from __future__ import annotations

from enum import StrEnum

from sysprobe.types._record import record


class Availability(StrEnum):
    """How far a capability is available."""

    AVAILABLE = "available"
    DEGRADED = "degraded"
    """Answered, but something in the answer is missing or incomplete."""
    ABSENT = "absent"


class Cause(StrEnum):
    """Why something is missing, for programs."""

    NO_BACKEND = "no backend"
    """No backend that was found provides it."""
    BACKEND_DISABLED = "backend disabled"
    """The environment switches off the backend that provides it."""
    BACKEND_FAILED = "backend failed"
    """The backend that provides it could not be loaded, or fails when it is asked."""
    DECLINED = "declined"
    """Every backend that provides it declined here."""
    OTHER_MACHINE = "other machine"
    """Only a live system call could tell, and the Host looks at another root."""
    KERNEL_TOO_OLD = "kernel too old"
    NOT_CONFIGURED = "not configured"
    """The kernel was built or booted without it."""
    SYSCTL_OFF = "sysctl off"
    """A setting of the running kernel switches it off."""
    NEEDS_PRIVILEGE = "needs privilege"
    """The caller lacks a right."""
    HIDEPID = "hidepid"
    """``/proc`` is mounted so that processes of others are hidden."""
    SUBSET_PID = "subset=pid"
    """``/proc`` is mounted with processes only."""
    MASKED = "masked"
    """A container runtime has put something else over the file."""
    NO_SOURCE = "no source"
    """This operating system does not tell it."""
    NO_DEVICE = "no device"
    """The machine has no such hardware, or its driver does not tell."""


@record
class Reason:
    """One thing that is missing, and why."""

    capability: str
    """The capability that suffers."""
    cause: Cause
    """Why, for programs."""
    detail: str
    """Why, in a sentence for people."""
    remedy: str | None = None
    """What to do about it; `None` where nothing can be done."""
    field: str | None = None
    """What is missing from the answer; `None`: all of it, or nothing in particular."""


@record
class CapabilityReport:
    """One capability of a Host."""

    capability: str
    """Name of the hook."""
    domain: str
    """The domain that it belongs to."""
    availability: Availability
    """Whether it is answered."""
    backend: str | None
    """The backend that answers; `None` if none does."""
    next_backend: str | None
    """The backend that would answer if that one declined; `None` if none is left."""
    wrappers: tuple[str, ...]
    """Backends that adjust the answer, the outermost first."""
    reasons: tuple[Reason, ...]
    """Why it is degraded or absent."""
