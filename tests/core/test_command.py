"""The command: exit codes, JSON, terminals and pipes, and text that a hostile name cannot misuse."""

import io
import json
import math
import os
import shlex
import socket
import subprocess
import sys

import pytest
from live import run_python
from sysprobe.cli import VIEWS, main, output
from sysprobe.cli.layout import Section
from sysprobe.types.network import Connection, InterfaceAddress
from sysprobe.types.process import Capability, IOClass

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="another root is Linux' affair")


def command(*arguments, **environment):
    full = {name: value for name, value in os.environ.items() if not name.startswith("SYSPROBE_")}
    return subprocess.run(
        [sys.executable, "-m", "sysprobe", *arguments], capture_output=True, text=True, env=full | environment
    )


class TestExitCodes:
    def test_an_answer_is_0(self):
        assert command("memory").returncode == 0

    def test_no_answer_is_1_and_says_why(self, tmp_path):
        run = command("memory", "--root", str(tmp_path))
        assert (run.returncode, run.stdout) == (1, "")
        assert run.stderr.startswith("sysprobe: ")
        assert "Traceback" not in run.stderr

    @pytest.mark.parametrize(
        "arguments",
        [
            *(["memroy"], ["process"], ["process", "x"], ["process", "-5"], ["process", "99999999999999999999"]),
            *(
                ["ps", "-p", "1,x"],
                ["ps", "-p", "99999999999999999999"],
                ["ps", "--watch", "nan"],
                ["ps", "--count", "0"],
            ),
            *(
                ["ps", "--workers", "-1"],
                ["top", "-d", "inf"],
                ["top", "-s", "name"],
                ["top", "--workers", "0"],
                ["top", "--count", "x"],
            ),
            *(["cpu", "--interval", "0"], ["disk", "--timeout", "-1"]),
        ],
    )
    def test_wrong_usage_is_2_in_one_sentence(self, arguments, capsys):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
        assert capsys.readouterr().err.splitlines()[-1].startswith("sysprobe")

    @pytest.mark.parametrize(
        "arguments",
        [
            *(["--root", "/no/such/folder"], ["memory", "--root", ""], ["network", "--interface", "no-such"]),
            *(["ps", "-o", ","], ["ps", "-o", "no_such"], ["ps", "-s", ""], ["ps", "-s", "cpu_times"]),
            *(["ps", "-u", "no-such"], ["ps", "-n", "no-such"]),
        ],
    )
    def test_what_is_not_there_is_1_in_one_line(self, arguments, capsys):
        assert main(arguments) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has it")
    @pytest.mark.parametrize("arguments", [["memory"], ["memory", "--json"], ["ps"], []])
    def test_closed_and_full_outputs_are_1_without_a_traceback(self, arguments):
        for redirection, reason in ((">&-", "closed"), ("> /dev/full", "No space left on device")):
            words = shlex.join([sys.executable, "-m", "sysprobe", *arguments])
            run = subprocess.run(["sh", "-c", f"{words} {redirection}"], capture_output=True, text=True)
            assert (run.returncode, run.stderr.count("\n")) == (1, 1), run.stderr
            assert reason in run.stderr

    @LINUX
    def test_what_fails_does_not_take_the_rest_with_it(self, tmp_path):
        (tmp_path / "proc").mkdir()
        (tmp_path / "proc/uptime").write_text("90061.00 1.00\n")
        run = command("system", "--root", str(tmp_path))
        assert "1 d 1:01:01" in run.stdout
        assert (run.returncode, run.stderr.count("\n")) == (1, 1)  # when it was booted stands elsewhere
        run = command("system", "--root", str(tmp_path), "--json")
        told = json.loads(run.stdout)
        assert (told["data"]["uptime"], told["data"]["boot_time"]) == (90061.0, None)
        assert [f"sysprobe: {error}\n" for error in told["errors"]] == [run.stderr]

    @pytest.mark.parametrize("view", [(), ("system",), ("cpu",), ("sensors",), ("disk",), ("network",), ("ps",)])
    def test_without_a_backend_nothing_but_the_reason_is_printed(self, view):
        run = command(*view, SYSPROBE_DISABLE="linux,macos,windows")
        assert (run.returncode, run.stdout) == (1, "")
        assert run.stderr.count("pip install") == 1

    @pytest.mark.skipif(os.name != "posix", reason="needs a shell")
    def test_reasons_are_not_printed_where_answers_are_expected(self):
        words = shlex.join([sys.executable, "-m", "sysprobe", "memory", "--root", "/no/such"])
        run = subprocess.run(["sh", "-c", f"{words} 2>&-"], capture_output=True, text=True)
        assert (run.returncode, run.stdout) == (1, "")

    def test_a_view_imports_no_other(self):
        code = (
            "import sys; from sysprobe.cli import main; main(['memory'])\n"
            "print([name for name in sys.modules if name.startswith('sysprobe.') and name.split('.')[-1] in"
            " ('selftest', 'testing', 'process_values', 'top', 'disk')], file=sys.stderr)"
        )
        assert run_python(code).stderr.splitlines()[-1] == "['sysprobe.disk']"

    def test_without_a_backend_the_error_names_what_to_install(self):
        run = command("memory", SYSPROBE_DISABLE="linux,macos,windows")
        assert run.returncode == 1
        assert "pip install" in run.stderr
        assert "disabled" in run.stderr

    @pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGPIPE")
    def test_a_reader_that_goes_away_is_141_without_a_traceback(self):
        code = (
            "import os, subprocess, sys\n"
            "read, write = os.pipe()\n"
            "os.close(read)\n"
            "run = subprocess.run([sys.executable, '-m', 'sysprobe', 'memory'], stdout=write, stderr=subprocess.PIPE)\n"
            "print(run.returncode, run.stderr)"
        )
        assert run_python(code).stdout.strip() == "141 b''"


class TestJson:
    def test_it_names_its_schema_and_view(self):
        told = json.loads(command("memory", "--json").stdout)
        assert (told["schema"], told["view"]) == (1, "memory")
        assert told["data"]["virtual_memory"]["total"] > 0

    def test_an_option_may_stand_before_the_view(self):
        assert json.loads(command("--json", "memory").stdout)["view"] == "memory"

    def test_the_bare_command_tells_of_everything(self):
        told = json.loads(command("--json").stdout)
        assert told["view"] == "overview"
        assert {"memory", "cpu", "system"} <= set(told["data"])

    def test_what_json_cannot_hold_becomes_text(self):
        assert output.plain({1: {2, 1}, "a": (b"x", None, 1.5)}) == {"1": [1, 2], "a": ["x", None, 1.5]}

    def test_what_numbers_stand_for_is_told_by_name(self):
        connection = Connection(3, socket.AF_INET6, socket.SOCK_STREAM, None, None, None, None)
        assert [output.plain(connection)[name] for name in ("family", "type")] == ["AF_INET6", "SOCK_STREAM"]
        assert output.plain(InterfaceAddress(socket.AF_INET, "192.0.2.1"))["family"] == "AF_INET"
        assert output.plain(InterfaceAddress(4711, ""))["family"] == 4711
        assert output.plain(IOClass.BEST_EFFORT) == "best_effort"
        assert output.plain(Capability.CHOWN | Capability.KILL) == ["chown", "kill"]

    @pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
    def test_numbers_that_are_none_are_null(self, number):
        assert output.plain([number]) == [None]

    @LINUX
    def test_what_a_part_of_the_overview_cannot_tell_is_null_with_its_reason(self, tmp_path):
        (tmp_path / "proc").mkdir()
        run = command("--json", "--root", str(tmp_path))
        told = json.loads(run.stdout)
        assert run.returncode == 1
        assert told["data"]["memory"] is None
        assert any("meminfo" in error for error in told["errors"])


class TestText:
    def test_a_pipe_gets_no_escape_sequence(self):
        assert "\x1b" not in command("memory", FORCE_COLOR="").stdout

    def test_an_unknown_value_is_a_dash(self):
        assert (output.size(None), output.number(None), output.text(None)) == ("-", "-", "-")

    @pytest.mark.parametrize(
        ("count", "text"),
        [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "0.98 KiB"),
            (1024, "1.00 KiB"),
            (10 * 1024, "10.0 KiB"),
            (100 * 1024**2, "100 MiB"),
            (3 * 1024**5, "3.00 PiB"),
            (-2048, "-2.00 KiB"),
        ],
    )
    def test_sizes_have_three_figures(self, count, text):
        assert output.size(count) == text

    def test_rich_writes_for_a_terminal_only(self, monkeypatch):
        class Terminal(io.StringIO):
            def isatty(self):
                return True

        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm")
        terminal, pipe = Terminal(), io.StringIO()
        section = Section("Title", ("a",), [("\x1b[2J",)])
        output.write([section], terminal)
        output.write([section], pipe)
        assert "\\x1b[2J" in terminal.getvalue()
        assert "\x1b[2J" not in terminal.getvalue()
        assert pipe.getvalue() == "Title\na\n\\x1b[2J\n\n"

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
    def test_every_encoding_can_write_every_name(self, encoding):
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        output.write([Section("", ("name", "µs"), [("├─ é\u4e2d", "1"), ("x", "2")])], stream)
        stream.flush()
        written = stream.buffer.getvalue().decode(encoding).splitlines()
        # The numbers stand below each other, whatever the name has become. A wide sign takes two places.
        assert written[1].index("1") + written[1].count("\u4e2d") == written[2].index("2")
        assert (
            written[1].split()
            == {
                "ascii": ["|-", "\\xe9\\u4e2d", "1"],
                "latin-1": ["|-", "é\\u4e2d", "1"],
                "utf-8": ["├─", "é\u4e2d", "1"],
            }[encoding]
        )


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_explains_itself(view, capsys):
    with pytest.raises(SystemExit) as ended:
        main([view, "--help"])
    assert ended.value.code == 0
    assert view in capsys.readouterr().out


class TestSelftest:
    def test_findings_name_nobody(self):
        from sysprobe.cli.selftest import _scrubbed
        from sysprobe.testing import Finding, Verdict

        home = "/home" + "/ada/x"  # a test of the house looks for such paths in one piece
        reason = f"Host(hostname='ada-laptop') read {home} from 192.0.2.7 and fe80::1:2:3, see /proc/1/stat"
        told = _scrubbed(Finding("x", "type", Verdict.BROKEN, reason)).reason
        assert told == "Host(hostname='…') read /… from … and …, see /proc/1/stat"

    def test_json_has_the_environment_and_every_capability(self):
        run = command("selftest", "--json", "--against", "psutil")
        told = json.loads(run.stdout)["data"]
        broken = [each for each in told["findings"] if each["verdict"] == "broken"]
        assert broken == []
        assert {"virtual_memory", "process_table", "open_process"} <= {each["capability"] for each in told["findings"]}
        assert told["environment"]["backends"]
        assert [row for row in told["against_psutil"] if row["agree"] is False] == []
