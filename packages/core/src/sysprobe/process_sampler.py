"""How busy processes are: counters of two tables made into rates, with the state in an object that somebody owns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import add
from typing import TYPE_CHECKING

from sysprobe.rates import ForkSafeLock
from sysprobe.series import Series, series_of
from sysprobe.types.attributes import Kind

if TYPE_CHECKING:
    from sysprobe.host import Host
    from sysprobe.table import Table

__all__ = ["ProcessSampler"]

_Key = tuple[int, int | None]

#: Rate → the columns that are summed, what one of them per second is multiplied by, and its unit.
_RATES: dict[str, tuple[tuple[str, ...], float, str]] = {
    "cpu_percent": (("cpu_user", "cpu_system"), 100.0, "percent"),
    "read_rate": (("read_bytes",), 1.0, "bytes/second"),
    "write_rate": (("write_bytes",), 1.0, "bytes/second"),
    "switch_rate": (("voluntary_switches", "involuntary_switches"), 1.0, "count/second"),
    "fault_rate": (("minor_faults", "major_faults"), 1.0, "count/second"),
}


class ProcessSampler:
    """Tables with rates: each says what has happened since the one before of the same sampler.

    The rates are ``cpu_percent`` (100 is one processor), ``read_rate`` and ``write_rate`` (bytes from and to storage
    per second), ``switch_rate`` (context switches per second) and ``fault_rate`` (page faults per second). A process
    that the table before did not have has no rate yet: it is missing, not 0. Samplers know nothing of each other, and
    one may be shared by threads.
    """

    __slots__ = ("_host", "_lock", "_seen")

    def __init__(self, host: Host | None = None) -> None:
        if host is None:
            from sysprobe import _host

            host = _host
        self._host: Host = host
        self._lock = ForkSafeLock()
        #: Rate → when it was looked at, and process → counter then.
        self._seen: dict[str, tuple[float, dict[_Key, float | None]]] = {}

    def sample(
        self,
        columns: Iterable[str] = ("pid", "name", "cpu_percent", "rss"),
        pids: Iterable[int] | None = None,
        *,
        workers: int = 1,
    ) -> Table:
        """A table of these columns and rates, of all processes or of these.

        Raises as :meth:`sysprobe.process.Processes.process_table`.
        """
        if isinstance(columns, str):
            raise TypeError("columns are a list of names, not one text")
        wanted = list(dict.fromkeys(columns))
        rates = [name for name in wanted if name in _RATES]
        plain = dict.fromkeys(name for name in wanted if name not in _RATES)
        for name in rates:
            plain.update(dict.fromkeys(("pid", "identity", *_RATES[name][0])))
        table = self._host.process_table(tuple(plain), pids, workers=workers)
        chosen: dict[str, None] = {}
        for name in wanted:
            if name in rates or name in table:
                chosen[name] = None
            else:  # an attribute of several columns
                from sysprobe.types.attributes import ATTRIBUTES

                chosen.update((column.name, None) for column in ATTRIBUTES[name].columns)
        return table.with_columns(*(self.rate(table, name) for name in rates)).select(*chosen)

    def rate(self, table: Table, name: str) -> Series:
        """One rate for the rows of a table that has ``pid``, ``identity`` and the rate's counters.

        The counters are kept for the next call. Raises :class:`KeyError` if there is no such rate or column.
        """
        sources, factor, unit = _RATES[name]
        counters = _sum([table[source] for source in sources])
        rows = list(zip(table["pid"].to_list(), table["identity"].to_list(), strict=True))
        now = table.time
        found: list[float | None] = [None] * len(rows)
        with self._lock:
            then, before = self._seen.get(name, (now, {}))
            if now > then:
                scale, known = factor / (now - then), before.get
                # Some counters of the kernel are sums over threads and can step back a little when one ends.
                found = [
                    None
                    if counter is None or (old := known(row)) is None
                    else (counter - old) * scale
                    if counter > old
                    else 0.0
                    for row, counter in zip(rows, counters, strict=True)
                ]
            self._seen[name] = (now, dict(zip(rows, counters, strict=True)))
        return series_of(name, Kind.FLOAT, found, unit)

    def reset(self) -> None:
        """Forget all counters: the next table has no rates."""
        with self._lock:
            self._seen.clear()


def _sum(columns: Sequence[Series]) -> list[float | None]:
    """Row by row; None where one of the columns is."""
    first, *others = (each.to_list() for each in columns)
    for other in others:
        if any(each.validity for each in columns):
            first = [None if a is None or b is None else a + b for a, b in zip(first, other, strict=True)]
        else:
            first = list(map(add, first, other))
    return first
