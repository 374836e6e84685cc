"""The Linux backend of sysprobe."""

from sysprobe.plugin import Backend

BACKEND = Backend(
    name="linux",
    api=(1, 0),
    platforms=("linux",),
    providers={
        "cpu": "sysprobe_linux.cpu:Cpu",
        "diagnosis": "sysprobe_linux.diagnosis:Diagnosis",
        "memory": "sysprobe_linux.memory:Memory",
        "network": "sysprobe_linux.network:Network",
        "process": "sysprobe_linux.process:Process",
        "system": "sysprobe_linux.system:System",
    },
)
