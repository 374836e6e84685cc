"""psutil's named tuples, and how sysprobe's records become them: what is unknown is 0 there."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from . import _platform

globals().update({name: namedtuple(name, fields) for name, fields in _platform.FIELDS.items()})  # noqa: PYI024  # psutil's


def tuple_type(name: str) -> Any:
    """The named tuple of this name on this platform; AttributeError if psutil has none here."""
    try:
        return globals()[name]
    except KeyError:
        raise AttributeError(name) from None


def converter(name: str, **renamed: str | None) -> Callable[[Any], Any]:
    """A function that makes the named tuple from a record whose fields have the same names, or those in `renamed`.

    A field renamed to None is one that sysprobe does not have: always 0.
    """
    made = tuple_type(name)
    sources = [renamed.get(field, field) for field in made._fields]
    if None not in sources and len(sources) > 1:
        pick: Callable[[Any], Any] = attrgetter(*sources)
    else:

        def pick(record: Any) -> Any:
            return tuple(None if source is None else getattr(record, source) for source in sources)

    def convert(record: Any) -> Any:
        values = pick(record)
        if None in values:
            values = [0 if value is None else value for value in values]
        return made._make(values)

    return convert
