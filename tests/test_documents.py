"""Examples of the README and of the manual run as they stand. A block that must not run is a `{code-block}`.

The command's examples run as well, those without an end for one look; and every option of it is described.
"""

import argparse
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from live import run_python
from sysprobe.cli import VIEWS, main

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
# plugins.md is a distribution of its own: test_tutorial.py.
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("packages/*/README.md"))]


@pytest.mark.parametrize(
    "document", [str(d.relative_to(ROOT)) for d in DOCUMENTS if BLOCK.search(d.read_text()) and d.name != "plugins.md"]
)
def test_examples_run(document):
    # One program per document: later blocks may use what earlier ones made.
    run_python("\n".join(BLOCK.findall((ROOT / document).read_text())))


@pytest.mark.parametrize("document", [str(d.relative_to(ROOT)) for d in sorted({*DOCUMENTS, *ROOT.glob("*.md")})])
def test_links_within_the_repository_lead_somewhere(document):
    path = ROOT / document
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text()):
        if "://" not in target:
            assert (path.parent / target).exists(), target


COMMANDS = sorted(
    {line for document in DOCUMENTS for line in re.findall(r"^\$ (sysprobe\b.*)$", document.read_text(), re.MULTILINE)}
)


@pytest.mark.parametrize("line", COMMANDS)
def test_examples_of_the_command_run(line):
    words = shlex.split(line)[1:]
    endless = {"top", "--watch"} & set(words)
    more = ["--count", "1"] if endless else []
    run = subprocess.run(
        [sys.executable, "-m", "sysprobe", *words, *more], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    # 1: this machine may have no process of that name, or not tell all.
    assert run.returncode in (0, 1), run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("view", VIEWS)
def test_every_option_of_the_command_is_described(view, monkeypatch):
    offered = set()

    def note(parser, *names, **_):
        offered.update(name for name in names if name.startswith("-"))

    monkeypatch.setattr(argparse.ArgumentParser, "add_argument", note)
    with pytest.raises((SystemExit, AttributeError)):
        main([view, "--no-such-option"])
    text = (ROOT / "docs/command.md").read_text()
    assert {name for name in offered if not re.search(rf"`{re.escape(name)}[ `]", text)} - {"-h", "--help"} == set()
    assert len(offered) >= 4
    assert f"| `{view}" in text
