"""Real distributions, made and installed into a site directory of their own, for tests of discovery.

What pip leaves behind of a wheel is its files and a dist-info folder; `Site.install` writes just that. The interpreter
that runs in it sees nothing else: sysprobe's core and pluggy are there, no backend of this machine is.
"""

import importlib.util
import json
import os
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

DESCRIPTOR = """
from sysprobe.plugin import Backend
BACKEND = Backend(name={name!r}, api={api!r}, platforms={platforms!r}, priority={priority!r}, providers={providers!r})
"""

PROVIDER = """
from sysprobe.plugin import hookimpl

class Memory:
    def __init__(self, context):
        self.context = context

    @hookimpl
    def virtual_memory(self):
        return {answer!r}
"""

PRELUDE = """
import json, sys, warnings
import sysprobe

def say(**values):
    print(json.dumps(values, default=str))

def report():
    return [[found.name, found.source, found.status.value, found.detail] for found in sysprobe.Host().backends()]
"""


def write(folder, files):
    """Write files, given as relative name → text."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))


def backend(name, *, api=(1, 0), platforms=(), priority=0, answer=None, provider=None, providers=None):
    """The files of a backend package `sp_<name>`: a descriptor, and a provider of memory that answers `answer`."""
    package = f"sp_{name}"
    providers = {"memory": f"{package}.memory:Memory"} if providers is None else providers
    descriptor = DESCRIPTOR.format(name=name, api=api, platforms=platforms, priority=priority, providers=providers)
    code = PROVIDER.format(answer=answer or f"{name} answers") if provider is None else provider
    return {f"{package}/__init__.py": descriptor, f"{package}/memory.py": code}


class Site:
    """A directory that is the whole world of an interpreter."""

    def __init__(self, path):
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        for package in ("sysprobe", "pluggy"):
            location = Path(importlib.util.find_spec(package).origin).parent
            (path / package).symlink_to(location, target_is_directory=True)

    def install(self, distribution, files, entries=None, version="1.0", suffix="dist-info"):
        """Install a distribution; `entries` maps names of entry points to objects."""
        write(self.path, files)
        folder = self.path / f"{distribution.replace('-', '_')}-{version}.{suffix}"
        listing = "".join(f"{name} = {value}\n" for name, value in (entries or {}).items())
        metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
        write(
            folder,
            {
                "PKG-INFO" if suffix == "egg-info" else "METADATA": metadata,
                "entry_points.txt": f"[sysprobe.backends]\n{listing}",
            },
        )
        return folder

    def install_backend(self, name, *, distribution=None, version="1.0", **settings):
        """Install the distribution `sysprobex-<name>` with one backend."""
        files = backend(name, **settings)
        return self.install(distribution or f"sysprobex-{name}", files, {name: f"sp_{name}:BACKEND"}, version)

    def run(self, code, check=True, **environment):
        """Run code after PRELUDE in this site. What it `say`s comes back as a dict, beside stderr."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("SYSPROBE_", "PYTHON"))}
        run = subprocess.run(
            [sys.executable, "-S", "-c", PRELUDE + textwrap.dedent(code)],
            capture_output=True,
            text=True,
            timeout=120,
            cwd=self.path,
            env=clean | {"PYTHONPATH": str(self.path)} | environment,
        )
        assert not check or run.returncode == 0, run.stderr
        said = {}
        for line in run.stdout.splitlines():
            said |= json.loads(line)
        return said, run.stderr


def wheel(folder, distribution, files, entries, version="1.0"):
    """A wheel file with these contents, which a real installer accepts."""
    base = f"{distribution.replace('-', '_')}-{version}"
    info = f"{base}.dist-info"
    listing = "".join(f"{name} = {value}\n" for name, value in entries.items())
    full = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[sysprobe.backends]\n{listing}",
    }
    path = folder / f"{base}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in full.items():
            archive.writestr(name, text)
        archive.writestr(f"{info}/RECORD", "".join(f"{name},,\n" for name in (*full, f"{info}/RECORD")))
    return path
