"""Views that ask many questions answer what can be answered, and tell why the rest could not."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeVar

from sysprobe.errors import BackendError, CapabilityUnavailable

__all__ = ["answer", "failures"]

T = TypeVar("T")


def answer(options: argparse.Namespace, ask: Callable[[], T]) -> T | None:
    """What `ask` returns. None where nobody answers it here, and where it fails, which `failures` then has."""
    try:
        told = ask()
    except CapabilityUnavailable as error:
        vars(options).setdefault("unanswered", error)
        return None
    except (BackendError, OSError) as error:
        vars(options).setdefault("failed", []).append(error)
        return None
    if told is not None:
        vars(options)["answered"] = True
    return told


def failures(options: argparse.Namespace) -> list[Exception]:
    """What has failed of the questions that were asked with these options: their errors.

    Where not a single one was answered, the first error is raised: there is nothing to show.
    """
    found: list[Exception] = vars(options).get("failed", [])
    if "answered" not in options:
        for error in (*found, *([options.unanswered] if "unanswered" in options else [])):
            raise error
    return found
