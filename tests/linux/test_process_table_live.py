"""The process table of this machine against the single process, /proc by hand and ps, on processes of our own."""

import os
import resource
import subprocess
import sys

import pytest
import sysprobe
from live import as_user, between, descriptors, eventually, fork, needs, needs_descriptors
from processes import copy_program, python, row, running, single, zombie
from sysprobe.errors import BackendError
from sysprobe.types.attributes import COLUMNS

IDLE = "import signal; print('ready', flush=True); signal.pause()"


#: Moves with the machine, or with every look.
MOVING = {"oom_score", "memory_percent", "cpu_percent"}


def assert_as_single(pid, without=()):
    process = sysprobe.Process(pid)
    found = sysprobe.process_table([name for name in COLUMNS if name not in MOVING.union(without)], [pid])[0]
    differences = {
        name: (value, single(process, COLUMNS[name]))
        for name, value in found.items()
        if value != single(process, COLUMNS[name])
    }
    assert differences == {}


class TestLive:
    def test_the_table_and_the_single_process_agree(self):
        with python(IDLE, "an argument", "", "\x1b[31m\udcff", stopped=True) as child:
            eventually(lambda: assert_as_single(child.pid))
            found = sysprobe.process_table(["memory_percent", "oom_score", "cpu_percent"], [child.pid])[0]
            assert None not in found.values()

    def test_a_zombie_agrees_too(self):
        # Of its namespaces some are still told; the record of all of them is not.
        with zombie() as pid:
            assert_as_single(pid, without=[name for name in COLUMNS if name.endswith("_namespace")])
            found = row(sysprobe, pid, "status", "name", "exe", "rss", "ppid", "cmdline")
            assert (found["status"], found["ppid"], found["rss"], found["cmdline"]) == ("zombie", os.getpid(), 0, None)
            assert found["name"]

    @pytest.mark.parametrize("uid", [0, 65534])
    def test_a_kernel_thread_answers_everybody_alike(self, uid):
        if row(sysprobe, 2, "kernel_thread") != {"kernel_thread": True}:
            pytest.skip("no kernel thread can be seen here")
        # Its times and counts move; what it is does not.
        names = [
            "name",
            "exe",
            "cmdline",
            "uid",
            "rss",
            "uss",
            "num_fds",
            "cpu_affinity",
            "identity",
            "cwd",
            "io_class",
        ]

        def look():
            process = sysprobe.Process(2)
            listed = {each.pid: each for each in sysprobe.process_iter(["exe", "num_fds", "memory_footprint"])}[2]
            return (
                {name: single(process, COLUMNS[name]) for name in names},
                dict(sysprobe.process_table(names, [2])[0]),
                (listed.exe(), listed.num_fds(), listed.memory_footprint().uss),
            )

        alone, tabled, listed = look() if os.geteuid() == uid else as_user(uid, look)
        assert alone == tabled
        assert listed == ("", 0, 0)
        assert (tabled["name"], tabled["cmdline"], tabled["exe"], tabled["uss"]) == ("kthreadd", [], "", 0)

    def test_proc_by_hand(self):
        with running("sleep", "1000", stopped=True) as child:

            def compare():
                folder = f"/proc/{child.pid}"
                with open(f"{folder}/stat", "rb") as file:
                    fields = file.read().rpartition(b") ")[2].split()
                with open(f"{folder}/statm", "rb") as file:
                    pages = [int(word) * os.sysconf("SC_PAGESIZE") for word in file.read().split()]
                with open(f"{folder}/status") as file:
                    lines = dict(line.rstrip("\n").split(":\t", 1) for line in file)
                found = row(sysprobe, child.pid, *COLUMNS)
                assert found["status"] == "stopped"
                assert (found["ppid"], found["identity"], found["nice"]) == (
                    int(fields[1]),
                    int(fields[19]),
                    int(fields[16]),
                )
                assert [found[name] for name in ("vms", "rss", "shared", "text", "data")] == [
                    *pages[:4], pages[5]
                ]  # fmt: skip
                assert [found["uid"], found["effective_uid"], found["saved_uid"]] == [
                    int(word) for word in lines["Uid"].split()[:3]
                ]
                assert found["peak_rss"] == int(lines["VmHWM"].split()[0]) * 1024
                assert found["voluntary_switches"] == int(lines["voluntary_ctxt_switches"])
                assert (found["cmdline"], found["exe"]) == (["sleep", "1000"], os.readlink(f"{folder}/exe"))
                assert found["num_fds"] == len(os.listdir(f"{folder}/fd")) == 3
                assert found["pid_namespace"] == os.stat(f"{folder}/ns/pid").st_ino

            eventually(compare)

    def test_ps_says_the_same(self):
        with running("sleep", "1000", stopped=True) as child:
            text = subprocess.check_output(
                [
                    needs("ps"),
                    "-o",
                    "pid=,ppid=,pgid=,sess=,ni=,ruid=,euid=,nlwp=,vsz=,rss=,min_flt=,stat=,comm=",
                    "-p",
                    str(child.pid),
                ],
                text=True,
            ).split()
            found = row(sysprobe, child.pid, *COLUMNS)
            ours = [
                *(found[n] for n in ("pid", "ppid", "process_group", "session", "nice", "uid", "effective_uid")),
                *(found["num_threads"], found["vms"] // 1024, found["rss"] // 1024, found["minor_faults"]),
            ]
            assert [int(word) for word in text[:11]] == ours
            assert (text[11][0], text[12]) == ("T", found["name"])

    def test_terminals_have_names(self):
        controller, terminal = os.openpty()
        try:
            name = os.ttyname(terminal)
            code = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); " + IDLE
            child = subprocess.Popen(
                [sys.executable, "-c", code], stdin=terminal, stdout=subprocess.PIPE, start_new_session=True
            )
            try:
                assert child.stdout.readline() == b"ready\n"
                assert row(sysprobe, child.pid, "terminal") == {"terminal": name}
            finally:
                child.kill()
                child.communicate()
        finally:
            os.close(controller)
            os.close(terminal)

    def test_a_removed_program_keeps_its_path(self, tmp_path):
        for name in ("gone", "odd (deleted)"):
            copy = tmp_path / name
            copy_program("sleep", copy)
            with running(str(copy), "1000", stopped=True) as child:
                eventually(lambda child=child, copy=copy: self.has_exe(child.pid, copy))
                if name == "gone":
                    copy.unlink()
                eventually(lambda child=child, copy=copy: self.has_exe(child.pid, copy))

    @staticmethod
    def has_exe(pid, path):
        assert row(sysprobe, pid, "exe") == {"exe": str(path)}

    def test_busy_numbers_lie_between_two_reads(self):
        before = os.times()
        found = row(sysprobe, os.getpid(), "cpu_user", "cpu_system")
        after = os.times()
        between(before.user, found["cpu_user"], after.user, slack=0.02)
        between(before.system, found["cpu_system"], after.system, slack=0.02)

    def test_no_descriptor_stays_open(self):
        sysprobe.process_table(list(COLUMNS))  # what a Host keeps open on purpose it opens once
        before = descriptors()
        for columns in (["pid"], list(COLUMNS)):
            for workers in (1, 2):
                sysprobe.process_table(columns, workers=workers)
        assert descriptors() <= before

    def test_without_descriptors_it_fails_rather_than_tell_half(self):
        needs_descriptors(10)
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        pid = fork()
        if pid == 0:
            code = 1
            try:
                # One is left: for the folder, and none for what lies in it.
                used = max(int(name) for name in os.listdir("/proc/self/fd"))
                resource.setrlimit(resource.RLIMIT_NOFILE, (used + 1, limits[1]))
                for fd in range(used):
                    try:
                        os.fstat(fd)
                    except OSError:
                        os.dup2(0, fd) if fd else None
                try:
                    sysprobe.process_table(["pid", "name"], [os.getpid()])
                except BackendError as error:
                    code = 0 if error.errno == 24 else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
