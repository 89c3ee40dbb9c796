"""Concentration, retention, ruin, recovery and the hundred futures, and every number by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simlib.analysis.concentration import concentration, retention
from simlib.analysis.futures import futures, largest_remainder
from simlib.analysis.measures import measure_named
from simlib.analysis.recovery import recovery
from simlib.analysis.revenue import revenue_fan, revenue_survival
from simlib.analysis.ruin import ruin
from simlib.inputs.errors import InputError
from simlib.run.result import Run
from tests.support.scipy_intervals import bands, student, wilson
from tests.support.synthetic_runs import FakeRun, make_run, random_run

MONTH = 52.0 / 12.0

SURE = 0.8

WORLDS, MONTHS = 40, 25


def test_concentration_speaks_of_firms_that_still_have_revenue() -> None:
    shares = np.array([[0.5, 0.6, 0.7], [0.5, 0.4, 0.0], [0.5, 0.2, 0.3]])
    run = make_run(
        np.ones((3, 3)),
        ruin_week=[np.nan, 2 * MONTH, np.nan],
        monthly={"largest_share": shares, "hhi": shares**2},
    )
    found = concentration(run)
    assert found.largest_share.mean.tolist() == pytest.approx([0.5, 0.4, 0.5])
    assert found.largest_share.n.tolist() == [3, 3, 2]
    assert found.trading.tolist() == pytest.approx([1, 1, 2 / 3])
    assert found.hhi.high.max() <= 1


def test_retention_skips_worlds_without_accounts_to_retain() -> None:
    nrr = np.array([[0.9, 1.1], [1.0, np.nan], [1.1, np.nan]])
    found = retention(make_run(np.ones((3, 25)), years={"nrr": nrr, "grr": np.minimum(nrr, 1)}))
    assert found.years.tolist() == [1, 2]
    assert found.nrr.mean.tolist() == pytest.approx([1.0, 1.1])
    assert found.nrr.n.tolist() == [3, 1]
    assert np.isnan(found.nrr.low[1])
    assert found.grr.high[0] <= 1


def test_ruin_by_month_and_at_the_horizon() -> None:
    run = make_run(np.ones((4, 13)), ruin_week=[np.nan, 3 * MONTH, 12 * MONTH, np.nan])
    found = ruin(run)
    assert found.by_month.share[[0, 2, 3, 11, 12]].tolist() == [0, 0, 0.25, 0.25, 0.5]
    assert (found.share, found.closed, found.worlds) == (0.5, 2, 4)
    assert found.low < 0.5 < found.high
    assert not found.quotable


def test_no_ruin_seen_is_not_no_ruin_possible() -> None:
    found = ruin(make_run(np.ones((1000, 13))))
    assert found.share == 0
    assert 0 < found.high < 0.005
    assert found.quotable


def _after_a_loss() -> np.ndarray:
    table = np.full((3, 61), 100.0)
    table[0, 12:] = 50.0  # never back
    table[1, 12:] = 50.0
    table[1, 36:] = 90.0  # back exactly 24 months later
    table[2, 12:] = 50.0
    table[2, 37:] = 95.0  # one month too late
    return table


def test_recovery_counts_from_the_month_before_the_loss() -> None:
    # Week 52 is month end 12, but the forced loss comes first of all at its instant.
    losses = [(w, 52.0, "A0", "forced") for w in range(3)]
    run = make_run(_after_a_loss(), losses=losses, stress=("lose top:1 in week 52",))
    found = recovery(run)
    assert found.months[:3].tolist() == [-1, 0, 1]
    assert found.median[:3].tolist() == [1, 0.5, 0.5]
    assert found.share_back == pytest.approx(1 / 3)
    assert found.share_back_low < 1 / 3 < found.share_back_high
    assert (found.worlds, found.within_months) == (3, 24)


def test_recovery_leaves_out_worlds_in_which_nothing_was_taken() -> None:
    losses = [(0, 20.0, "A0", "neglect"), (1, 50.0, "A0", "forced"), (2, 50.0, "A0", "forced")]
    run = make_run(_after_a_loss(), losses=losses, stress=("lose top:1 in week 50",))
    found = recovery(run)
    assert found.worlds == 2
    assert found.months[0] == pytest.approx(11 - 50 / MONTH)


def test_recovery_over_a_short_horizon_says_so() -> None:
    run = make_run(
        _after_a_loss()[:, :25],
        losses=[(0, 52.0, "A0", "forced")],
        stress=("lose top:1 in week 52",),
    )
    assert recovery(run).within_months == 12


def test_an_owner_who_takes_his_accounts_along_is_a_forced_loss() -> None:
    stress = ("shrink id:A1 by 40 % in week 10", "owner:R1 leaves with share 0.5 in week 52")
    run = make_run(_after_a_loss(), losses=[(0, 52.0, "A0", "owner_leaves")], stress=stress)
    assert recovery(run).week == 52


@pytest.mark.parametrize(
    "stress", [(), ("shrink top:1 by 40 % in week 9",), ("lose top:1 in week 900",)]
)
def test_recovery_needs_a_forced_loss(stress: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="forces no loss"):
        recovery(make_run(_after_a_loss(), stress=stress))


def test_recovery_needs_the_event_log() -> None:
    with pytest.raises(InputError, match="took no account"):
        recovery(make_run(_after_a_loss(), stress=("lose top:1 in week 52",)))


def _by_fate(*, times: int) -> Run:
    """Return worlds of every fate: one grew, two held, one shrank, one closed, each repeated."""
    table = np.full((5 * times, 13), 100.0)
    table[:, -1] = [120, 100, 86, 84, 130] * times
    return make_run(table, ruin_week=([np.nan] * 4 + [12 * MONTH]) * times)


def test_no_odds_of_closing_are_quoted_from_a_few_worlds() -> None:
    found = futures(_by_fate(times=199), below=0.85)
    assert dict(zip(found.fates, found.counts.tolist(), strict=True)) == {
        "grew": 20,
        "held": 40,
        "shrank": 40,
    }


def test_futures_are_sorted_by_the_last_month() -> None:
    found = futures(_by_fate(times=200), below=0.85)
    assert dict(zip(found.fates, found.counts.tolist(), strict=True)) == {
        "grew": 20,
        "held": 40,
        "shrank": 20,
        "closed": 20,
    }
    assert found.shares.sum() == pytest.approx(1)
    assert (found.low < found.shares).all()


@pytest.mark.parametrize(("below", "above"), [(0, 1), (1.2, 1.0), (float("nan"), 1)])
def test_futures_need_two_limits(below: float, above: float) -> None:
    with pytest.raises(InputError, match="limits"):
        futures(random_run(5), below=below, above=above)


@given(weights=st.lists(st.integers(0, 1000), min_size=1, max_size=9).filter(any))
def test_largest_remainder_adds_to_100_and_strays_less_than_one(weights: list[int]) -> None:
    shares = np.array(weights) / sum(weights)
    counts = largest_remainder(shares)
    assert counts.sum() == 100
    assert (np.abs(counts - 100 * shares) < 1).all()


def test_equal_remainders_favour_the_earlier() -> None:
    assert largest_remainder([1 / 3, 1 / 3, 1 / 3]).tolist() == [34, 33, 33]
    assert largest_remainder([0.29, 0.71]).tolist() == [29, 71]


@pytest.fixture(scope="module")
def run() -> FakeRun:
    rng = np.random.default_rng(5)
    share = rng.uniform(0.1, 0.9, (WORLDS, MONTHS))
    made = random_run(WORLDS, 2, ruin_share=0.3, monthly={"largest_share": share, "hhi": share**2})
    nrr, grr = rng.uniform(0.7, 1.3, 2 * WORLDS), rng.uniform(0.6, 1.0, 2 * WORLDS)
    return replace(made, years=made.years.assign(nrr=nrr, grr=grr))


def _open(run: FakeRun) -> Any:
    ruin_week = run.worlds["ruin_week"].to_numpy()[:, np.newaxis]
    return ~(ruin_week <= np.arange(MONTHS) * MONTH + 1e-6)


def _near(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-12)


def _same_head(found: Any, run: FakeRun) -> None:
    assert (found.label, found.worlds, found.confidence) == ("weekly block", WORLDS, SURE)
    if hasattr(found, "months"):
        assert found.months.tolist() == list(range(MONTHS))


def test_revenue_survival(run: FakeRun) -> None:
    found = revenue_survival(run, below=0.9, confidence=SURE)
    _same_head(found, run)
    holds = (run.revenue >= 0.9 * run.initial_revenue) & _open(run)
    counts = [holds[:, : month + 1].all(axis=1).sum() for month in range(MONTHS)]
    share, low, high = bands([wilson(count, WORLDS, SURE) for count in counts])
    assert found.share == _near(share)
    assert (found.low[1:], found.high[1:]) == (_near(low[1:]), _near(high[1:]))
    assert (found.low[0], found.high[0]) == (1, 1)
    assert (found.below, found.threshold) == (0.9, 0.9 * run.initial_revenue)
    assert np.array_equal(
        revenue_survival(run).share, revenue_survival(run, below=0.7, confidence=0.95).share
    )
    assert revenue_survival(run).confidence == 0.95


def test_exactly_at_the_threshold_is_not_below_it() -> None:
    run = make_run([[100.0, 70.0, 69.9]])
    assert revenue_survival(run).share.tolist() == [1, 1, 0]


def test_the_fan(run: FakeRun) -> None:
    found = revenue_fan(run, quantiles=(0.2, 0.5), confidence=SURE)
    _same_head(found, run)
    assert found.quantiles == (0.2, 0.5)
    assert found.values == _near(np.quantile(run.revenue, (0.2, 0.5), axis=0))
    mean, low, high = bands([student(each, SURE) for each in run.revenue.T])
    for mine, ours in ((found.mean, mean), (found.mean_low, low), (found.mean_high, high)):
        assert mine == _near(ours)
    ordered = np.sort(run.revenue, axis=0)
    for place, quantile in enumerate((0.2, 0.5)):
        below, above = stats.binom(WORLDS, quantile).ppf([0.1, 0.9]).astype(int)
        assert np.array_equal(found.values_low[place], ordered[below - 1])
        assert np.array_equal(found.values_high[place], ordered[above])
    assert revenue_fan(run).quantiles == (0.1, 0.25, 0.5, 0.75, 0.9)
    assert revenue_fan(run).confidence == 0.95


def test_ruin(run: FakeRun) -> None:
    found = ruin(run, confidence=SURE)
    _same_head(found, run)
    counts = (~_open(run)).sum(axis=0)
    share, low, high = bands([wilson(count, WORLDS, SURE) for count in counts])
    assert found.by_month.months.tolist() == list(range(MONTHS))
    assert found.by_month.share == _near(share)
    assert (found.by_month.low[1:], found.by_month.high[1:]) == (_near(low[1:]), _near(high[1:]))
    assert (found.by_month.low[0], found.by_month.high[0]) == (0, 0)
    assert (found.share, found.low, found.high) == _near((share[-1], low[-1], high[-1]))
    assert found.closed == counts[-1]
    assert ruin(run).confidence == 0.95


def test_futures(run: FakeRun) -> None:
    found = futures(run, below=0.95, above=1.05, confidence=SURE)
    _same_head(found, run)
    assert (found.below, found.above) == (0.95, 1.05)
    ratio = np.where(_open(run)[:, -1], run.revenue[:, -1], 0) / run.initial_revenue
    counts = [(ratio > 1.05).sum(), ((ratio >= 0.95) & (ratio <= 1.05)).sum(), (ratio < 0.95).sum()]
    share, low, high = bands([wilson(count, WORLDS, SURE) for count in counts])
    assert found.fates == ("grew", "held", "shrank")
    assert (found.shares, found.low, found.high) == (_near(share), _near(low), _near(high))
    assert found.counts.sum() == 100
    assert np.abs(found.counts - 100 * share).max() < 1
    usual = futures(run, below=0.95)
    assert (usual.above, usual.confidence) == (1.0, 0.95)


def test_a_firm_at_a_limit_has_held() -> None:
    run = make_run([[100.0, 80.0], [100.0, 120.0], [100.0, 79.9], [100.0, 120.1]])
    found = futures(run, below=0.8, above=1.2)
    assert found.shares.tolist() == [0.25, 0.5, 0.25]
    assert futures(run, below=0.8, above=0.8).shares.tolist() == [0.5, 0.25, 0.25]


def test_concentration(run: FakeRun) -> None:
    found = concentration(run, confidence=SURE)
    _same_head(found, run)
    counted = _open(run) & (run.revenue > 0)
    assert found.trading == _near(counted.mean(axis=0))
    for name in ("largest_share", "hhi"):
        values = np.where(counted, run.month_values(name), np.nan)
        mean, low, high = bands([student(each, SURE) for each in values.T])
        band = getattr(found, name)
        assert (band.mean, band.low, band.high) == (_near(mean), _near(low), _near(high))
        assert np.array_equal(band.n, counted.sum(axis=0))
    assert concentration(run).confidence == 0.95


def test_retention(run: FakeRun) -> None:
    found = retention(run, confidence=SURE)
    _same_head(found, run)
    assert found.years.tolist() == [1, 2]
    for name in ("nrr", "grr"):
        mean, low, high = bands([student(each, SURE) for each in run.year_values(name).T])
        band = getattr(found, name)
        assert (band.mean, band.low, band.high) == (_near(mean), _near(low), _near(high))
    assert retention(run).confidence == 0.95


def _struck() -> FakeRun:
    """Return revenue that halves in week 52 and grows back by a share of its own in each world."""
    growth = np.arange(WORLDS) / WORLDS
    after = 50 + 50 * growth[:, np.newaxis] * np.arange(13)[np.newaxis] / 6
    table = np.hstack([np.full((WORLDS, 12), 100.0), after])
    losses = [(world, 52.0, "A0", "forced") for world in range(WORLDS)]
    return make_run(table, losses=losses, stress=("lose top:1 in week 52",))


def test_recovery() -> None:
    run = _struck()
    found = recovery(run, back=0.8, within_months=6.0, band=(0.2, 0.7), confidence=SURE)
    _same_head_of_recovery(found)
    ratio = run.revenue[:, 11:] / 100.0
    assert found.months.tolist() == list(range(-1, 13))
    assert found.low == _near(np.quantile(ratio, 0.2, axis=0))
    assert found.median == _near(np.quantile(ratio, 0.5, axis=0))
    assert found.high == _near(np.quantile(ratio, 0.7, axis=0))
    ordered = np.sort(ratio, axis=0)
    below, above = stats.binom(WORLDS, 0.5).ppf([0.1, 0.9]).astype(int)
    assert found.median_low == _near(ordered[below - 1])
    assert found.median_high == _near(ordered[above])
    # Month 6 after the loss has 50 + 50 * growth: back where growth is 0.6 or more.
    share, low, high = wilson(16, WORLDS, SURE)
    assert (found.share_back, found.share_back_low, found.share_back_high) == _near(
        (share, low, high)
    )
    usual = recovery(run)
    assert (usual.back, usual.within_months, usual.band) == (0.9, 12.0, (0.1, 0.9))
    assert usual.confidence == 0.95


def _same_head_of_recovery(found: Any) -> None:
    assert (found.label, found.worlds, found.confidence) == ("weekly block", WORLDS, SURE)
    assert (found.week, found.back, found.within_months) == (52.0, 0.8, 6.0)
    assert found.band == (0.2, 0.7)


def test_a_firm_without_revenue_concentrates_nothing() -> None:
    table = np.array([[100.0, 100.0], [100.0, 0.0]])
    run = make_run(table, monthly={"largest_share": 0.5, "hhi": 0.5})
    found = concentration(run)
    assert (found.trading.tolist(), found.largest_share.n.tolist()) == ([1.0, 0.5], [2, 1])


def test_the_largest_share_is_that_of_the_last_month() -> None:
    table = np.full((4, 13), 100.0)
    table[1, -1] = 0
    table[2, -2] = 0
    share = np.broadcast_to(np.arange(13) / 20, (4, 13))
    run = make_run(table, monthly={"largest_share": share}, ruin_week=[*[np.nan] * 3, 12 * MONTH])
    found = measure_named("largest_share").values(run)
    assert found.tolist() == pytest.approx([0.6, np.nan, 0.6, np.nan], nan_ok=True)
