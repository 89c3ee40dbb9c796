"""The model beside ledgers: counted by hand, judged as declared, said as it is."""

from __future__ import annotations

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from simlib.analysis.precision import Interval
from simlib.inputs.errors import InputError
from tests.support.ledgers import iowa, ledger, monthly
from verification.charts.checks import validation
from verification.documentation.other_witnesses import field_headline, field_table, owner_words
from verification.documentation.validation_words import (
    SHORT,
    finding_validation,
    own_rate_headline,
    validation_headline,
    validation_table,
    wrong_lines,
)
from verification.validation.counted import Counted, counted
from verification.validation.field_study import CARTER_2014, HuntingShare
from verification.validation.ledgers import RealLedger, real_ledger
from verification.validation.validate import Validation, own_rates, validate
from verification.validation.yardsticks import MEASURES, Yardstick, yardstick


@pytest.fixture(scope="module")
def case() -> Counted:
    """Return one firm: eight accounts for four years, of which two stop, the largest among them."""
    rows = []
    for number in range(8):
        last = "2020-06" if number in (0, 1) else "2021-12"
        amount = 900.0 if number == 0 else 100.0 + number
        owner = "ann" if number in (0, 1) else "bob"
        rows += monthly(f"Account {number}", "2018-01", last, amount, owner)
    return counted(RealLedger("hand", "a firm by hand", {"": ledger(rows, by_month=True)}))


@pytest.fixture(scope="module")
def played(case: Counted) -> Validation:
    return validate([case], worlds=20, seed=3)


def test_a_ledger_is_counted_as_by_hand(case: Counted) -> None:
    assert [(year.accounts, year.lost) for year in case.years] == [(8, 0), (8, 0), (8, 2)]
    # 24 account-years, two losses; after the last June nothing of the two in the last year.
    assert case.stayed.mean == pytest.approx(22 / 24)
    first, second, third = case.kept.years
    assert first.grr.mean == 1
    assert second.grr.mean == pytest.approx(1 - (900 + 101) * 6 / (12 * 1628))
    assert third.lost == 2
    assert third.largest_stopped
    assert "largest" not in case.seen  # of three years
    assert "new_1" not in case.seen


def test_the_model_plays_the_same_books(case: Counted, played: Validation) -> None:
    assert [each.measure for each in played.yardsticks] == [
        measure for measure in MEASURES if measure in case.seen
    ]
    facts = played.ledgers[0]
    assert (facts.firms, facts.firm_years, facts.accounts) == (1, 3, 24)
    stays = played.find("hand", "stayed")
    assert stays is not None
    assert 0.7 < stays.low <= stays.model.mean <= stays.high <= 1
    assert played.find("hand", "new_1") is None


def test_the_same_seed_says_the_same(case: Counted, played: Validation) -> None:
    again = validate([case], worlds=20, seed=3)
    assert again.yardsticks == played.yardsticks


def test_the_ledgers_own_rate_moves_the_model_towards_it(case: Counted) -> None:
    firm = validate([case], worlds=60, seed=3, rates={"hand": 6.0})
    before = validate([case], worlds=60, seed=3)
    lost = [1 - each.find("hand", "stayed").model.mean for each in (before, firm)]  # type: ignore[union-attr]
    assert lost[1] > 2.5 * lost[0]
    factor = own_rates(firm)["hand"]
    assert factor < 6
    assert "Given each ledger's own loss rate" in own_rate_headline(before, firm).answer


def made(measure: str, seen: tuple[float, float, float], model: float) -> Yardstick:
    return Yardstick(
        *("hand", "a firm by hand", measure),
        seen=Interval(*seen, max(seen[0] - seen[1], seen[2] - seen[0]), 50),
        model=Interval(model, model - 0.01, model + 0.01, 0.01, 80),
        low=model - 0.05,
        high=model + 0.05,
    )


@pytest.mark.parametrize(
    ("model", "verdict"), [(0.5, "inside"), (0.39, "below"), (0.61, "above"), (0.4, "inside")]
)
def test_a_verdict_is_where_the_mean_lies(model: float, verdict: str) -> None:
    assert made("stayed", (0.5, 0.4, 0.6), model).verdict == verdict


def test_an_interval_wider_than_half_the_scale_judges_nobody(played: Validation) -> None:
    blunt = made("owner", (0.5, 0.1, 0.7), 0.05)
    assert not blunt.tells
    found = replace(played, yardsticks=(blunt, made("stayed", (0.5, 0.4, 0.6), 0.5)))
    assert finding_validation(found) == (
        "The model is inside the ledgers' intervals on 1 of 1 yardsticks"
    )
    assert "too wide to find fault: accounts gone with their owner" in str(
        validation_headline(found)
    )
    assert wrong_lines(found).how_sure == ()


def test_a_ratio_without_anything_below_does_not_count_for_the_range() -> None:
    above, below = np.array([1.0, 2.0, 0.0]), np.array([2.0, 4.0, 0.0])
    found = yardstick(("a", "b"), "replaced", Interval(1, 0.5, 1.5, 0.5, 3), above, below)
    assert (found.low, found.model.mean, found.high) == (0.5, 0.5, 0.5)


def test_what_is_wrong_is_said(played: Validation) -> None:
    rows = tuple(made(measure, (0.2, 0.1, 0.3), 0.9) for measure in MEASURES)
    found = replace(played, yardsticks=rows)
    told = wrong_lines(found)
    assert told.answer == "Where the model is wrong: eight yardsticks."
    assert len(told.how_sure) == len(MEASURES)
    assert "0 of 8" in finding_validation(found)
    assert list(validation_table(found)["the model is"]) == ["too high"] * len(MEASURES)
    assert set(SHORT) == set(MEASURES)


def test_the_chart_shows_every_yardstick(played: Validation) -> None:
    rows = tuple(made(measure, (0.2, 0.1, 0.3), 0.25) for measure in MEASURES)
    axes = validation(replace(played, yardsticks=rows))
    words = [text.get_text() for text in axes.texts]
    assert set(SHORT.values()) <= set(words)
    assert "A firm by hand" in words
    plt.close("all")


def test_owners_are_told_in_counts(played: Validation) -> None:
    facts = replace(
        *(played.ledgers[0],),
        departures=2,
        held=9,
        left=9,
        others=40,
        others_left=4,
        followed_p=0.001,
    )
    told = owner_words(replace(played, ledgers=(facts,)))
    assert "more accounts go with an owner than go anyway" in told.answer
    unsure = owner_words(replace(played, ledgers=(replace(facts, followed_p=0.4),)))
    assert "too few to say" in unsure.answer


def test_the_field_study_is_held_beside_the_optimum() -> None:
    ours = HuntingShare("graded", 6, 6, 8, 0.17, 0.17, 0.21, interior=True, most=0.32)
    told = field_headline([ours], CARTER_2014)
    assert "the same shape" in told.answer
    assert "at another place" in told.answer
    assert "17 to 21 %" in told.answer
    there = replace(ours, low=0.4, high=0.5)
    assert "at the same place" in field_headline([there], CARTER_2014).answer
    assert list(field_table([ours], CARTER_2014)["field study, %"]) == ["45"]


def test_the_shipped_ledger_is_read_as_the_tests_read_it() -> None:
    found = real_ledger("iowa").firms[""]
    mine = [(b.account, b.day, b.amount) for b in found.bookings]
    assert mine == [(b.account, b.day, b.amount) for b in iowa().bookings]
    with pytest.raises(InputError, match="iowa"):
        real_ledger("iowo")
