"""What an account is called: its name where names tell accounts apart, else name and id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Naming:
    """Labels of accounts by id, and what was odd about ids and names.

    Parameters
    ----------
    labels : dict of str to str
        Label by id.
    several_names : int
        Ids that stand for several names.
    several_ids : int
        Names that stand for several ids.
    """

    labels: dict[str, str]
    several_names: int = 0
    several_ids: int = 0


def naming(rows: Iterable[tuple[str, str, date | None]]) -> Naming:
    """Return what to call the accounts of a file with ids and names.

    Parameters
    ----------
    rows : iterable of (id, name, day)
        Blank names allowed. An id is called by its latest name; where two ids have one name, the
        id stands behind it.
    """
    latest: dict[str, tuple[date, str]] = {}
    names: dict[str, set[str]] = defaultdict(set)
    for key, name, day in rows:
        if key and name:
            names[key].add(name)
            latest[key] = max(latest.get(key, (date.min, "")), (day or date.min, name))
    ids: dict[str, set[str]] = defaultdict(set)
    for key, (_, name) in latest.items():
        ids[name].add(key)
    labels = {
        key: name if len(ids[name]) == 1 and name not in latest else f"{name} ({key})"
        for key, (_, name) in latest.items()
    }
    several = sum(len(keys) > 1 for keys in ids.values())
    return Naming(labels, sum(len(each) > 1 for each in names.values()), several)
