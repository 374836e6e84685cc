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
from io import TextIOWrapper
from typing import Any

from sysprobe import __version__
from sysprobe.errors import SysprobeError
from sysprobe.host import Host

#: Views whose module is called after its domain.
MODULES = {"doctor": "diagnosis"}
#: The views with what they show, in the order of the help. Each is the module of that name here (but for MODULES) with
#: ``add_arguments(parser)``, ``collect(host, options)`` and ``sections(answer, options)``; one that does more than
#: print an answer has ``run(host, options)`` instead of the last two. The texts stand here, for only the module of the
#: view that is asked for gets imported.
VIEWS = {
    "system": "the system, its uptime, users and pressure",
    "cpu": "use, clocks and topology of the CPUs",
    "memory": "memory and swap",
    "disk": "file systems and the traffic of disks",
    "network": "interfaces, their addresses and counters",
    "sensors": "temperatures, fans, batteries",
    "connections": "sockets and who holds them",
    "ps": "the processes",
    "process": "everything about one process",
    "top": "the busiest processes, live",
    "doctor": "what is available here, and why the rest is not",
    "selftest": "check and time every capability on this machine",
    "backends": "the backends that were found, and who answers what",
    "backend": "start a backend of your own",
}
#: The views that the bare command shows one after the other.
OVERVIEW = ("system", "cpu", "memory", "disk", "network")
#: Options whose argument may begin with a minus, which argparse would take for the next option.
SIGNED = ("-s", "--sort")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    given = _signed(sys.argv[1:] if arguments is None else arguments)
    # Not by set_defaults: the views share the actions of these two, and would set them back.
    options = _parser().parse_args(given, argparse.Namespace(json=False, root=None))
    if sys.stdout is None:
        return _complain(OSError("standard output is closed"))
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # no name is worth losing the answer
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


def _signed(arguments: Sequence[str]) -> list[str]:
    """``--sort -rss`` as ``--sort=-rss``."""
    joined: list[str] = []
    for each in arguments:
        if joined and joined[-1] in SIGNED and each[:1] == "-" and "--" not in joined:
            option = joined.pop()
            each = f"{option}={each}" if option.startswith("--") else option + each  # noqa: PLW2901  # meant
        joined.append(each)
    return joined


def _complain(error: Exception) -> int:
    if sys.stderr is not None:
        for line in f"sysprobe: {told(error)}".splitlines():
            from sysprobe.cli.display import printable

            print(printable(line), file=sys.stderr)
    return 1


def told(error: Exception) -> str:
    """The text of an error; of one of the system without its number."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror if error.filename is None else f"{os.fsdecode(error.filename)}: {error.strerror}"
    return str(error)


def _run(options: argparse.Namespace) -> int:
    if options.root is not None and not os.path.isdir(options.root):
        raise ValueError(f"--root {options.root}: there is no such folder")
    host = Host(root=options.root)
    if options.view is None:
        return _overview(host, options)
    view = _view(options.view)
    if hasattr(view, "run"):
        result: int = view.run(host, options)
        return result
    from sysprobe.cli import output
    from sysprobe.cli.asking import failures

    answer = view.collect(host, options)
    failed = failures(options)
    if not options.json:
        output.write(view.sections(answer, options))
    elif failed:
        output.write_json(options.view, answer, errors=[told(error) for error in failed])
    else:
        output.write_json(options.view, answer)
    sys.stdout.flush()
    return max([_complain(error) for error in failed], default=0)


def _overview(host: Host, options: argparse.Namespace) -> int:
    from sysprobe.cli import output
    from sysprobe.cli.asking import failures

    answers: dict[str, object] = {}
    errors: list[str] = []
    for name in OVERVIEW:
        view = _view(name)
        settings = argparse.ArgumentParser()
        view.add_arguments(settings)
        chosen = argparse.Namespace(**{**vars(settings.parse_args([])), **vars(options)})
        try:
            answers[name] = view.collect(host, chosen)
            failed = failures(chosen)
        except (SysprobeError, OSError) as error:
            answers[name], failed = None, [error]
        if not options.json and answers[name] is not None:
            output.write(view.sections(answers[name], chosen))
        sys.stdout.flush()  # where both go to one terminal, reasons stand where the answers would
        for each in failed:
            reason, _, backends = told(each).partition("\n")
            if told(each) not in errors:  # one file may answer several questions
                _complain(ValueError(reason) if any(backends in error for error in errors) else each)
                errors.append(told(each))
    if options.json:
        output.write_json("overview", answers, errors=errors)
    return int(bool(errors))


def _view(name: str) -> Any:
    return import_module(f"sysprobe.cli.{MODULES.get(name, name)}")


class _Parser(argparse.ArgumentParser):
    """A parser that learns the options of a view when that view is asked for."""

    view: str | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None, *more: Any, **other: Any) -> Any:
        """As argparse calls it, for the whole command and then for the view."""
        if self.view is not None:
            module, self.view = _view(self.view), None
            self.description = module.__doc__
            module.add_arguments(self)
        return super().parse_known_args(args, namespace, *more, **other)


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
        description="What is this machine doing? Without a view: system, CPU, memory, disks and network.",
        epilog="Exit codes: 0 answered, 1 something could not be answered, 2 usage, 130 interrupted. "
        "'sysprobe VIEW --help' lists the options of a view.",
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"sysprobe {__version__}")
    views = parser.add_subparsers(dest="view", metavar="VIEW", parser_class=_Parser)
    for name, shown in VIEWS.items():
        views.add_parser(name, help=shown, parents=[common]).view = name  # type: ignore[list-item]  # no _Parser is meant
    return parser
