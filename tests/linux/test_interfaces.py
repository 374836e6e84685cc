"""Interfaces of Linux in namespaces of the test's own: state, addresses and counters beside `ip -j`."""

import errno
import socket
import threading
from pathlib import Path

import pytest
import sysprobe
from live import eventually
from namespaces import inside
from netns import ip, ip_json, isolated
from sysprobe.types.network import AF_LINK, Duplex, NetIOCounters, OperState
from sysprobe_linux import _native, interfaces, network
from sysprobe_linux.sysfs import Sysfs
from trees import TREES

LONG = "an-alternative-name-much-longer-than-fifteen"
#: Flags that `ip` makes up.
MADE_UP = {"NO-CARRIER", "M-DOWN"}


def links_of_ip():
    """By name: index, MTU, flags, operational state, kind, master, other names."""
    return {
        each["ifname"]: (
            *(each["ifindex"], each["mtu"], {flag.lower() for flag in set(each["flags"]) - MADE_UP}),
            None if each["operstate"] == "UNKNOWN" else OperState(each["operstate"].lower()),
            *(each.get("linkinfo", {}).get("info_kind"), each.get("master"), set(each.get("altnames", ()))),
        )
        for each in ip_json("-d", "link")
    }


def as_ip_shows(stats):
    flags = set(stats.flags) - {"running"}  # `ip` shows its absence instead
    return stats.index, stats.mtu, flags, stats.operstate, stats.kind, stats.master, set(stats.altnames)


class TestState:
    @isolated
    def test_everything_as_ip_tells_it(self):
        ip(
            "link add left type veth peer name right",
            "link add bridge type bridge",
            "link set left master bridge",
            "link set left mtu 1400",
            f"link property add dev left altname {LONG}",
            "link property add dev left altname second",
            "link set left up",
            "link set right up",
            "link set bridge up",
            "link add alone type veth peer name down",
            "link set alone up",
        )

        def compare():
            told = links_of_ip()
            found = sysprobe.net_if_stats()
            assert told == links_of_ip()  # nothing moved meanwhile
            assert {name: as_ip_shows(stats) for name, stats in found.items()} == told
            assert all(stats.isup == ("running" in stats.flags) for stats in found.values())
            assert found["left"].isup
            assert found["left"].carrier is True
            assert found["alone"].carrier is False  # its other end is down
            assert found["alone"].operstate is OperState.LOWER_LAYER_DOWN
            assert found["down"].carrier is None
            assert not found["down"].isup
            assert found["left"].carrier_changes >= 1

        eventually(compare)
        assert LONG in sysprobe.net_if_stats()["left"].altnames

    @isolated
    def test_speed_and_duplex_come_from_the_driver(self):
        ip("link add left type veth peer name right", "link set left up", "link set right up")
        stats = sysprobe.net_if_stats()
        assert (stats["left"].speed, stats["left"].duplex) == (10000, Duplex.FULL)  # veth says so, always
        assert (stats["lo"].speed, stats["lo"].duplex) == (None, None)

    @isolated
    def test_a_renamed_interface_has_its_new_name_everywhere(self):
        ip("link add before type veth peer name other")
        host = sysprobe.Host()
        answers = (host.net_if_stats, host.net_if_addrs, lambda: host.net_io_counters(pernic=True))
        assert all("before" in answer() for answer in answers)
        ip("link set before name after")
        for answer in answers:
            assert answer().keys() == {"lo", "after", "other"}

    @isolated
    def test_hundreds_of_links_fill_more_than_one_buffer(self):
        count = 150
        ip(*(f"link add l{i} type veth peer name r{i}" for i in range(count)))
        wanted = {"lo"} | {f"{side}{i}" for side in "lr" for i in range(count)}
        host = sysprobe.Host()
        assert host.net_if_stats().keys() == wanted
        assert host.net_if_addrs().keys() == wanted
        assert host.net_io_counters(pernic=True).keys() == wanted

    @isolated
    def test_one_link_may_fill_a_buffer(self):
        names = [f"{i:03}" + "x" * 100 for i in range(250)]
        ip(
            "link add many type veth peer name other",
            *(f"link property add dev many altname {name}" for name in names),
        )
        assert sorted(sysprobe.net_if_stats()["many"].altnames) == names

    @isolated
    def test_changes_during_a_dump_lose_nothing_that_stays(self):
        """Dumps that the kernel marks as interrupted are made again, but not for ever."""

        def compare():
            assert stays <= sysprobe.net_if_stats().keys()
            assert stays <= sysprobe.net_if_addrs().keys()
            assert stays <= sysprobe.net_io_counters(pernic=True, nowrap=False).keys()

        stays = {f"s{i}" for i in range(60)} | {f"t{i}" for i in range(60)}
        ip(*(f"link add s{i} type veth peer name t{i}" for i in range(60)))
        begun, enough = threading.Event(), threading.Event()
        errors = []

        def change():
            # This thread is made by the one in the namespace and so is in it as well.
            try:
                while not enough.is_set():
                    ip(*["link add c type veth peer name d", "link del c"] * 20)
                    begun.set()
            except BaseException as error:
                errors.append(error)
            finally:
                begun.set()

        changer = threading.Thread(target=change)
        changer.start()
        begun.wait()
        try:
            for _ in range(20):
                eventually(compare)
        finally:
            enough.set()
            changer.join()
        assert not errors


class TestAddresses:
    @isolated
    def test_everything_as_ip_tells_it(self):
        ip(
            "link add left address 02:00:5e:10:00:01 type veth peer name right",
            "link set left up",
            "link set right up",
            "addr add 192.0.2.7/24 broadcast 192.0.2.255 dev left",
            "addr add 192.0.2.8/24 broadcast 192.0.2.255 dev left label left:one",
            "addr add 198.51.100.1 peer 198.51.100.2/32 dev left",
            "addr add 203.0.113.9/32 dev right",
            "addr add 2001:db8::1/64 dev left nodad",
            "addr add 2001:db8:1::5 peer 2001:db8:1::6/128 dev left nodad",
            "addr add fe80::42/10 dev left nodad",
        )

        def compare():
            told = {each["ifname"]: each for each in ip_json("addr")}
            found = sysprobe.net_if_addrs()
            assert told == {each["ifname"]: each for each in ip_json("addr")}
            assert found.keys() == told.keys()
            for name, addresses in found.items():
                assert sorted(map(as_ip_tells, addresses)) == sorted(from_ip(name, told[name]))

        eventually(compare)
        left = {each.address: each for each in sysprobe.net_if_addrs()["left"]}
        assert left["192.0.2.7"].netmask == "255.255.255.0"
        assert left["192.0.2.7"].label is None
        assert left["192.0.2.8"].label == "left:one"
        assert left["198.51.100.1"].ptp == "198.51.100.2"
        assert left["198.51.100.1"].broadcast is None
        assert left["2001:db8::1"].netmask == "ffff:ffff:ffff:ffff::"
        assert left["2001:db8::1"].scope_id is None
        assert left["2001:db8:1::5"].ptp == "2001:db8:1::6"
        assert left["fe80::42"].netmask == "ffc0::"
        assert left["fe80::42"].scope_id == socket.if_nametoindex("left")
        mac = left["02:00:5e:10:00:01"]
        assert (mac.family, mac.broadcast, mac.netmask, mac.prefix_length) == (
            AF_LINK,
            "ff:ff:ff:ff:ff:ff",
            None,
            None,
        )

    @isolated
    def test_an_interface_without_addresses_has_an_empty_list(self):
        ip("tuntap add dev layer3 mode tun")  # no hardware address either
        assert sysprobe.net_if_addrs()["layer3"] == []

    def test_another_root_refuses(self, tmp_path):
        with pytest.raises(sysprobe.CapabilityUnavailable, match="only the running kernel"):
            sysprobe.Host(root=tmp_path).net_if_addrs()


def as_ip_tells(found):
    family = {socket.AF_INET: "inet", socket.AF_INET6: "inet6", AF_LINK: "link"}[found.family]
    return (family, found.address, found.prefix_length or 0, found.broadcast or "", found.ptp or "", found.label or "")


def from_ip(name, told):
    if "address" in told:
        yield ("link", told["address"], 0, "" if "LOOPBACK" in told["flags"] else told.get("broadcast", ""), "", "")
    for each in told["addr_info"]:
        label = each.get("label", name)
        yield (
            each["family"],
            each["local"],
            each["prefixlen"],
            each.get("broadcast", ""),
            each.get("address", ""),
            "" if label == name else label,
        )


class TestCounters:
    @isolated
    def test_counters_are_those_of_ip_and_of_the_file(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
            receiver.bind(("127.0.0.1", 0))
            for _ in range(10):
                receiver.sendto(bytes(1000), receiver.getsockname())

            def compare():
                before = counters_of_ip()
                found = sysprobe.net_io_counters(pernic=True, nowrap=False)
                text = Path("/proc/thread-self/net/dev").read_bytes()
                assert before == counters_of_ip()
                assert _native.netdev_counters(NetIOCounters)(text) == found
                assert {name: as_ip_counts(each) for name, each in found.items()} == before

            eventually(compare)
            lo = sysprobe.net_io_counters(pernic=True)["lo"]
            assert lo.packets_sent >= 10
            assert lo.bytes_sent >= 10 * 1000

    @isolated
    def test_the_file_answers_where_netlink_does_not(self, monkeypatch):
        expected = sysprobe.net_io_counters(pernic=True)

        def refuse(*_):
            raise PermissionError(errno.EPERM, "RTM_GETSTATS")

        monkeypatch.setattr(network._native, "link_counters", refuse)
        assert sysprobe.net_io_counters(pernic=True).keys() == expected.keys() == {"lo"}


def as_ip_counts(found):
    return (
        *(found.bytes_recv, found.packets_recv, found.errin, found.dropin, found.multicast),
        *(found.bytes_sent, found.packets_sent, found.errout, found.dropout, found.collisions),
    )


def counters_of_ip():
    result = {}
    for each in ip_json("-s", "-s", "link"):
        rx, tx = each["stats64"]["rx"], each["stats64"]["tx"]
        result[each["ifname"]] = (
            *(rx["bytes"], rx["packets"], rx["errors"], rx["dropped"] + rx["missed_errors"], rx["multicast"]),
            *(tx["bytes"], tx["packets"], tx["errors"], tx["dropped"], tx["collisions"]),
        )
    return result


DEV = b"""Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier comp
    lo:   11092     140    0    0    0     0          0         0    11092     140    0    0    0     0       0    0
eth0:18446744073709551615 2    3    4    5     6      7         8        9      10   11   12   13    14      15   16
"""


class TestOtherMachines:
    def test_old_files_whose_numbers_touch_the_name(self, tmp_path):
        (tmp_path / "proc/net").mkdir(parents=True)
        (tmp_path / "proc/net/dev").write_bytes(DEV)
        found = sysprobe.Host(root=tmp_path).net_io_counters(pernic=True)
        assert found["eth0"] == NetIOCounters(
            bytes_sent=9,
            bytes_recv=2**64 - 1,
            packets_sent=10,
            packets_recv=2,
            errin=3,
            errout=11,
            dropin=4,
            dropout=12,
            multicast=8,
            collisions=14,
        )
        assert list(found) == ["lo", "eth0"]

    def test_the_first_process_tells_the_network_of_another_machine(self, tmp_path):
        """`/proc/net` of a container's host leads to the network of whoever looks."""
        for place, name in (("1/net", b"host0"), ("net", b"eth0")):
            (tmp_path / "proc" / place).mkdir(parents=True)
            (tmp_path / "proc" / place / "dev").write_bytes(DEV.replace(b"eth0", name))
        assert sysprobe.Host(root=tmp_path).net_io_counters(pernic=True).keys() == {"lo", "host0"}

    def test_our_own_network_is_not_taken_for_that_of_a_machine_whose_first_process_is_hidden(self):
        code = """
import tempfile
other = tempfile.mkdtemp()
os.chmod(other, 0o755)
os.mkdir(other + "/proc")
subprocess.run(["mount", "--bind", "/proc", other + "/proc"], check=True)
host = sysprobe.Host(root=other)
look = lambda: [outcome(host.net_io_counters, True), outcome(host.net_connections)]
counters, sockets = look()
seen = ["lo" in counters, type(sockets) is list]
print(json.dumps(seen + as_user(65534, look)))
subprocess.run(["umount", other + "/proc"], check=True)
os.rmdir(other + "/proc"), os.rmdir(other)
"""
        assert inside(code, "hidepid=2") == [True, True, "CapabilityUnavailable", "CapabilityUnavailable"]

    def test_a_machine_that_shows_no_network_may_have_one(self, tmp_path):
        (tmp_path / "proc").mkdir()
        host = sysprobe.Host(root=tmp_path)
        for ask in (host.net_io_counters, host.net_if_stats, host.net_connections):
            with pytest.raises(sysprobe.CapabilityUnavailable, match="hidden"):
                ask()

    @pytest.mark.parametrize("line", [b"eth0: 1 2 3", b"eth0: 1 2 x 4 5 6 7 8 9 10 11 12 13 14 15 16", b": 1 2 3"])
    def test_a_line_that_makes_no_sense_is_an_error_that_names_the_file(self, tmp_path, line):
        (tmp_path / "proc/net").mkdir(parents=True)
        (tmp_path / "proc/net/dev").write_bytes(DEV + line + b"\n")
        with pytest.raises(sysprobe.BackendError, match="net/dev"):
            sysprobe.Host(root=tmp_path).net_io_counters()

    def test_state_from_sysfs(self, tmp_path):
        folder = tmp_path / "sys/class/net"
        made = {
            "eth0": {"ifindex": "2", "mtu": "1500", "flags": "0x1003", "operstate": "up", "carrier": "1"}
            | {"duplex": "full", "speed": "1000", "carrier_changes": "3"},
            "eth1": {"ifindex": "3", "mtu": "1500", "flags": "0x1002", "operstate": "down", "carrier": ""}
            | {"duplex": "unknown", "speed": "-1"},
            "br0": {"ifindex": "4", "mtu": "9000", "flags": "0x1003", "operstate": "unknown"},
        }
        unknown = ("0", "-22", "65535", "4294967295")  # as older drivers and kernels write -1
        made |= {f"speed{speed}": {"ifindex": "5", "mtu": "1500", "speed": speed} for speed in unknown}
        for name, files in made.items():
            (folder / name).mkdir(parents=True)
            for file, text in files.items():
                (folder / name / file).write_text(text + "\n")
        (folder / "bonding_masters").write_text("bond0\n")
        (folder / "eth0/master").symlink_to("../br0")
        found = sysprobe.Host(root=tmp_path).net_if_stats()
        assert found.keys() == made.keys()
        assert [name for name, each in found.items() if each.speed is not None] == ["eth0"]
        eth0, eth1, br0 = found["eth0"], found["eth1"], found["br0"]
        assert (eth0.index, eth0.isup, eth0.duplex, eth0.speed, eth0.mtu) == (2, True, Duplex.FULL, 1000, 1500)
        assert eth0.flags == ("up", "broadcast", "multicast", "running")
        assert (eth0.operstate, eth0.carrier, eth0.carrier_changes, eth0.master) == (OperState.UP, True, 3, "br0")
        assert (eth1.isup, eth1.duplex, eth1.speed, eth1.carrier) == (False, None, None, None)
        assert (br0.isup, br0.operstate, br0.carrier) == (True, None, None)

    def test_a_recorded_machine(self):
        host = sysprobe.Host(root=TREES / "recorded-6.18-virtual")
        stats = host.net_if_stats()
        assert {
            name: (each.index, each.isup, each.speed, each.duplex, each.master) for name, each in stats.items()
        } == {
            "lo": (1, True, None, None, None),
            "br0p": (2, True, 10000, Duplex.FULL, "br0"),
            "eth0": (3, True, 10000, Duplex.FULL, None),
            "br0": (4, True, 10000, None, None),
        }
        assert host.net_io_counters(pernic=True).keys() == stats.keys()
        assert host.net_io_counters().bytes_sent == 344 + 484 + 266 + 218

    def test_a_machine_of_2009(self):
        host = sysprobe.Host(root=TREES / "synthetic-2.6.32")
        assert host.net_io_counters(pernic=True)["eth0"] == NetIOCounters(
            1073741824, 4026531840, 2097152, 3145728, 1, 3, 2, 4, 512, 5
        )

    def test_sysfs_and_netlink_agree_on_this_machine(self):
        def compare():
            found = sysprobe.net_if_stats()
            files = interfaces.from_sysfs(Sysfs("/"))
            assert found == sysprobe.net_if_stats()
            assert files.keys() == found.keys()
            for name, stats in files.items():
                for field in ("index", "isup", "mtu", "operstate", "carrier", "carrier_changes", "master", "duplex"):
                    assert getattr(stats, field) == getattr(found[name], field), (name, field)
                assert stats.speed == found[name].speed

        if not Path("/sys/class/net/lo").exists():
            pytest.skip("/sys/class/net does not show this network namespace")
        eventually(compare)
