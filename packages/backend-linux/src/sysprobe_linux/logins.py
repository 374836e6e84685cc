"""Who is logged in: utmp(5), and where that is gone the files of systemd-logind."""

from __future__ import annotations

import os
import time

from sysprobe.types.system import User

from sysprobe_linux import _native
from sysprobe_linux._folder import Folder
from sysprobe_linux.osrelease import parse_os_release

SESSIONS = "run/systemd/sessions"
_SETTLED = 1_000_000_000  # nanoseconds: file systems tell times in ticks of up to 10 ms


def utmp_name(files: Folder) -> str:
    """Where this machine has it: before /run existed (2011) in /var/run, which is a link to /run since."""
    return "run/utmp" if files.exists("run") else "var/run/utmp"


def read_utmp(files: Folder, name: str) -> list[User] | None:
    """Its logins, or `None` where there is no such file (systemd no longer writes it by default since 256)."""
    raw = files.read_or_none(name)
    if raw is None:
        return None
    rows = _native.utmp_logins(raw)
    if rows is None:
        raise files.malformed(name, "has records of neither of the two known layouts")
    return [User(user, terminal, host, started, pid, None) for user, terminal, host, started, pid in rows if user]


class Sessions:
    """The sessions of people that systemd-logind knows."""

    def __init__(self, files: Folder) -> None:
        self._files = files
        #: State of the folder when it was last seen to be without any session.
        self._empty: bytes | None = None

    def read(self) -> list[User]:
        """The sessions by the time of login."""
        place = self._files.place(SESSIONS)
        state = _native.folder_state(place)
        if state is None or state == self._empty:
            return []
        names = self._files.list(SESSIONS)
        self._empty = None if names or not _settled(place) else state
        found = []
        for session in names:
            if session.endswith(".ref"):
                continue  # a pipe by which logind notices the end of the session
            raw = self._files.read_or_none(f"{SESSIONS}/{session}", 1 << 16)
            user = None if raw is None else interpret_session(session, parse_os_release(os.fsdecode(raw)))
            if user is not None:
                found.append(user)
        return sorted(found, key=lambda user: (user.started or 0, user.session or ""))


def _settled(place: str) -> bool:
    """Whether a folder has not just changed: changes within a tick of its clock leave the same time behind."""
    try:
        return time.time_ns() - os.stat(place).st_mtime_ns > _SETTLED
    except OSError:  # gone
        return False


def interpret_session(session: str, said: dict[str, str]) -> User | None:
    """The record, or `None` if no person is behind the session (greeters, lock screens, jobs, managers)."""
    name = said.get("USER")
    # "user", "user-early", "user-incomplete", "user-light", …; files without a class are older than classes
    if not name or not said.get("CLASS", "user").startswith("user") or said.get("STATE") == "closing":
        return None
    microseconds = _number(said.get("REALTIME", ""))
    return User(
        name,
        (said.get("TTY") or "").removeprefix("/dev/") or said.get("DISPLAY") or None,
        said.get("REMOTE_HOST") or None,
        None if microseconds is None else microseconds / 1e6,
        _number(said.get("LEADER", "")),
        session,
    )


def _number(text: str) -> int | None:
    """A number of at most 64 bits or so, or `None` for any other text."""
    return int(text) if text.isdecimal() and len(text) <= 20 else None
