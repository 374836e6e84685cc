"""How the manual is built: `nox -s docs`."""

import ast
from importlib.metadata import version as installed
from pathlib import Path

import sysprobe
from docutils import nodes
from docutils.parsers.rst import Directive

project = "sysprobe"
author = "sysprobe contributors"
copyright = "2026, sysprobe contributors"
version = release = installed("sysprobe")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = f"sysprobe {version}"
html_static_path: list[str] = []

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
autodoc_use_type_comments = False
# Every reference to something of sysprobe must resolve; other projects' names are not looked up (no network).
nitpicky = True
suppress_warnings = ["ref.python"]  # one thing under two names: types.process hands on types.process_enums
nitpick_ignore_regex = [
    (r"py:.*", r"(?!sysprobe).*"),
    (r"py:.*", r"sysprobe(\.\w+)*\._.*"),
    (r"py:.*", r"sysprobe(\.\w+)*\.[A-Z]"),  # type variables
]


def _where_defined(app, env, node, contnode):  # type: ignore[no-untyped-def]  # Sphinx has no types
    """Resolve `sysprobe.Name` to the place where Name is defined and documented."""
    package, _, name = node.get("reftarget", "").partition(".")
    first, _, rest = name.partition(".")
    found = getattr(sysprobe, first, None) if package == "sysprobe" else None
    module = getattr(found, "__module__", None) or getattr(getattr(found, "__self__", None), "__module__", None)
    if module is None:
        return None
    owner = getattr(found, "__qualname__", first)
    target = ".".join(filter(None, (module, owner, rest)))
    domain = env.get_domain("py")
    return domain.resolve_xref(env, node["refdoc"], app.builder, node["reftype"], target, node, contnode)


PACKAGES = Path(__file__).resolve().parent.parent / "packages"
SYSTEMS = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}
#: Hooks that users know by another name; None: not theirs to call.
KNOWN_AS = {
    "open_process": "Process(pid)",
    "wait_processes": "wait_procs",
    "diagnose": None,
    "process_attributes": None,
}


def marked(path, mark):  # type: ignore[no-untyped-def]
    """The functions of a module that are decorated with `mark`, but for those that only raise."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and any(mark in ast.unparse(each) for each in node.decorator_list):
            body = [each for each in node.body if not isinstance(each, ast.Expr)]  # without its docstring
            if not (body and isinstance(body[0], ast.Raise)):
                yield node.name


class Answered(Directive):
    """A table of which system's backend answers what of a domain, read from the backends, so that it is never old."""

    required_arguments = 1

    def run(self):  # type: ignore[no-untyped-def]
        """The table."""
        domain = self.arguments[0]
        hooks = list(marked(PACKAGES / f"core/src/sysprobe/hookspecs/{domain}.py", "hookspec"))
        answered = {
            name: {
                hook for path in (PACKAGES / f"backend-{system}/src").rglob("*.py") for hook in marked(path, "hookimpl")
            }
            for system, name in SYSTEMS.items()
        }
        rows = [["", *answered]]
        for hook in hooks:
            known = KNOWN_AS.get(hook, hook.replace("_percpu", "(percpu=True)"))
            if known is not None:
                rows.append([known, *("yes" if hook in found else "–" for found in answered.values())])
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in (3, 1, 1, 1)), cols=4)
        head, body = nodes.thead(), nodes.tbody()
        for number, row in enumerate(rows):
            first = nodes.literal("", row[0]) if row[0] else nodes.Text("")
            entries = [nodes.entry("", nodes.paragraph("", "", first))]
            entries += [nodes.entry("", nodes.paragraph("", each)) for each in row[1:]]
            (body if number else head).append(nodes.row("", *entries))
        group += [head, body]
        return [nodes.table("", group)]


def setup(app):  # type: ignore[no-untyped-def]  # Sphinx has no types
    """Sphinx calls this."""
    app.connect("missing-reference", _where_defined)
    app.add_directive("answered", Answered)
