"""What can be said about a Mach-O file without a Mac: its imports exist, its ad-hoc signature is right."""

import hashlib
import re
import struct
from pathlib import Path

import lief

lief.logging.set_level(lief.logging.LEVEL.OFF)  # it remarks on an empty table in every file of zig

LC_CODE_SIGNATURE = 0x1D
EMBEDDED_SIGNATURE, CODE_DIRECTORY = 0xFADE0CC0, 0xFADE0C02


def system_symbols(stub: Path, target: str) -> set[str]:
    """Names that a library's stub (.tbd) exports for a target such as ``x86_64-macos``; no leading underscore."""
    text = stub.read_text(encoding="utf-8")
    found: set[str] = set()
    for targets, block in re.findall(r"- targets:\s*\[(.*?)\]\n((?:    \w[\w-]*:\s*\[.*?\]\n?)+)", text, re.DOTALL):
        if target in re.sub(r"\s", "", targets).split(","):
            for names in re.findall(r"    (?:weak-)?symbols:\s*\[(.*?)\]", block, re.DOTALL):
                cleaned = (name.strip().strip("'\"") for name in names.split(","))
                found |= {name[1:] for name in cleaned if name.startswith("_")}
    return found


def stable_abi(version: tuple[int, int]) -> set[str]:
    """What the stable ABI of this Python holds."""
    import abi3info

    tables = (abi3info.FUNCTIONS, abi3info.DATAS)
    return {str(s.name) for t in tables for s, f in t.items() if (f.added.major, f.added.minor) <= version}


def imports(path: Path) -> set[str]:
    """What a file takes from others; no leading underscore."""
    container = lief.MachO.parse(str(path))  # owns the rest
    return {s.name.removeprefix("_") for image in container for s in image.imported_symbols} - {"dyld_stub_binder"}


def oldest_system(path: Path) -> str:
    """The oldest macOS that loads a file, as major.minor."""
    container = lief.MachO.parse(str(path))
    (version,) = {tuple(image.build_version.minos[:2]) for image in container}
    return ".".join(map(str, version))


def check_signature(path: Path) -> str:
    """Compare every page's hash in the code directory with the page; arm64 runs nothing else. Raises ValueError."""
    data = path.read_bytes()
    (commands,) = struct.unpack_from("<I", data, 16)
    at, signature = 32, None
    for _ in range(commands):
        command, size = struct.unpack_from("<II", data, at)
        if command == LC_CODE_SIGNATURE:
            signature = struct.unpack_from("<II", data, at + 8)
        at += size
    if signature is None:
        raise ValueError(f"{path.name} is not signed")
    start, length = signature
    blob = data[start : start + length]
    magic, _, count = struct.unpack_from(">III", blob)
    directories = [struct.unpack_from(">II", blob, 12 + 8 * i)[1] for i in range(count)]
    directories = [d for d in directories if struct.unpack_from(">I", blob, d)[0] == CODE_DIRECTORY]
    if magic != EMBEDDED_SIGNATURE or not directories:
        raise ValueError(f"{path.name} has no code directory")
    pages = 0
    for directory in directories:
        _, _, _, _, hashes, _, _, slots, limit = struct.unpack_from(">9I", blob, directory)
        size, _, _, shift = struct.unpack_from("BBBB", blob, directory + 36)
        if limit != start:
            raise ValueError(f"{path.name}: the signature covers {limit} of {start} bytes")
        for slot in range(slots):
            page = data[slot << shift : min((slot + 1) << shift, limit)]
            expected = directory + hashes + slot * size
            if hashlib.sha256(page).digest()[:size] != blob[expected : expected + size]:
                raise ValueError(f"{path.name}: page {slot} was changed after it was signed")
        pages += slots
    return f"{pages} signed pages"
