"""Null courts: the court is not fooled, and it can be caught."""

from __future__ import annotations

import numpy as np
import pytest

from simlib.inputs.scenario import Scenario
from simlib.present.words.claims import null_table
from simlib.studies.claims import null_courts
from simlib.studies.claims.null_courts import (
    NullCourts,
    equal_arms,
    false_alarms,
    harmless_cause,
    market_of_one,
    without_causes,
    without_protection,
)

pytestmark = pytest.mark.slow

BASE = Scenario(book="supplier", discipline="weekly_block", horizon_years=2)


def test_nothing_is_found_where_there_is_nothing() -> None:
    courts = (
        without_causes(BASE, worlds=30, seed=5),
        without_protection(BASE, worlds=30, seed=5),
        market_of_one(BASE, worlds=30, seed=5),
        harmless_cause(BASE, 12.0, worlds=30, seed=5),
        equal_arms(seeds=20, worlds=10, seed=5),
    )
    assert [court.passed for court in courts] == [True] * 5
    table = null_table(NullCourts(courts, "footer"))
    assert list(table["Court"]) == ["right"] * 5


def test_what_is_no_null_is_shown_and_not_judged() -> None:
    found = false_alarms(BASE, worlds=30, seed=5)
    assert found.passed is None


def test_a_court_that_sees_ghosts_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arms that are not equal: the second half of the worlds earns a little more."""

    def biased(run: object) -> np.ndarray:
        values = run.revenue[:, -1].copy()  # type: ignore[attr-defined]
        values[len(values) // 2 :] *= 1.5
        return np.asarray(values)

    monkeypatch.setitem(null_courts._TESTED, "revenue", biased)
    found = equal_arms(seeds=20, worlds=10, seed=5)
    assert found.passed is False
    assert found.found.mean > 0.5


def test_protection_does_save_somebody_where_there_is_some() -> None:
    """The null of no protection can fail."""
    from simlib.analysis.panel import world_column
    from simlib.run.simulate import compare

    arms = compare(
        [BASE.with_(discipline=name, unlimited_cash=True) for name in ("devoted", "all_hunt")],
        worlds=30,
        seed=5,
    )
    lost = [world_column(run, "initial_losses") for run in arms.runs]
    assert (lost[0] != lost[1]).any()
