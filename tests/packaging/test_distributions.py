"""What is in the sdists and wheels, and what an install says on the wrong system."""

import email
import importlib
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = sorted(p.parent.name for p in ROOT.glob("packages/*/pyproject.toml"))
SYSTEMS = {"backend-linux": "linux", "backend-macos": "darwin", "backend-windows": "win32"}
#: What PEP 517 frontends call, without one and without an index.
HOOK = "import os, sys; from setuptools import build_meta as b; os.chdir(sys.argv[1]); print(b.{hook}(sys.argv[2]))"


def project(package):
    """The [project] table."""
    return tomllib.loads((ROOT / "packages" / package / "pyproject.toml").read_text())["project"]


def run_hook(hook, package, tmp_path):
    """Call a hook of setuptools on a copy of a package; the finished process."""
    source = tmp_path / package
    ignored = shutil.ignore_patterns("build", "*.egg-info", "*.so", "__pycache__")
    shutil.copytree(ROOT / "packages" / package, source, ignore=ignored)
    output = tmp_path / "out"
    output.mkdir()
    command = [sys.executable, "-c", HOOK.format(hook=hook), str(source), str(output)]
    return subprocess.run(command, capture_output=True, text=True)


def build_wheel(source, output, tmp_path):
    """Build where no session of nox has built this state before."""
    command = [sys.executable, "-c", HOOK.format(hook="build_wheel"), source, output]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)


@pytest.fixture
def tools(monkeypatch):
    """Import a module of tools/."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module


def modules(package):
    """Python files and markers of a package, as they stand in a wheel."""
    source = ROOT / "packages" / package / "src"
    files = [
        p
        for p in source.rglob("*")
        if (p.suffix in {".py", ".pyi", ".txt"} and ".egg-info" not in str(p)) or p.name == "py.typed"
    ]
    return {p.relative_to(source).as_posix() for p in files}


@pytest.mark.parametrize("package", PACKAGES)
def test_an_sdist_is_made_on_any_system_and_holds_all_sources(package, tmp_path):
    run = run_hook("build_sdist", package, tmp_path)
    assert run.returncode == 0, run.stderr
    (archive,) = (tmp_path / "out").iterdir()
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    folder = ROOT / "packages" / package
    wanted = {p.relative_to(folder).as_posix() for p in folder.glob("csrc/*.[ch]")}
    wanted |= {f"src/{name}" for name in modules(package)} | {"LICENSE", "README.md", "pyproject.toml"}
    assert wanted - names == set()
    assert not [name for name in names if name.endswith((".so", ".pyd", ".o", ".pyc"))]


FOREIGN = [package for package in SYSTEMS if SYSTEMS[package] != sys.platform]
METADATA = "prepare_metadata_for_build_wheel"


@pytest.mark.parametrize("package", FOREIGN)
@pytest.mark.parametrize("hook", ["build_wheel", METADATA])
def test_on_the_wrong_system_one_sentence_names_the_remedy_before_anything_is_looked_for(hook, package, tmp_path):
    """Installers ask for the metadata first, and look for what it requires (the core) before they build."""
    run = run_hook(hook, package, tmp_path)
    assert run.returncode != 0
    assert "Traceback" not in run.stderr
    last = run.stderr.strip().splitlines()[-1]
    assert "can only be built on" in last
    assert "sysprobe[native]" in last


def metadata(package, tmp_path):
    """As setuptools makes it: for the wheel, on a foreign system for the sdist, which lockers read."""
    foreign = package in FOREIGN
    run = run_hook("build_sdist" if foreign else METADATA, package, tmp_path)
    assert run.returncode == 0, run.stderr
    (path,) = (tmp_path / "out").glob("*.tar.gz" if foreign else "*.dist-info/METADATA")
    if not foreign:
        return path.read_text()
    with tarfile.open(path) as opened:
        (name,) = (name for name in opened.getnames() if name.count("/") == 1 and name.endswith("/PKG-INFO"))
        return opened.extractfile(name).read().decode()


@pytest.mark.parametrize("package", PACKAGES)
def test_metadata_is_what_our_own_builder_writes(package, tmp_path, tools):
    made = email.message_from_string(metadata(package, tmp_path))
    assert made["Name"] == project(package)["name"]
    assert made["License-Expression"] == "BSD-3-Clause"
    ours = email.message_from_string(tools("wheels").metadata(project(package), ROOT / "packages" / package))

    def comparable(message, field):
        """setuptools writes the same requirements with other spaces, quotes and brackets."""
        return sorted("".join(c for c in value if c not in " \"'()") for value in message.get_all(field, []))

    for field in sorted({*made.keys(), *ours.keys()} - {"Metadata-Version", "Requires-Dist", "Dynamic"}):
        assert comparable(ours, field) == comparable(made, field), field
    # "a>=0.1,<0.2" may come back as "a<0.2,>=0.1"
    assert [sorted(r) for r in comparable(ours, "Requires-Dist")] == [
        sorted(r) for r in comparable(made, "Requires-Dist")
    ]


@pytest.mark.parametrize("package", [p for p in PACKAGES if SYSTEMS.get(p, sys.platform) == sys.platform])
def test_a_wheel_holds_the_package_and_no_c(package, tmp_path, tools):
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    path = tools("built").wheel(package, python, lambda source, output: build_wheel(source, output, tmp_path))
    names = set(zipfile.ZipFile(path).namelist())
    inside = {name for name in names if ".dist-info/" not in name}
    native = {name for name in inside if "/_native." in name and not name.endswith(".pyi")}
    assert inside - native == modules(package)
    assert len(native) == (package in SYSTEMS)
    if package in SYSTEMS and not sys.abiflags:
        assert "-cp311-abi3-" in path.name
    assert [name for name in names if name.endswith("licenses/LICENSE")]


def test_extras_bring_the_backend_of_each_system_and_none_elsewhere():
    extras = project("core")["optional-dependencies"]
    for extra, system in (("linux", "linux"), ("macos", "darwin"), ("windows", "win32")):
        (need,) = extras[extra]
        assert need == f"sysprobe-{extra}>=0.1,<0.2; sys_platform == '{system}'"
    assert extras["native"] == ["sysprobe[linux,macos,windows]"]
    assert project("core")["dependencies"] == ["pluggy>=1.5,<2"], "the core needs pluggy and nothing else"
    for package in SYSTEMS:
        assert project(package)["dependencies"] == ["sysprobe>=0.1,<0.2"]


def test_the_pythons_that_are_tested_are_those_that_are_promised():
    (supported,) = re.findall(r"^SUPPORTED = \((.+)\)$", (ROOT / "noxfile.py").read_text(), re.MULTILINE)
    tested = re.findall(r"3\.\d+", supported)
    for package in PACKAGES:
        promised = [c.rpartition(" ")[2] for c in project(package)["classifiers"] if "Python :: 3." in c]
        assert promised == tested, package
        assert project(package)["requires-python"] == f">={tested[0]}"


def test_what_the_workflows_use_cannot_change_behind_our_back():
    uses = [
        line.strip()
        for path in (ROOT / ".github/workflows").glob("*.yml")
        for line in path.read_text().splitlines()
        if "uses:" in line
    ]
    assert uses
    assert [line for line in uses if not re.search(r"@[0-9a-f]{40} # v[\d.]+$", line)] == []


def test_versions_agree():
    run = subprocess.run([sys.executable, str(ROOT / "tools/versions.py")], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
