"""Tables for the terminal, for a page and for a spreadsheet."""

from __future__ import annotations

import math
import unicodedata
from html import escape
from io import StringIO
from numbers import Real
from pathlib import Path
from typing import Any

import pandas as pd

from simlib.inputs.files import write_atomically
from simlib.words import show_name

_FORMULA_STARTS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")  # and their full-width twins
_SKIPPED_BY_SPREADSHEETS = " \t\r\n\x00\ufeff\u00a0"
_DIGITS = 3
_LONGEST_CELL = 48
_LONGEST_HEADING = 80
_GAP = "  "
_NOTHING = "\u2013"


def safe_cell(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula.

    Parameters
    ----------
    value : object
        Anything. Numbers, and text that is nothing but a number, stay as they are.

    Returns
    -------
    object
        Text that begins like a formula gets a leading apostrophe (OWASP, CSV injection). Carriage
        returns become line feeds: a bare one ends a row in some spreadsheets, and what follows
        would begin a cell.

    Examples
    --------
    >>> safe_cell("=HYPERLINK(1)"), safe_cell("-3"), safe_cell(-3), safe_cell("Acme")
    ("'=HYPERLINK(1)", '-3', -3, 'Acme')
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    bare = text.lstrip(_SKIPPED_BY_SPREADSHEETS)
    risky = text[:1] in {"\t", "\n"} or bare[:1] in _FORMULA_STARTS
    return f"'{text}" if risky and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and text == text.strip()
    except ValueError:
        return False


def safe_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy whose cells, index and headings are safe in a spreadsheet."""
    safe = pd.DataFrame(
        {place: [safe_cell(cell) for cell in frame.iloc[:, place]] for place in _places(frame)},
        index=[_safe_heading(name) for name in frame.index],
    )
    safe.columns = pd.Index([_safe_heading(name) for name in frame.columns])
    safe.index.name = safe_cell(frame.index.name)
    return safe


def _places(frame: pd.DataFrame) -> range:
    return range(frame.shape[1])


def _safe_heading(name: Any) -> Any:
    if isinstance(name, tuple):
        return " · ".join(str(safe_cell(part)) for part in name)
    return safe_cell(name)


def write_csv(frame: pd.DataFrame, path: str | Path, *, index: bool = False) -> Path:
    """Write a table for people who will open it in a spreadsheet.

    Parameters
    ----------
    frame : DataFrame
        Any table.
    path
        UTF-8 with a mark, so that spreadsheets read accents right.
    index
        Whether the index is a column.

    Returns
    -------
    Path
        The path written, whole or not at all.
    """
    buffer = StringIO()
    safe_frame(frame).to_csv(buffer, index=index, lineterminator="\n")
    return write_atomically(path, buffer.getvalue().encode("utf-8-sig"))


def cell_text(value: Any, *, digits: int = _DIGITS, longest: int = _LONGEST_CELL) -> str:
    """Return a cell as text: thousands marks, `digits` significant places, a dash for nothing."""
    if value is None or value is pd.NA or value is pd.NaT:
        return _NOTHING
    if isinstance(value, bool) or not isinstance(value, Real):
        return show_name(value, longest=longest)
    number = float(value)
    if not math.isfinite(number):
        return _NOTHING if math.isnan(number) else str(number)
    if number.is_integer() and not isinstance(value, float):
        return f"{int(number):,d}"
    return _rounded(number, digits)


def _rounded(number: float, digits: int) -> str:
    places = max(0, digits - 1 - _exponent(number))
    text = f"{number:,.{min(places, 6)}f}"
    return "0" if text.strip("-0.,") == "" else text


def _exponent(number: float) -> int:
    return math.floor(math.log10(abs(number))) if number else 0


def text_table(frame: pd.DataFrame, *, index: bool = False, digits: int = _DIGITS) -> str:
    """Return a table in plain text for a terminal.

    Parameters
    ----------
    frame : DataFrame
        Any table; text to the left, numbers to the right.
    index
        Whether the index is the first column.
    digits
        Significant places of floats.

    Returns
    -------
    str
        Lines of one width, without a line break at the end.
    """
    headings, rows, numeric = _as_text(frame, index=index, digits=digits)
    widths = [max(map(_width, column)) for column in zip(headings, *rows, strict=True)]
    lines = [_line(headings, widths, numeric), _GAP.join("─" * width for width in widths)]
    lines += [_line(row, widths, numeric) for row in rows]
    return "\n".join(lines)


def _line(cells: list[str], widths: list[int], numeric: list[bool]) -> str:
    padded = [
        " " * (width - _width(cell)) + cell if right else cell + " " * (width - _width(cell))
        for cell, width, right in zip(cells, widths, numeric, strict=True)
    ]
    return _GAP.join(padded).rstrip()


def _width(text: str) -> int:
    """Return how many terminal columns a text takes; East Asian letters take two."""
    shown = (letter for letter in text if not unicodedata.combining(letter))
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in shown)


def _as_text(
    frame: pd.DataFrame, *, index: bool, digits: int, longest: int = _LONGEST_CELL
) -> tuple[list[str], list[list[str]], list[bool]]:
    table = frame.reset_index(allow_duplicates=True) if index else frame
    headings = [show_name(name, longest=_LONGEST_HEADING) for name in table.columns]
    columns = [list(table.iloc[:, place]) for place in _places(table)]
    numeric = [bool(pd.api.types.is_numeric_dtype(dtype)) for dtype in table.dtypes]
    texts = [
        [cell_text(cell, digits=digits, longest=longest) for cell in column] for column in columns
    ]
    return headings, [list(row) for row in zip(*texts, strict=True)], numeric


def html_table(
    frame: pd.DataFrame,
    *,
    caption: str = "",
    index: bool = False,
    digits: int = _DIGITS,
    longest: int = _LONGEST_CELL,
) -> str:
    """Return a table as HTML in which every name is text, whatever it holds.

    Parameters
    ----------
    frame : DataFrame
        Any table.
    caption
        Above the table; none if empty.
    index
        Whether the index is the first column.
    digits
        Significant places of floats.
    longest
        Letters of a cell.

    Returns
    -------
    str
        A ``<table>`` element.
    """
    headings, rows, numeric = _as_text(frame, index=index, digits=digits, longest=longest)
    kinds = ["number" if right else "text" for right in numeric]
    head = "".join(
        f'<th scope="col" class="{kind}">{escape(name)}</th>'
        for name, kind in zip(headings, kinds, strict=True)
    )
    body = "\n".join(_html_row(row, kinds) for row in rows)
    title = f"<caption>{escape(caption)}</caption>\n" if caption else ""
    return f"<table>\n{title}<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _html_row(row: list[str], kinds: list[str]) -> str:
    cells = [
        f'<td class="{kind}">{escape(cell)}</td>'
        if place
        else f'<th scope="row" class="{kind}">{escape(cell)}</th>'
        for place, (cell, kind) in enumerate(zip(row, kinds, strict=True))
    ]
    return f"<tr>{''.join(cells)}</tr>"
