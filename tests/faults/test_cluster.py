"""Workers on other machines: Dask gives the same worlds, and errors arrive.

That the loss of a worker is survived is tried by a drill (`test_drills`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from simlib.inputs.scenario import Scenario
from simlib.run.executors import ClusterExecutor
from simlib.run.result import Run
from simlib.run.simulate import compare
from tests.support.firms import book_of

pytestmark = pytest.mark.slow

STORY = Scenario(book=book_of(900.0, 80.0, 120.0, 60.0, reps=2), horizon_years=1)
ARMS = [STORY, STORY.with_(discipline="devoted")]
_FRAMES = ("events", "monthly", "reps", "years", "worlds")


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Two worker processes of one thread each on loopback, as on a cluster."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def assert_alike(one: Run, other: Run) -> None:
    for name in _FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


def test_a_dask_cluster_plays_the_same_worlds_as_threads(client: Any) -> None:
    fields: dict[str, Any] = {"worlds": 2_000, "seed": 3, "log": "story", "progress": False}
    there = compare(ARMS, executor=ClusterExecutor(client), **fields)
    here = compare(ARMS, executor="threads", **fields)
    for one, other in zip(there.runs, here.runs, strict=True):
        assert_alike(one, other)


def fails_on(number: int) -> int:
    if number == 3:
        raise ArithmeticError("three")
    return number


def test_an_error_on_a_worker_arrives_and_the_rest_can_be_called_off(client: Any) -> None:
    executor = ClusterExecutor(client)
    answers = [executor.submit(fails_on, number) for number in range(5)]
    assert [each.result() for place, each in enumerate(answers) if place != 3] == [0, 1, 2, 4]
    with pytest.raises(ArithmeticError, match="three"):
        answers[3].result()
    asleep = [executor.submit(time.sleep, 5.0) for _ in range(8)]
    assert asleep[-1].cancel()
    assert asleep[-1].cancelled()
    for each in asleep:
        each.cancel()
