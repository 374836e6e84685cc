"""The examples as their users meet them: `python tools/examples.py` in an environment that has core and a backend.

Each is installed by pip, tested, seen in the report, switched off by the environment, and uninstalled; so is the
skeleton that `sysprobe backend new` writes.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("SYSPROBE_")}


def run(*command: object, **environment: str) -> str:
    """Run a Python module in this environment; its output. Raise with all of it if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        capture_output=True,
        text=True,
        env=CLEAN | environment,
        cwd=tempfile.gettempdir(),
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def pip(*arguments: object) -> None:
    """pip, quietly, without an index: what is needed is here."""
    run("pip", "-q", "--disable-pip-version-check", *arguments)


def report(**environment: str) -> tuple[dict[str, dict], dict[str, dict]]:
    """Backends and capabilities by name, as ``sysprobe backends --json`` prints them."""
    told = json.loads(run("sysprobe", "backends", "--json", **environment))["data"]
    return (
        {each["name"]: each for each in told["backends"]},
        {each["capability"]: each for each in told["capabilities"]},
    )


def expect(what: str, found: object, wanted: object) -> None:
    """Stop where a fact is not what it should be."""
    if found != wanted:
        raise SystemExit(f"{what}: {found!r}, not {wanted!r}")


def try_out(folder: Path) -> None:
    """Install, test, look, disable, uninstall."""
    name = folder.name.partition("-")[2]
    pip("install", "--no-index", "--no-deps", "--no-build-isolation", folder)
    try:
        told = run("pytest", "-q", "-p", "no:cacheprovider", folder / "tests")
        print(f"{folder.name}: {told.strip().splitlines()[-1]}")
        expect(f"{name} is", report()[0][name]["status"], "active")
        off, answers = report(SYSPROBE_DISABLE=name)
        expect(f"{name}, disabled, is", off[name]["status"], "disabled")
        expect("its answers", [each for each in answers.values() if each["backend"] == name], [])
    finally:
        pip("uninstall", "-y", folder.name)
    expect(f"{name}, uninstalled, is there", name in report()[0], False)


def together() -> None:
    """Priority, declining and wrapping between three backends that are installed at once."""
    names = ("sysprobe-posix", "sysprobe-coarse", "sysprobe-cgroup")
    pip("install", "--no-index", "--no-deps", "--no-build-isolation", *(ROOT / "examples" / name for name in names))
    try:
        found, answers = report()
        expect("the order", [n for n in found if n in {"cgroup", "linux", "posix"}], ["cgroup", "linux", "posix"])
        memory = answers["virtual_memory"]
        expect("who wraps memory", memory["wrappers"], ["coarse"])
        # Nothing limits this process as a rule, so cgroup declines; on a limited machine it answers.
        if memory["backend"] not in {"linux", "cgroup"}:
            raise SystemExit(f"memory is answered by {memory['backend']}")
        expect("load is answered by", answers["getloadavg"]["backend"], "linux")
        expect("the next is", answers["getloadavg"]["next"], "posix")
        only = report(SYSPROBE_DISABLE="linux.cpu")[1]
        expect("without linux.cpu load is answered by", only["getloadavg"]["backend"], "posix")
        rounded = json.loads(run("sysprobe", "memory", "--json"))["data"]["virtual_memory"]
        expect("the rest of the rounded total", rounded["total"] % (64 << 20), 0)
    finally:
        pip("uninstall", "-y", *names)
    exact = json.loads(run("sysprobe", "memory", "--json"))["data"]["virtual_memory"]
    expect("the exact total is back", exact["total"] % 1024, 0)
    expect("nobody wraps memory", report()[1]["virtual_memory"]["wrappers"], [])


def skeleton() -> None:
    """What `sysprobe backend new` writes passes its own tests."""
    with tempfile.TemporaryDirectory() as folder:
        run("sysprobe", "backend", "new", "my-sensors", "--dir", folder)
        try_out(Path(folder) / "sysprobex-my-sensors")


def main() -> None:
    """All of it."""
    for folder in sorted((ROOT / "examples").glob("*/pyproject.toml")):
        try_out(folder.parent)
    skeleton()
    if sys.platform == "linux":
        together()


if __name__ == "__main__":
    main()
