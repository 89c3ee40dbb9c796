"""Files and tables: read as they were typed or refused, written whole or not at all."""

from __future__ import annotations

import gzip
import stat
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from simlib.inputs import files
from simlib.inputs import files as paths
from simlib.inputs.book import Book
from simlib.inputs.files import comment_line, csv_text, write_text
from simlib.inputs.reading import raw, tables
from simlib.inputs.reading.tables import read_table
from tests.support.refusals import refusal, words_of

TABLES = {
    "empty": b" \n",
    "comments": b"# only\n",
    "zero bytes": b"a,b\n1,\x002\n",
    "xlsx": b"PK\x03\x04..",
    "xls": b"\xd0\xcf\x11\xe0",
    "utf-16": b"\xff\xfea\x00\n\x00",
    "quotes": b'a,b\n"x"y",2\n',
    "ragged": b"a,b\n1\n",
    "twice": b"a,a\n1,2\n",
    "no name": b"a,,b\n1,2,3\n",
}


def test_a_file_is_written_whole_where_no_folder_was_and_can_be_read_by_colleagues(
    tmp_path: Path,
) -> None:
    target = tmp_path / "new" / "folder" / "f.txt"
    assert files.write_atomically(str(target), b"one") == target
    assert files.write_atomically(target, b"two") == target
    assert target.read_bytes() == b"two"
    assert [each.name for each in target.parent.iterdir()] == ["f.txt"]
    usual = tmp_path / "usual.txt"
    usual.write_bytes(b"")
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def test_data_of_a_wheel_go_before_those_of_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "simlib")
    assert paths.data_path("books", "a.csv") == tmp_path / "data" / "books" / "a.csv"
    (tmp_path / "simlib" / "_data").mkdir(parents=True)
    assert paths.data_path("books") == tmp_path / "simlib" / "_data" / "books"


def test_a_file_may_be_as_large_as_allowed_and_no_larger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw, "LARGEST_BYTES", 8)
    file = tmp_path / "t.csv"
    file.write_bytes(b"a,b\n1,23")
    assert tables.read_table(file).rows[0].cells == {"a": "1", "b": "23"}
    file.write_bytes(b"a,b\n1,234")
    assert words_of(lambda: tables.read_table(file)) == (
        "t.csv: the file is too large; allowed: at most 256 MB"
    )
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(b"unpacked")
    assert words_of(lambda: tables.read_table(packed)).startswith("t.csv.gz: no table")


def test_remarks_are_free_and_line_ends_in_cells_stay(tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    file.write_text("# source\n# name\naccount_id,annual_revenue\na,1\n")
    assert Book.from_csv(file).name == "b"
    file.write_bytes(b'a,b\n"x\r\ny",2\n')
    assert read_table(file).rows[0].cells == {"a": "x\r\ny", "b": "2"}
    file.write_bytes(b"sep=;X\n1;2\n")
    assert read_table(file).columns == ("sep=", "X")
    file.write_bytes(b"SEP=;\na,b;c\n1;2\n")
    assert read_table(file).columns == ("a,b", "c")


def _file(tmp_path: Path, content: str, name: str = "firm.csv", encoding: str = "utf-8") -> Path:
    file = tmp_path / name
    file.write_bytes(content.encode(encoding))
    return file


def test_a_table_is_what_was_typed(tmp_path: Path) -> None:
    text = 'sep=|\n\n# one\n"# two, too";;\n\na| b ||\n1|"x\n|y"||\n||||\n3|4||\n'
    table = read_table(_file(tmp_path, text.replace("||\n", "|\n").replace("||||", "||"), "t.txt"))
    assert (table.file, table.columns) == ("t.txt", ("a", "b"))
    assert table.comments == ((2, "one"), (3, "two, too"))
    assert [row.cells for row in table.rows] == [{"a": "1", "b": "x\n|y"}, {"a": "3", "b": "4"}]
    assert [row.number for row in table.rows] == [6, 8]


def test_separators_are_counted_outside_quotes_and_commas_win_ties(tmp_path: Path) -> None:
    assert read_table(_file(tmp_path, '"a;b;c",d\n1,2\n')).columns == ("a;b;c", "d")
    assert read_table(_file(tmp_path, "a;b,c\n1;2,3\n")).columns == ("a;b", "c")
    assert read_table(_file(tmp_path, "a\tb\n1\t2\n")).columns == ("a", "b")


def test_a_packed_table_and_old_line_ends_are_read(tmp_path: Path) -> None:
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress("# k: v\ra,b\r1,2\r".encode("utf-8-sig")))
    table = read_table(packed)
    assert (table.columns, table.comments) == (("a", "b"), ((1, "k: v"),))
    assert [(row.number, row.cells) for row in table.rows] == [(3, {"a": "1", "b": "2"})]


def test_text_is_written_for_spreadsheets_and_as_it_is(tmp_path: Path) -> None:
    assert comment_line("plain") == "# plain\n"
    assert comment_line("") == "#\n"
    for mark in (",", ";", "\t", "|", '"'):
        doubled = '""' if mark == '"' else mark
        assert comment_line(f"a{mark}b") == f'"# a{doubled}b"\n'
    assert csv_text([["a", 'b"'], ["", "c,d"]]) == 'a,"b"""\n,"c,d"\n'
    write_text(tmp_path / "t.txt", "é\r\n")
    assert (tmp_path / "t.txt").read_bytes() == b"\xc3\xa9\r\n"


def test_a_table_is_refused_by_what_is_wrong_with_it(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    file = tmp_path / "book.csv"
    said = {}
    for name, content in TABLES.items():
        file.write_bytes(content)
        error = refusal(lambda: read_table(file))
        assert error.file == "book.csv"
        said[name] = str(error)
    assert said == snapshot


def test_what_is_no_file_or_cannot_be_one_is_named_in_full(tmp_path: Path) -> None:
    none, book, lost = tmp_path / "none.csv", tmp_path / "book.csv", tmp_path / "no" / "book.csv"
    book.write_text("a\n1\n")
    assert words_of(lambda: read_table(none)) == f"{none}: there is no such file"
    allowed = "not a file; allowed: a table such as invoices.csv"
    assert words_of(lambda: read_table(tmp_path)) == f"{tmp_path}: {allowed}"
    unknown = (
        "book.csv: unknown encoding of text; found 'klingon'; allowed: such as utf-8 or cp1252"
    )
    assert words_of(lambda: read_table(book, encoding="klingon")) == unknown
    said = f"{lost}: cannot be written: no such folder"
    assert words_of(lambda: write_text(lost, "")) == said
