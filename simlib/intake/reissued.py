"""Ids that are dealt anew: whether an id or a name tells accounts apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from simlib.inputs.errors import InputError
from simlib.intake.mapping.days import days_of
from simlib.intake.reading.raw import RawTable
from simlib.intake.reading.values import text_of

_MANY = 0.05


def ids_are_reissued(table: RawTable, columns: Mapping[str, str]) -> bool:
    """Return whether many names come back under another id once the former one has ended.

    Parameters
    ----------
    table : RawTable
        A table of money.
    columns : mapping
        Meaning to column; without both an id and a name nothing is re-issued.
    """
    if not {"account_id", "account", "date"} <= columns.keys():
        return False
    try:
        days, _ = days_of(table, columns["date"])
    except InputError:
        return False
    years: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    names = table.values(columns["account"])
    for name, key, day in zip(names, table.values(columns["account_id"]), days, strict=True):
        if day and text_of(name).strip() and text_of(key).strip():
            years[text_of(name).strip()][text_of(key).strip()].add(day.year)
    again = sum(_one_after_another(list(ids.values())) for ids in years.values())
    return again > _MANY * max(1, len(years))


def _one_after_another(spans: list[set[int]]) -> bool:
    """Whether there are several ids, no two of them used in one year."""
    return len(spans) > 1 and sum(map(len, spans)) == len(set().union(*spans))
