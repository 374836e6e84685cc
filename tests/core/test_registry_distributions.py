"""Discovery against installed distributions: whatever is wrong with one, the others answer and the report says why."""

import subprocess
import sys
import zipfile

import pytest
from distributions import PROVIDER, Site, backend, wheel, write

BROKEN_MODULE = "import a_module_that_nobody_has\n"
MISSPELT = PROVIDER.format(answer="misspelt answers").replace("def virtual_memory", "def virtual_memori")
FOREIGN = PROVIDER.format(answer="foreign answers").replace("def virtual_memory", "def net_if_addrs")
REFUSING = "class Memory:\n    def __init__(self, context):\n        raise OSError(2, 'no libsensors.so')\n"
ASK = """
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    answers = [sysprobe.virtual_memory() for _ in range(3)]
say(answers=answers, warnings=[str(w.message) for w in caught], report=report(), modules=sorted(sys.modules))
"""


@pytest.fixture
def site(tmp_path):
    """A site with one good backend, `good`, which everything else must leave alone."""
    made = Site(tmp_path / "site")
    made.install_backend("good")
    return made


def row(said, name, source=None):
    """The report's row of a backend."""
    (found,) = [r for r in said["report"] if r[0] == name and source in {None, r[1]}]
    return found


@pytest.mark.parametrize(
    ("files", "status", "detail"),
    [
        pytest.param({"sp_odd/__init__.py": BROKEN_MODULE}, "failed", "a_module_that_nobody_has", id="broken import"),
        pytest.param({"sp_odd/__init__.py": "BACKEND = 1\n"}, "failed", "is a int, not a Backend", id="wrong type"),
        pytest.param({"sp_odd/__init__.py": ""}, "failed", "AttributeError", id="nothing of that name"),
        pytest.param({"sp_odd/__init__.py": "raise SystemError('x')\n"}, "failed", "SystemError: x", id="any error"),
        pytest.param({"sp_odd/__init__.py": "raise SystemExit(3)\n"}, "failed", "SystemExit: 3", id="exit"),
        pytest.param({"sp_odd/__init__.py": "raise BaseException('x')\n"}, "failed", "BaseException: x", id="panic"),
        pytest.param(backend("odd", api="1.0"), "failed", "api is (major, minor)", id="wrong descriptor"),
        pytest.param(backend("odd", api=(2, 0), priority=9), "incompatible", "upgrade sysprobe", id="newer major"),
        pytest.param(backend("odd", api=(1, 99), priority=9), "incompatible", "upgrade sysprobe", id="newer minor"),
        pytest.param(backend("odd", api=(0, 9), priority=9), "incompatible", "upgrade the backend", id="older major"),
        pytest.param(backend("odd", platforms=("sunos5",), priority=9), "other platform", "for sunos5", id="platform"),
    ],
)
def test_a_backend_that_cannot_be_used_is_reported_and_leaves_the_others_alone(site, files, status, detail):
    site.install("sysprobex-odd", files, {"odd": "sp_odd:BACKEND"}, version="3.1")
    said, _ = site.run(ASK)
    assert said["answers"] == ["good answers"] * 3
    name, source, found, text = row(said, "odd")
    assert (name, source, found) == ("odd", "sysprobex-odd 3.1", status)
    assert detail in text
    assert "sp_odd.memory" not in said["modules"], "the handshake comes before any provider is imported"
    assert len(said["warnings"]) == (status == "failed"), "one warning for what is broken, none for what is not meant"


@pytest.mark.parametrize(
    ("provider", "error"),
    [
        pytest.param(BROKEN_MODULE, "ModuleNotFoundError", id="broken import"),
        pytest.param(MISSPELT, "virtual_memori", id="misspelt hook"),
        pytest.param(FOREIGN, "net_if_addrs", id="hook of another domain"),
        pytest.param(REFUSING, "libsensors", id="constructor raises"),
        pytest.param("", "AttributeError", id="no such class"),
    ],
)
def test_a_broken_provider_costs_its_own_domain_alone(site, provider, error):
    site.install_backend("odd", priority=9, provider=provider)
    said, _ = site.run(ASK)
    assert said["answers"] == ["good answers"] * 3
    assert row(said, "odd")[2] == "active", "its other domains are as good as ever"
    (warning,) = said["warnings"]
    assert "odd (sysprobex-odd 1.0)" in warning
    assert error in warning


def test_a_broken_provider_is_not_even_imported_for_another_domain(site):
    site.install_backend("odd", priority=9, providers={"sensors": "sp_odd.sensors_that_are_slow:Sensors"})
    said, _ = site.run(ASK)
    assert said["warnings"] == []
    assert "sp_odd.memory" not in said["modules"]
    assert row(said, "odd")[2] == "active"


def test_a_slow_provider_delays_only_who_asks_for_its_domain(site):
    slow = "raise RuntimeError('a minute passes here')\n"
    site.install_backend("slow", priority=9, provider=slow, providers={"cpu": "sp_slow.memory:Cpu"})
    said, _ = site.run("say(first='sp_good' in sys.modules)\n" + ASK)
    assert said["first"] is False, "importing sysprobe looks for nothing"
    assert said["answers"] == ["good answers"] * 3
    assert "sp_slow" in said["modules"]
    assert "sp_slow.memory" not in said["modules"]


def test_the_higher_priority_answers_and_its_removal_restores_the_lower(site):
    folder = site.install_backend("better", priority=50)
    assert site.run(ASK)[0]["answers"] == ["better answers"] * 3
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    assert site.run(ASK)[0]["answers"] == ["good answers"] * 3


def test_none_declines_and_an_unimplemented_hook_falls_through(site):
    site.install_backend("shy", priority=50, provider=PROVIDER.replace("{answer!r}", "None"))
    said, _ = site.run(ASK)
    assert said["answers"] == ["good answers"] * 3
    assert [r[0] for r in said["report"]] == ["shy", "good"], "the report is in the order of the answers"


def test_an_error_is_not_a_decline(site):
    site.install_backend("odd", priority=50, provider=PROVIDER.replace("return {answer!r}", "return 1 / 0"))
    said, _ = site.run(
        """
        try:
            sysprobe.virtual_memory()
        except sysprobe.BackendError as error:
            say(backend=error.backend, text=str(error), cause=type(error.__cause__).__name__)
        """
    )
    assert said["backend"] == "odd"
    assert said["cause"] == "ZeroDivisionError"
    assert "division by zero" in said["text"]


def test_a_wrapper_adjusts_what_another_backend_answers(site):
    wrapper = """
    from sysprobe.plugin import hookimpl

    class Memory:
        def __init__(self, context):
            pass

        @hookimpl(wrapper=True)
        def virtual_memory(self):
            answer = yield
            return answer + ", adjusted"
    """
    site.install_backend("wrapping", provider=wrapper)
    assert site.run(ASK)[0]["answers"] == ["good answers, adjusted"] * 3


def test_two_distributions_with_one_name_have_one_winner_and_a_warning_that_names_both(site):
    site.install("sysprobex-rival", backend("rival", answer="rival answers"), {"good": "sp_rival:BACKEND"})
    said, _ = site.run(ASK)
    assert said["answers"] == ["good answers"] * 3, "the first distribution by name, whatever the order of directories"
    assert row(said, "good", "sysprobex-rival 1.0")[2] == "shadowed"
    (warning,) = said["warnings"]
    assert "sysprobex-good 1.0" in warning
    assert "sysprobex-rival 1.0" in warning


def test_an_editable_install_that_lists_its_entry_point_twice_is_one_backend(site):
    site.install("sysprobex-good", {}, {"good": "sp_good:BACKEND"}, suffix="egg-info")
    said, _ = site.run(ASK)
    assert said["answers"] == ["good answers"] * 3
    assert said["warnings"] == []
    assert [r[0] for r in said["report"]] == ["good"]


def test_what_an_interrupted_removal_has_left_is_no_backend(site):
    put_aside = site.install_backend("odd")
    put_aside.rename(put_aside.with_name("~" + put_aside.name[1:]))
    said, _ = site.run(ASK)
    assert [r[0] for r in said["report"]] == ["good"]
    assert said["warnings"] == []


@pytest.mark.parametrize(("whole", "names"), [(True, ["good"]), (False, ["odd", "good"])])
def test_an_earlier_distribution_hides_a_later_one_of_its_name(site, whole, names):
    site.install_backend("odd", priority=5)
    earlier = site.path / "earlier" / "sysprobex_odd-2.0.dist-info"  # a version that has no backend any more
    write(earlier, {"METADATA" if whole else "INSTALLER": "Name: sysprobex-odd\nVersion: 2.0\n"})
    said, _ = site.run("sys.path.insert(0, sys.path[1] + '/earlier')\n" + ASK)
    assert [r[0] for r in said["report"]] == names


def test_an_archive_on_the_path_is_looked_into_whatever_lies_in_it(tmp_path, site):
    made = wheel(tmp_path, "sysprobex-packed", backend("packed", priority=5), {"packed": "sp_packed:BACKEND"})
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("nameless-1.0.dist-info/RECORD", "")
        archive.writestr("odd-1.0.dist-info/METADATA", b"\xff\xfe")
    (tmp_path / "no.zip").write_text("no archive")
    paths = [str(broken), str(tmp_path / "no.zip"), str(made)]
    said, _ = site.run(f"sys.path[:0] = {paths!r} + [None, b'bytes', 'not there']\n" + ASK)
    assert said["answers"] == ["packed answers"] * 3
    assert [r[:2] for r in said["report"]] == [["packed", "sysprobex-packed 1.0"], ["good", "sysprobex-good 1.0"]]


def test_a_backend_may_lie_in_a_namespace_package(site):
    files = backend("inner", priority=5, providers={"memory": "sp_space.sp_inner.memory:Memory"})
    site.install(
        "sysprobex-space", {f"sp_space/{k}": v for k, v in files.items()}, {"inner": "sp_space.sp_inner:BACKEND"}
    )
    assert site.run(ASK)[0]["answers"] == ["inner answers"] * 3


def test_threads_that_ask_several_hosts_at_once_all_get_the_answer(site):
    said, _ = site.run(
        """
        import threading
        hosts = [sysprobe.Host() for _ in range(3)]
        barrier, answers = threading.Barrier(9), []

        def ask(host):
            barrier.wait(60)
            answers.append(host.virtual_memory())

        threads = [threading.Thread(target=ask, args=(host,)) for host in hosts * 3]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        say(answers=answers)
        """
    )
    assert said["answers"] == ["good answers"] * 9


def test_what_pip_installs_is_found(tmp_path, site):
    made = wheel(tmp_path, "sysprobex-packed", backend("packed", priority=5), {"packed": "sp_packed:BACKEND"})
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", site.path, made]
    subprocess.run(command, check=True, capture_output=True)
    said, _ = site.run(ASK)
    assert said["answers"] == ["packed answers"] * 3
    assert row(said, "packed")[1] == "sysprobex-packed 1.0"


def test_without_any_backend_the_error_says_what_to_install(tmp_path):
    said, _ = Site(tmp_path / "site").run(
        """
        try:
            sysprobe.virtual_memory()
        except sysprobe.CapabilityUnavailable as error:
            say(capability=error.capability, text=str(error), report=report())
        """
    )
    assert said["capability"] == "virtual_memory"
    assert 'pip install "sysprobe[' in said["text"]
    assert said["report"] == []


def test_the_error_lists_every_backend_and_what_became_of_it(site):
    site.install("sysprobex-broken", {"sp_broken/__init__.py": BROKEN_MODULE}, {"broken": "sp_broken:BACKEND"})
    site.install_backend("sun", platforms=("sunos5",))
    site.install_backend("newer", api=(2, 0))
    site.install_backend("sensing", providers={"sensors": "sp_sensing.memory:Sensors"})
    site.install_backend("shy", provider=PROVIDER.replace("virtual", "swap").replace("{answer!r}", "None"))
    said, _ = site.run(
        """
        warnings.simplefilter("ignore")
        try:
            sysprobe.swap_memory()
        except sysprobe.CapabilityUnavailable as error:
            say(text=str(error))
        """
    )
    for line in (
        "good (sysprobex-good 1.0)  active, does not provide swap_memory",
        "shy (sysprobex-shy 1.0)  active, declined",
        "sensing (sysprobex-sensing 1.0)  active, does not provide memory",
        "broken (sysprobex-broken 1.0)  failed: ModuleNotFoundError",
        "sun (sysprobex-sun 1.0)  other platform: for sunos5",
        "newer (sysprobex-newer 1.0)  incompatible: written for plugin API 2.0",
    ):
        assert line in said["text"]


def test_a_frozen_application_registers_its_backend_by_hand(tmp_path):
    site = Site(tmp_path / "site")
    site.install("sysprobex-frozen", backend("frozen"), {})  # no entry points: that is what freezing leaves
    said, _ = site.run(
        """
        from sp_frozen import BACKEND
        from sysprobe.plugin import register, unregister

        host = sysprobe.Host()
        register(BACKEND)
        say(first=host.virtual_memory(), report=report())
        try:
            register(BACKEND)
        except ValueError as error:
            say(twice=str(error))
        unregister("frozen")
        try:
            host.virtual_memory()
        except sysprobe.CapabilityUnavailable as error:
            say(after=str(error))
        """
    )
    assert said["first"] == "frozen answers"
    assert row(said, "frozen")[1:3] == ["registered by hand", "active"]
    assert "frozen" in said["twice"]
    assert "not available" in said["after"], "a Host forgets what it bound when the set of backends changes"


def test_a_registered_backend_shadows_an_installed_one_of_its_name(site):
    said, _ = site.run(
        """
        from dataclasses import replace
        from sp_good import BACKEND
        from sysprobe.plugin import register

        register(replace(BACKEND, priority=5))
        warnings.simplefilter("error")  # it is meant
        say(report=report())
        """
    )
    assert [r[1:3] for r in said["report"]] == [["registered by hand", "active"], ["sysprobex-good 1.0", "shadowed"]]
