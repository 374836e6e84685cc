import pytest
from sysprobe.types.cpu import CpuCache, CpuPlace
from windows.native import buffers

CORE, NODE, PACKAGE, DIE, GROUP, NODE_WHOLE, MODULE = 0, 1, 3, 5, 4, 6, 7


@pytest.fixture
def topology(machine, context):
    from sysprobe_windows.cpu import Cpu

    def ask(*records):
        machine["cpu_relations", 0xFFFF] = b"".join(records)
        return Cpu(context).cpu_topology()

    return ask


def test_cores_of_two_threads_and_their_caches(topology):
    found = topology(
        buffers.relation(CORE, (0, 0b0011)),
        buffers.relation(PACKAGE, (0, 0b1111)),
        buffers.cache(1, 8, 64, 32768, 2, (0, 0b0011)),
        buffers.cache(1, 8, 64, 32768, 1, (0, 0b0011)),
        buffers.relation(CORE, (0, 0b1100)),
        buffers.cache(3, 0xFF, 64, 12 << 20, 0, (0, 0b1111)),
        buffers.cache(1, 8, 64, 4096, 3, (0, 0b1111)),  # of decoded instructions
        buffers.relation(NODE, (0, 0b1111), node=0, count=0),
        buffers.relation(GROUP, (0, 0b1111), count=9999),
        buffers.relation(99),
    )
    assert (found.packages, found.cores, found.threads) == (1, 2, 4)
    assert (found.online, found.offline, found.possible) == ((0, 1, 2, 3), None, None)
    assert found.nodes == {0: (0, 1, 2, 3)}
    assert found.caches == (
        CpuCache(1, "data", 32768, 64, 8, 64, (0, 1)),
        CpuCache(1, "instruction", 32768, 64, 8, 64, (0, 1)),
        CpuCache(3, "unified", 12 << 20, 64, None, None, (0, 1, 2, 3)),
    )
    assert found.places[2] == CpuPlace(package=0, die=None, cluster=None, core=1, node=0)


def test_cpus_are_numbered_through_the_groups(topology):
    """As cpu_times does; a package may lie in two groups, and a node be told in two ways."""
    found = topology(
        *(buffers.relation(CORE, (1, 1 << bit)) for bit in range(2)),
        *(buffers.relation(CORE, (0, 1 << bit)) for bit in range(64)),
        buffers.relation(PACKAGE, (0, 2**64 - 1), (1, 0b01)),
        buffers.relation(PACKAGE, (1, 0b10)),
        buffers.relation(NODE, (0, 2**64 - 1), node=5),
        buffers.relation(NODE_WHOLE, (0, 2**64 - 1), (1, 0b11), node=5),
        buffers.relation(DIE, (0, 2**64 - 1), (1, 0b11)),
        buffers.relation(MODULE, (1, 0b11)),
    )
    assert found.threads == found.cores == 66
    assert found.nodes == {5: tuple(range(66))}
    assert found.places[64] == CpuPlace(package=0, die=0, cluster=0, core=64, node=5)
    assert found.places[65].package == 1
    assert found.places[0].cluster is None


def test_what_windows_does_not_tell_is_not_known(topology):
    found = topology(
        buffers.relation(CORE, (0, 1)), buffers.cache(2, 0, 0, 0, 0, (0, 1)), buffers.relation(DIE, (0, 2))
    )
    assert (found.packages, found.nodes) == (None, None)
    assert found.caches == (CpuCache(2, "unified", None, None, None, None, (0,)),)
    nothing = topology()
    assert (nothing.threads, nothing.cores, nothing.caches, nothing.places) == (0, None, None, {})


def test_the_registry_tells_what_cpus_are(library):
    from sysprobe_windows.topology import Value, models

    big, little = "Intel64 Family 6 Model 151 Stepping 2", "Intel64 Family 6 Model 190 Stepping 0"
    found = models(
        {
            2: Value("E", "GenuineIntel", little),
            0: Value("P", "GenuineIntel", big),
            1: Value("P", "GenuineIntel", big),
            3: Value(None, None, "ARMv8 (64-bit) Family 8 Model D4C Revision   1"),
            4: Value(None, None, None),
            5: Value(None, None, "Intel64 Family 6 Model 1F Stepping 2"),
        }
    )
    assert [(m.name, m.vendor, m.family, m.model, m.stepping, m.cpus) for m in found] == [
        ("P", "GenuineIntel", 6, 151, 2, (0, 1)),
        ("E", "GenuineIntel", 6, 190, 0, (2,)),
        (None, None, 8, 0xD4C, 1, (3,)),
        (None, None, None, None, None, (4,)),
        (None, None, None, None, None, (5,)),
    ]
    assert (found[0].flags, found[0].microcode, found[0].bugs) == (None, None, None)
