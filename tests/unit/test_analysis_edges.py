"""Where the analysis turns from one answer to the next: the last month, one account, no world."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simlib.analysis.accounts import account_survival
from simlib.analysis.causes import cause_incidence
from simlib.analysis.concentration import concentration
from simlib.analysis.coverage import needed
from simlib.analysis.difference import variance_factor
from simlib.analysis.estimators import aalen_johansen, kaplan_meier
from simlib.analysis.measures import measure_named
from simlib.analysis.revenue import revenue_fan
from simlib.run.simulate import simulate
from simlib.run.totals import QUANTUM
from tests.analysis_frames import make_run
from tests.both_ways import WORLDS, both
from tests.firms import book_of, calm, scenario

MONTH = 52.0 / 12.0
SURE = 0.8


def test_the_last_account_of_all_can_be_lost() -> None:
    run = make_run(np.ones((1, 4)), accounts=1, losses=[(0, 5.0, "A0", "x")])
    assert account_survival(run).share.tolist() == [1, 1, 0, 0]


def test_limits_of_a_curve_stay_between_none_and_all() -> None:
    run = make_run(np.ones((2, 4)), losses=[(0, 5.0, "A0", "x")])
    found = account_survival(run)
    assert (found.share[-1], found.low[-1], found.high[-1]) == (0.875, 0.0, 1.0)


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


def test_without_a_common_world_nothing_is_saved() -> None:
    assert np.isnan(variance_factor(np.array([1.0, np.nan]), np.array([np.nan, 2.0])))


def test_what_ends_at_once_is_an_end_and_numbers_are_floats() -> None:
    found = kaplan_meier([0, 1], [1, 1])
    assert found.survival.tolist() == [0.5, 0.0]
    for values in (found.times, found.survival, found.at_risk, found.events):
        assert values.dtype == float
    assert aalen_johansen([0, 1], [1, 2]).times.dtype == float


def test_coverage_is_told_in_steps_of_a_two_hundredth() -> None:
    covered = np.repeat([0.0, 1.0, 2.0, 4.0], 100)
    back = np.concatenate([np.arange(100) < share for share in (11, 32, 73, 94)])
    for chance in (0.4, 0.6, 0.7):
        for limit in needed(covered, back, chance):
            assert limit / 0.02 == pytest.approx(round(limit / 0.02), abs=1e-9)


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
