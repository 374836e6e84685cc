"""Build the wheels of every system on this one: zig compiles, the standard library packs.

python tools/wheels.py                          every wheel into dist/
python tools/wheels.py --target win_amd64       one
python tools/wheels.py --list                   their names

setuptools cannot cross-build (it always adds this machine's pyconfig.h), so this is the second way to build a backend;
the first, for a machine that installs from source, is each package's setup.py. Needs the dependency group `wheels`.
"""

import argparse
import base64
import csv
import hashlib
import io
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cache

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "packages"
ABI = "cp311-abi3"
STABLE = (3, 11)
SHIPPED = {".py", ".pyi", ".txt"}


@dataclass(frozen=True)
class Target:
    """One wheel: whose sources, for which compiler triple, under which platform tag."""

    package: str
    triple: str
    platform: str
    flags: tuple[str, ...] = ()
    suffix: str = ".abi3.so"


LINUX = ("-shared", "-fPIC")
# CPython loads an MH_DYLIB as it loads a bundle, which zig cannot make. Frameworks are opened at run time.
MACOS = ("-shared", "-Wl,-install_name,@rpath/_native.abi3.so", "-undefined", "dynamic_lookup")
WINDOWS = ("-shared", "-liphlpapi", "-lpsapi", "-lws2_32", "-ladvapi32", "-lwtsapi32", "-lntdll", "-lpowrprof", "-lpdh")

TARGETS = {
    "manylinux_x86_64": Target(
        "backend-linux", "x86_64-linux-gnu.2.17", "manylinux2014_x86_64.manylinux_2_17_x86_64", LINUX
    ),
    "manylinux_aarch64": Target(
        "backend-linux", "aarch64-linux-gnu.2.17", "manylinux2014_aarch64.manylinux_2_17_aarch64", LINUX
    ),
    "musllinux_x86_64": Target("backend-linux", "x86_64-linux-musl", "musllinux_1_2_x86_64", LINUX),
    "musllinux_aarch64": Target("backend-linux", "aarch64-linux-musl", "musllinux_1_2_aarch64", LINUX),
    "macosx_x86_64": Target("backend-macos", "x86_64-macos.11.0", "macosx_11_0_x86_64", MACOS),
    "macosx_arm64": Target("backend-macos", "aarch64-macos.11.0", "macosx_11_0_arm64", MACOS),
    "win_amd64": Target("backend-windows", "x86_64-windows-gnu", "win_amd64", WINDOWS, ".pyd"),
    "win_arm64": Target("backend-windows", "aarch64-windows-gnu", "win_arm64", WINDOWS, ".pyd"),
}
#: Compiles and links, but was never run: only made when asked for.
UNPROVEN = ("win_arm64",)
PURE = ("core", "compat-psutil")


def zig(*arguments: object) -> None:
    """Run zig, with its cache where a fresh clone finds it: the first link for Windows builds a C runtime (1–2 min)."""
    store = str(cache.directory("zig"))
    environment = os.environ | {"ZIG_GLOBAL_CACHE_DIR": store, "ZIG_LOCAL_CACHE_DIR": store}
    subprocess.run([sys.executable, "-m", "ziglang", *map(str, arguments)], check=True, env=environment)


def python_headers(windows: bool) -> Path:
    """A copy of the running interpreter's headers with the pyconfig.h of the target.

    All 64-bit Unixes share one: the stable ABI asks it for sizes alone. Debian's own only forwards to a directory named
    after the machine, hence the copy.
    """
    place = cache.directory("headers") / f"{sys.implementation.cache_tag}-{'windows' if windows else 'unix'}"
    config = ROOT / "tools/windows/pyconfig.h" if windows else Path(sysconfig.get_config_h_filename())
    if not (place / "Python.h").exists():
        fresh = place.with_name(f"{place.name}.{os.getpid()}")
        shutil.copytree(sysconfig.get_path("include"), fresh)
        shutil.rmtree(place, ignore_errors=True)
        fresh.rename(place)
    if not (place / "pyconfig.h").exists() or (place / "pyconfig.h").read_bytes() != config.read_bytes():
        (place / "pyconfig.h").unlink(missing_ok=True)
        shutil.copyfile(config, place / "pyconfig.h")
    return place


def stable_abi() -> Iterator[tuple[str, bool]]:
    """The names that the stable ABI of the oldest Python holds, and whether each is data."""
    import abi3info

    for table, data in ((abi3info.FUNCTIONS, False), (abi3info.DATAS, True)):
        yield from sorted((str(s.name), data) for s, f in table.items() if (f.added.major, f.added.minor) <= STABLE)


def import_library(triple: str) -> Path:
    """python3.lib for Windows, from the list of what the stable ABI holds: a misspelt function fails the link."""
    machine = "arm64" if triple.startswith("aarch64") else "i386:x86-64"
    place = cache.directory("headers")
    library, definition = place / f"python3-{triple}.lib", place / f"python3-{triple}.def"
    lines = ["LIBRARY python3.dll", "EXPORTS"]
    lines += [f"  {name}{' DATA' if data else ''}" for name, data in stable_abi()]
    text = "\n".join(lines) + "\n"
    if not library.exists() or not definition.exists() or definition.read_text() != text:
        definition.write_text(text)
        zig("dlltool", "-d", definition, "-l", library, "-m", machine)
    return library


def check_elf(triple: str, file: Path) -> None:
    """Link a program that has the stable ABI's names to an extension: what neither it nor the libc has fails the link.

    The extension itself links whatever is missing, for the interpreter it runs in may have it.
    """
    interpreter, program = file.with_name("interpreter.c"), file.with_name("interpreter")
    names = "".join(f"char {name}[1];\n" for name, _ in stable_abi())
    interpreter.write_text(f"{names}int main(void) {{ return 0; }}\n")
    zig("cc", "-target", triple, "-O2", "-g0", "-w", interpreter, file, "-o", program)
    interpreter.unlink()
    program.unlink()


def compile_extension(name: str, output: Path, *flags: str) -> Path:
    """Compile a target's `_native` into a directory; further flags go to the compiler. Returns the file."""
    target = TARGETS[name]
    windows = "windows" in target.triple
    output.mkdir(parents=True, exist_ok=True)
    file = output / f"_native{target.suffix}"
    arguments: list[object] = ["cc", "-target", target.triple, "-std=gnu11", "-O2", "-g0", "-fvisibility=hidden"]
    arguments += ["-Wall", "-Wextra", "-Werror", "-DNDEBUG", "-isystem", python_headers(windows), *flags]
    arguments += sorted((PACKAGES / target.package / "csrc").glob("*.c"))
    if windows:
        arguments.append(import_library(target.triple))
    zig(*arguments, *target.flags, "-o", file)
    for byproduct in (*output.glob("_native*.lib"), *output.glob("*.pdb")):
        byproduct.unlink()
    if "linux" in target.triple:
        check_elf(target.triple, file)
    return file


def metadata(project: dict[str, Any], folder: Path) -> str:
    """The METADATA file (PEP 566, 639, 643) of a pyproject's [project] table."""
    lines = ["Metadata-Version: 2.4", f"Name: {project['name']}", f"Version: {project['version']}"]
    lines += [f"Summary: {project['description']}", f"Requires-Python: {project['requires-python']}"]
    lines += [f"License-Expression: {project['license']}", "License-File: LICENSE"]
    lines += ["Author: " + ", ".join(a["name"] for a in project["authors"])]
    if "keywords" in project:
        lines.append("Keywords: " + ",".join(project["keywords"]))
    lines += [f"Classifier: {c}" for c in project["classifiers"]]
    lines += [f"Requires-Dist: {d}" for d in project.get("dependencies", [])]
    for extra, needs in project.get("optional-dependencies", {}).items():
        lines.append(f"Provides-Extra: {extra}")
        for need in needs:
            requirement, _, marker = (part.strip() for part in need.partition(";"))
            condition = f"({marker}) and extra == '{extra}'" if marker else f"extra == '{extra}'"
            lines.append(f"Requires-Dist: {requirement}; {condition}")
    lines.append("Description-Content-Type: text/markdown")
    return "\n".join(lines) + "\n\n" + (folder / "README.md").read_text()


def entry_points(project: dict[str, Any]) -> str:
    """entry_points.txt, or nothing."""
    groups = dict(project.get("entry-points", {}))
    if "scripts" in project:
        groups["console_scripts"] = project["scripts"]
    return "\n".join(f"[{g}]\n" + "".join(f"{k} = {v}\n" for k, v in e.items()) for g, e in groups.items())


def contents(package: str, tag: str, extension: Path | None) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file of a wheel but RECORD."""
    folder = PACKAGES / package
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    source = folder / "src"
    for path in sorted(source.rglob("*")):
        if ".egg-info" in str(path) or not path.is_file():  # an editable install leaves one
            continue
        if path.suffix in SHIPPED or path.name == "py.typed":
            yield path.relative_to(source).as_posix(), path.read_bytes()
    if extension is not None:
        yield f"{project['name'].replace('-', '_')}/{extension.name}", extension.read_bytes()
    info = f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    yield f"{info}/licenses/LICENSE", (folder / "LICENSE").read_bytes()
    yield f"{info}/METADATA", metadata(project, folder).encode()
    if points := entry_points(project):
        yield f"{info}/entry_points.txt", points.encode()
    python_abi, platforms = tag.rsplit("-", 1)
    tags = "".join(f"Tag: {python_abi}-{platform}\n" for platform in platforms.split("."))
    pure = str(extension is None).lower()
    yield f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: sysprobe\nRoot-Is-Purelib: {pure}\n{tags}".encode()


def pack(package: str, tag: str, output: Path, extension: Path | None = None) -> Path:
    """Write a wheel whose bytes depend on its contents alone."""
    project = tomllib.loads((PACKAGES / package / "pyproject.toml").read_text())["project"]
    base = f"{project['name'].replace('-', '_')}-{project['version']}"
    output.mkdir(parents=True, exist_ok=True)
    wheel = output / f"{base}-{tag}.whl"
    record = io.StringIO()
    rows = csv.writer(record, lineterminator="\n")
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, data: bytes) -> None:
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.external_attr = (0o100755 if name.endswith((".so", ".pyd")) else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)

        for name, data in contents(package, tag, extension):
            put(name, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.writerow((name, f"sha256={digest}", len(data)))
        rows.writerow((f"{base}.dist-info/RECORD", "", ""))
        put(f"{base}.dist-info/RECORD", record.getvalue().encode())
    return wheel


def build(name: str, output: Path) -> Path:
    """Build the wheel of one target (a key of TARGETS, or a pure package's directory name). Returns the file."""
    if name in PURE:
        return pack(name, "py3-none-any", output)
    target = TARGETS[name]
    place = cache.directory("wheels") / f"{name}.{os.getpid()}"
    try:
        return pack(target.package, f"{ABI}-{target.platform}", output, compile_extension(name, place))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", action="append", choices=(*PURE, *TARGETS), help="repeatable; default: all")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="default: dist/")
    parser.add_argument("--list", action="store_true", help="print the names of all targets")
    options = parser.parse_args()
    if options.list:
        print("\n".join((*PURE, *TARGETS)))
        return
    usual = [name for name in TARGETS if name not in UNPROVEN]
    for name in options.target or [p for p in PURE if (PACKAGES / p).exists()] + usual:
        try:
            print(build(name, options.out), flush=True)
        except subprocess.CalledProcessError as error:
            sys.exit(f"{name}: zig ended with {error.returncode}; what it said stands above")


if __name__ == "__main__":
    main()
