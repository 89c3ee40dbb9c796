"""Every oracle agrees with its theory, and none would agree with a wrong one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simlib.inputs.errors import InputError
from verification.charts.checks import oracles
from verification.oracles.judgement import LEVEL, holm
from verification.oracles.oracle import Oracle, Question
from verification.oracles.register import QUESTIONS, play_oracles, play_wrong_theories
from verification.oracles.table import (
    distance,
    failure_table,
    finding_oracles,
    oracle_headline,
    oracle_table,
)

_CLEARLY_WRONG = LEVEL / len(QUESTIONS)
"""Bonferroni: a wrong theory must be refused even if every other oracle is right."""


@pytest.fixture(scope="module")
def found() -> tuple[Oracle, ...]:
    return play_oracles()


@pytest.mark.slow
def test_all_oracles_pass_together(found: tuple[Oracle, ...]) -> None:
    assert [each.oracle for each in holm(found) if not each.passed] == []


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_wrong_theory_is_refused(question: Question) -> None:
    assert question.ask(question.wrong).p < _CLEARLY_WRONG


def test_there_are_enough_and_every_name_is_its_own() -> None:
    names = [question.name for question in QUESTIONS]
    assert len(set(names)) == len(names) >= 20


@pytest.mark.slow
def test_the_table_and_the_headline_say_what_was_found(found: tuple[Oracle, ...]) -> None:
    table = oracle_table(found)
    assert len(table) == len(found)
    assert set(table["verdict"]) == {"agrees"}
    assert oracle_headline(found).answer == f"All {len(found)} oracles agree with their theory."


@pytest.mark.slow
def test_a_model_that_is_wrong_is_told_so(found: tuple[Oracle, ...]) -> None:
    wrong = play_wrong_theories()
    assert not any(each.passed for each in holm(wrong))
    one = next(place for place, oracle in enumerate(found) if not oracle.exact)
    mixed = [*found[:one], replace(found[one], p=1e-9), *found[one + 1 :]]
    table = oracle_table(mixed)
    assert (table["verdict"] == "DISAGREES").sum() == 1
    assert oracle_headline(mixed).answer.startswith("1 of")
    assert finding_oracles(mixed).startswith("1 of")
    table = failure_table(found, wrong)
    assert table["agree"].equals(table["oracles"])
    assert table["agree with something wrong"].sum() == 0


@pytest.mark.slow
def test_the_chart_draws_every_estimate_and_counts_the_misses(found: tuple[Oracle, ...]) -> None:
    estimated = [oracle for oracle in found if not oracle.exact]
    axes = oracles(found)
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert len(dots) == len(estimated)
    assert [line.get_ydata()[0] for line in dots] == [distance(each)[0] for each in estimated]
    missed = sum(not each.found.low <= each.theory <= each.found.high for each in estimated)
    assert f"{missed} of {len(estimated)} intervals" in finding_oracles(found)
    with pytest.raises(ValueError, match="no distance"):
        oracles([oracle for oracle in found if oracle.exact])


def test_exact_oracles_take_no_part_in_the_adjustment() -> None:
    question = next(question for question in QUESTIONS if question.exact)
    exact = replace(question.ask(), p=1.0)
    drawn = replace(exact, exact=False, p=0.04)
    assert [each.p_holm for each in holm([exact, drawn, exact])] == [1.0, 0.04, 1.0]
    assert [each.p_holm for each in holm([drawn, drawn])] == [0.08, 0.08]


@pytest.mark.parametrize("level", [0.0, 1.0, 5.0])
def test_judging_nothing_or_at_no_level_is_refused(level: float) -> None:
    with pytest.raises(InputError):
        holm([QUESTIONS[0].ask()], level=level)
    with pytest.raises(InputError):
        holm([])
