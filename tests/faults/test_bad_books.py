"""Bad books are refused in one line that names the place; nothing on disk changes."""

from __future__ import annotations

import gzip
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.errors import InputError

HEADER = "account_id,annual_revenue,owner\n"


def refusal(folder: Path, content: str | bytes, **options: object) -> str:
    """Return the message that a book file is refused with; the folder must stay as it was."""
    path = folder / "book.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    with pytest.raises(InputError) as caught:
        Book.from_csv(path, **options)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert "\n" not in str(caught.value)
    assert "book.csv" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("-5", "negative revenue"), ("0", "zero revenue"), ("0.000", "zero revenue"),
        ("", "missing"), ("  ", "missing"), ("n/a", "not a plain number"),
        ("nan", "not a plain number"), ("inf", "not a plain number"), ("1_000", "currency signs"),
        ("12 %", "not a percentage"), ("$100", "currency signs"), ("100 EUR", "currency signs"),
        ("\u20ac100", "currency signs"), ('"1,234.50"', "no thousands marks"),
        ("1.234.567", "no thousands marks"), ("1 234", "no thousands marks"),
        ("1'234", "no thousands marks"), ('"0,1"', "commas are never guessed"),
        ("\u0661\u0662", "not a plain number"), ("1e16", "at most 1e15"),
        ("1e-400", "at least 0.000001"), ("1e-320", "at least 0.000001"),
        ("0x10", "not a plain number"), ("--5", "not a plain number"), ("TRUE", "not a plain"),
    ],
)  # fmt: skip
def test_revenue_is_never_guessed(tmp_path: Path, typed: str, why: str):
    told = refusal(tmp_path, f"{HEADER}A,10,Ann\nB,{typed},Ann\n")
    assert "row 3, column 'annual_revenue'" in told
    assert why in told


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_a_thousand_or_a_decimal_is_asked(tmp_path: Path, mark: str):
    told = refusal(tmp_path, f"account_id{mark}annual_revenue\nA{mark}1.234\nB{mark}500\n")
    assert "row 2, column 'annual_revenue': a thousands mark or a decimal point?" in told
    assert "1234 or 1.2340" in told


@pytest.mark.parametrize("other", ["99.5", "1234", "0.123", "1234.567", ".5"])
def test_a_column_that_shows_what_its_points_mean_is_read(tmp_path: Path, other: str):
    path = tmp_path / "book.csv"
    path.write_text(f"account_id,annual_revenue\nA,1.234\nB,{other}\n", encoding="utf-8")
    assert Book.from_csv(path).account("A").annual_revenue == 1.234


def test_a_number_that_a_workbook_is_sure_of_is_not_asked_about(tmp_path: Path):
    for typed, asked in ((1.234, False), ("1.234", True)):
        workbook = openpyxl.Workbook()
        workbook.active.append(["account_id", "annual_revenue"])
        workbook.active.append(["A", typed])
        workbook.save(tmp_path / "book.xlsx")
        if asked:
            with pytest.raises(InputError, match="or a decimal point"):
                Book.from_csv(tmp_path / "book.xlsx")
        else:
            assert Book.from_csv(tmp_path / "book.xlsx").annual_revenue == 1.234


def test_what_is_written_is_never_asked_about(tmp_path: Path):
    book = Book.from_accounts([Account("A", 1.234), Account("B", 123.456)], name="b")
    book.to_csv(tmp_path / "b.csv")
    assert Book.from_csv(tmp_path / "b.csv").accounts == book.accounts


def test_rows_count_as_in_a_spreadsheet(tmp_path: Path):
    told = refusal(tmp_path, f"# a remark\n\n# name: x\n{HEADER}A,10,Ann\n\n,,\nB,-1,Ann\n")
    assert "row 8, column 'annual_revenue'" in told
    told = refusal(tmp_path, f"sep=,\n{HEADER}A,-1,Ann\n")
    assert "row 2," in told


@pytest.mark.parametrize("twin", ["A ", '"A"', "\u00a0A"])
def test_the_same_id_twice_names_both_rows(tmp_path: Path, twin: str):
    told = refusal(tmp_path, f"{HEADER}A,10,Ann\nB,10,Ann\n{twin},5,Ann\n")
    assert "row 4, column 'account_id': the same id as in row 2" in told


def test_two_spellings_of_one_accent_are_one_id(tmp_path: Path):
    assert "the same id as in row 2" in refusal(tmp_path, f"{HEADER}\u00e9,1,Ann\ne\u0301,1,Ann\n")


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("account_id,annual_revenu", "did you mean annual_revenue"),
        ("account_id,annual_revenue,onwer", "did you mean owner"),
        ("account_id,annual_revenue,churn", "unknown column"),
        ("annual_revenue,owner", "column 'account_id': a column is missing"),
        ("account_id,owner", "the header has neither"),
        ("account_id,annual_revenue,revenue", "the header has both"),
        ("account_id,annual_revenue,annual_revenue", "the same name twice"),
        ("account_id,annual_revenue,Annual Revenue", "twice in the header"),
        ("account_id,revenue", "revenue of which period?"),
        ("account_id", "a single column"),
        ("owner,account_id", "the header has neither"),
    ],
)
def test_headers_must_be_known(tmp_path: Path, header: str, told: str):
    row = ",".join(["1"] * (header.count(",") + 1))
    assert told in refusal(tmp_path, f"{header}\n{row}\n")


def test_a_period_belongs_to_revenue_only(tmp_path: Path):
    assert "by the year already" in refusal(tmp_path, f"{HEADER}A,1,Ann\n", period="month")
    assert "did you mean month" in refusal_of_option(tmp_path, period="months")


def refusal_of_option(folder: Path, **options: object) -> str:
    path = folder / "book.csv"
    path.write_text("account_id,revenue\nA,1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Book.from_csv(path, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "the file is empty"), (" \n \n", "the file is empty"), ("\ufeff", "the file is empty"),
        ("# only\n# remarks\n", "comments only"), (HEADER, "a header without rows"),
        (f"{HEADER},,\n", "a header without rows"),
        ("account_id,annual_revenue\nA,1,234\n", "row 2: 3 cells where the header has 2"),
        (f"{HEADER}A,1\n", "row 2: 2 cells where the header has 3"),
        (f"{HEADER}A,1,Ann\nB,1,234,Ann\n", "row 3: 4 cells where the header has 3"),
        (f'{HEADER}"A,1,Ann\n', "malformed"), (f'{HEADER}"A"x,1,Ann\n', "row 2: malformed"),
        (f"{HEADER},5,Ann\n", "row 2, column 'account_id': missing"),
        ("account_id,annual_revenue,\nA,1,x\n", "column 3 has cells but no name"),
        (b"\x00\x01\x02\x03\x04\x05", "no table"), (b"A,B\n\x00,1\n", "zero bytes"),
        (b"PK\x03\x04rest", "the workbook cannot be read"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel file"),
        (f"{HEADER}{'x' * 201},1,Ann\n", "more than 200"),
        (f"{HEADER}{'x' * 200_000},1,Ann\n", "no separator that fits"),
        (f"{HEADER}A\x1b[31m,1,Ann\n", "control character U+001B"),
        (f'{HEADER}"A\nB",1,Ann\n', "control character U+000A"),
        (f"{HEADER}A,1,\u202eAnn\n", "column 'owner': holds the control character U+202E"),
        ("account_id,annual_revenue,since\nA,1,31/12/2020\n", "real day as YYYY-MM-DD"),
        ("account_id,annual_revenue,since\nA,1,2021-02-29\n", "real day as YYYY-MM-DD"),
    ],
)  # fmt: skip
def test_files_that_are_no_book(tmp_path: Path, content: str | bytes, told: str):
    assert told in refusal(tmp_path, content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_an_encoding_is_found_as_an_import_finds_it(tmp_path: Path, encoding: str):
    content = f"{HEADER}Caf\u00e9 M\u00fcller,1,Ann\n".encode(encoding)
    (tmp_path / "book.csv").write_bytes(content)
    assert Book.from_csv(tmp_path / "book.csv").account("Caf\u00e9 M\u00fcller")
    told = Book.from_csv(tmp_path / "book.csv", encoding=encoding)
    assert told.account("Caf\u00e9 M\u00fcller")
    assert "unknown encoding of text" in refusal(tmp_path, content, encoding="utf-9")


def test_missing_files_folders_and_broken_archives(tmp_path: Path):
    with pytest.raises(InputError, match="no such file"):
        Book.from_csv(tmp_path / "none.csv")
    with pytest.raises(InputError, match="not a file"):
        Book.from_csv(tmp_path)
    broken = tmp_path / "book.csv.gz"
    broken.write_bytes(gzip.compress(f"{HEADER}A,1,Ann\n".encode())[:-9])
    with pytest.raises(InputError, match="cannot be read"):
        Book.from_csv(broken)
    broken.write_bytes(b"no archive")
    with pytest.raises(InputError, match="no table"):
        Book.from_csv(broken)


def test_an_owner_who_is_not_on_the_list_is_refused_with_near_names(tmp_path: Path):
    told = refusal(tmp_path, f"{HEADER}A,1,Ann Lee\nB,1,An Lee\n", owners=["Ann Lee", "Bo"])
    assert "row 3, column 'owner': not one of the owners; found 'An Lee'" in told
    assert "did you mean Ann Lee" in told


@pytest.mark.parametrize("reps", [0, -1, True, 2.5, "Ann", [], ["Ann", " Ann"], [""], [1], 10**9])
def test_seats_that_cannot_be(tmp_path: Path, reps: object):
    path = tmp_path / "book.csv"
    path.write_text("account_id,annual_revenue\nA,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="reps"):
        Book.from_csv(path, reps=reps)


def test_a_number_of_seats_is_refused_where_owners_are_named(tmp_path: Path):
    assert "names 1 owners" in refusal(tmp_path, f"{HEADER}A,1,Ann\n", reps=3)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("# pool_revnue: 5", "did you mean pool_revenue"), ("# pool_revenue: -5", "negative"),
        ("# pool_revenue: 1,000", "no thousands marks"), ("# as_of: today", "YYYY-MM-DD"),
        ("# fictional: maybe", "yes or no"), ("# reps: Ann; Bo", "first rep"),
        ("# reps: " + "[" * 100_000, "first rep"), ("# name: a\n# name: b", "said twice"),
        ("# name: a\x08", "control character"),
    ],
)  # fmt: skip
def test_a_bad_head_is_refused(tmp_path: Path, line: str, told: str):
    assert told in refusal(tmp_path, f"{line}\n{HEADER}A,1,Ann\n")


def test_amounts_are_never_relabelled_in_another_currency(tmp_path: Path):
    told = refusal(tmp_path, f"# currency: USD\n{HEADER}A,1,Ann\n", currency="EUR")
    assert "not converted" in told


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "../../etc/passwd", "C:\\con.csv",
        "{{7*7}}", "# A", '"quoted"', "A,B;C\t".strip(), "%s%n", "\U0001f600", "-1", "1e5", "None",
    ],
)  # fmt: skip
def test_hostile_names_are_text_like_any_other(tmp_path: Path, name: str):
    path = tmp_path / "book.csv"
    account = Account(name, 5.0, owner=name, buyer=name, parent=name, sector=name)
    book = Book.from_accounts([account], name=name, source=name)
    book.to_csv(path)
    assert Book.from_csv(path) == book
    assert Book.from_csv(path).accounts[0].account_id == name
    assert [p.name for p in tmp_path.iterdir()] == ["book.csv"]


@pytest.mark.parametrize(
    "fields",
    [
        {"annual_revenue": float("nan")}, {"annual_revenue": float("inf")}, {"annual_revenue": 0},
        {"annual_revenue": -1.0}, {"annual_revenue": "5"}, {"annual_revenue": True},
        {"annual_revenue": None}, {"account_id": " "}, {"account_id": 7}, {"owner": "a\nb"},
        {"since": "2020-01-01"},
    ],
)  # fmt: skip
def test_accounts_made_in_code_are_held_to_the_same(fields: dict[str, object]):
    with pytest.raises(InputError):
        Account(**({"account_id": "A", "annual_revenue": 5.0} | fields))


def test_books_made_in_code_are_held_to_the_same():
    pair = [Account("A", 1, owner="Ann"), Account("A ", 2, owner="Ann")]
    with pytest.raises(InputError, match="same id twice"):
        Book.from_accounts(pair, name="b")
    with pytest.raises(InputError, match="at least one account"):
        Book.from_accounts([], name="b")
    with pytest.raises(InputError, match="needs a name"):
        Book.from_accounts(pair[:1], name=" ")
    with pytest.raises(InputError, match="owner without a seat"):
        Book(name="b", accounts=(pair[0],), reps=("Bo",))
    with pytest.raises(InputError, match="pool_revenue"):
        Book.from_accounts(pair[:1], name="b", pool_revenue=float("nan"))
    book = Book.from_accounts(pair[:1], name="b")
    with pytest.raises(InputError, match="1 or more"):
        book.top(0)
    with pytest.raises(InputError, match="tail"):
        book.top(1, tail="keep")
    with pytest.raises(InputError, match="no account of"):
        book.account("B")
    with pytest.raises(AttributeError):
        book.name = "c"


@pytest.mark.parametrize("total", ["Total", "Gesamtsumme", "Foobar"])
def test_a_row_of_totals_is_no_account(tmp_path: Path, total: str):
    """Taken for one, it would be half of the revenue, and the largest account."""
    rows = f"Alder,900000,Ann\nBirch,400000,Ann\nCedar,20000,Bob\n{total},1320000,\n"
    told = refusal(tmp_path, f"{HEADER}{rows}")
    assert told.startswith("book.csv, row 5: a total")
    assert f"{total} 1320000" in told
    day = "2025-01-31"
    columns = {"a": ["Alder", "Birch", "Cedar", total], "fee": [9, 4, 5, 18]}
    frame = pd.DataFrame({**columns, "day": [day, day, day, None]})
    with pytest.raises(InputError, match="the frame given, row 5: a total"):
        Book.read_ledger(frame, account="a", amount="fee", date="day", window=("2025-01",) * 2)


@pytest.mark.parametrize("second", [[("Cedar", 5), ("Dogwood", 7)], [("Cedar", 5)]])
def test_a_second_sheet_of_accounts_is_not_lost(tmp_path: Path, second: list[tuple[str, int]]):
    workbook = openpyxl.Workbook()
    for row in (("account_id", "annual_revenue"), ("Alder", 900), ("Birch", 420)):
        workbook.active.append(row)
    more = workbook.create_sheet("North")
    for row in second:
        more.append(row)
    workbook.save(tmp_path / "book.xlsx")
    with pytest.raises(InputError, match="several sheets with data") as caught:
        Book.from_csv(tmp_path / "book.xlsx")
    assert caught.value.value == ["North"]
    for row in more:
        row[1].value = None
    workbook.save(tmp_path / "book.xlsx")
    assert len(Book.from_csv(tmp_path / "book.xlsx").accounts) == 2


@pytest.mark.parametrize(
    ("options", "column"),
    [({"as_of": 5}, "as_of"), ({"owners": 5}, "owners"), ({"owners": "Ann"}, "owners")],
)
def test_options_of_another_kind_are_named(tmp_path: Path, options: dict[str, object], column: str):
    (tmp_path / "book.csv").write_text(f"{HEADER}A,1,Ann\n")
    with pytest.raises(InputError) as caught:
        Book.from_csv(tmp_path / "book.csv", **options)
    assert caught.value.column == column


@pytest.mark.parametrize("path", [None, 5, b"book.csv", "x" * 5000])
def test_what_is_no_path_is_refused(path: object):
    with pytest.raises(InputError):
        Book.from_csv(path)


def test_a_book_is_read_from_a_workbook_as_from_text(tmp_path: Path):
    rows = [("account_id", "annual_revenue", "owner"), ("Café", 900000, "Ann"), ("B", 4.5, "Bob")]
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(tmp_path / "book.xlsx")
    (tmp_path / "book.csv").write_text("\n".join(",".join(map(str, row)) for row in rows))
    told = [Book.from_csv(tmp_path / name).accounts for name in ("book.xlsx", "book.csv")]
    assert told[0] == told[1]
