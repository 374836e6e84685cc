"""What a process was started with: the command line by a call, the rest from its memory, which may hold anything."""

import struct

import pytest
from sysprobe.errors import AccessDenied, BackendError, CapabilityUnavailable
from windows.native import buffers
from windows.native.made import READ_MEMORY, made

__all__ = ["made"]  # a fixture


class Memory:
    """The memory of a process, for `query_process` and `read_memory`."""

    BLOCK, PARAMETERS, LINE, FOLDER, VARIABLES = 0x1000, 0x2000, 0x3000, 0x4000, 0x5000

    def __init__(self, line="", folder="", variables=b""):
        def text(value, where):
            return buffers.unicode_string(value, where)

        parameters = bytearray(0x400)
        parameters[0x38:0x48] = text(folder, self.FOLDER)
        parameters[0x70:0x80] = text(line, self.LINE)
        struct.pack_into("<Q", parameters, 0x80, self.VARIABLES)
        struct.pack_into("<Q", parameters, 0x3F0, len(variables))
        self.pages = {
            self.BLOCK: bytes(32) + struct.pack("<Q", self.PARAMETERS),
            self.PARAMETERS: bytes(parameters),
            self.LINE: buffers.wide(line),
            self.FOLDER: buffers.wide(folder),
            self.VARIABLES: variables,
        }

    def query(self, kind, size, buffer):
        return struct.pack("<QQQQQQ", 0, self.BLOCK, 0, 0, 8, 0) if kind == 0 else 0xC0000003

    def read(self, address, size, buffer):
        for start, data in self.pages.items():
            if start <= address and address + size <= start + len(data):
                return data[address - start : address - start + size]
        return 299


def remember(machine, memory):
    machine["query_process"] = memory.query
    machine["read_memory"] = memory.read


def test_what_it_was_started_with_lies_in_its_memory(made):
    process = made.open()
    variables = "=C:=C:\\x\0Path=C:\\bin\0EMPTY=\0ODD\0\0beyond=1\0".encode("utf-16-le")
    remember(made.machine, Memory('"a b.exe" "c d" e', "C:\\Windows\\", variables))
    assert process.cmdline() == ["a b.exe", "c d", "e"]
    assert process.cwd() == "C:\\Windows"
    assert process.environ() == {"PATH": "C:\\bin", "EMPTY": ""}
    remember(made.machine, Memory())
    assert (process.cmdline(), process.cwd(), process.environ()) == ([], None, {})


def test_the_command_line_does_not_need_the_right_to_read_memory(made):
    def ask(kind, size, base):
        return buffers.unicode_string("a.exe x", base + 16) + buffers.wide("a.exe x") if kind == 60 else 5

    made.machine["query_process"] = ask
    made.machine["open_process"] = lambda pid, rights, _: 5 if rights & READ_MEMORY else (0, 0)
    assert made.open().cmdline() == ["a.exe", "x"]
    with pytest.raises(AccessDenied):
        made.open().environ()


@pytest.mark.parametrize("answer", [bytes(15), buffers.unicode_string("abc", 1)])
def test_a_command_line_that_makes_no_sense(made, answer):
    made.machine["query_process"] = answer
    with pytest.raises(BackendError, match="ProcessCommandLineInformation"):
        made.open().cmdline()


@pytest.mark.parametrize("page", [Memory.BLOCK, Memory.PARAMETERS, Memory.LINE, Memory.VARIABLES])
def test_memory_that_cannot_be_read_is_asked_for_again_and_then_given_up(made, page):
    memory = Memory("a", "C:\\", "A=1\0".encode("utf-16-le"))
    del memory.pages[page]
    remember(made.machine, memory)
    process = made.open()
    refused = 0
    for ask in (process.cmdline, process.environ):
        try:
            ask()
        except AccessDenied:
            refused += 1
    assert refused == (1 if page in (Memory.LINE, Memory.VARIABLES) else 2)
    assert 33 <= len(made.asked("read_memory")) <= 400


def test_memory_that_comes_late_is_read(made):
    memory, tries = Memory("a.exe"), []

    def late(address, size, buffer):
        tries.append(address)
        return 299 if len(tries) < 5 else memory.read(address, size, buffer)

    remember(made.machine, memory)
    made.machine["read_memory"] = late
    assert made.open().cmdline() == ["a.exe"]


def test_an_environment_of_gigabytes_is_not_believed(made):
    memory = Memory()
    parameters = bytearray(memory.pages[Memory.PARAMETERS])
    struct.pack_into("<Q", parameters, 0x3F0, 2**62)
    memory.pages[Memory.PARAMETERS] = bytes(parameters)
    remember(made.machine, memory)
    with pytest.raises(BackendError):
        made.open().environ()


def test_a_process_without_a_block_has_nothing_to_read(made):
    made.machine["query_process"] = lambda kind, size, buffer: bytes(48) if kind == 0 else 0xC0000003
    with pytest.raises(AccessDenied):
        made.open().cwd()
    made.machine["query_process"] = 0xC0000002
    with pytest.raises(CapabilityUnavailable):
        made.open().cwd()


class Memory32:
    """The memory of a 32-bit program, whose 64-bit parameters are those that it was started with."""

    def __init__(self, folder, variables):
        parameters = bytearray(0x2A0)
        struct.pack_into("<HHI", parameters, 0x24, len(folder) * 2, len(folder) * 2, 0x30000)
        struct.pack_into("<I", parameters, 0x48, 0x40000)
        struct.pack_into("<I", parameters, 0x290, len(variables))
        self.pages = {
            0x10000: bytes(0x10) + struct.pack("<I", 0x20000),
            0x20000: bytes(parameters),
            0x30000: buffers.wide(folder),
            0x40000: variables,
        }

    def query(self, kind, size, buffer):
        return struct.pack("<Q", 0x10000) if kind == 26 else 0xC0000003

    read = Memory.read


def test_a_32_bit_program_changes_its_own_parameters(made):
    remember(made.machine, Memory32("D:\\now\\", "A=1\0\0".encode("utf-16-le")))
    process = made.open()
    assert process.cwd() == "D:\\now"
    assert process.environ() == {"A": "1"}
