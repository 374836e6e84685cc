r"""Paths by the kernel's names for devices, such as ``\Device\HarddiskVolume3\Windows``, as programs name them."""

from __future__ import annotations

from collections.abc import Mapping

from sysprobe_windows import _native

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NETWORK = "\\Device\\Mup\\"


def wide(path: str) -> bytes:
    """A path or name for the C module; one with a NUL is none."""
    if "\0" in path:
        raise ValueError("embedded null character")
    return (path + "\0").encode("utf-16-le", "surrogatepass")


def drives() -> list[str]:
    """The drives that there are, as ``C:``."""
    there = _native.drives()
    return [f"{letter}:" for bit, letter in enumerate(LETTERS) if there >> bit & 1]


def devices() -> dict[str, str]:
    """Device → drive. A drive that stands for a folder (``subst``) has no device of its own."""
    found = {}
    for drive in drives():
        try:
            device = _native.dos_device(wide(drive))
        except OSError:  # it has gone since
            continue
        if device and not device.startswith("\\??\\"):
            found[device] = drive
    return found


def dos_path(path: str, known: Mapping[str, str]) -> str:
    """The path with its drive. What lies on a device without one keeps the kernel's name."""
    path = plain(path, "\\??\\")
    if path.startswith(NETWORK):
        return "\\\\" + path.removeprefix(NETWORK)
    # HarddiskVolume1 is not the beginning of HarddiskVolume12.
    place = path.find("\\", path.find("\\", 1) + 1)
    drive = None if place < 0 else known.get(path[:place])
    return path if drive is None else drive + path[place:]


def plain(path: str, mark: str) -> str:
    r"""The path without the mark that it is one of DOS: ``\\?\`` of Win32, ``\??\`` of the kernel."""
    if path.startswith(mark + "UNC\\"):
        return "\\\\" + path[len(mark) + 4 :]
    return path.removeprefix(mark)
