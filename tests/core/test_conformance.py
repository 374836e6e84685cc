"""The conformance kit names each defect of a backend, and finds none where there is none."""

import os
import subprocess
import sys
import threading

import pytest
import sysprobe
from sysprobe import _discovery
from sysprobe.hookspecs.process import ProcessAttribute
from sysprobe.plugin import Backend, hookimpl
from sysprobe.testing import FakeBackend, Subject, Verdict, _conditions, _descriptor, _invariants, conformance, contract
from sysprobe.types.attributes import Column, Kind
from sysprobe.types.cpu import CpuFreq, CpuStats
from sysprobe.types.diagnosis import Cause, Reason
from sysprobe.types.memory import SwapMemory, VirtualMemory

GOOD = VirtualMemory(100, 60, 40.0, 40, 50)


def only_here(provider, answer):
    return answer if provider.context.live else None


def examined(backend, capability="virtual_memory"):
    subject = Subject.of(backend)
    return {
        each.check: each.reason
        for each in conformance.examine_capability(subject, subject.make_host(None), capability)
        if each.verdict is Verdict.BROKEN
    }


def provider(method):
    """A backend whose virtual_memory is `method(provider)`."""

    class Memory:
        def __init__(self, context):
            self.context = context

        @hookimpl
        def virtual_memory(self):
            return method(self)

    return Backend(name="toy", api=(1, 0), providers={"memory": Memory})


def test_a_backend_that_keeps_the_contract_has_no_findings():
    assert examined(provider(lambda self: only_here(self, GOOD))) == {}


def test_a_wrong_type_is_named():
    found = examined(provider(lambda self: only_here(self, VirtualMemory("100", 60, 40.0, 40, 50))))
    assert found["type"] == "the answer.total is '100', not int"


def test_an_unknown_value_that_is_not_none_is_named():
    found = examined(provider(lambda self: only_here(self, VirtualMemory(100, 60, float("nan"), 40, 50))))
    assert "unknown is None" in found["type"]


def test_parts_that_are_more_than_the_whole_are_named():
    found = examined(provider(lambda self: only_here(self, VirtualMemory(100, 60, 40.0, 140, 50))))
    assert found["invariants"] == "used 140 is more than total 100"


def test_an_answer_from_the_wrong_machine_is_named():
    assert "comes from this machine" in examined(provider(lambda self: GOOD))["root"]


def test_descriptors_left_open_are_named():
    left = []

    def leak(self):
        left.append(os.open(os.devnull, os.O_RDONLY))
        return only_here(self, GOOD)

    try:
        assert "descriptors open" in examined(provider(leak))["repeats"]
    finally:
        for descriptor in left:
            os.close(descriptor)


def test_objects_left_behind_are_named():
    left = []

    def leak(self):
        left.extend([object() for _ in range(5)])
        return only_here(self, GOOD)

    assert "objects behind" in examined(provider(leak))["repeats"]


def test_an_error_that_is_not_ours_is_named():
    def fail(self):
        raise KeyError("MemTotal")

    assert examined(provider(fail))["answer"] == "BackendError: backend toy failed: KeyError: 'MemTotal'"


def test_what_is_refused_to_this_caller_is_not_provided():
    def refuse(self):
        raise sysprobe.AccessDenied(1, message="root may")

    subject = Subject.of(provider(refuse))
    (found,) = conformance.examine_capability(subject, subject.make_host(None), "virtual_memory")
    assert (found.verdict, found.reason) == (Verdict.ABSENT, "root may (pid=1)")


def test_a_backend_that_threads_break_is_named():
    lock = threading.Lock()

    def alone(self):
        assert lock.acquire(blocking=False), "two threads at once"
        try:
            event.wait(0.02)
        finally:
            lock.release()
        return only_here(self, GOOD)

    event = threading.Event()
    assert "two threads at once" in examined(provider(alone))["threads"]


def test_a_backend_that_a_fork_breaks_is_named():
    home = os.getpid()
    found = examined(provider(lambda self: only_here(self, GOOD if os.getpid() == home else "lost")))
    assert found["fork"] == "a forked child gets a wrong answer"


def test_counters_that_go_down_are_named():
    counts = iter(range(10**6, 0, -1))
    fake = FakeBackend(cpu_stats=lambda: CpuStats(next(counts), None, None, None, None, None, None))
    assert "went down" in examined(fake.backend, "cpu_stats")["counters"]


@pytest.mark.parametrize("answer", [CpuStats(-1, *[None] * 6), {0: CpuFreq(1.0, -2.0, None)}, [-1.0, 0.0, 0.0]])
def test_less_than_nothing_is_named_however_deep_it_lies(answer):
    assert [c for c in _invariants.complaints("capability", answer) if "less than nothing" in c]


@pytest.mark.parametrize("circumstance", ["threads", "fork"])
def test_a_backend_that_hangs_is_named(circumstance, monkeypatch):
    monkeypatch.setattr(_conditions, "PATIENCE", 0.3)
    home, main, end = os.getpid(), threading.main_thread(), threading.Event()

    def hang(self):
        if os.getpid() != home or threading.current_thread() is not main:
            end.wait()
        return GOOD

    host = Subject.of(provider(hang)).make_host(None)
    host.virtual_memory()
    try:
        (complaint,) = getattr(_conditions, circumstance)(host, "virtual_memory")
    finally:
        end.set()
    assert "no answer within 0.3 s" in complaint


def test_signatures_that_are_not_the_specification_are_named():
    class Cpu:
        def __init__(self, context):
            pass

        @hookimpl
        def cpu_count(self, cores):
            return 1

        def getloadavg(self):
            return (0.0, 0.0, 0.0)

    backend = Backend(name="toy", api=(1, 0), providers={"cpu": Cpu, "gpu": Cpu})
    (descriptor,) = _descriptor.complaints(backend, None)
    assert descriptor == "there are no such domains: gpu"
    assert list(_descriptor.signatures(backend)) == [
        "cpu_count takes (cores), the specification says (logical)",
        "cpu: getloadavg is not marked with @hookimpl",
    ]


@pytest.mark.parametrize(
    ("deed", "complaint"),
    [
        ("open(__file__.replace('.py', '.txt'), 'w').close()", "opens {folder}/toy_io.txt"),
        ("print('hello')", r"prints 'hello\n'"),
        ("raise SystemExit", "fails: the interpreter ends with 0"),
        ("raise SystemExit('no licence')", "fails: no licence"),
    ],
)
def test_what_importing_a_descriptor_does_is_named(tmp_path, monkeypatch, deed, complaint):
    (tmp_path / "toy_io.py").write_text(
        f"from sysprobe.plugin import Backend\n{deed}\nBACKEND = Backend(name='toy', api=(1, 0), providers={{}})\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    subject = Subject.of(Backend(name="toy", api=(1, 0), providers={}), "toy_io")
    broken = [each.reason for each in conformance.examine_backend(subject) if each.reason]
    assert broken == [f"importing toy_io {complaint.format(folder=tmp_path)}"]


def added(name="joules", kind=Kind.FLOAT, attribute="joules", read=lambda pids: [None] * len(pids)):
    return ProcessAttribute(Column(name, kind, "joules", "Energy", attribute, None), read)


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ({"process_attributes": [added()]}, ""),
        ({"process_attributes": [added(read=lambda pids: [1.5])]}, "joules: 1 values for 0 processes"),
        ({"process_attributes": [added(read=lambda pids: [0.0] * len(pids))]}, "does not exist is 0.0"),
        ({"process_attributes": [added(kind=Kind.INT, read=lambda pids: ["x", None][: len(pids)])]}, "TypeError"),
        ({"process_attributes": [added(name="rss")]}, "rss is one of the common attributes"),
        ({"process_attributes": [added(attribute="energy")]}, "not the name again"),
        ({"process_attributes": [ProcessAttribute("joules", len)]}, "'joules' is no Column"),
        ({"process_attributes": [("joules", len)]}, "is not a ProcessAttribute"),
        ({"diagnose": ["upsd does not run"]}, "'upsd does not run' is not a Reason"),
        ({"diagnose": lambda: 1 / 0}, "ZeroDivisionError"),
        ({"diagnose": [Reason("users", Cause.MASKED, "")]}, "has no detail"),
    ],
)
def test_what_is_wrong_with_what_all_backends_add_is_named(answers, complaint):
    findings = list(conformance.examine_collected(Subject.of(FakeBackend(**answers).backend).make_host(None)))
    (finding,) = findings
    assert (finding.verdict is Verdict.KEPT) == (not complaint)
    assert complaint in finding.reason


def test_what_is_not_there_is_not_provided():
    fake = FakeBackend(swap_memory=SwapMemory(0, 0, 0, 0.0))
    subject = Subject.of(fake.backend)
    rows = conformance.summary(list(conformance.examine_capability(subject, subject.make_host(None), "virtual_memory")))
    assert rows == [("virtual_memory", Verdict.ABSENT, "declined")]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a_module_that_nobody_has:BACKEND", "odd cannot be imported: ModuleNotFoundError"),
        ("sysprobe:Host", "sysprobe:Host, the backend odd, is no Backend"),
    ],
)
def test_a_backend_that_cannot_be_examined_says_why(value, words, monkeypatch):
    monkeypatch.setattr(_discovery, "_scanned", [_discovery.EntryPoint("odd", value, "sysprobex-odd", "1.0")])
    with pytest.raises(sysprobe.SysprobeError, match=words):
        contract.find("odd")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "--sysprobe-backend NAME says which backend to examine"),
        (["--sysprobe-backend", "nobody"], "no backend named 'nobody' is installed"),
    ],
)
def test_the_pytest_plugin_says_in_a_line_what_it_lacks(options, words):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", "sysprobe.testing"]
    run = subprocess.run([*command, *options], capture_output=True, text=True, cwd=os.sep)
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert words in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_the_pytest_plugin_reports_each_capability():
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", "sysprobe.testing"]
    run = subprocess.run(
        [*command, "--sysprobe-backend", "linux", "-k", "virtual_memory"],
        capture_output=True,
        text=True,
        cwd="/",
    )
    if sys.platform != "linux":
        assert "no backend named 'linux'" in run.stdout + run.stderr
        return
    assert run.returncode == 0, run.stdout + run.stderr
    assert "virtual_memory           kept" in run.stdout


class TestFakeBackend:
    def test_answers_may_be_values_functions_and_errors(self):
        fake = FakeBackend(
            virtual_memory=GOOD, cpu_count=lambda logical: 8 if logical else 4, boot_time=OSError(5, "x")
        )
        host = sysprobe.Host(backends=[fake.backend])
        assert host.virtual_memory() is GOOD
        assert (host.ask("cpu_count", True), host.ask("cpu_count", False)) == (8, 4)
        with pytest.raises(OSError, match="x"):
            host.ask("boot_time")
        assert fake.calls[0] == ("virtual_memory", ())

    def test_answers_can_be_changed(self):
        fake = FakeBackend(virtual_memory=GOOD)
        host = sysprobe.Host(backends=[fake.backend])
        host.virtual_memory()
        fake.set(virtual_memory=None)
        with pytest.raises(sysprobe.CapabilityUnavailable):
            host.virtual_memory()

    def test_a_capability_that_does_not_exist_is_refused(self):
        with pytest.raises(TypeError, match="virtual_memroy"):
            FakeBackend(virtual_memroy=GOOD)
