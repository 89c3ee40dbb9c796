"""What drives the answer, in sentences and as a sheet of questions for the client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simlib.present.headline import Headline
from simlib.present.plots.answer_dots import shown_worth, unit_words, worth_words
from simlib.present.question_words import condition_words, question_words, range_words
from simlib.present.words import counted, listed, number_word, of_100, percent, sentence_case

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.drivers import Drivers
    from simlib.studies.evppi import AnswerValue, QuestionValues
    from simlib.studies.flip import Flipped

_COLUMNS = ("", "ask", "assumed today", "the answer is worth, {}", "explains of the spread")


@dataclass(frozen=True)
class QuestionSheet:
    """Questions for a client, the first to ask first; shown as a table in a notebook.

    Attributes
    ----------
    rows : tuple of tuple of str
        Number, question, range assumed today, worth of the answer, share of the spread.
    unit : str
        Of the worth.
    """

    rows: tuple[tuple[str, ...], ...]
    unit: str

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
        unit_words(result),
    )


def drivers_headline(questions: QuestionValues, found: Drivers) -> Headline:
    """Return which question matters most, and how sure that is."""
    first = questions.answers[0]
    asked = f"Ask first: “{question_words(first.name).question}”"
    if first.clear:
        why = f"Knowing it before choosing a diary is worth {worth_words(questions, first.worth)}"
        why += f" of {unit_words(questions).partition(' of ')[2] or 'the measure'}."
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
        return f"at most {percent(high)}"
    return f"{percent(share.mean)} ({100 * low:.0f} to {100 * high:.0f})"


def _of_100(share: Interval | None) -> str:
    if share is None:
        return "none"
    return f"{of_100(share.mean)} ({100 * share.low:.0f} to {100 * share.high:.0f})"
