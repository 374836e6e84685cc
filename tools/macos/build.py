"""Compile what the tests of the macOS backend run on Linux: the wheel's own Mach-O, the fakes, and a native build.

The native build is the extension's C and the fakes in one ELF file, compiled with Darwin's headers (zig carries them)
by this machine's compiler: so sanitizers and coverage work, and a second compiler gives its opinion.
"""

import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import ziglang

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import wheels  # noqa: E402  # tools/ is on the path only now

SOURCES = ROOT / "packages/backend-macos/csrc"
FAKES = ROOT / "tests/macos/fakes"
ZIG = Path(ziglang.__file__).parent / "lib"
SYSTEM = ZIG / "libc/darwin/libSystem.tbd"
WARNINGS = ("-Wall", "-Wextra", "-Werror", "-Wconversion", "-Wshadow", "-Wstrict-prototypes", "-Wvla")
SANITIZE = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer")
# The fakes count the extension's allocations and let them fail; no other library may take the place of a fake.
LINK = ("-shared", "-Wl,--wrap=malloc,--wrap=realloc,--wrap=free", "-Wl,-Bsymbolic")


def run(*command: object, cwd: Path | None = None) -> str:
    """Run, and fail with all output. Returns what it printed."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=cwd)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def darwin(compiler: str) -> list[str]:
    """Flags with which a compiler for Linux reads Darwin's headers, and no others."""
    own = run(compiler, "-print-file-name=include").strip()
    headers = ["-nostdinc", "-isystem", str(ZIG / "libc/include/any-darwin-any"), "-isystem", own]
    defined = ("APPLE__=1", "MACH__=1", "APPLE_CC__=6000", "LITTLE_ENDIAN__=1")
    oldest = "-D__ENVIRONMENT_MAC_OS_X_VERSION_MIN_REQUIRED__=110000"
    return ["-std=gnu11", "-fPIC", *headers, *(f"-D__{d}" for d in defined), oldest]


def objects(output: Path, sources: list[Path], *flags: str, compiler: str = "gcc") -> list[Path]:
    """Compile each source into a directory of its own, two at a time."""
    output.mkdir(parents=True, exist_ok=True)
    python = [
        "-isystem",
        sysconfig.get_path("include"),
        "-isystem",
        str(Path(sysconfig.get_config_h_filename()).parent),
    ]
    base = [compiler, *darwin(compiler), *python, *WARNINGS, "-g", *flags]

    def compile_one(source: Path) -> Path:
        # In the output directory: that is where coverage data looks for its place.
        run(*base, "-c", source, "-o", output / f"{source.stem}.o", cwd=output)
        return output / f"{source.stem}.o"

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(compile_one, sources))


def fakes(output: Path) -> Path:
    """The fakes alone, for the Mach-O to be bound to."""
    parts = objects(output / "fakes", sorted(FAKES.glob("*.c")), "-O1")
    return link(output / "libfakes.so", parts)


def native(output: Path, *flags: str) -> Path:
    """The extension over the fakes, natively, with these flags."""
    parts = objects(output / "fakes", sorted(FAKES.glob("*.c")), "-O1", *(f for f in flags if f != "--coverage"))
    parts += objects(output / "csrc", sorted(SOURCES.glob("*.c")), *flags)
    return link(output / "_native.so", parts, *flags)


def link(target: Path, parts: list[Path], *flags: str) -> Path:
    """A shared library."""
    run("gcc", *LINK, *flags, *parts, "-o", target)
    return target


def macho(output: Path) -> dict[str, Path]:
    """The extension of the wheels, by architecture; no warning is let pass."""
    names = {"x86_64": "macosx_x86_64", "arm64": "macosx_arm64"}
    with ThreadPoolExecutor(2) as pool:
        return dict(
            zip(
                names,
                pool.map(lambda item: wheels.compile_extension(item[1], output / item[0], *WARNINGS), names.items()),
                strict=True,
            )
        )
