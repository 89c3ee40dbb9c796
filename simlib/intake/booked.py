"""Rows of a client's files as bookings: what is kept, and the fate of all the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from simlib.inputs.errors import InputError
from simlib.inputs.reading.shape import RawTable
from simlib.intake.booking import BOOKED, Booking, Fate, Ledger, Tally
from simlib.intake.cleaning import (
    Repeats,
    in_one_currency,
    sorted_out,
    with_fees,
    without_overlap,
    without_twins,
)
from simlib.intake.directory import Directory, directory_of, short_id
from simlib.intake.labels import Naming, name_of, naming
from simlib.intake.mapping.columns import Line, lines_of
from simlib.intake.mapping.mapping import FileMapping, Mapping

MONEY = ("ledger", "deals")
NO_ACCOUNT, NO_AMOUNT, NO_DAY = "no account", "no amount", "no day"
_INCOMPLETE: dict[str, Callable[[Line], bool]] = {
    NO_AMOUNT: lambda line: line.amount is None,
    NO_ACCOUNT: lambda line: not line.account and not line.account_id,
    NO_DAY: lambda line: line.day is None,
}


@dataclass(frozen=True)
class Booked:
    """A ledger, and what became of every row that was read."""

    ledger: Ledger
    """What is kept, under real names."""
    fates: tuple[Fate, ...]
    """"booked" first."""
    rows_read: int
    """Rows of money in all files."""
    read: Decimal
    """What they come to, summed before anything was left out; other currencies apart."""
    twins: Repeats
    repeats: Repeats
    """Rows that look repeated but were left in."""
    conventions: tuple[tuple[str, str, str], ...]
    """File, decimal mark and order of dates."""
    staff: tuple[str, ...]
    """People named in a file of their own."""
    naming: Naming
    """What was odd about ids and names."""
    sums: dict[str, Decimal]
    """What all rows of each file come to."""


def book_rows(tables: Sequence[RawTable], mapping: Mapping) -> Booked:
    """Turn tables into bookings by a mapping.

    Parameters
    ----------
    tables
        All files of the client.
    mapping
        How they are read; it knows every one of them.

    Raises
    ------
    InputError
        For a cell that cannot be read, a question nobody has answered, or no row left.
    """
    pairs = [(table, mapping.file(table.file)) for table in tables]
    money = [(table, file) for table, file in pairs if file.role in MONEY]
    if not money:
        raise InputError("the mapping names no table of money", column="role", allowed="ledger")
    known = directory_of(pairs)
    read = [lines_of(table, file, mapping.filters, known) for table, file in money]
    lines = [line for each in read for line in each.lines]
    tally = Tally()
    kept, currency = in_one_currency(
        _won_and_wanted(lines, money, mapping, tally), mapping.currency, tally
    )
    kept = without_overlap(sorted_out(kept, _INCOMPLETE, tally), tally)
    kept, twins = without_twins(kept, mapping.duplicates == "drop", tally)
    kept, repeats = with_fees(kept, mapping.repeated_fees, tally)
    if not kept:
        raise InputError(
            f"no row is left: {', '.join(f'{f.rows:,} {f.reason}' for f in tally.fates())}",
            file=money[0][0].file,
            allowed="at least one row with account, amount and day",
        )
    called = naming((line.account_id, line.account, line.day) for line in kept)
    ledger = Ledger(
        bookings=tuple(_booking(line, mapping, known, called) for line in kept),
        kind=mapping.kind,
        by_month=all(each.by_month for each in read),
        currency=currency,
        source=", ".join(dict.fromkeys(table.file for table, _ in money)),
    )
    booked = Fate(BOOKED, len(kept), ledger.total)
    others = sum((f.amount for f in tally.fates() if f.currency), Decimal(0))
    return Booked(
        ledger=ledger,
        fates=(booked, *tally.fates()),
        rows_read=len(lines),
        read=sum((line.amount or Decimal(0) for line in lines), Decimal(0)) - others,
        twins=twins,
        repeats=repeats,
        conventions=tuple(
            (table.file, each.decimals, each.order)
            for (table, _), each in zip(money, read, strict=True)
        ),
        staff=known.staff,
        naming=called,
        sums={
            table.file: sum((line.amount or Decimal(0) for line in each.lines), Decimal(0))
            for (table, _), each in zip(money, read, strict=True)
        },
    )


def _won_and_wanted(
    lines: Sequence[Line],
    money: Sequence[tuple[RawTable, FileMapping]],
    mapping: Mapping,
    tally: Tally,
) -> list[Line]:
    """Leave out rows the filters do not want, and deals that were not won."""
    kept = []
    won = {word.casefold() for word in mapping.won}
    if mapping.kind == "deals" and any("stage" in file.columns for _, file in money):
        _refuse_no_stage(lines, won, money[0][0].file)
    else:
        won = set()
    for line in lines:
        if not line.passes:
            what = ", ".join(f"{column} is another" for column in mapping.filters)
            tally.add(f"not of this book ({what})", line.place, line.amount or Decimal(0))
        elif won and line.stage.casefold() not in won:
            stage = line.stage or "no stage"
            tally.add(f"not won: {stage[:40]}", line.place, line.amount or Decimal(0))
        else:
            kept.append(line)
    return kept


def _refuse_no_stage(lines: Sequence[Line], won: set[str], file: str) -> None:
    stages = sorted({line.stage for line in lines})
    if not won & {stage.casefold() for stage in stages}:
        raise InputError(
            f"which stages count as won? Found: {', '.join(map(repr, stages[:20]))}",
            file=file,
            column="won",
            value=sorted(won),
            allowed="'won: [...]' in the mapping, with one of them at least",
        )


def _booking(line: Line, mapping: Mapping, known: Directory, called: Naming) -> Booking:
    assert line.amount is not None
    assert line.day is not None
    said = known.account(line.account_id, line.account)
    account = _account(line, mapping, called)
    if said and not line.account:
        account = said.name
    parent = line.parent or (said.parent if said else "") or known.parent_of(account)
    return Booking(
        file=line.file,
        row=line.row,
        day=line.day,
        account=_renamed(account, mapping),
        amount=line.amount,
        owner=line.owner or (said.owner if said else ""),
        parent=_renamed(parent, mapping) if parent else "",
        buyer=line.buyer,
        sector=line.sector or (said.sector if said else ""),
    )


def _account(line: Line, mapping: Mapping, called: Naming) -> str:
    if mapping.account_by == "name" and line.account:
        return line.account
    label = called.labels.get(line.account_id) if line.account_id else None
    return label or line.account or short_id(line.account_id)


def _renamed(name: str, mapping: Mapping) -> str:
    """Follow renames to their end; a ring of them stops where it began."""
    seen = {name}
    while name in mapping.renames:
        name = name_of(mapping.renames[name]) or name
        if name in seen:
            break
        seen.add(name)
    return name
