"""A run that keeps only totals gives the numbers that the rows of the same worlds give."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.analysis.accounts import loss_by_cause
from simlib.analysis.causes import cause_incidence
from simlib.analysis.futures import futures
from simlib.analysis.quantiles import quantile_band
from simlib.analysis.revenue import revenue_fan, revenue_survival
from simlib.analysis.ruin import ruin
from simlib.inputs.errors import InputError
from simlib.present import plots
from simlib.run.result import Run
from simlib.run.simulate import simulate
from simlib.run.totals import QUANTUM
from tests.both_ways import ARMS, BASE, WORLDS, both
from tests.firms import book_of, calm, scenario


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
