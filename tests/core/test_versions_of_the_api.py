"""Backends of other versions of the plugin API, and the public names as they stand in review."""

import dataclasses
import importlib
import inspect
import json
import os
import pkgutil
from pathlib import Path

import pytest
import sysprobe
import sysprobe.types
from live import run_python
from sysprobe.hookspecs import DOMAINS, specification

HERE = Path(__file__).parent
SNAPSHOT = HERE / "public_api.json"
ASK = """
import json, sys, warnings
warnings.simplefilter("ignore")
sys.path.insert(0, sys.argv[2])
import sysprobe.plugin
sysprobe.plugin.API = tuple(json.loads(sys.argv[1]))
from sysprobex_frozen import BACKEND
host = sysprobe.Host(backends=[BACKEND])
found = host.backends()[0]
try:
    answer = host.virtual_memory().buffers
except sysprobe.CapabilityUnavailable as error:
    answer = str(error)
print(json.dumps([found.status.value, found.detail, answer]))
"""


def ask(major, minor):
    return json.loads(run_python(ASK, json.dumps([major, minor]), str(HERE / "frozen")).stdout)


@pytest.mark.parametrize("minor", [0, 1, 7])
def test_a_backend_of_an_older_minor_version_keeps_working(minor):
    assert ask(1, minor) == ["active", "", 7]


def test_a_backend_of_an_older_major_version_is_refused_with_the_remedy():
    status, detail, answer = ask(2, 0)
    assert status == "incompatible"
    assert detail == "written for plugin API 1.0, this sysprobe has 2.0: upgrade the backend"
    assert detail in answer


def test_a_backend_of_a_newer_version_is_refused_with_the_remedy():
    status, detail, _ = ask(0, 9)
    assert (status, detail.rpartition(": ")[2]) == ("incompatible", "upgrade sysprobe")


def public_api():
    """Hooks with their arguments, records with their fields, enums with their values, functions with theirs."""
    hooks = {
        f"{domain}.{hook}": [*inspect.signature(getattr(specification(domain), hook)).parameters][1:]
        for domain, names in DOMAINS.items()
        for hook in names
    }
    records, enums = {}, {}
    for info in pkgutil.iter_modules(sysprobe.types.__path__):
        module = importlib.import_module(f"sysprobe.types.{info.name}")
        for name, each in inspect.getmembers(module, inspect.isclass):
            if each.__module__ != module.__name__ or name.startswith("_"):
                continue
            if dataclasses.is_dataclass(each):
                records[f"{info.name}.{name}"] = {f.name: str(f.type) for f in dataclasses.fields(each)}
            elif (
                hasattr(each, "__members__") and info.name != "process_enums"
            ):  # those are the kernel's, by its version
                enums[f"{info.name}.{name}"] = {key: str(value.value) for key, value in each.__members__.items()}
    functions = {
        name: str(inspect.signature(getattr(sysprobe, name)))
        for name in sysprobe.__all__
        if inspect.ismethod(getattr(sysprobe, name))
    }
    return {
        "names": sorted(sysprobe.__all__),
        "functions": functions,
        "hooks": hooks,
        "records": records,
        "enums": enums,
    }


def test_the_public_api_is_the_one_in_the_snapshot():
    """A change is meant if the snapshot changes in the same commit: SNAPSHOT=write pytest <this file>."""
    now = json.loads(json.dumps(public_api()))
    if os.environ.get("SNAPSHOT") == "write":
        SNAPSHOT.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n")
    known = json.loads(SNAPSHOT.read_text())
    for part, wanted in known.items():
        missing = set(wanted) - set(now[part])
        assert not missing, f"{part} that are gone: {sorted(missing)}"
        assert now[part] == wanted, f"{part} differ from {SNAPSHOT.name}"
