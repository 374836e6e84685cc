"""Machines that are folders of files: recorded ones, and those that a test makes."""

import sysprobe
from trees import TREES


def recorded(tree):
    """The Host of a machine under tests/linux/trees."""
    return sysprobe.Host(root=TREES / tree)


def made(root, files):
    """Write these files (name below `root` → text or bytes) and return the Host."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return sysprobe.Host(root=root)
