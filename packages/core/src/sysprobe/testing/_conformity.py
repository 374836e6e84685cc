"""Whether a value is what an annotation promises, field by field."""

from __future__ import annotations

import math
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from sysprobe.hookspecs import CAPABILITIES, specification


@cache
def promised(capability: str) -> Any:
    """The annotation of what a hook returns."""
    names: dict[str, Any] = {}
    if CAPABILITIES[capability] == "process":  # whose specification imports these for type checkers only
        from sysprobe.table import Table
        from sysprobe.types.process_handle import ProcessHandle

        names = {"Table": Table, "ProcessHandle": ProcessHandle}
    spec = getattr(specification(CAPABILITIES[capability]), capability)
    return get_type_hints(spec, localns=names).get("return", Any)


def complaints(value: Any, hint: Any, where: str) -> Iterator[str]:
    """What is wrong with `value`; nothing if it is what `hint` promises."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        yield from _union(value, arguments, where)
    elif origin is tuple:
        yield from _tuple(value, arguments, where)
    elif origin is not None and issubclass(origin, Mapping):
        yield from _mapping(value, arguments, where)
    elif origin is not None and issubclass(origin, (Sequence, frozenset, set)):
        yield from _collection(value, origin, arguments, where)
    elif is_dataclass(hint):
        yield from _record(value, hint, where)
    elif isinstance(hint, type) and not getattr(hint, "_is_protocol", False):
        yield from _plain(value, hint, where)


def _plain(value: Any, hint: type, where: str) -> Iterator[str]:
    accepted = (int, float) if hint is float else hint
    if isinstance(value, bool) and hint in (int, float):
        yield f"{where} is {value!r}, not a number"
    elif not isinstance(value, accepted):
        yield f"{where} is {value!r}, not {hint.__name__}"
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{where} is {value!r}: unknown is None"


def _union(value: Any, arguments: tuple[Any, ...], where: str) -> Iterator[str]:
    if value is None and type(None) in arguments:
        return
    if value == "" and type(None) in arguments:
        yield f"{where} is an empty text: unknown is None"
        return
    found = [list(complaints(value, each, where)) for each in arguments if each is not type(None)]
    if all(found):
        yield min(found, key=len)[0] if len(found) == 1 else f"{where} is {value!r}, none of {arguments}"


def _tuple(value: Any, arguments: tuple[Any, ...], where: str) -> Iterator[str]:
    if not isinstance(value, tuple):
        yield f"{where} is {value!r}, not a tuple"
    elif len(arguments) == 2 and arguments[1] is Ellipsis:
        for place, each in enumerate(value):
            yield from complaints(each, arguments[0], f"{where}[{place}]")
    elif len(value) != len(arguments):
        yield f"{where} has {len(value)} members, not {len(arguments)}"
    else:
        for place, (each, hint) in enumerate(zip(value, arguments, strict=True)):
            yield from complaints(each, hint, f"{where}[{place}]")


def _mapping(value: Any, arguments: tuple[Any, ...], where: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{where} is {value!r}, not a mapping"
        return
    for key, each in value.items():
        yield from complaints(key, arguments[0], f"a key of {where}")
        yield from complaints(each, arguments[1], f"{where}[{key!r}]")


def _collection(value: Any, origin: Any, arguments: tuple[Any, ...], where: str) -> Iterator[str]:
    if not isinstance(value, origin) or isinstance(value, (str, bytes)):
        yield f"{where} is {value!r}, not a {origin.__name__}"
        return
    for place, each in enumerate(value):
        yield from complaints(each, arguments[0], f"{where}[{place}]")


def _record(value: Any, hint: Any, where: str) -> Iterator[str]:
    if not isinstance(value, hint):
        yield f"{where} is {value!r}, not a {hint.__name__}"
        return
    hints = _hints(hint)
    for each in fields(hint):
        yield from complaints(getattr(value, each.name), hints[each.name], f"{where}.{each.name}")


@cache
def _hints(record: type) -> dict[str, Any]:
    return get_type_hints(record)
