"""A run that keeps only totals gives the numbers, alone and in pairs, that its rows would give."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.analysis.accounts import loss_by_cause
from simlib.analysis.causes import cause_incidence
from simlib.analysis.compare import (
    DEFAULT_MEASURES,
    difference_numbers,
    difference_table,
    plus_minus,
)
from simlib.analysis.from_totals import KNOWN
from simlib.analysis.futures import futures
from simlib.analysis.measures import MEASURES
from simlib.analysis.pairs import PairedDifference, paired
from simlib.analysis.precision import mean_interval, quantile_band
from simlib.analysis.revenue import revenue_fan, revenue_survival
from simlib.analysis.ruin import ruin
from simlib.inputs.errors import InputError
from simlib.present import plots
from simlib.run.result import Comparison, Run
from simlib.run.simulate import compare, simulate
from simlib.run.totals import PAIR_THRESHOLDS, QUANTUM
from tests.support.firms import book_of, calm, scenario
from tests.support.rows_and_totals import ARMS, BASE, WORLDS, both

EXACT = [name for name in KNOWN if MEASURES[name].unit in ("count", "chance")]

ROUNDED = [name for name in KNOWN if name not in EXACT]

SURE = 0.8


def test_the_firm_of_these_tests_knows_trouble() -> None:
    rows, totals = both()
    assert rows.reference.totals is None
    assert totals.reference.totals is not None
    assert 0 < rows.reference.worlds["ruin_week"].notna().sum() < WORLDS
    assert rows.reference.worlds["losses"].sum() > WORLDS


# -- one run -----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", range(len(ARMS)))
def test_ruin_is_the_same(place: int) -> None:
    rows, totals = (ruin(arms.runs[place]) for arms in both())
    assert (rows.closed, rows.worlds, rows.low) == (totals.closed, totals.worlds, totals.low)
    for name in ("share", "low", "high"):
        assert np.array_equal(getattr(rows.by_month, name), getattr(totals.by_month, name))


@given(per_cent=st.integers(1, 100))
def test_survival_of_any_whole_per_cent_is_the_same(per_cent: int) -> None:
    rows, totals = (revenue_survival(arms.reference, below=per_cent / 100) for arms in both())
    for name in ("months", "share", "low", "high"):
        assert np.array_equal(getattr(rows, name), getattr(totals, name))
    assert rows.threshold == totals.threshold


def test_a_threshold_of_rounding_error_is_a_whole_per_cent() -> None:
    totals = both()[1].reference
    assert np.array_equal(
        revenue_survival(totals, below=0.1 + 0.2).share, revenue_survival(totals, below=0.3).share
    )


@pytest.mark.parametrize("below", [0.0, -0.1, 0.005, 0.781, 1.01, float("nan"), float("inf")])
def test_other_thresholds_are_refused(below: float) -> None:
    with pytest.raises(InputError, match=r"0\.01, 0\.02, \.\.\. 1\.00"):
        revenue_survival(both()[1].reference, below=below)


def test_the_mean_of_the_fan_is_exact_but_for_the_quantum() -> None:
    rows, totals = (revenue_fan(arms.reference) for arms in both())
    near = QUANTUM * both()[0].reference.initial_revenue
    for name in ("mean", "mean_low", "mean_high"):
        assert np.abs(getattr(rows, name) - getattr(totals, name)).max() < near


@given(quantile=st.floats(0.01, 0.99), confidence=st.floats(0.5, 0.99))
def test_quantiles_are_right_to_a_bin_and_their_limits_wider(
    quantile: float, confidence: float
) -> None:
    fans = [
        revenue_fan(arms.reference, quantiles=(quantile,), confidence=confidence) for arms in both()
    ]
    rows, totals = fans
    one = 0.01 * both()[0].reference.initial_revenue
    slack = 1e-9 * one
    assert np.abs(rows.values - totals.values).max() < one
    for low, wider in (
        (rows.values_low, totals.values_low),
        (-rows.values_high, -totals.values_high),
    ):
        assert np.array_equal(np.isnan(low), np.isnan(wider))
        known = ~np.isnan(low)
        assert (wider[known] <= low[known] + slack).all()
        assert (wider[known] > low[known] - one - slack).all()


def test_what_all_worlds_agree_on_is_known() -> None:
    fan = revenue_fan(both()[1].reference)
    initial = both()[1].reference.initial_revenue
    for name in ("values", "values_low", "values_high", "mean"):
        assert getattr(fan, name)[..., 0] == pytest.approx(initial, rel=1e-12)


def test_closed_firms_have_nothing() -> None:
    totals = both()[1].runs[1]
    closed = ruin(totals)
    assert closed.closed > 20
    fan = revenue_fan(totals, quantiles=(closed.share / 2, closed.share / 1.1))
    assert (fan.values[:, -1] == 0).all()
    assert (fan.values_low[:, -1] == 0).all()
    assert fan.values_high[1, -1] > 0


def test_a_quantile_above_the_histogram_is_refused() -> None:
    # A third of the worlds end at six times today's revenue.
    run = both()[1].reference
    assert run.totals is not None
    bins = run.totals.revenue_bins.copy()
    bins[-1] = 0
    bins[-1, [100, 500]] = 200, 100
    none = np.zeros_like(run.totals.closed)
    rich = replace(run, totals=replace(run.totals, revenue_bins=bins, closed=none))
    with pytest.raises(InputError, match=r"above 500 %.*0\.9"):
        revenue_fan(rich, quantiles=(0.5, 0.9))
    fan = revenue_fan(rich, quantiles=(0.5, 0.65))
    assert np.isnan(fan.values_high[1, -1])
    assert fan.values_low[1, -1] == pytest.approx(run.initial_revenue)


def test_a_firm_to_which_nothing_happens_has_no_spread() -> None:
    quiet = scenario(book_of(100.0, 50.0), calm(), horizon_years=1)
    rows, totals = (
        simulate(quiet, worlds=20, keep=keep, progress=False) for keep in ("worlds", "totals")
    )
    for name in ("values", "values_low", "values_high", "mean", "mean_low", "mean_high"):
        one, other = getattr(revenue_fan(rows), name), getattr(revenue_fan(totals), name)
        assert other == pytest.approx(one, abs=QUANTUM * rows.initial_revenue, nan_ok=True)


def test_a_single_world_has_no_limits() -> None:
    one = simulate(BASE, worlds=1, keep="totals", progress=False)
    fan = revenue_fan(one)
    assert np.isfinite(fan.mean).all()
    assert np.isnan(fan.mean_low).all()
    assert np.isnan(fan.values_low).all()


def test_quantiles_of_rows_are_those_of_numpy() -> None:
    values = np.random.default_rng(3).lognormal(size=(37, 50))
    quantiles = (0.013, 0.1, 0.5, 0.77, 0.99)
    assert np.array_equal(
        quantile_band(values, quantiles).mean, np.quantile(values, quantiles, axis=0)
    )


# -- causes ------------------------------------------------------------------------------------


def test_causes_end_as_many_accounts_as_the_log_says() -> None:
    rows, totals = (cause_incidence(arms.reference) for arms in both())
    assert rows.causes == totals.causes
    assert "forced" in rows.causes
    assert rows.labels == totals.labels
    assert totals.incidence == pytest.approx(rows.incidence, abs=1e-12)
    assert totals.incidence[0, 0] == totals.high[0, 0] == 0


def test_with_a_log_it_is_the_loss_by_cause() -> None:
    run = both()[0].reference
    all_of_it, found = loss_by_cause(run), cause_incidence(run)
    for place, cause in enumerate(found.causes):
        there = all_of_it.causes.index(cause)
        for name in ("incidence", "low", "high"):
            assert np.array_equal(getattr(found, name)[place], getattr(all_of_it, name)[there])


def test_limits_of_causes_from_totals_are_the_wider() -> None:
    rows, totals = (cause_incidence(arms.reference) for arms in both())
    # Where many worlds are behind both; Wilson's limits lean towards a half.
    many = rows.incidence > 0.05
    assert many.sum() > 20
    widths = [(found.high - found.low)[many] for found in (rows, totals)]
    assert (widths[1] > 0.98 * widths[0]).all()
    assert ((totals.low <= totals.incidence) & (totals.incidence <= totals.high)).all()


def test_without_a_log_rows_know_as_much_of_causes_as_totals() -> None:
    fields: dict[str, Any] = {"worlds": 200, "seed": 5, "progress": False}
    rows, totals = (cause_incidence(simulate(BASE, keep=k, **fields)) for k in ("worlds", "totals"))
    assert rows.causes == totals.causes
    for name in ("incidence", "low", "high"):
        assert np.array_equal(getattr(rows, name), getattr(totals, name))


# -- the rest ----------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", [loss_by_cause, lambda run: futures(run, below=0.7)])
def test_what_needs_rows_says_so(ask: Any) -> None:
    with pytest.raises(InputError, match="only totals are kept"):
        ask(both()[1].reference)


def test_totals_are_plotted_like_rows() -> None:
    run: Run = both()[1].reference
    footer = run.provenance.footer()
    assert f"{WORLDS} futures" in footer
    plots.revenue_survival(revenue_survival(run), footer=footer)
    plots.revenue_fan(revenue_fan(run), footer=footer)


def pairs_of(measure: str, below: float = 0.7) -> list[tuple[PairedDifference, PairedDifference]]:
    """Return each difference as rows have it and as totals have it."""
    rows, totals = both()
    found = [
        [paired(arms.reference, other, measure, below=below) for other in arms.others]
        for arms in (rows, totals)
    ]
    return list(zip(*found, strict=True))


@pytest.mark.parametrize("measure", EXACT)
def test_counts_and_chances_pair_the_same(measure: str) -> None:
    for rows, totals in pairs_of(measure):
        counts = ("worlds", "better", "worse", "same", "measure", "a_label", "b_label")
        for name in counts:
            assert getattr(rows, name) == getattr(totals, name)
        for name in (
            "mean_a",
            "mean_b",
            "difference",
            "low",
            "high",
            "p_value",
            "correlation",
            "variance_factor",
        ):
            expected = pytest.approx(getattr(rows, name), rel=1e-9, abs=1e-12, nan_ok=True)
            assert getattr(totals, name) == expected


@pytest.mark.parametrize("below", PAIR_THRESHOLDS)
def test_survival_pairs_the_same_at_the_known_thresholds(below: float) -> None:
    for rows, totals in pairs_of("survival", below):
        assert (rows.better, rows.worse, rows.low) == (totals.better, totals.worse, totals.low)
        assert rows.p_value == totals.p_value


@pytest.mark.parametrize("measure", ROUNDED)
def test_sums_pair_the_same_but_for_the_quantum(measure: str) -> None:
    money = MEASURES[measure].unit == "money"
    unit = both()[0].reference.initial_revenue if money else 1.0
    for rows, totals in pairs_of(measure):
        for name in ("mean_a", "mean_b", "difference", "low", "high"):
            near = pytest.approx(getattr(rows, name), abs=QUANTUM * unit)
            assert getattr(totals, name) == near
        for name in ("p_value", "correlation"):
            assert getattr(totals, name) == pytest.approx(getattr(rows, name), abs=1e-3)


@pytest.mark.parametrize("measure", ROUNDED)
def test_what_differs_by_less_than_a_quantum_is_the_same(measure: str) -> None:
    reference, other = both()[0].runs[:2]
    money = MEASURES[measure].unit == "money"
    unit = QUANTUM * (reference.initial_revenue if money else 1.0)
    one, two = (np.rint(MEASURES[measure].values(run) / unit) for run in (reference, other))
    found, rows = pairs_of(measure)[0][1], pairs_of(measure)[0][0]
    higher, lower = int((two > one).sum()), int((two < one).sum())
    ordered = (higher, lower) if MEASURES[measure].higher_is_better else (lower, higher)
    assert (found.better, found.worse) == ordered
    assert found.better <= rows.better
    assert found.worse <= rows.worse


@pytest.mark.parametrize("measure", KNOWN)
def test_the_same_diary_under_another_name_is_the_same(measure: str) -> None:
    assert pairs_of(measure)[1][1].identical
    run = both()[1].others[0]
    alone = paired(run, run, measure)
    assert alone.identical
    assert alone.difference == 0


def test_only_the_reference_is_paired() -> None:
    reference, first, second = both()[1].runs
    alone = simulate(ARMS[1], worlds=WORLDS, seed=5, keep="totals", progress=False)
    for a, b in ((first, second), (first, reference), (reference, alone), (alone, first)):
        with pytest.raises(InputError, match="reference only"):
            paired(a, b, "wins")


def test_the_reference_of_another_study_is_refused_though_it_has_the_same_name() -> None:
    reference = both()[1].reference
    folklore = [arm.with_(evidence="folklore") for arm in ARMS[:2]]
    study = compare(folklore, worlds=WORLDS, seed=5, keep="totals", progress=False)
    assert study.reference.scenario.name == reference.scenario.name
    for measure in ("final_revenue", "ruin"):
        with pytest.raises(InputError, match="comparison's reference only"):
            paired(reference, study.others[0], measure)


def test_sums_that_contradict_each_other_are_refused() -> None:
    """More firms closed under both than there are; a correlation above one."""
    reference, other = both()[1].runs[:2]
    pair = other.pair
    assert pair is not None
    for measure, damaged in (
        ("ruin", replace(pair, both_closed=pair.both_closed + WORLDS)),
        ("wins", replace(pair, column_product=3 * pair.column_product)),
    ):
        with pytest.raises(InputError, match="not of one comparison"):
            paired(reference, replace(other, pair=damaged), measure)


def test_other_worlds_are_refused_first() -> None:
    reference, other = both()[1].runs[:2]
    with pytest.raises(InputError, match="same worlds"):
        paired(reference, replace(other, seed=6), "wins")


def test_rows_and_totals_are_not_paired() -> None:
    rows, totals = both()
    for a, b in ((rows, totals), (totals, rows)):
        with pytest.raises(InputError, match="only totals"):
            paired(a.reference, b.others[0], "wins")


def test_what_totals_do_not_know_is_refused() -> None:
    reference, other = both()[1].runs[:2]
    with pytest.raises(InputError, match=r"do not know this measure.*final_revenue"):
        paired(reference, other, "largest_share")
    with pytest.raises(InputError, match=r"0\.5, 0\.6, 0\.7, 0\.8, 0\.9"):
        paired(reference, other, "survival", below=0.75)
    with pytest.raises(InputError, match="unknown measure"):
        paired(reference, other, "final_revenu")


def test_firms_of_different_size_do_not_share_a_unit() -> None:
    small = BASE.with_(book=book_of(90.0, 80.0, 120.0, 60.0, reps=2), name="small")
    arms = compare([BASE, small], worlds=20, keep="totals", progress=False)
    with pytest.raises(InputError, match="begin with different"):
        paired(*arms.runs, "final_revenue")
    rows = compare([BASE, small], worlds=20, progress=False)
    assert paired(*arms.runs, "wins").difference == paired(*rows.runs, "wins").difference


def test_tables_are_the_same() -> None:
    rows, totals = both()
    known = [name for name in DEFAULT_MEASURES if name in KNOWN]
    pd.testing.assert_frame_equal(difference_table(rows, known), difference_table(totals))
    numbers = [difference_numbers(arms, known) for arms in (rows, totals)]
    left_out = ["better", "worse", "same"]
    some, others = (each.drop(columns=left_out) for each in numbers)
    pd.testing.assert_frame_equal(some, others, rtol=1e-3, atol=1e-3)
    assert difference_numbers(totals)["measure"].unique().tolist() == known


def test_own_numbers_of_the_reference_are_its_own() -> None:
    rows, totals = both()
    table = difference_table(Comparison((totals.reference,)), ["accounts_kept", "drawdown"])
    kept = mean_interval(MEASURES["accounts_kept"].values(rows.reference))
    assert table.iloc[0, 0] == plus_minus(kept.mean, kept.half_width)


def _wilson(share: Any, confidence_z: float) -> tuple[Any, Any]:
    z, n = confidence_z, WORLDS
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return centre - reach, centre + reach


def test_without_a_log_the_mean_is_known_and_wilson_holds_its_limits() -> None:
    rows, totals = both()
    logged = cause_incidence(rows.reference)
    for confidence, z in ((SURE, 1.2815515655446004), (0.95, 1.959963984540054)):
        found = cause_incidence(totals.reference, confidence=confidence)
        assert (found.causes, found.labels) == (logged.causes, logged.labels)
        assert found.incidence == pytest.approx(logged.incidence, abs=1e-12)
        low, high = _wilson(found.incidence, z)
        assert found.low[:, 1:] == pytest.approx(np.clip(low, 0, 1)[:, 1:], abs=1e-9)
        assert found.high[:, 1:] == pytest.approx(high[:, 1:], abs=1e-9)
        assert (found.low[:, 0] == 0).all()
        assert (found.high[:, 0] == 0).all()
        assert (found.accounts, found.worlds, found.confidence) == (6, WORLDS, confidence)


def test_a_cause_of_the_last_month_is_a_cause() -> None:
    quiet = scenario(
        book_of(100.0, 50.0), calm(), horizon_years=1, stress=("lose top:1 in week 51",)
    )
    for more in ({"keep": "totals"}, {"log": "none"}, {"log": "story"}):
        found = cause_incidence(simulate(quiet, worlds=3, progress=False, **more))
        assert found.causes == ("forced",)
        assert found.incidence[0].tolist() == [0.0] * 12 + [0.5]


def test_the_mean_of_totals_is_as_sure_as_was_asked_for() -> None:
    rows, totals = (revenue_fan(arms.reference, confidence=SURE) for arms in both())
    near = QUANTUM * both()[0].reference.initial_revenue
    for name in ("mean", "mean_low", "mean_high"):
        assert np.abs(getattr(rows, name) - getattr(totals, name)).max() < near
