"""Root directories with packages of Debian, for tools that need another system's files. Made by mmdebstrap."""

import subprocess
from pathlib import Path


def mirror() -> list[str]:
    """The Debian mirror that this machine's apt uses, or none: mmdebstrap then knows its own."""
    for file in (Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))):
        for line in file.read_text().splitlines() if file.is_file() else []:
            words = line.split()
            addresses = [w for w in words if w.startswith(("http://", "https://"))]
            if not line.startswith("#") and addresses and addresses[0].rstrip("/").endswith("/debian"):
                return addresses[:1]
    return []


def unpack(suite: str, architecture: str, packages: str, place: Path) -> None:
    """Unpack packages (comma-separated) and what they depend on into a directory, without configuring them."""
    _make("extract", suite, architecture, packages, place)


def install(suite: str, architecture: str, packages: str, place: Path) -> None:
    """Install packages (comma-separated) and what a Debian needs at least into a directory."""
    _make("essential", suite, architecture, packages, place)


def _make(variant: str, suite: str, architecture: str, packages: str, place: Path) -> None:
    options = [f"--variant={variant}", f"--arch={architecture}", f"--include={packages}", "--quiet"]
    subprocess.run(["mmdebstrap", *options, suite, str(place), *mirror()], check=True, stdin=subprocess.DEVNULL)
