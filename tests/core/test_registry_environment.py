"""The SYSPROBE_* variables, read from the environment of a process of its own."""

import pytest
from distributions import Site, backend

ASK = """
warnings.simplefilter("ignore")
try:
    say(answer=sysprobe.virtual_memory())
except sysprobe.SysprobeError as error:
    say(answer=type(error).__name__, text=str(error), cause=type(error.__cause__).__name__)
say(report=report(), scanned="importlib.metadata" in sys.modules, modules=sorted(sys.modules))
"""


@pytest.fixture
def site(tmp_path):
    """`good` answers; `better` would, with more priority."""
    made = Site(tmp_path / "site")
    made.install_backend("good")
    made.install_backend("better", priority=50)
    return made


@pytest.mark.parametrize(
    ("value", "answer", "status"),
    [
        ("", "better answers", "active"),
        ("better", "good answers", "disabled"),
        (" other , better ", "good answers", "disabled"),
        ("better.memory", "good answers", "active"),
        ("better.cpu", "better answers", "active"),
    ],
)
def test_disable_blocks_a_backend_or_one_of_its_domains(site, value, answer, status):
    said, _ = site.run(ASK, SYSPROBE_DISABLE=value)
    assert said["answer"] == answer
    assert {name: found for name, _, found, _ in said["report"]}["better"] == status
    assert ("sp_better.memory" in said["modules"]) == (answer == "better answers")


def test_the_error_names_what_was_disabled(site):
    said, _ = site.run(ASK, SYSPROBE_DISABLE="better.memory,good")
    assert said["answer"] == "CapabilityUnavailable"
    assert "memory disabled by SYSPROBE_DISABLE" in said["text"]
    assert "good (sysprobex-good 1.0)  disabled: SYSPROBE_DISABLE" in said["text"]


@pytest.mark.parametrize(
    ("value", "answer"),
    [("good", "good answers"), ("sp_good:BACKEND", "good answers"), ("good,better", "better answers")],
)
def test_backends_uses_exactly_those(site, value, answer):
    said, _ = site.run(ASK, SYSPROBE_BACKENDS=value)
    assert said["answer"] == answer
    assert len(said["report"]) == len(value.split(","))


def test_naming_the_object_spares_the_scan(site):
    assert site.run(ASK, SYSPROBE_BACKENDS="sp_good:BACKEND")[0]["scanned"] is False


def test_a_backend_that_is_asked_for_and_not_there_is_reported(site):
    said, _ = site.run(ASK, SYSPROBE_BACKENDS="absent")
    assert said["answer"] == "CapabilityUnavailable"
    assert said["report"] == [
        ["absent", "named by SYSPROBE_BACKENDS", "failed", "no backend of this name is installed"]
    ]


def test_a_module_that_happens_to_have_the_name_is_not_imported(site):
    assert "this" not in site.run(ASK, SYSPROBE_BACKENDS="this,good")[0]["modules"]


def test_of_backends_that_are_named_twice_the_first_is_used(site):
    said, _ = site.run(ASK, SYSPROBE_BACKENDS="good,good,sp_good:BACKEND")
    assert said["answer"] == "good answers"
    assert [r[:3] for r in said["report"]] == [
        ["good", "sysprobex-good 1.0", "active"],
        ["good", "named by SYSPROBE_BACKENDS", "shadowed"],
    ]


@pytest.mark.parametrize(("value", "answer"), [("good", "good answers"), ("best", "best answers")])
def test_backends_speaks_of_those_registered_by_hand_as_well(site, value, answer):
    site.install("sysprobex-best", backend("best", priority=99), {})
    by_hand = "from sp_best import BACKEND\nfrom sysprobe.plugin import register\nregister(BACKEND)\n"
    said, _ = site.run(by_hand + ASK, SYSPROBE_BACKENDS=value)
    assert said["answer"] == answer
    statuses = {name: (status, detail) for name, _, status, detail in said["report"]}
    assert statuses["best"] == (("active", "") if value == "best" else ("disabled", "SYSPROBE_BACKENDS names others"))


@pytest.mark.parametrize(
    "settings", [{"provider": "import a_module_that_nobody_has"}, {"provider": ""}], ids=["import", "class"]
)
def test_strict_raises_what_is_otherwise_reported(site, settings):
    site.install_backend("odd", **settings)
    relaxed, _ = site.run(ASK)
    assert relaxed["answer"] == "better answers"
    _, complaint = site.run("sysprobe.virtual_memory()", check=False, SYSPROBE_STRICT="1")
    assert "BackendError: backend odd: memory failed to load" in complaint


def test_strict_raises_for_a_descriptor_too(site):
    site.install("sysprobex-odd", {"sp_odd.py": "1 / 0\n"}, {"odd": "sp_odd:BACKEND"})
    _, complaint = site.run("sysprobe.virtual_memory()", check=False, SYSPROBE_STRICT="1")
    assert "BackendError: backend odd (sysprobex-odd 1.0) failed to load: division by zero" in complaint


def test_trace_writes_every_hook_call_to_stderr(site):
    ask = "sysprobe.virtual_memory()\nsysprobe.Host().ask('cpu_count', True)\nsysprobe._host.ask('diagnose')\n" + ASK
    said, trace = site.run(ask, SYSPROBE_TRACE="1")
    assert said["answer"] == "better answers"
    assert trace.splitlines() == [
        "sysprobe: virtual_memory() -> better answers",
        "sysprobe: cpu_count(True) -> None",
        "sysprobe: diagnose() -> []",
        "sysprobe: virtual_memory() -> better answers",
    ]
    assert site.run(ask)[1] == ""
