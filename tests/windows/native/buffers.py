"""Buffers as Windows fills them, from plain values: what the kernel would do, not what our parsers read.

Layouts: winternl.h and ntdll's symbols for SYSTEM_PROCESS_INFORMATION (x64, Windows 8 and newer), iptypes.h,
netioapi.h, wtsapi32.h, psapi.h. `base` is where the buffer will lie: what it points to lies in itself.
"""

import struct

POINTER = 8


def wide(text):
    """UTF-16 as Windows writes it; lone surrogates pass."""
    return text.encode("utf-16-le", "surrogatepass")


def unicode_string(text, address):
    """A UNICODE_STRING; one without a buffer for None."""
    if text is None:
        return bytes(16)
    size = len(wide(text))
    return struct.pack("<HHxxxxQ", size, size, address)


def process(pid=4, name="System", *, ppid=0, threads=(), **fields):
    """Values of one process, to be laid out by `process_list`; thread: (state, wait reason, context switches)."""
    return {"pid": pid, "name": name, "ppid": ppid, "threads": threads, **fields}


def process_list(processes, base=0):
    """SYSTEM_PROCESS_INFORMATION for each, threads and the name behind it, none of it terminated."""
    out = b""
    for position, p in enumerate(processes):
        head = struct.pack(
            "<IIqIIQqqq",
            0,
            len(p["threads"]),
            p.get("private_working_set", 0),
            p.get("hard_faults", 0),
            0,
            p.get("cycles", 0),
            p.get("created", 0),
            p.get("user", 0),
            p.get("kernel", 0),
        )
        threads = b"".join(
            struct.pack("<qqqIxxxxQQQiiIIIxxxx", 0, 0, 0, 0, 0, p["pid"], 1000 + i, 8, 8, switches, state, reason)
            for i, (state, reason, switches) in enumerate(p["threads"])
        )
        name_at = base + len(out) + 256 + len(threads)
        head += unicode_string(p["name"], name_at)
        head += struct.pack(
            "<ixxxxQQIIQ",
            p.get("priority", 8),
            p["pid"],
            p["ppid"],
            p.get("handles", 0),
            p.get("session", 0),
            0,
        )
        head += struct.pack(
            "<QQIxxxxQQQQQQQQQ",
            *(p.get(name, 0) for name in ("peak_virtual", "virtual", "faults", "peak_rss", "rss")),
            *(p.get(name, 0) for name in ("peak_paged", "paged", "peak_nonpaged", "nonpaged")),
            *(p.get(name, 0) for name in ("pagefile", "peak_pagefile", "private")),
        )
        head += struct.pack("<6Q", *p.get("io", (0,) * 6))
        assert len(head) == 256
        record = head + threads + (b"" if p["name"] is None else wide(p["name"]))
        record += bytes(-len(record) % 8)
        if position + 1 < len(processes):
            record = struct.pack("<I", len(record)) + record[4:]
        out += record
    return out


def page_files(files, base=0):
    """SYSTEM_PAGEFILE_INFORMATION for each (name, total, used, peak)."""
    out = b""
    for position, (name, total, used, peak) in enumerate(files):
        body = unicode_string(name, base + len(out) + 32) + wide(name or "")
        body += bytes(-len(body) % 8)
        following = 16 + len(body) if position + 1 < len(files) else 0
        out += struct.pack("<IIII", following, total, used, peak) + body
    return out


def adapter(name="Ethernet", addresses=(), **fields):
    """Values of one adapter, to be laid out by `adapter_list`; address: (family, bytes, prefix, scope)."""
    return {"name": name, "addresses": addresses, **fields}


def sockaddr(family, address, scope):
    """SOCKADDR_IN, SOCKADDR_IN6, or something else."""
    if family == 2:
        return struct.pack("<HH4s8x", 2, 0, address)
    if family == 23:
        return struct.pack("<HHI16sI", 23, 0, 0, address, scope)
    return struct.pack("<H", family) + address


class Heap:
    """A buffer in which things are put one after the other, each with an address."""

    def __init__(self, base):
        self.base, self.bytes = base, bytearray()

    def put(self, data):
        self.bytes += bytes(-len(self.bytes) % 8)
        address = self.base + len(self.bytes)
        self.bytes += data
        return address

    def point(self, where, address):
        """Write a pointer at an address of this buffer."""
        struct.pack_into("<Q", self.bytes, where - self.base, address)


def adapter_list(adapters, base=0):
    """IP_ADAPTER_ADDRESSES for each, everything that it points to behind it."""
    heap = Heap(base)
    before = None
    for a in adapters:
        mac = a.get("mac", b"")
        here = heap.put(
            struct.pack("<IIQQQ", 448, a.get("index", 1), 0, 0, 0)
            + bytes(40)
            + struct.pack(
                "<Q8sIIIIII",
                0,
                mac,
                len(mac),
                0,
                a.get("mtu", 1500),
                a.get("type", 6),
                a.get("status", 1),
                a.get("index6", 0),
            )
            + bytes(64)
            + struct.pack("<QQQQQIIQ", 0, a.get("speed", 10**9), 10**9, 0, 0, 0, 0, a.get("luid", 7))
            + bytes(448 - 232)
        )
        if before is not None:
            heap.point(before + 8, here)
        before = here
        if a["name"] is not None:
            heap.point(here + 72, heap.put(wide(a["name"]) + b"\0\0"))
        if a.get("guid") is not None:
            heap.point(here + 16, heap.put(a["guid"].encode() + b"\0"))
        link = here + 24
        for family, address, prefix, scope in a["addresses"]:
            place = sockaddr(family, address, scope)
            unicast = heap.put(
                struct.pack("<IIQQixxxx", 64, 0, 0, 0, len(place)) + bytes(24) + struct.pack("<Bxxxxxxx", prefix)
            )
            heap.point(unicast + 16, heap.put(place))
            heap.point(link, unicast)
            link = unicast + 8
    return bytes(heap.bytes)


def interface_row(admin=1, media=1, received=(0,) * 5, sent=(0,) * 5):
    """MIB_IF_ROW2; traffic: octets, unicast packets, other packets, discards, errors."""
    row = bytearray(1352)
    struct.pack_into("<II", row, 1160, admin, media)
    struct.pack_into("<5Q", row, 1208, *received)
    struct.pack_into("<5Q", row, 1280, *sent)
    return bytes(row)


def performance(**fields):
    """PERFORMANCE_INFORMATION in pages."""
    names = (
        "commit_total",
        "commit_limit",
        "commit_peak",
        "total",
        "available",
        "cache",
        "kernel",
        "paged",
        "nonpaged",
    )
    return struct.pack(
        "<Ixxxx10QIIIxxxx", 104, *(fields.get(n, 0) for n in names), fields.get("page_size", 4096), 1, 2, 3
    )


def sessions(*numbers):
    """WTS_SESSION_INFOW for each, without names."""
    return b"".join(struct.pack("<IxxxxQIxxxx", number, 0, 0) for number in numbers)


def session_info(connected=0, logon=0):
    """WTSINFOW."""
    return bytes(176) + struct.pack("<qqqqq", connected, 0, 0, logon, 0)


def client_address(family, address=b""):
    """WTS_CLIENT_ADDRESS."""
    return struct.pack("<I20s", family, b"\0\0" + address)


def time_of_day(boot, now, slept):
    """SYSTEM_TIMEOFDAY_INFORMATION."""
    return struct.pack("<qqqIIQQ", boot, now, 0, 0, 0, 0, slept)


def tcp4(*rows):
    """MIB_TCPTABLE_OWNER_PID of (state, local, port, remote, port, pid)."""
    return struct.pack("<I", len(rows)) + b"".join(
        struct.pack("<I4s", state, local)
        + port(here)
        + struct.pack("<4s", remote)
        + port(there)
        + struct.pack("<I", pid)
        for state, local, here, remote, there, pid in rows
    )


def tcp6(*rows):
    """MIB_TCP6TABLE_OWNER_PID, likewise."""
    return struct.pack("<I", len(rows)) + b"".join(
        local + bytes(4) + port(here) + remote + bytes(4) + port(there) + struct.pack("<II", state, pid)
        for state, local, here, remote, there, pid in rows
    )


def udp4(*rows):
    """MIB_UDPTABLE_OWNER_PID of (local, port, pid)."""
    return struct.pack("<I", len(rows)) + b"".join(
        local + port(here) + struct.pack("<I", pid) for local, here, pid in rows
    )


def udp6(*rows):
    """MIB_UDP6TABLE_OWNER_PID, likewise."""
    return struct.pack("<I", len(rows)) + b"".join(
        local + bytes(4) + port(here) + struct.pack("<I", pid) for local, here, pid in rows
    )


def port(number):
    """A port as these tables have it: network order, and two bytes that may hold anything."""
    return struct.pack(">H", number) + b"\xaa\xbb"


def cpu_times(*cpus):
    """SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION of (idle, kernel, user, dpc, interrupt, interrupts)."""
    return b"".join(struct.pack("<qqqqqIxxxx", *cpu) for cpu in cpus)


def cpu_events(switches, calls):
    """SYSTEM_PERFORMANCE_INFORMATION, as long as newer Windows has it."""
    return bytes(296) + struct.pack("<III", switches, 0, 0) + struct.pack("<I", calls) + bytes(32)


def groups(*found):
    """GROUP_AFFINITY of (group, mask)."""
    return b"".join(struct.pack("<QHHHH", mask, group, 0, 0, 0) for group, mask in found)


def relation(kind, *found, node=None, count=None):
    """SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX of a core, package, die, module or node."""
    about = bytes(22) if node is None else struct.pack("<I18x", node)
    body = about + struct.pack("<H", len(found) if count is None else count) + groups(*found)
    return struct.pack("<II", kind, 8 + len(body)) + body


def cache(level, ways, line, size, kind, *found, count=None):
    """The same of a cache."""
    body = struct.pack("<BBHII18xH", level, ways, line, size, kind, len(found) if count is None else count)
    return struct.pack("<II", 2, 8 + len(body) + 16 * len(found)) + body + groups(*found)


def cpu_cores(count):
    """One for each core of one CPU."""
    return b"".join(relation(0, (core // 64, 1 << core % 64)) for core in range(count))


def power_status(supply, flags, percent, left):
    """SYSTEM_POWER_STATUS."""
    return struct.pack("<BBBBII", supply, flags, percent, 0, left, 2**32 - 1)


def cpu_power(*cpus):
    """PROCESSOR_POWER_INFORMATION of (number, maximum, current, limit)."""
    return b"".join(struct.pack("<IIIIII", *cpu, 0, 0) for cpu in cpus)


def disk(reads, writes, bytes_read, bytes_written, read_time, write_time):
    """DISK_PERFORMANCE."""
    head = struct.pack("<qqqqqIIIIqI", bytes_read, bytes_written, read_time, write_time, 0, reads, writes, 0, 0, 0, 0)
    return head + bytes(88 - len(head))


def region(base, size, *, state=0x1000, protect=4, kind=0x20000, allocation=None):
    """MEMORY_BASIC_INFORMATION."""
    return struct.pack(
        "<QQIHxxQIIIxxxx", base, base if allocation is None else allocation, 4, 0, size, state, protect, kind
    )


def working_set(*pages, count=None):
    """PSAPI_WORKING_SET_INFORMATION of (address, whether it can be shared, how many share it)."""
    blocks = (address | shared << 8 | sharers << 5 | 4 for address, shared, sharers in pages)
    return struct.pack(f"<Q{len(pages)}Q", len(pages) if count is None else count, *blocks)


def own_handles(*values, count=None):
    """PROCESS_HANDLE_SNAPSHOT_INFORMATION."""
    return struct.pack("<QQ", len(values) if count is None else count, 0) + b"".join(
        struct.pack("<QQQIIII", value, 1, 1, 0x12019F, 37, 0, 0) for value in values
    )


def all_handles(*found):
    """SYSTEM_HANDLE_INFORMATION_EX of (pid, value)."""
    return struct.pack("<QQ", len(found), 0) + b"".join(
        struct.pack("<QQQIHHII", 0, pid, value, 0x12019F, 0, 37, 0, 0) for pid, value in found
    )


def sid(*parts, authority=5):
    """S-1-<authority>-<part>-…"""
    return struct.pack(f"<BB6s{len(parts)}I", 1, len(parts), authority.to_bytes(6, "big"), *parts)


def services(found, base=0):
    """ENUM_SERVICE_STATUS_PROCESSW of (name, name for people, state, pid)."""
    texts, rows = b"", b""
    behind = base + 56 * len(found)
    for name, display, state, pid in found:
        pointers = []
        for text in (name, display):
            pointers.append(behind + len(texts))
            texts += wide(text) + b"\0\0"
        rows += struct.pack("<QQ9Ixxxx", *pointers, 0x10, state, 0, 0, 0, 0, 0, pid, 0)
    return rows + texts


def service_config(start, path, account, base=0):
    """QUERY_SERVICE_CONFIGW; a text that is None has no pointer."""
    heap = Heap(base)
    heap.put(bytes(64))
    pointers = [0 if text is None else heap.put(wide(text) + b"\0\0") for text in (path, account)]
    struct.pack_into("<III4xQQI4xQQQ", heap.bytes, 0, 0x10, start, 1, pointers[0], 0, 0, 0, pointers[1], 0)
    return bytes(heap.bytes)


def service_description(text, base=0):
    """SERVICE_DESCRIPTIONW."""
    return struct.pack("<Q", 0) if text is None else struct.pack("<Q", base + 8) + wide(text) + b"\0\0"
