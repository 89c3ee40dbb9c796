"""Random small scenarios for property tests: any book, diary and trouble that inputs allow."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, reject
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

ALWAYS: dict[str, Any] = {
    "phases": [Phase.generate, Phase.shrink],
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much],
}
"""Settings of every property test that plays firms."""
SEEDS = st.one_of(st.sampled_from([0, 2**63, 2**64 - 1]), st.integers(0, 2**64 - 1))
WORLDS = st.one_of(st.sampled_from([0, 2**32 - 1]), st.integers(0, 2**32 - 1))

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
    refill_targets=st.booleans(),
    deep_qualification=st.booleans(),
    check_in_every_weeks=_INTERVALS,
    check_in_kind=st.sampled_from(["none", "one_to_one", "team_meeting"]),
    check_in_from_week=st.sampled_from([0.0, 26.0, 500.0]),
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
    severity_high=st.floats(0, 1, exclude_min=True),
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
            diaries=draw(st.dictionaries(st.sampled_from(book.reps), _DIARIES, max_size=2)),
            evidence=evidence,
            stress=draw(st.lists(stresses(book), max_size=6)),
            horizon_years=1,
            typical_new_account=draw(st.none() | st.floats(1e-3, 1e9)),
            request_hours=draw(st.none() | st.floats(0, 50)),
            unlimited_cash=draw(st.booleans()),
            grievances=draw(st.booleans()),
            spoiling=draw(st.booleans()),
        )
    except InputError:
        reject()  # the same stress event twice
