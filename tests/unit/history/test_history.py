"""A ledger's history end to end: errors, privacy of the future, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.history.backtest import backtest
from simlib.history.history import History, history
from simlib.history.origin import book_at
from simlib.history.relationships import relationships
from simlib.history.rows import (
    LossRule,
    lost_between,
    months_before,
    on_book,
    owners_at,
    rows_of,
    until,
    year_ends,
)
from simlib.history.survival import on_the_book, sensitivity, survival
from simlib.inputs.errors import InputError
from simlib.present.words.ledger import (
    backtest_headline,
    backtest_table,
    history_headline,
    retention_table,
)
from tests.support.history_results import history as made_up
from tests.support.history_results import scores_of
from tests.support.ledgers import ledger, monthly

HOSTILE = '<script>alert("x")</script> =1+1'


def firm(seed: int = 1, accounts: int = 24):
    """Return four years of monthly bills; accounts leave at 0.3 a year."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(accounts):
        start = int(rng.integers(0, 30)) if number % 2 else 0
        end = min(47, start + int(rng.exponential(20)))
        first, last = (f"{2020 + at // 12}-{at % 12 + 1:02d}" for at in (start, end))
        rows += monthly(f"{number:02d}", first, last, 100 + number, f"Rep {number % 3}")
    return ledger([*rows, *monthly("always", "2020-01", "2023-12")], by_month=True)


@pytest.fixture(scope="module")
def told() -> History:
    return history(firm(), worlds=20)


@pytest.mark.parametrize("days", [0, -1, 3651, 90.0, True, "90"])
def test_impossible_rules_are_refused(days: object):
    with pytest.raises(InputError, match="silent_days"):
        LossRule(days)  # type: ignore[arg-type]


def test_year_ends_are_counted_back_from_the_last_day():
    own = firm()
    ends = [date(year, 12, 31) for year in (2019, 2020, 2021, 2022, 2023)]
    assert list(year_ends(own)) == ends
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)
    assert months_before(date(2023, 2, 28), -12) == date(2024, 2, 29)
    assert months_before(date(2023, 3, 30), 1) == date(2023, 2, 28)


def test_a_short_ledger_is_refused_with_what_would_do():
    short = ledger(monthly("a", "2020-01", "2020-06"), by_month=True)
    with pytest.raises(InputError, match=r"silent_days.*2020-01-01 to 2020-06-30"):
        survival(short)
    with pytest.raises(InputError, match="no year"):
        on_the_book(short)
    with pytest.raises(InputError, match="two years or more"):
        backtest(short)
    assert sensitivity(short) == ()
    with pytest.raises(InputError, match="nothing was booked"):
        until(short, date(2019, 1, 1))


def test_the_owner_is_who_stood_on_the_latest_row():
    rows = [
        ("a", "2020-01-01", 5, "Rep 01"),
        ("a", "2020-02-01", 5, "Rep 03"),
        ("a", "2020-02-01", 5, "Rep 02"),
        ("a", "2020-03-01", 9, ""),
        ("a", "2020-04-01", -9, "Rep 04"),
    ]
    for order in (rows, rows[::-1]):
        own = ledger(order)
        assert owners_at(own, date(2020, 1, 31)) == {"a": "Rep 01"}
        assert owners_at(own, date(2020, 12, 31)) == {"a": "Rep 02"}


days = st.integers(0, 1500).map(lambda n: (date(2020, 1, 1) + timedelta(days=n)).isoformat())
bookings = st.lists(
    st.tuples(st.sampled_from("abcd"), days, st.integers(-50, 100)), min_size=1, max_size=40
)


@given(rows=bookings, silent=st.integers(1, 500))
@settings(max_examples=60)
def test_relationships_lose_no_booking_and_agree_with_the_book(rows: list, silent: int):
    own, rule = ledger(rows), LossRule(silent)
    found = relationships(own, rule)
    paying = {account for account, _, amount in rows if amount > 0}
    assert {each.account for each in found} == paying
    money = sum(amount for account, _, amount in rows if account in paying)
    assert sum(each.revenue for each in found) == pytest.approx(money)
    assert all(each.start <= each.end for each in found)
    table, end = rows_of(own), own.last_day
    now = {table.accounts[k] for k in np.flatnonzero(on_book(table, rule, end))}
    assert now == {each.account for each in found if not each.lost}
    # Whoever was ever lost was lost between the first day and the last.
    ever = lost_between(table, rule, own.first_day - timedelta(days=1), end)
    assert {table.accounts[k] for k in np.flatnonzero(ever)} == {e.account for e in found if e.lost}


def test_the_future_tells_the_forecast_nothing():
    own, day = firm(), date(2022, 12, 31)
    changed = tuple(
        booking if booking.day <= day else replace(booking, amount=3 * booking.amount)
        for booking in own.bookings
        if booking.day <= day or booking.account != "always"
    )
    one = backtest(own, worlds=20)
    other = backtest(replace(own, bookings=changed), worlds=20)
    for mine, theirs in zip(one.forecasts, other.forecasts, strict=True):
        np.testing.assert_array_equal(mine.chance, theirs.chance)
    assert one.firms[0].predicted == other.firms[0].predicted
    assert one.firms[0].actual != other.firms[0].actual
    assert one.forecasts[0].brier.mean != other.forecasts[0].brier.mean


def test_the_book_at_a_day_holds_what_was_booked_in_the_year_before():
    own = ledger(
        [*monthly("a", "2020-01", "2021-12", 10), *monthly("b", "2020-01", "2020-06", 10)],
        by_month=True,
    )
    book = book_at(own, date(2020, 12, 31), LossRule(365))
    assert book is not None
    assert [(a.account_id, a.annual_revenue) for a in book.accounts] == [("a", 120), ("b", 60)]
    later = book_at(own, date(2021, 12, 31), LossRule(365))
    assert later is not None
    assert [a.account_id for a in later.accounts] == ["a"]


def test_a_history_holds_together(told: History):
    assert told.own is not None
    assert told.own.share[0] == 1
    assert (np.diff(told.own.share) <= 0).all()
    assert (told.own.low <= told.own.share).all()
    assert (told.own.share <= told.own.high).all()
    assert [each.rule.silent_days for each in told.on_book] == [90, 180, 270, 365]
    assert told.pooled.identified
    assert 0 < told.pooled.weight < 1
    # More losses in the ledger than published: the pooled model loses more.
    assert told.pooled.factor > 1
    assert told.model_pooled.share[-1] < told.model.share[-1]
    assert "seed 1" in told.footer
    assert "2020-01-01 to 2023-12-31" in told.footer


def test_the_weights_are_said_and_add_to_a_hundred(told: History):
    text = str(history_headline(told))
    weight = round(100 * told.pooled.weight)
    assert f"your data {weight} %, published evidence {100 - weight} %" in text
    assert "nan" not in text
    table = retention_table(told.retention)
    assert len(table) == len(told.retention.years) == 3


def test_deals_are_said_not_to_identify_a_rate():
    rows = [(f"{k}", f"2023-{1 + k % 9:02d}-0{1 + k % 5}", 100 + k) for k in range(20)]
    deals = history(ledger(rows, kind="deals"), worlds=20)
    text = str(history_headline(deals))
    assert "does not tell how many accounts are lost" in text
    assert "your data 0 %, published evidence 100 %" in text
    assert deals.on_book == ()
    assert deals.own is None
    assert "not read from them" in text
    assert "stopped appearing" not in text
    assert deals.pooled.factor == pytest.approx(1.0)


def test_a_back_test_says_who_won_whatever_the_score():
    worse, better = backtest_headline(scores_of()), backtest_headline(scores_of(sharp=True))
    assert "clearly worse than" in worse.answer
    assert "clearly better than" in better.answer
    assert "clearly worse" not in better.answer
    assert len(backtest_table(scores_of())) == 5
    assert "in 27 of 60 (45 % (33 to 57)); accounts kept" in str(worse)


def test_what_nobody_can_tell_is_said():
    text = str(history_headline(made_up(ledger_tells=False)))
    assert "no account is ever lost in this file" in text
    assert "no two full years" in text
    assert "names no owners" in text
    assert "nan" not in text


def test_hostile_names_are_kept_and_never_said():
    rows = monthly(HOSTILE, "2020-01", "2023-12", owner=HOSTILE)
    own = ledger([*rows, *monthly("b", "2020-01", "2022-02")], by_month=True)
    found = history(own, worlds=20)
    assert "<script>" not in str(history_headline(found)) + found.footer
