"""A sysprobe backend that rounds what other backends answer."""

from sysprobe.plugin import Backend

BACKEND = Backend(
    name="coarse",
    api=(1, 0),
    priority=90,
    providers={"memory": "sysprobe_coarse.memory:Memory", "system": "sysprobe_coarse.system:System"},
)
