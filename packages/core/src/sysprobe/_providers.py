"""Providers of backends: made, looked over, registered with pluggy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pluggy

from sysprobe import _discovery
from sysprobe.errors import BackendError
from sysprobe.hookspecs import DOMAINS, MEMBERS
from sysprobe.plugin import Context


class Manager(pluggy.PluginManager):
    """pluggy's manager, which looks at marked methods only."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> Any:
        if name.startswith("_"):
            return None
        return super().parse_hookimpl_opts(plugin, name)

    def empty(self) -> None:
        """Let go of all plugins."""
        for name, _ in self.list_name_plugin():
            self.unregister(name=name)


def wraps(implementation: pluggy.HookImpl) -> bool:
    """Whether it is a wrapper."""
    return implementation.wrapper or implementation.hookwrapper


def make_provider(manager: Manager, named: Any, context: Context, domain: str) -> Iterator[str]:
    """Import, construct and register one provider; what is odd about it, but does no harm, is yielded.

    Raises whatever its code does, and :class:`BackendError` if its methods are not hooks of the domain.
    """
    made = _discovery.load(named) if isinstance(named, str) else named
    provider = made(context)
    manager.register(provider, context.backend)
    callers = manager.get_hookcallers(provider) or []
    unknown = [each.name for each in callers if not each.has_spec()]
    if unknown:
        raise BackendError(f"{domain} has no such hooks: {', '.join(unknown)}", backend=context.backend)
    for caller in callers:
        for each in caller.get_hookimpls():
            if each.plugin is provider:
                _look_at(caller, each)
    marked = {each.name for each in callers}
    if not marked:
        raise BackendError(f"{named} has no method that is marked with @hookimpl", backend=context.backend)
    for name in DOMAINS[domain]:
        if name not in marked and callable(getattr(provider, name, None)) and not name.startswith("_"):
            yield f"the method {name} is not used: it is not marked with @hookimpl"


def _look_at(caller: pluggy.HookCaller, implementation: pluggy.HookImpl) -> None:
    """Refuse what pluggy would accept and then not do."""
    assert caller.spec is not None  # has_spec()
    ignored = [name for name in implementation.kwargnames if name in caller.spec.argnames]
    if ignored:
        raise BackendError(f"{caller.name}: {', '.join(ignored)} must not have a default, or it is never passed")
    if wraps(implementation) and caller.name in MEMBERS:
        raise BackendError(f"{caller.name} collects what all backends answer: it cannot be wrapped")
