"""The house is in order: every thing has its room, rooms mirror each other, and doors open one way."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from live import run_python
from sysprobe.hookspecs import DOMAINS

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "packages/core/src/sysprobe"
BACKENDS = {p.name: p for p in sorted(ROOT.glob("packages/backend-*/src/sysprobe_*")) if (p / "__init__.py").exists()}
RECORDED = ("tests/linux/trees/", "tests/fuzz/corpus/", "tests/macos/data/", "tests/windows/data/")
LONGEST = 400


def files(*suffixes):
    """The files of the project with one of these suffixes, as paths relative to its root."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
    if listing.returncode:
        names = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if not re.search(r"/(\.\w+|build|dist)/", str(p))]
    else:
        names = listing.stdout.decode().split("\0")
    return [n for n in names if n.endswith(suffixes) and not n.startswith(RECORDED) and (ROOT / n).is_file()]


def imports(path):
    """Modules that a file imports anywhere, fully named."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def providers(backend):
    """Domain → module of a backend, read from its descriptor's source: it need not run here."""
    tree = ast.parse((BACKENDS[backend] / "__init__.py").read_text())
    (call,) = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Backend"]
    (value,) = [k.value for k in call.keywords if k.arg == "providers"]
    return ast.literal_eval(value)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_domain_has_its_rooms_in_core(domain):
    rooms = (
        CORE / f"{domain}.py",
        CORE / f"types/{domain}.py",
        CORE / f"hookspecs/{domain}.py",
        CORE / f"cli/{domain}.py",
    )
    rooms += (ROOT / f"docs/{domain}.md", ROOT / f"tests/contract/test_{domain}.py")
    assert [str(room.relative_to(ROOT)) for room in rooms if not room.exists()] == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_backend_has_rooms_for_just_the_domains_that_it_provides(backend):
    provided = providers(backend)
    assert set(provided) <= set(DOMAINS)
    for domain, target in provided.items():
        assert target == f"{backend}.{domain}:{domain.capitalize()}"
        assert (BACKENDS[backend] / f"{domain}.py").exists()
    assert {d for d in DOMAINS if (BACKENDS[backend] / f"{d}.py").exists()} == set(provided)


def test_no_file_is_longer_than_can_be_read_at_a_sitting():
    lengths = {name: len((ROOT / name).read_text().splitlines()) for name in files(".py", ".pyi", ".c", ".h")}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_a_module_is_named_after_a_subject():
    # What stands in for psutil's internals has their names.
    nothing = re.compile(r"(?<!internals/_)(?<![a-z])(utils?|helpers?|misc|common)\.(py|c)$")
    assert [name for name in files(".py", ".c") if nothing.search(name)] == []


def test_only_the_registry_asks_which_system_this_is():
    asking = set()
    for path in (*CORE.rglob("*.py"), *(p for package in BACKENDS.values() for p in package.rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                name = f"{node.value.id}.{node.attr}"
                if name in {"sys.platform", "os.name", "platform.system"}:
                    asking.add(str(path.relative_to(ROOT)))
    allowed = {"packages/core/src/sysprobe/_registry.py", "packages/core/src/sysprobe/testing/_descriptor.py"}
    assert asking - allowed == set()


#: Layer → what of core it may import. Facades are core's own modules beside these.
DOORS = {
    "types": {"types", "errors", "series"},
    "hookspecs": {"hookspecs", "types", "plugin", "table"},
    "plugin.py": {"_discovery"},
    "errors.py": set(),
}
BACKEND_DOORS = {"plugin", "types", "errors", "oneshot", "table", "series", "rates", "deadline"}


def inner(path, package="sysprobe"):
    """Second components of what a file imports from core."""
    names = [name for name in imports(path) if name.partition(".")[0] == package]
    return {name.split(".")[1] for name in names if "." in name}


@pytest.mark.parametrize("layer", DOORS)
def test_imports_run_one_way_in_core(layer):
    place = CORE / layer
    for path in [place] if place.is_file() else place.rglob("*.py"):
        assert inner(path) <= DOORS[layer] | {layer.removesuffix(".py")}, path


def test_nothing_imports_the_command_line_or_the_testing_kit():
    for path in CORE.rglob("*.py"):
        if path.relative_to(CORE).parts[0] not in {"cli", "testing", "__main__.py"}:
            assert not inner(path) & {"cli", "testing"}, path


def test_core_imports_no_backend():
    for path in CORE.rglob("*.py"):
        assert not [name for name in imports(path) if name.startswith("sysprobe_")], path


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_backend_imports_of_core_what_is_meant_for_it(backend):
    for path in BACKENDS[backend].rglob("*.py"):
        assert inner(path) <= BACKEND_DOORS, path
        foreign = {name.partition(".")[0] for name in imports(path) if name.startswith("sysprobe_")}
        assert foreign <= {backend}, path


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_descriptor_costs_nothing_but_itself(backend):
    assert set(imports(BACKENDS[backend] / "__init__.py")) == {"sysprobe.plugin", "sysprobe.plugin.Backend"}


def test_linux_opens_no_absolute_path_of_proc_or_sys():
    for path in BACKENDS["sysprobe_linux"].rglob("*.py"):
        tree = ast.parse(path.read_text())
        texts = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}  # docstrings name files, in prose
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in texts:
                assert not re.match("/(proc|sys)/[a-z0-9]", node.value), f"{path}: {node.value}"
    for path in (ROOT / "packages/backend-linux/csrc").glob("*.[ch]"):
        assert not re.search(r'open(at|64)?\([^"\n]*"/(proc|sys)/', path.read_text()), path


def test_parsers_know_nothing_of_python():
    for path in ROOT.glob("packages/backend-*/csrc/parse_*.[ch]"):
        included = set(re.findall(r'#\s*include\s*[<"]([^>"]+)', path.read_text()))
        assert not included & {"Python.h", "native.h", "objects.h"}, path


def test_every_parser_has_a_fuzz_target():
    parsers = {p.stem.removeprefix("parse_") for p in ROOT.glob("packages/backend-*/csrc/parse_*.c")}
    targets = " ".join(p.read_text() for p in (ROOT / "tests/fuzz").glob("*.c"))
    assert {p for p in parsers if not re.search(rf"\bparse_{p}\.[ch]\b", targets)} == set()


def test_the_import_is_light():
    heavy = ("dataclasses", "typing", "pluggy", "importlib.metadata", "enum", "inspect", "ctypes", "subprocess")
    code = "import sys; before = set(sys.modules); import sysprobe; print(*set(sys.modules) - before)"
    loaded = set(run_python(code).stdout.split())
    assert not loaded & set(heavy)
    assert not {name for name in loaded if name.startswith(("sysprobe_", "sysprobe.cli", "sysprobe.types."))}


def test_no_path_of_one_machine_is_written_down():
    suspicious = re.compile(r"(?<![\w.])/(?:work|root|home/(?!ada/)\w+|Users/(?!ada/)\w+)/")
    found = []
    for name in files(".py", ".c", ".h", ".md", ".toml", ".yml", ".yaml", ".sh", "run"):
        if name != "tests/test_house.py":
            lines = (ROOT / name).read_text().splitlines()
            found += [f"{name}:{number}" for number, line in enumerate(lines, 1) if suspicious.search(line)]
    assert found == []


def test_every_package_is_typed_licensed_and_described():
    for project in ROOT.glob("packages/*/pyproject.toml"):
        folder = project.parent
        assert list(folder.glob("src/*/py.typed")), folder
        assert (folder / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
        assert (folder / "README.md").read_text().startswith("# ")
        settings = tomllib.loads(project.read_text())["project"]
        assert settings["license"] == "BSD-3-Clause"
        assert settings["requires-python"] == ">=3.11"
