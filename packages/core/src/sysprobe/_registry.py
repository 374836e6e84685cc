"""The registry of one Host: which backends it has, and which function answers each hook.

pluggy is the only authority on order and on wrappers. A hook is resolved once into the plain functions that pluggy
would call, because a call through pluggy costs ten times a bound method.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pluggy

from sysprobe import _discovery
from sysprobe._environment import Environment
from sysprobe._report import Discovered, Status, install_hint
from sysprobe.errors import BackendError, CapabilityUnavailable, SysprobeError
from sysprobe.hookspecs import CAPABILITIES, specification
from sysprobe.plugin import API, Backend, Context

#: sys.platform → sysprobe's own backend for it, and the module that holds its descriptor.
OWN = {
    "linux": ("linux", "sysprobe_linux"),
    "darwin": ("macos", "sysprobe_macos"),
    "win32": ("windows", "sysprobe_windows"),
}
#: Errors that a provider may raise as they are; any other is a defect of its backend.
_PLAIN = (SysprobeError, OSError, ValueError, TypeError, MemoryError)

_warned: set[str] = set()


class _Manager(pluggy.PluginManager):
    """pluggy's manager, which looks at marked methods only."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> Any:
        if name.startswith("_"):
            return None
        return super().parse_hookimpl_opts(plugin, name)


class Registry:
    """The backends of one Host."""

    def __init__(self, root: str, backends: tuple[Backend, ...] | None, bound: dict[str, Any]) -> None:
        self._root = root
        self._given = backends
        self._bound = bound
        self._lock = threading.RLock()
        self._environment = Environment()
        self._start()
        _discovery.listen(self)

    def _start(self) -> None:
        self._manager = _Manager("sysprobe")
        self._found: list[Discovered] | None = None
        self._loaded: set[str] = set()

    # --- what there is

    def discover(self) -> list[Discovered]:
        """Every backend that was found, in the order in which they answer."""
        with self._lock:
            if self._found is None:
                self._found = sorted(self._examine_all(), key=_rank)
            return self._found

    def unavailable(self, capability: str) -> CapabilityUnavailable:
        """The error for a capability that nobody answers, with what became of each backend."""
        domain = CAPABILITIES[capability]
        lines = [each.line(domain) for each in self.discover()]
        return CapabilityUnavailable(capability, "", (*lines, self.hint))

    def reset(self) -> None:
        """Forget what is bound and loaded: the set of backends has changed."""
        with self._lock:
            for name in [name for name in self._bound if not name.startswith("_")]:
                del self._bound[name]
            self._start()

    def _examine_all(self) -> Iterator[Discovered]:
        if self._given is not None:
            for backend in self._given:
                yield self._judge(Discovered(backend.name, "given to Host", Status.ACTIVE), backend)
            return
        taken: dict[str, str] = {}
        for backend in _discovery.registered().values():
            taken[backend.name] = "registered by hand"
            yield self._judge(Discovered(backend.name, "registered by hand", Status.ACTIVE), backend)
        for entry in self._entries():
            found = Discovered(entry.name, entry.source, Status.ACTIVE)
            if entry.name in taken:
                found.status = Status.SHADOWED
                found.detail = f"{taken[entry.name]} has the same name"
                _warn_once(f"sysprobe: backend {found.line()}")
            else:
                taken[entry.name] = entry.source
                self._load(found, entry)
            yield found

    def _entries(self) -> list[_discovery.EntryPoint]:
        """The entry points to look at: those installed, or those that the environment names."""
        own_name, own_module = OWN.get(sys.platform, ("", ""))
        own = [
            _discovery.EntryPoint(name, f"{module}:BACKEND", module.replace("_", "-"), "(named)")
            for name, module in OWN.values()
        ]
        wanted = self._environment.backends
        if not wanted:
            entries = _discovery.entry_points()
            if own_name and not any(entry.name == own_name for entry in entries):
                # Frozen applications lose entry points, but keep modules that they were told to include.
                entries = entries + [e for e in own if e.name == own_name and _exists(own_module)]
            return entries
        chosen = [
            _discovery.EntryPoint(value.partition(":")[0], value, value, "(SYSPROBE_BACKENDS)")
            for value in wanted
            if ":" in value
        ]
        names = [value for value in wanted if ":" not in value]
        known = own
        if not all(any(entry.name == name for entry in own) for name in names):
            known = _discovery.entry_points() + own
        for name in names:
            matching = [entry for entry in known if entry.name == name]
            chosen.append(
                matching[0] if matching else _discovery.EntryPoint(name, name, "SYSPROBE_BACKENDS", "(not installed)")
            )
        return chosen

    def _load(self, found: Discovered, entry: _discovery.EntryPoint) -> None:
        if entry.name in self._environment.disabled:
            found.status, found.detail = Status.DISABLED, "SYSPROBE_DISABLE"
            return
        try:
            backend = entry.load()
            if not isinstance(backend, Backend):
                raise TypeError(f"{entry.value} is a {type(backend).__name__}, not a Backend")
        except Exception as error:
            if self._environment.strict:
                raise BackendError(
                    f"backend {found.name} ({found.source}) failed to load: {error}",
                    backend=found.name,
                ) from error
            found.status, found.detail = Status.FAILED, f"{type(error).__name__}: {error}"
            return
        if entry.name.startswith(entry.value.partition(":")[0]):
            found.name = backend.name  # SYSPROBE_BACKENDS named the object, not the backend
        self._judge(found, backend)

    def _judge(self, found: Discovered, backend: Backend) -> Discovered:
        found.backend = backend
        disabled = self._environment.disabled
        found.disabled = {d for d in backend.providers if f"{found.name}.{d}" in disabled}
        if found.name in disabled:
            found.status, found.detail = Status.DISABLED, "SYSPROBE_DISABLE"
        elif backend.platforms and sys.platform not in backend.platforms:
            found.status, found.detail = Status.OTHER_PLATFORM, f"for {', '.join(backend.platforms)}"
        elif backend.api[0] != API[0] or backend.api[1] > API[1]:
            found.status = Status.INCOMPATIBLE
            old = backend.api < API
            found.detail = (
                f"written for plugin API {'.'.join(map(str, backend.api))}, this sysprobe has"
                f" {'.'.join(map(str, API))}: upgrade {'the backend' if old else 'sysprobe'}"
            )
        return found

    @property
    def live(self) -> bool:
        """Whether the Host is the running machine."""
        return self._root == "/"

    @property
    def hint(self) -> str:
        """What to install where no backend answers."""
        return install_hint(sys.platform)

    # --- what answers

    def implementations(self, capability: str) -> tuple[list[tuple[str, Callable[..., Any]]], tuple[str, ...]]:
        """Who answers `capability`, in the order in which they are asked, and who wraps the answer."""
        domain = CAPABILITIES[capability]
        with self._lock:
            self._load_domain(domain)
            hook = getattr(self._manager.hook, capability)
        found = list(reversed(hook.get_hookimpls()))
        plain = [each for each in found if not _wraps(each)]
        functions = [self._guarded(_positional(each, hook.spec.argnames), domain, each.plugin_name) for each in plain]
        wrappers = tuple(_backend_of(each.plugin_name) for each in found if _wraps(each))
        return [(_backend_of(e.plugin_name), f) for e, f in zip(plain, functions, strict=True)], wrappers

    def bind(self, capability: str) -> Callable[..., Any]:
        """The function that answers `capability`, stored among the bound ones."""
        with self._lock:
            function: Callable[..., Any] = self._resolve(capability)
            self._bound[capability] = function
            return function

    def _resolve(self, capability: str) -> Callable[..., Any]:
        if capability not in CAPABILITIES:
            raise AttributeError(f"there is no capability {capability!r}")
        answering, wrappers = self.implementations(capability)
        hook = getattr(self._manager.hook, capability)
        if not hook.spec.opts["firstresult"]:
            return partial(_collect, answering)
        if wrappers or self._environment.trace:
            names = hook.spec.argnames
            through_pluggy = partial(_by_name, hook, names)
            return self._guarded(through_pluggy, CAPABILITIES[capability], None)
        chain = [function for _, function in answering]
        if len(chain) == 1:
            return chain[0]

        def first_answer(*values: Any) -> Any:
            for provide in chain:
                answer = provide(*values)
                if answer is not None:
                    return answer
            return None

        return first_answer

    def _guarded(self, function: Callable[..., Any], domain: str, plugin: str | None) -> Callable[..., Any]:
        """`function`, with any error that is not part of the contract turned into a BackendError."""

        def call(*values: Any) -> Any:
            try:
                return function(*values)
            except _PLAIN:
                raise
            except Exception as error:
                name = _backend_of(plugin) if plugin else None
                raise BackendError(
                    f"backend {name or f'of {domain}'} failed: {type(error).__name__}: {error}",
                    backend=name,
                ) from error

        return call

    def _load_domain(self, domain: str) -> None:
        """Import and register the providers of one domain, the lowest priority first."""
        if domain in self._loaded:
            return
        self._manager.add_hookspecs(specification(domain))
        for found in reversed(self.discover()):
            backend = found.backend
            if found.status is Status.FAILED:
                _warn_once(f"sysprobe: backend {found.line()}")
            if found.status is not Status.ACTIVE or backend is None:
                continue
            if domain in backend.providers and domain not in found.disabled:
                self._register(found, backend, domain)
        self._loaded.add(domain)
        if self._environment.trace:
            self._manager.add_hookcall_monitoring(_trace_before, _trace_after)

    def _register(self, found: Discovered, backend: Backend, domain: str) -> None:
        name = f"{found.name}.{domain}"
        try:
            named: Any = backend.providers[domain]
            made = _discovery.load(named) if isinstance(named, str) else named
            provider = made(Context(found.name, self._root))
            self._manager.register(provider, name)
            callers = self._manager.get_hookcallers(provider) or []
            unknown = [each.name for each in callers if CAPABILITIES.get(each.name) != domain]
            if unknown:
                raise BackendError(f"{domain} has no such hooks: {', '.join(unknown)}", backend=found.name)
        except Exception as error:
            if self._manager.has_plugin(name):
                self._manager.unregister(name=name)
            found.failures[domain] = error
            if self._environment.strict:
                raise BackendError(
                    f"backend {found.name}: {domain} failed to load: {error}", backend=found.name
                ) from error
            _warn_once(f"sysprobe: backend {found.line(domain)}")


def _rank(found: Discovered) -> tuple[int, int, str]:
    """The order of the report: those that answer first come first."""
    if found.status is not Status.ACTIVE or found.backend is None:
        return (1, 0, found.name)
    return (0, -found.backend.priority, found.name)


def _wraps(implementation: pluggy.HookImpl) -> bool:
    return implementation.wrapper or implementation.hookwrapper


def _backend_of(plugin: str) -> str:
    """The backend of a provider that is registered as ``backend.domain``."""
    return plugin.rpartition(".")[0]


def _positional(implementation: pluggy.HookImpl, names: Sequence[str]) -> Callable[..., Any]:
    """A function that takes the hook's arguments in their order; an implementation may take fewer."""
    function, wanted = implementation.function, implementation.argnames
    if tuple(wanted) == tuple(names):
        return function
    places = [tuple(names).index(name) for name in wanted]
    return lambda *values: function(*(values[place] for place in places))


def _by_name(hook: pluggy.HookCaller, names: Sequence[str], *values: Any) -> Any:
    return hook(**dict(zip(names, values, strict=True)))


def _collect(answering: list[tuple[str, Callable[..., Any]]], *values: Any) -> list[Any]:
    """The answers of all backends; one that fails is left out with a warning, as it must not take the others down."""
    answers = []
    for name, provide in answering:
        try:
            answer = provide(*values)
        except Exception as error:  # noqa: BLE001  # whatever one of them does, the others answer
            _warn_once(f"sysprobe: backend {name} is left out: {error}")
            continue
        if answer is not None:
            answers.append(answer)
    return answers


def _exists(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def _warn_once(text: str) -> None:
    if text not in _warned:
        _warned.add(text)
        warnings.warn(text, RuntimeWarning, stacklevel=2)


def _trace_before(name: str, implementations: object, arguments: object) -> None:
    sys.stderr.write(f"sysprobe: {name}({arguments})\n")


def _trace_after(outcome: Any, name: str, implementations: object, arguments: object) -> None:
    sys.stderr.write(f"sysprobe: {name} -> {outcome.excinfo or outcome.get_result()}\n")
