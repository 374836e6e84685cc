"""GPU use from a made /proc: the lines are those that amdgpu, i915 and xe write."""

import pytest
from sysprobe import Host
from sysprobe.testing import BackendContract
from sysprobe_drm.fdinfo import parse

AMDGPU = """pos:\t0
flags:\t02100002
drm-driver:\tamdgpu
drm-client-id:\t8
drm-pdev:\t0000:0a:00.0
drm-memory-vram:\t2048 KiB
drm-memory-gtt: \t1 MiB
drm-engine-gfx:\t1500000000 ns
drm-engine-dec:\t500000000 ns
"""
XE = """drm-driver:\txe
drm-client-id:\t3
drm-pdev:\t0000:03:00.0
drm-total-vram0:\t9 MiB
drm-resident-vram0:\t4096
drm-cycles-rcs:\t100
drm-total-cycles-rcs:\t1000
drm-engine-capacity-vcs:\t2
"""


@pytest.fixture
def root(tmp_path):
    for pid, clients in {
        1: [],
        7: [AMDGPU, AMDGPU, "pos:\t0\n"],
        9: [XE],
        11: [AMDGPU.replace("2048 KiB", "much")],
    }.items():
        folder = tmp_path / "proc" / str(pid) / "fdinfo"
        folder.mkdir(parents=True)
        for number, text in enumerate(clients):
            (folder / str(number)).write_text(text)
    return tmp_path


def test_a_client_is_parsed():
    assert parse(AMDGPU) == ("0000:0a:00.0", "8", 3 * 1024 * 1024, 2.0)


def test_what_a_driver_does_not_tell_is_unknown():
    assert parse(XE) == ("0000:03:00.0", "3", 4096, None)
    assert parse("pos:\t0\n") is None


def test_a_client_of_several_descriptors_counts_once(root):
    from sysprobe.plugin import Context
    from sysprobe_drm.process import Process

    memory, time = (each.read for each in Process(Context("drm", str(root))).process_attributes())
    assert memory([1, 7, 9, 11, 12345]) == [None, 3 * 1024 * 1024, 4096, None, None]
    assert time([1, 7, 9, 12345]) == [None, 2.0, None, None]


def test_they_are_columns_of_the_table():
    table = Host().process_table(["pid", "gpu_memory"])
    assert "gpu_memory" in table.to_dicts()[0]


class TestContract(BackendContract):
    """All capabilities, under all circumstances."""

    backend = "drm"
