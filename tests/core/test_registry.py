"""The registry of one Host with backends that are given to it: what it refuses, in which words, and what it lets go."""

import contextlib
import copy
import gc
import os
import pickle
import threading
import weakref

import pytest
from live import fork
from sysprobe import BackendError, CapabilityUnavailable, Host, _discovery
from sysprobe.plugin import Backend, hookimpl
from sysprobe.testing import FakeBackend
from sysprobe.types.diagnosis import Cause, Reason


def host_of(*providers, domain="memory"):
    """A Host whose backends, `one`, `two`, ..., provide one domain; the first one is asked first."""
    names = ("one", "two", "three")
    return Host(
        backends=[
            Backend(name=name, api=(1, 0), priority=-place, providers={domain: provider})
            for place, (name, provider) in enumerate(zip(names, providers, strict=False))
        ]
    )


class Good:
    def __init__(self, context):
        pass

    @hookimpl
    def virtual_memory(self):
        return "good"


class Bare:
    def __init__(self, context):
        pass


class TestDescriptor:
    @pytest.mark.parametrize(
        ("wrong", "error", "text"),
        [
            ({"name": ""}, ValueError, "letters, digits"),
            ({"name": "a b"}, ValueError, "'a b'"),
            ({"name": None}, ValueError, "None"),
            ({"api": "1.0"}, TypeError, r"like \(1, 0\), not '1.0'"),
            ({"api": (1,)}, TypeError, r"like \(1, 0\)"),
            ({"api": ("1", "0")}, TypeError, r"like \(1, 0\)"),
            ({"priority": "high"}, TypeError, "'high'"),
            ({"platforms": "linux"}, TypeError, r"like \('linux',\)"),
            ({"providers": ["memory"]}, TypeError, "maps domains"),
            ({"providers": {"memory": "package.module.Class"}}, TypeError, "package.module:Class"),
            ({"providers": {"memory": None}}, TypeError, "package.module:Class"),
        ],
    )
    def test_what_is_wrong_with_it_is_said_where_it_is_written(self, wrong, error, text):
        with pytest.raises(error, match=text):
            Backend(**{"name": "one", "api": (1, 0), "providers": {}} | wrong)

    def test_only_backends_of_different_names_are_given_to_a_host(self):
        one = FakeBackend().backend
        with pytest.raises(TypeError, match="not int"):
            Host(backends=[one, 1])
        with pytest.raises(ValueError, match="'fake'"):
            Host(backends=[one, one])

    def test_a_domain_that_does_not_exist_is_reported(self):
        host = Host(backends=[Backend(name="one", api=(1, 0), providers={"memroy": Good})])
        with pytest.warns(RuntimeWarning, match="there is no domain memroy"):
            assert host.backends()[0].detail == "there is no domain memroy"


class Misspelt(Bare):
    @hookimpl
    def virtual_memory(self, total):
        return total


class Defaults(Bare):
    @hookimpl
    def cpu_count(self, logical=True):
        return 1


class Unmarked(Bare):
    def virtual_memory(self):
        return "unmarked"


class Collecting(Bare):
    @hookimpl(wrapper=True)
    def process_attributes(self):
        return (yield)


class Exiting:
    def __init__(self, context):
        raise SystemExit("no licence\nfound")


class Asking:
    """Asks the Host that it is made for."""

    def __init__(self, context):
        host_of.asked.virtual_memory()


class TestProvider:
    @pytest.mark.parametrize(
        ("provider", "domain", "question", "words"),
        [
            (Misspelt, "memory", Host.virtual_memory, "'total'"),
            (Defaults, "cpu", Host.cpu_count, "cpu_count: logical must not have a default"),
            (Unmarked, "memory", Host.virtual_memory, "no method that is marked with @hookimpl"),
            (Collecting, "process", lambda host: host.ask("process_attributes"), "cannot be wrapped"),
            (Exiting, "memory", Host.virtual_memory, "SystemExit: no licence; found"),
            (Asking, "memory", Host.virtual_memory, "asked something while the providers of memory were being loaded"),
        ],
    )
    def test_one_that_cannot_work_is_left_out_and_says_why_in_one_line(self, provider, domain, question, words):
        host = host_of.asked = host_of(provider, domain=domain)
        with pytest.warns(RuntimeWarning) as caught, contextlib.suppress(CapabilityUnavailable):
            question(host)
        (warning,) = caught
        assert words in str(warning.message)
        assert "\n" not in str(warning.message)
        assert domain in host.backends()[0].failures

    def test_arguments_come_by_their_names(self):
        class Backwards(Bare):
            @hookimpl
            def disk_usage(self, timeout, path):
                return (path, timeout)

        class Fewer(Bare):
            @hookimpl
            def process_table(self, workers):
                return workers

        assert host_of(Backwards, domain="disk").ask("disk_usage", "/a/path", 5.0) == ("/a/path", 5.0)
        assert host_of(Fewer, domain="process").ask("process_table", ("pid",), None, 7) == 7

    def test_a_hook_without_its_mark_is_warned_of(self):
        class HalfMarked(Good):
            def swap_memory(self):
                return "unmarked"

        host = host_of(HalfMarked)
        with pytest.warns(RuntimeWarning, match="swap_memory is not used: it is not marked"):
            assert host.virtual_memory() == "good"

    def test_a_load_that_is_interrupted_is_done_again(self):
        interruptions = iter([KeyboardInterrupt, KeyboardInterrupt])

        class Interrupted(Good):
            def __init__(self, context):
                for error in interruptions:
                    raise error

        host = host_of(Good, Interrupted, Good)
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                host.virtual_memory()
        assert host.virtual_memory() == "good"
        assert [name for name, _ in host._bindings.registry.implementations("virtual_memory")[0]] == [
            "one",
            "two",
            "three",
        ]

    @pytest.mark.filterwarnings("error")
    def test_where_warnings_are_errors_one_backend_costs_one_error(self):
        host = host_of(Good, Exiting)
        with pytest.raises(RuntimeWarning, match="no licence"):
            host.virtual_memory()
        assert host.virtual_memory() == "good"


@pytest.mark.parametrize("wrong", ["no list of reasons", [1], KeyError("x")])
def test_of_what_is_collected_a_wrong_answer_is_left_out(wrong):
    good = [Reason("users", Cause.MASKED, "it is masked")]
    host = Host(backends=[FakeBackend("one", diagnose=wrong).backend, FakeBackend("two", diagnose=good).backend])
    with pytest.warns(RuntimeWarning, match="backend one is left out"):
        assert host.ask("diagnose") == [good]
    with pytest.raises(AttributeError, match="registry"):
        host.ask("registry")


@pytest.mark.parametrize("question", [Host.cpu_count, Host.sensors_battery])
def test_unknown_is_none_and_nobody_to_ask_is_an_error(question):
    name = question.__name__
    assert question(Host(backends=[FakeBackend(**{name: None}).backend])) is None
    with pytest.raises(CapabilityUnavailable, match=name):
        question(Host(backends=[FakeBackend(virtual_memory=None).backend]))


class TestErrors:
    @pytest.mark.parametrize("error", [KeyError("x"), TypeError("x"), ValueError("x"), RecursionError("x")])
    def test_a_defect_names_its_backend(self, error):
        host = Host(backends=[FakeBackend("one", virtual_memory=error).backend])
        with pytest.raises(BackendError, match=f"backend one failed: {type(error).__name__}") as raised:
            host.virtual_memory()
        assert raised.value.backend == "one"
        assert raised.value.__cause__ is error

    @pytest.mark.parametrize("error", [TypeError("x"), ValueError("x"), OverflowError("x"), OSError(5, "x")])
    def test_what_may_be_the_callers_argument_reaches_him_as_it_is(self, error):
        host = Host(backends=[FakeBackend("one", cpu_count=error).backend])
        with pytest.raises(type(error), match="x"):
            host.cpu_count()

    @pytest.mark.parametrize("error", [KeyError("x"), OSError(5, "x")])
    def test_an_error_that_is_dealt_with_is_gone(self, error):
        """Without waiting for the garbage collector, and with all that the frames knew which it came through."""

        class Known:
            pass

        def fail():
            known = Known()
            seen.append(weakref.ref(known))
            raise type(error)(*error.args)

        seen, host = [], Host(backends=[FakeBackend("one", virtual_memory=fail).backend])
        gc.disable()
        try:
            with contextlib.suppress(BackendError, OSError):
                host.virtual_memory()
            assert seen[0]() is None
        finally:
            gc.enable()

    def test_among_wrappers_the_one_that_fails_is_named(self):
        class Wrapping(Bare):
            @hookimpl(wrapper=True)
            def virtual_memory(self):
                answer = yield
                return answer / 2

        class Broken(Bare):
            @hookimpl
            def virtual_memory(self):
                return {}["x"]

        with pytest.raises(BackendError, match="backend one failed: TypeError"):
            host_of(Wrapping, Good).virtual_memory()
        with pytest.raises(BackendError, match="backend two failed: KeyError"):
            host_of(Wrapping, Broken).virtual_memory()


def test_a_host_that_is_dropped_lets_go_of_its_providers_at_once():
    """Without waiting for the garbage collector: providers keep files open."""
    alive = weakref.WeakSet()

    class Kept:
        def __init__(self, context):
            alive.add(self)

        @hookimpl
        def virtual_memory(self):
            return "kept"

    class Wrapping(Kept):
        @hookimpl(wrapper=True)
        def virtual_memory(self):
            return (yield)

    gc.disable()
    try:
        for providers in ((Kept,), (Kept, Kept), (Wrapping, Kept)):
            host = host_of(*providers)
            assert host.virtual_memory() == "kept"
            assert len(alive) == len(providers)
            del host
            assert len(alive) == 0
    finally:
        gc.enable()


@pytest.mark.skipif(os.name != "posix", reason="links are for everybody")
def test_a_root_is_a_path_without_links(tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    real = os.path.realpath(tmp_path / "real")
    for root in ("link", tmp_path / "link", "real/../link/.", b"link"):
        assert Host(root).root == real
    assert Host().root == Host("/").root == "/"


@pytest.mark.skipif(os.name != "posix", reason="links are for everybody")
def test_the_root_of_a_process_is_not_taken_for_this_machine(tmp_path):
    process = tmp_path / "proc/7"
    process.mkdir(parents=True)
    (process / "stat").touch()
    (process / "root").symlink_to(os.sep, target_is_directory=True)
    (tmp_path / "self").symlink_to(process, target_is_directory=True)
    root = os.path.join(os.path.realpath(process), "root")
    assert Host(tmp_path / "self" / "root").root == root
    assert Host(tmp_path / "self" / "root" / "no such folder").root == os.path.join(root, "no such folder")
    with pytest.raises(ValueError, match="cannot be followed"):
        Host(tmp_path / "self" / "root" / "..")


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda host: pickle.loads(pickle.dumps(host))])
def test_a_copy_of_a_host_shares_nothing_with_it(copied, tmp_path):
    backend = Backend(name="one", api=(1, 0), providers={"memory": Good})
    host = Host(tmp_path, backends=[backend])
    host.virtual_memory()
    other = copied(host)
    assert (repr(other), [each.name for each in other.backends()]) == (repr(host), ["one"])
    assert other._bindings.registry is not host._bindings.registry
    assert other._kept is not host._kept
    assert copied(Host())._bindings.given is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.parametrize("busy", ["scanning", "loading"])
def test_a_child_answers_that_was_forked_while_another_thread_looked_for_backends(busy, monkeypatch):
    inside, leave, home = threading.Event(), threading.Event(), os.getpid()

    def dwell():
        if os.getpid() == home:
            inside.set()
            leave.wait(60)

    class Slow(Good):
        def __init__(self, context):
            dwell()

    def scan(path):
        dwell()
        return []

    if busy == "loading":
        host = host_of(Slow)
    else:
        host = Host()
        monkeypatch.setattr(_discovery, "_scan", scan)
        monkeypatch.setattr(_discovery, "_scanned", None)
        good = Backend(name="one", api=(1, 0), priority=99, providers={"memory": Good})
        monkeypatch.setattr(_discovery, "_by_hand", {"one": good})
    thread = threading.Thread(target=host.virtual_memory)
    thread.start()
    try:
        assert inside.wait(60)
        child = fork(among_threads=True)
        if child == 0:
            os._exit(0 if host.virtual_memory() == "good" else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    finally:
        leave.set()
        thread.join()
    assert host.virtual_memory() == "good"
