"""How tests talk to the running machine without being flaky.

A number of a live machine moves. A test that compares with it either reads A, B, A again and asserts B between
(`between`), or repeats the whole comparison until it holds (`eventually`).
"""

import _thread
import gc
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
import traceback
import warnings

import pytest

#: What only interpreters that `run_python` starts may inherit of a run under sanitizers: the instrumented module, and
#: the run time without which it cannot be loaded, but which hangs in programs that are not made for it.
SANITIZERS = ("LD_PRELOAD", "PYTHONPATH") if "SYSPROBE_SANITIZED" in os.environ else ()
PRELOAD = {name: os.environ.pop(name) for name in SANITIZERS}
CI = os.environ.get("CI", "").lower() in {"1", "true"}


def eventually(compare, seconds=10, tries=5):
    """Run `compare` until it raises no AssertionError; after `seconds` and `tries` the last one stands.

    Both bounds must be used up: on a machine under load ten seconds may hold one try alone.
    """
    end = time.monotonic() + seconds
    pause = 0.001
    while True:
        tries -= 1
        try:
            return compare()
        except AssertionError:
            if tries <= 0 and time.monotonic() > end:
                raise
        time.sleep(pause)
        pause = min(2 * pause, 0.2)


def between(before, value, after, slack=0):
    """Assert that a value read between two others lies between them, `slack` wide on both sides."""
    low, high = min(before, after) - slack, max(before, after) + slack
    assert low <= value <= high, f"{value} is not between {before} and {after} (slack {slack})"


def missing(what):
    """Skip for want of a tool or privilege; under CI that is a failure, for there `.ci/run` provides all of them."""
    if CI:
        pytest.fail(f"{what} is missing, and under CI nothing may be")
    pytest.skip(f"{what} is missing")


def needs(tool):
    """Path of a program, or `missing`."""
    path = shutil.which(tool)
    if path is None:
        missing(tool)
    return path


def needs_root():
    """Go on as root only, or `missing`."""
    if os.geteuid() != 0:
        missing("root")


def needs_descriptors(count):
    """Go on if this process may open so many more, or `missing`."""
    import resource  # not on Windows

    if max(map(int, os.listdir("/proc/self/fd"))) + count > resource.getrlimit(resource.RLIMIT_NOFILE)[0]:
        missing(f"the right to open {count} more descriptors")


def fork(among_threads=False):
    """`os.fork`, without the warning of newer Pythons where the only other thread is pytest's watchdog, which takes no
    lock of theirs; `among_threads`: nor where the test is about other threads, or they only wait for it.
    """
    with warnings.catch_warnings():
        if among_threads or not _thread._count():
            warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        signal.alarm(290)  # one that hangs ends before pytest's patience does, rather than never
    return pid


def as_user(uid, function, *args):
    """What `function(*args)` returns or raises in a forked child that has become this user (root only).

    Import all that the function needs beforehand: the user may not be allowed to read the interpreter's files.
    """
    needs_root()
    receive, send = os.pipe()
    child = fork()
    if child == 0:
        os.close(receive)
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            answer = (True, function(*args))
        except BaseException as error:
            answer = (False, error)
        try:
            message = pickle.dumps(answer)
        except Exception:
            message = pickle.dumps((False, RuntimeError(f"no pickle for this: {answer!r}\n{traceback.format_exc()}")))
        with os.fdopen(send, "wb") as pipe:
            pipe.write(message)
        os._exit(0)
    os.close(send)
    with os.fdopen(receive, "rb") as pipe:
        message = pipe.read()
    os.waitpid(child, 0)
    assert message, "the child died before it could answer"
    worked, answer = pickle.loads(message)
    if worked:
        return answer
    raise answer


def descriptors():
    """How many descriptors this process has open, without what earlier tests left to the garbage collector."""
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


def run_python(code, *args, env=None, check=True):
    """Run a few lines of Python in an interpreter of their own; `env` is added to the environment."""
    full = {key: value for key, value in os.environ.items() if not key.startswith("SYSPROBE_")}
    run = subprocess.run(
        [sys.executable, "-c", code, *args],
        capture_output=True,
        text=True,
        env=full | PRELOAD | (env or {}),
        timeout=120,
    )
    if check:
        assert run.returncode == 0, run.stderr
    return run
