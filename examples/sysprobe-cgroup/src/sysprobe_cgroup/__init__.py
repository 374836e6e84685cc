"""A sysprobe backend that answers by the limits of control groups."""

from sysprobe.plugin import Backend

BACKEND = Backend(
    name="cgroup",
    api=(1, 0),
    platforms=("linux",),
    priority=50,
    providers={"cpu": "sysprobe_cgroup.cpu:Cpu", "memory": "sysprobe_cgroup.memory:Memory"},
)
