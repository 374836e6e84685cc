"""Checks of a backend's descriptor and of its providers' signatures."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from sysprobe import _discovery
from sysprobe.hookspecs import DOMAINS, specification
from sysprobe.plugin import API, Backend

#: Imports a module and tells what it did besides: other files than code, sockets, programs, C modules of its own.
_WATCH = """
import sys, json
import sysprobe.plugin
known, seen = set(sys.modules), []
def hook(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        path = args[0] if isinstance(args[0], str) else args[0].decode(errors="replace")
        if not path.endswith((".py", ".pyc")):
            seen.append("opens " + path)
    elif event in ("socket.__new__", "subprocess.Popen", "os.system", "ctypes.dlopen"):
        seen.append("does " + event)
sys.addaudithook(hook)
__import__(sys.argv[1])
for name in set(sys.modules) - known:
    module = sys.modules[name]
    loader = type(getattr(module, "__loader__", None)).__name__
    if loader == "ExtensionFileLoader" and name.partition(".")[0] == sys.argv[1].partition(".")[0]:
        seen.append("loads the C module " + name)
print(sys.argv[2], json.dumps(seen))
"""
#: What stands before the deeds on standard output, after whatever the module has printed.
_MARK = "\x1esysprobe"
#: An import may take this long on any machine, in seconds.
SLOWEST = 60


def complaints(backend: Backend, module: str | None) -> Iterator[str]:
    """What is wrong with the descriptor, or with what importing it does."""
    if backend.api[0] != API[0] or backend.api[1] > API[1]:
        yield f"it is written for plugin API {backend.api}, this is {API}"
    unknown = sorted(set(backend.providers) - set(DOMAINS))
    if unknown:
        yield f"there are no such domains: {', '.join(unknown)}"
    if module is not None:
        yield from _import(module)


def _import(module: str) -> Iterator[str]:
    try:
        # -B: what Python itself writes beside a module is no deed of the module.
        command = [sys.executable, "-B", "-c", _WATCH, module, _MARK]
        run = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=SLOWEST)
    except subprocess.TimeoutExpired:
        yield f"importing {module} takes more than {SLOWEST} s"
        return
    printed, mark, deeds = run.stdout.rpartition(_MARK)
    if not mark:
        reason = (run.stderr.strip() or f"the interpreter ends with {run.returncode}").splitlines()[-1]
        yield f"importing {module} fails: {reason}"
        return
    if printed or run.stderr:
        yield f"importing {module} prints {(printed or run.stderr)!r:.100}"
    for deed in json.loads(deeds):
        yield f"importing {module} {deed}"


def signatures(backend: Backend) -> Iterator[str]:
    """Hooks whose arguments are not the specification's, marked methods that are no hooks, hooks without a mark."""
    for domain, named in backend.providers.items():
        if domain not in DOMAINS:
            continue  # which the descriptor's complaints say
        provider = _discovery.load(named) if isinstance(named, str) else named
        for name in dir(provider):
            method = getattr(provider, name, None)
            marks = getattr(method, "sysprobe_impl", None)
            if marks is None:
                if name in DOMAINS[domain] and callable(method):
                    yield f"{domain}: {name} is not marked with @hookimpl"
                continue
            hook = marks.get("specname") or name
            if hook not in DOMAINS[domain]:
                yield f"{domain}: there is no hook {hook}"
                continue
            wanted, given = _arguments(getattr(specification(domain), hook)), _arguments(method)
            if not marks.get("wrapper") and wanted != given:
                yield f"{hook} takes ({', '.join(given)}), the specification says ({', '.join(wanted)})"
            if getattr(method, "__defaults__", None):
                yield f"{hook} has default arguments: what has a default is never passed"


def _arguments(method: object) -> tuple[str, ...]:
    code = method.__code__  # type: ignore[attr-defined]  # hooks are plain functions
    names: tuple[str, ...] = code.co_varnames[1 : code.co_argcount]
    return names
