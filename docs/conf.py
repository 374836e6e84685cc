"""How the manual is built: `nox -s docs`."""

from importlib.metadata import version as installed

import sysprobe

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


def setup(app):  # type: ignore[no-untyped-def]  # Sphinx has no types
    """Sphinx calls this."""
    app.connect("missing-reference", _where_defined)
