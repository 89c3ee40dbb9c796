"""What must add up in every world: accounts, hours, revenue, cash."""

from __future__ import annotations

import numpy as np
import pytest

from simlib.inputs.disciplines import disciplines
from simlib.inputs.scenario import Scenario
from simlib.model import rules
from simlib.model.records import MONTHLY_COLUMNS, REP_COLUMNS, Outcome
from tests.support.firms import book_of, played, rows

BOOK = book_of(*[100.0 * 1.3**number for number in range(14)], reps=3)


@pytest.fixture(scope="module", params=sorted(disciplines()))
def outcome(request: pytest.FixtureRequest) -> Outcome:
    story = Scenario(book=BOOK, discipline=request.param, stress="lose top:1 in week 60")
    return played(story, worlds=1, seed=5)[0]


def test_every_account_is_in_one_state(outcome: Outcome) -> None:
    born = len(BOOK.accounts) + len(rows(outcome, "active"))
    month_ends = np.arange(len(outcome.monthly)) * 52 / 12
    ruin = rows(outcome, "ruin")["week"]
    alive = month_ends < (ruin[0] if len(ruin) else np.inf)
    active, lost = rows(outcome, "active")["week"], rows(outcome, "lost")
    lost_active = lost["week"]
    counted = len(BOOK.accounts) + np.searchsorted(active, month_ends, "right")
    counted = counted - np.searchsorted(lost_active, month_ends, "right")
    assert np.array_equal(outcome.monthly[alive, 2], counted[alive])
    assert len(lost) <= born
    assert len(set(lost["account"])) == len(lost), "nobody is lost twice"


def test_what_is_won_was_proposed_and_met(outcome: Outcome) -> None:
    won, met = rows(outcome, "won")["account"], rows(outcome, "meeting")["account"]
    assert set(won) <= set(rows(outcome, "opportunity")["account"]) <= set(met)
    assert len(set(won)) == len(won), "a won account is never won again"
    ended = len(won) + len(rows(outcome, "dropped")) + len(rows(outcome, "declined"))
    assert ended <= len(met)


def test_booked_hours_never_exceed_elapsed_hours(outcome: Outcome) -> None:
    first, last = REP_COLUMNS.index("service_hours"), REP_COLUMNS.index("call_hours")
    kinds = [i for i, name in enumerate(REP_COLUMNS) if name.endswith("_hours")][:9]
    assert {first, last} <= set(kinds)
    booked = outcome.reps[:, :, kinds].sum(axis=2).cumsum(axis=0)
    elapsed = np.arange(len(outcome.reps)) * 52 / 12 * 28
    assert np.all(booked <= elapsed[:, None] + 1e-6)


def test_revenue_is_the_sum_of_what_the_seats_own(outcome: Outcome) -> None:
    revenue = outcome.monthly[:, MONTHLY_COLUMNS.index("revenue")]
    assert outcome.reps[:, :, 0].sum(axis=1) == pytest.approx(revenue, rel=1e-12)


def test_cash_is_what_the_months_add_up_to(outcome: Outcome) -> None:
    story = Scenario(book=BOOK, discipline="devoted")
    evidence, total = story.evidence, BOOK.annual_revenue
    cash = evidence["cash_buffer_months"] * (1 - evidence["operating_margin"]) * total / 12
    revenue, seated = outcome.monthly[:, 0], outcome.monthly[:, 6]
    layoffs = rows(outcome, "layoff")["week"]
    shares = ("rep_cost_share", "commission_rate", "operating_margin")
    fixed0 = (evidence["gross_margin"] - sum(evidence[name] for name in shares)) * total
    for month in range(1, len(outcome.monthly)):
        if revenue[month] == 0:
            break
        # The row shows the seats after the month's layoff; the month was paid before it.
        paid = seated[month] + np.count_nonzero(np.isclose(layoffs, month * 52 / 12))
        share = revenue[month] / total
        fixed = rules.fixed_cost(
            fixed0, share, evidence["cost_flexibility"], evidence["cost_growth"]
        )
        seat = evidence["rep_cost_share"] * total / 3
        cost = fixed + paid * seat + evidence["commission_rate"] * revenue[month]
        cash += (evidence["gross_margin"] * revenue[month] - cost) / 12
        assert outcome.monthly[month, 1] == pytest.approx(cash, abs=1e-6 * total)
