"""Golden reports: what the diagnosis says for a caller without rights, for mounts of /proc, and for other machines."""

import os

import pytest
import sysprobe
from namespaces import inside
from trees import TREES

NOBODY = 65534

#: As this user: each capability that is not available, with its causes; what machine or system lack is left out.
REPORT = f"""
def report():
    lacking = {{"no device", "no source"}}
    found = {{}}
    for each in sysprobe.capabilities():
        causes = sorted({{str(reason.cause) for reason in each.reasons}} - lacking)
        if causes:
            found[each.capability] = [str(each.availability), *causes]
    return found

def masked(names):
    for name in names:
        subprocess.run(["mount", "--bind", "/dev/null", "/proc/" + name], check=True)

NOBODY = {NOBODY}
sysprobe.Host().capabilities()  # whoever has no rights cannot import what this needs
"""
#: What depends on how this kernel was booted.
SWITCHES = {"sysctl off", "not configured"}


def look(code, options=""):
    """The report, without what depends on the kernel's switches."""
    found = inside(f"{REPORT}\n{code}", options)
    without = {name: [each for each in causes if each not in SWITCHES] for name, causes in found.items()}
    return {name: causes for name, causes in without.items() if len(causes) > 1}


def test_root_misses_nothing_of_rights():
    assert look("print(json.dumps(report()))") == {}


def test_without_rights_what_the_kernel_guards_is_named():
    assert look("print(json.dumps(as_user(NOBODY, report)))") == {
        "net_connections": ["degraded", "needs privilege"],
        "open_process": ["degraded", "needs privilege"],
        "process_table": ["degraded", "needs privilege"],
    }


@pytest.mark.parametrize("mode", ["2", "invisible"])
def test_hidepid_2_is_named(mode):
    assert look("print(json.dumps(as_user(NOBODY, report)))", f"hidepid={mode}") == {
        "net_connections": ["degraded", "needs privilege"],
        "open_process": ["degraded", "hidepid", "needs privilege"],
        "pids": ["degraded", "hidepid"],
        "process_table": ["degraded", "hidepid", "needs privilege"],
    }


def test_hidepid_1_hides_no_pids():
    found = look("print(json.dumps(as_user(NOBODY, report)))", "hidepid=1")
    assert "pids" not in found
    assert found["process_table"] == ["degraded", "hidepid", "needs privilege"]


def test_hidepid_does_not_concern_root():
    assert look("print(json.dumps(report()))", "hidepid=2") == {}


def test_subset_pid_is_named_for_what_needs_more():
    found = look("print(json.dumps(report()))", "subset=pid")
    for capability in ("virtual_memory", "swap_memory", "cpu_times", "cpu_stats", "cpu_models"):
        assert found[capability] == ["absent", "subset=pid"], capability
    others = {"process_table", "boot_time", "uptime", "getloadavg", "os_info", "disk_io_counters"}
    assert not others & set(found), "these have other sources"


def test_a_proc_of_processes_only_hides_neither_clocks_nor_names():
    asked = "[now(), sysprobe.uptime(), now()], sysprobe.getloadavg(), os_info.kernel_version, os_info.hostname"
    code = f"""
now, os_info = (lambda: time.clock_gettime(time.CLOCK_BOOTTIME)), sysprobe.os_info()
print(json.dumps([{asked}]))
"""
    uptimes, load, kernel, name = inside(code, "subset=pid")
    assert uptimes == sorted(uptimes)
    assert len(load) == 3
    assert (kernel, name) == (os.uname().release, os.uname().nodename)


def test_a_masked_file_is_named():
    found = look("masked(['meminfo', 'interrupts']); print(json.dumps(report()))")
    assert found["virtual_memory"] == ["absent", "masked"]
    assert found["cpu_interrupts"][1:] == ["masked"]
    assert "cpu_times" not in found


def test_each_reason_of_rights_has_a_remedy():
    code = f"""{REPORT}
def remedies():
    return [r.remedy for c in sysprobe.capabilities() for r in c.reasons if r.cause in ("hidepid", "needs privilege")]
print(json.dumps(as_user(NOBODY, remedies)))"""
    remedies = inside(code, "hidepid=2")
    assert len(remedies) >= 5
    assert all("CAP_SYS_PTRACE" in each or "hidepid=0" in each for each in remedies)


def causes(root):
    return {
        each.capability: {str(reason.cause) for reason in each.reasons} for each in sysprobe.Host(root).capabilities()
    }


def test_an_old_kernel_has_no_pressure(tmp_path):
    (tmp_path / "proc/sys/kernel").mkdir(parents=True)
    (tmp_path / "proc/stat").write_text("cpu 1 2 3 4\nbtime 1\n")
    (tmp_path / "proc/sys/kernel/osrelease").write_text("3.10.0-1160.el7.x86_64\n")
    assert causes(tmp_path)["pressure"] == {"kernel too old"}
    (tmp_path / "proc/sys/kernel/osrelease").write_text("5.15.0\n")
    assert causes(tmp_path)["pressure"] == {"not configured"}


def test_waiting_for_a_process_of_another_machine_is_refused():
    assert causes(TREES / "recorded-6.18-virtual")["wait_processes"] == {"other machine"}


def test_a_recorded_machine_has_its_own_hardware():
    found = causes(TREES / "synthetic-laptop")
    assert found["sensors_battery"] == set()
    assert found["sensors_fans"] == set()
