"""What code writes about calls a month: true for winners, losers and draws."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simlib.analysis.precision import Interval
from simlib.inputs.errors import InputError
from simlib.present.charts.dose import dose_response
from simlib.present.words.dose import (
    conditions_headline,
    finding_best_dose,
    finding_dose_response,
    finding_one_call,
    optimum_table,
    prospecting_headline,
    twelve_calls_table,
)
from simlib.present.words.inputs import evidence_words, point_words
from simlib.present.words.limits import (
    cover_table,
    finding_dry_spells,
    finding_pipeline_cover,
    limits_headline,
    limits_table,
)
from tests.support.dose_results import best_of, bought, curve, doses, interval, limits

_BOOKS = ("supplier", "dealer")


def test_the_answer_names_both_sets_of_evidence_and_the_best() -> None:
    said = str(prospecting_headline(bought(), doses()))
    assert "by +10 ± 2 by published figures, where 6 calls are best (+34 ± 2)" in said
    assert "by +47 ± 2 by the authors' figures, where 2 calls are best (+59 ± 2)" in said
    assert "none may come out best" in said


def test_calls_that_lose_are_said_to_lose() -> None:
    said = prospecting_headline(bought(0.0), doses()).answer
    assert "−6 ± 2 by published figures, where no calls are best" in said
    assert "−6 by published figures" in finding_one_call(bought(0.0))


def test_a_gain_within_its_interval_is_no_gain() -> None:
    result = bought()
    published = result.sides[1]
    gain = published.arms[1].revenue_gain
    assert gain is not None
    flat = replace(
        published.arms[1], revenue_gain=replace(gain, change=Interval(0.01, -0.01, 0.03, 0.02, 9))
    )
    arms = (published.arms[0], flat, published.arms[2])
    result = replace(result, sides=(result.sides[0], replace(published, arms=arms)))
    assert "nothing clear by published figures" in finding_one_call(result)
    assert "(no clear change)" in prospecting_headline(result, doses()).answer


def test_points_never_promise_more_than_the_interval() -> None:
    assert point_words(Interval(0.099, 0.095, 0.103, 0.004, 9)) == "+10 ± 1"
    assert point_words(interval(-0.3)) == "−30 ± 2"


def test_an_optimum_at_none_is_told_as_such() -> None:
    assert finding_best_dose(doses()).endswith(
        "none, for all we can tell, with full calendar, small prospects"
    )
    assert "for all we can tell" not in finding_best_dose(doses(none=False))
    at_none = replace(doses(), main=tuple(curve("book", "supplier", e, 0.0) for e in ("graded",)))
    assert "none for all we can tell" in finding_dose_response(at_none, "revenue")
    assert "no number of calls is proved better than none" in " ".join(
        prospecting_headline(bought(), at_none).how_sure
    )


def test_more_helps_up_to_a_point_is_said_only_where_it_is_proved() -> None:
    assert finding_dose_response(doses(), "revenue").startswith("More calls help up to a point")
    result = doses()
    first, second = result.main
    endless = replace(second, optimum=best_of(40.0, (32.0, 40.0)))
    said = finding_dose_response(replace(result, main=(first, endless)), "revenue")
    assert "up to a point" not in said
    assert "In 14 of 16 cases" in conditions_headline(doses()).answer


def test_limits_are_told_with_their_precision_and_their_absence_too() -> None:
    said = limits_headline(limits())
    assert "with 16 calls a month" in said.answer
    assert "(" in said.answer
    assert "would accuse 40 of 100 good reps" in " ".join(said.how_sure)
    endless = limits(endless=True)
    assert "count the calls" in limits_headline(endless).answer
    assert "count the calls" in finding_dry_spells(
        [each for each in endless.dry if each.kind == "won" and each.evidence == "graded"]
    )


def test_no_coverage_is_praised_that_brings_nothing_back() -> None:
    books = {name: [row for row in limits().cover if row.book == name] for name in _BOOKS}
    assert finding_pipeline_cover(books).startswith("Most futures of 100")
    del books["supplier"]
    assert finding_pipeline_cover(books).startswith("Fewer than 80 futures of 100")


def test_tables_hold_an_interval_in_every_number_and_a_verdict() -> None:
    twelve = twelve_calls_table(bought())
    assert twelve["at least two?"].tolist() == ["yes"] * 3 + ["no"] * 3
    assert twelve["accounts won"].str.contains("±").all()
    best = optimum_table(doses())
    assert len(best) == 16
    assert best.loc[("full calendar, small prospects", "published figures"), "over none"] == "-"
    assert cover_table(limits())["coverage for 80 of 100"].str.contains("beyond reach").all()
    assert limits_table(limits()).index.nlevels == 2


def test_unknown_names_are_refused() -> None:
    with pytest.raises(InputError, match="evidence"):
        evidence_words("gradd")
    with pytest.raises(InputError, match="measure"):
        dose_response(doses(), measure="cahs")
