"""What is wrapped is rounded, whoever answers."""

from sysprobe import Host
from sysprobe.testing import BackendContract, FakeBackend
from sysprobe.types.memory import VirtualMemory
from sysprobe.types.system import User
from sysprobe_coarse import BACKEND
from sysprobe_coarse.memory import STEP


def test_bytes_are_rounded_and_the_rest_is_not():
    exact = VirtualMemory(10 * STEP + 5, 3 * STEP - 7, 70.3, 7 * STEP, 123, buffers=STEP + 1, page_size=4096)
    host = Host(backends=[BACKEND, FakeBackend(virtual_memory=exact).backend])
    memory = host.virtual_memory()
    assert (memory.total, memory.available, memory.free, memory.buffers) == (10 * STEP, 3 * STEP, 0, STEP)
    assert (memory.percent, memory.page_size, memory.slab) == (70.3, 4096, None)


def test_hosts_of_users_are_left_out():
    user = User("ada", "pts/0", "lovelace.example", 1.0, 1, "1")
    host = Host(backends=[BACKEND, FakeBackend(users=[user]).backend])
    assert host.users() == [User("ada", "pts/0", None, 1.0, 1, "1")]


class TestContract(BackendContract):
    """All capabilities, under all circumstances."""

    backend = "coarse"
