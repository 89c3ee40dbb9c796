"""A book as a CSV file: named columns, and a head of ``# key: value`` lines for the rest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.book_head import head_of, read_head, written
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.ids import canonical
from simlib.inputs.tables import Row, Table, comment_line, csv_text, read_table, write_text

PERIODS_A_YEAR = {"year": 1, "quarter": 4, "month": 12, "week": 52}
OPTIONAL_COLUMNS = ("owner", "buyer", "parent", "sector", "since")
COLUMNS = ("account_id", "annual_revenue", *OPTIONAL_COLUMNS)


def read_book(
    path: str | Path,
    *,
    name: str | None = None,
    period: str | None = None,
    currency: str | None = None,
    as_of: date | str | None = None,
    reps: int | Sequence[str] | None = None,
    owners: Iterable[str] | None = None,
    encoding: str = "utf-8-sig",
) -> Book:
    """Read a book from a text table.

    Columns are ``account_id`` and ``annual_revenue`` (or ``revenue`` with ``period=``), and
    optionally ``owner, buyer, parent, sector, since``; blank cells are missing. Above the header
    may stand lines ``# key: value`` (keys: `simlib.inputs.book_head`); other ``#`` lines are
    remarks.

    Parameters
    ----------
    path : str or Path
        Separated by comma, semicolon, tab or bar.
    name : str, optional
        Default: what the file says, else its stem.
    period : {"year", "quarter", "month", "week"}, optional
        What ``revenue`` is counted by; it is scaled to a year.
    currency : str, optional
        Refused if the file says another.
    as_of : date or str, optional
        ISO day; overrides the file.
    reps : int or sequence of str, optional
        Seats, as in `Book.from_accounts`.
    owners : iterable of str, optional
        The only owners allowed.
    encoding : str
        Never guessed.

    Raises
    ------
    InputError
        Naming file, row, column, value and what is allowed.
    """
    table = read_table(path, encoding=encoding)
    head = read_head(table)
    columns = _columns_of(table)
    factor = _factor(table, columns, period)
    accounts = _accounts(table, columns, factor, None if owners is None else list(owners))
    has_owners = any(account.owner for account in accounts)
    try:
        return Book.from_accounts(
            accounts,
            name=name or head.name or Path(path).stem,
            reps=_seats(reps, head.reps, has_owners),
            pool_revenue=head.pool_revenue,
            currency=_one_currency(currency, head.currency, table.file),
            as_of=_day(as_of) or head.as_of,
            source=table.file if head.source is None else head.source,
            fictional=head.fictional,
        )
    except InputError as error:
        raise error if error.file else InputError(str(error), file=table.file) from None


def write_book(book: Book, path: str | Path) -> None:
    """Write ``book`` atomically; `read_book` gives an equal one back.

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
            raise InputError(f"{known} twice in the header", file=table.file, column=column)
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
    if not table.rows:
        raise InputError("a header without rows", file=table.file, allowed="at least one account")
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
    table: Table, columns: dict[str, str], factor: int, owners: list[str] | None
) -> list[Account]:
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
    if not revenue > 0:
        raise money.refused("too small", allowed="above 0")
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


def _day(as_of: date | str | None) -> date | None:
    if isinstance(as_of, str):
        try:
            return date.fromisoformat(as_of)
        except ValueError:
            raise InputError(
                "not a day", column="as_of", value=as_of, allowed="YYYY-MM-DD"
            ) from None
    return as_of


def _worth_writing(book: Book, column: str) -> bool:
    if column in ("account_id", "annual_revenue"):
        return True
    if column == "owner":
        return book.ownership == "named"
    blank = "all" if column == "sector" else None
    return any(getattr(account, column) != blank for account in book.accounts)
