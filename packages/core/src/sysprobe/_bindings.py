"""The attribute cache in front of the registry: a hook is looked up once."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sysprobe._registry import Registry
    from sysprobe.errors import CapabilityUnavailable
    from sysprobe.plugin import Backend


class Bindings:
    """The hooks of one Host. An attribute is the function that answers that hook, bound when first asked for.

    It costs nothing to make: pluggy and the registry are imported at the first hook.
    """

    # The bound functions lie in __dict__, which the registry writes to. It lies beside: in there it would keep itself.
    __slots__ = ("__dict__", "_made", "_root", "given")

    def __init__(self, root: str, backends: "tuple[Backend, ...] | None") -> None:
        self._root = root
        #: The backends to use; None: those that are installed.
        self.given = backends
        self._made: dict[str, Registry] = {}

    def __getattr__(self, name: str) -> "Callable[..., Any]":
        if name.startswith("_"):
            raise AttributeError(name)
        # The registry stores the function here itself, under its lock, so that a reset cannot be overtaken.
        return self.registry.bind(name)

    @property
    def registry(self) -> "Registry":
        """The registry behind, made on first use."""
        found = self._made.get("registry")
        if found is None:
            from sysprobe._registry import Registry

            # setdefault is atomic: of two threads, both use the first one's registry.
            found = self._made.setdefault("registry", Registry(self._root, self.given, self.__dict__))
        return found

    def unavailable(self, capability: str) -> "CapabilityUnavailable":
        """The error for a capability that every backend declined."""
        return self.registry.unavailable(capability)
