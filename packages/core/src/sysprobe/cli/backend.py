"""Start a backend of your own: a distribution that can be installed and passes its tests."""

from __future__ import annotations

import argparse
import os
import re
from importlib.resources import files
from string import Template

from sysprobe import __version__
from sysprobe.cli import output
from sysprobe.cli.display import printable
from sysprobe.host import Host
from sysprobe.plugin import API

#: Template → where it goes.
SKELETON = {
    "pyproject.toml.txt": "pyproject.toml",
    "README.md.txt": "README.md",
    "__init__.py.txt": "src/$package/__init__.py",
    "cpu.py.txt": "src/$package/cpu.py",
    "test_contract.py.txt": "tests/test_contract.py",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to start, and where."""
    parser.add_argument("action", choices=["new"], help="write the skeleton of a new backend")
    parser.add_argument("name", type=_name, help="its name, as in SYSPROBE_BACKENDS: lower-case letters, digits and -")
    parser.add_argument("--dir", default=".", help="folder to write the distribution's folder into (default: here)")


def run(host: Host, options: argparse.Namespace) -> int:
    """Write the skeleton; an existing folder is left alone."""
    words = _words(options.name)
    top = os.path.join(options.dir, words["distribution"])
    os.mkdir(top)
    written = []
    for template, place in SKELETON.items():
        path = os.path.join(top, Template(place).substitute(words))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        text = files("sysprobe.cli").joinpath("skeleton", template).read_text(encoding="utf-8")
        with open(path, "x", encoding="utf-8") as file:
            file.write(Template(text).substitute(words))
        written.append(path)
    typed = os.path.join(top, "src", words["package"], "py.typed")
    open(typed, "x").close()
    if options.json:
        output.write_json("backend", {"directory": top, "files": [*written, typed]})
    else:
        print(f'{printable(top)}: cd there, python -m pip install -e ".[test]", and pytest')
    return 0


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no name: lower-case letters, digits and single - between them")
    if text in {"linux", "macos", "windows"} or text.startswith("sysprobe"):
        raise argparse.ArgumentTypeError(f"{text!r} is one of sysprobe's own names")
    return text


def _words(name: str) -> dict[str, str]:
    major, minor = (int(part) for part in __version__.split(".")[:2])
    return {
        "name": name,
        "distribution": f"sysprobex-{name}",
        "package": f"sysprobex_{name.replace('-', '_')}",
        "api": repr(API),
        "series": f"{major}.{minor}",
        "next_series": f"{major}.{minor + 1}",
    }
