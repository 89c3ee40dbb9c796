"""A thousand worlds of five years are analysed without a wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simlib.analysis.accounts import account_survival, loss_by_cause
from simlib.analysis.compare import difference_table
from simlib.analysis.concentration import concentration, retention
from simlib.analysis.futures import futures
from simlib.analysis.revenue import revenue_fan, revenue_survival
from simlib.analysis.ruin import ruin
from simlib.analysis.standing import standing
from simlib.analysis.week import rep_week
from tests.analysis_frames import FakeComparison, FakeRun, random_run

SECONDS = 1.0


@pytest.fixture(scope="module")
def run() -> FakeRun:
    names = tuple(f"R{i:02d}" for i in range(15))
    hours = np.full((1000, 61, 15), 28 * 52 / 12)
    return random_run(
        1000, 5, accounts=60, rep_names=names, reps={"available_hours": hours, "revenue": hours}
    )


def _standing(run: FakeRun) -> None:
    standing(run, "R03", 24)


def _futures(run: FakeRun) -> None:
    futures(run, below=0.8)


def _table(run: FakeRun) -> None:
    difference_table(FakeComparison((run, run)))


@pytest.mark.parametrize(
    "analysis",
    [
        account_survival,
        loss_by_cause,
        revenue_survival,
        revenue_fan,
        concentration,
        retention,
        ruin,
        rep_week,
        _standing,
        _futures,
        _table,
    ],
)
def test_each_analysis_takes_well_under_a_second(
    run: FakeRun, analysis: Callable[[Any], Any]
) -> None:
    start = time.perf_counter()
    analysis(run)
    assert time.perf_counter() - start < SECONDS
