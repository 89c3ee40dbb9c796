"""A book as a CSV file: named columns, and a head of ``# key: value`` lines for the rest."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simlib.inputs.account import Account
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.files import comment_line, csv_text, write_text
from simlib.inputs.ids import canonical
from simlib.inputs.reading.cells import Cell, read_back
from simlib.inputs.reading.tables import Row, Table, read_table

if TYPE_CHECKING:
    from simlib.inputs.book import Book

HEAD_KEYS = ("name", "source", "currency", "as_of", "fictional", "pool_revenue", "reps")
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}
PERIODS_A_YEAR = {"year": 1, "quarter": 4, "month": 12, "week": 52}
OPTIONAL_COLUMNS = ("owner", "buyer", "parent", "sector", "since")
COLUMNS = ("account_id", "annual_revenue", *OPTIONAL_COLUMNS)


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
        return f"{value:.0f}" if value.is_integer() else read_back(repr(value))
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class BookFile:
    """What a book file says."""

    file: str
    """For messages."""
    accounts: tuple[Account, ...]
    """In file order, with and without owner."""
    labels: Mapping[str, Any]
    """The other arguments of `Book.from_accounts`."""


def read_book(
    path: str | Path,
    *,
    name: str | None = None,
    period: str | None = None,
    currency: str | None = None,
    as_of: date | str | None = None,
    reps: int | Sequence[str] | None = None,
    owners: Iterable[str] | None = None,
    encoding: str | None = None,
) -> BookFile:
    """Read what a book file says; `Book.from_csv` makes the book.

    Columns are ``account_id`` and ``annual_revenue`` (or ``revenue`` with ``period=``), and
    optionally ``owner, buyer, parent, sector, since``; blank cells are missing. Above the header
    may stand lines ``# key: value`` (keys: `HEAD_KEYS`); other ``#`` lines are remarks.

    Parameters
    ----------
    path
        Separated by comma, semicolon, tab or bar; or a workbook of one sheet.
    name
        Default: what the file says, else its stem.
    period : {"year", "quarter", "month", "week"}, optional
        What ``revenue`` is counted by; it is scaled to a year.
    currency
        Refused if the file says another.
    as_of
        ISO day; overrides the file.
    reps
        Seats, as in `Book.from_accounts`.
    owners : iterable of str, optional
        The only owners allowed.
    encoding
        Of text; found if not given.

    Raises
    ------
    InputError
        Naming file, row, column, value and what is allowed.
    """
    table = read_table(path, encoding=encoding)
    head = read_head(table)
    columns = _columns_of(table)
    factor = _factor(table, columns, period)
    accounts = _accounts(table, columns, factor, owners)
    labels = {
        "name": name or head.name or Path(path).stem,
        "reps": _seats(reps, head.reps, any(account.owner for account in accounts)),
        "pool_revenue": head.pool_revenue,
        "currency": _one_currency(currency, head.currency, table.file),
        "as_of": _day(as_of, table.file) or head.as_of,
        "source": table.file if head.source is None else head.source,
        "fictional": head.fictional,
    }
    return BookFile(table.file, tuple(accounts), labels)


def write_book(book: Book, path: str | Path) -> None:
    """Write ``book`` atomically; `Book.from_csv` gives an equal one back.

    Owners that were dealt are not written: reading deals them again, the same way.
    """
    columns = [name for name in COLUMNS if _worth_writing(book, name)]
    # A blank source is written too, or reading would put the file's name there.
    head = [
        comment_line(f"{key}: {text}") for key, text in head_of(book) if text or key == "source"
    ]
    rows = [[written(getattr(account, name)) for name in columns] for account in book.accounts]
    write_text(path, "".join(head) + csv_text([columns, *rows]))


def _columns_of(table: Table) -> dict[str, str]:
    """Return the column of the file for each known name; case and spaces do not matter."""
    found: dict[str, str] = {}
    for column in table.columns:
        known = re.sub(r"[\s_-]+", "_", column.casefold())
        if known not in (*COLUMNS, "revenue"):
            raise unknown_name("column", column, (*COLUMNS, "revenue"), file=table.file)
        if known in found:
            raise InputError(
                f"{known} twice in the header: {found[known]!r}, too",
                file=table.file,
                column=column,
                allowed="every column once; case, spaces, _ and - make no difference",
            )
        found[known] = column
    if "account_id" not in found:
        raise InputError("a column is missing", file=table.file, column="account_id")
    if ("annual_revenue" in found) == ("revenue" in found):
        what = "both" if "revenue" in found else "neither"
        raise InputError(
            f"one revenue column is needed, the header has {what}",
            file=table.file,
            allowed="annual_revenue, or revenue with period=",
        )
    return found


def _factor(table: Table, columns: dict[str, str], period: str | None) -> int:
    if period is not None and period not in PERIODS_A_YEAR:
        raise unknown_name("period", period, PERIODS_A_YEAR)
    if "annual_revenue" in columns and period not in (None, "year"):
        raise InputError(
            "annual_revenue is by the year already",
            file=table.file,
            column=columns["annual_revenue"],
            value=period,
            allowed="no period=, or a column named revenue",
        )
    if "revenue" in columns and period is None:
        raise InputError(
            "revenue of which period?",
            file=table.file,
            column=columns["revenue"],
            allowed="say period= year, quarter, month or week, or name the column annual_revenue",
        )
    return PERIODS_A_YEAR[period or "year"]


def _accounts(
    table: Table, columns: dict[str, str], factor: int, owners: Iterable[str] | None
) -> list[Account]:
    if isinstance(owners, str) or not isinstance(owners, Iterable | None):
        raise InputError("not a list", column="owners", value=owners, allowed="names of owners")
    allowed = None if owners is None else {canonical(owner) for owner in owners}
    accounts, first_seen = [], dict[str, int]()
    for row in table.rows:
        account = _account(table, columns, row, factor)
        cells = {name: table.cell(row, column) for name, column in columns.items()}
        before = first_seen.setdefault(account.account_id, row.number)
        if before != row.number:
            raise cells["account_id"].refused(
                f"the same id as in row {before}", allowed="every account once (ids are trimmed)"
            )
        if allowed is not None and account.owner and account.owner not in allowed:
            raise cells["owner"].refused("not one of the owners", allowed=_listed(account, allowed))
        accounts.append(account)
    return accounts


def _account(table: Table, columns: dict[str, str], row: Row, factor: int) -> Account:
    cells = {name: table.cell(row, column) for name, column in columns.items()}
    texts = {
        name: cells[name].name()
        for name in ("account_id", "owner", "buyer", "parent", "sector")
        if name in cells
    }
    if not texts["account_id"]:
        raise cells["account_id"].refused("missing", allowed="the id of the account")
    money = cells["revenue" if "revenue" in cells else "annual_revenue"]
    revenue = float(money.revenue() * factor)
    since = cells.get("since")
    day = None if since is None or since.blank else since.iso_date()
    return Account(**texts, annual_revenue=revenue, since=day)


def _listed(account: Account, owners: set[str]) -> str:
    near = difflib.get_close_matches(account.owner, sorted(owners), n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    return f"{hint}{', '.join(sorted(owners)[:40])}"


def _seats(
    asked: int | Sequence[str] | None, in_file: tuple[str, ...] | None, has_owners: bool
) -> int | Sequence[str] | None:
    if asked is None or not in_file:
        return in_file if asked is None else asked
    if not has_owners or isinstance(asked, (int, str)):
        return asked
    return tuple(dict.fromkeys(canonical(rep) for rep in (*in_file, *asked)))


def _one_currency(asked: str | None, in_file: str | None, file: str) -> str:
    if asked and in_file and canonical(asked) != canonical(in_file):
        raise InputError(
            "the file is in another currency",
            file=file,
            column="currency",
            value=asked,
            allowed=f"{in_file}; amounts are not converted",
        )
    return asked or in_file or ""


def _day(as_of: date | str | None, file: str) -> date | None:
    if isinstance(as_of, str):
        try:
            return date.fromisoformat(as_of)
        except ValueError:
            raise InputError(
                "not a day", file=file, column="as_of", value=as_of, allowed="YYYY-MM-DD"
            ) from None
    if not isinstance(as_of, date | None):
        raise InputError("not a day", file=file, column="as_of", value=as_of, allowed="YYYY-MM-DD")
    return as_of


def _worth_writing(book: Book, column: str) -> bool:
    if column in ("account_id", "annual_revenue"):
        return True
    if column == "owner":
        return book.ownership == "named"
    blank = "all" if column == "sector" else None
    return any(getattr(account, column) != blank for account in book.accounts)
