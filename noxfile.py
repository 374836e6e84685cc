"""Every check this project has, one session each: `nox -l` lists them, `nox` runs what this machine can.

Each session takes what it needs or says in one line what is missing and how to get it. Under CI=true nothing may be
missing. Logic lives in tools/*.py, which also run by themselves.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "tools"))

import built  # noqa: E402  # tools/ is on the path only now

CI = os.environ.get("CI", "").lower() in {"1", "true"}
LINUX = sys.platform == "linux"
NATIVE = {"linux": "backend-linux", "darwin": "backend-macos", "win32": "backend-windows"}.get(sys.platform)
OWN_TESTS = {"linux": "tests/linux", "darwin": "tests/macos", "win32": "tests/windows"}.get(sys.platform)
PACKAGES = sorted(path.parent.name for path in ROOT.glob("packages/*/pyproject.toml"))
INSTALLED = [package for package in ("core", NATIVE, "compat-psutil") if package in PACKAGES]
OWN = f"{sys.version_info.major}.{sys.version_info.minor}"
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")


def present() -> list[str]:
    """The supported Pythons of this machine; pyenv's too, also those that are not switched on."""
    home = Path(os.path.expanduser("~"))  # Path.home raises where nobody knows whose home
    versions = sorted(path.name for path in home.glob(".pyenv/versions/3.*") if not path.name.endswith("t"))
    own = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    if versions and shutil.which("pyenv"):
        ordered = [v for v in versions if v == own] + [v for v in reversed(versions) if v != own]
        os.environ["PYENV_VERSION"] = ":".join(ordered)  # pyenv itself has set it to the one that runs this

    def works(version: str) -> bool:
        program = shutil.which(f"python{version}")
        return program is not None and subprocess.run([program, "-c", ""], capture_output=True).returncode == 0

    return [v for v in SUPPORTED if own.startswith(f"{v}.") or works(v)]


PYTHONS = present()
nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = CI
nox.options.stop_on_first_error = False


def groups(session: nox.Session, *names: str) -> None:
    """Install dependency groups of pyproject.toml."""
    project = nox.project.load_toml(ROOT / "pyproject.toml")
    session.install(*nox.project.dependency_groups(project, *names))


def install(session: nox.Session, *names: str) -> None:
    """Install dependency groups, core, this system's backend and psutil's stand-in, as wheels made once per state."""
    groups(session, *names)
    session.install("pluggy>=1.5,<2")
    wheels = [wheel(session, package) for package in INSTALLED]
    uv = session.venv_backend == "uv"
    session.install("--no-deps", "--reinstall" if uv else "--force-reinstall", *map(str, wheels))


def wheel(session: nox.Session, package: str) -> Path:
    """The wheel of a package, built by uv where the environment is uv's, once per state of the sources."""

    def build(source: str, output: str) -> None:
        if session.venv_backend == "uv":
            session.run("uv", "build", "-q", "--wheel", source, "--out-dir", output, external=True, silent=True)
        else:
            session.run("python", "-m", "pip", "wheel", "-q", "--no-deps", source, "-w", output, silent=True)

    return built.wheel(package, str(session.python or OWN), build)


def need(session: nox.Session, program: str, remedy: str) -> None:
    """Leave the session out, in one line, where a program is missing; fail under CI."""
    if shutil.which(program) is None:
        absent(session, f"{program} is missing ({remedy})")


def absent(session: nox.Session, what: str) -> None:
    """Leave the session out for this reason; fail under CI."""
    if CI:
        session.error(f"{what}, and under CI nothing may be")
    session.skip(f"left out: {what}")


def need_root(session: nox.Session, why: str) -> None:
    """Leave the session out for other users than root; fail under CI."""
    if os.geteuid() != 0:
        absent(session, f"root is needed ({why}: sudo nox -s {session.name})")


def need_linux(session: nox.Session) -> None:
    """Some sessions need the Linux tool chain."""
    if not LINUX:
        session.skip("left out: this session runs on Linux")


@nox.session
def lint(session: nox.Session) -> None:
    """Style and slips: ruff, clang-format, codespell, validate-pyproject, C by two compilers, versions that agree."""
    groups(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    sources = [str(p) for folder in ("packages/*/csrc", "tests") for p in sorted(ROOT.glob(f"{folder}/**/*.[ch]"))]
    session.run("clang-format", "--dry-run", "-Werror", *sources, silent=True, log=False)
    session.run("codespell")
    projects = [ROOT / "pyproject.toml", *(ROOT / "packages" / package / "pyproject.toml" for package in PACKAGES)]
    session.run("validate-pyproject", *map(str, projects), silent=True)
    session.run("python", "tools/versions.py")
    if LINUX:
        need(session, "clang", "apt install clang")
        session.run("python", "tools/strict_c.py")


@nox.session
def typecheck(session: nox.Session) -> None:
    """mypy --strict, once as each system: core, that system's backend, a user's program, third parties' backends."""
    groups(session, "typing")
    store = session.cache_dir / "mypy"
    for platform, package in (("linux", "linux"), ("darwin", "macos"), ("win32", "windows")):
        checked = ["packages/core/src/sysprobe", f"packages/backend-{package}/src/sysprobe_{package}", "tests/typing"]
        if platform == "linux":
            others = (*ROOT.glob("packages/compat-psutil/src/*"), *ROOT.glob("examples/*/src/*"))
            checked += [str(p) for p in others if (p / "__init__.py").exists()]
        session.run("mypy", "--platform", platform, "--cache-dir", f"{store}/{platform}", *checked)


#: Tests that hold on every Python and system.
PORTABLE = ("tests/core", "tests/contract")


def everything() -> list[str]:
    """Where the tests are that one run of pytest can hold."""
    more = ("tests/test_house.py", "tests/test_documents.py", "tests/packaging", "tests/compat")
    return [*PORTABLE, *more, *([OWN_TESTS] if OWN_TESTS else [])]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests of core and of this system's backend, on every Python that is here."""
    install(session, "test")
    # The oldest and the newest Python run everything; what lies between differs from them in core alone.
    whole = session.python in {PYTHONS[0], PYTHONS[-1]}
    session.run("pytest", "-q", *(session.posargs or (everything() if whole else PORTABLE)))


@nox.session
def native_debug(session: nox.Session) -> None:
    """The Linux backend's C under AddressSanitizer and UBSan, driven by its tests."""
    need_linux(session)
    need(session, "gcc", "apt install gcc")
    install(session, "test")
    session.run("python", "tools/native_debug.py", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """libFuzzer on every parser of every backend, 5 s each; `nox -s fuzz -- 60 meminfo` for longer or fewer."""
    need_linux(session)
    need(session, "clang", "apt install clang")
    session.run("python", "tools/fuzz.py", *session.posargs)


@nox.session
def leaks(session: nox.Session) -> None:
    """Every call in a loop: memory, descriptors and references stay where they were."""
    install(session, "test")
    session.run("pytest", "-q", "tests/leaks", *session.posargs)


@nox.session(python=False)
def free_threaded(session: nox.Session) -> None:
    """All tests on a Python without the GIL, which is built from Debian's source once."""
    need_linux(session)
    import free_threaded as gil_free  # it needs what Windows has not

    try:
        python = gil_free.interpreter()
    except gil_free.Missing as missing:
        absent(session, str(missing))
    place = session.cache_dir / python.parent.parent.name
    inside = str(place / "bin/python")
    if not (place / "made").exists():
        session.run(str(python), "-m", "venv", "--clear", str(place), silent=True)
        (place / "made").touch()
    pip = (inside, "-m", "pip", "--disable-pip-version-check")
    project = nox.project.load_toml(ROOT / "pyproject.toml")
    needed = ("pluggy>=1.5,<2", *nox.project.dependency_groups(project, "test"))
    # Newer ones have a part in Rust, which is not there for every such interpreter and takes a Rust to build.
    session.run(*pip, "install", "-q", "--only-binary=hypothesis", *needed)

    def build(source: str, output: str) -> None:
        session.run(*pip, "wheel", "-q", "--no-deps", source, "-w", output, silent=True)

    wheels = [built.wheel(package, f"{gil_free.VERSION}t", build) for package in INSTALLED]
    session.run(*pip, "install", "-q", "--no-deps", "--force-reinstall", *map(str, wheels))
    places = session.posargs or everything()
    session.run(inside, "-m", "pytest", "-q", *places, env={"PYTHON_GIL": "0"})


@nox.session(default=False)
def guest(session: nox.Session) -> None:
    """The Linux backend's tests under Debian's kernels, emulated: `nox -s guest -- bookworm tests/...`."""
    need_linux(session)
    import guest as other_kernel  # it needs what Windows has not

    need_root(session, "mmdebstrap makes what the guests run")
    if other_kernel.missing():
        absent(session, f"apt install {' '.join(other_kernel.missing())}")
    site = Path(session.create_tmp()) / "site"
    shutil.rmtree(site, ignore_errors=True)
    project = nox.project.load_toml(ROOT / "pyproject.toml")
    needed = ("pluggy>=1.5,<2", *nox.project.dependency_groups(project, "test"))
    wheels = [str(wheel(session, package)) for package in INSTALLED]
    session.install("pip")
    pip = ("python", "-m", "pip", "--disable-pip-version-check", "install", "-q", "--upgrade", "--target", str(site))
    pip += ("--only-binary=:all:", "--python-version", other_kernel.PYTHON)
    session.run(*pip, *needed)
    session.run(*pip, "--no-deps", *wheels)
    suites = [suite for suite in session.posargs if suite in other_kernel.SUITES] or other_kernel.SUITES
    tests = [argument for argument in session.posargs if argument not in other_kernel.SUITES]
    if not any((ROOT / argument.partition("::")[0]).exists() for argument in tests):
        tests += ["tests/contract", "tests/linux"]
    for suite in suites:
        session.run("python", "tools/guest.py", suite, str(site), "-q", *tests)


@nox.session
def arrow(session: nox.Session) -> None:
    """Tables in the hands of pyarrow, pandas, polars and DuckDB: large wheels, so in an environment of their own."""
    install(session, "arrow")
    session.run("pytest", "-q", "tests/arrow", *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Sdists of all packages and the wheels that setuptools builds on this system, into dist/."""
    session.install("build", "setuptools>=77")
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    for package in PACKAGES:
        session.run("python", "-m", "build", "-n", "--sdist", "-o", "dist", f"packages/{package}", silent=True)
        if package == NATIVE or not package.startswith("backend-"):
            shutil.copy(wheel(session, package), ROOT / "dist")


@nox.session(reuse_venv=False)
def wheel_smoke(session: nox.Session) -> None:
    """A clean environment without an index, from the wheels in dist/: the command answers."""
    if not list((ROOT / "dist").glob("*.whl")):
        session.error("no wheels in dist/: nox -s build")
    session.install("pluggy", "packaging")
    names = [str(p) for p in (ROOT / "dist").glob("*.whl")]
    session.install("--no-index", "--no-deps", *names)
    session.run("python", "tools/smoke.py")


@nox.session
def examples(session: nox.Session) -> None:
    """Third-party backends: installed, tested, ranked, switched off, uninstalled; and the skeleton of a new one."""
    install(session, "test")
    session.install("pip", "setuptools>=77")
    session.run("python", "tools/examples.py")


@nox.session
def psutil_suite(session: nox.Session) -> None:
    """psutil's own tests on the shim; `-- --memleaks` for its leak tests."""
    need_linux(session)
    install(session, "psutil-suite")
    session.run("python", "tools/psutil_suite.py", *session.posargs)


@nox.session
def wheels(session: nox.Session) -> None:
    """The wheels of every system by zig, audited; the arm64 one imported under qemu."""
    need_linux(session)
    groups(session, "test", "wheels")
    session.install("pluggy>=1.5,<2")
    session.run("pytest", "-q", "tests/wheels")
    session.run("python", "tools/wheels.py", "--out", "dist/cross")
    audited = [str(p.relative_to(ROOT)) for p in sorted((ROOT / "dist/cross").glob("*abi3*.whl"))]
    session.run("abi3audit", "--strict", *audited)
    need(session, "qemu-aarch64-static", "apt install qemu-user-static mmdebstrap")
    need(session, "mmdebstrap", "apt install mmdebstrap")
    session.run("python", "tools/arm64.py", "dist/cross")


@nox.session
def windows(session: nox.Session) -> None:
    """The Windows backend: its C under sanitizers over a made Windows, its wheel in a Windows Python under Wine."""
    need_linux(session)
    need(session, "gcc", "apt install gcc")
    install(session, "test", "wheels")
    session.run("python", "tools/windows_native.py")
    need(session, "mmdebstrap", "apt install mmdebstrap")
    need_root(session, "Wine lives in a root directory of its own")
    session.install("pip")  # it finds packages for another system; uv's environments lack it
    session.run("python", "tools/windows_tests.py", *session.posargs)


@nox.session
def macos(session: nox.Session) -> None:
    """The macOS backend: its C under sanitizers, its Mach-O over a made kernel."""
    need_linux(session)
    need(session, "gcc", "apt install gcc")
    if os.uname().machine != "x86_64":
        absent(session, "an x86-64 machine, whose instructions the wheel's binary has, is missing")
    install(session, "test", "wheels")
    session.run("python", "tools/macos/check.py", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """The manual: every reference resolves, every warning is an error."""
    install(session, "docs")
    # What an older state left there must not vouch for this one.
    shutil.rmtree(ROOT / "docs/_build", ignore_errors=True)
    session.run("sphinx-build", "-W", "-n", "-q", "-b", "html", "docs", "docs/_build/html")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Side by side with psutil and with the bare system calls; `nox -s bench -- memory` for one."""
    install(session, "bench")
    for name in session.posargs or [p.stem for p in sorted(ROOT.glob("benchmarks/*.py")) if p.stem != "side_by_side"]:
        session.run("python", f"benchmarks/{name}.py")


@nox.session(default=False, python=False)
def dev(session: nox.Session) -> None:
    """A .venv for work on the project: editable packages and all tools."""
    session.run("python", "-m", "venv", ".venv")
    python = ".venv/Scripts/python" if sys.platform == "win32" else ".venv/bin/python"
    editable = [f"packages/{package}" for package in INSTALLED]
    session.run(python, "-m", "pip", "install", "-q", "-U", "pip")
    session.run(python, "-m", "pip", "install", "-q", *(x for p in editable for x in ("-e", p)), "--group", "dev")
