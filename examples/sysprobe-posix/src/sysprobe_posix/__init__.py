"""A sysprobe backend for any POSIX system."""

from sysprobe.plugin import Backend

BACKEND = Backend(
    name="posix",
    api=(1, 0),
    priority=-10,
    providers={
        "cpu": "sysprobe_posix.cpu:Cpu",
        "disk": "sysprobe_posix.disk:Disk",
        "memory": "sysprobe_posix.memory:Memory",
        "system": "sysprobe_posix.system:System",
    },
)
