"""The registry of one Host: which backends it has, and which function answers each hook.

pluggy is the only authority on order and on wrappers. A hook is resolved once into the plain functions that pluggy
would call, because a call through pluggy costs ten times a bound method.
"""

from __future__ import annotations

import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pluggy

from sysprobe import _discovery
from sysprobe._environment import Environment
from sysprobe._guard import backend_of, guarded, positional
from sysprobe._locks import ForkSafeLock
from sysprobe._providers import Manager, make_provider, wraps
from sysprobe._report import Discovered, Status, in_a_line, install_hint
from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.hookspecs import CAPABILITIES, DOMAINS, MEMBERS, specification
from sysprobe.plugin import API, Backend, Context

#: sys.platform → sysprobe's own backend for it, and the module that holds its descriptor.
OWN = {
    "linux": ("linux", "sysprobe_linux"),
    "darwin": ("macos", "sysprobe_macos"),
    "win32": ("windows", "sysprobe_windows"),
}


class Registry:
    """The backends of one Host."""

    def __init__(self, root: str, backends: tuple[Backend, ...] | None, bound: dict[str, Any]) -> None:
        self._root = root
        self._given = backends
        self._bound = bound
        self._lock = ForkSafeLock(threading.RLock)
        self._environment = Environment()
        self._warned: set[str] = set()
        self._start()
        _discovery.listen(self)

    def _start(self) -> None:
        self._found: list[Discovered] | None = None
        #: Domain → its providers.
        self._managers: dict[str, Manager] = {}
        #: What is being made → the process that makes it; another process is one that was forked meanwhile.
        self._making: dict[str, int] = {}
        #: Bound capabilities that some backend provides.
        self._provided: set[str] = set()

    def __del__(self) -> None:
        # pluggy's managers refer to themselves: providers, and the files that they keep open, would have to wait for
        # the garbage collector.
        for manager in getattr(self, "_managers", {}).values():
            manager.empty()

    # --- what there is

    def discover(self) -> list[Discovered]:
        """Every backend that was found, in the order in which they answer."""
        with self._lock:
            if self._found is None:
                self._found = self._make("the backends", lambda: sorted(self._examine_all(), key=_rank))
            return self._found

    def unavailable(self, capability: str) -> CapabilityUnavailable:
        """The error for a capability that nobody answers, with what became of each backend."""
        domain = CAPABILITIES[capability]
        asked = {name for name, _ in self.implementations(capability)[0]}
        lines = [each.line(domain, capability if each.name not in asked else None) for each in self.discover()]
        untold = self._untold(capability)
        return CapabilityUnavailable(capability, untold, (*lines,) if untold else (*lines, self.hint))

    def _untold(self, capability: str) -> str:
        """Why this operating system does not tell it, if a backend knows; nothing otherwise."""
        from sysprobe.types.diagnosis import Cause

        try:
            known = [reason for answer in self.bind("diagnose")() for reason in answer]
        except Exception:  # noqa: BLE001  # a diagnosis that fails must not take the place of the error
            return ""
        found = (each.detail for each in known if each.capability == capability and each.cause is Cause.NO_SOURCE)
        return next(found, "")

    def reset(self) -> None:
        """Forget what is bound and loaded: the set of backends has changed."""
        with self._lock:
            self._bound.clear()
            self._start()

    def _make(self, what: str, make: Callable[[], Any]) -> Any:
        """Make something, under the lock. A backend that needs it for that would wait for itself."""
        if self._making.get(what) == os.getpid():
            raise BackendError(f"sysprobe was asked something while {what} were being loaded")
        making = self._making
        making[what] = os.getpid()
        try:
            return make()
        finally:
            making.pop(what, None)

    def _examine_all(self) -> Iterator[Discovered]:
        if self._given is not None:
            for backend in self._given:
                yield self._judge(Discovered(backend.name, "given to Host", Status.ACTIVE), backend)
            return
        wanted = self._environment.backends
        taken: dict[str, str] = {}
        by_hand = _discovery.registered()
        for backend in by_hand.values():
            found = Discovered(backend.name, "registered by hand", Status.ACTIVE)
            taken[found.name] = found.source
            self._judge(found, backend)
            if wanted and found.name not in wanted and found.status is Status.ACTIVE:
                found.status, found.detail = Status.DISABLED, "SYSPROBE_BACKENDS names others"
            yield found
        for entry in self._named([each for each in wanted if each not in by_hand]) if wanted else self._installed():
            found = Discovered(entry.name, entry.source, Status.ACTIVE)
            if found.name not in taken:
                self._load(found, entry)
            if found.name in taken:
                found.status, found.backend = Status.SHADOWED, None
                found.detail = f"{taken[found.name]} has the same name"
                if found.name not in by_hand:  # which is meant
                    self._warn(found.line())
            taken.setdefault(found.name, found.source)
            yield found

    def _installed(self) -> list[_discovery.EntryPoint]:
        """The entry points of installed distributions."""
        entries = _discovery.entry_points()
        name, module = OWN.get(sys.platform, ("", ""))
        if name and name not in {*_discovery.registered(), *(entry.name for entry in entries)} and _exists(module):
            # Frozen applications lose entry points, but keep modules that they were told to include.
            entries = [*entries, _own(name, module)]
        return entries

    def _named(self, wanted: list[str]) -> Iterator[_discovery.EntryPoint]:
        """What the environment names: backends, or objects."""
        known = {name: _own(name, module) for name, module in OWN.values()}
        if any(":" not in value and value not in known for value in wanted):
            known |= {entry.name: entry for entry in reversed(_discovery.entry_points())}
        for value in dict.fromkeys(wanted):
            if ":" in value:
                yield _discovery.EntryPoint(value, value, "named by", "SYSPROBE_BACKENDS")
            else:
                yield known.get(value) or _discovery.EntryPoint(value, "", "named by", "SYSPROBE_BACKENDS")

    def _load(self, found: Discovered, entry: _discovery.EntryPoint) -> None:
        if entry.name in self._environment.disabled:
            found.status, found.detail = Status.DISABLED, "SYSPROBE_DISABLE"
            return
        if not entry.value:
            found.status, found.detail = Status.FAILED, "no backend of this name is installed"
            return
        try:
            backend = entry.load()
            if not isinstance(backend, Backend):
                raise TypeError(f"{entry.value} is a {type(backend).__name__}, not a Backend")
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # also what is no Exception: sys.exit() in a module, a panic
            if self._environment.strict:
                raise BackendError(
                    f"backend {found.name} ({found.source}) failed to load: {error}",
                    backend=found.name,
                ) from error
            found.status, found.detail = Status.FAILED, in_a_line(error)
            return
        if entry.name == entry.value:
            found.name = backend.name  # SYSPROBE_BACKENDS named the object, not the backend
        self._judge(found, backend)

    def _judge(self, found: Discovered, backend: Backend) -> Discovered:
        found.backend = backend
        disabled = self._environment.disabled
        found.disabled = {d for d in backend.providers if f"{found.name}.{d}" in disabled}
        unknown = sorted(set(backend.providers) - set(DOMAINS))
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
        elif unknown:
            found.detail = f"there is no domain {', '.join(unknown)}"
            self._warn(found.line())
        elif found.name != backend.name:
            found.detail = f"calls itself {backend.name}"
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
        hook = self._hook(capability)
        found = list(reversed(hook.get_hookimpls()))
        plain, names = [each for each in found if not wraps(each)], hook.spec.argnames
        answering = [(backend_of(each), guarded(positional(each, names), len(names), domain, [each])) for each in plain]
        return answering, tuple(backend_of(each) for each in found if wraps(each))

    def provides(self, capability: str) -> bool:
        """Whether any backend does, whatever it answers."""
        return capability in self._provided or bool(self.implementations(capability)[0])

    def bind(self, capability: str) -> Callable[..., Any]:
        """The function that answers `capability`, stored among the bound ones."""
        with self._lock:
            function: Callable[..., Any] = self._resolve(capability)
            if self._environment.trace:
                function = partial(_traced, capability, function)
            self._bound[capability] = function
            return function

    def _hook(self, capability: str) -> Any:
        with self._lock:
            return getattr(self._manager(CAPABILITIES[capability]).hook, capability)

    def _resolve(self, capability: str) -> Callable[..., Any]:
        if capability not in CAPABILITIES:
            raise AttributeError(f"there is no capability {capability!r}")
        answering, wrappers = self.implementations(capability)
        if answering:
            self._provided.add(capability)
        hook = self._hook(capability)
        if capability in MEMBERS:
            return partial(_collect, answering, _discovery.load(MEMBERS[capability]), self._warned)
        if wrappers:
            names = hook.spec.argnames
            through_pluggy = partial(_by_name, hook, names)
            return guarded(through_pluggy, len(names), CAPABILITIES[capability], hook.get_hookimpls())
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

    def _manager(self, domain: str) -> Manager:
        """The providers of one domain, made when first asked for: all of them or, if that is interrupted, none."""
        managers = self._managers
        if domain not in managers:
            managers[domain] = self._make(f"the providers of {domain}", lambda: self._load_domain(domain))
        return managers[domain]

    def _load_domain(self, domain: str) -> Manager:
        """Import and register the providers of one domain, the lowest priority first."""
        manager = Manager("sysprobe")
        manager.add_hookspecs(specification(domain))
        for found in reversed(self.discover()):
            backend = found.backend
            if found.status is Status.FAILED:
                self._warn(found.line())
            if found.status is not Status.ACTIVE or backend is None:
                continue
            if domain in backend.providers and domain not in found.disabled:
                self._register(manager, found, backend, domain)
        return manager

    def _register(self, manager: Manager, found: Discovered, backend: Backend, domain: str) -> None:
        name = found.name
        try:
            for oddity in make_provider(manager, backend.providers[domain], Context(name, self._root), domain):
                self._warn(f"{name} ({found.source})  {domain}: {oddity}")
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # as in _load
            if manager.has_plugin(name):
                manager.unregister(name=name)
            if self._environment.strict:
                raise BackendError(f"backend {name}: {domain} failed to load: {error}", backend=name) from error
            error.__cause__ = error.__context__ = None  # whose frames, like its own, would keep whatever they know
            found.failures[domain] = error.with_traceback(None)
            self._warn(found.line(domain))

    def _warn(self, line: str) -> None:
        _warn_once(self._warned, f"sysprobe: backend {line}")


def _rank(found: Discovered) -> tuple[int, int, str]:
    """The order of the report: those that answer first come first."""
    if found.status is not Status.ACTIVE or found.backend is None:
        return (1, 0, found.name)
    return (0, -found.backend.priority, found.name)


def _own(name: str, module: str) -> _discovery.EntryPoint:
    """The entry point of a backend of sysprobe's own, whose names are known."""
    return _discovery.EntryPoint(name, f"{module}:BACKEND", module.replace("_", "-"), _discovery.NO_VERSION)


def _exists(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def _by_name(hook: pluggy.HookCaller, names: Sequence[str], *values: Any) -> Any:
    return hook(**dict(zip(names, values, strict=True)))


def _collect(
    answering: list[tuple[str, Callable[..., Any]]], kind: type, warned: set[str], *values: Any
) -> list[list[Any]]:
    """The answers of all backends; one that fails is left out with a warning, as it must not take the others down."""
    answers = []
    for name, provide in answering:
        try:
            answer = list(provide(*values) or ())
            for each in answer:
                if not isinstance(each, kind):
                    raise TypeError(f"{each!r} is not a {kind.__name__}")
        except Exception as error:  # noqa: BLE001  # whatever one of them does, the others answer
            _warn_once(warned, f"sysprobe: backend {name} is left out: {error}")
        else:
            answers.append(answer)
    return answers


def _traced(capability: str, function: Callable[..., Any], *values: Any) -> Any:
    """Call, and write to stderr what was asked and what came of it."""
    try:
        outcome = answer = function(*values)
    except BaseException as error:
        outcome = repr(error)
        raise
    finally:
        if sys.stderr is not None:  # as in programs without a console
            sys.stderr.write(f"sysprobe: {capability}({', '.join(map(repr, values))}) -> {outcome}\n")
    return answer


def _warn_once(warned: set[str], text: str) -> None:
    if text not in warned:
        warned.add(text)
        warnings.warn(text, RuntimeWarning, stacklevel=2)
