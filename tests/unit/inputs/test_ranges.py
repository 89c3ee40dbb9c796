"""Uncertain inputs: triangles over their ranges, and evidence that holds together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.parameters import parameters
from simlib.inputs.ranges import UncertainInput, evidence_at, uncertain_input, uncertain_inputs
from simlib.inputs.scenario import Scenario
from simlib.studies.design import input_draws

NAMES = [each.name for each in uncertain_inputs()]

CORNERS = st.dictionaries(st.sampled_from(NAMES), st.floats(0, 1))

GRADED = Evidence.named("graded")


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


def test_an_uncertain_input_is_what_its_table_says() -> None:
    rate, chance = uncertain_input("neglect.annual_rate"), uncertain_input("competitor.protection")
    neglect = GRADED.cause("neglect")
    assert rate == UncertainInput(
        "neglect.annual_rate",
        "per year",
        neglect.grade,
        neglect.graded_range["annual_rate"][0],
        neglect.annual_rate,
        neglect.graded_range["annual_rate"][1],
    )
    assert (chance.unit, chance.central) == ("0-1", GRADED.cause("competitor").protection)
    hours = parameters()["call_hours"]
    assert uncertain_input("call_hours") == UncertainInput(
        "call_hours", hours.unit, hours.grade, hours.low, hours.central, hours.high
    )
    whole = {each.name for each in uncertain_inputs() if each.whole}
    assert whole == {
        name
        for name, each in parameters().items()
        if each.unit in ("count", "years") and each.low < each.high and each.group != "clock"
    }


def test_a_triangle_by_hand() -> None:
    even = UncertainInput("x", "", "D", 1.0, 2.0, 3.0)
    assert not even.log_scale
    assert [even.at(q) for q in (0.0, 0.125, 0.5, 0.875, 1.0)] == [1.0, 1.5, 2.0, 2.5, 3.0]
    # Cut off at 2 the lower half is all there is; at 1 nothing but the lowest value.
    assert [even.at(q, below=2.0) for q in (0.25, 1.0)] == pytest.approx([1.5, 2.0])
    assert even.at(1.0, below=2.5) == pytest.approx(2.5)
    assert (even.at(1.0, below=1.0), even.at(1.0, below=0.5)) == (1.0, 1.0)
    assert even.at(0.5, below=3.0) == even.at(0.5) == even.at(0.5, below=9.0)
    assert UncertainInput("x", "", "D", 1.0, 2.0, 3.1).log_scale
    assert not UncertainInput("x", "", "D", 0.0, 2.0, 9.0).log_scale
    assert UncertainInput("x", "", "D", 1.0, 10.0, 100.0).at(0.125) == pytest.approx(10**0.5)
    left = UncertainInput("x", "", "D", 1.0, 1.0, 3.0)
    assert left.at(0.75) == pytest.approx(2.0)
    assert left.at(1.0, below=2.0) == pytest.approx(2.0)
    assert UncertainInput("x", "", "D", 1.0, 2.0, 3.0, whole=True).at(0.13) == 2.0


def test_quantiles_move_the_inputs_named_and_what_hangs_on_them() -> None:
    found = evidence_at({"call_hours": 1.0})
    assert found.evidence == GRADED.with_(call_hours=parameters()["call_hours"].high)
    assert not found.margin_lowered
    low = evidence_at({"call_hours": 0.0}, "low").evidence
    assert low.name == "low"
    assert evidence_at({"call_hours": 0.0}, Evidence.named("low")).evidence == low
    short = evidence_at({"cash_buffer_months": 0.0}).evidence
    assert short["layoff_trigger_months"] == min(
        GRADED["layoff_trigger_months"], short["cash_buffer_months"]
    )
    both = evidence_at({"cash_buffer_months": 0.0, "layoff_trigger_months": 1.0}).evidence
    assert both["layoff_trigger_months"] <= both["cash_buffer_months"]
    tight = evidence_at({"gross_margin": 0.0, "rep_cost_share": 1.0, "commission_rate": 1.0})
    left = [tight.evidence[k] for k in ("gross_margin", "rep_cost_share", "commission_rate")]
    assert tight.margin_lowered == (left[0] - left[1] - left[2] < GRADED["operating_margin"])
    assert tight.evidence["operating_margin"] == pytest.approx(
        min(GRADED["operating_margin"], max(0.0, left[0] - left[1] - left[2]))
    )


def test_a_triangle_without_a_rising_side_is_cut_off_too() -> None:
    falling = UncertainInput("x", "", "D", 1.0, 1.0, 3.0)
    assert falling.at(1.0, below=0.5) == 1.0
    assert falling.at(1.0, below=1.0) == 1.0
