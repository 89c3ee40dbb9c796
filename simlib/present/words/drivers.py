"""What drives the answer, in words: answers, findings and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simlib.present.words.headline import Headline, inputs_band, inputs_value
from simlib.present.words.inputs import condition_words, question_words, range_words
from simlib.words import (
    at_most,
    counted,
    listed,
    money,
    number_word,
    of_100,
    percent,
    sentence_case,
    span_words,
)

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.drivers.screening import ScreenedMeasure, Screening
    from simlib.studies.drivers.sensitivity import Drivers, SobolMeasure, Tornado
    from simlib.studies.drivers.sobol import SobolIndex
    from simlib.studies.drivers.turns import Flipped
    from simlib.studies.drivers.worth import AnswerValue, QuestionValues
    from simlib.studies.headline import UnderIgnorance

_COLUMNS = ("", "ask", "assumed today", "the answer is worth, {}", "explains of the spread")


def chosen_measure(result: Drivers, measure: str | None) -> SobolMeasure:
    """Return the indices of a measure, the first by default."""
    known = {each.measure: each for each in result.sobol}
    if measure is not None and measure not in known:
        raise ValueError(f"no indices of {measure!r}; known: {', '.join(known)}")
    return known[measure] if measure else result.sobol[0]


def note_drivers(result: Drivers, chosen: SobolMeasure) -> str:
    """Say what the marks of the chart `drivers` mean."""
    label = chosen.measure_label[:1].lower() + chosen.measure_label[1:]
    return (
        f"The advantage of {result.tornado.other} over {result.tornado.reference}: {label}. "
        "Full: with all that the input does together with others; hollow: on its own. "
        f"Thin lines: 95 % interval ({result.points:,d} points of {len(chosen.indices)} inputs). "
        "Grey: the interval reaches zero, no effect can be told."
    )


def finding_drivers(result: Drivers, measure: str | None = None) -> str:
    """Return the title: the input that answers for most of the spread, and the next."""
    chosen = chosen_measure(result, measure)
    clear = [each for each in chosen.indices if each.clear]
    if not clear:
        return (
            f"{chosen.measure_label}: {result.worlds} futures are too few to tell which input "
            "drives it"
        )
    names = [question_words(each.name).short for each in clear]
    after = f", {names[1]} in {_share_words(clear[1])}" if len(clear) > 1 else ""
    return sentence_case(
        f"{names[0]} has a hand in {_share_words(clear[0])} of the spread of the answer{after}"
    )


def _share_words(each: SobolIndex) -> str:
    low, high = max(0.0, each.total.low), each.total.high
    return f"{percent(each.total.mean)} ({100 * low:.0f} to {100 * high:.0f})"


def axis_words_screening(chosen: ScreenedMeasure) -> str:
    """Return the words of the axis of the chart `screening`."""
    return {
        "money": "% of today's revenue",
        "chance": "futures of 100",
        "share": "percentage points",
    }.get(chosen.unit, "count")


def note_screening(result: Screening, inputs: int) -> str:
    """Say what the marks of the chart `screening` mean."""
    return (
        f"Tried at {result.trajectories} random places each, up or down. Thin lines: 95 % interval "
        "over the places. Orange tick: what the noise of "
        f"{result.worlds} futures alone would show. Grey: not beyond it. {inputs} inputs in all."
    )


def finding_screening(result: Screening) -> str:
    """Return the title: how many inputs move the advantage beyond noise, and which one most."""
    chosen = result.measures[0]
    clear = [each for each in chosen.inputs if each.clear]
    if not clear:
        return sentence_case(
            f"none of {len(chosen.inputs)} inputs moves the advantage of {result.other} "
            "beyond noise"
        )
    return sentence_case(
        f"{counted(len(clear), 'input')} of {len(chosen.inputs)} "
        f"{'moves' if len(clear) == 1 else 'move'} the advantage of {result.other} beyond noise, "
        f"{question_words(clear[0].name).short} most"
    )


def measure_words(result: Tornado) -> str:
    """Return what the advantage is measured in."""
    label = result.measure_label[:1].lower() + result.measure_label[1:]
    if result.unit == "money":
        return f"{label}, {result.currency}".rstrip(", ")
    return f"{label}, futures of 100" if result.unit == "chance" else label


def note_tornado(result: Tornado) -> str:
    """Say what the marks of the chart `tornado` mean."""
    lowered = counted(result.margins_lowered, "end")
    gave = f" At {lowered} the operating margin gave way." if result.margins_lowered else ""
    return (
        "Pale bar: one input from one end of its range to the other, all others central "
        "(dotted: this one, too). "
        f"Thin lines: precision of the simulation (95 %, {result.worlds:,d} futures).{gave}"
    )


def shown(result: Tornado, share: float) -> str:
    """Return a difference as the client reads it."""
    if result.unit == "money":
        return money(share * result.initial_revenue)
    return f"{100 * share:.0f}" if result.unit == "chance" else f"{share:.2g}"


def finding_tornado(result: Tornado) -> str:
    """Return the title: the input that moves the advantage most, and which ones turn it round."""
    bar = result.bars[0]
    name = question_words(bar.name).short
    ends = sorted((bar.at_low.mean, bar.at_high.mean))
    lowest, highest = (shown(result, end) for end in ends)
    unit = f" {result.currency}".rstrip() + " a year" if result.unit == "money" else ""
    return sentence_case(
        f"{name} moves the advantage of {result.other} most, from {lowest} to {highest}{unit}; "
        f"{_turned(result)}"
    )


def _turned(result: Tornado) -> str:
    """Return how many inputs alone clearly turn the sign."""
    side = 1 if result.central.mean > 0 else -1
    turned = [
        bar
        for bar in result.bars
        if any(max(side * at.low, side * at.high) < 0 for at in (bar.at_low, bar.at_high))
    ]
    if not turned:
        return "no single input clearly turns it round"
    return f"{counted(len(turned), 'input')} alone can turn it round"


def together_words(result: QuestionValues) -> list[str]:
    """Return the words of the rows of several answers together."""
    return [
        f"all {result.inputs} answers together",
        f"the {number_word(result.together_count)} most telling together",
    ]


def unit_words_answers(result: QuestionValues) -> str:
    """Return what the worth is measured in."""
    if result.unit == "money":
        span = span_words(12 * result.horizon_years)
        over = f"over {span}" if result.measure == "cumulative_revenue" else "a year"
        return f"{result.currency} of revenue {over}".strip()
    return "futures of 100" if result.unit == "chance" else result.measure_label.lower()


def shown_worth(result: QuestionValues, worth: float) -> str:
    """Return a worth as the client reads it."""
    if result.unit == "money":
        return money(worth * result.initial_revenue)
    return f"{100 * worth:.1f}" if result.unit == "chance" else f"{worth:.2g}"


def note_answers(result: QuestionValues) -> str:
    """Say what the marks of the chart `answers` mean."""
    return (
        f"Choice between {', '.join(result.diaries)}. Thin lines: 95 % interval over "
        f"{result.fresh_draws:,d} fresh draws of the inputs. Grey: worth no more than nothing, as "
        f"far as these draws can tell. {result.inputs - len(result.answers)} other inputs looked "
        "worth less."
    )


def finding_answers(result: QuestionValues) -> str:
    """Return the title: the question to ask first, and what the answer is worth."""
    clear = [each for each in result.answers if each.clear]
    total = worth_words(result, result.everything)
    if not clear and result.together.low > 0:
        return sentence_case(
            "no single answer is clearly worth anything for the choice of a diary, the "
            f"{number_word(result.together_count)} most telling together "
            f"{worth_words(result, result.together)}"
        )
    if not clear:
        return sentence_case(
            "no single answer is clearly worth anything for the choice of a diary; knowing all "
            f"{result.inputs} inputs would be worth {total}"
        )
    return sentence_case(
        f"ask first for {question_words(clear[0].name).short}: the answer is worth "
        f"{worth_words(result, clear[0].worth)}, all {result.inputs} answers {total}"
    )


def worth_words(result: QuestionValues, worth: Interval) -> str:
    """Return a worth with its interval, which never goes below nothing."""
    unit = f" {result.currency}" if result.unit == "money" and result.currency else ""
    low, high = (shown_worth(result, max(0.0, limit)) for limit in (worth.low, worth.high))
    return f"{shown_worth(result, worth.mean)} ({low} to {high}{unit})"


@dataclass(frozen=True)
class QuestionSheet:
    """Questions for a client, the first to ask first; shown as a table in a notebook."""

    rows: tuple[tuple[str, ...], ...]
    """Number, question, range assumed today, worth of the answer, share of the spread."""
    unit: str
    """Of the worth."""

    def _repr_markdown_(self) -> str:
        names = tuple(column.format(self.unit) for column in _COLUMNS)
        lines = [names, ("---",) * len(_COLUMNS), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def __str__(self) -> str:
        """Return the sheet as plain lines, to print."""
        return "\n".join(
            f"{number} {question} Assumed today: {known}. Worth: {worth}. Explains: {share}."
            for number, question, known, worth, share in self.rows
        )


def question_sheet(result: QuestionValues, most: int = 10) -> QuestionSheet:
    """Return the questions to ask, in their order, with what each answer is worth."""
    return QuestionSheet(
        tuple(
            (
                f"{place}.",
                question_words(each.name).question,
                range_words(each.name),
                _worth(result, each),
                _share(each.explains),
            )
            for place, each in enumerate(result.answers[:most], start=1)
        ),
        unit_words_answers(result),
    )


def drivers_headline(questions: QuestionValues, found: Drivers) -> Headline:
    """Return which question matters most, and how sure that is."""
    first = questions.answers[0]
    asked = f"Ask first: “{question_words(first.name).question}”"
    if first.clear:
        why = f"Knowing it before choosing a diary is worth {worth_words(questions, first.worth)}"
        why += f" of {unit_words_answers(questions).partition(' of ')[2] or 'the measure'}."
    else:
        why = (
            f"It explains {_share(first.explains)} of how far the advantage of {questions.best} "
            "may vary, more than any other input; but no single answer is clearly worth anything: "
            f"{questions.best} stays the choice."
        )
    return Headline(f"{asked} {why}", tuple(_how_sure(questions, found)))


def flip_sentence(result: Flipped) -> str:
    """Return what would have to be true for the side that mostly loses, in one sentence."""
    if result.inside is None or result.outside is None:
        return sentence_case(
            f"{result.underdog} wins in {_of_100(result.wins)} of 100 cases, and no one, two or "
            "three inputs tell where."
        )
    asked = listed([condition_words(one.name, one.low, one.high) for one in result.limits])
    mostly = "wins mainly" if result.inside.low > 0.5 else "has its best chances"
    still = "" if result.inside.high > 0.5 else "; even there it mostly loses"
    return sentence_case(
        f"{result.underdog} {mostly} where {asked}: there in {_of_100(result.inside)} of 100 "
        f"cases, elsewhere in {_of_100(result.outside)}{still}."
    )


def flip_headline(result: Flipped) -> Headline:
    """Return what would have to be true for the other side to win, checked on fresh draws."""
    lines = [
        f"A case is one draw of all inputs from their ranges. Over all of them {result.underdog} "
        f"wins in {_of_100(result.wins)} of 100."
    ]
    if result.coverage:
        lines.append(
            f"The conditions were found in {result.draws} cases; the numbers are of fresh ones in "
            f"fresh futures. They hold {_of_100(result.coverage)} of 100 of its wins: the others "
            "lie scattered."
        )
    if result.limits and not result.confirmed:
        lines.append("In fresh cases they made no clear difference: treat them as chance.")
    return Headline(flip_sentence(result), (*lines, _lowered(result.margins_lowered, "cases")))


def _how_sure(questions: QuestionValues, found: Drivers) -> list[str]:
    clear = [each for each in questions.answers if each.clear]
    names = listed([question_words(each.name).short for each in clear])
    screened = found.screening.measures[0]
    moved = sum(each.clear for each in screened.inputs)
    lowered = questions.margins_lowered + found.margins_lowered + found.screening.margins_lowered
    lines = [
        f"Clearly worth something by itself: {names or 'none'}. Knowing all {questions.inputs} "
        f"inputs would be worth {worth_words(questions, questions.everything)}, the "
        f"{number_word(questions.together_count)} that tell most together "
        f"{worth_words(questions, questions.together)}.",
        f"Of {len(screened.inputs)} inputs {moved} move the advantage of {found.screening.other} "
        f"over {found.screening.reference} beyond what noise would show.",
        "The brackets are 95 % intervals over fresh draws of the inputs. The ranges themselves are "
        "mostly assumptions (grade D): a wider range makes a question matter more.",
    ]
    return [*lines, _lowered(lowered, "points")]


def _lowered(count: int, what: str) -> str:
    at = f"at {counted(count, what.rstrip('s'))}" if count else f"at none of the {what}"
    return f"The operating margin had to give way to a fixed cost of zero {at} played."


def _worth(result: QuestionValues, answer: AnswerValue) -> str:
    if answer.clear:
        return worth_words(result, answer.worth)
    if answer.worth.half_width == 0:
        return "0: it turned no choice"
    return f"cannot tell (at most {shown_worth(result, max(0.0, answer.worth.high))})"


def _share(share: Interval) -> str:
    low, high = max(0.0, share.low), max(0.0, share.high)
    if low == 0.0:
        return at_most(high)
    return f"{percent(share.mean)} ({100 * low:.0f} to {100 * high:.0f})"


def _of_100(share: Interval | None) -> str:
    if share is None:
        return "none"
    return f"{of_100(share.mean)} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def note_flip(result: Flipped) -> str:
    """Say what the marks of the chart `flip` mean."""
    kept = f" The box also asks that {_further(result)}." if len(result.limits) > 2 else ""
    return (
        f"Each mark is one case: one way all inputs may be ({result.check_draws} fresh draws, "
        f"{result.check_worlds} futures each), decided by {result.measure_label.lower()}. Box: "
        f"found in {result.draws} other draws; wins inside counted in {result.check_draws} more "
        f"there.{kept}"
    )


def _further(result: Flipped) -> str:
    return listed([condition_words(one.name, one.low, one.high) for one in result.limits[2:]])


def finding_flip(result: Flipped) -> str:
    """Return the title: how often the underdog wins inside the box, and elsewhere."""
    if result.inside is None or result.outside is None:
        return sentence_case(
            f"{result.underdog} wins in {_wins_words(result.wins)} of 100 cases, and no input "
            "tells where"
        )
    return (
        f"Inside the box {result.underdog} wins in {_wins_words(result.inside)} of 100 cases, "
        f"elsewhere in {_wins_words(result.outside)}"
    )


def _wins_words(share: Interval) -> str:
    return f"{of_100(share.mean)} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def note_under_ignorance(result: UnderIgnorance) -> str:
    """Say what the marks of the chart `under_ignorance` mean."""
    return (
        f"Dot: at the central inputs. Thin line: 95 % interval of the simulation. Grey: 90 of 100 "
        f"of {result.draw_count} draws of the inputs from their ranges."
    )


def axis_words_under_ignorance(result: UnderIgnorance) -> str:
    """Return the words of the axis of the chart `under_ignorance`."""
    label = result.measure_label.lower()
    if result.unit == "chance":
        return f"futures of 100: {label}"
    return f"{label}, {result.currency}" if result.unit == "money" and result.currency else label


def finding_under_ignorance(result: UnderIgnorance) -> str:
    """Return the title: the best diary, its band, and in how many draws it beats the reference."""
    sign = -1 if result.smaller_is_better else 1
    place = max(range(len(result.arms)), key=lambda arm: sign * result.arms[arm].central.mean)
    best = result.arms[place]
    of_futures = " futures of 100" if result.unit == "chance" else ""
    found = (
        f"{best.label}: {inputs_value(result, best.central.mean)}{of_futures} at the central "
        f"inputs, {inputs_band(result, best)} over what the inputs may be"
    )
    if place and best.better is not None:
        low, high = 100 * best.better.low, 100 * best.better.high
        found += (
            f"; better than {result.arms[0].label} in {of_100(best.better.mean)} "
            f"({low:.0f} to {high:.0f}) of 100 draws"
        )
    return sentence_case(found)
