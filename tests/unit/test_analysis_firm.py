"""Concentration, retention, ruin, recovery and the hundred futures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.analysis.concentration import concentration, retention
from simlib.analysis.futures import futures, largest_remainder
from simlib.analysis.recovery import recovery
from simlib.analysis.ruin import ruin
from simlib.inputs.errors import InputError
from simlib.run.result import Run
from tests.analysis_frames import make_run, random_run

MONTH = 52.0 / 12.0


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
