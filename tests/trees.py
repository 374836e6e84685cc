"""The machines under tests/linux/trees, ready to be looked at: ``TREES / "synthetic-laptop"``.

Names in ``/sys`` have colons, and half of them are symbolic links: not every system can check such files out. So each
machine's ``sys`` is one file, ``sys.json``: path → text, ``{"link": target}``, or null for an empty folder. It is
unpacked when the tests first ask. ``python tests/trees.py FOLDER`` packs a recorded ``sys`` and removes it.
"""

import atexit
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

PACKED = Path(__file__).resolve().parent / "linux" / "trees"


def pack(folder):
    """Put ``folder/sys`` into ``folder/sys.json``."""
    top, found = folder / "sys", {}
    for place, folders, files in os.walk(top):
        for name in (*folders, *files):
            path = Path(place, name)
            key = path.relative_to(top).as_posix()
            if path.is_symlink():
                found[key] = {"link": os.readlink(path)}
            elif path.is_file():
                found[key] = os.fsdecode(path.read_bytes())
            elif not any(path.iterdir()):
                found[key] = None
    (folder / "sys.json").write_text(json.dumps(found, indent=0, sort_keys=True) + "\n")
    shutil.rmtree(top)


def unpack(folder):
    """Make ``folder/sys`` from ``folder/sys.json``."""
    for key, content in json.loads((folder / "sys.json").read_text()).items():
        path = folder / "sys" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.mkdir()
        elif isinstance(content, dict):
            path.symlink_to(content["link"])
        else:
            path.write_bytes(os.fsencode(content))


def unpacked():
    """A temporary copy of all machines, which goes away with this process."""
    top = Path(tempfile.mkdtemp(prefix="sysprobe-trees-"))
    owner = os.getpid()
    # A forked child of a test must not take the machines away from its parent.
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(top, ignore_errors=True))
    for folder in PACKED.iterdir():
        shutil.copytree(folder, top / folder.name, symlinks=True)
        if (folder / "sys.json").exists():
            unpack(top / folder.name)
    return top


def __getattr__(name):
    if name != "TREES":
        raise AttributeError(name)
    globals()[name] = unpacked()
    return globals()[name]


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        pack(Path(argument))
