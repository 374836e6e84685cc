"""Providers' methods as functions that the registry hands out: plain arguments in, only errors of the contract out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pluggy

from sysprobe._report import in_a_line
from sysprobe.errors import BackendError, SysprobeError

#: Errors that a provider may raise as they are; any other is a defect of its backend.
_PLAIN = (SysprobeError, OSError, MemoryError)
#: As those, of hooks that have arguments: it may be the caller's that make no sense.
_OF_ARGUMENTS = (ValueError, TypeError, OverflowError)


def backend_of(implementation: pluggy.HookImpl) -> str:
    """The name of the backend whose method it is."""
    return implementation.plugin_name


def positional(implementation: pluggy.HookImpl, names: Sequence[str]) -> Callable[..., Any]:
    """A function that takes the hook's arguments in their order; an implementation may take fewer."""
    function, wanted = implementation.function, implementation.argnames
    if tuple(wanted) == tuple(names):
        return function
    places = [tuple(names).index(name) for name in wanted]
    return lambda *values: function(*(values[place] for place in places))


def guarded(
    function: Callable[..., Any], count: int, domain: str, implementations: list[pluggy.HookImpl]
) -> Callable[..., Any]:
    """`function` of `count` arguments, with any error that is not part of the contract turned into a BackendError.

    Every answer passes through here: written out for the usual numbers of arguments it costs a third of what it costs
    with ``*values``.
    """

    # It raises what it has made itself: in a variable of its caller the error would refer to itself by its traceback.
    def judge(error: Exception) -> None:
        if not isinstance(error, _PLAIN) and not (count and isinstance(error, _OF_ARGUMENTS)):
            name = _culprit(error, implementations)
            text = f"backend {name or f'of {domain}'} failed: {in_a_line(error)}"
            raise BackendError(text, backend=name) from error

    def call_without() -> Any:
        try:
            return function()
        except Exception as error:
            judge(error)
            raise

    def call_with_one(value: Any) -> Any:
        try:
            return function(value)
        except Exception as error:
            judge(error)
            raise

    def call(*values: Any) -> Any:
        try:
            return function(*values)
        except Exception as error:
            judge(error)
            raise

    return call_without if count == 0 else call_with_one if count == 1 else call


def _culprit(error: Exception, implementations: list[pluggy.HookImpl]) -> str | None:
    """The backend in whose method an error was raised."""
    if len(implementations) == 1:
        return backend_of(implementations[0])
    methods = {getattr(each.function, "__code__", None): backend_of(each) for each in implementations}
    found, trace = None, error.__traceback__
    while trace is not None:
        found = methods.get(trace.tb_frame.f_code, found)
        trace = trace.tb_next
    return found
