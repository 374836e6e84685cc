"""A backend whose answers a test sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sysprobe.hookspecs import CAPABILITIES, DOMAINS, specification
from sysprobe.plugin import API, Backend, Context, hookimpl


class FakeBackend:
    """A backend for tests: ``FakeBackend(virtual_memory=record, cpu_count=lambda logical: 8)``.

    An answer is a value, an error to raise, or a function that gets the hook's arguments. A capability without one is
    not implemented. `backend` is the descriptor: ``Host(backends=[fake.backend])``. Answers can be changed at any time
    with :meth:`set`; capabilities that were not there at first cannot be added.
    """

    def __init__(self, name: str = "fake", priority: int = 0, **answers: Any) -> None:
        unknown = sorted(set(answers) - set(CAPABILITIES))
        if unknown:
            raise TypeError(f"there are no such capabilities: {', '.join(unknown)}")
        self.answers: dict[str, Any] = dict(answers)
        self.calls: list[tuple[str, tuple[object, ...]]] = []
        providers = {
            domain: self._provider(domain, [hook for hook in hooks if hook in answers])
            for domain, hooks in DOMAINS.items()
            if any(hook in answers for hook in hooks)
        }
        self.backend = Backend(name=name, api=API, providers=providers, priority=priority)

    def set(self, **answers: Any) -> None:
        """Change answers."""
        for name, answer in answers.items():
            if name not in self.answers:
                raise KeyError(f"{name} was not among the answers at first")
            self.answers[name] = answer

    def _answer(self, capability: str, *arguments: object) -> Any:
        self.calls.append((capability, arguments))
        answer = self.answers[capability]
        if isinstance(answer, BaseException):
            raise answer.with_traceback(None)  # or it would remember every time that it was raised
        return answer(*arguments) if callable(answer) and not isinstance(answer, type) else answer

    def _provider(self, domain: str, hooks: list[str]) -> type:
        def initialise(provider: object, context: Context) -> None:
            provider.context = context  # type: ignore[attr-defined]  # the class is made here

        members: dict[str, Any] = {"__init__": initialise}
        for hook in hooks:
            members[hook] = hookimpl(_method(hook, specification(domain), self._answer))
        return type(f"Fake{domain.capitalize()}", (), members)


def _method(hook: str, spec: type, answer: Callable[..., Any]) -> Callable[..., Any]:
    """A method with the hook's own argument names: pluggy passes arguments by name."""
    code = getattr(spec, hook).__code__
    arguments = ", ".join(code.co_varnames[1 : code.co_argcount])
    namespace: dict[str, Any] = {"answer": answer}
    exec(f"def {hook}(self, {arguments}):\n return answer({hook!r}, {arguments})", namespace)
    made: Callable[..., Any] = namespace[hook]
    return made
