"""All that can be shown of the macOS backend on Linux: `python tools/macos/check.py [PYTEST ARGUMENT ...]`.

1. The extension is compiled for arm64 and x86_64 by clang (zig), and natively by gcc; a warning is an error. Sizes and
   offsets of the kernel's structures are compared while compiling (csrc/layout.c).
2. Whatever the Mach-O files import exists in the system; the arm64 signature is right.
3. tests/macos runs three times: with the wheel's own x86_64 Mach-O, with a native build under AddressSanitizer and
   UBSan, and with one that counts its lines, of which at least 95 % must have run.
4. The conformance kit examines the backend with the wheel's Mach-O, as an installed one.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import build
import inspect_macho
from sanitizers import under_sanitizers

ENOUGH = 95.0
OLDEST = "11.0"
KNOWN_IMPORTS = build.ROOT / "tests/macos/data/imports.txt"
TESTS = build.ROOT / "tests/macos"
BACKEND = build.ROOT / "packages/backend-macos"
KIT = ("-rs", "-p", "kit", "--pyargs", "sysprobe.testing", "--sysprobe-backend=macos")


def check_imports(files: dict[str, Path]) -> None:
    """Every import is stable ABI or in the list of what macOS 11 has, and today's system still has the latter."""
    known = {line.split()[0] for line in KNOWN_IMPORTS.read_text().splitlines() if line and not line.startswith("#")}
    abi = inspect_macho.stable_abi((3, 11))
    for architecture, file in files.items():
        if inspect_macho.oldest_system(file) != OLDEST:
            sys.exit(f"{architecture} wants macOS {inspect_macho.oldest_system(file)}, not {OLDEST}")
        taken = inspect_macho.imports(file)
        target = "x86_64-macos" if architecture == "x86_64" else "arm64e-macos"
        system = taken - abi
        strangers = system - known | system - inspect_macho.system_symbols(build.SYSTEM, target)
        if strangers:
            sys.exit(f"{architecture} imports what not every macOS since 11 has: {' '.join(sorted(strangers))}")
        print(f"{architecture}: {len(taken & abi)} imports are stable ABI, {len(system)} are macOS {OLDEST}'s")
    print(f"arm64: {inspect_macho.check_signature(files['arm64'])}")


def pytest(
    what: str, extension: Path, fakes: Path, arguments: list[str], sanitized: bool = False, **environment: str
) -> int:
    """Run the tests with this extension, and print what they said when they are done: three runs go on at once."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(arguments or [str(TESTS)])]
    if sanitized:
        command = under_sanitizers(*command)
    full = os.environ | {"MACOS_EXTENSION": str(extension), "MACOS_FAKES": str(fakes)} | environment
    done = subprocess.run(command, cwd=build.ROOT, env=full, capture_output=True, text=True, errors="replace")
    said = done.stdout if done.returncode else done.stdout.rstrip().rpartition("\n")[2]
    print(f"{what}: {said}{done.stderr}", flush=True)
    return done.returncode


def run_kit(extension: Path, fakes: Path, place: Path) -> int:
    """Examine the backend by the kit, which finds it by its entry point."""
    information = place / "sysprobe_macos-0.dist-info"
    information.mkdir()
    declared = tomllib.loads((BACKEND / "pyproject.toml").read_text())["project"]["entry-points"]
    lines = [f"[{group}]\n" + "\n".join(f"{name} = {value}" for name, value in found.items())
             for group, found in declared.items()]  # fmt: skip
    (information / "entry_points.txt").write_text("\n".join(lines))
    path = os.pathsep.join(map(str, (place, TESTS, BACKEND / "src", os.environ.get("PYTHONPATH", ""))))
    return pytest("the conformance kit", extension, fakes, [*KIT], PYTHONPATH=path)


def run_sanitized(extension: Path, arguments: list[str], reports: Path) -> int:
    """Run the tests under the sanitizers."""
    code = pytest(
        "native, sanitized",
        extension,
        extension,
        arguments,
        sanitized=True,
        PYTHONMALLOC="malloc",
        # The interpreter leaves much behind: leaks are not looked for, as the fakes count our allocations.
        ASAN_OPTIONS=f"detect_leaks=0:log_path={reports}",
        UBSAN_OPTIONS=f"print_stacktrace=1:log_path={reports}",
    )
    for report in reports.parent.glob(f"{reports.name}.*"):  # pytest would swallow what an abort prints
        print(report.read_text(errors="replace"))
    return code


def coverage(place: Path) -> float:
    """Print which share of each file's lines ran. Returns that of all."""
    run = total = 0
    for source in sorted(build.SOURCES.glob("*.c")):
        if not (place / f"{source.stem}.gcda").exists():
            continue  # layout.c compiles to nothing
        build.run("gcov", "-o", place, source, cwd=place)
        lines = (place / f"{source.name}.gcov").read_text(errors="replace").splitlines()
        counts = [line.split(":", 1)[0].strip() for line in lines if not line.lstrip().startswith("-:")]
        missed = [line.split(":")[1].strip() for line in lines if line.lstrip().startswith("#####")]
        run, total = run + len(counts) - len(missed), total + len(counts)
        share = 100 * (len(counts) - len(missed)) / len(counts)
        print(f"{share:6.1f} %  {source.name}" + (f"  not run: {' '.join(missed)}" if missed else ""))
    print(f"{100 * run / total:6.1f} %  of {total} lines")
    return 100 * run / total


def main(arguments: list[str]) -> None:
    """Build, inspect, test."""
    for tool in ("gcc", "gcov"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is missing (apt install gcc)")
    with tempfile.TemporaryDirectory(prefix="sysprobe-macos-") as name, ThreadPoolExecutor(2) as pool:
        place = Path(name)
        jobs = [
            pool.submit(build.macho, place / "macho"),
            pool.submit(build.fakes, place),
            pool.submit(build.native, place / "sanitized", "-O1", *build.SANITIZE),
            pool.submit(build.native, place / "counted", "-O0", "--coverage"),
        ]
        files, fakes, checked, counted = (job.result() for job in jobs)
        print("compiled by clang for arm64 and x86_64 macOS and by gcc natively, no warning")
        check_imports(files)
        results = pool.map(
            lambda run: run(),
            (
                lambda: pytest("the wheel's Mach-O", files["x86_64"], fakes, arguments),
                lambda: run_sanitized(checked, arguments, place / "report"),
                lambda: pytest("native, counted", counted, counted, arguments),
                lambda: 0 if arguments else run_kit(files["x86_64"], fakes, place),
            ),
        )
        if any(list(results)):
            sys.exit("the macOS backend's tests failed")
        if coverage(place / "counted/csrc") < ENOUGH and not arguments:
            sys.exit(f"less than {ENOUGH} % of the C lines ran")


if __name__ == "__main__":
    main(sys.argv[1:])
