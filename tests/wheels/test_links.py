"""What tools/wheels.py refuses to pack. It needs the dependency group `wheels`: `nox -s wheels` runs it."""

import importlib
import subprocess
from pathlib import Path

import pytest

pytest.importorskip("ziglang", reason="zig compiles: dependency group wheels")
pytest.importorskip("abi3info", reason="it knows the stable ABI: dependency group wheels")

ROOT = Path(__file__).resolve().parent.parent.parent
#: Calls the stable ABI, each library that a libc may consist of (the linker is silent when it lacks one), and more.
SOURCE = """
extern void *PyList_New(long);
extern int pthread_create(void), dlsym(void), getpid(void), {missing}(void);
__attribute__((visibility("default"))) int PyInit__native(void);
int PyInit__native(void) {{
    return PyList_New(1) && pthread_create() && dlsym() && getpid() && {missing}();
}}
"""


@pytest.fixture
def wheels(monkeypatch, tmp_path):
    """The tool, with packages of the test's own."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    module = importlib.import_module("wheels")
    monkeypatch.setattr(module, "PACKAGES", tmp_path)
    return module


@pytest.mark.parametrize("missing", ["parse_forgotten", "PyUnicode_AsUTF8"])  # the latter is stable since 3.13
@pytest.mark.parametrize("target", ["manylinux_x86_64", "manylinux_aarch64", "musllinux_x86_64", "musllinux_aarch64"])
def test_what_neither_the_stable_abi_of_3_11_nor_the_libc_has_fails_the_build(target, missing, wheels, tmp_path, capfd):
    source = tmp_path / "backend-linux/csrc/module.c"
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE.format(missing=missing))
    with pytest.raises(subprocess.CalledProcessError):
        wheels.compile_extension(target, tmp_path / "output", "-fno-builtin")
    said = capfd.readouterr().err
    assert missing in said
    assert not [name for name in ("PyList_New", "pthread_create", "dlsym", "getpid") if name in said]
