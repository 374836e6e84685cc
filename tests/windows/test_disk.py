import os

import psutil
import sysprobe
from live import between, eventually


def test_psutil_sees_the_same_drives():
    def seen(partitions):
        return {each.mountpoint: (each.device, each.fstype) for each in partitions}

    assert seen(sysprobe.disk_partitions(all=True)) == seen(psutil.disk_partitions(all=True))
    assert seen(sysprobe.disk_partitions()) == seen(psutil.disk_partitions())


def test_psutil_agrees_about_space(tmp_path):
    # Others write meanwhile.
    slack = 1 << 30

    def compare():
        before, ours, after = (each.disk_usage(str(tmp_path)) for each in (psutil, sysprobe, psutil))
        assert ours.total == before.total
        between(before.used, ours.used, after.used, slack)
        assert ours.free <= before.free + slack

    eventually(compare)


def test_a_file_has_the_space_of_its_folder(tmp_path):
    file = tmp_path / "fil\N{LATIN SMALL LETTER E WITH ACUTE}"
    file.write_text("x")
    assert sysprobe.disk_usage(file).total == sysprobe.disk_usage(tmp_path).total
    assert sysprobe.disk_usage(os.fsencode(file)).total == sysprobe.disk_usage(tmp_path).total


def test_disks_that_do_not_count_are_left_out():
    counters = sysprobe.disk_io_counters(perdisk=True)
    assert all(name.startswith("PhysicalDrive") for name in counters)
    assert (sysprobe.disk_io_counters() is None) == (not counters)
