"""What can be the id of a process."""

__all__ = ["can_be_pid"]

_HIGHEST = 2**31 - 1


def can_be_pid(pid: object) -> bool:
    """Whether some process could have this id: False for numbers beyond all of them.

    Raises :class:`TypeError` for what is no int, :class:`ValueError` for a negative one.
    """
    if not isinstance(pid, int) or isinstance(pid, bool):
        raise TypeError(f"a pid is an int, not {type(pid).__name__}")
    if pid < 0:
        raise ValueError(f"a pid is not negative: {pid}")
    return pid <= _HIGHEST
