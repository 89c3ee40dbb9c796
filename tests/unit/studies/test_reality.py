"""The reality sheet: known ledgers give known years, and year 1 of the model is counted right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from simlib.inputs.scenario import Scenario
from simlib.intake.booking import Booking, Kind, Ledger
from simlib.present.words.reality import (
    reality_frame,
    reality_headline,
    told_frame,
    told_headline,
    told_lines,
)
from simlib.run.simulate import simulate
from simlib.studies.client.case import Told
from simlib.studies.client.profile import Profile
from simlib.studies.client.reality import (
    LEDGER,
    TOLD,
    RealityRow,
    RealitySheet,
    first_year,
    own_year,
    reality_sheet,
)


def ledger(
    *lines: tuple[str, str, int | str], kind: Kind = "invoices", by_month: bool = False
) -> Ledger:
    """Return a ledger of (account, ISO day, amount)."""
    rows = [
        Booking("f.csv", row, date.fromisoformat(day), account, Decimal(amount))
        for row, (account, day, amount) in enumerate(lines, start=2)
    ]
    return Ledger(tuple(rows), kind=kind, by_month=by_month, currency="EUR")


LINES = (
    ("stays", "2024-01-01", 50),
    ("stays", "2025-06-01", 50),
    ("goes", "2024-03-01", 70),
    ("goes", "2024-12-31", 30),
    ("credited", "2024-05-01", 40),
    ("credited", "2025-05-01", "0.1"),
    ("credited", "2025-05-01", "0.2"),
    ("credited", "2025-05-02", "-0.3"),
    ("new", "2025-07-02", 60),
    ("too new", "2025-12-01", 900),
    ("stays", "2025-12-31", 1),
)


def test_a_year_against_the_year_before() -> None:
    year = own_year(ledger(*LINES))
    assert (year.first_day, year.last_day) == (date(2025, 1, 1), date(2025, 12, 31))
    assert year.accounts_lost == 2
    assert year.revenue_lost == 140
    assert year.accounts_won == 2
    # Half a year is half a year's purchases; a month says nothing.
    assert year.typical_new_account == pytest.approx(60 * 365 / 183)


def test_one_who_comes_back_after_years_is_not_new() -> None:
    lines = (("old", "2022-01-01", 5), ("stays", "2024-01-01", 5), ("old", "2025-12-31", 5))
    assert own_year(ledger(*lines)).accounts_won == 0


def test_deals_do_not_tell_losses() -> None:
    year = own_year(ledger(*LINES, kind="deals"))
    assert year.accounts_lost is None
    assert year.revenue_lost is None
    assert year.accounts_won == 2
    assert year.typical_new_account == 480


def test_a_ledger_of_less_than_two_years_tells_nothing() -> None:
    year = own_year(ledger(("a", "2024-02-01", 5), ("b", "2025-12-31", 5)))
    assert {year.accounts_lost, year.accounts_won, year.typical_new_account} == {None}


def test_months_are_whole_months() -> None:
    lines = (("a", "2024-01-01", 5), ("b", "2024-12-01", 7), ("a", "2025-12-01", 5))
    year = own_year(ledger(*lines, by_month=True))
    assert year.accounts_lost == 1
    assert year.revenue_lost == 7


def test_only_the_largest_count_where_the_rest_is_a_tail() -> None:
    year = own_year(ledger(*LINES), accounts=1)
    assert (year.accounts_lost, year.revenue_lost, year.accounts_won) == (1, 100, 1)


def test_a_leap_day_has_a_year_before() -> None:
    lines = (("a", "2022-01-01", 5), ("a", "2024-02-29", 5))
    assert own_year(ledger(*lines)).first_day == date(2023, 3, 1)


FIRM = Profile(calls_made=4).reference(Scenario(book="supplier"))


def test_year_one_is_counted_as_the_run_counts_it() -> None:
    run = simulate(FIRM.with_(horizon_years=1), worlds=40, log="story", progress=False)
    found = first_year(run)
    assert np.array_equal(found["accounts_lost"], run.world_values("losses"))
    assert np.array_equal(found["accounts_won"], run.world_values("wins"))
    lost = run.events[run.events["kind"] == "lost"].groupby("world")["value"].sum()
    assert found["revenue_lost"].sum() == pytest.approx(lost.sum())
    won = run.events[run.events["kind"] == "won"].groupby("world")["value"].median()
    assert found["typical_new_account"][won.index] == pytest.approx(won.to_numpy())


def test_later_years_are_not_looked_at() -> None:
    years = [FIRM.with_(horizon_years=1), FIRM.with_(horizon_years=3)]
    one, three = (
        first_year(simulate(s, worlds=20, log="story", progress=False, first_world=7))
        for s in years
    )
    for name, values in one.items():
        assert np.allclose(values, three[name], equal_nan=True), name


def test_the_sheet_puts_the_files_before_what_was_told() -> None:
    profile = Profile(calls_made=4, service_load=0.6, typical_new_account=1)
    sheet = reality_sheet(FIRM, ledger=ledger(*LINES), profile=profile, worlds=40)
    sources = {row.name: row.own_source for row in sheet.rows}
    assert sources == {
        "accounts_lost": LEDGER,
        "revenue_lost": LEDGER,
        "accounts_won": LEDGER,
        "calls_made": TOLD,
        "customer_hours": TOLD,
        "typical_new_account": LEDGER,
    }
    assert sheet.row("calls_made").inside
    assert sheet.known == 6
    assert sheet.own_days == "2025-01-01 to 2025-12-31"


def test_without_files_the_sheet_stands_alone_and_forced_events_are_left_out() -> None:
    forced = FIRM.with_(stress="lose top:1 in week 10")
    sheet = reality_sheet(forced, worlds=40)
    assert [row.inside for row in sheet.rows] == [None] * 6
    assert sheet.rows == reality_sheet(FIRM, worlds=40).rows
    assert "stands alone" in reality_headline(sheet).answer


def row(**changes: object) -> RealityRow:
    plain = {"name": "accounts_lost", "label": "Accounts lost", "unit": "count"}
    ends = {"median": 2.0, "low": 1.0, "high": 4.0, "own": 5.0, "own_source": LEDGER}
    return RealityRow(**{**plain, **ends, **changes})  # type: ignore[arg-type]


def sheet_of(*rows: RealityRow, label: str = "today") -> RealitySheet:
    return RealitySheet(label, rows, "EUR", "2025", 40, "foot")


def test_inside_includes_the_ends_and_memory_may_miss_them_by_a_twentieth() -> None:
    assert row(own=4.0).inside
    assert row(own=1.0).inside
    assert row(own=4.1).inside is False
    assert row(own=4.1, own_source=TOLD).inside
    assert row(own=4.3, own_source=TOLD).inside is False
    assert row(own=None).inside is None
    assert row(median=None, low=None, high=None).inside is None


def test_the_table_says_above_below_or_inside() -> None:
    told = [row(), row(own=0.0), row(own=2.0), row(own=None, own_source="")]
    frame = reality_frame(sheet_of(*told))
    assert list(frame["Inside?"]) == ["above", "below", "inside", "not known"]
    assert frame["8 years of 10 between"][0] == "1 to 4"
    assert "differs from your last year in 2 of 3 numbers" in str(reality_headline(sheet_of(*told)))
    assert "all three numbers that you know lie" in str(
        reality_headline(sheet_of(*[row(own=2.0)] * 3))
    )


def test_hostile_labels_are_one_harmless_line() -> None:
    frame = reality_frame(sheet_of(row(), label="a\nb\u202ec"))
    assert "Model: a b c" in frame.columns
    told = [Told("q\x00?", "a\n\nb", assumed=True, source="s\r\n" + "x" * 500)]
    for text in [*told_frame(told).iloc[0], *told_lines(told)]:
        assert text.isprintable()


def test_the_list_counts_its_assumptions() -> None:
    told = Profile(calls_made=2).told()
    assert told_headline(told).answer == "11 of 12 answers are assumptions, one is yours."
    assert "questions were answered by you" in told_headline(()).answer
    assert told_frame(told)["From"].value_counts()["you told us"] == 1
