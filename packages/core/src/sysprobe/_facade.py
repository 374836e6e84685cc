"""What the facades of all domains share."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from sysprobe._bindings import Bindings
    from sysprobe.hookspecs.all import Hooks

    T = TypeVar("T")


class Facade:
    """Base of every domain's facade: it has the Host's bound hooks."""

    __slots__ = ("_bindings", "_call", "_kept")

    if TYPE_CHECKING:
        _bindings: Bindings
        _call: Hooks
        _kept: dict[str, Any]

    def _require(self, answer: "T | None", capability: str) -> "T":
        """`answer`, or CapabilityUnavailable when every backend declined."""
        if answer is None:
            raise self._bindings.unavailable(capability)
        return answer

    def _unless_nobody(self, answer: "T | None", capability: str) -> "T | None":
        """`answer`, which may be None; CapabilityUnavailable if no backend provides the capability at all."""
        if answer is None and not self._bindings.registry.provides(capability):
            raise self._bindings.unavailable(capability)
        return answer

    def _keep(self, name: str, make: "Callable[[], T]") -> "T":
        """The Host's own object of this name (a sampler, counters of the last look), made at first use."""
        try:
            found: T = self._kept[name]
        except KeyError:
            found = self._kept.setdefault(name, make())  # atomic: of two threads both use the first one's
        return found
