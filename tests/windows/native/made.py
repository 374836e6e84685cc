"""A made-up machine with one process, for the tests of what is asked by its handle."""

import struct

import pytest
from windows.native import buffers

EPOCH = 116_444_736_000_000_000
BORN = EPOCH + 10_000_000
NONE, FAILED = 0x102, 0xFFFFFFFF
TERMINATE, READ_MEMORY, SET, SUSPEND, ASK = 0x1, 0x10, 0x200, 0x800, 0x101000


def born(at):
    return struct.pack("<Q", at)


class Made:
    """A machine with one process, 8, and what becomes of it."""

    def __init__(self, machine, context):
        from sysprobe_windows.process import Process

        self.machine, self.provider = machine, Process(context)
        self.listed({"created": BORN})
        machine["open_process"] = machine.says(0)
        machine["process_created"] = born(BORN)
        machine["wait"] = machine.says(NONE)

    def listed(self, *processes):
        rows = [buffers.process(8, "a.exe", **fields) for fields in processes]
        rows.append(buffers.process(12, "b.exe", created=BORN + 5))
        self.machine["query_system", 5] = lambda kind, size, base: buffers.process_list(rows, base)

    def open(self, identity=None):
        return self.provider.open_process(8, identity)

    def asked(self, call):
        return [numbers for name, *numbers in self.machine.calls if name == call]


@pytest.fixture
def made(machine, context):
    return Made(machine, context)
