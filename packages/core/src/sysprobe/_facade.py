"""What the facades of all domains share."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from sysprobe._bindings import Bindings
    from sysprobe.hookspecs import Hooks

    T = TypeVar("T")


class Facade:
    """Base of every domain's facade: it has the Host's bound hooks."""

    __slots__ = ("_bindings", "_call")

    if TYPE_CHECKING:
        _bindings: Bindings
        _call: Hooks

    def _require(self, answer: "T | None", capability: str) -> "T":
        """`answer`, or CapabilityUnavailable when every backend declined."""
        if answer is None:
            raise self._bindings.unavailable(capability)
        return answer
