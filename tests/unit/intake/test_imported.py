"""The shipped real files come in with no manual step, masked, and to the cent."""

from __future__ import annotations

import re
import stat
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import simlib as sl
from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from simlib.inputs.files import data_path
from simlib.inputs.ledger_report import suspected_renames
from simlib.intake.booking import Booking, Ledger
from simlib.intake.coverage import default_live, default_window
from simlib.intake.imported import Imported, import_files, read_crm
from simlib.intake.ledger_csv import read_bookings, write_bookings
from simlib.intake.privacy.pseudonyms import Pseudonyms, refuse_key_inside, study_folder
from simlib.intake.report.renames import SPELLING, lives_of, suspects
from simlib.present.paper.quality import quality_page
from tests.support.client_files import SALESFORCE_ACCOUNTS, SALESFORCE_REPORT, ledger_text, written

CRM = tuple(
    data_path("raw", f"crm_{name}.csv") for name in ("accounts", "sales_pipeline", "sales_teams")
)
FEES = data_path("raw", "sf_lobbying_fees.csv")
IOWA = data_path("raw", "iowa_prost_sales.csv")
RETAIL = data_path("raw", "online_retail_ii_invoices.csv.gz")
HMS = {"firm": "Hms Associates"}


@pytest.fixture(scope="module")
def hms() -> Imported:
    return import_files([FEES], filters=HMS)


@pytest.fixture(scope="module")
def fees() -> Imported:
    return import_files([FEES], show_names=True)


def test_the_crm_sample_is_the_shipped_book(tmp_path: Path) -> None:
    imported = import_files(CRM, show_names=True, name="crm")
    shipped = Book.shipped("crm_sample")
    found = {a.account_id: (a.annual_revenue, a.owner, a.parent) for a in imported.book.accounts}
    assert found == {a.account_id: (a.annual_revenue, a.owner, a.parent) for a in shipped.accounts}
    assert imported.book.reps == shipped.reps
    report = imported.report
    assert report.reconciles
    assert report.read == report.booked.amount == Decimal(10_005_534)
    assert any("a loss rate is not identified" in text for text in report.cannot_tell)
    assert any("5 of 35 people" in text for text in report.warnings)
    assert [each.by for each in report.concentration] == ["account", "group"]
    assert sl.read_crm(*CRM, name="crm") == imported.book


def test_a_firm_of_the_fee_ledger_is_the_shipped_book(hms: Imported) -> None:
    shipped = Book.shipped("hms_associates")
    assert sorted(a.annual_revenue for a in hms.book.accounts) == sorted(shipped.revenues)
    assert hms.book.as_of == shipped.as_of
    assert hms.report.reconciles
    assert hms.report.read == Decimal("45905560.19")
    assert hms.report.booked.amount == Decimal(7_379_000)


def test_the_whole_fee_ledger(fees: Imported) -> None:
    assert fees.report.reconciles
    assert fees.report.booked.amount == Decimal("45905560.19")
    assert any("--filter firm=NAME" in text for text in fees.report.warnings)


def test_stores_are_accounts_and_chains_are_groups() -> None:
    imported = import_files([IOWA])
    report = imported.report
    assert report.reconciles
    assert report.read == Decimal("303954.75")
    assert report.accounts == 308
    by_account, by_group = report.concentration
    assert by_account.largest_share < 0.15
    assert by_group.largest_share > 0.5
    assert by_group.largest.startswith("Group")
    assert {a.parent is not None for a in imported.book.accounts} == {True}


@pytest.mark.slow
def test_invoices_of_the_wholesaler() -> None:
    imported = import_files([RETAIL])
    report = imported.report
    assert report.reconciles
    assert report.read == Decimal("16343651.02")
    assert report.credits.rows == 7901
    assert report.book.window == "2010-12 to 2011-11"
    assert len(imported.book.accounts) == 150
    assert imported.book.annual_revenue == pytest.approx(float(report.book.kept.amount), abs=0.01)
    assert any("every account" in text or "all count" in text for text in report.choices)


def test_renames_of_the_fee_ledger_are_found(fees: Imported) -> None:
    found = {(pair.one.name, pair.other.name) for pair in fees.report.suspects}
    assert ("Airbnb  Inc.", "Airbnb, Inc.") in found or ("Airbnb, Inc.", "Airbnb  Inc.") in found
    assert ("Arcardis", "Arcadis") in found  # a slip of the keyboard
    assert ("Pbs&j", "Atkins") in found  # bought: same rep and fee from one month to the next
    lives = lives_of(fees.ledger)
    old = suspected_renames({k: (v.first, v.last, v.amount) for k, v in lives.items()})
    assert len(old) > 40
    for text in old:
        assert any(repr(one) in text and repr(other) in text for one, other in found), text


def test_a_firm_named_pc_twice() -> None:
    day = date(2024, 1, 1)
    rows = [
        ("Reuben, P.C.", day),
        ("Reuben PC", date(2024, 3, 1)),
        ("Branch 12", day),
        ("Branch 13", day),
    ]
    ledger = Ledger(tuple(Booking("f", k, d, n, Decimal(5)) for k, (n, d) in enumerate(rows)))
    assert [(s.one.name, s.other.name, s.follows) for s in suspects(ledger)] == [
        ("Reuben, P.C.", "Reuben PC", True)
    ]


def test_no_name_is_left_anywhere(hms: Imported, tmp_path: Path) -> None:
    real = import_files([FEES], filters=HMS, show_names=True)
    names = {b.account for b in real.ledger.bookings} | {b.owner for b in real.ledger.bookings}
    hms.book.to_csv(tmp_path / "book.csv")
    write_bookings(hms.ledger, tmp_path / "ledger.csv")
    hms.mapping.save(tmp_path / "mapping.yaml")
    said = [path.read_text(encoding="utf-8") for path in sorted(tmp_path.iterdir())]
    said += [str(hms.report), quality_page(hms.report), repr(hms.book), repr(hms.report)]
    for text in said:
        assert [name for name in names if name in text] == []
    assert all(re.fullmatch(r"Account \d{3}", a.account_id) for a in hms.book.accounts)
    assert max(hms.book.accounts, key=lambda a: a.annual_revenue).account_id == "Account 001"


def test_masked_and_unmasked_books_are_alike(hms: Imported) -> None:
    real = import_files([FEES], filters=HMS, show_names=True).book
    assert hms.pseudonyms is not None
    renamed = {
        hms.pseudonyms.of("account", a.account_id): (
            a.annual_revenue, hms.pseudonyms.of("owner", a.owner)
        )
        for a in real.accounts
    }  # fmt: skip
    assert {a.account_id: (a.annual_revenue, a.owner) for a in hms.book.accounts} == renamed


def test_pseudonyms_are_extended_never_renumbered(tmp_path: Path) -> None:
    rows = [("B", f"2024-{m:02}-01", "20") for m in range(1, 13)]
    rows += [("A", f"2024-{m:02}-28", "10") for m in range(1, 13)]
    first = import_files([written(tmp_path, "a.csv", ledger_text(rows))])
    assert first.pseudonyms is not None
    key = tmp_path / "keys" / "x.key"
    first.pseudonyms.save(key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert Pseudonyms.load(key) == first.pseudonyms
    rows += [("=cmd|' /C calc'!A0", f"2024-{m:02}-15", "99") for m in range(1, 13)]
    second = import_files([written(tmp_path, "b.csv", ledger_text(rows))], key=key)
    assert second.pseudonyms is not None
    assert second.pseudonyms.of("account", "B") == "Account 001"
    assert second.pseudonyms.of("account", "A") == "Account 002"
    assert second.pseudonyms.of("account", "=cmd|' /C calc'!A0") == "Account 003"
    second.pseudonyms.save(key)
    assert Pseudonyms.load(key) == second.pseudonyms
    assert "\naccount,=" not in key.read_text(encoding="utf-8")


def test_an_umlaut_written_out_is_the_same_spelling() -> None:
    day = date(2024, 1, 1)
    names = ("Müller & Söhne GmbH", "Mueller & Soehne GmbH", "Maler Meier", "Straßenbau AG")
    ledger = Ledger(tuple(Booking("f", k, day, name, Decimal(1)) for k, name in enumerate(names)))
    found = [(pair.one.name, pair.other.name, pair.why) for pair in suspects(ledger)]
    assert found == [("Mueller & Soehne GmbH", "Müller & Söhne GmbH", SPELLING)]


def test_a_rename_by_pseudonyms_joins_the_real_names(tmp_path: Path) -> None:
    rows = [("New", f"2024-{m:02}-01", "20") for m in range(6, 13)]
    rows += [("Old", f"2024-{m:02}-28", "10") for m in range(1, 6)]
    path = written(tmp_path, "a.csv", ledger_text(rows))
    first = import_files([path])
    assert first.pseudonyms is not None
    old, new = (first.pseudonyms.of("account", name) for name in ("Old", "New"))
    joined = import_files(
        [path], key=first.pseudonyms, mapping=first.mapping.with_(renames={old: new})
    )
    assert [a.account_id for a in joined.book.accounts] == [new]
    assert joined.report.booked.amount == Decimal(190)
    assert "Old" not in joined.mapping.to_yaml()


@pytest.mark.parametrize(
    "content",
    ["a,b\nx,y\n", "kind,name,pseudonym\naccount,A,Bob\n", "kind,name,pseudonym\nuser,A,Rep 01\n",
     "kind,name,pseudonym\naccount,A,Account 001\naccount,B,Account 001\n"],
)  # fmt: skip
def test_a_key_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError):
        Pseudonyms.load(written(tmp_path, "x.key", content))


def test_the_key_must_lie_outside(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "out")
    refuse_key_inside(tmp_path / "x.key", tmp_path / "out")
    for inside in ("out/x.key", "link/x.key", "out/../out/a/x.key"):
        with pytest.raises(InputError, match="inside the output folder"):
            refuse_key_inside(tmp_path / inside, tmp_path / "out")


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../x", "a/b", "/etc", "a\\b", "C:", ".hidden", "a\x00b", "a\nb", "con",
     "NUL.txt",
     " x", "x ", "x.", "~", "a" * 81, "a:b", "-rf", "x/..", "\u202ex"],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder_of_studies(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="not a name for a study"):
        study_folder(tmp_path, name)


def test_ordinary_names_of_studies_are_allowed(tmp_path: Path) -> None:
    for name in ("acme", "Müller & Co".replace(" & ", " "), "acme 2024-03", "v1.2", "客户"):
        assert study_folder(tmp_path, name).parent == tmp_path
    (tmp_path / "trap").symlink_to("/tmp")
    with pytest.raises(InputError, match="lies elsewhere"):
        study_folder(tmp_path, "trap")


def test_a_ledger_reads_back(hms: Imported, tmp_path: Path) -> None:
    write_bookings(hms.ledger, tmp_path / "ledger.csv")
    assert read_bookings(tmp_path / "ledger.csv") == hms.ledger


def test_hostile_names_survive(tmp_path: Path) -> None:
    names = [
        "<script>alert(1)</script>", "=HYPERLINK(1)", "@x", "../../etc/passwd", "a\u202egnp.exe",
        "line\nbreak", "nul\x0bl", "x" * 500, "x" * 500 + "y", "'quoted", "{{ 7*7 }}",
        "Account 001",
    ]  # fmt: skip
    rows = [
        f'"{name}",2024-{month:02}-{day:02},{amount}.5'
        for amount, name in enumerate(names, start=10)
        for month, day in ((1, 1), (12, 31))
    ]
    path = written(tmp_path, "l.csv", "\n".join(["client,date,amount", *rows]))
    for show in (True, False):
        imported = import_files([path], show_names=show)
        assert imported.report.reconciles
        assert len(imported.book.accounts) == len(names)
        page = quality_page(imported.report)
        assert "<script>" not in page
        write_bookings(imported.ledger, tmp_path / "ledger.csv")
        assert read_bookings(tmp_path / "ledger.csv") == imported.ledger
        assert not re.search(r"(^|,)[=@]", (tmp_path / "ledger.csv").read_text(encoding="utf-8"))
        imported.book.to_csv(tmp_path / "book.csv")
        assert Book.from_csv(tmp_path / "book.csv") == imported.book


def test_accounts_without_owner_are_listed(tmp_path: Path) -> None:
    rows = "client,rep,date,amount\nA,ann,2024-01-01,5\nA,,2024-12-31,5\nB,,2024-12-31,7\n"
    report = import_files([written(tmp_path, "l.csv", rows)]).report
    assert [(u.annual_revenue, u.place) for u in report.unowned] == [(7.0, "l.csv row 4")]


def test_the_window_is_what_the_file_fully_covers() -> None:
    def window(*days: date, by_month: bool = False) -> str:
        rows = tuple(Booking("f", 2, day, "A", Decimal(1)) for day in days)
        return str(default_window(Ledger(rows, by_month=by_month))[0])

    assert window(date(2022, 1, 5), date(2024, 6, 28)) == "2023-07 to 2024-06"
    assert window(date(2022, 1, 5), date(2024, 6, 20)) == "2023-06 to 2024-05"
    assert window(date(2024, 1, 2), date(2024, 6, 30)) == "2024-01 to 2024-06"
    assert window(date(2022, 1, 1), date(2024, 6, 1), by_month=True) == "2023-07 to 2024-06"
    many = [date(2024, 1, 1 + k % 28) for k in range(200)] + [date(2024, 12, 31)]
    assert window(*many, date(2099, 1, 1)) == "2024-01 to 2024-12"
    with pytest.raises(InputError, match="no month is covered"):
        window(date(2024, 1, 10), date(2024, 1, 20))


def test_rare_buyers_are_all_live() -> None:
    rows = tuple(
        Booking("f", 2, date(2020 + k // 12, k % 12 + 1, 1), "A", Decimal(1))
        for k in range(0, 48, 8)
    )
    ledger = Ledger(rows)
    assert default_live(ledger, default_window(ledger)[0])[0] is None


def test_a_mapping_reads_next_years_file(tmp_path: Path) -> None:
    def year(number: int) -> bytes:
        rows = [("A", f"0{m}/02/{number}", "5") for m in range(1, 10)]
        return ledger_text([*rows, ("A", f"12/31/{number}", "5")])

    first = import_files([written(tmp_path, "2023.csv", year(2023))], show_names=True)
    later = written(tmp_path, "2024.csv", year(2024))
    again = import_files([later], mapping=first.mapping, show_names=True)
    assert again.report.last_day == "2024-12-31"
    with pytest.raises(InputError, match="neither this file nor its columns"):
        import_files([written(tmp_path, "x.csv", "who,what\na,b\n")], mapping=first.mapping)


def test_an_ambiguous_date_stops_with_a_question_that_an_answer_settles(tmp_path: Path) -> None:
    path = written(
        tmp_path, "l.csv", ledger_text([("A", f"01/0{m}/2024", "5") for m in range(1, 8)])
    )
    with pytest.raises(InputError, match="'dates: day first' or 'dates: month first'"):
        import_files([path])
    months = read_crm(path, dates="day first").source
    assert "2024-01 to 2024-06" in months or "2024-01 to 2024-07" in months


def test_crm_files_in_any_order_give_one_book(tmp_path: Path) -> None:
    deals = written(tmp_path, "deals.csv", SALESFORCE_REPORT)
    accounts = written(tmp_path, "accounts.csv", SALESFORCE_ACCOUNTS)
    one = import_files([deals, accounts], name="x")
    assert import_files([accounts, deals], name="x").book == one.book
    assert one.report.reconciles


@pytest.mark.parametrize(("total", "warned"), [("17.00", False), ("18.00", True)])
def test_a_printed_total_is_checked(tmp_path: Path, total: str, warned: bool) -> None:
    rows = ledger_text(
        [("A", "2024-01-01", "5.00"), ("B", "2024-12-31", "12.00"), ("Total", "", total)]
    )
    report = import_files([written(tmp_path, "l.csv", rows)]).report
    assert any("as its total" in text for text in report.warnings) is warned


def test_names_of_files_stay_in_the_house(tmp_path: Path) -> None:
    rows = ledger_text(
        [("A", "2024-01-01", "5.00"), ("B", "2024-12-31", "12.00"), ("Total", "", "18")]
    )
    path = written(tmp_path, "acme_secret.csv", rows)
    found = import_files([path], name="x")
    assert "acme_secret" in str(found.report), "the consultant must know which file"
    assert "acme_secret" not in str(found.report.without_file_names())
    assert "file 1 prints 18.00" in str(found.report.without_file_names())
    assert "acme_secret" not in found.book.source + found.ledger.source
    assert "acme_secret" in import_files([path], name="x", show_names=True).book.source
