"""Every number of a result by hand, with limits as sure as was asked for: the firm's own curves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simlib.analysis.concentration import concentration, retention
from simlib.analysis.futures import futures
from simlib.analysis.recovery import recovery
from simlib.analysis.revenue import revenue_fan, revenue_survival
from simlib.analysis.ruin import ruin
from tests.analysis_frames import FakeRun, make_run, random_run
from tests.intervals import bands, student, wilson

MONTH = 52.0 / 12.0
SURE = 0.8
WORLDS, MONTHS = 40, 25


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
