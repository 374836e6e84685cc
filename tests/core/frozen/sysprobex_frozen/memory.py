"""A provider as it was written for plugin API 1.0."""

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.memory import SwapMemory, VirtualMemory


class Memory:
    def __init__(self, context: Context) -> None:
        self.root = context.root

    @hookimpl
    def virtual_memory(self):
        return VirtualMemory(1000, 600, 40.0, 400, 500, buffers=7)

    @hookimpl
    def swap_memory(self):
        return SwapMemory(100, 25, 75, 25.0)
