"""The contract that every backend must keep."""

from sysprobe.testing import BackendContract


class TestPosix(BackendContract):
    """All capabilities, under all circumstances."""

    backend = "posix"
