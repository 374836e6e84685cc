"""The Windows backend of sysprobe."""

from sysprobe.plugin import Backend

BACKEND = Backend(
    name="windows",
    api=(1, 0),
    platforms=("win32",),
    providers={
        "cpu": "sysprobe_windows.cpu:Cpu",
        "diagnosis": "sysprobe_windows.diagnosis:Diagnosis",
        "disk": "sysprobe_windows.disk:Disk",
        "memory": "sysprobe_windows.memory:Memory",
        "network": "sysprobe_windows.network:Network",
        "process": "sysprobe_windows.process:Process",
        "sensors": "sysprobe_windows.sensors:Sensors",
        "system": "sysprobe_windows.system:System",
    },
)
