"""The Linux backend of sysprobe."""

from sysprobe.plugin import Backend

BACKEND = Backend(
    name="linux",
    api=(1, 0),
    platforms=("linux",),
    providers={
        "memory": "sysprobe_linux.memory:Memory",
    },
)
