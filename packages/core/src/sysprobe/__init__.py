"""What is this machine doing? One API on Linux, macOS and Windows, every answer of which comes from a plugin.

The functions here are those of one default :class:`Host`, this machine.
"""

from sysprobe.errors import (
    AccessDenied,
    BackendError,
    CapabilityUnavailable,
    NoSuchProcess,
    ProcessError,
    SysprobeError,
    TimeoutExpired,
    ZombieProcess,
)
from sysprobe.host import Host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sysprobe.types.memory import AvailableSource, SwapMemory, VirtualMemory

__version__ = "0.1.0"

_host = Host()

# memory
virtual_memory = _host.virtual_memory
swap_memory = _host.swap_memory

#: Records and enums, imported when first asked for: dataclasses alone cost more than the rest of this package.
_LAZY = {
    "AvailableSource": "sysprobe.types.memory",
    "SwapMemory": "sysprobe.types.memory",
    "VirtualMemory": "sysprobe.types.memory",
}

__all__ = [
    "AccessDenied",
    "AvailableSource",
    "BackendError",
    "CapabilityUnavailable",
    "Host",
    "NoSuchProcess",
    "ProcessError",
    "SwapMemory",
    "SysprobeError",
    "TimeoutExpired",
    "VirtualMemory",
    "ZombieProcess",
    "__version__",
    "swap_memory",
    "virtual_memory",
]


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module 'sysprobe' has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(_LAZY[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
