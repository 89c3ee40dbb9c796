"""The estimators beside the numbers that the oracles hold them to."""

from __future__ import annotations

import numpy as np
import pytest

from simlib.analysis.estimators import aalen_johansen
from verification.oracles.oracle import Question
from verification.oracles.published import ORACLES, published, remission


@pytest.mark.parametrize("question", [q for q in ORACLES if q.exact], ids=lambda q: q.name)
def test_the_estimator_gives_what_r_prints(question: Question) -> None:
    assert question.ask().p == 1


def test_gehan_numbers_at_risk_are_what_r_prints() -> None:
    curve = remission()
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.events.tolist() == [3, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("name", "rows", "ended"), [("gehan", 21, 9), ("aml", 23, 18), ("mgus2", 1384, None)]
)
def test_the_published_data_sets_are_whole(name: str, rows: int, ended: int | None) -> None:
    data = published(name)
    assert len(data) == rows
    if ended is None:
        assert (data["pstat"].sum(), data["death"].sum()) == (115, 963)
    else:
        assert data["relapsed"].sum() == ended


def test_two_constant_hazards_give_the_closed_form() -> None:
    # Incidence of cause k: rate_k / rate * (1 - exp(-rate t)). 40,000 subjects: error < 0.01.
    rng = np.random.default_rng(5)
    rates = np.array([0.02, 0.05])
    times = rng.exponential(1 / rates, (40_000, 2))
    first, cause = times.min(axis=1), times.argmin(axis=1) + 1
    censored = rng.uniform(0, 80, 40_000)
    status = np.where(first <= censored, cause, 0)
    estimate = aalen_johansen(np.minimum(first, censored), status)
    when = np.array([5.0, 20.0, 60.0])
    expected = rates[:, np.newaxis] / rates.sum() * (1 - np.exp(-rates.sum() * when))
    assert estimate.at(when) == pytest.approx(expected, abs=0.01)
