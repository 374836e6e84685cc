"""The command in a real terminal, of 40, 80 and 200 columns, driven by tmux."""

import os
import re
import shlex
import subprocess
import sys
import time

import pytest
import sysprobe
from live import needs
from processes import add, machine
from sysprobe.cli.process_values import LINES, LISTS

cell_len = pytest.importorskip("rich.cells").cell_len
pytestmark = pytest.mark.live  # half a dozen interpreters for each test: not for instrumented ones
PATIENCE = 60


class Terminal:
    """A shell in a terminal of a tmux server of its own."""

    def __init__(self, folder, width, height=24):
        self.server = [needs("tmux"), "-S", str(folder / "tmux"), "-f", "/dev/null"]
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("TMUX", "SYSPROBE_"))}
        # tmux starts commands by SHELL; the user's own may be one that lets nobody in.
        environment |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HISTFILE": "", "SHELL": "/bin/sh"}
        (folder / "bashrc").write_text("PS1='shell> '\n")
        shell = shlex.join(["exec", needs("bash"), "--noprofile", "--rcfile", str(folder / "bashrc")])
        command = ["new-session", "-d", "-x", str(width), "-y", str(height), shell]
        subprocess.run([*self.server, *command], check=True, env=environment)
        try:
            self.wait(lambda text: "shell>" in text)
        except BaseException:
            self.close()
            raise

    def close(self):
        subprocess.run([*self.server, "kill-server"], check=False)

    def tmux(self, *command):
        return subprocess.run([*self.server, *command], check=True, capture_output=True, text=True).stdout

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def run(self, *arguments, after=""):
        command = [sys.executable, "-m", "sysprobe", *arguments]
        self.tmux("send-keys", "-l", shlex.join(command) + after)
        self.keys("Enter")

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def everything(self):
        """The screen and what has left it at the top."""
        return self.tmux("capture-pane", "-p", "-S", "-")

    def resize(self, width, height):
        self.tmux("resize-window", "-x", str(width), "-y", str(height))

    def wait(self, holds):
        """The screen, as soon as it is as it should be."""
        end = time.monotonic() + PATIENCE
        while True:
            text = self.screen()
            if holds(text):
                return text
            assert time.monotonic() < end, f"the screen stays like this:\n{text}"
            time.sleep(0.05)

    def flag(self, name):
        return self.tmux("display-message", "-p", f"#{{{name}}}").strip()

    def assert_restored(self):
        """The terminal is as the shell had it: its screen, its cursor, its echo of what is typed."""
        self.wait(lambda text: text.rstrip().endswith("shell>"))
        assert (self.flag("alternate_on"), self.flag("cursor_flag")) == ("0", "1")
        self.tmux(
            "send-keys", "-l", "stty -a | tr ' ' '\\n' | grep -xE -- '-?(echo|icanon|isig);?' | sort | tr '\\n' ' '"
        )
        self.wait(lambda text: "grep" in text)  # it is echoed
        self.keys("Enter")
        self.wait(lambda text: "\necho icanon isig" in text)


@pytest.fixture
def root(tmp_path):
    machine(tmp_path)
    add(tmp_path, 1, b"init", ppid=0, uid=0, cmdline=b"/sbin/init\0", statm=b"1000 900 0 0 0 0 0\n")
    add(tmp_path, 10, b"server", cmdline=b"server " + b"argument\0" * 30, statm=b"1000 300 0 0 0 0 0\n")
    add(tmp_path, 11, b"evil", ppid=10, cmdline=b"\x1b[2J\x1b[31mevil\r\n\0", statm=b"1000 200 0 0 0 0 0\n")
    for pid in range(100, 160):
        add(tmp_path, pid, b"many", cmdline=b"many\0", statm=b"1000 %d 0 0 0 0 0\n" % (pid - 99))
    return tmp_path


@pytest.fixture(params=[80, 200])
def terminal(request, tmp_path_factory):
    made = Terminal(tmp_path_factory.mktemp("t"), request.param)
    made.width = request.param
    yield made
    made.close()


def rows(text):
    """The numbers in the first column."""
    return [int(line.split()[0]) for line in text.splitlines() if line.split()[:1] and line.split()[0].isdigit()]


def test_ps_fits_the_terminal(terminal, root):
    terminal.run("ps", "--root", str(root), "-p", "1,10,11", after="; echo done")
    text = terminal.wait(lambda text: "\ndone\n" in text)
    assert rows(text) == [1, 10, 11]
    lines = [line for line in text.splitlines() if line.strip()[:3] in ("10 ", "11 ")]
    assert len(lines[0]) == terminal.width
    assert lines[0].endswith("…")
    assert "\\x1b[2J\\x1b[31mevil\\r\\n"[: terminal.width - lines[1].index("\\x1b") - 1] in lines[1]
    assert "user" in text


def test_watching_ends_at_once_and_gives_the_screen_back(terminal, root):
    terminal.run("ps", "--root", str(root), "--watch", "0.1", "-o", "pid,name")
    text = terminal.wait(lambda text: "init" in text and "shell>" not in text)
    assert rows(text)[:3] == [1, 10, 11]
    assert len(rows(text)) <= 23
    assert terminal.flag("alternate_on") == "1"
    terminal.keys("C-c")
    terminal.assert_restored()


def test_top_sorts_as_its_keys_say_and_quits(terminal, root):
    terminal.run("top", "--root", str(root), "-d", "0.2", "--sort", "pid")
    text = terminal.wait(lambda text: "q quit" in text and rows(text)[:3] == [1, 10, 11])
    assert all(len(line) <= terminal.width for line in text.splitlines())
    assert "63 processes" in text
    assert terminal.width < 200 or "\\x1b[2J\\x1b[31mevil\\r\\n" in text
    terminal.keys("M")
    terminal.wait(lambda text: rows(text)[:5] == [1, 10, 11, 159, 158])
    terminal.keys("R")
    terminal.wait(lambda text: rows(text)[:3] == [100, 101, 102])
    terminal.keys("N")
    terminal.wait(lambda text: rows(text)[:3] == [1, 10, 11])
    add(root, 5, b"new")  # it is looked at again and again
    terminal.wait(lambda text: rows(text)[:3] == [1, 5, 10])
    terminal.keys("C-z")
    terminal.assert_restored()
    terminal.tmux("send-keys", "-l", "fg")
    terminal.keys("Enter")
    terminal.wait(lambda text: "q quit" in text and rows(text)[:3] == [1, 5, 10])
    terminal.keys("q")
    terminal.assert_restored()


def test_process_shows_every_section_within_the_terminal(terminal, tmp_path):
    """A live process with long values: every section in its order, nothing wider than the terminal, nothing lost."""
    code = "import threading\nthreading.Thread(target=input).start()\nprint(flush=True)"
    arguments = ["\x1b[31mred", "\u4e2d\u6587" * 20, *(f"argument-{number}" for number in range(60))]
    files = [open(tmp_path / ("x" * 100 + str(number)), "w") for number in range(6)]  # noqa: SIM115
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=[file.fileno() for file in files],
    ) as child:
        try:
            child.stdout.readline()
            terminal.run("process", str(child.pid), after="; echo do''ne")
            terminal.wait(lambda text: "\ndone\n" in text)
            short = terminal.everything().partition("\npid ")[2]
            terminal.run("process", str(child.pid), "--verbose", after="; echo do''ne again")
            terminal.wait(lambda text: "\ndone again\n" in text)
            whole = terminal.everything().partition("\ndone\n")[2].partition("\npid ")[2]
            limits = sysprobe.Process(child.pid).limits()
        finally:
            child.kill()
            for file in files:
                file.close()
    for text in (short, whole):
        lines = f"pid {text}".partition("\ndone")[0].split("\n")
        assert max(map(cell_len, lines)) <= terminal.width
        labels = [label for label, _, _ in LINES]
        about = [line for line in lines[: lines.index("")] if line[:14].strip()]
        assert [line[:14].strip() for line in about] == labels
        titles = [label for label, _, _, _ in LISTS]
        assert [
            title for title in re.findall(r"^([\w-]+)(?: \(total=\d+\))?$", text, re.MULTILINE) if title in titles
        ] == titles
        assert "\\x1b[31mred" in re.sub(r"\n *", "", text)
        values = {line[:14].strip(): line[14:].strip() for line in about}
        assert (values["pid"], values["num-threads"]) == (str(child.pid), "2")
        assert values["gids"] == "real={}, effective={}, saved={}".format(*os.getresgid())
        assert re.match(r"\d+:\d\d:\d\d\.\d\d$", values["cpu-tspent"])
    assert re.search(r"open-files \(total=[6-9]\)", short)
    assert short.count("[...]") >= 3
    assert "…" in short or terminal.width > 80
    assert "[...]" not in whole
    assert "…" not in whole
    told = whole.partition("\nres-limits (")[2].partition("\n\n")[0].splitlines()[2:]
    assert [line.split()[0] for line in told] == list(limits)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_overview_is_never_wider_than_the_terminal(tmp_path_factory, width):
    terminal = Terminal(tmp_path_factory.mktemp("t"), width)
    try:
        terminal.run(after="; echo do''ne")
        terminal.wait(lambda text: "\ndone\n" in text)
        text = terminal.everything().partition("\nSystem\n")[2]
    finally:
        terminal.close()
    assert max(len(line) for line in text.split("\n")) <= width
    for title in ("Pressure", "CPU", "Memory", "Interfaces"):
        assert f"\n{title}\n" in text
    used = re.search(r"^used +(\S+ \w+)" if width < 200 else r"^memory +\S+ \w+ +(\S+ \w+)", text, re.MULTILINE)
    assert re.fullmatch(r"[\d.]+ [KMGT]iB", used[1])  # shown whole


def test_top_scrolls_and_follows_the_size_of_the_terminal(tmp_path_factory, root):
    terminal = Terminal(tmp_path_factory.mktemp("t"), 100)
    try:
        terminal.run("top", "--root", str(root), "-d", "3600", "--sort", "pid")
        terminal.wait(lambda text: rows(text)[:4] == [1, 10, 11, 100])
        steps = {"Down": 10, "NPage": 117, "PPage": 10, "Up": 1, "End": 141, "Home": 1, "F1 Down": 10}
        for keys, first in steps.items():
            terminal.keys(*keys.split())
            text = terminal.wait(lambda text, first=first: rows(text)[:1] == [first])
        assert "pid\u2191" in text  # of F1 nothing has become: it sends a P among others
        assert "command" in text
        terminal.resize(60, 10)  # the next look is an hour away
        text = terminal.wait(lambda text: len(rows(text)) == 5 and text.rstrip().endswith("…"))
        assert max(len(line) for line in text.splitlines()) <= 60
        terminal.resize(120, 30)
        terminal.wait(lambda text: len(rows(text)) == 25)
        terminal.keys("q")
        terminal.assert_restored()
    finally:
        terminal.close()


@pytest.mark.parametrize("view", [("top", "-d", "0.1", "--count", "1"), ("ps", "--watch", "0.1", "--count", "2")])
def test_a_terminal_that_cannot_be_drawn_on_gets_plain_lines(tmp_path_factory, root, view):
    terminal = Terminal(tmp_path_factory.mktemp("t"), 80)
    try:
        terminal.tmux("send-keys", "-l", "export TERM=dumb; ")
        terminal.run(*view, "--root", str(root), "-n", "init", after="; echo do''ne")
        text = terminal.wait(lambda text: "\ndone\n" in text)
        assert rows(text) == [1] * int(view[-1])
        assert terminal.flag("alternate_on") == "0"
    finally:
        terminal.close()


@pytest.mark.parametrize("end", ["interrupt", "terminate"])
@pytest.mark.parametrize("view", [("top", "-d", "60"), ("ps", "--watch", "60")])
def test_the_terminal_is_given_back_however_it_ends(tmp_path_factory, root, view, end):
    terminal = Terminal(tmp_path_factory.mktemp("t"), 80)
    try:
        terminal.run(*view, "--root", str(root))
        terminal.wait(lambda text: "init" in text and "shell>" not in text)
        if end == "interrupt":
            terminal.keys("C-c")
        else:
            shell = int(terminal.flag("pane_pid"))
            subprocess.run([needs("pkill"), "-TERM", "-P", str(shell)], check=True)  # the shell's only child
        terminal.assert_restored()
    finally:
        terminal.close()
