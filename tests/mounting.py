"""Mounts that tests make, in a mount namespace of their own that goes away with the process that made it."""

import contextlib
import ctypes
import errno
import os
import select
import signal
import struct

from live import as_user, fork, missing, needs_root

BIND, REMOUNT, PRIVATE, RECURSIVE, READ_ONLY = 0x1000, 0x20, 1 << 18, 0x4000, 1
CLONE_NEWNS = 0x20000
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def _check(status, what):
    if status != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)


def mount(source, target, fstype=None, flags=0, data=None):
    """mount(2); everything may be str, bytes or None."""
    values = [None if each is None else os.fsencode(each) for each in (source, target, fstype)]
    _check(_libc.mount(*values, ctypes.c_ulong(flags), None if data is None else os.fsencode(data)), target)


def unshare_mounts():
    """Give this process mounts of its own, which nobody else sees."""
    _check(_libc.unshare(CLONE_NEWNS), "unshare")
    mount(None, "/", flags=PRIVATE | RECURSIVE)


def in_mount_namespace(function, *args, device=None):
    """What `function(*args)` returns or raises in a forked child that has mounts of its own (root only).

    `device` is what the function cannot do without.
    """
    needs_root()
    if device is not None and not os.path.exists(device):
        missing(device)
    child = fork()
    if child == 0:
        os._exit(0 if _libc.unshare(CLONE_NEWNS) == 0 else 1)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        missing("the right to make a mount namespace")
    return as_user(0, _run, function, args)


def _run(function, args):
    unshare_mounts()
    return function(*args)


#: Requests of linux/fuse.h
FORGET, GETATTR, OPEN, READ, STATFS, RELEASE, FLUSH, INIT, INTERRUPT, BATCH_FORGET = (
    2,
    3,
    14,
    15,
    17,
    18,
    25,
    26,
    36,
    42,
)


class SilentFuse:
    """A FUSE file system on `place` that never answers requests of one kind, until :meth:`answer` is called.

    A process of its own serves it: one that hangs in a file system which it serves itself cannot even be killed. The
    server ends, and so lets go of everybody who hangs, when its parent does.
    """

    def __init__(self, place, silent):
        self._requests, report = os.pipe()
        listen, self._control = os.pipe()
        self._server = fork()
        if self._server == 0:
            code = 1
            with contextlib.suppress(BaseException):
                os.close(self._requests)
                os.close(self._control)
                _Server(place, silent, listen, report).serve()
                code = 0
            os._exit(code)
        os.close(listen)
        os.close(report)
        assert self.wait_for_request() == INIT

    def wait_for_request(self):
        """The kind of the next request that arrived, of those that are told: the first one and the silent kind."""
        ready, _, _ = select.select([self._requests], [], [], 120)
        assert ready, "no request came"
        told = os.read(self._requests, 1)
        assert told, "the server of the file system died"
        return told[0]

    def requests_so_far(self):
        """Kinds of the requests that have arrived since, without waiting."""
        os.set_blocking(self._requests, False)
        try:
            return list(os.read(self._requests, 4096))
        except BlockingIOError:
            return []
        finally:
            os.set_blocking(self._requests, True)

    def answer(self):
        """Answer what hangs, and from now on everything."""
        os.write(self._control, b"!")

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        os.close(self._control)
        os.waitpid(self._server, 0)
        os.close(self._requests)


class _Server:
    """Answers on /dev/fuse, speaking the kernel's protocol 7.31."""

    TEXT = b"42000\n"

    def __init__(self, place, silent, control, report):
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        self._silent = silent
        self._control = control
        self._report = report
        self._waiting = []
        self._mode = 0o555 | (0o40000 if os.path.isdir(place) else 0o100000)
        self._device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
        options = f"fd={self._device},rootmode={self._mode:o},user_id={os.getuid()},group_id={os.getgid()}"
        mount("silent", place, "fuse.silent", data=options)

    def serve(self):
        poll = select.poll()
        poll.register(self._device, select.POLLIN)
        poll.register(self._control, select.POLLIN)
        while True:
            ready = dict(poll.poll())
            if self._control in ready:
                if not os.read(self._control, 1):
                    return  # our end closes the device, and the kernel lets go of those who hang
                self._silent = None
                for message in self._waiting:
                    self._reply(message)
            elif self._device in ready:
                self._request(os.read(self._device, 1 << 17))

    def _request(self, message):
        kind = message[4]
        if kind in {INIT, self._silent}:
            os.write(self._report, bytes([kind]))
        if kind == self._silent:
            self._waiting.append(message)
        elif kind not in {INTERRUPT, FORGET, BATCH_FORGET}:  # which want no answer
            self._reply(message)

    def _reply(self, message):
        kind, unique = struct.unpack_from("<4xIQ", message)
        answer = self._answer(kind, message)
        error = 0 if answer is not None else -errno.ENOSYS
        answer = answer or b""
        os.write(self._device, struct.pack("<IiQ", 16 + len(answer), error, unique) + answer)

    def _answer(self, kind, message):
        if kind == INIT:
            return struct.pack("<IIIIHHIIHHI28x", 7, 31, 0, 0, 0, 0, 4096, 1, 1, 0, 0)
        if kind == STATFS:
            # blocks, free, available, files, files free, block size, longest name, size of a fragment
            return struct.pack("<QQQQQIIII24x", 1000, 600, 500, 100, 40, 4096, 255, 4096, 0)
        if kind == GETATTR:
            times = (0,) * 3
            attributes = struct.pack("<QQQQQQ", 1, len(self.TEXT), 1, *times)
            return bytes(16) + attributes + struct.pack("<IIIIIIIIII", *times, self._mode, 1, 0, 0, 0, 4096, 0)
        if kind == OPEN:
            return struct.pack("<QII", 1, 1, 0)  # direct: each read is asked for
        if kind == READ:
            offset, size = struct.unpack_from("<QI", message, 48)
            return self.TEXT[offset : offset + size]
        return b"" if kind in {RELEASE, FLUSH} else None
