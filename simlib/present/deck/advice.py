"""The slide that advises: gain beside cost, or what to ask where no diary holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simlib.present.client.none_holds import TITLE, ask_first, how_to_tell, none_holds
from simlib.present.deck import data, words
from simlib.present.deck.specs import Slide
from simlib.present.deck.template import COLUMNS
from simlib.present.deck.words import Notes
from simlib.present.question_words import question_words
from simlib.present.words import sentence_case

if TYPE_CHECKING:
    from simlib.studies.client.case import ClientCase

BETWEEN_FUTURES = "95 % intervals between futures stand in brackets; they do not cover the inputs."
"""What brackets on the slides are."""
_MOST_DRAWS = 0.5


def recommendation_slide(case: ClientCase) -> Slide:
    """Return what to do and what it costs; where no diary holds, what to ask instead."""
    if case.nothing_holds:
        return _nothing_recommended(case)
    arm, today = (
        data.arm_name(case.comparison.runs[place].label) for place in (case.recommended, 0)
    )
    if case.recommended:
        title = f"Change from {today} to {arm}"
        gains = ("# What it brings", *words.gain_lines(case))
    else:
        title = f"Stay with {today}: nothing on offer is clearly better"
        gains = ("# What we compared", *words.survival_lines(case, case.survival))
    premium = case.policy.premium.hours
    hours = f"{premium.mean:.0f} of {case.policy.premium.capacity:.0f} hours a week"
    if case.recommended:
        title += f"; it costs {hours}"
        better = case.inputs.arms[case.recommended].better
        if better is not None and better.mean < _MOST_DRAWS:
            # the reader must not learn only from the small print that most inputs speak against it
            title += f", and survival is {words.over_inputs(case)} of the inputs"
    quote = words.price_lines(case.policy)
    first = question_words(case.tornado.bars[0].name)
    costs = "# What it costs" if case.recommended else "# What prospecting would cost"
    return Slide(
        COLUMNS,
        sentence_case(title),
        (
            (*gains, words.back_sentence(case.policy)),
            (costs, *quote[:1], *quote[2:], f"Before you decide, ask: {first.question}"),
        ),
        Notes(
            f"{title}. Say the cost in the same breath as the gain.",
            f"Paired differences: {today} and {arm} in the same futures.",
            BETWEEN_FUTURES,
        ),
    )


def _nothing_recommended(case: ClientCase) -> Slide:
    first = question_words(case.tornado.bars[0].name)
    return Slide(
        COLUMNS,
        TITLE,
        (
            ("# What we compared", *words.survival_lines(case, case.survival)),
            (
                "# Before anything is decided",
                ask_first(case),
                f"Then ask: {first.question}",
                "With those answers we play it again.",
            ),
        ),
        Notes(
            f"{none_holds(case)} {ask_first(case)}",
            f"All ways of working in the same futures. {how_to_tell(case)}",
            BETWEEN_FUTURES,
        ),
    )
