"""Import a macOS x86_64 extension, the very Mach-O file of the wheel, into CPython on x86-64 Linux.

That works because both systems share the calling convention, both are LP64, and the stable ABI hides the interpreter's
structures: the imports `Py…` are bound to the running interpreter, all others to a library of fakes. Not covered:
thread-locals, constructors, stdio. Needs `lief`.
"""

import ctypes
import importlib.machinery
import mmap
import struct
from pathlib import Path
from types import ModuleType

import lief

lief.logging.set_level(lief.logging.LEVEL.OFF)  # it remarks on an empty table in every file of zig

PAGE = 16384
API_VERSION = 1013  # of modules, unchanged since Python 2.5
Symbols = dict[str, int]


def address_of(name: str, libraries: list[ctypes.CDLL]) -> int | None:
    """Where a C symbol lies: a wrapper of the fakes (`__wrap_malloc`) before the thing itself.

    Names that Darwin's headers give by hand (``_statfs$INODE64``) have its underscore also where the fakes define them.
    """
    for candidate in (f"__wrap_{name}", name, f"_{name}"):
        for library in libraries:
            try:
                return ctypes.addressof(ctypes.c_char.in_dll(library, candidate))
            except ValueError:
                continue
    return None


def map_image(path: Path, libraries: list[ctypes.CDLL]) -> Symbols:
    """Map the file's x86_64 image, rebase it and bind its imports in these libraries. Returns its exports."""
    container = lief.MachO.parse(str(path))  # owns all that is taken from it below
    image = next(i for i in container if i.header.cpu_type == lief.MachO.Header.CPU_TYPE.X86_64)
    segments = [s for s in image.segments if s.virtual_size and s.name != "__PAGEZERO"]
    low = min(s.virtual_address for s in segments)
    high = max(s.virtual_address + s.virtual_size for s in segments)
    memory = mmap.mmap(-1, (high - low + PAGE) // PAGE * PAGE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    view = ctypes.c_char.from_buffer(memory)
    for kept in (memory, view):  # for ever: interpreters outlive their modules, and nothing unloads an extension
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))
    slide = ctypes.addressof(view) - low
    for segment in segments:
        content = bytes(segment.content)
        memory[segment.virtual_address - low : segment.virtual_address - low + len(content)] = content
    for place in image.relocations:
        (word,) = struct.unpack_from("<Q", memory, place.address - low)
        struct.pack_into("<Q", memory, place.address - low, (word + slide) % (1 << 64))
    missing = set()
    for binding in image.bindings:
        name = binding.symbol.name
        if name == "dyld_stub_binder":  # binds lazily; here all is bound now
            continue
        address = address_of(name.removeprefix("_"), libraries)
        if address is None:
            missing.add(name)
            continue
        struct.pack_into("<Q", memory, binding.address - low, address + binding.addend)
    if missing:
        raise ImportError(f"{path.name} imports what nothing here has: {' '.join(sorted(missing))}")
    return {s.name.removeprefix("_"): s.value + slide for s in image.exported_symbols}


def load(name: str, path: Path, fakes: ctypes.CDLL) -> ModuleType:
    """Import the extension under this name, with what lies below it answered by the fakes."""
    api = ctypes.PyDLL(None)
    exports = map_image(path, [fakes, api])
    initialise = ctypes.PYFUNCTYPE(ctypes.c_void_p)(exports[f"PyInit_{name.rpartition('.')[2]}"])
    definition = initialise()
    spec = importlib.machinery.ModuleSpec(name, None, origin=str(path))
    make = api.PyModule_FromDefAndSpec2
    make.restype, make.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.py_object, ctypes.c_int]
    execute = api.PyModule_ExecDef
    execute.argtypes = [ctypes.py_object, ctypes.c_void_p]
    module: ModuleType = make(definition, spec, API_VERSION)
    if execute(module, definition) != 0:
        raise ImportError(f"{path.name} refused to be set up")
    return module
