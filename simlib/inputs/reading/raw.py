"""A client's file as a table: whatever bytes it is made of, read or refused with a reason."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from simlib.inputs.errors import InputError
from simlib.inputs.reading.delimited import read_delimited
from simlib.inputs.reading.shape import LARGEST_BYTES, RawTable
from simlib.inputs.reading.workbook import read_workbook

_GZIP, _ZIP, _OLD_OFFICE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_raw(path: str | Path, *, encoding: str | None = None) -> RawTable:
    """Read a file that holds one table; see `read_raws`.

    Raises
    ------
    InputError
        As `read_raws`, and for a workbook with several tables.
    """
    tables = read_raws(path, encoding=encoding)
    if len(tables) > 1:
        raise InputError(
            "several sheets with a table",
            file=Path(path).name,
            value=[table.file for table in tables],
            allowed="a workbook of one table, or simlib import, which reads them all",
        )
    return tables[0]


def read_raws(path: str | Path, *, encoding: str | None = None) -> tuple[RawTable, ...]:
    """Read CSV, TXT or XLSX, also compressed by gzip: what it is, its bytes say.

    Parameters
    ----------
    path
        The file; nothing in it is ever executed.
    encoding
        Of text; found and reported if not given.

    Returns
    -------
    tuple of RawTable
        One, or one for each visible sheet of a workbook that holds a table.

    Raises
    ------
    InputError
        A file that is missing, empty, too large, not a table, malformed or ragged.
    """
    if not isinstance(path, str | Path):
        raise InputError("not a path", value=path, allowed="the path of a CSV, TXT or XLSX file")
    content, name = _bytes_of(Path(path)), Path(path).name
    if content.startswith(_OLD_OFFICE):
        raise InputError(
            "an old Excel file, or a workbook with a password",
            file=name,
            allowed="save it as XLSX without password, or as CSV",
        )
    if content.startswith(_ZIP):
        return read_workbook(content, name)
    if not content.strip():
        raise InputError("the file is empty", file=name, allowed="a header and at least one row")
    return (read_delimited(content, name, encoding),)


def read_all(
    paths: Iterable[str | Path], encodings: dict[str, str] | None = None
) -> tuple[RawTable, ...]:
    """Read several files; two of one name are refused, since reports name them."""
    known = encodings or {}
    listed = [Path(path) for path in paths]
    names = [path.name for path in listed]
    for name in names:
        if names.count(name) > 1:
            raise InputError("two files of one name", file=name, allowed="rename one of them")
    if not listed:
        raise InputError("no file to read", allowed="at least one export or ledger")
    return tuple(
        table for path in listed for table in read_raws(path, encoding=known.get(path.name))
    )


def total_rows(tables: Sequence[RawTable]) -> int:
    """Return the rows of several tables together."""
    return sum(len(table.rows) for table in tables)


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.exists():
            raise InputError("there is no such file", file=path)
        if not path.is_file():
            raise InputError("not a file", file=path, allowed="a table such as invoices.csv")
        with path.open("rb") as stream:
            packed = stream.read(2) == _GZIP
        with gzip.open(path) if packed else path.open("rb") as stream:
            content: bytes = stream.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"cannot be read: {error}", file=path.name) from None
    if len(content) > LARGEST_BYTES:
        raise InputError("the file is too large", file=path.name, allowed="at most 256 MB")
    return content
