"""How a provider calls the C module: on this machine only, and with the system's error told apart in one place."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import TypeVar

from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context

T = TypeVar("T")

NOT_THIS_MACHINE = "macOS answers by system calls alone, and these tell of the running machine only"


def ask(context: Context, capability: str, call: Callable[[], T]) -> T:
    """What a call of the C module answers.

    Raises CapabilityUnavailable where the Host's root is another machine's, BackendError if the call fails.
    """
    if not context.live:
        raise CapabilityUnavailable(capability, NOT_THIS_MACHINE)
    try:
        return call()
    except OSError as error:
        raise failed(error) from error


def ask_frameworks(context: Context, capability: str, call: Callable[[], T]) -> T:
    """The same of a call that needs IOKit, which is opened when it is first needed.

    Raises CapabilityUnavailable where it cannot be opened.
    """
    try:
        return ask(context, capability, call)
    except BackendError as error:
        if error.errno == errno.ENXIO:
            raise CapabilityUnavailable(capability, "this system's IOKit cannot be opened") from error
        raise


def failed(error: OSError) -> BackendError:
    """The error for a call that failed: ``errno`` is the system's, ``source`` the call."""
    source = str(error.filename)
    text = f"{source} failed: {errno.errorcode.get(error.errno or 0, error.errno)} ({error.strerror})"
    return BackendError(text, backend="macos", source=source, errno=error.errno)


def malformed(source: str, what: str) -> BackendError:
    """The error for an answer that makes no sense."""
    return BackendError(f"{source}: {what}", backend="macos", source=source)
