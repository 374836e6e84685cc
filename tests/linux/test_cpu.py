"""CPUs of Linux: recorded and made-up machines, and the running machine against other tools."""

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sysprobe
from live import between, eventually, missing, needs, run_python
from namespaces import unshare
from sysprobe.types.cpu import CpuFreq, CpuPlace
from trees import TREES


def host(tree):
    return sysprobe.Host(root=TREES / tree)


def lscpu(*arguments):
    """What this machine's lscpu says, which needs /sys."""
    run = subprocess.run([needs("lscpu"), *arguments], capture_output=True, text=True, env={"LC_ALL": "C"})
    if run.returncode:
        missing(f"what lscpu needs ({run.stderr.strip()})")
    return run.stdout


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return sysprobe.Host(root=root)


class TestMachines:
    def test_an_old_kernel_without_sysfs(self):
        old = host("synthetic-2.6.32")
        times = old.cpu_times()
        assert (times.user, times.guest, times.guest_nice) == (47.05, 0.07, None)
        assert list(old.cpu_times(percpu=True)) == [0, 1]
        assert (old.cpu_count(), old.cpu_count(logical=False)) == (2, 2)
        assert old.cpu_freq() == CpuFreq(1795.5, None, None)
        assert old.cpu_freq(percpu=True)[1] == CpuFreq(1995.0, None, None)
        stats = old.cpu_stats()
        assert (stats.ctx_switches, stats.interrupts, stats.soft_interrupts) == (1990473, 114930548, 183433)
        assert (stats.syscalls, stats.running, stats.blocked) == (None, 1, 0)
        topology = old.cpu_topology()
        assert (topology.packages, topology.cores, topology.offline, topology.caches) == (None, 2, None, None)
        with pytest.raises(sysprobe.CapabilityUnavailable):
            old.cpu_softirqs()
        assert old.cpu_interrupts()[0].percpu == {0: 113199000, 1: 788}

    def test_big_and_little(self):
        board = host("synthetic-arm64-big-little")
        assert [(m.name, m.vendor, m.cpus) for m in board.cpu_models()] == [
            ("Cortex-A53", "ARM", (0, 1, 2, 3)),
            ("Cortex-A72", "ARM", (4, 5)),
        ]
        clocks = board.cpu_freq(percpu=True)
        assert clocks[3] == CpuFreq(1200.0, 408.0, 1512.0)
        assert clocks[4] == CpuFreq(1800.0, 408.0, 2016.0)
        assert board.cpu_freq() == CpuFreq(1400.0, 408.0, 1680.0)
        topology = board.cpu_topology()
        assert (topology.packages, topology.cores, topology.offline, topology.nodes) == (1, 6, (), None)
        assert topology.places[5] == CpuPlace(0, None, 1, 1, None)

    def test_a_mainframe(self):
        mainframe = host("synthetic-s390x")
        (model,) = mainframe.cpu_models()
        assert (model.vendor, model.name, model.cpus) == ("IBM/S390", "8561", (0, 1))
        assert model.flags[:2] == ("esan3", "zarch")
        assert mainframe.cpu_freq(percpu=True) == {cpu: CpuFreq(5200.0, None, None) for cpu in (0, 1)}
        assert [(i.name, i.total) for i in mainframe.cpu_interrupts()][:2] == [("EXT", 2999), ("I/O", 344)]

    def test_a_recorded_virtual_machine(self):
        recorded = host("recorded-6.18-virtual")
        topology = recorded.cpu_topology()
        assert (topology.packages, topology.cores, topology.threads, topology.nodes) == (1, 2, 2, {0: (0, 1)})
        assert [(c.level, c.kind, c.size, c.cpus) for c in topology.caches][-1] == (3, "unified", 36608 * 1024, (0, 1))
        assert len(topology.caches) == 7
        assert recorded.getloadavg() == (2.83, 2.47, 1.60)
        (model,) = recorded.cpu_models()
        assert (model.family, model.model, model.stepping, model.microcode) == (6, 85, 7, "0x1")
        assert "avx512f" in model.flags
        assert "spectre_v1" in model.bugs

    def test_files_that_make_no_sense_are_named(self, tmp_path):
        broken = write(
            tmp_path, {"proc/stat": b"\xff" * 99, "proc/loadavg": "", "sys/devices/system/cpu/online": "none"}
        )
        for ask, name in [
            (broken.cpu_times, "stat"),
            (lambda: broken.cpu_times(percpu=True), "stat"),
            (broken.cpu_stats, "stat"),
            (broken.getloadavg, "loadavg"),
            (broken.cpu_count, "online"),
            (broken.cpu_freq, "cpuinfo"),
        ]:
            with pytest.raises(sysprobe.BackendError, match=name):
                ask()

    def test_before_4_3_each_cpu_had_its_own_clock(self, tmp_path):
        folder = "sys/devices/system/cpu/cpu{}/cpufreq/{}"
        files = {"proc/cpuinfo": "processor : 0\n\nprocessor : 1\n", "sys/devices/system/cpu/cpufreq/ondemand/x": ""}
        for cpu in (0, 1):
            files[folder.format(cpu, "affected_cpus")] = f"{cpu}\n"
            files[folder.format(cpu, "scaling_min_freq")] = "800000\n"
            files[folder.format(cpu, "scaling_max_freq")] = "0\n" if cpu else "<unknown>\n"
            files[folder.format(cpu, "cpuinfo_cur_freq")] = f"{1000 + cpu}000\n"
        assert write(tmp_path, files).cpu_freq(percpu=True) == {
            0: CpuFreq(1000.0, 800.0, None),
            1: CpuFreq(1001.0, 800.0, None),
        }

    def test_no_clock_anywhere(self, tmp_path):
        silent = write(tmp_path, {"proc/cpuinfo": "processor : 0\nFeatures : fp\n"})
        for percpu in (False, True):
            with pytest.raises(sysprobe.CapabilityUnavailable):
                silent.cpu_freq(percpu)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """320 CPUs on two sockets, threads of a core 160 apart; ten are offline, and one node has no CPU."""
    online = [cpu for cpu in range(320) if not 50 <= cpu < 60]
    base, files = "sys/devices/system/cpu", {}
    files |= {f"{base}/online": "0-49,60-319\n", f"{base}/present": "0-319\n", f"{base}/possible": "0-511\n"}
    for cpu in online:
        core, sibling = cpu % 160, (cpu + 160) % 320
        pair = ",".join(str(each) for each in sorted((cpu, sibling)) if each in online)
        files[f"{base}/cpu{cpu}/topology/physical_package_id"] = str(core // 80)
        files[f"{base}/cpu{cpu}/topology/core_id"] = str(core % 80)
        files[f"{base}/cpu{cpu}/topology/cluster_id"] = "65535"
        files[f"{base}/cpu{cpu}/topology/thread_siblings_list"] = pair
        for index, level, kind, shared in [
            (0, 1, "Data", pair),
            (3, 3, "Unified", "0-79,160-239" if core < 80 else "80-159,240-319"),
        ]:
            cache = f"{base}/cpu{cpu}/cache/index{index}"
            files |= {f"{cache}/level": str(level), f"{cache}/type": kind, f"{cache}/size": "32K"}
            files |= {f"{cache}/shared_cpu_list": shared, f"{cache}/ways_of_associativity": "0"}
    nodes = {0: "0-79,160-239", 1: "80-159,240-319", 2: ""}
    files |= {f"sys/devices/system/node/node{node}/cpulist": f"{cpus}\n" for node, cpus in nodes.items()}
    lines = [f"cpu{cpu} {cpu} 0 1 2 3 4 5 6 0 0" for cpu in online]
    files["proc/stat"] = "\n".join(["cpu  9 0 1 2 3 4 5 6 0 0", *lines, "intr 1", "btime 5", ""])
    files["proc/interrupts"] = (
        "".join(f"       CPU{cpu}" for cpu in online) + "\n LOC:" + " 1" * len(online) + " Local timer\n"
    )
    return write(tmp_path_factory.mktemp("large"), files)


class TestLargeMachine:
    def test_numbers_have_gaps(self, large):
        times = large.cpu_times(percpu=True)
        assert (len(times), 55 in times, times[319].user) == (310, False, 3.19)
        (timer,) = large.cpu_interrupts()
        assert (timer.total, len(timer.percpu), timer.percpu[319]) == (310, 310, 1)

    def test_counts(self, large):
        assert (large.cpu_count(), large.cpu_count(logical=False)) == (310, 160)

    def test_topology(self, large):
        topology = large.cpu_topology()
        assert (topology.packages, topology.cores, topology.threads) == (2, 160, 310)
        assert topology.offline == tuple(range(50, 60))
        assert topology.possible == tuple(range(512))
        assert topology.nodes[2] == ()
        assert topology.nodes[0] == (*range(50), *range(60, 80), *range(160, 240))
        assert topology.places[250] == CpuPlace(1, None, None, 10, 1)
        first, *_, last = topology.caches
        assert (first.kind, first.cpus, first.ways) == ("data", (0, 160), None)
        assert (last.level, len(last.cpus)) == (3, 160)
        assert next(cache.cpus for cache in topology.caches if cache.level == 3) == topology.nodes[0], (
            "without offline ones"
        )
        assert len(topology.caches) == 162


class TestThisMachine:
    def by_hand(self, word):
        return int(re.search(rf"^{word} +(\d+)", Path("/proc/stat").read_text(), re.MULTILINE)[1])

    def test_times_are_the_kernels(self):
        def ticks():
            return [int(each) for each in Path("/proc/stat").read_text().split()[1:11]]

        def compare():
            before, found, after = ticks(), sysprobe.cpu_times(), ticks()
            names = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guest_nice")
            for name, low, high in zip(names, before, after, strict=True):
                between(low / os.sysconf("SC_CLK_TCK"), getattr(found, name), high / os.sysconf("SC_CLK_TCK"))

        eventually(compare)

    def test_each_cpu_is_the_kernels(self):
        def users():
            return {int(n): int(t) / 100 for n, t in re.findall(r"cpu(\d+) (\d+)", Path("/proc/stat").read_text())}

        def compare():
            before, found, after = users(), sysprobe.cpu_times(percpu=True), users()
            assert before.keys() == found.keys()
            for cpu in found:
                between(before[cpu], found[cpu].user, after[cpu])

        eventually(compare)

    @pytest.mark.parametrize(
        ("field", "word"),
        [
            ("ctx_switches", "ctxt"),
            ("interrupts", "intr"),
            ("soft_interrupts", "softirq"),
            ("processes_created", "processes"),
        ],
    )
    def test_counters_are_the_kernels(self, field, word):
        def compare():
            before, found, after = self.by_hand(word), getattr(sysprobe.cpu_stats(), field), self.by_hand(word)
            between(before, found, after)

        eventually(compare)

    def test_load_is_the_systems(self):
        def compare():
            found = sysprobe.getloadavg()
            assert found == pytest.approx(os.getloadavg(), abs=0.006)
            # The kernel prints two figures after the point, rounded.
            told = map(float, Path("/proc/loadavg").read_text().split()[:3])
            assert found == pytest.approx(tuple(told), abs=0.006)

        eventually(compare)

    def test_a_load_that_a_container_shows_is_believed(self, tmp_path):
        (tmp_path / "loadavg").write_text("7.00 8.00 9.00 1/2 3\n")
        ask = [sys.executable, "-c", "import sysprobe; print(*sysprobe.getloadavg())"]
        command = [*unshare("--mount"), "sh", "-c", 'mount --bind loadavg /proc/loadavg && exec "$0" "$@"', *ask]
        run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
        assert run.stdout.split() == ["7.0", "8.0", "9.0"], run.stderr

    def test_counts_are_the_systems(self):
        assert sysprobe.cpu_count() == os.sysconf("SC_NPROCESSORS_ONLN")
        assert sysprobe.cpu_count() == len(sysprobe.cpu_times(percpu=True))

    def test_topology_is_what_lscpu_says(self):
        rows = [line.split(",") for line in lscpu("-p=CPU,CORE,SOCKET,NODE").splitlines() if not line.startswith("#")]
        topology = sysprobe.cpu_topology()
        assert topology.online == tuple(sorted(int(row[0]) for row in rows))
        assert topology.cores == len({(row[1], row[2]) for row in rows})
        if topology.packages is not None:
            assert topology.packages == len({row[2] for row in rows})
        if topology.nodes is not None and rows[0][3]:
            assert {str(place.node) for place in topology.places.values()} == {row[3] for row in rows}

    def test_caches_are_what_lscpu_says(self):
        needs("lscpu")
        command = ["lscpu", "--bytes", "--caches=LEVEL,TYPE,ONE-SIZE,SETS,COHERENCY-SIZE"]
        run = subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C"})
        if run.returncode != 0 or not run.stdout.strip():
            pytest.skip("lscpu sees no caches, or is too old to list them")
        rows = [tuple(line.split()) for line in run.stdout.splitlines()[1:]]
        caches = sysprobe.cpu_topology().caches or ()
        found = {(str(c.level), c.kind.title(), str(c.size), str(c.sets), str(c.line_size)) for c in caches}
        # It shows one size of each kind, where big and little cores may have two, and leaves out what it does not know.
        assert {row[:2] for row in rows} == {row[:2] for row in found}
        assert {row for row in rows if len(row) == 5} <= found

    @pytest.mark.skipif(platform.machine() != "x86_64", reason="lscpu makes up names of its own elsewhere")
    def test_models_are_what_lscpu_says(self):
        told = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lscpu().splitlines())}
        model = sysprobe.cpu_models()[0]
        assert (model.vendor, model.name) == (told["Vendor ID"], told["Model name"])
        assert (str(model.family), str(model.model)) == (told["CPU family"], told["Model"])
        assert model.flags == tuple(told["Flags"].split())

    def test_clocks_are_of_online_cpus(self):
        try:
            clocks = sysprobe.cpu_freq(percpu=True)
        except sysprobe.CapabilityUnavailable:
            assert "MHz" not in Path("/proc/cpuinfo").read_text()
            return
        assert set(clocks) <= set(sysprobe.cpu_topology().online)
        assert all(clock.current is None or clock.current > 0 for clock in clocks.values())

    @pytest.mark.parametrize(("ask", "file"), [("cpu_interrupts", "interrupts"), ("cpu_softirqs", "softirqs")])
    def test_interrupts_are_the_kernels(self, ask, file):
        def by_hand():
            header, *lines = Path("/proc", file).read_text().splitlines()
            counts = {}
            for line in lines:
                name, _, rest = line.partition(":")
                counts[name.strip()] = sum(map(int, re.findall(r"(?:\s+(\d+)(?=\s|$))", rest)[: len(header.split())]))
            return counts

        def compare():
            before, found, after = by_hand(), getattr(sysprobe, ask)(), by_hand()
            assert [each.name for each in found] == list(before)
            for each in found:
                between(before[each.name], each.total, after[each.name])

        eventually(compare)

    def test_work_is_seen(self):
        def compare():
            sampler = sysprobe.cpu_sampler()
            sampler.percent_percpu()
            end = os.times().user + 0.2
            while os.times().user < end:
                pass
            assert max(sampler.percent_percpu().values()) > 10

        eventually(compare)


def test_under_another_root_no_other_file_is_opened():
    needs("strace")
    code = f"""
import sysprobe
host = sysprobe.Host(root={str(TREES / "recorded-6.18-virtual")!r})
for name in ("cpu_times", "cpu_count", "cpu_stats", "cpu_freq", "getloadavg", "cpu_models", "cpu_topology",
             "cpu_interrupts", "boot_time", "uptime", "users", "os_info", "pressure"):
    getattr(host, name)()
"""
    command = ["strace", "-f", "-e", "trace=open,openat,readlink,readlinkat", sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    opened = re.findall(r'"([^"]*)"', run.stderr)
    machines = re.compile(
        r"/proc/(stat|cpuinfo|loadavg|uptime|interrupts|softirqs|pressure|sys/kernel|1/|self/ns)"
        r"|/sys/(devices/system/cpu/(cpu\d|present)|devices/system/node|class/dmi|hypervisor)|/(var/)?run/(utmp|systemd)"
    )
    assert not [path for path in opened if machines.match(path)]
    assert [path for path in opened if path.endswith("recorded-6.18-virtual/proc/stat")]


def test_importing_the_package_does_not_import_the_domain():
    assert run_python("import sys, sysprobe; print('sysprobe.types.cpu' in sys.modules)").stdout.strip() == "False"
