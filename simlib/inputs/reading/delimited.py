"""Text with separators: which one, where the header is, and rows as a spreadsheet counts them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from itertools import islice

from simlib.inputs.errors import InputError
from simlib.inputs.files import SEPARATORS
from simlib.inputs.reading.encodings import decode
from simlib.inputs.reading.shape import RawTable, Record, shaped

_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LINE_END = re.compile(r"\r\n|\r|\n")
_DECLARED = re.compile(r'\s*"?sep=([,;\t|])"?[ ]*(?:\r\n|\r|\n)', re.IGNORECASE)
_SAMPLE = 200
_SAMPLE_TEXT = 200_000


def read_delimited(content: bytes, file: str, encoding: str | None = None) -> RawTable:
    """Read bytes of text as a table.

    Parameters
    ----------
    content
        Lines may end in LF, CR LF or CR alone, and break inside quotes.
    file
        For messages.
    encoding
        Found if not given.

    Raises
    ------
    InputError
        For text that is no table: malformed quotes, ragged rows, one column, no header.
    """
    found = decode(content, file, encoding)
    text, declared = found.text, None
    if not text.strip():
        raise InputError("the file is empty", file=file, allowed="a header and at least one row")
    if matched := _DECLARED.match(text):
        # A spreadsheet takes this line for itself and does not show it.
        declared, text = matched[1], text[matched.end() :]
    _refuse_markup(text, file)
    head, text = _split_head(text)
    if not text.strip():
        raise InputError("comments only, no header", file=file, allowed="a header and rows")
    separator = declared or _separator_of(text, file)
    table = shaped(
        _records(text, separator, 1 + len(head), file),
        file,
        encoding=found.encoding,
        why=found.why,
        separator=_NAMES[separator],
    )
    comments = tuple((row, line) for row, line in enumerate(head, start=1) if line)
    return replace(
        table,
        comments=tuple((row, _comment(line)) for row, line in comments),
        outside=(*((row, (line,)) for row, line in comments), *table.outside),
    )


def _split_head(text: str) -> tuple[list[str], str]:
    """Take comments and the blank lines among them off the top, a line each."""
    head: list[str] = []
    rest = text
    while rest:
        line, *after = _LINE_END.split(rest, maxsplit=1)
        bare = line.strip().rstrip(SEPARATORS)
        if bare and not bare.startswith(("#", '"#')):
            break
        head.append(bare)
        rest = after[0] if after else ""
    return head, rest


def _comment(line: str) -> str:
    # A spreadsheet puts a comment that holds a comma into quotes.
    text = next(csv.reader([line]))[0] if line.startswith('"') else line
    return text.removeprefix("#").strip()


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
    scores = {mark: _fit(sample, mark) for mark in SEPARATORS}
    best = max(SEPARATORS, key=lambda mark: (*scores[mark], -SEPARATORS.index(mark)))
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
    share = wide.count(usual) / len(counts) if wide[0] == usual else 0.0
    return max(round(share, 1), 0.1), usual


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
