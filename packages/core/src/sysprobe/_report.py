"""What became of each backend that was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sysprobe.plugin import Backend


class Status(StrEnum):
    """What became of a backend."""

    ACTIVE = "active"
    DISABLED = "disabled"
    OTHER_PLATFORM = "other platform"
    INCOMPATIBLE = "incompatible"
    FAILED = "failed"
    SHADOWED = "shadowed"


@dataclass(slots=True)
class Discovered:
    """One backend that was found, where it comes from and what became of it."""

    name: str
    """Name of the entry point, or of the backend where it was registered by hand."""
    source: str
    """Distribution and version, or how it got here."""
    status: Status
    detail: str = ""
    """Why, if it is not active."""
    backend: Backend | None = None
    failures: dict[str, BaseException] = field(default_factory=dict)
    """Domain → the error that its provider failed with."""
    disabled: set[str] = field(default_factory=set)
    """Domains that the environment switches off."""

    def line(self, domain: str | None = None, lacks: str | None = None) -> str:
        """The backend in one line; with a domain, what it means for that domain, of which it may lack a capability."""
        return f"{self.name} ({self.source})  {self._fate(domain, lacks)}"

    def _fate(self, domain: str | None, lacks: str | None) -> str:
        if domain is None or self.status is not Status.ACTIVE or self.backend is None:
            return self.status.value + (f": {self.detail}" if self.detail else "")
        if domain in self.failures:
            return f"{domain} failed: {in_a_line(self.failures[domain])}"
        if domain in self.disabled:
            return f"{domain} disabled by SYSPROBE_DISABLE"
        if domain not in self.backend.providers:
            return f"active, does not provide {domain}"
        return f"active, does not provide {lacks}" if lacks else "active, declined"


def in_a_line(error: BaseException) -> str:
    """What an error is and says."""
    return f"{type(error).__name__}: {'; '.join(str(error).splitlines())}"


def install_hint(platform: str) -> str:
    """What to install where no backend answers."""
    extra = {"linux": "linux", "darwin": "macos", "win32": "windows"}.get(platform, "native")
    return f'No backend for this platform? pip install "sysprobe[{extra}]"'
