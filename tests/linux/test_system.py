"""The host as a whole: parsers, recorded and made-up machines, and the running machine against other tools."""

import os
import platform
import re
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sysprobe
from live import between, eventually, needs, needs_root, run_python
from namespaces import unshare
from sysprobe.types.system import Pressure, PressureAverages, PressureStall, User
from sysprobe_linux import _native
from sysprobe_linux._folder import Folder
from sysprobe_linux.boottime import BootTime
from sysprobe_linux.logins import SESSIONS, Sessions
from sysprobe_linux.osrelease import parse_os_release
from sysprobe_linux.procfs import Procfs
from trees import TREES

#: struct utmp, with 32-bit fields as x86-64 has it for its 32-bit programs' sake, and with wide ones as arm64 has it.
NARROW = "<hxxi32s4s32s256shhiii16s20x"
WIDE = "<hxxi32s4s32s256shhqqq16s20x4x"
LOGIN, BOOT, DEAD = 7, 2, 8


def record(layout, kind=LOGIN, pid=100, line=b"pts/0", user=b"ann", host=b"", seconds=1_700_000_000, micro=250_000):
    return struct.pack(layout, kind, pid, line, b"ts/0", user, host, 0, 0, 1, seconds, micro, bytes(16))


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return sysprobe.Host(root=root)


class TestUtmp:
    @pytest.mark.parametrize("layout", [NARROW, WIDE])
    def test_logins_of_both_layouts(self, tmp_path, layout):
        assert struct.calcsize(layout) == {NARROW: 384, WIDE: 400}[layout]
        content = [
            record(layout, kind=BOOT, user=b"reboot", line=b"~", pid=0),
            record(layout),
            record(layout, kind=DEAD, user=b"gone"),
            record(layout, user=b"x" * 32, line=b"tty1", host=b"h" * 256, pid=0, seconds=0),
            record(layout, user=b"b\xf6b", host=b"192.0.2.1"),
            bytes(struct.calcsize(layout)),
        ]
        assert write(tmp_path, {"run/utmp": b"".join(content)}).users() == [
            User("ann", "pts/0", None, 1700000000.25, 100, None),
            User("x" * 32, "tty1", "h" * 256, None, None, None),
            User("b\udcf6b", "pts/0", "192.0.2.1", 1700000000.25, 100, None),
        ]

    def test_a_size_that_both_layouts_divide(self):
        records = 25  # 9600 bytes of narrow records could be 24 wide ones
        found = _native.utmp_logins(b"".join(record(NARROW, pid=each + 1) for each in range(records)))
        assert [row[4] for row in found] == list(range(1, records + 1))
        found = _native.utmp_logins(b"".join(record(WIDE, pid=each + 1) for each in range(24)))
        assert [row[4] for row in found] == list(range(1, 25))

    def test_narrow_seconds_last_until_2106(self):
        late = record(NARROW.replace("iii16s", "iIi16s"), seconds=2**32 - 1)
        assert _native.utmp_logins(late)[0][3] == 2**32 - 1 + 0.25

    @pytest.mark.parametrize("content", [b"x", b"\xff" * 384, b"\xff" * 400, record(NARROW)[:-1]])
    def test_another_file_is_refused(self, tmp_path, content):
        with pytest.raises(sysprobe.BackendError, match="utmp"):
            write(tmp_path, {"run/utmp": content}).users()

    def test_the_place_before_run_existed(self, tmp_path):
        assert [user.name for user in write(tmp_path, {"var/run/utmp": record(NARROW)}).users()] == ["ann"]

    @pytest.mark.skipif(platform.machine() != "x86_64", reason="who reads the layout of its own machine")
    def test_who_reads_the_same(self, tmp_path):
        needs("who")
        file = tmp_path / "run/utmp"
        host = write(tmp_path, {"run/utmp": record(NARROW) + record(NARROW, user=b"bob", line=b"tty7", host=b"far")})
        environment = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ["PATH"]}
        run = subprocess.run(["who", file], capture_output=True, text=True, check=True, env=environment)
        told = [line.split() for line in run.stdout.splitlines()]
        for user, (name, terminal, *_, last) in zip(host.users(), told, strict=True):
            assert (user.name, user.terminal) == (name, terminal)
            assert last == (f"({user.host})" if user.host else last)
        assert re.search(r"2023-11-14 22:13|Nov 14 22:13", run.stdout)


class TestSessions:
    SSH = "# private\nUID=1000\nUSER=ann\nACTIVE=1\nSTATE=active\nREMOTE=1\nTYPE=tty\nCLASS=user\nTTY=pts/3\n"
    SSH += "REMOTE_HOST=192.0.2.7\nLEADER=4242\nREALTIME=1700000000500000\n"

    def test_people_by_time_of_login(self, tmp_path):
        folder = "run/systemd/sessions/"
        host = write(
            tmp_path,
            {
                folder + "7": self.SSH,
                folder + "7.ref": "",
                folder + "c1": "USER=gdm\nCLASS=greeter\nSTATE=online\n",
                folder + "3": "USER=root\nCLASS=manager\n",
                folder + "4": self.SSH.replace("active", "closing"),
                folder + "2": 'USER=bob\nCLASS=user\nDISPLAY=":0"\nREALTIME=1600000000000000\nLEADER=x\n',
                folder + "9": "",
                folder + "5": f"USER=eve\nREALTIME={'9' * 5000}\nLEADER={'9' * 5000}\n",
            },
        )
        assert host.users() == [
            User("eve", None, None, None, None, "5"),
            User("bob", ":0", None, 1600000000.0, None, "2"),
            User("ann", "pts/3", "192.0.2.7", 1700000000.5, 4242, "7"),
        ]

    def test_utmp_goes_first_even_if_nobody_is_in_it(self, tmp_path):
        assert write(tmp_path, {"run/utmp": b"", "run/systemd/sessions/7": self.SSH}).users() == []

    @pytest.mark.parametrize("age", [0, 3600])
    def test_a_folder_without_sessions_is_not_listed_again_until_it_changes(self, age, tmp_path):
        folder = tmp_path / SESSIONS
        folder.mkdir(parents=True)
        last_change = time.time_ns() - age * 10**9
        os.utime(folder, ns=(last_change, last_change))
        sessions = Sessions(Folder(str(tmp_path), ""))
        assert sessions.read() == sessions.read() == []
        (folder / "7").write_text(self.SSH)
        if age == 0:  # within the same tick of the file system's clock, the time of the change tells nothing
            os.utime(folder, ns=(last_change, last_change))
        assert [user.name for user in sessions.read()] == ["ann"]
        (folder / "7").unlink()
        assert sessions.read() == []

    def test_nobody_keeps_count(self, tmp_path):
        assert write(tmp_path, {}).users() == []


class TestPressure:
    LINE = "some avg10=1.25 avg60=0.50 avg300=100.00 total=1500000\n"
    AVERAGES = PressureAverages(1.25, 0.5, 100.0, 1.5)

    def test_each_resource(self, tmp_path):
        host = write(
            tmp_path,
            {
                "proc/pressure/cpu": self.LINE + "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",  # no measurement
                "proc/pressure/memory": self.LINE + self.LINE.replace("some", "full"),
                "proc/pressure/irq": self.LINE.replace("some", "full"),
            },
        )
        assert host.pressure() == Pressure(
            PressureStall(self.AVERAGES, None),
            PressureStall(self.AVERAGES, self.AVERAGES),
            None,
            PressureStall(None, self.AVERAGES),
        )

    def test_a_kernel_that_does_not_count(self, tmp_path):
        assert write(tmp_path, {}).pressure() == Pressure(None, None, None, None)

    @pytest.mark.parametrize("text", ["", "some\n", "some avg10=1.0 avg60=1.0\n", "some avg10=x\n", "\0" * 80])
    def test_a_file_without_sense_is_named(self, tmp_path, text):
        with pytest.raises(sysprobe.BackendError, match="pressure/io"):
            write(tmp_path, {"proc/pressure/io": text}).pressure()


class TestOsRelease:
    def test_the_shells_syntax(self):
        text = 'A=plain\nB="two words"\nC=\'$5\'\nD="a \\"b\\" \\$c"\n#E=x\n\nF\nG=\nH = no\n'
        assert parse_os_release(text) == {
            "A": "plain", "B": "two words", "C": "$5", "D": 'a "b" $c', "G": "", "H": "no",
        }  # fmt: skip

    def test_no_file(self, tmp_path):
        info = write(tmp_path, {"proc/version": ""}).os_info()
        assert (info.name, info.version, info.id) == ("Linux", None, "linux")
        assert (info.kernel_version, info.architecture, info.hostname, info.container) == (None, None, None, None)


X86 = "processor : 0\nflags : fpu sse\n"
GUEST = "processor : 0\nflags : fpu hypervisor sse\n"


class TestSurroundings:
    @pytest.mark.parametrize(
        ("files", "expected"),
        [
            ({"proc/cpuinfo": X86}, "none"),
            ({"proc/cpuinfo": "Features : fp\n"}, None),
            ({"proc/cpuinfo": GUEST}, "hypervisor"),
            ({"proc/cpuinfo": GUEST, "sys/class/dmi/id/sys_vendor": "VMware, Inc.\n"}, "vmware"),
            ({"proc/cpuinfo": GUEST, "sys/class/dmi/id/product_name": "VirtualBox\n"}, "oracle"),
            ({"proc/cpuinfo": GUEST, "sys/class/dmi/id/sys_vendor": "Amazon EC2\n"}, "amazon"),
            ({"proc/cpuinfo": X86, "sys/class/dmi/id/sys_vendor": "Amazon EC2\n"}, "none"),
            ({"proc/cpuinfo": X86, "sys/class/dmi/id/sys_vendor": "Dell Inc.\n"}, "none"),
            ({"proc/cpuinfo": "Features : fp\n", "sys/class/dmi/id/sys_vendor": "QEMU\n"}, "qemu"),
            ({"proc/cpuinfo": "Features : fp\n", "proc/device-tree/hypervisor/compatible": "linux,kvm\0"}, "kvm"),
            ({"proc/cpuinfo": "Features : fp\n", "proc/device-tree/fw-cfg@9020000/x": ""}, "qemu"),
            ({"proc/cpuinfo": "Features : fp\n", "sys/firmware/devicetree/base/fw-cfg@9020000/x": ""}, "qemu"),
            ({"proc/cpuinfo": "cpu : POWER9\n", "proc/device-tree/ibm,partition-name": "a\0"}, "powervm"),
            ({"proc/cpuinfo": GUEST, "sys/hypervisor/type": "xen\n"}, "xen"),
            ({"sys/hypervisor/type": "xen\n", "proc/xen/capabilities": "control_d\n"}, "none"),
            ({"proc/cpuinfo": "vendor_id : User Mode Linux\n"}, "uml"),
            ({"proc/sysinfo": "VM00 Control Program: KVM/Linux\n"}, "kvm"),
        ],
    )
    def test_hypervisors(self, tmp_path, files, expected):
        assert write(tmp_path, files).os_info().virtualization == expected

    @pytest.mark.parametrize(
        ("files", "expected"),
        [
            ({".dockerenv": ""}, "docker"),
            ({"run/.containerenv": "", ".dockerenv": ""}, "podman"),
            ({"run/systemd/container": "systemd-nspawn\n"}, "systemd-nspawn"),
            ({"proc/1/environ": b"A=b\0container=lxc\0"}, "lxc"),
            ({"proc/1/cgroup": "12:cpu:/docker/0123abcd\n"}, "docker"),
            ({"proc/1/cgroup": "4:memory:/kubepods/besteffort/pod1/2\n"}, "kubernetes"),
            ({"proc/1/cgroup": "0::/machine.slice/libpod-12.scope\n"}, "podman"),
            ({"proc/1/cgroup": "0::/init.scope\n"}, None),
            ({"proc/vz/x": ""}, "openvz"),
            ({"proc/vz/x": "", "proc/bc/x": ""}, None),
            ({"proc/sys/kernel/osrelease": "4.4.0-19041-Microsoft\n"}, "wsl"),
        ],
    )
    def test_containers(self, tmp_path, files, expected):
        assert write(tmp_path, files).os_info().container == expected

    @pytest.mark.parametrize(("inode", "expected"), [(4026531836, "none"), (4026532290, "container")])
    def test_the_first_processs_namespace_tells_too(self, tmp_path, inode, expected):
        host = write(tmp_path, {"proc/1/cgroup": "0::/\n"})
        (tmp_path / "proc/1/ns").mkdir()
        (tmp_path / "proc/1/ns/pid").symlink_to(f"pid:[{inode}]")
        assert host.os_info().container == expected

    def test_links_that_lead_out_of_the_root_tell_nothing(self, tmp_path):
        host = write(tmp_path, {"proc/cpuinfo": "Features : fp\n", "run/systemd/x": "", "etc/x": ""})
        for link, target in [
            ("proc/device-tree", "/sys/firmware"),
            ("run/systemd/container", "/etc/hostname"),
            ("etc/os-release", "/etc/os-release"),
            ("etc/hostname", "/etc/hostname"),
        ]:
            (tmp_path / link).symlink_to(target)
        info = host.os_info()
        assert (info.id, info.hostname, info.virtualization, info.container) == ("linux", None, None, None)

    def test_a_container_of_ones_own(self):
        command = [*unshare("--pid", "--fork", "--mount-proc", "--uts", "--ipc"), sys.executable, "-c"]
        code = "import sysprobe; print(sysprobe.os_info().container)"
        run = subprocess.run([*command, code], capture_output=True, text=True)
        assert run.stdout.strip() not in ("", "none", "None"), run.stderr


class TestMachines:
    def test_windows_subsystem(self):
        host = sysprobe.Host(root=TREES / "synthetic-wsl2")
        info = host.os_info()
        assert (info.name, info.version, info.hostname, info.container) == ("Ubuntu", "22.04", "DESKTOP-1234", "wsl")
        assert (host.uptime(), host.boot_time()) == (4.25, 1700000000.0)

    def test_a_container_of_lxc(self):
        info = sysprobe.Host(root=TREES / "synthetic-lxc").os_info()
        assert (info.name, info.version, info.id, info.hostname) == ("Alpine Linux", "3.19.1", "alpine", "box")
        assert info.container == "lxc"

    def test_an_old_machine_without_a_name(self):
        host = sysprobe.Host(root=TREES / "synthetic-2.6.32")
        assert (host.os_info().hostname, host.os_info().virtualization) == (None, "none")
        assert host.pressure() == Pressure(None, None, None, None)

    def test_a_mainframe(self):
        assert sysprobe.Host(root=TREES / "synthetic-s390x").os_info().virtualization == "zvm"

    def test_a_recorded_virtual_machine(self):
        host = sysprobe.Host(root=TREES / "recorded-6.18-virtual")
        info = host.os_info()
        assert (info.id, info.kernel_version, info.architecture) == ("debian", "6.18.44-fc-v857", "x86_64")
        assert host.uptime() == 1658.16
        assert host.pressure().cpu.some.total == 229.643354

    def test_files_that_make_no_sense_are_named(self, tmp_path):
        host = write(tmp_path, {"proc/stat": "cpu 1 2 3 4\nctxt 5\n", "proc/uptime": "soon\n"})
        with pytest.raises(sysprobe.BackendError, match="stat: tells no btime"):
            host.boot_time()
        with pytest.raises(sysprobe.BackendError, match="uptime"):
            host.uptime()


class TestThisMachine:
    def test_boot_time_is_the_kernels(self):
        def compare():
            told = float(re.search(r"^btime (\d+)", Path("/proc/stat").read_text(), re.MULTILINE)[1])
            assert sysprobe.boot_time() == told
            # Another clock of the kernel; the clock may be slewed and btime is cut to whole seconds.
            assert told == pytest.approx(time.time() - time.clock_gettime(time.CLOCK_BOOTTIME), abs=2)

        eventually(compare)

    def test_boot_time_is_asked_again_once_the_clock_was_set(self):
        clock = BootTime(Procfs("/"))
        told = clock.read()
        clock._known = (told + 5, clock._known[1] - 5)  # what it would know from before the clock was set back
        assert clock.read() == told

    def test_boot_time_without_a_file_for_it(self, tmp_path):
        # A /proc that was mounted with subset=pid has no stat; the clocks tell the same.
        clock = BootTime(Procfs("/"))
        told = clock.read()
        clock._stat, clock._known = Procfs("/").keep("no/such/file"), None
        assert clock.read() == pytest.approx(told, abs=1)
        with pytest.raises(sysprobe.BackendError, match="stat"):
            BootTime(Procfs(str(tmp_path))).read()

    def test_uptime_is_the_kernels(self):
        def by_hand():
            return float(Path("/proc/uptime").read_text().split()[0])

        between(by_hand(), sysprobe.uptime(), by_hand())
        between(
            time.clock_gettime(time.CLOCK_BOOTTIME),
            sysprobe.uptime(),
            time.clock_gettime(time.CLOCK_BOOTTIME),
            slack=0.011,  # the file has hundredths, cut
        )

    def test_pressure_is_the_kernels(self):
        def totals():
            told = {}
            for path in Path("/proc/pressure").glob("*"):
                try:
                    told |= {(path.name, w): int(t) / 1e6 for w, t in re.findall(r"(\w+) .*=(\d+)", path.read_text())}
                except OSError:
                    continue
            told.pop(("cpu", "full"), None)
            return told

        def compare():
            before, found, after = totals(), sysprobe.pressure(), totals()
            for resource in ("cpu", "memory", "io", "irq"):
                stall = getattr(found, resource)
                for who in ("some", "full"):
                    averages = None if stall is None else getattr(stall, who)
                    assert (averages is None) == ((resource, who) not in before)
                    if averages is not None:
                        between(before[resource, who], averages.total, after[resource, who])

        eventually(compare)

    def test_names_are_the_systems(self):
        info, told = sysprobe.os_info(), os.uname()
        assert (info.kernel, info.kernel_version) == (told.sysname, told.release)
        assert (info.architecture, info.hostname) == (told.machine, told.nodename)
        release = platform.freedesktop_os_release()
        assert (info.name, info.id, info.version) == (release["NAME"], release["ID"], release.get("VERSION_ID"))

    def test_users_are_psutils(self):
        psutil = pytest.importorskip("psutil")
        if not Path("/run/utmp").exists():
            pytest.skip("no utmp here, and psutil knows no other source")

        def compare():
            told = [(each.name, each.terminal, each.pid) for each in psutil.users()]
            assert [(each.name, each.terminal, each.pid) for each in sysprobe.users()] == told

        eventually(compare)

    def test_an_unprivileged_user_gets_the_same(self):
        needs_root()
        code = """
import os, sysprobe
mine = [sysprobe.os_info(), sysprobe.cpu_topology(), sysprobe.cpu_models()]
os.setgid(65534)
os.setuid(65534)
host = sysprobe.Host()
theirs = [host.os_info(), host.cpu_topology(), host.cpu_models()]
print(mine == theirs)
"""
        assert run_python(code).stdout.strip() == "True"
