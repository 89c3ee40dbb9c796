"""How a column writes days: one order for all its cells, never guessed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from simlib.inputs.errors import InputError
from simlib.inputs.reading.shape import SERIAL_ZERO, RawTable
from simlib.inputs.reading.values import Value, is_null

ISO, DAY_FIRST, MONTH_FIRST = "year first", "day first", "month first"
MONTH, SERIAL, NAMED, COMPACT = "month", "spreadsheet number", "month by name", "eight digits"
ORDERS = (ISO, DAY_FIRST, MONTH_FIRST, MONTH, SERIAL, NAMED, COMPACT)
"""What the line ``dates:`` of a mapping may say."""

_TIME = re.compile(
    r"(?<=\d)[T,]?\s*\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(z|utc|gmt|[+-]\d\d:?\d\d)?$",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_MONTH = re.compile(r"(?:(\d{4})(?:[-/.]M?(\d{1,2})|M?(\d\d))|(\d{1,2})[-/.](\d{4}))", re.ASCII)
_NAMED = re.compile(
    r"(?:(\d{1,2})\.?[\s/-]*)?([^\W\d]{3,10})\.?[\s/,-]*(?:(\d{1,2}),?\s+)?(\d{4}|\d{2})"
)
_NAMES = (
    "jan|janv|gen|ene", "feb|fev|fév|febr", "mar|mär|mrz|maerz|maart|mrt", "apr|avr|abr",
    "may|mai|mag|mei|maj", "jun|juin|giu", "jul|juil|lug", "aug|août|aout|ago",
    "sep|sept|set", "oct|okt|ott|out", "nov", "dec|dez|déc|dic",
)  # fmt: skip
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000


def days_of(
    table: RawTable, column: str, order: str | None = None
) -> tuple[list[date | None], str]:
    """Read a whole column of days.

    Parameters
    ----------
    table
        The table.
    column
        Its column; a day that a workbook knows as one is taken as it is.
    order
        One of `ORDERS`, as the mapping settles it.

    Returns
    -------
    list of date or None, str
        One a row, None where blank; a month is its first day. And the order.

    Raises
    ------
    InputError
        A cell that is no day, or a column that fits day first and month first with different
        days: then the error is a question, with the line of the mapping that settles it.
    """
    values = table.values(column)
    texts = list(dict.fromkeys(_bare(value) for value in values if not _known(value)))
    filled = [text for text in texts if not is_null(text)]
    chosen = _order_of(table, column, filled, order)
    read = {text: _READERS[chosen](text) for text in filled}
    if chosen == SERIAL and table.serial_zero != SERIAL_ZERO:
        later = table.serial_zero - SERIAL_ZERO
        read = {text: day and day + later for text, day in read.items()}
    return [_day(table, k, column, value, read) for k, value in enumerate(values)], chosen


def _known(value: Value) -> bool:
    return isinstance(value, date)


def _bare(value: Value) -> str:
    return _without_time(f"{value:f}" if isinstance(value, Decimal) else str(value))


@lru_cache(maxsize=65536)
def _without_time(text: str) -> str:
    return _TIME.sub("", text.strip()[:60]).strip(" ,T")


def _order_of(table: RawTable, column: str, filled: list[str], declared: str | None) -> str:
    if declared is not None:
        if declared not in ORDERS:
            raise InputError(
                "no order of dates",
                file=table.file,
                column="dates",
                value=declared,
                allowed=", ".join(ORDERS),
            )
        return declared
    if not filled:
        return ISO
    bad = {order: sum(_READERS[order](text) is None for text in filled) for order in ORDERS}
    fits = [order for order in ORDERS if bad[order] == 0]
    if DAY_FIRST in fits and MONTH_FIRST in fits:
        _refuse_ambiguous(table, column, filled)
    # Where none fits, the nearest refuses its first bad cell by row.
    return fits[0] if fits else min(ORDERS, key=lambda order: bad[order])


def _refuse_ambiguous(table: RawTable, column: str, filled: list[str]) -> None:
    for text in filled:
        day, month = _day_first(text), _month_first(text)
        # No country that puts points between puts the month first.
        if "." not in text and day and month and day != month:
            raise InputError(
                f"which order? It reads {day:%d %B %Y} or {month:%d %B %Y}, and no cell of the "
                "column settles it",
                file=table.file,
                column=column,
                value=text,
                allowed="'dates: day first' or 'dates: month first' in the mapping",
            )


def _day(
    table: RawTable, place: int, column: str, value: Value, read: dict[str, date | None]
) -> date | None:
    if isinstance(value, date):
        found: date | None = value
    else:
        text = _bare(value)
        if is_null(text):
            return None
        found = read[text]
    if found is None or not 1900 <= found.year <= 2999:
        allowed = "a day such as 2024-12-31 or 31.12.2024, all in one order; or a month 2024-12"
        raise table.refused("not a day", table.rows[place], column, allowed)
    return found


def _made(year: int, month: int, day: int) -> date | None:
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return None
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _iso(text: str) -> date | None:
    found = _ISO.fullmatch(text)
    return _made(int(found[1]), int(found[3]), int(found[4])) if found else None


def _day_first(text: str) -> date | None:
    found = _NUMBERS.fullmatch(text)
    return _made(_full_year(found[4]), int(found[3]), int(found[1])) if found else None


def _month_first(text: str) -> date | None:
    found = _NUMBERS.fullmatch(text)
    return _made(_full_year(found[4]), int(found[1]), int(found[3])) if found else None


def _month(text: str) -> date | None:
    found = _MONTH.fullmatch(text)
    if not found:
        named = _NAMED.fullmatch(text)
        bare = named is not None and not named[1] and not named[3]
        return _named(text) if bare else None
    year, month = (found[1], found[2] or found[3]) if found[1] else (found[5], found[4])
    return _made(int(year), int(month), 1)


def _serial(text: str) -> date | None:
    if not re.fullmatch(r"\d{5}(\.\d+)?", text, re.ASCII):
        return None
    days = int(text.split(".")[0])
    in_range = _FIRST_SERIAL <= days <= _LAST_SERIAL
    return SERIAL_ZERO + timedelta(days=days) if in_range else None


def _named(text: str) -> date | None:
    found = _NAMED.fullmatch(text)
    month = _month_number(found[2]) if found else None
    if not found or month is None or (found[1] and found[3]):
        return None
    return _made(_full_year(found[4]), month, int(found[1] or found[3] or 1))


@lru_cache(maxsize=256)
def _month_number(name: str) -> int | None:
    bare = name.casefold()
    hits = [
        number
        for number, stems in enumerate(_NAMES, start=1)
        if any(
            bare == stem or (len(stem) >= 3 and bare.startswith(stem)) for stem in stems.split("|")
        )
    ]
    return hits[0] if len(hits) == 1 else None


def _compact(text: str) -> date | None:
    digits = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text, re.ASCII)
    return _made(int(digits[1]), int(digits[2]), int(digits[3])) if digits else None


_READERS: dict[str, Callable[[str], date | None]] = {
    ISO: _iso,
    DAY_FIRST: _day_first,
    MONTH_FIRST: _month_first,
    MONTH: _month,
    SERIAL: _serial,
    NAMED: _named,
    COMPACT: _compact,
}
