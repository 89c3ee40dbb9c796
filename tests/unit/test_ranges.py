"""Uncertain inputs: triangles over their ranges, and evidence that holds together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.ranges import UncertainInput, evidence_at, uncertain_input, uncertain_inputs
from simlib.inputs.scenario import Scenario
from simlib.studies.draws import input_draws

NAMES = [each.name for each in uncertain_inputs()]
CORNERS = st.dictionaries(st.sampled_from(NAMES), st.floats(0, 1))


def test_every_graded_range_is_there_and_no_choice_of_the_study() -> None:
    assert "horizon_years" not in NAMES
    assert {"call_hours", "neglect.annual_rate", "competitor.protection"} <= set(NAMES)
    # A range of no width is no uncertainty: no relationship helps against a customer's closure.
    assert "closes.protection" not in NAMES


@pytest.mark.parametrize("name", ["call_hours", "notice_weeks", "initial_relationship"])
def test_a_triangle_has_the_quantiles_of_scipy(name: str) -> None:
    each = uncertain_input(name)
    low, mode, high = each.low, each.central, each.high
    if each.log_scale:
        low, mode, high = np.log([low, mode, high])
    theirs = stats.triang.ppf([0.01, 0.3, 0.5, 0.9], (mode - low) / (high - low), low, high - low)
    ours = [each.at(u) for u in (0.01, 0.3, 0.5, 0.9)]
    assert ours == pytest.approx(np.exp(theirs) if each.log_scale else theirs)


def test_wide_ranges_stand_on_a_log_scale() -> None:
    assert uncertain_input("call_hours").log_scale  # 0.5 to 4
    assert not uncertain_input("selling_hours_per_week").log_scale  # 20 to 32
    assert not uncertain_input("notice_weeks").log_scale  # from 0: no log


def test_cut_off_below_a_limit() -> None:
    each = UncertainInput("x", "", "D", 0.0, 1.0, 2.0)
    assert each.at(1.0, below=0.5) == pytest.approx(0.5)
    assert each.at(0.25, below=1.0) == pytest.approx(each.at(0.125))


@given(CORNERS)
def test_any_corner_makes_a_scenario(quantiles: dict[str, float]) -> None:
    drawn = evidence_at(quantiles)
    evidence = drawn.evidence
    assert evidence["layoff_trigger_months"] <= evidence["cash_buffer_months"]
    Scenario(book="hms_associates", evidence=evidence)  # refused if fixed cost were negative


def test_the_margin_gives_way_and_says_so() -> None:
    corner = {"gross_margin": 0.0, "rep_cost_share": 1.0, "commission_rate": 1.0}
    drawn = evidence_at(corner | {"operating_margin": 0.9})
    assert drawn.margin_lowered
    spent = ("rep_cost_share", "commission_rate", "operating_margin")
    assert drawn.evidence["gross_margin"] == pytest.approx(sum(drawn.evidence[n] for n in spent))
    assert not evidence_at({"call_hours": 0.3}).margin_lowered


@pytest.mark.parametrize("quantiles", [{"calls": 0.5}, {"call_hours": 1.2}])
def test_unknown_inputs_and_quantiles_are_refused(quantiles: dict[str, float]) -> None:
    with pytest.raises(InputError):
        evidence_at(quantiles)


def test_the_authors_own_figures_are_held() -> None:
    theirs = Evidence.named("folklore")
    draws = input_draws("folklore", 20, seed=3)
    assert {draw.evidence["meeting_probability"] for draw in draws} == {0.55}
    assert {draw.value("neglect.loss_probability") for draw in draws} == {0.45}
    assert len({draw.evidence["review_hours"] for draw in draws}) == 20
    assert theirs["meeting_probability"] == 0.55


def test_draws_do_not_depend_on_how_many_or_which_others() -> None:
    few, many = input_draws(count=5, seed=3), input_draws(count=50, seed=3)
    alone = input_draws(count=5, seed=3, only=["call_hours"])
    assert [d.evidence for d in few] == [d.evidence for d in many[:5]]
    assert [d.quantiles["call_hours"] for d in alone] == [d.quantiles["call_hours"] for d in few]
    assert alone[0].evidence["review_hours"] == Evidence.named("graded")["review_hours"]
    assert few[0].evidence != input_draws(count=5, seed=4)[0].evidence


def test_draws_have_the_distribution_of_their_range() -> None:
    each, draws = uncertain_input("review_lift"), input_draws(count=400, seed=3)
    values = [draw.evidence["review_lift"] for draw in draws]
    mode = (each.central - each.low) / (each.high - each.low)
    triangle = stats.triang(mode, each.low, each.high - each.low)
    assert stats.kstest(values, triangle.cdf).pvalue > 0.001
