"""A book says the same whatever order, file or machine it came from."""

from __future__ import annotations

import math
import zlib
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.inputs.account import Account
from simlib.inputs.book import Book, service_weight
from simlib.inputs.errors import InputError
from simlib.inputs.ids import canonical, entity, fault_of, refuse_collisions
from tests.support.firms import book_of
from tests.support.refusals import words_of

TEXT = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Zl", "Zp"),
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    min_size=1,
    max_size=12,
).filter(str.strip)

HUNTERS = st.lists(TEXT, min_size=1, max_size=3, unique_by=canonical)

MONEY = st.floats(min_value=0.01, max_value=1e12)

ACCOUNTS = st.lists(
    st.builds(
        Account,
        account_id=TEXT,
        annual_revenue=MONEY,
        owner=st.sampled_from(["", "Ann", "Bo"]),
        buyer=st.none() | TEXT,
        parent=st.none() | TEXT,
        sector=st.sampled_from(["all", "food", "=1+1"]),
        since=st.none() | st.dates(min_value=date(1900, 1, 1)),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda account: account.account_id,
)


def accounts_of(*revenues: float, owner: str = "") -> list[Account]:
    return [Account(f"A{k}", revenue, owner=owner) for k, revenue in enumerate(revenues)]


@settings(max_examples=60)
@given(accounts=ACCOUNTS, name=TEXT, source=st.just("") | TEXT, pool=MONEY, more=st.data())
def test_a_written_book_reads_back_equal(tmp_path_factory, accounts, name, source, pool, more):
    has_owners = any(account.owner for account in accounts)
    reps = more.draw(st.none() | HUNTERS | (st.nothing() if has_owners else st.integers(1, 12)))
    book = Book.from_accounts(
        accounts,
        name=name,
        reps=reps,
        pool_revenue=pool,
        currency="EUR",
        as_of=date(2025, 12, 31),
        source=source,
        fictional=True,
    )
    path = tmp_path_factory.getbasetemp() / "written.csv"
    book.to_csv(path)
    again = Book.from_csv(path)
    assert again == book
    assert again.content_hash() == book.content_hash()


@settings(max_examples=40)
@given(accounts=ACCOUNTS, order=st.randoms(use_true_random=False))
def test_file_order_never_matters(tmp_path_factory, accounts, order):
    path = tmp_path_factory.getbasetemp() / "order.csv"
    Book.from_accounts(accounts, name="b").to_csv(path)
    before = Book.from_csv(path)
    lines = path.read_text("utf-8").rstrip("\n").split("\n")
    first = next(k for k, line in enumerate(lines) if line.startswith("account_id")) + 1
    rows = lines[first:]
    order.shuffle(rows)
    path.write_text("\n".join([*lines[:first], *rows]), encoding="utf-8", newline="")
    assert Book.from_csv(path) == before


def test_accounts_stand_in_code_point_order_and_ids_are_text():
    accounts = [Account(name, 1.0) for name in ("b", "1", "01", " B ", "e\u0301", "10", "2")]
    book = Book.from_accounts(accounts, name="b")
    assert [a.account_id for a in book.accounts] == ["01", "1", "10", "2", "B", "b", "\u00e9"]
    assert book.account("e\u0301").annual_revenue == 1.0


def test_totals_median_and_shares_count_the_pool():
    book = Book.from_accounts(accounts_of(60, 30, 10), name="b", pool_revenue=100)
    assert book.annual_revenue == 200
    assert book.median_revenue == 30
    assert book.largest_share == 0.3
    np.testing.assert_array_equal(book.revenues, [60.0, 30.0, 10.0])


def test_a_book_without_owners_gets_a_seat_for_twelve_accounts_dealt_in_falling_revenue():
    book = Book.from_accounts(accounts_of(*range(1, 26)), name="b")
    assert book.reps == ("rep 0001", "rep 0002", "rep 0003")
    falling = sorted(book.accounts, key=lambda a: -a.annual_revenue)
    assert [a.owner for a in falling[:4]] == ["rep 0001", "rep 0002", "rep 0003", "rep 0001"]


def test_equal_revenues_are_dealt_by_id():
    book = Book.from_accounts([Account("b", 5), Account("a", 5)], name="b", reps=2)
    assert [(a.account_id, a.owner) for a in book.accounts] == [
        ("a", "rep 0001"),
        ("b", "rep 0002"),
    ]


def test_numbered_seats_sort_as_people_count():
    book = Book.from_accounts(accounts_of(3, 2, 1), name="b", reps=11)
    assert book.reps[0] == "rep 0001"
    assert book.reps[-1] == "rep 0011"
    assert book.owned_by("rep 0011") == ()


def test_single_accounts_without_owner_go_where_the_service_load_is_least():
    # Median 100: Ann carries the weights 4 (held) + 0.3 (held), Bo 1 + 1 + 1.
    accounts = [
        Account("A", 100_000, owner="Ann"), Account("B", 0.001, owner="Ann"),
        Account("C", 100, owner="Bo"), Account("D", 100, owner="Bo"), Account("E", 100, owner="Bo"),
        Account("F", 100), Account("G", 100), Account("H", 100),
    ]  # fmt: skip
    book = Book.from_accounts(accounts, name="b")
    # Bo goes to 4, then to 5; only then is Ann (4.3) the lesser.
    assert [book.account(x).owner for x in "FGH"] == ["Bo", "Bo", "Ann"]


def test_a_hunter_takes_the_ownerless_account():
    book = Book.from_accounts(
        [Account("A", 10, owner="Bo"), Account("B", 10)], name="b", reps=["Zoe"]
    )
    assert book.reps == ("Bo", "Zoe")
    assert book.account("B").owner == "Zoe"


@pytest.mark.parametrize(("revenue", "weight"), [(100, 1.0), (400, 2.0), (1e9, 4.0), (1e-9, 0.3)])
def test_service_weight_is_the_held_root(revenue, weight):
    assert service_weight(revenue, 100) == weight


def test_top_keeps_the_largest_and_pools_the_rest():
    accounts = [
        Account("A", 50, owner="Ann"),
        Account("B", 30, owner="Bo"),
        Account("C", 30, owner="Cy"),
    ]
    book = Book.from_accounts(accounts, name="b", reps=["Hunter"], pool_revenue=5)
    top = book.top(2)
    assert [a.account_id for a in top.accounts] == ["A", "B"]
    assert top.pool_revenue == 35
    assert top.annual_revenue == book.annual_revenue
    assert top.reps == ("Ann", "Bo", "Hunter")
    assert book.top(2, tail="drop").annual_revenue == 85
    assert book.top(3) is book


def test_top_deals_anew_where_owners_were_dealt():
    whole = accounts_of(*range(1, 49))
    assert Book.from_accounts(whole, name="b").top(13).reps == ("rep 0001", "rep 0002")
    assert len(Book.from_accounts(whole, name="b", reps=5).top(13).reps) == 5
    assert {
        len(Book.from_accounts(whole, name="b").top(24).owned_by(f"rep 000{k}")) for k in (1, 2)
    } == {12}


def test_the_hash_moves_with_what_can_change_a_result_and_with_nothing_else():
    book = Book.from_accounts(accounts_of(1, 2, owner="Ann"), name="b")
    same = Book.from_accounts(accounts_of(1, 2, owner="Ann"), name="c", currency="USD", source="x")
    others = [
        Book.from_accounts(accounts_of(1, math.nextafter(2, 3), owner="Ann"), name="b"),
        Book.from_accounts(accounts_of(1, 2, owner="Bo"), name="b"),
        Book.from_accounts(accounts_of(1, 2, owner="Ann"), name="b", reps=["Bo"]),
        Book.from_accounts(accounts_of(1, 2, owner="Ann"), name="b", pool_revenue=1),
    ]
    assert same.content_hash() == book.content_hash()
    assert len({book.content_hash(), *(other.content_hash() for other in others)}) == 5


def test_entity_is_the_crc_of_kind_separator_and_id():
    # The check value of CRC-32 that every description of it prints.
    assert entity("123456789") == 0xCBF43926
    assert entity("account", "01") == zlib.crc32(b"account\x1f01")
    assert entity("prospect", "Ann", "\u00e9") == zlib.crc32("prospect\x1fAnn\x1f\u00e9".encode())


def test_colliding_ids_are_refused_and_both_named():
    # The classic pair: CRC-32 of both words is the same, and so it stays behind any prefix.
    with pytest.raises(InputError, match=r"plumless.*buckeroo|buckeroo.*plumless"):
        refuse_collisions("account", [("plumless",), ("buckeroo",)])
    pair = [Account("plumless", 1, owner="Ann"), Account("buckeroo", 2, owner="Ann")]
    with pytest.raises(InputError, match="32-bit hash"):
        Book.from_accounts(pair, name="b")


def test_the_same_text_as_buyer_and_as_account_is_no_collision():
    Book.from_accounts([Account("A", 1, buyer="B"), Account("B", 1, buyer="B")], name="b")


def test_periods_are_scaled_to_a_year(tmp_path: Path):
    path = tmp_path / "b.csv"
    path.write_text("Account ID;Revenue\nA;100\n", encoding="utf-8")
    revenue = {
        period: Book.from_csv(path, period=period).annual_revenue
        for period in ("year", "quarter", "month", "week")
    }
    assert revenue == {"year": 100, "quarter": 400, "month": 1200, "week": 5200}


def test_a_spreadsheet_may_have_saved_the_file(tmp_path: Path):
    path = tmp_path / "b.csv"
    text = (
        '\ufeff"# source: survey, 2025",,,\r\n# pool_revenue: 12.5,,,\r\n# a remark,,,\r\n,,,\r\n'
        "account_id,annual_revenue,since,\r\n01,100,2020-02-29,\r\n,,,\r\n1,50,,\r\n"
    )
    path.write_bytes(text.encode("utf-8"))
    book = Book.from_csv(path)
    assert (book.name, book.source, book.pool_revenue) == ("b", "survey, 2025", 12.5)
    assert [(a.account_id, a.since) for a in book.accounts] == [
        ("01", date(2020, 2, 29)),
        ("1", None),
    ]


def test_writing_never_leaves_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "b.csv"
    path.write_text("old")
    book = Book.from_accounts(accounts_of(1), name="b")

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simlib.inputs.files.os.replace", full_disk)
    with pytest.raises(InputError, match="No space left"):
        book.to_csv(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_book_fits_into_a_line_and_a_frame():
    book = Book.from_accounts(accounts_of(75, 25), name="b", currency="EUR")
    assert repr(book) == "Book 'b': 2 accounts, 1 rep, 100 EUR a year, largest account 75 %"
    assert list(book.to_frame()["annual_revenue"]) == [75, 25]


def test_a_name_may_have_200_characters_and_an_accent_one_form() -> None:
    assert fault_of("x" * 200) is None
    assert fault_of("x" * 201) == "201 characters, more than 200"
    assert fault_of("xyz", longest=2) == "3 characters, more than 2"
    assert fault_of("é ü") is None
    assert fault_of("a\u2028b") == "holds the control character U+2028"
    assert canonical(" e\u0301 ") == "é"


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
