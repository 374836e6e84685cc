"""The macOS backend of sysprobe."""

from sysprobe.plugin import Backend

BACKEND = Backend(
    name="macos",
    api=(1, 0),
    platforms=("darwin",),
    providers={
        "cpu": "sysprobe_macos.cpu:Cpu",
        "diagnosis": "sysprobe_macos.diagnosis:Diagnosis",
        "disk": "sysprobe_macos.disk:Disk",
        "memory": "sysprobe_macos.memory:Memory",
        "network": "sysprobe_macos.network:Network",
        "sensors": "sysprobe_macos.sensors:Sensors",
        "system": "sysprobe_macos.system:System",
        "process": "sysprobe_macos.process:Process",
    },
)
