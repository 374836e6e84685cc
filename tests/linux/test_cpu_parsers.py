"""CPUs of Linux: the parsers, on what kernels of all ages and architectures print, and on what none does."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sysprobe.types.cpu import CpuTimes, Interrupt
from sysprobe_linux import _native
from sysprobe_linux.cpumodels import interpret_models

steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
times_of = _native.cpu_times(CpuTimes)
rows_of = _native.interrupts(Interrupt)


class TestStat:
    @pytest.mark.parametrize(
        ("line", "known"),
        [
            ("cpu 1 2 3 4", 4),
            ("cpu  1 2 3 4 5 6 7", 7),
            ("cpu 1 2 3 4 5 6 7 8 9", 9),
            ("cpu 1 2 3 4 5 6 7 8 9 10 11", 10),
        ],
    )
    def test_older_kernels_have_fewer_columns(self, line, known):
        found = times_of(line.encode(), 10.0)
        columns = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guest_nice")
        values = [getattr(found, name) for name in columns]
        assert values == [(place + 1) / 10 if place < known else None for place in range(10)]

    @pytest.mark.parametrize(
        "text",
        [b"", b"cpu\n", b"cpu 1 2 3\n", b"cpu0 1 2 3 4\n", b"\0" * 99, b"cpu x 1 2 3 4", b"intr 1\ncpu 1 2 3 4\n"],
    )
    def test_without_a_line_of_all_cpus_there_are_no_times(self, text):
        assert times_of(text, 100.0) is None

    def test_numbers_of_64_bits(self):
        assert times_of(b"cpu 9223372036854775807 0 0 0", 1.0).user == float(2**63)

    def test_counters_by_name(self):
        text = (
            b"cpu 1 2 3 4\nintr 5 9 9\nctxt 6\nbtime 7\nprocesses 8\nprocs_blocked 10\nsoftirq 11 1\nprocs_runningx 3\n"
        )
        assert _native.stat_counters(text) == (6, 5, 11, 7, 8, None, 10)
        assert _native.stat_counters(b"cpu 1 2 3 4\n") is None

    @pytest.mark.parametrize("ticks", [0, -1.0, float("nan")])
    def test_ticks_must_be_sane(self, ticks):
        with pytest.raises(ValueError, match="positive"):
            times_of(b"cpu 1 2 3 4\n", ticks)


class TestCpuList:
    @steady
    @given(st.sets(st.integers(0, 300)))
    def test_what_the_kernel_lists_is_read_back(self, cpus):
        text = ",".join(map(str, sorted(cpus)))
        assert _native.cpu_list(text.encode() + b"\n") == tuple(sorted(cpus))

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (b"\n", ()),
            (b"0-3,8\n", (0, 1, 2, 3, 8)),
            (b"0 2 4\n", (0, 2, 4)),
            (b"0-15:2/8", (0, 1, 8, 9)),
        ],
    )
    def test_forms(self, text, expected):
        assert _native.cpu_list(text) == expected

    @pytest.mark.parametrize(
        "text", [b"-1", b"3-1", b"x", b"1-", b"0-3:1", b"0-3:0/1", b"0-99999999999", b"1;2", b"0-3:2/1"]
    )
    def test_nonsense_is_refused(self, text):
        with pytest.raises(ValueError, match="not a list of CPUs"):
            _native.cpu_list(text)


class TestInterrupts:
    def test_cpus_have_the_numbers_of_the_first_line(self):
        rows = rows_of(b"     CPU0 CPU3\n 24: 1 2 IO-APIC 5-edge x\nERR: 7\n junk\n")
        assert rows == [Interrupt("24", "IO-APIC 5-edge x", 3, {0: 1, 3: 2}), Interrupt("ERR", None, 7, None)]

    def test_a_description_that_starts_with_a_number_is_none_of_the_counts(self):
        assert rows_of(b" CPU0 CPU1\nX: 4 5-edge\n") == [Interrupt("X", "5-edge", 4, None)]

    @pytest.mark.parametrize("text", [b"", b"\n", b"CPUx\n", b":" * 50, b"\0" * 50])
    def test_garbage_has_no_rows(self, text):
        assert rows_of(text) == []


class TestLoad:
    @steady
    @given(st.tuples(*[st.integers(0, 10**7)] * 3))
    def test_each_figure_is_the_nearest_double(self, hundredths):
        texts = [f"{each // 100}.{each % 100:02}" for each in hundredths]
        assert _native.load_averages(" ".join([*texts, "1/2 3\n"]).encode()) == tuple(map(float, texts))

    @pytest.mark.parametrize("text", [b"", b"1.0 2.0", b"-1.0 2.0 3.0", b"x", b"1" * 30 + b" 2 3"])
    def test_less_than_three_figures_are_none(self, text):
        assert _native.load_averages(text) is None


class TestModels:
    def models(self, text, online=(0,)):
        return interpret_models(_native.cpuinfo_blocks(text), online)

    def test_power(self):
        text = b"processor\t: 0\ncpu\t\t: POWER9, altivec supported\nclock\t\t: 3800.000000MHz\nrevision\t: 2.2\n"
        (model,) = self.models(text)
        assert (model.name, model.flags, model.cpus) == ("POWER9, altivec supported", None, (0,))
        assert _native.cpuinfo_clocks(text) == {0: 3800.0}

    @pytest.mark.parametrize("number", [b"unknown", b"-", b"9" * 5000, b"0x" + b"f" * 99])
    def test_what_is_no_number_is_not_known(self, number):
        (model,) = self.models(b"processor : 0\nstepping : " + number + b"\nmodel : 012\n")
        assert (model.stepping, model.model) == (None, 12)

    def test_what_32_bit_arm_says_for_all_completes_each(self):
        text = (
            b"processor\t: 0\nmodel name\t: ARMv7 Processor rev 4 (v7l)\nFeatures\t: half thumb\n\n"
            b"processor\t: 1\nmodel name\t: ARMv7 Processor rev 4 (v7l)\nFeatures\t: half thumb\n\n"
            b"Hardware\t: BCM2835\nRevision\t: a02082\n"
        )
        (model,) = self.models(text, (0, 1))
        assert (model.name, model.flags, model.cpus) == ("ARMv7 Processor rev 4 (v7l)", ("half", "thumb"), (0, 1))

    def test_risc_v(self):
        text = b"processor\t: 0\nhart\t\t: 1\nisa\t\t: rv64imafdc\nmmu\t\t: sv39\nuarch\t\t: sifive,u74-mc\n\n"
        (model,) = self.models(text)
        assert (model.name, model.flags) == ("sifive,u74-mc", ("rv64imafdc",))

    @pytest.mark.parametrize(
        "text", [b"", b"\n\n\n", b": :\n", b"processor: x\nmodel: unknown\n", b"\xff\xfe:\xff\n" * 3]
    )
    def test_garbage_is_a_cpu_of_which_nothing_is_known(self, text):
        (model,) = self.models(text, (0, 1))
        assert (model.vendor, model.name, model.model, model.cpus) == (None, None, None, (0, 1))
