"""What tests order from the made-up Mac (fakes/): its state, and faults at any call."""

import ctypes
import enum
import os
import struct

ME = 4242
ROOT, OTHER, MINE, ZOMBIE = 100, 200, 300, 400
PAGE = 16384


class Fault(enum.IntEnum):
    FAIL = 1
    SHORT = 2
    STUCK = 3
    VANISH = 4
    ZOMBIE = 5
    LEAVING = 6
    EXECUTE = 7
    REPLACE = 8
    GROW = 9


class FakeProcess(ctypes.Structure):
    _fields_ = [
        *[(name, ctypes.c_int32) for name in ("pid", "ppid", "pgid", "tty", "flags", "status", "nice")],
        ("uid", ctypes.c_uint32),
        ("gid", ctypes.c_uint32),
        ("seconds", ctypes.c_int64),
        ("microseconds", ctypes.c_int32),
        ("unique", ctypes.c_uint64),
        ("image", ctypes.c_uint32),
        ("name", ctypes.c_char * 17),
        ("executable", ctypes.c_char * 1024),
        ("directory", ctypes.c_char * 1024),
        ("arguments", ctypes.c_char_p),
        ("arguments_size", ctypes.c_size_t),
        ("descriptors", ctypes.c_int32),
    ]


REGION_FIELDS = (
    "start size offset protection max_protection share_mode tag references resident swapped_out dirtied "
    "private_resident shared_resident depth submap"
)
REGION_NUMBERS = REGION_FIELDS.split()
SOCKET_FIELDS = (
    "family type protocol kind tcp_state options state queue limit received sent versions local_port remote_port number"
)
SOCKET_NUMBERS = SOCKET_FIELDS.split()
CONNECTION = {"family": 2, "type": 1, "protocol": 6, "kind": 2, "tcp_state": 4, "versions": 1}
UNIX = {"family": 1, "type": 1, "protocol": 0, "kind": 3, "tcp_state": 0, "versions": 0}
STATISTICS = {
    "Operations (Read)": 11, "Operations (Write)": 22, "Bytes (Read)": 1 << 41, "Bytes (Write)": 1 << 33,
    "Total Time (Read)": 7_999_999, "Total Time (Write)": 3 * 10**15,
}  # fmt: skip
# vm_statistics64: name, format; the first edition ends before decompressions
VM = struct.Struct("<4I9Q2I4Q4IQ")
VM_FIELDS = (
    "free active inactive wired zero_filled reactivations pageins pageouts faults cow_faults lookups hits purges "
    "purgeable speculative decompressions compressions swapins swapouts compressor throttled external internal "
    "uncompressed"
)
VM_NAMES = VM_FIELDS.split()


class State(ctypes.Structure):
    """The tail of struct fake_machine: what is not a list."""

    _fields_ = [
        ("vm", ctypes.c_uint8 * 512),
        ("vm_count", ctypes.c_uint32),
        ("page_size", ctypes.c_uint64),
        ("swap", ctypes.c_uint64 * 3),
        ("boot", ctypes.c_int64 * 2),
        ("awake", ctypes.c_int64 * 2),
        ("own_pid", ctypes.c_int32),
        ("own_uid", ctypes.c_int32),
        ("argument_limit", ctypes.c_int32),
        ("processors", ctypes.c_uint32),
        ("thread_time", ctypes.c_uint64),
        ("faults", ctypes.c_int32),
        ("switches", ctypes.c_int32),
    ]


class Machine:
    """One Mac with 16 GiB, whose user 501 runs this process."""

    def __init__(self, library):
        self._library = library
        library.fake_start.restype = ctypes.POINTER(FakeProcess)
        library.fake_state.restype = ctypes.POINTER(State)
        library.fake_python_allocations.restype = ctypes.c_long
        library.fake_dictionary.restype = ctypes.c_void_p
        self._kept = []
        self.start_over()

    def start_over(self):
        self._library.fake_reset()
        self._library.fake_unplug()
        self._library.fake_unmount()
        for forget in ("close_sockets", "log_out", "forget_media", "forget_objects", "forget_counters"):
            self._library[f"fake_{forget}"]()
        self.fail_allocation(0)
        self._kept.clear()
        state = self.state
        state.page_size, state.processors = PAGE, 2
        state.swap[:] = (2 << 30, (2 << 30) - (512 << 20), 512 << 20)
        state.boot[:] = (1_700_000_000, 250_000)
        state.awake[:] = (86_400, 500_000_000)
        state.own_pid, state.own_uid, state.argument_limit = ME, 501, 1 << 20
        state.thread_time, state.faults, state.switches = 1_500_000_000, -1, 99  # faults have run over 2^31
        self.pages()
        self._library.fake_forget_names()
        self.name("hw.memsize", 16 << 30)
        self.name("hw.tbfrequency", 24_000_000)
        self.name("hw.pagesize", PAGE)
        self.messages(b"")
        self.start(0, 0, 0, "kernel_task")
        self.start(1, 0, 0, "launchd")
        self.start(ME, 1, 501, "python3.12")

    @property
    def state(self):
        return self._library.fake_state().contents

    def pages(self, count=38, **numbers):
        """Set the host's counters; `count` is how many integers of them this system knows."""
        default = {
            "free": 50_000, "active": 300_000, "inactive": 280_000, "wired": 150_000, "pageins": 9_000_000,
            "pageouts": 1000, "purgeable": 10_000, "speculative": 20_000, "swapins": 4000, "swapouts": 6000,
            "compressor": 200_000, "throttled": 0, "external": 250_000, "internal": 350_000, "uncompressed": 500_000,
        }  # fmt: skip
        default |= numbers
        packed = VM.pack(*(default.get(name, 77) for name in VM_NAMES))
        state = self.state
        ctypes.memset(state.vm, 0xA5, 512)  # what lies behind the count must not be looked at
        ctypes.memmove(state.vm, packed, len(packed))
        state.vm_count = count

    def start(self, pid, ppid=1, uid=501, name="sleep", **fields):
        process = self._library.fake_start(pid, ppid, uid, name if isinstance(name, bytes) else name.encode()).contents
        for key, value in fields.items():
            setattr(process, key, value)
        return process

    def end(self, pid):
        self._library.fake_end(pid)

    def map(self, pid, start, size, path=b"", inner=False, **numbers):
        """One region more; without further numbers it is private and readable."""
        given = {"start": start, "size": size, "protection": 1, "max_protection": 7, "share_mode": 2} | numbers
        array = (ctypes.c_uint64 * len(REGION_NUMBERS))(*(given.pop(name, 0) for name in REGION_NUMBERS))
        assert not given
        self._library.fake_map(pid, int(inner), array, path)

    def arguments(self, process, block):
        self._kept.append(block)
        process.arguments = ctypes.cast(ctypes.c_char_p(block), ctypes.c_char_p)
        process.arguments_size = len(block)

    def plug(self, name, flags, address=b"", mask=b"", other=b""):
        size = ctypes.c_size_t
        self._library.fake_plug(
            name.encode(), flags, address, size(len(address)), mask, size(len(mask)), other, size(len(other))
        )

    def name(self, name, value):
        """Set what sysctlbyname answers: 8 bytes, a text, or bytes as they are."""
        if isinstance(value, int):
            value = struct.pack("<q", value)
        elif isinstance(value, str):
            value = value.encode() + b"\0"
        self._library.fake_name(name.encode(), value, ctypes.c_size_t(len(value)))

    def messages(self, data):
        """Set what sysctl(NET_RT_IFLIST2) answers."""
        self._library.fake_messages(data, ctypes.c_size_t(len(data)))

    def mount(self, device, place, fstype, flags=0x1000, size=4096, blocks=0, free=0, available=0, files=0,
              files_free=0, used=0):  # fmt: skip
        """One file system more; `used` 0: it does not tell."""
        numbers = (ctypes.c_uint64 * 8)(flags, size, blocks, free, available, files, files_free, used)
        self._library.fake_mount(os.fsencode(device), os.fsencode(place), os.fsencode(fstype), numbers)

    def socket(self, pid, fd, local=b"", remote=b"", **numbers):
        """A socket more; without further numbers an established TCP connection."""
        given = dict.fromkeys(SOCKET_NUMBERS, 0) | CONNECTION | numbers
        assert list(given) == SOCKET_NUMBERS
        array = (ctypes.c_uint64 * len(SOCKET_NUMBERS))(*given.values())
        sizes = ctypes.c_size_t(len(local)), ctypes.c_size_t(len(remote))
        self._library.fake_socket(pid, fd, array, local, sizes[0], remote, sizes[1])

    def log_in(self, user, line, host=b"", type=7, pid=300, seconds=1_700_000_000, rest=500_000):  # noqa: A002  # its name
        self._library.fake_log_in(user, line, host, type, pid, ctypes.c_long(seconds), rest)

    def counters(self, number, name, *values):
        """What sysctl(IFMIB_IFDATA) tells of one interface."""
        self._library.fake_counters(number, name.encode(), (ctypes.c_uint64 * 10)(*values))

    def media(self, name, active, status):
        self._library.fake_media(name.encode(), active, status)

    def dictionary(self, **values):
        """A dictionary of CoreFoundation; ``_`` in a key is a space."""
        made = ctypes.c_void_p(self._library.fake_dictionary())
        for key, value in values.items():
            self.set(made, key.replace("_", " "), value)
        return made

    def set(self, dictionary, key, value):
        kind = {str: 1, int: 2, bool: 3, ctypes.c_void_p: 4, list: 6}[type(value)]
        text = value.encode() if kind == 1 else b""
        number = ctypes.c_int64(int(value) if kind in (2, 3) else 0)
        self._library.fake_set(dictionary, key.encode(), kind, text, number, value if kind == 4 else None)

    def battery(self, **values):
        self._library.fake_power_source(self.dictionary(**values))

    def disk(self, name="disk0", statistics=None, location="Internal", conforms=1):
        """A medium with its driver's statistics; None: the driver has none."""
        media, driver = self.dictionary(**({"BSD_Name": name} if name is not None else {})), self.dictionary()
        if statistics is not None:
            counted = self.dictionary()
            for key, value in statistics.items():
                self.set(counted, key, value)
            self.set(driver, "Statistics", counted)
        place = None if location is None else self.dictionary(Physical_Interconnect_Location=location)
        self._library.fake_disk(media, driver, place, conforms)

    def order(self, call, kind, value=0, nth=1):
        """A fault at the nth of these calls (0: at every one); "*" is any call."""
        self._library.fake_order(call.encode(), nth, int(kind), value)

    def calls(self, call):
        return self._library.fake_calls(call.encode())

    def fail_allocation(self, nth):
        self._library.fake_fail_allocation(nth)

    def leaks(self):
        """Mach port references, mappings, objects, walks, descriptors, blocks and lists, taken and not given back."""
        names = ("port_references", "mappings", "references", "walks", "open_descriptors")
        counted = (ctypes.c_int.in_dll(self._library, f"fake_{name}").value for name in names)
        return (*counted, self._library.fake_blocks(), self._library.fake_lists())

    def call_failing(self, function, arguments, nth):
        """Call so that the nth allocation of a Python object fails; (result or exception, allocations made)."""
        python = ctypes.PyDLL(self._library._name)
        python.fake_call_failing.restype = ctypes.py_object
        python.fake_call_failing.argtypes = [ctypes.py_object, ctypes.py_object, ctypes.c_long]
        try:
            answer = python.fake_call_failing(function, arguments, nth)
        except MemoryError as error:
            answer = error
        return answer, self._library.fake_python_allocations()


KERNELS = (b"pfz=0x7fff0000", b"stack_guard=", b"ptr_munge=", b"th_port=0x103")


def argument_block(*arguments, path=b"/bin/mine", environment=(), kernels=KERNELS):
    """What KERN_PROCARGS2 answers; without the kernel's own texts, and so the environment, for a protected program."""

    def filled_up(part):
        return part + bytes(-len(part) % 8)

    block = filled_up(path + b"\0") + b"".join(text + b"\0" for text in arguments)
    if kernels:
        block = filled_up(block + b"".join(text + b"\0" for text in environment))
        block = filled_up(block + b"".join(text + b"\0" for text in kernels))
    return struct.pack("<i", len(arguments)) + block


FUNCTIONS = {
    "process": "pid", "identity": "pid", "task_info": "pid", "arguments": "pid", "executable": "pid",
    "directory": "pid", "memory_regions": "own pid", "resource_usage": "pid", "descriptor_count": "pid",
    "open_files": "pid", "system_number": "hw.memsize", "system_text": "hw.text", "space": "/",
    "vm_statistics": None, "swap_usage": None, "interface_addresses": None, "interfaces": None, "boot_time": None,
    "uptime": None, "pids": None, "processes": None, "processor_ticks": None, "mounts": None,
    "sockets": "pid", "threads": "pid", "logins": None, "media": "en0", "heap_used": None, "heap_trim": None,
    "power_sources": None, "disks": None, "interface_counters": 4,
}  # fmt: skip
"""All that the C module has, and what it is called with."""
CANNOT_FAIL = ("logins", "heap_used", "heap_trim")
"""Of these, what asks nothing that could say that it failed."""


def interface_message(name, index=1, flags=0x8863, mtu=1500, speed=10**9, kind=0x12, version=5):
    """One struct if_msghdr2 with its sockaddr_dl; its counters are not what it counts."""
    link = (struct.pack("<BBHBBBB", 20, 18, index, 6, len(name), 0, 0) + name).ljust(20, b"\0")
    data = struct.pack("<8BII12Q4I", 6, 0, 0, 6, 14, 0, 0, 0, mtu, 0, speed, *range(77, 88), *bytes(4))
    head = struct.pack("<BBiiHHiiii", version, kind, 0x10, flags, index, 0, 0, 0, 0, 0)
    return struct.pack("<H", 2 + len(head) + len(data) + len(link)) + head + data + link


def busy_call(mac, native, name):
    """A function of the C module and its arguments, on a machine that gives it something to do."""
    process = mac.start(
        300, executable=b"/bin/" + b"x" * 600, directory=b"/" + b"d" * 600, name="somebody else", descriptors=6
    )
    mac.arguments(process, argument_block(b"a" + b"b" * 600, environment=[b"K=V"]))
    for pid in (300, ME):
        mac.map(pid, 1 << 32, PAGE, b"/lib/" + b"y" * 600)
        mac.map(pid, 1 << 33, 2 * PAGE, submap=1)
        mac.map(pid, 1 << 33, PAGE, inner=True)
    address = struct.pack("<BBH", 16, 2, 0) + bytes(range(12))
    mac.plug("en0", 3, address, address, address)
    mac.messages(interface_message(b"en0") + interface_message(b"en1", 2))
    mac.name("hw.text", "b" * 600)
    mac.mount("/dev/disk1s1", "/", "apfs", blocks=100, free=50, used=40)
    mac.socket(300, 7, b"\x0a\0\0\x01", b"\xc0\0\2\7", local_port=22, remote_port=50_000, number=5)
    mac.socket(300, 8, bytes((6 + 200, 1)) + b"p" * 204, bytes((5, 1)) + b"/r\0", **UNIX)
    mac.log_in(b"eve", b"ttys001", b"h" * 256)
    mac.media("en0", 0x100030, 3)
    mac.counters(4, "en0", *range(1 << 40, (1 << 40) + 10))
    mac.battery(Name="InternalBattery-0", Type="InternalBattery", Current_Capacity=50, Is_Charging=True)
    mac.disk("disk0", STATISTICS)
    argument = {"pid": 300, "own pid": ME}.get(FUNCTIONS[name], FUNCTIONS[name])
    return getattr(native, name), () if argument is None else (argument,)
