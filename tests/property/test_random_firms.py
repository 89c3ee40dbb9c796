"""Any firm that inputs allow can be played, and everything in it adds up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import event, given, settings

from simlib.inputs.scenario import Scenario
from simlib.model.plan import plan
from simlib.model.play import play
from simlib.model.records import EVENT_KINDS, HOURS_COLUMNS, MONTHLY_COLUMNS, REP_COLUMNS, Outcome
from tests.support.random_scenarios import ALWAYS, SEEDS, WORLDS, stories

_WEEKS, _MONTHS = 52.0, 12


def columns(outcome: Outcome, *names: str) -> Iterator[np.ndarray]:
    return (outcome.monthly[:, MONTHLY_COLUMNS.index(name)] for name in names)


@settings(max_examples=25, derandomize=True, **ALWAYS)
@given(stories(), SEEDS, WORLDS)
def test_any_firm_adds_up(story: Scenario, seed: int, world: int) -> None:
    _play_and_add_up(story, seed, world)


@pytest.mark.nightly
@settings(max_examples=2500, **ALWAYS)
@given(stories(), SEEDS, WORLDS)
def test_thousands_of_firms_add_up(story: Scenario, seed: int, world: int) -> None:
    _play_and_add_up(story, seed, world)


def _play_and_add_up(story: Scenario, seed: int, world: int) -> None:
    ready = plan(story)
    outcome = play(ready, seed, world)
    event("closed" if _ruin_week(outcome) < np.inf else "survived")
    _check_rows(story, outcome)
    _check_money(story, outcome)
    _check_time(story, outcome)
    _check_lives(len(ready.revenues), outcome)
    again = play(ready, seed, world)
    assert outcome.events.tobytes() == again.events.tobytes()


def _ruin_week(outcome: Outcome) -> float:
    ruins = outcome.events["week"][outcome.events["kind"] == EVENT_KINDS.index("ruin")]
    return float(ruins[0]) if len(ruins) else np.inf


def _check_rows(story: Scenario, outcome: Outcome) -> None:
    weeks = outcome.events["week"]
    assert np.all(np.diff(weeks) >= 0)
    assert np.all((weeks >= 0) & (weeks <= min(_WEEKS, _ruin_week(outcome))))
    assert outcome.monthly.shape == (_MONTHS + 1, len(MONTHLY_COLUMNS))
    assert outcome.reps.shape == (_MONTHS + 1, len(story.book.reps), len(REP_COLUMNS))
    assert np.all(outcome.reps[0, :, 1:] == 0)
    assert np.all(np.isfinite(outcome.reps))
    assert np.all(outcome.reps >= 0)


def _check_money(story: Scenario, outcome: Outcome) -> None:
    revenue, cash, largest, hhi, pipeline = columns(
        outcome, "revenue", "cash", "largest_share", "hhi", "pipeline"
    )
    assert revenue[0] == pytest.approx(story.book.annual_revenue)
    for amounts in (revenue, largest, hhi, pipeline):
        assert np.all(np.isfinite(amounts))
        assert np.all(amounts >= 0)
    assert np.all(largest <= 1 + 1e-9)
    assert np.all(hhi <= largest + 1e-9)
    assert np.all(np.isposinf(cash) if story.unlimited_cash else np.isfinite(cash))
    # What the seats own and the pool, which a recession may cut but nothing lets grow.
    pool = revenue - outcome.reps[:, :, 0].sum(axis=1)
    rounding = 1e-9 * revenue.max()
    assert np.all((pool >= -rounding) & (pool <= story.book.pool_revenue + rounding))
    closed = np.arange(_MONTHS + 1) * _WEEKS / _MONTHS >= _ruin_week(outcome)
    assert np.all(revenue[closed] == 0)
    if closed.any():
        assert cash[-1] < 0


def _check_time(story: Scenario, outcome: Outcome) -> None:
    hours = [REP_COLUMNS.index(name) for name in HOURS_COLUMNS]
    booked = outcome.reps[:, :, hours].sum(axis=2).cumsum(axis=0)
    elapsed = np.arange(_MONTHS + 1) * _WEEKS / _MONTHS * story.evidence["selling_hours_per_week"]
    assert np.all(booked <= elapsed[:, None] * (1 + 1e-9) + 1e-6)
    seat = [REP_COLUMNS.index(name) for name in ("available_hours", "vacant_hours")]
    assert np.all(outcome.reps[:, :, seat].sum(axis=2).cumsum(axis=0) <= elapsed[:, None] + 1e-6)
    due, kept = (outcome.reps[:, :, REP_COLUMNS.index(f"calls_{n}")] for n in ("due", "kept"))
    assert np.all(kept <= due)


def _check_lives(initial: int, outcome: Outcome) -> None:
    """Every account is won before it is active, active before it acts, and silent once lost."""
    state = dict.fromkeys(range(initial), "active")
    (counted,) = columns(outcome, "accounts")
    month_ends = np.arange(_MONTHS + 1) * _WEEKS / _MONTHS
    counts = np.zeros(_MONTHS + 1)
    counts += initial
    for row in outcome.events:
        kind, account = EVENT_KINDS[row["kind"]], int(row["account"])
        if account < 0 or kind == "handed_over":
            assert account < 0 or state[account] in ("won", "active")
            continue
        before = state.get(account)
        if kind in ("call", "meeting", "flat_no", "dropped", "opportunity", "declined", "won"):
            assert before is None, "nobody prospects a customer"
        elif kind == "active":
            assert before == "won"
        elif kind == "lost":
            assert before in ("won", "active")
        else:
            assert before == "active", kind
        change = (kind == "active") - (kind == "lost" and before == "active")
        # Month 0 is the start, before anything happens in week 0.
        counts[1:] += change * (month_ends[1:] >= row["week"])
        if kind in ("won", "active", "lost"):
            state[account] = kind
    open_for = month_ends < _ruin_week(outcome)
    assert np.array_equal(counted[open_for], counts[open_for])
    assert np.all(counted[~open_for] == 0)
