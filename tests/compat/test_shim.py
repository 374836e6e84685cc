"""The shim as programs meet it: a package named psutil that no installed psutil knows of."""

import json
import os
import pickle
import subprocess
import sys

import psutil as installed
import pytest
import sysprobe_psutil
from trees import TREES


def run(*arguments, code=0, **environment):
    """Run ``python -m sysprobe_psutil``; its output."""
    command = [sys.executable, "-m", "sysprobe_psutil", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def ask(expression, **environment):
    """What an expression is worth to a program that imports psutil."""
    return json.loads(run("-c", f"import json, os, sys, psutil; print(json.dumps({expression}))", **environment))


def test_a_program_gets_the_shim_and_an_installed_psutil_is_left_alone():
    assert ask("psutil.__file__").startswith(sysprobe_psutil.front())
    assert not installed.__file__.startswith(sysprobe_psutil.front())


def test_interpreters_that_the_program_starts_get_it_too():
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import psutil; print(psutil.__file__)'])"
    assert run("-c", code).startswith(sysprobe_psutil.front())


def test_a_script_gets_its_arguments_and_gives_its_exit_code(tmp_path):
    (tmp_path / "program.py").write_text("import sys, psutil\nprint(sys.argv[1:])\nsys.exit(psutil.pid_exists(1) + 6)")
    assert run("--", str(tmp_path / "program.py"), "a", "-b", code=7).strip() == "['a', '-b']"


def test_without_a_program_it_says_how_it_is_used():
    assert "usage" in run("--help")
    run(code=2)


def test_another_psutil_that_is_imported_already_is_not_mixed_with_it():
    with pytest.raises(RuntimeError, match="another psutil"):
        sysprobe_psutil.activate()


def test_the_surface_is_psutils():
    names = ask("sorted(psutil.__all__)")
    assert names == sorted(set(installed.__all__))
    methods = ask("[n for n in dir(psutil.Process) if not n.startswith('_')]")
    assert methods == [name for name in dir(installed.Process) if not name.startswith("_")]


@pytest.mark.parametrize(
    "call", ["virtual_memory()", "swap_memory()", "cpu_times()", "cpu_stats()", "Process().memory_info()"]
)
def test_named_tuples_have_the_fields_of_psutils(call):
    record = eval(f"installed.{call}")
    told = ask(f"[type(psutil.{call}).__name__, psutil.{call}._fields]")
    assert told == [type(record).__name__, list(record._fields)]


@pytest.mark.parametrize(
    "error",
    [
        "NoSuchProcess(1, 'x', 'gone')",
        "ZombieProcess(1, 'x', 2)",
        "AccessDenied(3)",
        "AccessDenied(msg='no')",
        "TimeoutExpired(1.5, 4, 'x')",
    ],
)
def test_errors_have_the_text_of_psutils_and_can_be_pickled(error):
    made = eval(f"installed.{error}")
    again = "pickle.loads(pickle.dumps(e))"
    said = ask(f"(lambda e, pickle: [str(e), repr(e), repr({again})])(psutil.{error}, __import__('pickle'))")
    assert said == [str(made), repr(made), repr(pickle.loads(pickle.dumps(made)))]


@pytest.mark.skipif(sys.platform != "linux", reason="PROCFS_PATH is Linux's")
def test_procfs_path_is_another_machine(tmp_path):
    total = "setattr(psutil, 'PROCFS_PATH', os.environ['OTHER']) or psutil.virtual_memory().total"
    assert ask(total, OTHER=str(TREES / "synthetic-2.6.32" / "proc")) == 1020012 * 1024


def test_what_cannot_be_told_is_an_error_of_psutils():
    code = "import psutil; psutil.Process(2**22 + 5)"
    done = subprocess.run([sys.executable, "-m", "sysprobe_psutil", "-c", code], capture_output=True, text=True)
    assert done.stderr.splitlines()[-1].startswith("psutil.NoSuchProcess: process PID not found")


@pytest.mark.skipif(sys.platform != "linux", reason="the storm forks")
def test_processes_that_end_while_they_are_listed_break_nothing():
    code = """
import ctypes, os, psutil
storm = os.fork()
if storm == 0:
    ctypes.CDLL(None).prctl(1, 9)
    while True:
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
try:
    for _ in range(8):
        for process in psutil.process_iter(["name", "memory_info", "cpu_times", "username", "io_counters", "status"]):
            assert process.info["memory_info"] is None or process.info["memory_info"].rss >= 0
finally:
    os.kill(storm, 9)
    os.waitpid(storm, 0)
print("listed")
"""
    assert run("-c", code).strip() == "listed"
