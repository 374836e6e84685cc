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

    def read(self, name: str, limit: int = LIMIT) -> bytes:
        """The whole file. Raises BackendError, naming the file, if it cannot be read or is longer than `limit`."""
        try:
            return _native.read_file(-1, self.place(name), limit)
        except OSError as error:
            self.fail(error, name)

    def read_or_none(self, name: str, limit: int = LIMIT) -> bytes | None:
        """The whole file, or `None` where there is none, or where reading it fails as drivers' files may do."""
        try:
            return _native.read_file(-1, self.place(name), limit)
        except OSError:
            return None

    def keep(self, name: str, limit: int = LIMIT) -> KeptFile:
        """A file that will be read again and again."""
        return KeptFile(self, name, limit)

    def link(self, name: str) -> str | None:
        """Where a symbolic link points to, or `None`."""
        try:
            return os.readlink(self.place(name, follow=False))
        except OSError:
            return None

    def list(self, name: str = "") -> list[str]:
        """Names in a folder, sorted; none where there is no such folder. Raises BackendError if it cannot be read."""
        try:
            return sorted(os.listdir(self.place(name)))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            self.fail(error, name)

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        try:
            return os.path.lexists(self.place(name, follow=False))
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
        path = os.path.join(self.path, name)
        if self.live:
            return path
        real = os.path.realpath(path if follow else os.path.dirname(path))
        if os.path.commonpath([real, self.root]) != self.root:
            raise BackendError(f"{path} leads out of {self.root}", backend="linux", source=path)
        return path


class KeptFile:
    """A file whose descriptor is kept between reads.

    Whoever daemonises closes all descriptors, ours too, and their numbers are used again: before each read the
    descriptor's device and inode are compared, so that another file is neither read nor closed. Reads have no position,
    so that threads and forked children can share the descriptor.
    """

    __slots__ = ("_folder", "_kept", "_limit", "_opening", "name")

    def __init__(self, folder: Folder, name: str, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._kept: tuple[int, int, int] | None = None
        self._opening = threading.Lock()
        self.name = name

    def read(self) -> bytes:
        """The whole file as it is now. Raises as :meth:`Folder.read`."""
        kept = self._kept
        try:
            if kept is not None:
                text = _native.read_kept(*kept, self._limit)
                if text is not None:
                    return text
            return self._reopened()
        except OSError as error:
            self._folder.fail(error, self.name)

    def _reopened(self) -> bytes:
        path = self._folder.place(self.name)
        if not self._folder.live:
            return _native.read_file(-1, path, self._limit)  # recorded files may be replaced, not only rewritten
        with self._opening:
            kept = self._kept
            text = None if kept is None else _native.read_kept(*kept, self._limit)
            if text is None:
                # What was kept is not ours any more: it is left alone.
                kept = self._kept = _native.open_kept(path)
                text = _native.read_kept(*kept, self._limit)
        if text is None:
            raise self._folder.malformed(self.name, "its descriptor was closed by another thread")
        return text

    def __del__(self, close: Callable[[int, int, int], None] = _native.close_kept) -> None:
        # An argument, for when the interpreter ends a module's names may be gone before its objects.
        if self._kept is not None:
            close(*self._kept)
