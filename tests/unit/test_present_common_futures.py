"""The tables of what common futures save: one row a comparison, none left out."""

from __future__ import annotations

import math

from simlib.present.common_futures import (
    calls_factors,
    insurance_factors,
    saved_table,
    tornado_factors,
    why_factors,
)
from simlib.studies.insurance import Insurance
from simlib.studies.shapley import Bridges
from tests import dose_results, insurance_results, sensitivity_results, why_results


def test_a_factor_is_said_and_a_missing_one_too() -> None:
    table = saved_table({"one": 9.04, "other": math.nan})
    assert table.iloc[:, 0].tolist() == ["9.0 x", "never differ"]


def test_every_dose_that_is_compared_has_its_rows() -> None:
    found = calls_factors(dose_results.bought())
    assert len(found) == 2 * 2 * 2  # sets of evidence, doses above none, measures
    assert set(found.values()) == {4.0}


def test_every_step_rate_and_firm_has_its_row() -> None:
    hours, rate = insurance_results.hours(), insurance_results.rates()
    policies = (insurance_results.policy(),)
    result = Insurance(policies, 0, hours, rate, insurance_results.choice())
    stress = insurance_results.stressed()
    found = insurance_factors(result, stress)
    assert len(found) == 5 + len(hours.steps) + len(rate.points) + len(stress.diaries)


def test_gaps_hours_and_both_ends_of_every_input() -> None:
    why = why_results.why()
    assert len(why_factors(Bridges((why_results.bridge(),)), why)) == 1 + len(why.hours)
    tornado = sensitivity_results.tornado()
    assert len(tornado_factors(tornado)) == 1 + 3 * len(tornado.bars)
