"""What drives the answer, as a client reads it: titles, sentences, the sheet of questions."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from simlib.inputs.ranges import uncertain_inputs
from simlib.present import plots
from simlib.present.words.drivers import (
    drivers_headline,
    finding_answers,
    finding_drivers,
    finding_flip,
    finding_screening,
    finding_tornado,
    flip_headline,
    flip_sentence,
    question_sheet,
)
from simlib.present.words.inputs import (
    condition_words,
    question_words,
    questions,
    range_words,
    value_words,
)
from tests.support import sensitivity_results as fake

mpl.use("Agg")
INPUTS = [each.name for each in uncertain_inputs()]


def test_every_question_is_about_an_input_there_is() -> None:
    assert set(questions()) <= set(INPUTS)
    assert set(questions()) >= {name for name in INPUTS if "." not in name}


@pytest.mark.parametrize("name", INPUTS)
def test_every_input_can_be_asked_labelled_and_stated(name: str) -> None:
    words = question_words(name)
    assert words.question.endswith("?")
    assert len(words.question) <= 100
    assert 0 < len(words.short) <= 60
    assert words.clause.count("{}") == 1
    said = " ".join([words.question, words.short, words.clause, range_words(name)])
    assert "_" not in said


@pytest.mark.parametrize(
    ("name", "low", "high", "said"),
    [
        ("meeting_probability", None, 0.11, "100 calls bring fewer than 11 first meetings"),
        ("call_hours", 3.0, None, "a serious call takes more than 3 hours"),
        ("gross_margin", None, 0.25, "the gross margin is less than 25 %"),
        ("service_load", 0.5, 0.6, "today's accounts take 50 % to 60 % of the reps' week"),
        ("closes.annual_rate", 0.012, None, "strikes 100 accounts more than 1.2 times a year"),
        ("gesture_lift", None, 0.02, "a gift restores less than 2 % of what a relationship lacks"),
    ],
)
def test_conditions_are_clauses(
    name: str, low: float | None, high: float | None, said: str
) -> None:
    assert condition_words(name, low, high).endswith(said)


def test_values_and_ranges_carry_their_unit() -> None:
    assert value_words("meeting_probability", 0.16) == "16 of 100"
    assert range_words("meeting_probability") == "8 to 40 of 100"
    assert value_words("target_revenue_sigma", 1.0) == "2.7 times"
    assert range_words("call_hours") == "0.5 to 4 hours"


def test_titles_name_the_input_and_its_size() -> None:
    assert "from -0.6 m to 6.6 m EUR a year" in finding_tornado(fake.tornado())
    assert finding_tornado(fake.tornado(swing=0.1)).endswith(
        "no single input clearly turns it round"
    )
    assert "one input alone can turn it round" in finding_tornado(fake.tornado())
    assert finding_drivers(fake.drivers()).startswith(
        "First meetings from 100 calls has a hand in 40 % (32 to 48) of the spread"
    )
    assert "24 futures are too few" in finding_drivers(fake.drivers(0.01))
    assert finding_screening(fake.screening()).startswith("Five inputs of 14 move")
    assert finding_screening(fake.screening(0.01)).startswith("None of 14 inputs moves")


def test_an_answer_worth_nothing_is_called_so() -> None:
    assert "is worth 0.36 m (0.22 m to 0.5 m EUR)" in finding_answers(fake.questions())
    none = finding_answers(fake.questions(0.001))
    assert none.startswith("No single answer is clearly worth")
    assert none.endswith("the five most telling together 0.48 m (0.12 m to 0.84 m EUR)")


def test_the_box_is_a_sentence_with_its_shares_in_fresh_cases() -> None:
    assert flip_sentence(fake.flipped()) == (
        "Service only wins mainly where 100 calls bring fewer than 11 first meetings and today's "
        "accounts take more than 62 % of the reps' week: there in 60 (52 to 68) of 100 cases, "
        "elsewhere in 6 (3 to 9)."
    )
    weak = flip_sentence(fake.flipped(inside=0.3))
    assert "has its best chances where" in weak
    assert weak.endswith("even there it mostly loses.")
    assert "no one, two or three inputs tell where" in flip_sentence(fake.flipped(0))
    assert finding_flip(fake.flipped(0)).endswith("and no input tells where")
    with pytest.raises(ValueError, match="no input tells"):
        plots.flip(fake.flipped(0))


def test_a_box_that_does_not_hold_in_fresh_cases_is_called_chance() -> None:
    assert "treat them as chance" in str(flip_headline(fake.flipped(inside=0.1)))
    assert "treat them as chance" not in str(flip_headline(fake.flipped()))
    assert "at none of the cases played" in str(flip_headline(fake.flipped(0)))


def test_the_sheet_asks_the_first_question_first() -> None:
    sheet = question_sheet(fake.questions(), most=9)
    assert len(sheet.rows) == 9
    assert sheet.rows[0][1] == question_words("meeting_probability").question
    assert "0: it turned no choice" in str(sheet)
    assert "cannot tell (at most" in str(sheet)
    assert sheet._repr_markdown_().count("\n") == 10
    answer = drivers_headline(fake.questions(), fake.drivers())
    assert answer.answer.startswith("Ask first: “Of 100 serious calls")
    assert "worth 0.36 m (0.22 m to 0.5 m EUR) of revenue over five years" in answer.answer
    assert "36 points" in str(answer)
    assert "stays the choice" in drivers_headline(fake.questions(0.001), fake.drivers()).answer


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="no indices of 'ruin'; known: final_revenue, survival"):
        plots.drivers(fake.drivers(), measure="ruin")
    plt.close("all")
