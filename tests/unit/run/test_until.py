"""Play until it is precise enough: when that is, what it says, and that worlds are the same."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.analysis.from_totals import measure_sums
from simlib.analysis.pairs import paired
from simlib.analysis.precision import mean_interval, wilson
from simlib.analysis.revenue import revenue_survival
from simlib.analysis.ruin import ruin
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.order import Order, Sums, work
from simlib.run.result import Comparison, Run
from simlib.run.simulate import compare, simulate
from simlib.run.until import Precision
from tests.support.equal_totals import assert_equal
from tests.support.firms import book_of

Z = 1.959963984540054
BASE = Scenario(
    book=book_of(300.0, 250.0, 120.0, 60.0, reps=2),
    horizon_years=2,
    stress="lose top:1 in week 30",
)
ARMS = (BASE, BASE.with_(discipline="one_call_a_month"), BASE.with_(discipline="devoted"))


def sums_of(*scenarios: Scenario, worlds: int = 400) -> Sums:
    """Return the sums of the first worlds of some scenarios."""
    found = work(Order(scenarios, 1, keep="totals"), 0, worlds).sums
    assert found is not None
    return found


@cache
def sums_of_few() -> Sums:
    """Return sums to be changed."""
    return sums_of(BASE, worlds=2)


def kept(arms: Comparison | Run) -> Sums:
    """Return what a result that keeps only totals holds."""
    runs = arms.runs if isinstance(arms, Comparison) else (arms,)
    return Sums(
        tuple(run.totals for run in runs if run.totals),
        tuple(run.pair for run in runs if run.pair),
    )


# -- when to stop ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted", [{"ruin": 0.015}, {"below_70": 0.02}, {"revenue": 0.015}], ids=str
)
def test_it_stops_as_soon_as_it_is_precise_enough(wanted: dict[str, Any]) -> None:
    until = Precision(**wanted)
    run = simulate(BASE, until=until, progress=False)
    assert 1_000 <= run.world_count < 20_000
    reached = until.reached(kept(run))
    name, width = next(iter(wanted.items()))
    assert reached[name] <= width
    assert f"stopped at {run.world_count:,} worlds, as precise as wanted" in run.provenance.stopped
    assert f"{name} ± {reached[name]:.2g} (wanted ± {width:g})" in run.provenance.stopped
    if run.world_count > 1_000:
        # No more than a twentieth too many, and what the first guess was off.
        assert run.world_count < 1.3 * 1_000 * (until.reached(sums_of(BASE))[name] / width) ** 2


def test_the_worst_measure_decides() -> None:
    easy, hard = Precision(revenue=0.9), Precision(below_70=0.012)
    both = Precision(revenue=0.9, below_70=0.012)
    counts = [
        simulate(BASE, until=until, progress=False).world_count for until in (easy, hard, both)
    ]
    assert counts[0] == 1_000
    assert counts[1] == counts[2] > 1_000


def test_of_a_comparison_the_worst_difference_decides() -> None:
    until = Precision(below_70=0.018)
    arms = compare(ARMS, until=until, progress=False)
    assert {run.world_count for run in arms.runs} == {arms.reference.world_count}
    sums = kept(arms)
    each = [
        until.reached(Sums((sums.arms[0], sums.arms[1 + k]), (sums.pairs[k],)))["below_70"]
        for k in range(2)
    ]
    assert until.reached(sums)["below_70"] == max(each) <= 0.018
    assert "paired differences" in arms.reference.provenance.stopped


def test_it_never_plays_more_than_allowed() -> None:
    for most in (1, 300, 1_234):
        run = simulate(BASE, until=Precision(ruin=1e-4, most_worlds=most), progress=False)
        assert run.world_count == most
        stopped = run.provenance.stopped
        assert f"stopped at {most:,} worlds, as many worlds as allowed" in stopped


def test_a_single_world_is_never_precise() -> None:
    run = simulate(BASE, until=Precision(revenue=0.5, most_worlds=1), progress=False)
    assert "revenue ± inf" in run.provenance.stopped


def test_it_grows_by_a_factor_of_four_at_most() -> None:
    until, sums = Precision(ruin=1e-4), sums_of(BASE)
    assert until.worlds_next(None) == 1_000
    assert until.worlds_next(sums) == 3 * 400
    assert Precision(ruin=1e-4, most_worlds=450).worlds_next(sums) == 50
    assert Precision(ruin=1e-4, most_worlds=400).worlds_next(sums) == 0
    assert Precision(ruin=0.9).worlds_next(sums) == 0


def test_a_run_of_a_given_length_does_not_say_why_it_stopped() -> None:
    assert simulate(BASE, worlds=20, progress=False).provenance.stopped == ""


# -- the same worlds ---------------------------------------------------------------------------


def test_it_is_the_run_of_as_many_worlds() -> None:
    until = compare(ARMS, until=Precision(below_70=0.018), seed=3, first_world=7, progress=False)
    n = until.reference.world_count
    assert n > 1_000
    plain = compare(ARMS, worlds=n, seed=3, first_world=7, keep="totals", progress=False)
    assert_equal(kept(until), kept(plain))
    assert (until.reference.seed, until.reference.first_world) == (3, 7)


def test_rows_can_be_kept_all_the_same() -> None:
    precision = Precision(below_70=0.025)
    run = simulate(BASE, until=precision, keep="worlds", progress=False)
    totals = simulate(BASE, until=precision, progress=False)
    assert run.world_count == totals.world_count
    assert run.totals is None
    assert len(run.worlds) == run.world_count
    assert ruin(run).closed == ruin(totals).closed


# -- half-widths are those of the analysis -------------------------------------------------------


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_chances_have_wilsons_half_length(confidence: float) -> None:
    run = simulate(BASE, worlds=400, keep="totals", progress=False)
    until = Precision(ruin=0.1, below_70=0.1, confidence=confidence)
    reached = until.reached(kept(run))
    closed = ruin(run, confidence=confidence)
    held = revenue_survival(run, below=0.7, confidence=confidence)
    assert reached["ruin"] == pytest.approx((closed.high - closed.low) / 2)
    assert reached["below_70"] == pytest.approx((held.high[-1] - held.low[-1]) / 2)


def test_revenue_has_the_standard_error_of_rows() -> None:
    rows = simulate(BASE, worlds=400, progress=False)
    share = rows.revenue[:, -1] / rows.initial_revenue
    expected = Z * share.std(ddof=1) / math.sqrt(400)
    assert Precision(revenue=0.1).reached(sums_of(BASE))["revenue"] == pytest.approx(
        expected, rel=1e-4
    )
    # The analysis has Student's quantile in place of the normal one.
    assert mean_interval(share).half_width == pytest.approx(expected, rel=0.005)


def test_paired_revenue_has_the_standard_error_of_rows() -> None:
    rows = compare(ARMS[:2], worlds=400, progress=False)
    share = [run.revenue[:, -1] / run.initial_revenue for run in rows.runs]
    expected = Z * (share[1] - share[0]).std(ddof=1) / math.sqrt(400)
    assert Precision(revenue=0.1).reached(sums_of(*ARMS[:2]))["revenue"] == pytest.approx(
        expected, rel=1e-4
    )


@pytest.mark.parametrize(("name", "measure"), [("ruin", "ruin"), ("below_70", "survival")])
def test_paired_chances_are_nearly_tangos(name: str, measure: str) -> None:
    """Agresti and Min's interval and Tango's are two ways to the same end."""
    arms = compare(ARMS[:2], worlds=1_000, keep="totals", progress=False)
    found = paired(*arms.runs, measure, below=0.7)
    assert found.better + found.worse > 10
    reached = Precision(**{name: 0.1}).reached(kept(arms))[name]
    assert reached == pytest.approx((found.high - found.low) / 2, rel=0.05)


def test_agreement_in_every_world_is_no_certainty() -> None:
    again = BASE.with_(name="same again")
    sums = sums_of(BASE, again)
    reached = Precision(ruin=0.1, below_70=0.1, revenue=0.1).reached(sums)
    assert reached["revenue"] == 0
    assert 0 < reached["ruin"] == reached["below_70"] < 0.01


def test_a_pair_is_more_precise_than_its_arms() -> None:
    until = Precision(revenue=0.1)
    alone = [until.reached(sums_of(arm))["revenue"] for arm in ARMS[:2]]
    assert until.reached(sums_of(*ARMS[:2]))["revenue"] < math.hypot(*alone)


@given(worlds=st.integers(1, 10**7), share=st.floats(0, 1))
def test_a_chance_is_never_known_for_sure(worlds: int, share: float) -> None:
    arm, count = sums_of_few().arms[0], round(share * worlds)
    many = Sums((replace(arm, worlds=worlds, closed=np.array([count])),), ())
    found = Precision(ruin=0.1).reached(many)["ruin"]
    low, high = wilson(np.array([count]), np.array([worlds]))
    assert 0 < found <= 0.5
    assert found == pytest.approx((high[0] - low[0]) / 2)


def test_what_is_reached_is_of_the_last_month() -> None:
    run = simulate(BASE, worlds=400, keep="totals", progress=False)
    assert run.totals is not None
    own = measure_sums(run, run.totals, "final_revenue", 0.7)
    expected = Z * own.error / run.initial_revenue
    assert Precision(revenue=0.1).reached(kept(run))["revenue"] == pytest.approx(expected)


# -- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "no precision"),
        ({"ruin": None}, "no precision"),
        *[({"ruin": value}, "column 'ruin'") for value in (0, -0.1, 1, 5, math.nan, math.inf)],
        ({"ruin": 0.01, "below_70": 0}, "column 'below_70'"),
        ({"revenue": 1.0}, "column 'revenue'"),
        ({"ruin": 0.01, "confidence": 95}, "0.9, 0.95, 0.99"),
        ({"ruin": 0.01, "confidence": 0.5}, "0.9, 0.95, 0.99"),
        *[({"ruin": 0.01, "most_worlds": value}, "most_worlds") for value in (0, -1, True)],
    ],
    ids=str,
)
def test_impossible_precisions_are_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says.replace(".", r"\.")):
        Precision(**fields)


def test_a_fraction_of_a_world_is_refused() -> None:
    with pytest.raises(InputError, match="worlds"):
        simulate(BASE, until=Precision(ruin=0.01, most_worlds=1500.5), progress=False)  # type: ignore[arg-type]


def test_a_number_and_a_precision_are_one_too_many() -> None:
    with pytest.raises(InputError, match="either a number of worlds or a precision"):
        simulate(BASE, worlds=10, until=Precision(ruin=0.01), progress=False)
