"""The Windows backend of sysprobe."""

from sysprobe.plugin import Backend

BACKEND = Backend(
    name="windows",
    api=(1, 0),
    platforms=("win32",),
    providers={
        "cpu": "sysprobe_windows.cpu:Cpu",
        "disk": "sysprobe_windows.disk:Disk",
        "memory": "sysprobe_windows.memory:Memory",
        "network": "sysprobe_windows.network:Network",
        "process": "sysprobe_windows.process:Process",
        "system": "sysprobe_windows.system:System",
    },
)
