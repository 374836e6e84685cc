"""The views cpu and system, over a backend of which every answer is known, and one that knows next to nothing."""

import argparse
import json
import re

import pytest
import sysprobe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sysprobe.cli import cpu, layout, output, system
from sysprobe.testing import FakeBackend
from sysprobe.types.cpu import (
    CpuCache,
    CpuFreq,
    CpuModel,
    CpuPlace,
    CpuStats,
    CpuTimes,
    CpuTopology,
    Interrupt,
)
from sysprobe.types.system import OsInfo, Pressure, PressureAverages, PressureStall, Service, User

PLAIN = CpuTimes(1.0, 1.0, 1.0, *[None] * 8)
AVERAGES = PressureAverages(1.0, 2.0, 3.0, 4.5)


def shown(view, host, *arguments):
    """What a view prints, and its JSON."""
    parser = argparse.ArgumentParser()
    view.add_arguments(parser)
    options = parser.parse_args(arguments)
    answer = view.collect(host, options)
    lines = [line for section in view.sections(answer, options) for line in layout.texts(layout.lines(section))]
    return lines, json.loads(json.dumps(output.plain(answer)))


def host(**answers):
    return sysprobe.Host(backends=[FakeBackend(**answers).backend])


class TestCpu:
    def rich(self):
        looks = iter([CpuTimes(*[0.0] * 10, None), CpuTimes(2.0, 1.0, 7.0, *[0.0] * 7, None)] * 2)
        return host(
            cpu_times=lambda: next(looks),
            cpu_times_percpu=lambda: {0: next(looks), 7: PLAIN},
            cpu_count=lambda logical: 2 if logical else 1,
            cpu_freq=CpuFreq(2500.0, None, None),
            cpu_freq_percpu={0: CpuFreq(2500.0, 800.0, 3000.0)},
            cpu_stats=CpuStats(11, 12, None, None, 13, 2, 0),
            getloadavg=(0.5, 1.0, 2.0),
            cpu_models=[CpuModel("Maker", "Model 1", 6, None, None, None, ("a", "b"), None, (0, 7))],
            cpu_topology=CpuTopology(
                1, 1, 2, (0, 7), (3,), None, {0: (0, 7)}, (CpuCache(1, "data", 32768, 64, 8, 64, (0, 7)),),
                {0: CpuPlace(0, None, None, 0, 0), 7: CpuPlace(0, None, None, 0, 0)},
            ),
            cpu_interrupts=[Interrupt("24", "disk", 5, {0: 2, 7: 3}), Interrupt("ERR", None, 1, None)],
            cpu_softirqs=[],
        )  # fmt: skip

    def test_all_cpus_together(self):
        lines, data = shown(cpu, self.rich(), "--interval", "1e-6")
        assert lines[1].split() == [
            "user", "nice", "system", "irq", "softirq", "steal", "iowait", "idle", "MHz", "busy",
        ]  # fmt: skip
        figures = ["20.0", "0.0", "10.0", "0.0", "0.0", "0.0", "0.0", "70.0", "2500", "30.0"]
        assert lines[2].split() == ["all", *figures, "%", "######.............."]
        assert "threads            2 running, 0 waiting for I/O" in lines
        assert data["cpu_count"] == {"logical": 2, "cores": 1}
        assert data["cpu_times_percent"]["all"]["idle"] == 70.0

    def test_each_cpu_and_everything_about_it(self):
        lines, data = shown(cpu, self.rich(), "--percpu", "--topology", "--interrupts", "--interval", "1e-6")
        text = "\n".join(lines)
        assert re.search(r"^7 .* 0\.0 %", text, re.MULTILINE)
        assert re.search(r"^Model of CPUs 0,7$", text, re.MULTILINE)
        assert re.search(r"^offline +3$", text, re.MULTILINE)
        assert re.search(r"^ +1 +data +32\.0 KiB +64 +8 +64 +0,7$", text, re.MULTILINE)
        assert re.search(r"^24 +5 +2 +3 +disk$", text, re.MULTILINE)
        assert re.search(r"^ERR +1 +- +-$", text, re.MULTILINE)
        assert data["cpu_interrupts"][0]["percpu"] == {"0": 2, "7": 3}

    def test_a_system_that_tells_next_to_nothing(self):
        lines, data = shown(cpu, host(cpu_times=PLAIN, cpu_count=None), "--topology", "--interval", "1e-6")
        assert lines[1].split() == ["user", "system", "idle", "MHz", "busy"]
        assert lines[2].split()[:6] == ["all", "0.0", "0.0", "0.0", "-", "0.0"]
        assert data["getloadavg"] is data["cpu_stats"] is data["cpu_topology"] is None

    @pytest.mark.parametrize("interval", ["0", "-1", "nan", "inf", "x"])
    def test_an_interval_that_is_none_is_refused(self, interval, capsys):
        with pytest.raises(SystemExit):
            shown(cpu, host(cpu_times=PLAIN), "--interval", interval)
        assert "--interval" in capsys.readouterr().err

    @settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sets(st.integers(0, 60)))
    def test_ranges_can_be_read_back(self, numbers):
        read = set()
        for part in filter(None, cpu.ranges(tuple(sorted(numbers))).split(",")):
            first, _, last = part.partition("-")
            read |= set(range(int(first), int(last or first) + 1))
        assert read == numbers


class TestSystem:
    def test_everything(self):
        lines, data = shown(
            system,
            host(
                os_info=OsInfo("Some OS", "1.2", "some", "Linux", "6.1", "x86_64", "box", "kvm", None),
                boot_time=1_700_000_000.0,
                uptime=90061.5,
                users=[User("ann", "pts/0", None, 1_700_000_000.0, 42, None)],
                pressure=Pressure(PressureStall(AVERAGES, None), None, None, None),
            ),
        )
        text = "\n".join(lines)
        for expected in (
            r"system +Some OS 1\.2",
            r"kernel +Linux 6\.1 x86_64",
            r"container +-",
            r"up +1 d 1:01:01",
            r"ann +pts/0 +- +2023-11-1[45] [0-9:]{8} +42 +-",
            r"cpu +some +1\.00 % +2\.00 % +3\.00 % +4\.5 s",
        ):
            assert re.search(f"^{expected}$", text, re.MULTILINE), expected
        assert data["users"][0]["pid"] == 42

    def test_nothing(self):
        lines, data = shown(system, host(uptime=5.0))
        assert lines == ["System", "booted  -", "up      0:00:05"]
        assert data == {"os_info": None, "boot_time": None, "uptime": 5.0, "users": None, "pressure": None}

    def test_pressure_that_is_not_counted(self):
        lines, _ = shown(system, host(pressure=Pressure(None, None, None, None)))
        assert "not counted here" in lines[-1]

    def test_services_are_listed_when_asked_for(self):
        spooler = Service("Spooler", "Print Spooler", "running", 7, "automatic", "spoolsv.exe", "LocalSystem", None)
        fake = host(uptime=5.0, services=lambda name: [spooler])
        assert "Spooler" not in "\n".join(shown(system, fake)[0])
        lines, data = shown(system, fake, "--services")
        assert re.fullmatch(r"Spooler +running +7 +automatic +LocalSystem +Print Spooler", lines[-1])
        assert data["services"][0]["command"] == "spoolsv.exe"

    def test_services_that_nobody_knows(self):
        lines, data = shown(system, host(uptime=5.0), "--services")
        assert "nothing of services" in lines[-1]
        assert data["services"] is None
