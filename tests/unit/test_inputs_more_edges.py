"""Names that collide, small money, and what a ledger of ours is joined from."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.ledger import read_ledger
from simlib.inputs.paths import data_path
from simlib.inputs.ranges import UncertainInput
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import ledger_groups, load_book, read_shipped_ledger, shipped_ledgers
from simlib.inputs.tables import Row, Table, read_table
from simlib.inputs.workload import workload
from simlib.studies.audit.review import audit
from tests.firms import book_of, calm
from tests.refusals import words_of

YEAR = ("2025-01", "2025-12")
READING = {"account": "client", "amount": "fee", "date": "day", "window": YEAR, "owner": "rep"}


def _same_hash(kind: str, one: str, other: str) -> str:
    return (
        f"two {kind} ids have the same 32-bit hash, so chance could not tell them apart: "
        f"{one!r} and {other!r}; allowed: rename one of them slightly"
    )


def test_reps_whose_hashes_are_equal_are_refused() -> None:
    twins = ("rep10914004", "rep18258")
    accounts = [Account("a", 1.0, owner=twins[0]), Account("b", 1.0, owner=twins[1])]
    assert words_of(lambda: Book.from_accounts(accounts, name="b")) == _same_hash("rep", *twins)


@pytest.mark.parametrize("kind", ["sector", "buyer", "parent"])
def test_sectors_buyers_and_parents_whose_hashes_are_equal_are_refused(kind: str) -> None:
    twins = (f"{kind}29685295", f"{kind}32060020")
    accounts = [Account(f"a{n}", 1.0, **{kind: twin}) for n, twin in enumerate(twins)]
    found = words_of(lambda: Book.from_accounts(accounts, name="b"))
    assert found == _same_hash(kind, *twins)
    twice = [Account(f"a{n}", 1.0, **{kind: twins[0]}) for n in range(2)]
    assert len(Book.from_accounts(twice, name="b").accounts) == 2


def test_an_amount_that_is_none_names_its_field() -> None:
    accounts = (Account("a", 1.0, owner="Ann"),)
    assert words_of(lambda: Book("b", accounts, ("Ann",), pool_revenue="7")) == (  # type: ignore[arg-type]
        "column 'pool_revenue': not an amount; found '7'; allowed: a number up to 1e15"
    )


def test_three_near_ids_are_named_and_no_more() -> None:
    book = book_of(*[1.0] * 6)
    assert words_of(lambda: book.account("a0")) == (
        "no account of 'test'; found 'a0'; allowed: did you mean a05 or a04 or a03?"
    )


def _fees(*rows: tuple[str, str, str, str]) -> Table:
    columns = ("client", "fee", "day", "rep")
    cells = [Row(n, dict(zip(columns, row, strict=True))) for n, row in enumerate(rows, start=2)]
    return Table("fees.csv", columns, tuple(cells))


def test_cents_count_like_thousands() -> None:
    rows = [("A", "0.5", "2025-12-31", "Ann"), ("A", "0.1", "2025-11-01", "Bo")]
    book, report = read_ledger(_fees(*rows, ("B", "0.2", "2025-01-01", "Cy")), **READING)
    assert book.reps == ("Ann", "Bo")
    assert report.warnings == (
        "accounts left out as not live hold 25% of the money in the window; where bills are rarer, "
        "raise live_within_months",
    )


def test_a_bill_of_the_last_day_belongs_to_the_window() -> None:
    rows = [("Brew Ltd", "5", "2025-01-01", "Ann"), ("Brew", "6", "2025-12-31", "Ann")]
    _, report = read_ledger(_fees(*rows), **{**READING, "live_within_months": None})
    assert report.renames == (
        "'Brew Ltd' (2025-01-01 to 2025-01-01, 5.00) looks renamed to 'Brew' (2025-12-31 to "
        "2025-12-31, 6.00); renames= joins them",
    )


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


def test_a_triangle_without_a_rising_side_is_cut_off_too() -> None:
    falling = UncertainInput("x", "", "D", 1.0, 1.0, 3.0)
    assert falling.at(1.0, below=0.5) == 1.0
    assert falling.at(1.0, below=1.0) == 1.0


def test_a_label_that_was_the_name_follows_it() -> None:
    ours = Scenario(book=book_of(1.0), name="ours")
    assert ours.with_(name="theirs").label == "theirs"
    assert ours.with_(label="kept").with_(name="theirs").label == "kept"


def test_a_scenario_asks_for_its_warnings() -> None:
    story = Scenario(book="hms_associates", evidence="folklore", horizon_years=1)
    assert story.audit() == audit(story)
    assert len(story.audit()) > 0


# Ledgers of ours


def test_deals_of_the_crm_are_joined_with_teams_and_groups() -> None:
    book, report = read_shipped_ledger("crm")
    accounts = pd.read_csv(data_path("raw", "crm_accounts.csv"), dtype=str, keep_default_na=False)
    known = accounts.set_index("account")
    heads = set(known["subsidiary_of"]) - {""}
    for account in book.accounts:
        row = known.loc[account.account_id]
        group = row["subsidiary_of"] or (
            account.account_id if account.account_id in heads else None
        )
        assert account.parent == group
        assert account.sector == row["sector"].replace("technolgy", "technology")
    assert (book.name, book.currency, book.fictional) == ("crm", "USD", True)
    assert report.file == "crm_sales_pipeline.csv"
    assert shipped_ledgers() == ("crm", "online_retail", "sf_lobbying")


def test_a_team_of_the_crm_is_its_managers() -> None:
    teams = pd.read_csv(data_path("raw", "crm_sales_teams.csv"), dtype=str)
    assert ledger_groups("crm") == tuple(sorted(set(teams["manager"])))
    book = load_book("crm:Melvin Marxen", name="theirs", reps=["Zoe"])
    mine = set(teams[teams["manager"] == "Melvin Marxen"]["sales_agent"])
    assert set(book.reps) - {"Zoe"} <= mine
    assert ("Zoe" in book.reps, book.name) == (True, "theirs")
    assert load_book("crm:Melvin Marxen").name == "Melvin Marxen"
    found = words_of(lambda: load_book("crm:Melvin: Marxen"))
    assert "column 'manager': no row passes the filter; found 'Melvin: Marxen'" in found


# Workload


def test_a_workload_by_hand() -> None:
    evidence = calm(
        requests_per_week=0.5, review_hours=1.3, service_load=0.5, selling_hours_per_week=20.0
    )
    book = book_of(100.0, 100.0, 400.0, reps=1)
    found = workload(Scenario(book=book, evidence=evidence))
    # Requests as 1 + 1 + 2, half a week each; talks 3 * 0.1 hours; 10 hours are planned.
    hours = (10 - 0.3) / 2
    assert found.request_hours == pytest.approx(hours)
    assert found.seat_load == {"rep 1": pytest.approx(0.5)}
    assert found.ordinary_reps == (1, 2)
    assert found.warnings == ()
    given = workload(Scenario(book=book, evidence=evidence, request_hours=20.0))
    assert given.seat_load == {"rep 1": pytest.approx((2 * 20 + 0.3) / 20)}
    assert given.warnings == (
        "a service request would take 20 hours (ordinary: 0.3 to 10); for this book 1 to 2 reps "
        "would be ordinary",
        "1 of 1 reps have more than a full week of planned work (rep 1: 202 %); for this book 5 "
        "reps would be ordinary",
    )
