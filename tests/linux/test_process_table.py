"""The process table of Linux on made-up machines, its arguments, what it costs."""

import ctypes
import os
import struct

import pytest
import sysprobe
from machines import TREES
from processes import add, machine, row, single
from sysprobe.errors import BackendError
from sysprobe.types.attributes import COLUMNS, Kind

ROLLUP = b"1000-2000 ---p 0 00:00 0 [rollup]\nPss: 7 kB\nPrivate_Clean: 1 kB\nPrivate_Dirty: 2 kB\nSwap: 5 kB\n"
AREA = b"1000-2000 rw-p 0 00:00 0\nRss: 64 kB\nPss: 24 kB\nPrivate_Clean: 16 kB\nPrivate_Dirty: 32 kB\nSwap: 4 kB\n"


class TestMadeUpMachines:
    def test_every_column_means_what_it_says(self, tmp_path):
        add(tmp_path, 42, b"prog", ppid=1, oom_score=b"666\n", oom_score_adj=b"-5\n", schedstat=b"1 2000000000 3\n")
        found = row(machine(tmp_path), 42, *COLUMNS)
        expected = {
            "pid": 42, "ppid": 1, "name": "prog", "cmdline": ["prog", "-v"], "create_time": 1000000042.0,
            "identity": 4200,
            "status": "sleeping", "kernel_thread": False, "process_group": 42, "session": 42, "terminal": None,
            "tracer": None, "username": "www", "uid": 1000, "saved_uid": 1000, "gid": 1000, "effective_gid": 1000,
            "groups": [4, 27], "umask": 0o22, "capabilities": 0xFF, "seccomp": "filter", "no_new_privs": True,
            "cpu_user": 1.5, "cpu_system": 2.5, "cpu_children_user": 3.5, "cpu_children_system": 4.5, "cpu_num": 1,
            "cpu_iowait": 0.07, "block_io_delay": 0.07, "cpu_affinity": [0, 1, 3], "nice": -5, "policy": "normal",
            "realtime_priority": 0, "cpu_delay": 2.0, "voluntary_switches": 150, "involuntary_switches": 545,
            "vms": 4096000, "rss": 819200, "shared": 409600, "text": 40960, "data": 1228800, "peak_rss": 900 * 1024,
            "peak_vms": 5000 * 1024, "swap": 16 * 1024, "hugetlb": None, "memory_percent": 10.0, "minor_faults": 10,
            "major_faults": 30, "children_minor_faults": 20, "children_major_faults": 40, "oom_score": 666,
            "oom_score_adj": -5, "read_count": 3, "write_count": 4, "read_bytes": 5, "write_bytes": 6, "read_chars": 1,
            "write_chars": 2, "cancelled_write_bytes": 7, "num_threads": 3, "namespace_pids": [42, 7],
            "cgroup": "/system.slice/cron.service", "systemd_unit": "cron.service", "container_id": None,
            # What only a system call tells, what was not recorded, what other systems have
            "io_class": None, "num_fds": None, "exe": None, "pid_namespace": None, "uss": None, "wired": None,
        }  # fmt: skip
        assert {name: found[name] for name in expected} == expected

    @pytest.mark.parametrize(
        "name", [b"a) S 1 (b", b"  ", b"", b"x\ny", b"\x1b[31m", b"\xff\xfe", b")" * 15, "naïve".encode()]
    )
    def test_names_may_be_anything(self, tmp_path, name):
        add(tmp_path, 42, name, ppid=7)
        found = row(machine(tmp_path), 42, "name", "ppid", "status")
        assert found == {"name": os.fsdecode(name), "ppid": 7, "status": "sleeping"}

    @pytest.mark.parametrize(
        ("comm", "cmdline", "name"),
        [
            (b"fifteen-bytes-1", b"/usr/bin/fifteen-bytes-1234\0x\0", "fifteen-bytes-1234"),
            (b"fifteen-bytes-1", b"fifteen-bytes-1: a title", "fifteen-bytes-1:"),
            (b"fifteen-bytes-1", b"something else\0", "fifteen-bytes-1"),
            (b"fifteen-bytes-1", b"", "fifteen-bytes-1"),
            (b"fifteen-bytes-1", None, "fifteen-bytes-1"),
            (b"fourteen-bytes", b"fourteen-bytes-and-more\0", "fourteen-bytes"),
        ],
    )
    @pytest.mark.parametrize("columns", [("name",), ("cmdline", "name")])
    def test_a_cut_name_is_made_whole(self, tmp_path, comm, cmdline, name, columns):
        add(tmp_path, 42, comm, cmdline=cmdline)
        assert row(machine(tmp_path), 42, *columns)["name"] == name

    @pytest.mark.parametrize(
        ("text", "arguments"),
        [
            (b"a\0b c\0", ["a", "b c"]),
            (b"a\0\0", ["a", ""]),
            (b"", []),
            (b"\0", [""]),
            (b"nginx: worker\0\0\0\0", ["nginx:", "worker"]),
            (b"title without end", ["title", "without", "end"]),
            (b"\xff\0\x1b[1m\n\0", ["\udcff", "\x1b[1m\n"]),
            (b"x" * 131072 + b"\0" + b"y\0", ["x" * 131072, "y"]),
            (b"x" * 4095 + b"\0", ["x" * 4095]),
            (b"x" * 4096, ["x" * 4096]),
        ],
    )
    def test_command_lines_may_be_anything(self, tmp_path, text, arguments):
        add(tmp_path, 42, cmdline=text)
        assert row(machine(tmp_path), 42, "cmdline")["cmdline"] == arguments

    def test_an_old_kernel_prints_fewer_fields(self, tmp_path):
        add(tmp_path, 42, fields=24, io=None, status=b"Name:\tx\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\n")
        found = row(machine(tmp_path), 42, "cpu_user", "cpu_num", "policy", "uid", "saved_uid", "umask", "read_bytes")
        assert list(found.values()) == [1.5, None, None, 1, 3, None, None]

    def test_the_single_process_agrees(self, tmp_path):
        folder = add(tmp_path, 42, schedstat=b"1 2000000000 3\n", oom_score=b"666\n", smaps_rollup=ROLLUP)
        status = (folder / "status").read_bytes()
        for owner, numbers in ((b"Uid", b"1\t2\t3\t4"), (b"Gid", b"5\t6\t7\t8")):
            status = status.replace(owner + b":" + b"\t1000" * 4, owner + b":\t" + numbers)
        (folder / "status").write_bytes(status)
        (folder / "exe").symlink_to("/bin/prog")
        host = machine(tmp_path)
        found, process = row(host, 42, *[name for name in COLUMNS if name != "cpu_percent"]), host.process(42)
        assert {name: single(process, COLUMNS[name]) for name in found} == found
        assert (found["uid"], found["saved_uid"], found["gid"], found["effective_gid"]) == (1, 3, 5, 6)

    @pytest.mark.parametrize(
        ("smaps", "expected"),
        [
            (AREA + AREA.replace(b"1000-2000", b"3000-4000"), (2 * 48 * 1024, 2 * 24 * 1024, 2 * 4096)),
            (AREA.replace(b"Swap:", b"Else:"), (48 * 1024, 24 * 1024, None)),
            (AREA + AREA.replace(b"Pss:", b"Else:"), (2 * 48 * 1024, None, 2 * 4096)),
            (AREA + AREA.replace(b"Private_Dirty:", b"Else:"), (None, None, None)),
        ],
    )
    def test_before_4_14_areas_are_summed(self, tmp_path, smaps, expected):
        add(tmp_path, 42, smaps=smaps)
        assert tuple(row(machine(tmp_path), 42, "uss", "pss", "footprint_swap").values()) == expected

    def test_what_cannot_be_read_is_missing_and_the_process_is_listed(self, tmp_path):
        for pid, files in {
            1: {},
            2: {"stat": b"garbage"},
            3: {"stat": None},
            4: {"statm": b"1 2"},
            5: {"io": b""},
        }.items():
            add(tmp_path, pid, **files)
        table = machine(tmp_path).process_table(["pid", "name", "rss", "read_bytes", "uid"])
        assert table.to_columns() == {
            "pid": [1, 2, 3, 4, 5],
            "name": ["prog", None, None, "prog", "prog"],
            "rss": [819200, 819200, 819200, None, 819200],
            "read_bytes": [5, 5, 5, 5, None],
            "uid": [1000] * 5,
        }

    def test_a_zombie_has_no_command_line_and_a_kernel_thread_an_empty_one(self, tmp_path):
        add(tmp_path, 1, state="Z", cmdline=b"")
        add(tmp_path, 2, cmdline=b"")
        for columns in (["cmdline", "status"], ["cmdline"]):
            assert machine(tmp_path).process_table(columns)["cmdline"].to_list() == [None, []]

    def test_folders_in_any_order_and_what_is_no_process(self, tmp_path):
        for pid in (300, 2, 1000, 99999):
            add(tmp_path, pid)
        for name in ("self", "12x", "007x", "99999999999", "-1"):
            (tmp_path / "proc" / name).mkdir()
        (tmp_path / "proc" / "5").symlink_to(tmp_path / "proc" / "2")
        host = machine(tmp_path)
        assert host.process_table(["pid", "name"])["pid"].to_list() == [2, 300, 1000, 99999]

    def test_no_link_leads_out_of_the_root(self, tmp_path):
        outside = tmp_path / "outside"
        add(outside, 7, b"secret")
        root = tmp_path / "root"
        folder = add(root, 42, stat=None)
        (folder / "stat").symlink_to(outside / "proc/7/stat")
        assert row(machine(root), 42, "name") == {"name": None}

    def test_threads_are_no_processes(self, tmp_path):
        add(tmp_path, 42)
        folder = add(tmp_path, 43)
        (folder / "status").write_bytes((folder / "status").read_bytes().replace(b"Tgid:\t43", b"Tgid:\t42"))
        assert machine(tmp_path).process_table(["pid"], [42, 43, 44]).to_dicts() == [{"pid": 42}]

    def test_pages_of_another_size(self, tmp_path):
        add(tmp_path, 42, statm=b"250 50 25 1 0 75 0\n")  # 4000 KiB are 250 pages of 16 KiB
        assert row(machine(tmp_path), 42, "rss", "vms") == {"rss": 50 * 16384, "vms": 250 * 16384}

    def test_descriptors_are_counted(self, tmp_path):
        folder = add(tmp_path, 42) / "fd"
        folder.mkdir()
        for number in range(3):
            (folder / str(number)).touch()
        assert row(machine(tmp_path), 42, "num_fds") == {"num_fds": 3}

    @pytest.mark.parametrize("workers", [1, 2, 7, 64])
    def test_any_number_of_threads_reads_the_same(self, tmp_path, workers):
        for pid in range(1, 200):
            add(tmp_path, pid, b"p%d" % pid, cmdline=b"x\0" * (pid % 5))
        host = machine(tmp_path)
        columns = ["pid", "name", "cmdline", "rss", "terminal"]
        assert host.process_table(columns, workers=workers).to_columns() == host.process_table(columns).to_columns()


def recorded_pids(machine):
    return sorted(int(path.name) for path in (TREES / machine / "proc").iterdir() if path.name.isdecimal())


RECORDED = {machine: recorded_pids(machine) for machine in ("recorded-5.10-processes", "recorded-6.18-processes")}


class TestRecordedMachines:
    """Against the files by hand."""

    @pytest.mark.parametrize("machine", RECORDED)
    def test_everybody_is_there(self, machine):
        table = sysprobe.Host(root=TREES / machine).process_table(COLUMNS)
        assert table["pid"].to_list() == RECORDED[machine]
        assert table["username"].to_list().count("nobody") == 1
        assert table["status"].to_list().count("zombie") == table["status"].to_list().count("stopped") == 1
        assert table["kernel_thread"].to_list() == [True] * 2 + [False] * (len(RECORDED[machine]) - 2)

    @pytest.mark.parametrize(("machine", "pid"), [(name, pid) for name in RECORDED for pid in RECORDED[name]])
    def test_numbers_stand_in_the_files(self, machine, pid):
        folder = TREES / machine / "proc" / str(pid)
        row = sysprobe.Host(root=TREES / machine).process_table(COLUMNS, [pid])[0]
        name, _, rest = (folder / "stat").read_bytes().partition(b"(")[2].rpartition(b") ")
        fields = [None, os.fsdecode(name), *rest.split()]  # fields[n - 1] is field n of proc_pid_stat(5)
        lines = dict(line.split(":\t", 1) for line in (folder / "status").read_text(errors="replace").splitlines())
        pages = [int(word) * 4096 for word in (folder / "statm").read_bytes().split()]
        assert row.name == (fields[1] if len(name) != 15 else "a-program-with-a-long-name")
        assert [row[n] for n in ("ppid", "process_group", "session", "nice", "num_threads", "identity", "cpu_num")] == [
            int(fields[n - 1]) for n in (4, 5, 6, 19, 20, 22, 39)
        ]
        assert [row[n] for n in ("minor_faults", "major_faults")] == [int(fields[9]), int(fields[11])]
        assert [row[n] for n in ("cpu_user", "cpu_system")] == [int(fields[n - 1]) / 100 for n in (14, 15)]
        assert [row[n] for n in ("vms", "rss", "shared", "text", "data")] == [*pages[:4], pages[5]]
        assert [row[n] for n in ("uid", "effective_uid", "saved_uid")] == [int(n) for n in lines["Uid"].split()[:3]]
        for column, line in {"peak_rss": "VmHWM", "rss_anon": "RssAnon", "swap": "VmSwap", "library": "VmLib"}.items():
            assert row[column] == (int(lines[line].split()[0]) * 1024 if line in lines else None)
        assert row.capabilities == int(lines["CapEff"], 16)
        assert row.voluntary_switches == int(lines["voluntary_ctxt_switches"])
        if (folder / "io").exists():
            io = dict(line.split(": ") for line in (folder / "io").read_text().splitlines())
            assert (row.read_chars, row.write_bytes) == (int(io["rchar"]), int(io["write_bytes"]))
        if (folder / "smaps_rollup").exists() and (folder / "smaps_rollup").read_bytes():
            sizes = dict(line.split(":") for line in (folder / "smaps_rollup").read_text().splitlines()[1:])
            kib = {key: int(value.split()[0]) for key, value in sizes.items()}
            assert (row.uss, row.pss) == (
                (kib["Private_Clean"] + kib["Private_Dirty"] + kib.get("Private_Hugetlb", 0)) * 1024,
                kib["Pss"] * 1024,
            )
        arguments = (folder / "cmdline").read_bytes()
        assert row.cmdline == (
            None if row.status == "zombie" else [os.fsdecode(each) for each in arguments.split(b"\0")[:-1]]
        )
        if (folder / "exe").is_symlink():
            assert row.exe == os.readlink(folder / "exe").removesuffix(" (deleted)")


class TestArguments:
    def test_names_of_attributes_stand_for_their_columns(self):
        assert sysprobe.process_table(["uids", "pid", "uid"], [1]).names == ("uid", "effective_uid", "saved_uid", "pid")

    def test_wrong_ones_are_refused(self):
        for columns, problem in ((["no_such"], "no column 'no_such'"), (["environ"], "no plain value")):
            with pytest.raises(ValueError, match=problem):
                sysprobe.process_table(columns)
        with pytest.raises(TypeError):
            sysprobe.process_table("pid")
        with pytest.raises(ValueError, match="worker"):
            sysprobe.process_table(["pid"], workers=0)
        with pytest.raises(TypeError, match="a pid is an int"):
            sysprobe.process_table(["pid"], ["1"])
        with pytest.raises(ValueError, match="not negative"):
            sysprobe.process_table(["pid"], [-1])

    def test_no_columns_no_pids(self):
        assert len(sysprobe.process_table([])) == 0
        assert sysprobe.process_table(["pid", "name"], []).to_dicts() == []
        own = os.getpid()
        assert sysprobe.process_table(["pid"], [own, own, 2**31 - 1, 2**31, 2**80]).to_dicts() == [{"pid": own}]

    def test_without_a_proc_it_fails(self, tmp_path):
        with pytest.raises(BackendError, match="proc"):
            sysprobe.Host(root=tmp_path).process_table(["pid"])


class TestCosts:
    @pytest.mark.parametrize(
        ("columns", "files"),
        [
            (["pid"], set()),
            (["pid", "name", "cpu_user", "cpu_times", "status"], {"stat"}),
            (["rss", "cpu_user"], {"stat", "statm", "status"}),  # status tells the page size of a recorded machine
            (["voluntary_switches", "username", "groups"], {"status"}),
            (["cmdline"], {"cmdline"}),
            (["cgroup", "systemd_unit", "container_id"], {"cgroup"}),
        ],
    )
    def test_only_the_files_that_the_columns_need_are_opened(self, tmp_path, columns, files):
        folder = add(tmp_path, 42)
        host = machine(tmp_path)
        libc = ctypes.CDLL(None, use_errno=True)
        watch = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            assert libc.inotify_add_watch(watch, os.fsencode(folder), 0x20) >= 0, ctypes.get_errno()  # IN_OPEN
            host.process_table(columns)
            try:
                events = os.read(watch, 65536)
            except BlockingIOError:
                events = b""
        finally:
            os.close(watch)
        opened = set()
        while events:
            length = struct.unpack_from("iIII", events)[3]
            opened.add(events[16 : 16 + length].rstrip(b"\0").decode())
            events = events[16 + length :]
        assert opened - {""} == files

    def test_a_row_is_small(self):
        top = [
            "pid",
            "username",
            "nice",
            "vms",
            "rss",
            "shared",
            "status",
            "cpu_percent",
            "memory_percent",
            "cpu_times",
            "name",
        ]
        table = sysprobe.process_table(top)
        assert table.nbytes / len(table) < 300
        assert all(each.kind in (Kind.TEXT, Kind.INT, Kind.FLOAT) for each in table.columns)
