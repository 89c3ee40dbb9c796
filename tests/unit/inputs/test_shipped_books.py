"""The five shipped books are what their recipe and their dictionary say."""

from __future__ import annotations

import hashlib
import math
import re
from pathlib import Path

import pandas as pd
import pytest

from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from simlib.inputs.files import data_path
from simlib.inputs.shipped import (
    ledger_groups,
    load_book,
    read_shipped_ledger,
    shipped_books,
    shipped_ledgers,
)
from tests.support.refusals import words_of
from tools.books import RECIPES, differing
from tools.setup import ROOT

DATA = ROOT / "data"


@pytest.fixture(scope="module")
def books() -> dict[str, Book]:
    return {name: load_book(name) for name in shipped_books()}


def test_every_book_is_byte_for_byte_what_its_recipe_gives(tmp_path: Path):
    assert differing(DATA / "books") == []
    assert tuple(sorted(path.stem for path in (DATA / "books").iterdir())) == shipped_books()
    assert tuple(RECIPES) == shipped_books()
    # And the comparison can fail.
    assert differing(tmp_path, ["supplier"]) == ["supplier"]
    (tmp_path / "supplier.csv").write_bytes((DATA / "books" / "dealer.csv").read_bytes())
    assert differing(tmp_path, ["supplier"]) == ["supplier"]


def test_raw_files_are_the_ones_whose_origin_is_told():
    told = dict(
        re.findall(r"\| `(\S+)` \| `([0-9a-f]{64})` \|", (DATA / "ORIGIN.md").read_text("utf-8"))
    )
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (DATA / "raw").iterdir()
    }
    assert found == told


def test_the_dictionary_states_the_size_of_each_book(books: dict[str, Book]):
    text = (DATA / "README.md").read_text("utf-8")
    for name, book in books.items():
        row = next(line for line in text.split("\n") if line.startswith(f"| `{name}`"))
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert int(cells[2]) == len(book.accounts)
        assert int(cells[3].split()[0].strip(",")) == len(book.reps)
        assert cells[4].split(";")[0] == f"{book.annual_revenue:,.0f} {book.currency}"
        assert cells[5] == f"{100 * book.largest_share:.0f} %"
        assert cells[6] == str(book.as_of)


def test_every_book_says_what_it_is(books: dict[str, Book]):
    assert {name for name, book in books.items() if book.fictional} == {
        "dealer", "supplier", "crm_sample",
    }  # fmt: skip
    for name, book in books.items():
        assert book.name == name
        assert book.source
        assert book.currency
        assert book.as_of is not None


def test_dealers_top_earner_lives_off_one_client(books: dict[str, Book]):
    dealer = books["dealer"]
    revenue = {rep: sum(a.annual_revenue for a in dealer.owned_by(rep)) for rep in dealer.reps}
    top = max(revenue, key=lambda rep: revenue[rep])
    largest = max(dealer.owned_by(top), key=lambda a: a.annual_revenue)
    assert len(dealer.reps) == 15
    assert largest.annual_revenue == 0.9 * revenue[top]
    rest = revenue.pop(top) - largest.annual_revenue
    assert rest < min(revenue.values())
    assert all(8 <= len(dealer.owned_by(rep)) <= 12 for rep in dealer.reps)


def test_suppliers_largest_account_is_half_of_it(books: dict[str, Book]):
    supplier = books["supplier"]
    assert supplier.largest_share == 0.5
    assert {len(supplier.owned_by(rep)) for rep in supplier.reps} == {8}
    others = sorted(math.log(r) for r in supplier.revenues)[:-1]
    mean = sum(others) / 31
    spread = math.sqrt(sum((x - mean) ** 2 for x in others) / 30)
    assert spread == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("name", ["dealer", "supplier"])
def test_fictional_firms_share_some_buyers_parents_and_sectors(books: dict[str, Book], name: str):
    for field, fewest in (("buyer", 2), ("parent", 3), ("sector", 3)):
        values = [getattr(a, field) for a in books[name].accounts if getattr(a, field)]
        shared = {value for value in values if values.count(value) > 1}
        assert len(shared) >= fewest


def test_hms_is_what_its_ledger_says():
    book, report = read_shipped_ledger("sf_lobbying", group="Hms Associates")
    # Sums by hand from the file: 1,752,000 billed, less Intermix and the renamed Potrero.
    assert report.kept.amount + report.left_out[0].amount == 1_752_000
    assert book.account("Genentech").annual_revenue == 4 * 7_500 + 8 * 5_000
    assert book.account("Potrero Partners").annual_revenue == 187_000
    assert "Intermix" not in [account.account_id for account in book.accounts]
    assert any("Potrero Partners Llc" in text for text in report.renames)
    assert book.reps == ("rep_057",)


@pytest.mark.parametrize(
    ("firm", "accounts", "reps"),
    [
        ("Platinum Advisors", 42, 1),
        ("Reuben, Junius & Rose, Llp", 107, 12),
        ("Hanson Bridgett Llp", 14, 3),
        ("Daniller Consulting Inc.", 1, 1),
    ],
)
def test_other_firms_of_the_ledger_are_books_too(firm: str, accounts: int, reps: int):
    book = load_book(f"sf_lobbying:{firm}")
    assert (len(book.accounts), len(book.reps), book.name) == (accounts, reps, firm)


def test_a_firm_that_is_not_in_the_ledger_is_refused_with_near_names():
    with pytest.raises(InputError, match="Hms Associates"):
        load_book("sf_lobbying:HMS Associates")
    with pytest.raises(InputError, match="holds many firms"):
        read_shipped_ledger("sf_lobbying")
    assert len(ledger_groups("sf_lobbying")) == 95


def test_giftware_is_the_first_year_to_the_penny(books: dict[str, Book]):
    book, report = read_shipped_ledger("online_retail")
    assert len(book.accounts) + 104 == 4336
    assert str(report.kept.amount) == "8139771.01"
    assert books["giftware"].annual_revenue == pytest.approx(8139771.01, abs=1e-6)
    assert len(books["giftware"].accounts) == 150
    assert load_book("giftware", reps=5).reps == tuple(f"rep 000{k}" for k in range(1, 6))


def test_crm_accounts_are_worth_their_won_deals_not_their_size(books: dict[str, Book]):
    book, report = read_shipped_ledger("crm")
    assert report.total == 10_005_534
    assert book.annual_revenue == pytest.approx(10_005_534 * 1.2)
    acme = books["crm_sample"].account("Acme Corporation")
    assert (acme.parent, acme.sector) == ("Acme Corporation", "technology")
    team = load_book("crm:Melvin Marxen")
    assert len(team.reps) == 5
    assert "Mei-Mei Johns" not in team.reps


def test_names_paths_and_neither(tmp_path: Path, books: dict[str, Book]):
    assert Book.shipped("supplier") == books["supplier"]
    assert load_book(data_path("books", "supplier.csv")) == books["supplier"]
    assert shipped_ledgers() == ("crm", "online_retail", "sf_lobbying")
    with pytest.raises(InputError, match="did you mean supplier"):
        load_book("suplier")
    with pytest.raises(InputError, match="no such file"):
        load_book(tmp_path / "none.csv")
    with pytest.raises(InputError, match="shipped book"):
        Book.shipped(str(data_path("books", "supplier.csv")))


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
