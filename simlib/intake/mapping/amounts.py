"""How a column writes money: its decimal mark and currency, found from all cells, never guessed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from simlib.inputs.errors import InputError
from simlib.inputs.reading.cells import LARGEST_MONEY
from simlib.inputs.reading.shape import RawTable
from simlib.inputs.reading.values import Value, is_null

Decimals = Literal["point", "comma"]
DECIMALS: tuple[Decimals, ...] = ("point", "comma")

_SIGNS = {"€": "EUR", "£": "GBP", "¥": "JPY", "zł": "PLN", "kč": "CZK", "fr": "CHF", "fr.": "CHF"}
_GROUP = "'’\u00a0\u202f\u2009 "
_EXPONENT = r"(?:[eE][+-]?\d{1,2})?"
_BODIES = {
    "point": re.compile(
        rf"(?:[1-9]\d{{0,2}}(?:([,{_GROUP}])\d{{3}})(?:\1\d{{3}})*|[1-9]\d?(?:,\d\d)+,\d{{3}}|\d+)?"
        rf"(?:\.(?P<places>\d*))?{_EXPONENT}",
        re.ASCII,
    ),
    "comma": re.compile(
        rf"(?:[1-9]\d{{0,2}}(?:([.{_GROUP}])\d{{3}})(?:\1\d{{3}})*|\d+)?"
        rf"(?:,(?P<places>\d*))?{_EXPONENT}",
        re.ASCII,
    ),
}
_PARTS = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[-+−])?\s*(?P<before>[^\d\s.,'’()+−-]{0,4}\.?)\s*(?P<sign2>[-+−])?\s*"
    r"(?P<body>[\d.,][\d.,'’\s\u00a0\u202f\u2009eE+-]*?)\s*(?P<sign3>[-−])?\s*"
    r"(?P<after>[^\d\s.,'’()+−-]{0,4}\.?)\s*(?P<close>\))?",
    re.ASCII,
)
_CODE = re.compile(r"[A-Za-z]{3}")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and the currency written beside it ("" if none)."""

    number: Decimal
    currency: str


def amounts_of(
    table: RawTable, column: str, decimals: str | None = None
) -> tuple[list[Amount | None], Decimals]:
    """Read a whole column of money.

    Parameters
    ----------
    table
        The table.
    column
        Its column; a number that a workbook knows as one is taken as it is.
    decimals : {"point", "comma"}, optional
        As the mapping settles it.

    Returns
    -------
    list of Amount or None, str
        One a row, None where nothing is known; and the decimal mark.

    Raises
    ------
    InputError
        A cell that is no amount, or a column that both marks fit with different numbers: then
        the error is a question, with the line of the mapping that settles it.
    """
    values = table.values(column)
    texts = Counter(value.strip() for value in values if isinstance(value, str))
    mark = _mark_of(table, column, list(texts), decimals)
    read = {text: None if is_null(text) else read_amount(text, mark) for text in texts}
    return [_amount(table, k, column, value, read) for k, value in enumerate(values)], mark


@lru_cache(maxsize=65536)
def read_amount(text: str, decimals: Decimals) -> Amount | None:
    """Return the amount a text stands for under a decimal mark, None if it stands for none.

    Examples
    --------
    >>> read_amount("(1.234,50 €)", "comma")
    Amount(number=Decimal('-1234.50'), currency='EUR')
    """
    parts = _PARTS.fullmatch(text.strip()) if len(text) <= 60 else None
    if parts is None or bool(parts["open"]) != bool(parts["close"]):
        return None
    currencies = {_currency(parts[name]) for name in ("before", "after")} - {""}
    signs = [parts[name] for name in ("sign", "sign2", "sign3") if parts[name]]
    body = parts["body"].strip()
    if None in currencies or len(currencies) > 1 or len(signs) + bool(parts["open"]) > 1:
        return None
    if not _BODIES[decimals].fullmatch(body) or not any(map(str.isdigit, body)):
        return None
    number = Decimal(_plain(body, decimals))
    negative = bool(parts["open"]) or any(sign in "-−" for sign in signs)
    currency = next(iter(currencies), "") or ""
    return Amount(-number if negative else number, currency)


def _plain(body: str, decimals: Decimals) -> str:
    keep = "." if decimals == "point" else ","
    plain = "".join(mark for mark in body if mark.isalnum() or mark in f"{keep}+-")
    return plain.replace(",", ".")


def _currency(text: str) -> str | None:
    """Return the code of a sign or code, the sign itself where it has many, None for neither."""
    bare = text.strip().casefold()
    if not bare:
        return ""
    if bare in _SIGNS:
        return _SIGNS[bare]
    if _CODE.fullmatch(bare):
        return bare.upper()
    return text.strip() if "$" in bare or bare in ("kr", "kr.", "₹", "₽", "₺", "r") else None


def _mark_of(table: RawTable, column: str, texts: list[str], declared: str | None) -> Decimals:
    if declared is not None and declared not in DECIMALS:
        raise InputError(
            "no decimal mark",
            file=table.file,
            column="decimals",
            value=declared,
            allowed="point or comma",
        )
    filled = [text for text in texts if not is_null(text)]
    fits = {mark: all(read_amount(text, mark) is not None for text in filled) for mark in DECIMALS}
    for mark in DECIMALS:
        if declared == mark or (declared is None and fits[mark] and not fits[_other(mark)]):
            return mark
    if not any(fits.values()):
        # The better reading refuses its first bad cell by row.
        bad = {m: sum(read_amount(text, m) is None for text in filled) for m in DECIMALS}
        return "comma" if bad["comma"] < bad["point"] else "point"
    for text in filled:
        point, comma = (read_amount(text, mark) for mark in DECIMALS)
        if point and comma and point.number != comma.number:
            raise _question(table, column, text, point.number, comma.number)
    return "point"


def _other(mark: Decimals) -> Decimals:
    return "comma" if mark == "point" else "point"


def _question(
    table: RawTable, column: str, text: str, point: Decimal, comma: Decimal
) -> InputError:
    return InputError(
        f"a decimal point or a thousands mark? It reads {point:,f} or {comma:,f}, and no cell "
        "of the column settles it",
        file=table.file,
        column=column,
        value=text,
        allowed="'decimals: point' or 'decimals: comma' in the mapping",
    )


def _amount(
    table: RawTable, place: int, column: str, value: Value, read: dict[str, Amount | None]
) -> Amount | None:
    row = table.rows[place]
    if isinstance(value, Decimal):
        found: Amount | None = Amount(value, "")
    elif isinstance(value, str):
        if is_null(value):
            return None
        found = read[value.strip()]
    else:
        found = None
    if found is None:
        raise table.refused("not an amount", row, column, "money such as 1234.50 or 1.234,50")
    if abs(found.number) > LARGEST_MONEY:
        raise table.refused("too large", row, column, "at most 1e15")
    return found
