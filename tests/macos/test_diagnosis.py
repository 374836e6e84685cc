"""Reasons for what macOS does not tell."""

import pytest
import sysprobe
from sysprobe.hookspecs import CAPABILITIES
from sysprobe.plugin import Backend, Context
from sysprobe.types.diagnosis import Cause
from sysprobe_macos import BACKEND, diagnosis
from sysprobe_macos.diagnosis import UNTOLD, Diagnosis


@pytest.mark.parametrize(("user", "refused"), [(0, set()), (501, {"net_connections", "open_process", "process_table"})])
def test_reasons(monkeypatch, user, refused):
    monkeypatch.setattr(diagnosis.os, "geteuid", lambda: user)
    found = Diagnosis(Context("macos")).diagnose()
    assert {one.capability for one in found if one.cause is Cause.NO_SOURCE} == set(UNTOLD) <= set(CAPABILITIES)
    assert {one.capability for one in found if one.cause is Cause.NEEDS_PRIVILEGE} == refused
    assert Diagnosis(Context("macos", "/other")).diagnose() == []


@pytest.mark.parametrize(
    ("asked", "reason"), [("sensors_fans", "SMC"), ("sensors_temperatures", "SMC"), ("cpu_stats", "counts")]
)
def test_what_is_not_told_says_so_when_it_is_asked(mac, asked, reason):
    backend = Backend(name="made-up-mac", api=BACKEND.api, providers=BACKEND.providers)
    with pytest.raises(sysprobe.CapabilityUnavailable, match=reason):
        getattr(sysprobe.Host(backends=[backend]), asked)()
