"""Where no diary on offer survives nothing is recommended, and the reader is told what to ask."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simlib.present.client.parts import recommendation
from simlib.present.deck.slides import slides
from simlib.present.workbook.inputs import input_sheets
from simlib.studies.client.case import ClientCase
from tests.case_results import client_case


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
