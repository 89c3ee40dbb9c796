"""Text with separators: which one, where the header is, and rows as a spreadsheet counts them."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice

from simlib.inputs.errors import InputError
from simlib.intake.reading.encodings import decode
from simlib.intake.reading.raw import RawTable
from simlib.intake.reading.shape import Record, shaped

_SEPARATORS = ",;\t|"
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_DECLARED = re.compile(r'\s*"?sep=([,;\t|])"?[ ]*(?:\r\n|\r|\n)', re.IGNORECASE)
_SAMPLE = 200
_SAMPLE_TEXT = 200_000


def read_delimited(content: bytes, file: str, encoding: str | None = None) -> RawTable:
    """Read bytes of text as a table.

    Parameters
    ----------
    content : bytes
        Lines may end in LF, CR LF or CR alone, and break inside quotes.
    file : str
        For messages.
    encoding : str, optional
        Found if not given.

    Raises
    ------
    InputError
        For text that is no table: malformed quotes, ragged rows, one column, no header.
    """
    found = decode(content, file, encoding)
    text, first_row, declared = found.text, 1, None
    if not text.strip():
        raise InputError("the file is empty", file=file, allowed="a header and at least one row")
    if matched := _DECLARED.match(text):
        # A spreadsheet takes this line for itself and does not show it.
        declared, text = matched[1], text[matched.end() :]
    _refuse_markup(text, file)
    separator = declared or _separator_of(text, file)
    records = _records(text, separator, first_row, file)
    return shaped(
        records, file, encoding=found.encoding, why=found.why, separator=_NAMES[separator]
    )


def _refuse_markup(text: str, file: str) -> None:
    if re.match(r"\s*<(!doctype|html|table|\?xml|meta|style)\b", text[:500], re.IGNORECASE):
        raise InputError(
            "a web page or XML, whatever its name says",
            file=file,
            allowed="export it as CSV or XLSX ('Details only' in Salesforce)",
        )


def _separator_of(text: str, file: str) -> str:
    """Return the mark under which most rows have as many cells as the header, and several."""
    sample = text[:_SAMPLE_TEXT]
    scores = {mark: _fit(sample, mark) for mark in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda mark: (*scores[mark], -_SEPARATORS.index(mark)))
    if scores[best][0] == 0:
        raise InputError(
            "no table: a single column, or no separator that fits",
            file=file,
            allowed="columns separated by comma, semicolon, tab or bar",
        )
    return best


def _fit(sample: str, mark: str) -> tuple[float, int]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=mark)
    try:
        counts = [len(cells) for cells in islice(reader, _SAMPLE) if any(map(str.strip, cells))]
    except csv.Error:
        counts = []
    wide = [count for count in counts if count > 1]
    if not wide:
        return 0.0, 0
    usual = max(set(wide), key=lambda count: (wide.count(count), count))
    # The header is the first wide row; a decimal comma is not in it.
    share = wide.count(usual) / len(counts) if wide[0] == usual else 0.01
    return round(share, 1), usual


def _records(text: str, separator: str, first_row: int, file: str) -> list[Record]:
    records: list[Record] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            records.append((first_row + len(records), cells))
    except csv.Error as error:
        raise InputError(
            f"malformed: {error}",
            file=file,
            row=first_row + len(records),
            allowed="a cell with quotes or separators stands in double quotes, its quotes doubled",
        ) from None
    return records
