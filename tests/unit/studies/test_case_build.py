"""A client's case: every field is filled, from worlds of its own, and today can win."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from simlib.analysis.measures import measure_named
from simlib.inputs.disciplines import discipline
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.run.simulate import compare
from simlib.studies.client.build import case_size, client_case, world_cost_ms
from simlib.studies.client.case import ClientCase
from simlib.studies.client.case_inputs import LOSSES, own_ignorance, own_tornado, tornado_names
from simlib.studies.client.profile import Profile
from simlib.studies.client.study import ClientStudy
from simlib.studies.drivers.sensitivity import tornado
from simlib.studies.headline import under_ignorance

TOLD = Profile(calls_made=1, gross_margin=0.31, service_load=0.5)
STUDY = ClientStudy(book="hms_associates", title="Ours", profile=TOLD, horizon_years=2, seed=3)


@pytest.fixture(scope="module")
def case() -> ClientCase:
    return client_case(STUDY, worlds=40)


def test_every_part_is_there_and_in_order(case: ClientCase) -> None:
    labels = [run.label for run in case.comparison.runs]
    assert labels == ["today", "monthly call", "weekly block", "daily habit"]
    assert case.title == "Ours"
    assert case.assumed == 9
    assert len(case.told) == 12
    assert [each.label for each in case.survival] == labels
    assert [run.label for run in case.after_loss.runs] == labels
    assert [each.label for each in case.recovery] == labels
    assert [each.label for each in case.inputs.arms] == labels
    assert {each.week for each in case.recovery} == {52}
    assert len(case.tornado.bars) == 10
    assert case.reality is not None
    assert case.reality.label == "today"
    assert case.names_shown is False
    assert case.comparison.reference.world_count == 40
    assert {run.seed for run in case.comparison.runs} == {3}


def test_what_was_told_is_not_moved_and_every_part_keeps_it(case: ClientCase) -> None:
    assert {bar.name for bar in case.tornado.bars}.isdisjoint({"gross_margin", "service_load"})
    for run in (*case.comparison.runs, *case.after_loss.runs):
        assert run.scenario.evidence["gross_margin"] == 0.31
    assert case.below == pytest.approx(case.survival[0].below)
    central = [arm.central.mean for arm in case.inputs.arms]
    assert central == pytest.approx([each.share[-1] for each in case.survival])


@pytest.mark.slow
def test_the_same_study_is_the_same_case(case: ClientCase) -> None:
    again = client_case(STUDY, worlds=40)
    for one, other in zip(case.comparison.runs, again.comparison.runs, strict=True):
        assert np.array_equal(one.revenue, other.revenue)
    assert again.tornado == case.tornado
    assert again.recommended == case.recommended
    assert np.array_equal(again.inputs.draws, case.inputs.draws)
    other = client_case(STUDY, worlds=40, seed=4)
    assert not np.array_equal(other.comparison.reference.revenue, case.comparison.reference.revenue)


def test_logs_are_dropped_once_they_are_read(case: ClientCase) -> None:
    for run in (*case.comparison.runs, *case.after_loss.runs):
        assert sum(len(chunk.events) for chunk in run.chunks) == 0
    assert len(pickle.dumps(case)) < 20e6


def test_a_diary_that_neglects_the_book_is_not_recommended() -> None:
    study = STUDY.with_(diaries=["arms_length"], profile=Profile(visits=2))
    case = client_case(study, worlds=60)
    assert case.recommended == 0
    assert case.policy.label in {"today", "remote"}


def test_where_nobody_calls_the_policy_is_quoted_for_a_weekly_block() -> None:
    quiet = discipline("devoted").with_(name="quiet", client_label="quiet", review_every_weeks=9)
    case = client_case(STUDY.with_(diaries=[quiet], profile=Profile()), worlds=20)
    assert [run.label for run in case.comparison.runs] == ["service only", "quiet"]
    assert case.policy.label == "weekly block"


def test_nothing_to_compare_with_is_refused() -> None:
    study = ClientStudy(book="hms_associates", diaries=["devoted"])
    with pytest.raises(InputError, match="beside the reference"):
        client_case(study, worlds=20)


def test_a_study_of_one_year_loses_its_largest_account_half_way() -> None:
    case = client_case(STUDY.with_(horizon_years=1, diaries=["weekly_block"]), worlds=20)
    assert {each.week for each in case.recovery} == {26}


PAIR = (Scenario(book="hms_associates", discipline="devoted", horizon_years=2),)
PAIR = (*PAIR, PAIR[0].with_(discipline="weekly_block"))


def test_the_own_tornado_is_the_shipped_one_where_nothing_was_told() -> None:
    names = tornado_names(PAIR)[:3]
    own = own_tornado(PAIR, names, worlds=30, seed=5)
    shipped = tornado(PAIR, names, worlds=30, seed=5)
    assert own.bars == shipped.bars
    assert own.central == shipped.central
    assert own.initial_revenue == shipped.initial_revenue


def test_the_own_ignorance_is_the_shipped_one_where_nothing_was_told() -> None:
    comparison = compare(PAIR, worlds=30, seed=5, progress=False)
    own = own_ignorance(comparison, below=0.8, draws=20, worlds_a_draw=5, apart=False)
    shipped = under_ignorance(
        PAIR, "survival", below=0.8, worlds=30, draws=20, worlds_a_draw=5, seed=5
    )
    assert np.array_equal(own.draws, shipped.draws)
    assert own.arms == shipped.arms


@pytest.mark.slow
def test_the_band_of_a_quick_draft_holds_what_many_futures_say() -> None:
    base = Scenario(book="supplier", horizon_years=3)
    arms = [base.with_(discipline=name) for name in ("devoted", "weekly_block")]
    comparison = compare(arms, worlds=600, seed=7, keep="worlds", progress=False)
    found = own_ignorance(comparison, below=0.75, draws=100, worlds_a_draw=4)
    for arm in found.arms:
        assert arm.low < arm.central.mean < arm.high


def test_losses_that_are_known_worse_widen_the_band() -> None:
    held = PAIR[0].with_(
        evidence=Evidence.named("graded").with_(
            **{
                f"{cause.name}.{field}": getattr(cause, field)
                for cause in Evidence.named("graded").causes
                for field in ("annual_rate", "loss_probability")
            }
        )
    )
    comparison = compare([held, PAIR[1]], worlds=30, seed=5, progress=False)

    def spread(ends: tuple[float, float]) -> float:
        arm = own_ignorance(
            comparison, "accounts_kept", ranges={LOSSES: ends}, draws=40, worlds_a_draw=10
        ).arms[0]
        return arm.high - arm.low

    assert spread((0.3, 3.0)) > 1.3 * spread((0.99, 1.01))


def test_the_tornado_refuses_what_is_held() -> None:
    told = [each.with_(gross_margin=0.31) for each in PAIR]
    with pytest.raises(InputError, match="left open"):
        own_tornado(told, ["gross_margin"], worlds=20)
    with pytest.raises(InputError, match="left open"):
        own_tornado(PAIR, [], worlds=20)
    assert measure_named("final_revenue").unit == "money"


@pytest.mark.parametrize("book", ["hms_associates", "supplier", "dealer", "giftware", "crm_sample"])
def test_any_book_takes_about_a_minute_of_two_cores_by_estimate(book: str) -> None:
    scenarios = ClientStudy(book=book, profile=Profile(calls_made=4)).scenarios()
    size = case_size(scenarios)
    arms = sum(map(world_cost_ms, scenarios))
    pair = world_cost_ms(scenarios[0]) + max(map(world_cost_ms, scenarios))
    ms = arms * (size.worlds + size.pilot + 2.2 * size.after_loss)
    ms += arms * size.draws * size.worlds_a_draw + pair * (21 * size.tornado + 3.3 * size.policy)
    assert ms < 80_000
    assert size.worlds >= 200
    assert size.draws >= 100
    assert size.worlds_a_draw >= 4


def test_few_futures_are_a_quick_draft_of_all_parts() -> None:
    scenarios = ClientStudy(book="dealer").scenarios()
    draft, whole = case_size(scenarios, 40), case_size(scenarios)
    assert draft.worlds == 40
    for name in ("after_loss", "pilot", "policy", "tornado", "draws"):
        assert 20 <= getattr(draft, name) <= getattr(whole, name)


@pytest.mark.slow
def test_a_dealer_of_fifteen_reps_is_played_too() -> None:
    case = client_case(ClientStudy(book="dealer", horizon_years=2), worlds=20)
    assert len(case.recovery) == 4
    assert case.reality is not None
    assert case.reality.row("accounts_lost").median is not None
