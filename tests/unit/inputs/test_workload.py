"""The planned week of a book: hours per request, load of each seat, and odd ones named."""

from __future__ import annotations

import re

import numpy as np
import pytest

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import shipped_books
from simlib.inputs.workload import request_factors, seat_turnover, workload
from simlib.model import rules
from simlib.model.plan import plan
from tests.support.firms import book_of, calm

_QUARTER_WEEKS = 13.0


def planned_hours(story: Scenario, request_hours: float) -> float:
    """Return the weekly hours of service and quarterly conversations, worked out anew."""
    evidence, book = story.evidence, story.book
    total = 0.0
    for account in book.accounts:
        q = min(4.0, max(0.3, (account.annual_revenue / book.median_revenue) ** 0.5))
        total += evidence["requests_per_week"] * q * request_hours
        total += evidence["review_hours"] / _QUARTER_WEEKS
    return total


@pytest.mark.parametrize("evidence", ["graded", "low", "high"])
@pytest.mark.parametrize("name", shipped_books())
def test_fitted_hours_take_the_service_load_of_all_seats(name: str, evidence: str) -> None:
    story = Scenario(book=name, evidence=evidence)
    seats = len(story.book.reps) * story.evidence["selling_hours_per_week"]
    hours = workload(story).request_hours
    if hours == 0:
        assert planned_hours(story, 0) >= story.evidence["service_load"] * seats
    else:
        expected = story.evidence["service_load"] * seats
        assert planned_hours(story, hours) == pytest.approx(expected, rel=1e-12)


def test_the_loads_of_the_seats_add_up() -> None:
    for name in shipped_books():
        found = workload(Scenario(book=name))
        mean = np.mean([*found.seat_load.values()])
        assert mean == pytest.approx(Scenario(book=name).evidence["service_load"], rel=1e-12)
        assert list(found.seat_load) == list(Scenario(book=name).book.reps)


def test_a_seat_carries_its_own_accounts() -> None:
    accounts = [Account("a", 100.0, owner="Ann"), Account("b", 100.0, owner="Ben")]
    accounts += [Account("c", 400.0, owner="Ben")]
    book = Book.from_accounts(accounts, name="three", reps=["Hunter"])
    load = workload(Scenario(book=book, request_hours=2.0)).seat_load
    talk = 4 / _QUARTER_WEEKS
    assert load["Ann"] == pytest.approx((0.3 * 2 + talk) / 28)
    # The root of four times the median revenue is two.
    assert load["Ben"] == pytest.approx((0.3 * 2 * (1 + 2) + 2 * talk) / 28)
    assert load["Hunter"] == 0


def test_hours_given_by_the_client_are_used_as_they_are() -> None:
    story = Scenario(book="supplier", request_hours=2.5)
    assert workload(story).request_hours == plan(story).request_hours == 2.5
    assert plan(story.with_(request_hours=0.0)).request_hours == 0.0


def test_requests_weigh_by_the_root_of_revenue_within_limits() -> None:
    book = book_of(1.0, 100.0, 100.0, 100.0, 225.0, 1e9)
    assert list(request_factors(book)) == [0.3, 1.0, 1.0, 1.0, 1.5, 4.0]
    median = plan(Scenario(book=book)).median_revenue
    compiled = [rules.request_factor(a.annual_revenue, median) for a in book.accounts]
    assert compiled == list(request_factors(book))


def test_an_ordinary_book_has_no_warning() -> None:
    assert workload(Scenario(book=book_of(*[100.0] * 12, reps=1))).warnings == ()


def _numbers(warning: str) -> tuple[int, int]:
    found = re.search(r"for this book (\d+)(?: to (\d+))? reps? would be ordinary", warning)
    assert found, warning
    return int(found[1]), int(found[2] or found[1])


@pytest.mark.parametrize(("accounts", "reps"), [(300, 2), (10, 9), (30, 30), (1000, 12)])
def test_the_named_numbers_of_reps_silence_the_warnings(accounts: int, reps: int) -> None:
    revenues = [100.0 + 3 * number for number in range(accounts)]
    odd = workload(Scenario(book=book_of(*revenues, reps=reps)))
    assert "a service request would take" in odd.warnings[0]
    low, high = _numbers(odd.warnings[0])
    assert odd.ordinary_reps == (low, high)
    for ordinary in {low, (low + high) // 2, high}:
        quiet = workload(Scenario(book=book_of(*revenues, reps=ordinary)))
        assert quiet.warnings == (), ordinary
        assert 0.3 <= quiet.request_hours <= 10
    for odd_number in {low - 1, high + 1} - {0}:
        warned = workload(Scenario(book=book_of(*revenues, reps=odd_number))).warnings
        assert any("would take" in warning for warning in warned), odd_number


def test_a_warning_about_full_weeks_names_the_fullest_rep() -> None:
    accounts = [Account(f"a{n}", 100.0, owner="Ann" if n < 11 else "Ben") for n in range(12)]
    book = Book.from_accounts(accounts, name="lopsided")
    found = workload(Scenario(book=book))
    share = 100 * found.seat_load["Ann"]
    assert share > 100
    assert len(found.warnings) == 1
    assert found.warnings[0].startswith(
        f"1 of 2 reps have more than a full week of planned work (Ann: {share:.0f} %)"
    )


def test_a_warning_about_full_weeks_does_not_offer_the_number_there_is() -> None:
    """Two reps are not the cure of a book that two reps already share unevenly."""
    accounts = [Account(f"a{n}", 100.0, owner="Ann" if n < 11 else "Ben") for n in range(12)]
    warning = workload(Scenario(book=Book.from_accounts(accounts, name="lopsided"))).warnings[0]
    low, high = _numbers(warning)
    assert not low <= 2 <= high


def test_one_rep_is_not_called_reps() -> None:
    odd = workload(Scenario(book=book_of(100.0, reps=5)))
    assert odd.ordinary_reps == (1, 1)
    assert "for this book 1 rep would be ordinary" in odd.warnings[0]


def test_conversations_alone_may_fill_the_week() -> None:
    found = workload(Scenario(book=book_of(*[100.0] * 200, reps=1)))
    assert found.request_hours == 0
    assert any("would take 0 hours" in warning for warning in found.warnings)


@pytest.mark.parametrize("per_week", [0, 1e-310, 1e-9])
def test_a_book_that_hardly_ever_asks_for_service_can_be_played(per_week: float) -> None:
    story = Scenario(book=book_of(100.0, 90.0)).with_(requests_per_week=per_week)
    assert 2 * 4 / _QUARTER_WEEKS / 28 <= workload(story).seat_load["rep 0001"] <= 0.55 + 1e-9
    assert np.isfinite(plan(story).request_hours)


def test_every_load_can_be_judged_without_a_warning_too() -> None:
    found = workload(Scenario(book="supplier"))
    low, high = found.ordinary_reps
    assert low <= 4 <= high
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("reps", "by_hand", "turnover"), [(1, None, 0.0), (2, None, 0.26), (1, 0.3, 0.3), (2, 0, 0.0)]
)
def test_the_only_rep_of_a_firm_is_its_owner_and_stays(
    reps: int, by_hand: float | None, turnover: float
) -> None:
    story = Scenario(book=book_of(100.0, 90.0, reps=reps))
    if by_hand is not None:
        story = story.with_(rep_turnover_per_year=by_hand)
    assert seat_turnover(story) == plan(story).turnover == turnover


def test_a_workload_by_hand() -> None:
    evidence = calm(
        requests_per_week=0.5, review_hours=1.3, service_load=0.5, selling_hours_per_week=20.0
    )
    book = book_of(100.0, 100.0, 400.0, reps=1)
    found = workload(Scenario(book=book, evidence=evidence))
    # Requests as 1 + 1 + 2, half a week each; talks 3 * 0.1 hours; 10 hours are planned.
    hours = (10 - 0.3) / 2
    assert found.request_hours == pytest.approx(hours)
    assert found.seat_load == {"rep 0001": pytest.approx(0.5)}
    assert found.ordinary_reps == (1, 2)
    assert found.warnings == ()
    given = workload(Scenario(book=book, evidence=evidence, request_hours=20.0))
    assert given.seat_load == {"rep 0001": pytest.approx((2 * 20 + 0.3) / 20)}
    assert given.warnings == (
        "a service request would take 20 hours (ordinary: 0.3 to 10); for this book 1 to 2 reps "
        "would be ordinary",
        "1 of 1 reps have more than a full week of planned work (rep 0001: 202 %); for this book 5 "
        "reps would be ordinary",
    )
