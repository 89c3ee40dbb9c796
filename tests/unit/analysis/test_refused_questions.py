"""What a run or an estimator says that cannot answer what was asked: fault, value and advice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from syrupy.assertion import SnapshotAssertion

from simlib.analysis.accounts import account_survival, loss_by_cause
from simlib.analysis.causes import cause_incidence
from simlib.analysis.difference import tango_interval
from simlib.analysis.dry_spells import longest_in_year, weekly_hits
from simlib.analysis.estimators import aalen_johansen, kaplan_meier
from simlib.analysis.from_totals import measure_moments, measure_sums, survived
from simlib.analysis.futures import futures, worst_values
from simlib.analysis.luck import ahead_same
from simlib.analysis.pairs import paired
from simlib.analysis.precision import (
    checked_confidence,
    mean_interval,
    proportion_interval,
    quantile_band,
    quotient_interval,
    ratio_interval,
)
from simlib.analysis.recovery import recovery
from simlib.analysis.revenue import never_below, revenue_fan
from simlib.run.simulate import compare
from tests.support.firms import book_of
from tests.support.refusals import refusals
from tests.support.rows_and_totals import BASE, both
from tests.support.synthetic_runs import FakeRun, make_run

MONTH = 52.0 / 12.0
LOST = [(0, 5.0, "A0", "neglect")]
SHRINKS = "shrink top:1 by 40 % in week 9"
ONE_YEAR, ALMOST = np.zeros((1, 1, 104), dtype=bool), np.zeros((1, 1, 103), dtype=bool)
ONES = {shape: np.ones(shape) for shape in (2, 3, 4, (1, 2), (2, 2), (9, 1))}


def _run(**fields: Any) -> FakeRun:
    return make_run(np.ones((2, 13)), **fields)


def _pair(other: FakeRun, measure: str = "wins", **fields: Any) -> Any:
    return paired(_run(**fields), other, measure)


ESTIMATES: dict[str, Callable[[], object]] = {
    "a quantile of 1": lambda: quantile_band(ONES[9, 1], (1.0,)),
    "a mean of two axes": lambda: mean_interval(ONES[2, 2]),
    "three of two worlds": lambda: proportion_interval(3, 2),
    "a confidence of 1": lambda: checked_confidence(1.0),
    "more discordant pairs than worlds": lambda: tango_interval(2, 2, 3),
    "observed twice": lambda: kaplan_meier([1.0, 2.0], [0, 2]),
    "two statuses of one time": lambda: aalen_johansen([1.0], [0, 1]),
    "a time before 0": lambda: aalen_johansen([-1.0], [0]),
    "a status below 0": lambda: aalen_johansen([1.0], [-1]),
    "the worst of all": lambda: worst_values([1.0], share=1.0),
    "the worst of none": lambda: worst_values([1.0], share=0.0),
    "a quotient of unequal lengths": lambda: quotient_interval([1.0, 2.0], [1.0]),
    "a quotient of nothing": lambda: quotient_interval([], []),
    "a quotient of two axes": lambda: quotient_interval(ONES[1, 2], ONES[1, 2]),
    "a ratio of unequal lengths": lambda: ratio_interval(ONES[2], ONES[3]),
    "a ratio of negative parts": lambda: ratio_interval(-ONES[2], ONES[2]),
    "a ratio of two axes": lambda: ratio_interval(ONES[1, 2], ONES[1, 2]),
    "luck of unequal lengths": lambda: ahead_same(ONES[3], ONES[4]),
    "luck of two worlds": lambda: ahead_same(ONES[2], ONES[2]),
}
RUNS: dict[str, Callable[[], object]] = {
    "survival of no account": lambda: account_survival(_run(accounts=0)),
    "causes of no account": lambda: cause_incidence(_run(accounts=0)),
    "causes without a log": lambda: loss_by_cause(_run(losses=LOST, log=False)),
    "no cause shown": lambda: loss_by_cause(_run(), largest=0),
    "weeks without a log": lambda: weekly_hits(_run(), "won"),
    "a year after the last": lambda: longest_in_year(ALMOST, 2),
    "a year before the first": lambda: longest_in_year(ONE_YEAR, 0),
    "a limit of 0": lambda: futures(_run(), below=0.0),
    "limits that cross": lambda: futures(_run(), below=1.2),
    "a threshold of 0": lambda: never_below(_run(), 0),
    "a threshold without end": lambda: never_below(_run(), np.inf),
    "no loss within the horizon": lambda: recovery(_run(stress=(SHRINKS, "lose top:1 in week 52"))),
    "a loss of nothing": lambda: recovery(_run(stress=("lose top:1 in week 51",))),
    "another seed": lambda: _pair(_run(seed=8)),
    "another first world": lambda: _pair(_run(first_world=8)),
    "more worlds": lambda: _pair(make_run(np.ones((3, 13)))),
    "more months": lambda: _pair(make_run(np.ones((2, 25)))),
    "no common world": lambda: _pair(_run(ruin_week=[MONTH, MONTH]), "largest_share"),
    "a measure misspelt": lambda: _pair(_run(), "win"),
}


def _totals() -> Any:
    return both()[1].reference.totals


def _arms(first: int = 0) -> Any:
    return both()[1].runs[first : first + 2]


def _rich() -> Any:
    """Return totals of which a third of the worlds end above 500 % of initial revenue."""
    run = both()[1].reference
    bins = run.totals.revenue_bins.copy()
    bins[-1] = 0
    bins[-1, [100, 500]] = 200, 100
    none = np.zeros_like(run.totals.closed)
    return replace(run, totals=replace(run.totals, revenue_bins=bins, closed=none))


def _small() -> Any:
    small = BASE.with_(book=book_of(90.0, 80.0, 120.0, 60.0, reps=2), name="small")
    return compare([BASE, small], worlds=2, keep="totals", progress=False).runs


def _damaged() -> Any:
    reference, other = _arms()
    pair = replace(other.pair, both_closed=other.pair.both_closed + 300)
    return paired(reference, replace(other, pair=pair), "ruin")


TOTALS: dict[str, Callable[[], object]] = {
    "a threshold between two": lambda: survived(_totals(), 0.781),
    "a threshold above all": lambda: survived(_totals(), 1.01),
    "a threshold of no pair": lambda: paired(*_arms(), "survival", below=0.75),
    "a measure of rows": lambda: measure_sums(both()[1].reference, _totals(), "largest_share", 0.7),
    "a measure of rows of a pair": lambda: paired(*_arms(), "largest_share"),
    "two that are no reference": lambda: paired(*_arms(1), "wins"),
    "rows and totals": lambda: measure_moments(
        both()[0].reference, both()[1].others[0], "wins", 0.7
    ),
    "two books": lambda: paired(*_small(), "final_revenue"),
    "totals that contradict": _damaged,
    "revenue beyond the bins": lambda: revenue_fan(_rich(), quantiles=(0.5, 0.9, 0.95)),
}


def test_an_estimate_that_cannot_be_is_refused(snapshot: SnapshotAssertion) -> None:
    assert refusals(ESTIMATES) == snapshot


def test_a_run_says_what_it_cannot_answer(snapshot: SnapshotAssertion) -> None:
    assert refusals(RUNS) == snapshot


def test_totals_say_what_they_do_not_know(snapshot: SnapshotAssertion) -> None:
    assert refusals(TOTALS) == snapshot
