"""Text tables read safely: encoding, separator, quotes and shape, each fault said in one line."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from simlib.inputs.cells import Cell
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.files import write_atomically

_SEPARATORS = ",;\t|"
_LARGEST_BYTES = 256 * 2**20
_LINE_END = re.compile(r"\r\n|\r|\n")
_WORKBOOKS = {
    b"PK\x03\x04": "an Excel workbook or zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
}
_LIKELY_ENCODINGS = ("cp1252", "cp1250", "cp1251", "mac_roman", "cp932")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A text table as it was typed: nothing converted, nothing guessed.

    Parameters
    ----------
    file : str
        Where it came from, for messages.
    columns : tuple of str
        The header.
    rows : tuple of Row
        Rows that hold anything, in file order.
    comments : tuple of (int, str)
        Leading ``#`` lines without the mark, with their row numbers.
    separator : str
        What stood between cells.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    comments: tuple[tuple[int, str], ...] = ()
    separator: str = ","

    def cell(self, row: Row, column: str) -> Cell:
        """Return one cell together with its place."""
        return Cell(row.cells[column], self.file, row.number, column, self.separator)

    def require(self, column: str) -> str:
        """Return ``column``, or refuse a name the header does not have (near names are listed)."""
        if column not in self.columns:
            raise unknown_name("column", column, self.columns, file=self.file)
        return column


def read_table(path: str | Path, *, encoding: str = "utf-8-sig") -> Table:
    """Read a delimited text file (``.gz`` allowed); the separator is taken from the header.

    Parameters
    ----------
    path : str or Path
        The file. Leading lines that start with ``#`` are comments.
    encoding : str
        Never guessed; ``utf-8-sig`` reads UTF-8 with and without its mark.

    Returns
    -------
    Table

    Raises
    ------
    InputError
        A file that is missing, empty, not text, in another encoding, malformed or ragged.
    """
    file = Path(path).name
    text = _decode(_read_bytes(Path(path)), encoding, file)
    if not text.strip():
        raise InputError("the file is empty", file=file, allowed="a header and at least one row")
    comments, first_row, body, declared = _split_head(text)
    if not body.strip():
        raise InputError("comments only, no header", file=file, allowed="a header and rows")
    separator = declared or _separator_of(_LINE_END.split(body, maxsplit=1)[0])
    records = _records(body, separator, first_row, file)
    _, header = next(records)
    rows = [(number, cells) for number, cells in records if any(map(str.strip, cells))]
    columns, kept = _named_columns(header, rows, file, first_row)
    return Table(
        file=file,
        columns=columns,
        rows=tuple(
            Row(number, {columns[k]: cells[i] for k, i in enumerate(kept)})
            for number, cells in rows
        ),
        comments=comments,
        separator=separator,
    )


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as comma-separated text with line feeds, the same bytes on every machine."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def comment_line(text: str) -> str:
    """Return a ``#`` line that survives a spreadsheet: quoted where it holds a separator."""
    line = f"# {text}".rstrip()
    if any(mark in line for mark in (*_SEPARATORS, '"')):
        line = '"' + line.replace('"', '""') + '"'
    return f"{line}\n"


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 ``text`` so that the old file or the whole new one is there, never a part.

    Raises
    ------
    InputError
        If the folder does not exist or cannot be written; nothing is left behind.
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise InputError("cannot be written: no such folder", file=target)
    try:
        write_atomically(target, text.encode("utf-8"))
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=target) from None


def _read_bytes(path: Path) -> bytes:
    if not path.exists():
        raise InputError("there is no such file", file=path)
    if not path.is_file():
        raise InputError("not a file", file=path, allowed="a text table such as book.csv")
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            content: bytes = stream.read(_LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"cannot be read: {error}", file=path) from None
    if len(content) > _LARGEST_BYTES:
        raise InputError("the file is too large", file=path.name, allowed="at most 256 MB of text")
    for mark, what in _WORKBOOKS.items():
        if content.startswith(mark):
            raise InputError(f"this is {what}", file=path.name, allowed="save it as CSV UTF-8")
    return content


def _decode(content: bytes, encoding: str, file: str) -> str:
    try:
        text = content.decode(encoding)
    except LookupError:
        raise InputError("unknown encoding", file=file, value=encoding) from None
    except UnicodeDecodeError as error:
        raise _wrong_encoding(content, encoding, error, file) from None
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        raise InputError("holds zero bytes: not a text table", file=file, allowed=_save_as())
    return text


def _wrong_encoding(
    content: bytes, encoding: str, error: UnicodeDecodeError, file: str
) -> InputError:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return InputError(
            f"not {encoding}: it begins with the mark of UTF-16 ('Unicode text' of a spreadsheet)",
            file=file,
            allowed=f"encoding='utf-16', or {_save_as()}",
        )
    wrong = error.object[error.start : error.start + 1]
    line = error.object[: error.start].count(b"\n") + 1
    readings = [f"'{name}' reads it as {wrong.decode(name)!r}" for name in _readers_of(wrong)]
    return InputError(
        f"not {encoding}: byte 0x{wrong[0]:02x} in line {line} (byte {error.start + 1})",
        file=file,
        allowed=f"give encoding= ({', '.join(readings)}), or {_save_as()}",
    )


def _readers_of(wrong: bytes) -> Iterator[str]:
    for name in _LIKELY_ENCODINGS:
        try:
            wrong.decode(name)
        except UnicodeDecodeError:
            continue
        yield name


def _save_as() -> str:
    return "save the file as CSV UTF-8"


def _split_head(text: str) -> tuple[tuple[tuple[int, str], ...], int, str, str | None]:
    """Take comments, blank lines and Excel's ``sep=`` line off the top; count rows as shown."""
    comments: list[tuple[int, str]] = []
    row, declared, rest = 1, None, text
    while rest:
        line, *after = _LINE_END.split(rest, maxsplit=1)
        bare = line.strip().rstrip(_SEPARATORS)
        if re.fullmatch(r"sep=[,;\t|]", line.strip(" "), re.IGNORECASE):
            declared = line.strip(" ")[-1]
            row -= 1
        elif bare.startswith(("#", '"#')):
            comments.append((row, _comment(bare)))
        elif bare:
            break
        row, rest = row + 1, after[0] if after else ""
    return tuple(comments), row, rest, declared


def _comment(line: str) -> str:
    # A spreadsheet puts a comment that holds a comma into quotes.
    text = next(csv.reader([line]))[0] if line.startswith('"') else line
    return text.removeprefix("#").strip()


def _separator_of(header: str) -> str:
    unquoted = re.sub(r'"[^"]*"', "", header)
    return max(_SEPARATORS, key=lambda mark: (unquoted.count(mark), -_SEPARATORS.index(mark)))


def _records(
    body: str, separator: str, first_row: int, file: str
) -> Iterator[tuple[int, list[str]]]:
    number = first_row - 1
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, start=first_row):
            yield number, cells
    except csv.Error as error:
        raise InputError(
            f"malformed: {error}",
            file=file,
            row=number + 1,
            allowed="a cell with quotes or separators stands in double quotes, its quotes doubled",
        ) from None


def _named_columns(
    header: list[str], rows: list[tuple[int, list[str]]], file: str, header_row: int
) -> tuple[tuple[str, ...], list[int]]:
    """Return the column names and their positions; nameless empty columns are left out."""
    names = [name.strip() for name in header]
    for number, cells in rows:
        if len(cells) != len(names):
            raise InputError(
                f"{len(cells)} cells where the header has {len(names)}",
                file=file,
                row=number,
                allowed="as many cells as columns; a cell that holds the separator is quoted",
            )
    kept = [k for k, name in enumerate(names) if name or any(cells[k].strip() for _, cells in rows)]
    for k in kept:
        if not names[k] or names.index(names[k]) != k:
            what = "the same name twice" if names[k] else f"column {k + 1} has cells but no name"
            raise InputError(f"bad header: {what}", file=file, row=header_row, value=names[k])
    return tuple(names[k] for k in kept), kept
