"""What control groups tell of a process: its container, its systemd unit, the path that says most."""

import pytest
from processes import add, machine, row

A, B = "a" * 64, "0123456789abcdef" * 4
TASK = "0f9d8c7b6a5948372615049382716050-1234567890"


def told(root, text, *names):
    """Values of the table, which are those of the process itself."""
    add(root, 42, cgroup=text.encode())
    host = machine(root)
    found = row(host, 42, *names)
    assert {name: getattr(host.process(42), name)() for name in names if name != "cgroup"} == {
        name: value for name, value in found.items() if name != "cgroup"
    }
    return tuple(found.values())


@pytest.mark.parametrize(
    ("text", "container"),
    [
        ("0::/\n", None),
        ("0::/user.slice/user-1000.slice/session-3.scope\n", None),
        (f"0::/system.slice/docker-{A}.scope\n", A),
        (f"12:pids:/docker/{A}\n1:name=systemd:/docker/{A}\n", A),
        (f"0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-{A}.scope\n", A),
        (f"0::/kubepods/besteffort/pod1/{A}\n", A),
        (f"0::/kubepods.slice/crio-{A}.scope/container\n", A),
        (f"0::/system.slice/docker-{A}.scope/docker/{B}\n", B),  # the innermost one
        (f"0::/docker/{A}/docker/{B}/init.scope\n", B),
        (f"0::/machine.slice/libpod-{A}.scope\n", A),
        (f"0::/machine.slice/libpod-conmon-{A}.scope\n", None),  # it runs outside
        (f"0::/kubepods.slice/crio-conmon-{A}.scope\n", None),
        (f"9:memory:/ecs/{TASK}/{A}\n", A),
        (f"9:memory:/ecs/{TASK}\n", TASK),
        ("0::/lxc.payload.web/system.slice/cron.service\n", "web"),
        ("4:memory:/lxc/web\n", "web"),
        ("0::/lxc/outer/lxc/inner/init.scope\n", "inner"),
        ("0::/machine.slice/machine-debian.scope/payload\n", "debian"),
        ("0::/machine.slice/systemd-nspawn@debian.service\n", "debian"),
        (f"0::/some{A}\n", None),
        (f"0::/docker/{A[1:]}\n", None),
        (f"3:cpu:/\n2:memory:/docker/{A}\n0::/\n", A),
    ],
)
def test_a_container_is_named_by_the_innermost_path_of_its_engine(tmp_path, text, container):
    assert told(tmp_path, text, "container_id") == (container,)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("0::/\n", None),
        ("0::/system.slice/cron.service\n", "cron.service"),
        ("0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-x.scope\n", "app-x.scope"),
        ("0::/user.slice/user-1000.slice/user@1000.service/app.slice\n", "user@1000.service"),
        ("0::/user.slice/user-1000.slice\n", "user-1000.slice"),
        ("0::/system.slice/cron.service/inner\n", "cron.service"),
        ("0::/system.slice/_odd.service\n", "odd.service"),  # systemd escapes names that would be files of the kernel
        ("4:memory:/system.slice/other.service\n1:name=systemd:/system.slice/cron.service\n", "cron.service"),
        ("4:memory:/system.slice/other.service\n", None),
    ],
)
def test_the_unit_is_the_innermost_of_systemds_hierarchy(tmp_path, text, unit):
    assert told(tmp_path, text, "systemd_unit") == (unit,)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("0::/\n", "/"),
        ("0::/a\n4:memory:/b\n", "/a"),
        ("4:memory:/b\n0::/\n", "/b"),  # hybrid: version 2 is there and empty
        ("5:cpu,cpuacct:/c\n4:memory:/b\n1:name=systemd:/s\n", "/s"),
        ("5:cpu,cpuacct:/c\n4:memory:/\n", "/c"),
        ("7:hugetlb:/h\n", "/h"),
        ("7:hugetlb:/a:b\n", "/a:b"),
    ],
)
def test_the_path_that_says_most(tmp_path, text, path):
    assert told(tmp_path, text, "cgroup") == (path,)
