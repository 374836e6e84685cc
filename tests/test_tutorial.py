"""The tutorial "Write a backend" does what it says: its files are installed, its programs run, its tests pass."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).resolve().parent.parent / "docs" / "plugins.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The distribution of the tutorial with the files that pip would leave, and its programs and commands."""
    top = tmp_path_factory.mktemp("ups")
    programs, commands = [], []
    for language, text in BLOCK.findall(TUTORIAL.read_text()):
        place = re.match(r"# (\S+\.(?:py|toml))\n", text)
        if place:
            path = top / place[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        elif language == "python":
            programs.append(text)
        elif language == "sh":
            commands.extend(text.splitlines())
    project = tomllib.loads((top / "pyproject.toml").read_text())["project"]
    info = top / "src" / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    lines = [f"{name} = {value}" for name, value in project["entry-points"]["sysprobe.backends"].items()]
    (info / "entry_points.txt").write_text("\n".join(["[sysprobe.backends]", *lines, ""]))
    return top, programs, commands


def run(top, *command):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SYSPROBE_")}
    environment["PYTHONPATH"] = str(top / "src")
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, env=environment, cwd=top)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_programs_run_one_after_the_other(installed):
    top, programs, _ = installed
    assert len(programs) >= 4
    run(top, "-c", "\n".join(programs))


def test_the_commands_name_the_backend(installed):
    top, _, commands = installed
    assert len(commands) == 2
    for command in commands:
        assert re.search(r"\bups\b", run(top, "-m", *command.split()), re.IGNORECASE), command


def test_its_own_tests_pass(installed):
    top, _, _ = installed
    assert " passed" in run(top, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
