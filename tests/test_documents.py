"""Examples of the README and of the manual run as they stand. A block that must not run is a `{code-block}`."""

import re
from pathlib import Path

import pytest
from live import run_python

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
