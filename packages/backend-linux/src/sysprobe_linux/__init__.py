"""The Linux backend of sysprobe."""

from sysprobe.plugin import Backend

BACKEND = Backend(
    name="linux",
    api=(1, 0),
    platforms=("linux",),
    providers={
        "cpu": "sysprobe_linux.cpu:Cpu",
        "diagnosis": "sysprobe_linux.diagnosis:Diagnosis",
        "disk": "sysprobe_linux.disk:Disk",
        "memory": "sysprobe_linux.memory:Memory",
        "network": "sysprobe_linux.network:Network",
        "process": "sysprobe_linux.process:Process",
        "sensors": "sysprobe_linux.sensors:Sensors",
        "system": "sysprobe_linux.system:System",
    },
)
