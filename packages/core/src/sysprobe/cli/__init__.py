"""The command ``sysprobe``: one view for each subject, as text or as JSON.

Exit codes: 0 everything asked for was answered; 1 something could not be answered (the reason is on stderr); 2 wrong
usage; 130 interrupted; 141 the reader of our output went away.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from sysprobe import __version__
from sysprobe.errors import SysprobeError
from sysprobe.host import Host

#: Views whose module is called after its domain.
MODULES = {"doctor": "diagnosis"}
#: The views, in the order of the help. Each is the module of that name here (but for MODULES) with HELP,
#: ``add_arguments(parser)``, ``collect(host, options)`` and ``sections(answer, options)``; one that does more than
#: print an answer has ``run(host, options)`` instead of the last two.
VIEWS = (
    *("system", "cpu", "memory", "disk", "network", "sensors", "connections", "ps", "process", "top"),
    *("doctor", "selftest", "backends", "backend"),
)
#: The views that the bare command shows one after the other.
OVERVIEW = ("system", "cpu", "memory", "disk", "network")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    # Not by set_defaults: the views share the actions of these two, and would set them back.
    options = _parser().parse_args(arguments, argparse.Namespace(json=False, root=None))
    try:
        code = _run(options)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whatever is still buffered would raise again when the interpreter flushes it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (SysprobeError, OSError, ValueError) as error:
        return _complain(error)


def _complain(error: Exception) -> int:
    from sysprobe.cli.output import printable

    for line in f"sysprobe: {error}".splitlines():
        print(printable(line), file=sys.stderr)
    return 1


def _run(options: argparse.Namespace) -> int:
    host = Host(root=options.root)
    if options.view is None:
        return _overview(host, options)
    view = _view(options.view)
    if hasattr(view, "run"):
        result: int = view.run(host, options)
        return result
    from sysprobe.cli import output

    answer = view.collect(host, options)
    if options.json:
        output.write_json(options.view, answer)
    else:
        output.write(view.sections(answer, options))
    return 0


def _overview(host: Host, options: argparse.Namespace) -> int:
    from sysprobe.cli import output

    code = 0
    answers = {}
    for name in OVERVIEW:
        view = _view(name)
        settings = argparse.ArgumentParser()
        view.add_arguments(settings)
        chosen = argparse.Namespace(**{**vars(settings.parse_args([])), **vars(options)})
        try:
            answers[name] = view.collect(host, chosen)
            if not options.json:
                output.write(view.sections(answers[name], chosen))
        except SysprobeError as error:
            code = _complain(error)
    if options.json:
        output.write_json("overview", answers)
    return code


def _view(name: str) -> Any:
    return import_module(f"sysprobe.cli.{MODULES.get(name, name)}")


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    # SUPPRESS: an option before the view's name must not be reset by the view's own default.
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")
    common.add_argument(
        "--root",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="look at the machine whose proc and sys lie under DIR",
    )
    parser = argparse.ArgumentParser(
        prog="sysprobe",
        description="What is this machine doing?",
        epilog="Exit codes: 0 answered, 1 something could not be answered, 2 usage, 130 interrupted.",
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"sysprobe {__version__}")
    views = parser.add_subparsers(dest="view", metavar="VIEW")
    for name in VIEWS:
        module = _view(name)
        view = views.add_parser(name, help=module.HELP, description=module.__doc__, parents=[common])
        module.add_arguments(view)
    return parser
