"""Who answers a capability, who would be next, and why nobody does: on made backends, so on any system."""

import json

import pytest
import sysprobe
from live import run_python
from sysprobe.plugin import API, Backend, hookimpl
from sysprobe.testing import FakeBackend
from sysprobe.types.diagnosis import Availability, Cause, Reason
from sysprobe.types.memory import SwapMemory, VirtualMemory

GOOD = VirtualMemory(100, 60, 40.0, 40, 50)


def report(*backends, capability="virtual_memory"):
    host = sysprobe.Host(backends=backends)
    return next(each for each in host.capabilities() if each.capability == capability)


def test_the_higher_priority_answers_and_the_other_is_next():
    low, high = FakeBackend("low", virtual_memory=GOOD), FakeBackend("high", 50, virtual_memory=GOOD)
    found = report(low.backend, high.backend)
    assert (found.availability, found.backend, found.next_backend) == (Availability.AVAILABLE, "high", "low")


def test_a_backend_that_declines_is_passed_over():
    low, high = FakeBackend("low", virtual_memory=GOOD), FakeBackend("high", 50, virtual_memory=None)
    found = report(low.backend, high.backend)
    assert (found.backend, found.next_backend) == ("low", None)


def test_wrappers_are_named():
    class Memory:
        def __init__(self, context):
            pass

        @hookimpl(wrapper=True)
        def virtual_memory(self):
            return (yield)

    wrapper = Backend(name="outer", api=(1, 0), providers={"memory": Memory}, priority=90)
    found = report(FakeBackend(virtual_memory=GOOD).backend, wrapper)
    assert (found.backend, found.wrappers) == ("fake", ("outer",))


@pytest.mark.parametrize(
    ("backends", "cause"),
    [
        ([], Cause.NO_BACKEND),
        ([FakeBackend(swap_memory=SwapMemory(0, 0, 0, 0.0)).backend], Cause.NO_BACKEND),
        ([FakeBackend(virtual_memory=None).backend], Cause.DECLINED),
        ([FakeBackend(virtual_memory=sysprobe.CapabilityUnavailable("virtual_memory", "x")).backend], Cause.DECLINED),
        ([FakeBackend(virtual_memory=KeyError("x")).backend], Cause.BACKEND_FAILED),
        ([Backend(name="b", api=API, providers={"memory": "no.such:Module"})], Cause.BACKEND_FAILED),
        ([Backend(name="b", api=(99, 0), providers={"memory": "no.such:Module"})], Cause.BACKEND_FAILED),
    ],
)
@pytest.mark.filterwarnings("ignore:sysprobe. backend")
def test_why_nobody_answers(backends, cause):
    found = report(*backends)
    assert (found.availability, found.backend, found.reasons[0].cause) == (Availability.ABSENT, None, cause)


def test_a_backend_of_another_version_says_what_to_upgrade():
    (reason,) = report(Backend(name="b", api=(99, 0), providers={"memory": "no.such:Module"})).reasons
    assert reason.remedy == "upgrade sysprobe"


def test_what_a_backend_knows_of_its_limits_degrades_its_answer():
    reason = Reason("virtual_memory", Cause.SYSCTL_OFF, "off", "on", "cached")
    found = report(FakeBackend(virtual_memory=GOOD, diagnose=[reason]).backend)
    assert (found.availability, found.reasons) == (Availability.DEGRADED, (reason,))


def test_a_diagnosis_that_fails_does_not_take_the_others_down():
    reason = Reason("virtual_memory", Cause.MASKED, "masked")
    good = FakeBackend("good", virtual_memory=GOOD, diagnose=[reason])
    bad = FakeBackend("bad", diagnose=ValueError("oops"))
    with pytest.warns(RuntimeWarning, match="bad is left out"):
        assert report(good.backend, bad.backend).reasons == (reason,)


def test_an_empty_answer_for_want_of_hardware_is_absent():
    reason = Reason("sensors_fans", Cause.NO_DEVICE, "no fan")
    found = report(FakeBackend(sensors_fans={}, diagnose=[reason]).backend, capability="sensors_fans")
    assert (found.availability, found.backend) == (Availability.ABSENT, "fake")


def test_what_only_this_machine_can_tell_is_another_machines_secret(tmp_path):
    fake = FakeBackend(boot_time=sysprobe.CapabilityUnavailable("boot_time", "only the running kernel knows"))
    host = sysprobe.Host(tmp_path, backends=[fake.backend])
    found = next(each for each in host.capabilities() if each.capability == "boot_time")
    assert found.reasons == (
        Reason("boot_time", Cause.OTHER_MACHINE, "only the running kernel knows", "ask a Host without a root"),
    )


def test_a_disabled_backend_is_the_reason():
    code = "import sysprobe, json; print(json.dumps([r.reasons[0].cause for r in sysprobe.capabilities()]))"
    run = run_python(code, env={"SYSPROBE_DISABLE": "linux,macos,windows"})
    causes = json.loads(run.stdout)
    assert set(causes) <= {Cause.BACKEND_DISABLED, Cause.NO_BACKEND}


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ([Reason("getloadavg", Cause.NO_SOURCE, "it keeps none")], "it keeps none"),
        ([Reason("getloadavg", Cause.MASKED, "masked"), Reason("boot_time", Cause.NO_SOURCE, "no")], ""),
        (KeyError("a diagnosis that fails"), ""),
    ],
)
def test_what_a_system_never_tells_is_refused_with_the_reason(told, reason):
    host = sysprobe.Host(backends=[FakeBackend(getloadavg=None, diagnose=told).backend])
    with pytest.raises(sysprobe.CapabilityUnavailable) as caught:
        host.getloadavg()
    assert caught.value.reason == reason
    assert ("pip install" in str(caught.value)) != bool(reason)
