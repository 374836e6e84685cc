"""What can be asked of the host."""

from sysprobe._facade import Facade

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sysprobe.types.diagnosis import CapabilityReport


class Diagnosis(Facade):
    """The diagnosis domain of a Host."""

    __slots__ = ()

    def capabilities(self) -> "list[CapabilityReport]":
        """Every capability: whether it is available, degraded or absent, who answers, and what to do about the rest.

        Each is asked once, so this takes as long as all of them together. ``sysprobe doctor`` prints it. Nothing is
        raised: what goes wrong is in the report.
        """
        from sysprobe._diagnose import examine

        return examine(self._bindings.registry)
