"""The command: exit codes, JSON, terminals and pipes, and text that a hostile name cannot misuse."""

import io
import json
import os
import subprocess
import sys

import pytest
from live import run_python
from sysprobe.cli import VIEWS, main, output
from sysprobe.cli.output import Section


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

    def test_wrong_usage_is_2(self):
        assert command("memroy").returncode == 2

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


class TestText:
    def test_control_characters_are_written_as_escapes(self):
        assert output.printable("a\x1b[31m\n\tb\udcffé") == "a\\x1b[31m\\n\\tb\\xffé"

    def test_columns_are_aligned_and_cut_to_the_terminal(self):
        section = Section("T", ("name", ">n"), [("x", "1"), ("longer", "22")])
        assert output.lines(section) == ["T", "name     n", "x        1", "longer  22"]
        assert output.lines(section, 6) == ["T", "name  …"[:5] + "…", "x    …", "longe…"]

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

    def test_a_bar_is_full_at_100_and_never_longer(self):
        assert (output.bar(0, 4), output.bar(50, 4), output.bar(100, 4), output.bar(250, 4)) == (
            "....",
            "##..",
            "####",
            "####",
        )

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
        assert [row for row in told["against psutil"] if row["agree"] is False] == []
