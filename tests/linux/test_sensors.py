"""Sensors of Linux: made-up machines (there is no sensor where this is developed), hostile ones, and one that hangs."""

from collections import deque
from concurrent.futures import ThreadPoolExecutor

import pytest
import sysprobe
from live import eventually
from machines import made, recorded
from mounting import READ, SilentFuse, in_mount_namespace
from sysprobe.types.sensors import BatteryStatus, Fan, Temperature
from sysprobe_linux import _native, attributes
from sysprobe_linux.attributes import Attributes, integer, label
from sysprobe_linux.hwmon import Hwmon
from sysprobe_linux.sysfs import Sysfs


def write(root, files):
    return made(root, {f"sys/class/{name}": text for name, text in files.items()})


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A machine under load may be late with everything: where nothing hangs, there is time."""
    monkeypatch.setattr(attributes, "_SECONDS", 600)


def chip(number, name, **files):
    folder = f"hwmon/hwmon{number}"
    return {f"{folder}/name": f"{name}\n", **{f"{folder}/{file}": text for file, text in files.items()}}


def supply(name, **files):
    return {f"power_supply/{name}/{file}": f"{text}\n" for file, text in files.items()}


class TestTemperatures:
    def test_a_laptop(self):
        found = recorded("synthetic-laptop").sensors_temperatures()
        assert list(found) == ["acpitz", "nvme", "thinkpad", "coretemp", "iwlwifi_1"]
        assert found["nvme"] == [
            Temperature("Composite", 38.85, 81.85, 84.85),
            Temperature("Sensor 1", 38.85, None, None),  # its driver says 65261.85 °C where there is no limit
        ]
        assert [each.label for each in found["coretemp"]] == ["Package id 0", "Core 0", "Core 8"]
        assert found["iwlwifi_1"] == [Temperature(None, None)]  # cannot be read, and keeps its place

    def test_a_guest_of_qemu(self):
        assert recorded("recorded-6.1-qemu").sensors_temperatures() == {
            "acpitz": [Temperature(None, 45.0, None, 100.0)],
            "nvme": [Temperature("Composite", 49.85, 69.85, 99.85)],
            "lm75": [Temperature(None, 0.0)],
        }

    def test_a_server_has_two_chips_of_a_name(self):
        found = recorded("synthetic-server").sensors_temperatures()
        assert [each.current for each in found["coretemp"]] == [41.0, 43.0]
        values = {each.label: each.current for each in found["nct6779"]}
        assert values == {"SYSTIN": 31.0, "PCH_CHIP_TEMP": 0.0, "AUXTIN3": -62.0, "TSI0_TEMP": None}
        assert list(found)[-1] == "jc42"  # hwmon10 comes after hwmon2

    def test_without_hwmon_there_are_thermal_zones(self):
        found = recorded("synthetic-raspberry-pi").sensors_temperatures()
        assert found == {"cpu-thermal": [Temperature(None, 48.312, 82.0, 90.0)]}

    def test_fahrenheit(self):
        found = recorded("synthetic-raspberry-pi").sensors_temperatures(fahrenheit=True)
        assert found["cpu-thermal"][0].current == pytest.approx(118.9616)
        assert recorded("synthetic-laptop").sensors_temperatures(fahrenheit=True)["iwlwifi_1"][0].current is None

    def test_old_kernels_have_the_attributes_at_the_device(self, tmp_path):
        folder = "hwmon/hwmon0/device"
        machine = write(tmp_path, {f"{folder}/name": "w83627hf\n", f"{folder}/temp1_input": "40000\n"})
        assert machine.sensors_temperatures() == {"w83627hf": [Temperature(None, 40.0)]}

    @pytest.mark.parametrize(
        ("text", "degrees"),
        [
            ("45000\n", 45.0),
            ("-40000", -40.0),
            ("-273149", -273.149),
            ("-273150", None),
            ("1000001", None),
            ("9" * 4000, None),
            ("9" * 5000, None),
            ("", None),
            ("45.5", None),
            ("4_5000", None),
            ("N/A\n", None),
            (b"\xff\0\x1b", None),
        ],
    )
    def test_what_no_temperature_can_be_is_none(self, text, degrees, tmp_path):
        found = write(
            tmp_path, chip(0, "x", temp1_input=text, temp1_crit=text, temp2_input="1000", temp2_max="0")
        ).sensors_temperatures()
        limit = degrees if degrees and degrees > 0 else None  # those that nobody has set read 0 or less
        assert found == {"x": [Temperature(None, degrees, None, limit), Temperature(None, 1.0)]}

    def test_names_and_labels_can_be_printed(self, tmp_path):
        files = chip(0, "evil\x1b[31m", temp1_input="1", temp1_label=b"\x1b[2J\xffCPU\0\r\nline ")
        [(name, [found])] = write(tmp_path, files).sensors_temperatures().items()
        assert name == "evil\N{REPLACEMENT CHARACTER}[31m"
        assert found.label == "\ufffd[2J\ufffdCPU\ufffd\ufffd\ufffdline"
        assert found.label.isprintable()

    def test_a_chip_without_a_name_has_that_of_its_folder(self, tmp_path):
        machine = write(tmp_path, {"hwmon/hwmon3/temp1_input": "1000", "hwmon/hwmon3/temp1_label": "\n"})
        assert machine.sensors_temperatures() == {"hwmon3": [Temperature(None, 1.0)]}

    def test_a_file_that_leads_out_of_the_root_is_not_read(self, tmp_path):
        outside = tmp_path / "secret"
        outside.write_text("77000\n")
        machine = write(tmp_path / "root", chip(0, "x", temp2_input="1000"))
        (tmp_path / "root/sys/class/hwmon/hwmon0/temp1_input").symlink_to(outside)
        assert machine.sensors_temperatures() == {"x": [Temperature(None, None), Temperature(None, 1.0)]}

    def test_no_sensors_are_no_error(self, tmp_path):
        machine = sysprobe.Host(root=tmp_path)
        assert (machine.sensors_temperatures(), machine.sensors_fans(), machine.sensors_battery()) == ({}, {}, None)


class TestFans:
    def test_recorded_ones(self):
        assert recorded("synthetic-laptop").sensors_fans() == {"thinkpad": [Fan(None, 2671), Fan(None, None)]}
        assert recorded("synthetic-server").sensors_fans() == {"nct6779": [Fan(None, 0), Fan("CPU_FAN1", 1278)]}

    @pytest.mark.parametrize("text", ["-1", "1000001", "fast", ""])
    def test_what_no_fan_can_do_is_none(self, text, tmp_path):
        assert write(tmp_path, chip(0, "x", fan1_input=text)).sensors_fans() == {"x": [Fan(None, None)]}


class TestBattery:
    def test_two_batteries_of_a_laptop(self):
        found = recorded("synthetic-laptop").sensors_battery()
        assert [each.name for each in found.batteries] == ["BAT0", "BAT1"]  # and not the mouse's
        first, second = found.batteries
        assert (first.percent, first.status, first.cycles) == (80.0, BatteryStatus.NOT_CHARGING, 312)
        assert (second.energy, second.energy_full, second.energy_design, second.power) == (22.47, 48.0, 71.28, 8.142)
        assert found.percent == 57.5  # (18.24 + 22.47) / (22.8 + 48)
        assert found.secsleft == 18000  # 40.71 Wh at 8.142 W
        assert found.power_plugged is False

    def test_a_battery_of_the_acpi_firmware(self):
        found = recorded("recorded-6.1-qemu").sensors_battery()
        assert (found.percent, found.secsleft, found.power_plugged) == (50.0, 9000, False)
        unit = found.batteries[0]
        assert (unit.status, unit.cycles) == (BatteryStatus.DISCHARGING, None)
        assert (unit.energy, unit.energy_full, unit.energy_design, unit.power) == (24.975, 49.95, 55.5, 9.9)

    @pytest.mark.parametrize("voltage", [{}, {"voltage_min_design": 10_000_000, "voltage_now": 11_000_000}])
    def test_charge_instead_of_energy(self, voltage, tmp_path):
        files = {"charge_now": 2_250_000, "charge_full": 4_500_000, "current_now": -900_000, **voltage}
        found = write(tmp_path, supply("BAT0", type="Battery", status="Discharging", **files)).sensors_battery()
        assert (found.percent, found.secsleft, found.power_plugged) == (50.0, 9000, False)
        energy = (22.5, 45.0, 9.9) if voltage else (None, None, None)
        assert (found.batteries[0].energy, found.batteries[0].energy_full, found.batteries[0].power) == energy

    def test_one_file_has_them_all(self, tmp_path):
        text = b"POWER_SUPPLY_NAME=BAT0\nPOWER_SUPPLY_STATUS=Discharging\nPOWER_SUPPLY_CAPACITY=40\nPOWER_SUPPLY_X\n"
        files = supply("BAT0", type="Battery", capacity=99) | {"power_supply/BAT0/uevent": text}
        found = write(tmp_path, files).sensors_battery()
        assert (found.percent, found.power_plugged) == (40.0, False)

    @pytest.mark.parametrize("text", [b"", b"\n", b"\xff\0=\n=\n==", b"x" * 5000])
    def test_if_that_file_is_of_no_use_there_are_the_others(self, text, tmp_path):
        files = supply("BAT0", type="Battery", capacity=40) | {"power_supply/BAT0/uevent": text}
        assert write(tmp_path, files).sensors_battery().percent == 40.0

    def test_capacity_alone(self, tmp_path):
        files = supply("BAT0", type="Battery", capacity=40) | supply("BAT1", type="Battery", capacity=61)
        found = write(tmp_path, files).sensors_battery()
        assert (found.percent, found.secsleft, found.power_plugged) == (50.5, None, None)

    def test_the_drivers_own_estimate_is_in_seconds(self, tmp_path):
        files = supply("BAT0", type="Battery", status="Discharging", capacity=40, time_to_empty_now=3600)
        assert write(tmp_path, files).sensors_battery().secsleft == 3600

    @pytest.mark.parametrize(
        ("status", "sources", "plugged"),
        [
            ("Discharging", {"AC": 0}, False),
            ("Charging", {}, True),
            ("Full", {}, True),
            ("Discharging", {}, False),
            ("Unknown", {}, None),
            ("Unknown", {"ADP1": 1}, True),
            ("Not charging", {"ADP1": 0, "usb": 1}, True),
            ("Not charging", {"usb": 0, "usb2": 0}, False),
            ("Charging", {"ADP1": 0}, True),
            ("\x1b[0m", {"ADP1": "x"}, None),
        ],
    )
    def test_plugged_in_or_not(self, status, sources, plugged, tmp_path):
        files = supply("BAT0", type="Battery", status=status, energy_now=1000, energy_full=2000, power_now=1000)
        for name, online in sources.items():
            files |= supply(name, type="USB" if name.startswith("usb") else "Mains", online=online)
        found = write(tmp_path, files).sensors_battery()
        assert found.power_plugged is plugged
        assert found.secsleft == (None if plugged else 3600)

    @pytest.mark.parametrize("value", ["-1", "x", "", "9" * 19, "9" * 4000])
    def test_nonsense_is_not_known(self, value, tmp_path):
        names = ("energy_now", "energy_full", "power_now", "cycle_count", "time_to_empty_now")
        files = supply("BAT0", type="Battery", status="Discharging", capacity=value, **dict.fromkeys(names, value))
        found = write(tmp_path, files).sensors_battery()
        assert (found.percent, found.secsleft, found.batteries[0].energy) == (None, None, None)

    def test_more_than_full_is_full_and_nothing_of_nothing_is_not_known(self, tmp_path):
        files = supply("BAT0", type="Battery", energy_now=2001, energy_full=2000)
        files |= supply("BAT1", type="Battery", energy_now=0, energy_full=0)
        found = write(tmp_path, files).sensors_battery()
        assert [each.percent for each in found.batteries] == [100.0, None]

    def test_an_empty_bay_and_other_devices_are_no_batteries(self, tmp_path):
        files = supply("BAT0", type="Battery", present=0) | supply("AC", type="Mains", online=1)
        files |= supply("hidpp_battery_0", type="Battery", scope="Device", capacity=5)
        assert write(tmp_path, files).sensors_battery() is None


class TestAttributes:
    def test_what_cannot_be_read_is_absent_and_the_rest_is_not(self, tmp_path):
        (tmp_path / "folder").mkdir()
        (tmp_path / "empty").write_bytes(b"")
        (tmp_path / "page").write_bytes(b"x" * 4096)
        (tmp_path / "long").write_bytes(b"x" * 4097)
        names = ("absent", "folder", "empty", "page", "long")
        assert _native.read_attributes(str(tmp_path), names) == (None, None, b"", b"x" * 4096, None)
        assert _native.read_attributes(str(tmp_path), names * 500) == (None, None, b"", b"x" * 4096, None) * 500
        assert _native.read_attributes(str(tmp_path), ()) == ()

    def test_a_folder_that_is_gone_is_an_error(self, tmp_path):
        with pytest.raises(FileNotFoundError):
            _native.read_attributes(str(tmp_path / "absent"), ("x",))

    @pytest.mark.parametrize("names", [(1,), ["x"], ("\ud800",), None])
    def test_names_are_a_tuple_of_texts(self, names, tmp_path):
        with pytest.raises((TypeError, UnicodeEncodeError)):
            _native.read_attributes(str(tmp_path), names)

    def test_a_queue_is_read_to_its_end(self, tmp_path):
        (tmp_path / "x").write_bytes(b"1")
        here, nowhere = str(tmp_path), str(tmp_path / "absent")
        queue, results, ended = deque([(here, "x"), (here, "y"), (nowhere, "x"), (here, "x")]), {}, []
        _native.read_queue(queue, results, ended.append)
        assert (results, ended, len(queue)) == (
            {(here, "x"): b"1", (here, "y"): None, (nowhere, "x"): None},
            [None],
            0,
        )

    @pytest.mark.parametrize("item", ["x", (1, "x"), ("/", ["x"]), ("/", 1), ("/",), ("/\0", "x")])
    def test_a_queue_of_something_else_is_an_error(self, item):
        with pytest.raises((TypeError, ValueError)):
            _native.read_queue(deque([item]), {}, print)

    def test_integers_and_labels(self):
        assert [integer(text) for text in (b" -12 \n", b"+1", b"1_0", b"", b"-", None)] == [
            -12,
            None,
            None,
            None,
            None,
            None,
        ]
        assert [label(text) for text in (b" a b\n", b"\n", "°C".encode(), None)] == ["a b", None, "°C", None]


def test_a_sensor_that_hangs_loses_its_value_and_nothing_else(tmp_path, monkeypatch):
    # The chip that hangs comes first, and its sensor that hangs comes first.
    stuck = chip(0, "stuck", temp1_input="", temp1_label="hangs", temp2_input="50000\n", fan1_input="900\n")
    machine = write(tmp_path, stuck | chip(1, "fine", temp1_input="60000\n"))
    place = tmp_path / "sys/class/hwmon/hwmon0/temp1_input"
    monkeypatch.setattr(attributes, "_SECONDS", 0.2)

    def compare(value):
        assert machine.sensors_temperatures() == {
            "stuck": [Temperature("hangs", value), Temperature(None, 50.0)],
            "fine": [Temperature(None, 60.0)],
        }

    def compare_fans():
        assert machine.sensors_fans() == {"stuck": [Fan(None, 900)]}

    def hang():
        with SilentFuse(place, READ) as fuse:
            # Under load the others may be late in the first look as well; they are not for long.
            eventually(lambda: compare(None))
            for _ in range(20):
                machine.sensors_temperatures()
            eventually(lambda: compare(None))
            eventually(compare_fans)
            reads = fuse.requests_so_far()
            assert set(reads) == {READ}
            assert len(reads) == 1  # and then never again
            fuse.answer()
            eventually(lambda: compare(42.0))

    in_mount_namespace(hang, device="/dev/fuse")


def test_many_threads_may_ask_at_once():
    machine = recorded("synthetic-laptop")
    expected = machine.sensors_temperatures()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: machine.sensors_temperatures(), range(40)))
    assert answers == [expected] * 40


def test_drivers_in_the_cpu_are_read_without_a_thread(tmp_path, monkeypatch):
    def never(*args):
        raise AssertionError("a thread was started")

    write(tmp_path, chip(0, "coretemp", temp1_input="60000\n"))
    sysfs = Sysfs(str(tmp_path))
    hwmon = Hwmon(sysfs, Attributes(sysfs))
    monkeypatch.setattr("sysprobe.deadline.start_new_thread", never)
    with pytest.raises(AssertionError, match="thread"):
        hwmon.temperatures()  # files of another machine may lie anywhere
    sysfs.live = True
    assert hwmon.temperatures() == {"coretemp": [Temperature(None, 60.0)]}
    write(tmp_path, chip(1, "drivetemp", temp1_input="30000\n"))
    with pytest.raises(AssertionError, match="thread"):
        hwmon.temperatures()
