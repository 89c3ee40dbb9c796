"""Any firm that inputs allow can be played, and everything in it adds up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, event, given, reject, settings
from hypothesis import strategies as st

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.causes import Cause
from simlib.inputs.disciplines import PRIORITY_ORDERS, Discipline
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.parameters import Parameter, parameters
from simlib.inputs.scenario import Scenario
from simlib.inputs.stress import StressEvent
from simlib.model.plan import plan
from simlib.model.play import play
from simlib.model.records import EVENT_KINDS, HOURS_COLUMNS, MONTHLY_COLUMNS, REP_COLUMNS, Outcome

_WEEKS, _MONTHS = 52.0, 12
_SEATS = ("Ann", "Ben", "Cid")
_SHARES_OF_MARGIN = ("rep_cost_share", "commission_rate", "operating_margin")
_HIGHEST = {
    # No example may take minutes, and the margin has to cover the rest.
    "requests_per_week": 5.0,
    "targets_per_rep": 60.0,
    **dict.fromkeys(_SHARES_OF_MARGIN, 0.3),
}

_INTERVALS = st.sampled_from([None, 0.0, 0.5, 1.0, 4.0, 13.0, 60.0])
_SHARES = st.floats(0, 1)
_DIARIES = st.builds(
    Discipline,
    name=st.just("random"),
    client_label=st.just("random"),
    review_every_weeks=_INTERVALS,
    review_channel=st.sampled_from(["conversation", "email"]),
    gesture_every_weeks=_INTERVALS,
    service_inflation=st.floats(0.1, 10),
    priority_order=st.sampled_from(sorted(PRIORITY_ORDERS)),
    calls_per_month=st.sampled_from([0.0, 1.0, 8.0, 60.0]),
    calls_protected=st.booleans(),
    trigger=st.sampled_from(["always", "none_open", "after_loss_0", "after_loss_26"]),
    target_focus=st.sampled_from(["focused", "scattered"]),
    deep_qualification=st.booleans(),
    check_in_every_weeks=_INTERVALS,
    check_in_kind=st.sampled_from(["none", "one_to_one", "team_meeting"]),
    coaching_focus=st.sampled_from(["closing", "helping"]),
    over_promise=_SHARES,
)


def _value(parameter: Parameter) -> st.SearchStrategy[float]:
    low = parameter.minimum
    high = min(parameter.maximum, _HIGHEST.get(parameter.name, parameter.maximum))
    if parameter.unit == "count":
        return st.integers(int(low), int(high)).map(float)
    # The limits themselves are where things break.
    return st.one_of(
        st.sampled_from([low, high, parameter.low, parameter.high]), st.floats(low, high)
    )


_NUMBERS = st.fixed_dictionaries(
    {}, optional={p.name: _value(p) for p in parameters().values() if p.group != "clock"}
)
_CAUSES = st.builds(
    Cause,
    name=st.just("storm"),
    label=st.just("Storm"),
    scope=st.sampled_from(["account", "buyer", "parent", "sector", "economy"]),
    effect=st.sampled_from(["loss", "shrink"]),
    annual_rate=st.floats(0, 52),
    loss_probability=_SHARES,
    protection=_SHARES,
    severity_high=_SHARES,
)


@st.composite
def books(draw: st.DrawFn) -> Book:
    shared = st.sampled_from([None, "X", "Y"])
    accounts = [
        Account(
            f"a{number}",
            draw(st.floats(1e-3, 1e9)),
            owner=draw(st.sampled_from(_SEATS)),
            buyer=draw(shared),
            parent=draw(shared),
            sector=draw(shared) or "all",
        )
        for number in range(draw(st.integers(1, 6)))
    ]
    hunters = draw(st.lists(st.sampled_from(_SEATS), unique=True))
    return Book.from_accounts(
        accounts, name="random", reps=hunters, pool_revenue=draw(st.floats(0, 1e6))
    )


@st.composite
def stresses(draw: st.DrawFn, book: Book) -> StressEvent:
    account = st.sampled_from(book.accounts).map(lambda each: f"id:{each.account_id}")
    action = draw(st.sampled_from(["lose", "shrink", "strike", "leaves"]))
    fields: dict[str, Any] = {"selector": draw(account)}
    if action == "shrink":
        fields["severity"] = draw(_SHARES)
    elif action == "strike":
        fields["cause"] = "neglect"
    elif action == "leaves":
        owner = draw(st.sampled_from(book.reps))
        fields = {"selector": f"owner:{owner}", "share": draw(_SHARES), "cause": "owner_leaves"}
    return StressEvent(week=draw(st.sampled_from([0.0, 3.5, 26.0, 52.0])), action=action, **fields)


@st.composite
def stories(draw: st.DrawFn) -> Scenario:
    book = draw(books())
    evidence = Evidence.named(draw(st.sampled_from(["graded", "folklore", "low", "high"])))
    evidence = evidence.with_(**draw(_NUMBERS)).with_cause(draw(_CAUSES))
    least = sum(evidence[name] for name in _SHARES_OF_MARGIN)
    evidence = evidence.with_(gross_margin=max(least, evidence["gross_margin"]))
    try:
        return Scenario(
            book=book,
            discipline=draw(_DIARIES),
            evidence=evidence,
            stress=draw(st.lists(stresses(book), max_size=3)),
            horizon_years=1,
            typical_new_account=draw(st.none() | st.floats(1e-3, 1e9)),
            request_hours=draw(st.none() | st.floats(0, 50)),
            unlimited_cash=draw(st.booleans()),
        )
    except InputError:
        reject()  # the same stress event twice


def columns(outcome: Outcome, *names: str) -> Iterator[np.ndarray]:
    return (outcome.monthly[:, MONTHLY_COLUMNS.index(name)] for name in names)


_ALWAYS: dict[str, Any] = {
    "deadline": None,
    "phases": [Phase.generate, Phase.shrink],
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much],
}
_SEEDS, _WORLDS = st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1)


@settings(max_examples=25, derandomize=True, **_ALWAYS)
@given(stories(), _SEEDS, _WORLDS)
def test_any_firm_adds_up(story: Scenario, seed: int, world: int) -> None:
    _play_and_add_up(story, seed, world)


@pytest.mark.nightly
@settings(max_examples=2500, **_ALWAYS)
@given(stories(), _SEEDS, _WORLDS)
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
