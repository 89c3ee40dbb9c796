"""Measures of one's own: compared beside the shipped ones, and refused where they say nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simlib.analysis.compare import difference_numbers, difference_table
from simlib.analysis.measures import MEASURES, Measure, measure_named
from simlib.inputs.errors import InputError
from tests.support.synthetic_runs import FakeComparison, make_run

ENDS = [10.0, 20.0, 30.0, 40.0]
ARMS = FakeComparison(
    (
        make_run([[5.0, end] for end in ENDS]),
        make_run([[5.0, end + 3] for end in ENDS], name="other", label="other"),
    )
)


def chance(values: Callable[[Any], Any]) -> Measure:
    return Measure("ours", "Ours", "chance", True, values)


def ends(run: Any) -> Any:
    return MEASURES["final_revenue"].values(run)


def test_a_measure_of_ones_own_is_compared_beside_the_shipped_ones() -> None:
    reference = make_run([[5.0, 10.0], [5.0, 20.0]])
    other = make_run([[5.0, 13.0], [5.0, 23.0]], name="other", label="other")
    ours = replace(MEASURES["final_revenue"], name="ours", label="Revenue at the end")
    numbers = difference_numbers(FakeComparison((reference, other)), ["final_revenue", ours])
    assert numbers["measure"].tolist() == ["final_revenue", "ours"]
    assert numbers["difference"].iloc[0] == numbers["difference"].iloc[1] == 3.0
    table = difference_table(FakeComparison((reference, other)), [ours])
    assert table.columns.tolist() == ["Revenue at the end, EUR"]


def test_no_measure_of_ones_own_hides_a_shipped_one() -> None:
    taken = replace(MEASURES["survival"], name="ruin")
    with pytest.raises(InputError, match="ruin"):
        measure_named(taken)
    with pytest.raises(TypeError):
        MEASURES["ours"] = taken  # type: ignore[index]


def test_a_chance_may_be_said_by_yes_and_no_and_is_of_the_worlds_where_it_arises() -> None:
    large = chance(lambda run: ends(run) > 15)
    assert difference_table(ARMS, large).iloc[0, 0].startswith("75 ")
    some = chance(lambda run: np.where(ends(run) < 25, np.nan, ends(run) > 35))
    assert difference_table(ARMS, [some]).iloc[0, 0].startswith("50 ")


@pytest.mark.parametrize(
    "values",
    [lambda _: np.ones(3), lambda _: 1.0, lambda _: ["one"] * len(ENDS)],
    ids=["too few", "one", "words"],
)
def test_what_is_not_a_number_a_world_is_refused_by_the_name_of_the_measure(
    values: Callable[[Any], Any],
) -> None:
    with pytest.raises(InputError, match=r"measure ours.*shape \(4,\)"):
        difference_table(ARMS, [chance(values)])


def test_a_chance_that_is_a_share_is_refused() -> None:
    with pytest.raises(InputError, match="measure ours is a chance"):
        difference_table(ARMS, [chance(lambda run: ends(run) / 100)])


def test_no_measure_takes_the_column_of_another() -> None:
    ours = replace(MEASURES["final_revenue"], name="ours")
    with pytest.raises(InputError, match="two measures of one label"):
        difference_table(ARMS, ["final_revenue", ours])
    with pytest.raises(InputError, match="two measures of one name"):
        difference_numbers(ARMS, ["ruin", "ruin"])
