"""The decorator that makes a record."""

from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def record(cls: type[T]) -> type[T]:
    """Make `cls` a frozen, slotted dataclass whose construction is cheap.

    The ``__init__`` of a frozen dataclass looks ``object.__setattr__`` up for every field; ours calls the descriptors
    of the slots, which costs half. Defaults are plain values; there are no factories.
    """
    made: Any = dataclass(frozen=True, slots=True, init=False)(cls)
    made.__init__ = _initialiser(made)
    return made  # type: ignore[no-any-return]  # dataclass() is typed by the class that it was given


def _initialiser(cls: Any) -> Any:
    namespace: dict[str, Any] = {}
    parameters, body = [], []
    for each in fields(cls):
        namespace[f"set_{each.name}"] = getattr(cls, each.name).__set__
        parameter = each.name
        if each.default is not MISSING:
            namespace[f"default_{each.name}"] = each.default
            parameter += f"=default_{each.name}"
        parameters.append(parameter)
        body.append(f" set_{each.name}(self, {each.name})")
    exec(f"def __init__(self, {', '.join(parameters)}):\n" + "\n".join(body or [" pass"]), namespace)
    made = namespace["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = {each.name: each.type for each in fields(cls)} | {"return": None}
    return made
