"""The head of a book file: what lines ``# key: value`` above the columns say of the whole book."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass
from datetime import date

from simlib.inputs.book import Book
from simlib.inputs.cells import Cell
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.tables import Table

HEAD_KEYS = ("name", "source", "currency", "as_of", "fictional", "pool_revenue", "reps")

_TRUTH = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Head:
    """What the ``#`` lines above the header say."""

    name: str | None = None
    source: str | None = None
    currency: str | None = None
    as_of: date | None = None
    fictional: bool = False
    pool_revenue: float = 0.0
    reps: tuple[str, ...] | None = None


def read_head(table: Table) -> Head:
    """Read the keys of `HEAD_KEYS`; other remarks are left alone, misspelt keys refused."""
    given: dict[str, Cell] = {}
    for row, comment in table.comments:
        key, colon, text = comment.partition(":")
        known = re.sub(r"[\s_-]+", "_", key.strip().casefold())
        if not colon or known not in HEAD_KEYS:
            _refuse_slip(known if colon else "", row, table.file)
            continue
        if known in given:
            raise InputError("said twice", file=table.file, row=row, column=f"# {known}")
        given[known] = Cell(text.strip(), table.file, row, f"# {known}")
    texts = {key: given[key].text for key in ("name", "source", "currency") if key in given}
    return Head(
        **texts,
        as_of=given["as_of"].iso_date() if "as_of" in given else None,
        fictional="fictional" in given and _truth(given["fictional"]),
        pool_revenue=_pool(given["pool_revenue"]) if "pool_revenue" in given else 0.0,
        reps=_names(given["reps"]) if "reps" in given else None,
    )


def _refuse_slip(key: str, row: int, file: str) -> None:
    # A remark is free text, but a misspelt pool would silently change every share.
    if difflib.get_close_matches(key, HEAD_KEYS, n=1, cutoff=0.85):
        raise unknown_name(f"key in row {row}", key, HEAD_KEYS, file=file)


def _truth(cell: Cell) -> bool:
    if cell.text.casefold() not in _TRUTH:
        raise cell.refused("neither yes nor no", allowed="yes or no")
    return _TRUTH[cell.text.casefold()]


def _pool(cell: Cell) -> float:
    value = cell.number()
    if value < 0:
        raise cell.refused("negative revenue", allowed="0 or more, by the year")
    return float(value)


def _names(cell: Cell) -> tuple[str, ...]:
    try:
        names = json.loads(cell.text)
    except (ValueError, RecursionError):
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise cell.refused("not a list of names", allowed='["first rep", "second rep"]')
    return tuple(names)


def head_of(book: Book) -> list[tuple[str, str]]:
    """Return keys and values that `read_head` reads back, blank where nothing is to be said."""
    hunters = sorted(set(book.reps) - {account.owner for account in book.accounts})
    listed = {"named": hunters, "dealt": list(book.reps), "dealt by default": []}[book.ownership]
    return [
        ("name", book.name),
        ("fictional", "yes" if book.fictional else ""),
        ("source", book.source),
        ("currency", book.currency),
        ("as_of", book.as_of.isoformat() if book.as_of else ""),
        ("pool_revenue", written(book.pool_revenue) if book.pool_revenue else ""),
        ("reps", json.dumps(listed, ensure_ascii=False) if listed else ""),
    ]


def written(value: object) -> str:
    """Return a cell that reads back as the same value."""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
