"""A mapping proposed from the files themselves, with what only a person can say as questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from simlib.inputs.errors import InputError
from simlib.inputs.reading.shape import RawTable
from simlib.inputs.reading.values import text_of
from simlib.intake.cleaning import ids_are_reissued
from simlib.intake.mapping.amounts import amounts_of
from simlib.intake.mapping.days import days_of
from simlib.intake.mapping.detect import (
    GENERIC,
    Detected,
    currency_column_beside,
    currency_in,
    detect,
    presets,
)
from simlib.intake.mapping.mapping import FileMapping, Mapping

MONEY = ("ledger", "deals")


def propose(tables: Sequence[RawTable], *, currency: str = "") -> Mapping:
    """Return how the tables would be read.

    Parameters
    ----------
    tables
        As `simlib.inputs.reading.raw.read_all` gives them.
    currency
        Chosen among several, "" to ask.

    Returns
    -------
    Mapping
        With ``questions`` for what the tables leave open.

    Raises
    ------
    InputError
        If no table holds money by account and day.
    """
    found = [detect(table) for table in tables]
    kinds = {each.role for each in found} & set(MONEY)
    if not kinds:
        raise _no_money(tables, found)
    # Invoices say what was paid; where both are given, deals would count it twice.
    kind = "ledger" if "ledger" in kinds else "deals"
    questions: list[str] = []
    files = [
        _file(table, each, kind, currency, questions)
        for table, each in zip(tables, found, strict=True)
    ]
    money = [(t, f) for t, f in zip(tables, files, strict=True) if f.role == kind]
    return Mapping(
        files=tuple(files),
        kind="invoices" if kind == "ledger" else "deals",
        won=_won(money, questions) if kind == "deals" else (),
        account_by="name" if any(ids_are_reissued(t, f.columns) for t, f in money) else "id",
        currency=currency or _currency(money, questions),
        duplicates="drop" if all(_documents_are_rows(t, f) for t, f in money) else "keep",
        questions=tuple(questions),
    )


def _no_money(tables: Sequence[RawTable], found: Sequence[Detected]) -> InputError:
    told = "; ".join(
        f"{table.file} looks like {each.role} ({', '.join(table.columns[:12])})"
        for table, each in zip(tables, found, strict=True)
    )
    return InputError(
        f"no table with an account, an amount and a day: {told}",
        allowed="won deals, invoices or fees; the customer's own annual revenue is not our money; "
        "or a mapping that says which columns these are",
    )


def _file(
    table: RawTable, found: Detected, kind: str, currency: str, questions: list[str]
) -> FileMapping:
    columns = dict(found.columns)
    settled: dict[str, Any] = {}
    if found.role in MONEY and found.role != kind:
        return FileMapping(file=table.file, role="unknown", system=found.system, columns={})
    if found.role == kind:
        amount = _amount(table, found, currency, questions)
        beside = currency_column_beside(table.columns, amount)
        columns |= {"amount": amount, "currency": beside or columns.get("currency", "")}
        columns = {meaning: column for meaning, column in columns.items() if column}
        settled = _settled(table, columns, questions)
    return FileMapping(
        file=table.file,
        role=found.role,
        system=found.system,
        columns=columns,
        **settled,
    )


def _amount(table: RawTable, found: Detected, currency: str, questions: list[str]) -> str:
    """Return the column of money; "" where two currencies stand side by side and none is chosen."""
    rivals = (found.columns["amount"], *found.twins)
    chosen = [column for column in rivals if currency and currency_in(column) == currency]
    # A CRM of several currencies shows each amount twice; the converted one adds up.
    chosen += [column for column in rivals if "converted" in column.casefold()]
    currencies = {currency_in(column) for column in rivals}
    if chosen or len(currencies) == 1 or "" in currencies:
        return chosen[0] if chosen else rivals[0]
    questions.append(
        f"{table.file}: which column is the money, {' or '.join(rivals)}? A line such as "
        f"'amount: {rivals[0]}' under its columns in the mapping says it, or currency="
    )
    return ""


def _settled(
    table: RawTable, columns: dict[str, str], questions: list[str]
) -> dict[str, str | None]:
    settled: dict[str, str | None] = {"dates": None, "decimals": None}
    try:
        if "amount" in columns:
            settled["decimals"] = amounts_of(table, columns["amount"])[1]
    except InputError as error:
        questions.append(str(error))
    try:
        settled["dates"] = days_of(table, columns["date"])[1]
    except InputError as error:
        questions.append(str(error))
    return settled


def _won(money: Sequence[tuple[RawTable, FileMapping]], questions: list[str]) -> tuple[str, ...]:
    known = {word.casefold() for preset in presets().values() for word in preset.won}
    own = (
        {word.casefold() for _, file in money for word in presets()[file.system].won}
        if all(file.system != GENERIC for _, file in money)
        else known
    )
    stages: Counter[str] = Counter()
    for table, file in money:
        if "stage" in file.columns:
            stages.update(text_of(value).strip() for value in table.values(file.columns["stage"]))
    won = tuple(sorted(stage for stage in stages if stage.casefold() in own))
    if not won:
        listed = ", ".join(repr(stage) for stage, _ in stages.most_common(20))
        questions.append(
            f"which stages count as won: {listed}? 'won: [...]' in the mapping says it"
        )
    return won


def _currency(money: Sequence[tuple[RawTable, FileMapping]], questions: list[str]) -> str:
    found: Counter[str] = Counter()
    for table, file in money:
        if "currency" in file.columns:
            values = (text_of(v).strip() for v in table.values(file.columns["currency"]))
            found.update(value for value in values if value)
        elif named := currency_in(file.columns.get("amount", "")):
            found[named] += len(table.rows)
    if len(found) > 1:
        told = ", ".join(f"{code} ({rows:,} rows)" for code, rows in found.most_common(10))
        questions.append(f"amounts in several currencies: {told}; 'currency: ...' chooses one")
        return ""
    return next(iter(found), "")


def _documents_are_rows(table: RawTable, file: FileMapping) -> bool:
    """Whether a document has one row, so that a row met twice is a slip."""
    if "document" not in file.columns:
        return False
    place = table.place(file.columns["document"])
    rows = {row.cells for row in table.rows}
    return len({cells[place] for cells in rows}) == len(rows)
