"""Where no diary survives nothing is recommended, and the reader is told why and what to ask."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simlib.inputs.scenario import Scenario
from simlib.present.client.parts import recommendation
from simlib.present.deck.slides import slides
from simlib.present.paper.reports import measures
from simlib.present.workbook.input_sheets import input_sheets
from simlib.run.simulate import compare
from simlib.studies.client.case import ClientCase
from tests.support.client_cases import client_case


def _lost(case: ClientCase) -> ClientCase:
    dead = tuple(replace(each, share=np.zeros_like(each.share)) for each in case.survival)
    return replace(case, survival=dead, recommended=0)


def test_nothing_is_recommended_where_no_diary_holds() -> None:
    case = client_case()
    assert not case.nothing_holds
    lost = _lost(case)
    assert lost.nothing_holds
    assert "Nothing is recommended" in recommendation(lost)
    assert "keep it" not in recommendation(lost)
    advice = slides(lost)[8]
    assert "keeps the firm alive" in advice.title
    assert "Premium" not in " ".join(text for column in advice.texts for text in column)
    says = dict(input_sheets(lost)[0].tables[0].frame.to_numpy().tolist())
    assert "keeps the firm alive" in says["Recommendation"]


def test_dealt_seats_are_asked_for() -> None:
    lost = _lost(client_case())
    first = lost.comparison.reference
    book = replace(first.scenario.book, ownership="dealt by default")
    run = replace(first, scenario=first.scenario.with_(book=book))
    runs = (run, *lost.comparison.runs[1:])
    told = recommendation(replace(lost, comparison=replace(lost.comparison, runs=runs)))
    assert "name no owners" in told
    assert "'reps' in mapping.yaml" in told


def test_what_never_arises_is_not_tabulated() -> None:
    doomed = Scenario(book="hms_associates", discipline="devoted", horizon_years=3).with_(
        cash_buffer_months=0, operating_margin=0, **{"competitor.annual_rate": 30}
    )
    arms = compare([doomed, doomed.with_(discipline="weekly_block")], worlds=20, progress=False)
    assert np.isfinite([run.world_values("ruin_week") for run in arms.runs]).all()
    assert "largest_share" not in measures(arms)
    fine = compare([doomed.with_(unlimited_cash=True)], worlds=20, progress=False)
    assert "largest_share" in measures(fine)


def test_equal_survival_is_no_reason_but_revenue_is() -> None:
    case = client_case()
    same = replace(case, survival=tuple([case.survival[0]] * len(case.survival)), recommended=1)
    assert "of today's revenue on average" in recommendation(same)
