"""The ten slides: finding, chart, words and notes of each, drawn from a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simlib.present.client.parts import TITLE, ask_first, how_to_tell, none_holds, recovery_of_case
from simlib.present.deck import data
from simlib.present.deck import sentences as words
from simlib.present.deck.sentences import Notes
from simlib.present.deck.specs import Slide
from simlib.present.deck.template import CHART, COLUMNS, OPENING
from simlib.present.words.checks import CHECK_TITLE, case_notes
from simlib.present.words.drivers import finding_tornado
from simlib.present.words.firm import (
    fate_words,
    finding_futures,
    finding_rep_week,
    finding_revenue_survival,
)
from simlib.present.words.headline import how_sure, inputs_lines
from simlib.present.words.inputs import question_words, range_words
from simlib.present.words.price import finding_policy
from simlib.words import counted, money, percent, plain, sentence_case, show_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from simlib.studies.client.case import ClientCase

BETWEEN_FUTURES = "95 % intervals between futures stand in brackets; they do not cover the inputs."
"""What brackets on the slides are."""
_MOST_DRAWS = 0.5
_NOT_TOLD = (
    "What becomes of your firm next year: these are many futures of firms like it.",
    "What no file says: prices, new products and new markets are not played.",
)


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


def slides(case: ClientCase) -> list[Slide]:
    """Return the slides of a case in their order.

    Returns
    -------
    list of Slide
        Ten: question; told and assumed; the week; 100 futures; revenue survival; recovery; price
        of prospecting; what would change our mind; recommendation; limits and method.
    """
    makers: tuple[Callable[[ClientCase], Slide], ...] = (
        *(_question, _told, _week, _futures, _survival),
        *(_recovery, _price, _mind, recommendation_slide, _limits),
    )
    return [make(case) for make in makers]


def _question(case: ClientCase) -> Slide:
    run = case.comparison.reference
    years = counted(run.scenario.horizon_years, "year")
    asked = (
        f"How should the sales team spend its week so that revenue stays above "
        f"{words.threshold(case)} ({percent(case.below)} of today's: break-even) for {years}?"
    )
    played = (
        f"We played {run.world_count:,} possible futures of this firm, the same ones for each of "
        f"{counted(len(case.comparison.runs), 'way')} of working, largest losses included."
    )
    return Slide(
        OPENING,
        show_name(plain(case.title), longest=90),
        ((asked, played),),
        Notes(asked, "The client's book and diary, and published evidence.", BETWEEN_FUTURES),
    )


def _told(case: ClientCase) -> Slide:
    count = len(case.told)
    title = f"{case.assumed} of {count} answers are assumptions; the rest you told us"
    if case.assumed == count:
        title = f"All {counted(count, 'answer')} are assumptions so far"
    elif not case.assumed:
        title = f"You answered all {counted(count, 'question')}: nothing is assumed"
    sources = "; ".join(f"{plain(t.question)} {plain(t.source)}" for t in case.told if t.assumed)
    return Slide(
        COLUMNS,
        sentence_case(title),
        words.told_columns(case.told),
        Notes(
            f"{sentence_case(title)}. Correct us where an assumption is wrong; we play it again.",
            f"The client's answers, and a default for each question without one. {sources}",
            "Each assumption has a range; slide 8 says which of them matters.",
        ),
    )


def _week(case: ClientCase) -> Slide:
    few = data.weeks(case)
    return Slide(
        CHART,
        finding_rep_week(few),
        (tuple(words.week_lines(few)),),
        Notes(
            f"{finding_rep_week(few)}. White: work that came and was never done.",
            "Hours that reps book in the simulation, averaged over futures, seats and weeks.",
            BETWEEN_FUTURES,
        ),
        data.week_chart(few),
    )


def _futures(case: ClientCase) -> Slide:
    few = data.hundred_futures(case)
    meaning = fate_words(few[0])
    keys = {"grew": "grow", "held": "hold", "shrank": "shrink"}
    legend = "; ".join(f"{keys[fate]}: {meaning[fate]}" for fate in few[0].fates[:3])
    return Slide(
        CHART,
        finding_futures(few),
        ((*words.futures_lines(few), sentence_case(f"{legend}.")),),
        Notes(
            f"{finding_futures(few)}. {sentence_case(legend)}.",
            "The state of the firm at the end of every future, out of 100.",
            BETWEEN_FUTURES,
        ),
        data.futures_chart(few),
    )


def _survival(case: ClientCase) -> Slide:
    few = [case.survival[place] for place in data.shown_arms(case)]
    floor = words.threshold(case).removesuffix(" a year")
    thin = "Thin dotted lines: precision of the simulation (95 %), not the range of fortunes."
    return Slide(
        CHART,
        finding_revenue_survival(few, threshold=floor),
        ((*words.survival_lines(case, few), thin),),
        Notes(
            finding_revenue_survival(few, threshold=floor),
            f"Share of {few[0].worlds:,} futures in which no month end has been below {floor}.",
            " ".join(inputs_lines(case.inputs, "The last numbers")),
        ),
        data.survival_chart(few, floor),
    )


def _recovery(case: ClientCase) -> Slide:
    places = data.shown_arms(case)
    few = [case.recovery[place] for place in places]
    marked = places.index(case.recommended)
    name = data.arm_name(few[marked].label)
    finding = recovery_of_case(case, few)
    thin = f"Thin dotted lines: 8 of 10 futures of {name} lie between them."
    return Slide(
        CHART,
        finding,
        ((*words.recovery_lines(few), thin),),
        Notes(
            finding,
            f"The largest account is taken away in week {few[0].week:.0f}, in every future.",
            BETWEEN_FUTURES,
        ),
        data.recovery_chart(few, marked),
    )


def _price(case: ClientCase) -> Slide:
    quote = case.policy
    return Slide(
        CHART,
        finding_policy(quote),
        (tuple(words.price_lines(quote)[:3]),),
        Notes(
            f"{finding_policy(quote)}. {words.back_sentence(quote)}",
            "The same firm with and without prospecting, and with prospecting that never wins.",
            f"{quote.worlds:,} futures. {BETWEEN_FUTURES}",
        ),
        data.price_chart(quote),
    )


def _mind(case: ClientCase) -> Slide:
    found = case.tornado
    first = found.bars[0]
    ask = f"Ask first: {question_words(first.name).question} Assumed: {range_words(first.name)}."
    turned = (
        "Bars begin at the advantage with every input in the middle of its range. A bar that "
        "crosses 0 would change our mind."
    )
    lines = f"Thin lines: precision of the simulation (95 %, {found.worlds:,} futures)."
    return Slide(
        CHART,
        finding_tornado(found),
        ((ask, turned, lines),),
        Notes(
            f"{finding_tornado(found)}. {ask}",
            "One input at a time moved to the ends of its published range, all others central.",
            lines,
        ),
        data.tornado_chart(found),
    )


def _limits(case: ClientCase) -> Slide:
    run = case.comparison.reference
    book, origin = run.scenario.book, run.provenance
    source = show_name(plain(book.source or book.name), longest=110)
    method = (
        f"Book: {counted(len(book.accounts), 'account')}, {counted(len(book.reps), 'rep')}, "
        f"{money(book.annual_revenue, plain(book.currency))} a year, largest account "
        f"{percent(book.largest_share)}.",
        f"Futures: {run.world_count:,}; the same shocks strike under every way of working.",
        f"Losses: {counted(len(run.scenario.causes), 'cause')} can end or shrink an account; how "
        "often comes from published evidence, graded A (statistics) to D (assumption).",
        f"Inputs: {case.inputs.draw_count} draws of all inputs from their ranges, each played.",
        f"Data: {source}.",
        "Real names are shown." if case.names_shown else "Names of accounts are pseudonyms.",
    )
    check = case_notes(case)
    notes = [f"{CHECK_TITLE}: {check.in_brief}"]
    if origin.notes:
        remarks = counted(len(origin.notes), "remark")
        notes.append(f"Inputs out of the ordinary: {remarks} in the speaker notes.")
    if case.reality is not None and case.reality.known:
        year = f"{case.reality.inside} of {case.reality.known} numbers"
        notes.insert(0, f"Your last year: {year} lie inside the model's 80 % range.")
    return Slide(
        COLUMNS,
        "As good as the inputs, and most of those are assumptions",
        (
            ("# How it was done", *method),
            ("# What it cannot tell", *_NOT_TOLD, *how_sure(run), *notes),
        ),
        Notes(
            "These are futures of a model, not a forecast of one year.",
            f"Source of the data: {source}.",
            " ".join([*how_sure(run), *origin.notes, *check.lines]),
        ),
    )
