"""The backend whole, C and Python, over a Windows that a test makes up; on any system with a C compiler."""

import ctypes
import importlib.machinery
import importlib.util
import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from live import needs

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parents[2] / "packages" / "backend-windows"
WARNINGS = ["-Wall", "-Wextra", "-Werror", "-Wconversion"]
TOO_SMALL = {"adapters": 111, "working_set": 24} | dict.fromkeys(
    ("image_name", "user", "account", "sockets", "cpu_relations", "service_config", "service_description"), 122
)
ANSWER = ctypes.CFUNCTYPE(
    ctypes.c_uint32,
    ctypes.c_char_p,
    ctypes.c_uint64,
    ctypes.c_uint64,
    ctypes.c_void_p,
    ctypes.POINTER(ctypes.c_uint32),
)


def compiled(place):
    """The extension with machine.c in the place of Windows; CFLAGS may ask for sanitizers or coverage."""
    output = place / "_native.abi3.so"
    headers = [f"-I{sysconfig.get_path('include')}", f"-I{Path(sysconfig.get_config_h_filename()).parent}"]
    sources = [p for p in sorted((PACKAGE / "csrc").glob("*.c")) if not p.name.startswith("calls_windows")]
    command = [needs("gcc"), "-std=gnu11", "-O1", "-g", "-shared", "-fPIC", *WARNINGS, *headers]
    command += [
        f"-I{PACKAGE / 'csrc'}",
        *map(str, sources),
        *map(str, sorted(HERE.glob("machine*.c"))),
        "-o",
        str(output),
    ]
    # A sanitizer that this process was started with is not the compiler's business.
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    flags = shlex.split(os.environ.get("CFLAGS", ""))
    subprocess.run([*command, *flags], check=True, cwd=place, env=environment)
    return output


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    """The module `sysprobe_windows._native`, importable from then on, as its C library."""
    file = compiled(tmp_path_factory.mktemp("native"))
    spec = importlib.util.spec_from_file_location("sysprobe_windows._native", file)
    sys.path.insert(0, str(PACKAGE / "src"))
    try:
        import sysprobe_windows

        module = importlib.util.module_from_spec(spec)
        sys.modules["sysprobe_windows._native"] = sysprobe_windows._native = module
        spec.loader.exec_module(module)
        library = ctypes.CDLL(str(file))
        library.machine_outstanding.restype = ctypes.c_int64
        yield library
    finally:
        sys.path.remove(str(PACKAGE / "src"))


class Machine:
    """What each call answers: a number (its error), bytes (what it fills), or a function of the call's numbers that
    returns one of these. Bytes that point into themselves are a function of `base`."""

    def __init__(self, library):
        self.answers, self.calls, self.trouble = {}, [], None
        self.remembers = True
        self._library = library
        self._callback = ANSWER(self._answer)
        library.machine_answers(self._callback)

    def __setitem__(self, call, answer):
        self.answers[call] = answer

    @staticmethod
    def says(number):
        """The answer of a call that fills nothing."""
        return number, 0

    def _answer(self, call, first, second, buffer, size):
        call = call.decode()
        if self.remembers:
            self.calls.append((call, first, second))
        try:
            answer = self.answers.get((call, first), self.answers.get(call, 50))
            if callable(answer):
                answer = answer(first, second, buffer or 0)
            if isinstance(answer, tuple):  # (error, the size that it tells)
                answer, size[0] = answer
            if isinstance(answer, int):
                return answer & 0xFFFFFFFF
            return self._fill(call, answer, buffer, size)
        except Exception as error:  # ctypes would only print it
            self.trouble = error
            return 31

    def _fill(self, call, data, buffer, size):
        room, size[0] = size[0], len(data)
        if len(data) > room:
            return TOO_SMALL.get(call, 0xC0000004)
        ctypes.memmove(buffer, data, len(data))
        return 0

    @property
    def outstanding(self):
        return self._library.machine_outstanding()


@pytest.fixture
def machine(library):
    """A machine on which nothing works until the test says so, and on which everything must be given back."""
    made = Machine(library)
    before = made.outstanding
    yield made
    assert made.trouble is None
    assert made.outstanding == before


@pytest.fixture
def context(library):
    from sysprobe.plugin import Context

    return Context("windows")
