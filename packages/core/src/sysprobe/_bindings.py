"""The attribute cache in front of the registry: a hook is looked up once."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from sysprobe._registry import Registry
    from sysprobe.errors import CapabilityUnavailable
    from sysprobe.plugin import Backend


class Bindings:
    """The hooks of one Host. An attribute is the function that answers that hook, bound when first asked for.

    It costs nothing to make: pluggy and the registry are imported at the first hook.
    """

    def __init__(self, root: str, backends: "Iterable[Backend] | None") -> None:
        self.__dict__["_root"] = root
        self.__dict__["_backends"] = None if backends is None else tuple(backends)

    def __getattr__(self, name: str) -> "Callable[..., Any]":
        if name.startswith("_"):
            raise AttributeError(name)
        # The registry stores the function here itself, under its lock, so that a reset cannot be overtaken.
        return self.registry.bind(name)

    @property
    def registry(self) -> "Registry":
        """The registry behind, made on first use."""
        found: Registry | None = self.__dict__.get("_registry")
        if found is None:
            from sysprobe import _registry

            made = _registry.Registry(self.__dict__["_root"], self.__dict__["_backends"], self.__dict__)
            # setdefault is atomic: of two threads, both use the first one's registry.
            found = self.__dict__.setdefault("_registry", made)
        return found

    def unavailable(self, capability: str) -> "CapabilityUnavailable":
        """The error for a capability that every backend declined."""
        return self.registry.unavailable(capability)
