"""What ``/proc`` and ``/sys`` have in common: a folder under an injected root, read whole files at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import NoReturn

from sysprobe.errors import BackendError

from sysprobe_linux import _native

#: The longest file that is read whole unless the caller says otherwise.
LIMIT = 16 * 1024 * 1024


class Folder:
    """A folder of the machine that lies under `root`."""

    def __init__(self, root: str, name: str) -> None:
        self.root = root
        self.live = root == "/"
        self.path = os.path.join(root, name)
        self._prefix = os.path.join(self.path, "")

    def read(self, name: str, limit: int = LIMIT) -> bytes:
        """The whole file. Raises BackendError, naming the file, if it cannot be read or is longer than `limit`."""
        try:
            return _native.read_file(self.place(name), limit)
        except OSError as error:
            self.fail(error, name)

    def read_or_none(self, name: str, limit: int = LIMIT) -> bytes | None:
        """The whole file, or `None` where there is none, or where reading it fails as drivers' files may do.

        Raises BackendError where this process has no descriptors or memory left: that says nothing of the file.
        """
        try:
            return _native.read_file_or_none(self._prefix + name if self.live else self.place(name), limit)
        except OSError as error:
            self.fail(error, name)

    def keep(self, name: str, limit: int = LIMIT, *, in_one_piece: bool = False) -> KeptFile:
        """A file that will be read again and again.

        `in_one_piece` spares the last read, which finds that there is no more: for files that the kernel shows in one
        piece (`single_open`, attributes of ``/sys``), so that less than what was asked for is all there is.
        """
        return KeptFile(self, name, limit, in_one_piece=in_one_piece)

    def link(self, name: str) -> str | None:
        """Where a symbolic link points to, or `None`."""
        try:
            return os.readlink(self.place(name, follow=False))
        except OSError:
            return None

    def list(self, name: str = "") -> list[str]:
        """Names in a folder, sorted; none where there is no such folder. Raises BackendError if it cannot be read."""
        try:
            return _native.list_folder(self._prefix + name if self.live else self.place(name)) or []
        except OSError as error:
            self.fail(error, name)

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        try:
            return _native.path_exists(self.place(name, follow=False))
        except BackendError:
            return False

    def fail(self, error: OSError, name: str) -> NoReturn:
        """Raise the BackendError for a file that could not be read."""
        path = os.path.join(self.path, name)
        raise BackendError(
            f"cannot read {path}: {os.strerror(error.errno) if error.errno else error}",
            backend="linux",
            source=path,
            errno=error.errno,
        ) from error

    def malformed(self, name: str, what: str) -> BackendError:
        """The error for a file that can be read but makes no sense."""
        path = os.path.join(self.path, name)
        return BackendError(f"{path}: {what}", backend="linux", source=path)

    def place(self, name: str, *, follow: bool = True) -> str:
        """The path to open. Under another root no symbolic link may lead out of it: BackendError."""
        path = self._prefix + name
        if self.live:
            return path
        if not _stays(self.root, path if follow else os.path.dirname(path)):
            raise BackendError(f"{path} leads out of {self.root}", backend="linux", source=path)
        return path


def _stays(root: str, path: str) -> bool:
    """Whether no symbolic link on the way from `root` to `path` leads out.

    By the links below `root` alone: it may itself be one that only the kernel can follow, such as ``/proc/PID/root``.
    """
    here, left, links = root, path[len(root) :].split("/")[::-1], 0
    while left:
        part = left.pop()
        if part in ("", "."):
            continue
        if part == "..":
            if here == root:
                return False
            here = os.path.dirname(here)
            continue
        here = f"{here}/{part}"
        try:
            target = os.readlink(here)
        except OSError:
            continue  # no link
        links += 1
        if links > 40:
            return False
        inside = target.startswith(f"{root}/")
        if target.startswith("/") and not inside:
            return False
        here = root if inside else os.path.dirname(here)
        left += (target[len(root) :] if inside else target).split("/")[::-1]
    return True


class KeptFile:
    """A file whose descriptor is kept between reads.

    Whoever daemonises closes all descriptors, ours too, and their numbers are used again: before each read the
    descriptor's device and inode are compared, so that another file is neither read nor closed. Reads have no position,
    so that threads and forked children can share the descriptor.
    """

    __slots__ = ("_folder", "_in_one_piece", "_limit", "_opening", "_read", "descriptor", "name")

    def __init__(self, folder: Folder, name: str, limit: int, *, in_one_piece: bool) -> None:
        self._folder = folder
        self._limit = limit
        self._in_one_piece = in_one_piece
        self._opening = threading.Lock()
        self._read: Callable[[], bytes | None] = _nothing
        self.descriptor = -1
        self.name = name

    def read(self) -> bytes:
        """The whole file as it is now. Raises as :meth:`Folder.read`."""
        try:
            text = self._read()
            return self._reopened() if text is None else text
        except OSError as error:
            self._folder.fail(error, self.name)

    def _reopened(self) -> bytes:
        path = self._folder.place(self.name)
        if not self._folder.live:
            return _native.read_file(path, self._limit)  # recorded files may be replaced, not only rewritten
        with self._opening:
            text = self._read()
            if text is None:
                self.descriptor, self._read = _native.open_kept(path, self._limit, self._in_one_piece)
                text = self._read()
        if text is None:
            raise self._folder.malformed(self.name, "its descriptor was closed by another thread")
        return text


def _nothing() -> None:
    """What reads a file that was not opened yet."""
