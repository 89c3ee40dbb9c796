"""What the deck says beside its charts, and what its notes tell the speaker."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simlib.analysis.compare import difference_numbers
from simlib.analysis.precision import proportion_interval
from simlib.present.words.price import (
    back_words,
    cover_words,
    premium_words,
    round_money,
    small_print,
)
from simlib.words import between, counted, money, of_100, percent, plain, sentence_case, show_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from simlib.analysis.futures import Futures
    from simlib.analysis.precision import Floats
    from simlib.analysis.recovery import Recovery
    from simlib.analysis.revenue import RevenueSurvival
    from simlib.analysis.week import RepWeek
    from simlib.studies.client.case import ClientCase, Told
    from simlib.studies.price.policy import Policy

_LONGEST_QUESTION, _LONGEST_ANSWER = 100, 60
HEADING = "# "
"""What a paragraph begins with that is a heading."""
_TOLD, _ASSUMED = "You told us", "We assumed"
_UNEVEN = 4  # lines that one column may have more than the other
_GRADE = re.compile(r"grade [A-D](?:/[A-D])?")
_LIMITS = ["difference", "low", "high"]


@dataclass(frozen=True)
class Notes:
    """What the speaker reads: what to say, where it comes from, how sure it is."""

    say: str
    source: str
    sure: str

    def text(self, footer: str) -> str:
        """Return the notes of a slide."""
        return (
            f"Say: {self.say}\nWhere it comes from: {self.source}\nHow sure: {self.sure}\n{footer}"
        )


def threshold(case: ClientCase) -> str:
    """Return the threshold of survival in money a year."""
    run = case.comparison.reference
    return f"{money(case.below * run.initial_revenue, plain(run.scenario.book.currency))} a year"


def told_line(each: Told) -> str:
    """Return a question with its answer, and where an assumption comes from."""
    question = show_name(plain(each.question), longest=_LONGEST_QUESTION)
    text = f"{question} {show_name(plain(each.answer), longest=_LONGEST_ANSWER)}"
    grade = _GRADE.search(each.source)
    return f"{text} ({grade[0]})" if each.assumed and grade else text


def told_columns(told: Sequence[Told]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what was told and what was assumed as two columns of about the same length."""
    lines = [
        *((_TOLD, told_line(each)) for each in told if not each.assumed),
        *((_ASSUMED, told_line(each)) for each in told if each.assumed),
    ]
    first = sum(heading == _TOLD for heading, _ in lines)
    uneven = abs(len(lines) - 2 * first) > _UNEVEN
    cut = math.ceil(len(lines) / 2) if uneven else first
    return _column(lines[:cut]), _column(lines[cut:])


def _column(lines: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return lines under their headings."""
    found: list[str] = []
    for place, (heading, line) in enumerate(lines):
        if place == 0 or lines[place - 1][0] != heading:
            found.append(f"{HEADING}{heading}")
        found.append(line)
    return tuple(found) or (f"{HEADING}{_ASSUMED}", "Nothing.")


def survival_lines(case: ClientCase, results: Sequence[RevenueSurvival]) -> list[str]:
    """Return each diary's share with its interval, and what the inputs allow."""
    bands = {arm.label: arm for arm in case.inputs.arms}
    lines = []
    for each in results:
        share = of_100(float(each.share[-1]))
        sure = between(100 * float(each.low[-1]), 100 * float(each.high[-1]))
        line = f"{sentence_case(_name(each.label))}: {share} of 100 ({sure})"
        band = bands.get(each.label)
        if band is not None:
            line += f"; over all that the inputs may be, {between(100 * band.low, 100 * band.high)}"
        lines.append(line)
    return lines


def futures_lines(results: Sequence[Futures]) -> list[str]:
    """Return how many futures of 100 hold or grow and how many run out of cash."""
    lines = []
    for each in results:
        kept = proportion_interval(round(each.worlds * float(each.shares[:2].sum())), each.worlds)
        line = f"{sentence_case(_name(each.label))}: {int(each.counts[:2].sum())} hold or grow"
        line += f" ({between(100 * kept.low, 100 * kept.high)})"
        if "closed" in each.fates:
            closed = f"{100 * each.low[-1]:.0f}", f"{100 * each.high[-1]:.0f}"
            line += f", {each.counts[-1]} run out of cash ({closed[0]} to {closed[1]})"
        lines.append(line)
    return lines


def week_lines(results: Sequence[RepWeek]) -> list[str]:
    """Return the calls made a month and the hours left undone."""
    reach = max(
        each.half_width for result in results for each in (result.calls_made, result.undone)
    )
    return [
        *(
            f"{sentence_case(_name(each.label))}: {each.calls_made.mean:.1f} calls made a month; "
            f"{each.undone.mean:.1f} hours of work a week never done"
            for each in results
        ),
        f"Each seat's mean week in {results[0].worlds:,} futures. No number here is less precise "
        f"than ± {reach:.2g}.",
    ]


def recovery_lines(results: Sequence[Recovery]) -> list[str]:
    """Return how many futures are back in time, with intervals."""
    first = results[0]
    goal, months = percent(first.back), f"{first.within_months:.0f} months"
    heading = f"Futures of 100 back at {goal} within {months}, and where the middle future ends:"
    return [heading] + [
        f"{sentence_case(_name(each.label))}: {of_100(each.share_back)} "
        f"({between(100 * each.share_back_low, 100 * each.share_back_high)}); ends at "
        f"{_span(*(100 * float(x[-1]) for x in _middle(each)))}"
        for each in results
    ]


def price_lines(result: Policy) -> list[str]:
    """Return premium, cover, waiting period and small print."""
    wait = result.waiting.median
    gap = [small_print(each) for each in result.exclusions[:3]]
    return [
        f"Premium: {premium_words(result)}",
        f"Cover: {cover_words(result)}",
        f"Waiting: first new account after {wait.mean:.0f} months ({between(wait.low, wait.high)}) "
        "in half of the futures."
        if wait.mean < 1e6
        else "Waiting: in half of the futures no new account comes before the horizon.",
        "Not covered: " + "; ".join(gap) + ".",
    ]


def back_sentence(result: Policy) -> str:
    """Return what comes back for one unit of money, without the words for a picture."""
    return back_words(result).removesuffix(" Mark: the premium.")


def gain_lines(case: ClientCase) -> list[str]:
    """Return what the recommended diary changes against the reference, with intervals."""
    run = case.comparison.runs[case.recommended]
    table = difference_numbers(case.comparison, ["survival", "final_revenue"], below=case.below)
    rows = table[table["scenario"] == run.scenario.name].set_index("measure")
    years = counted(run.scenario.horizon_years, "year")
    changes = {
        name: [float(x) for x in rows.loc[name, _LIMITS].to_numpy(dtype=float)]
        for name in ("survival", "final_revenue")
    }
    currency = plain(run.scenario.book.currency)
    floor = f"futures of 100 never below {threshold(case)} in {years}"
    lines = [
        f"Survival: {_change([100 * x for x in changes['survival']], lambda x: f'{x:.0f}', floor)}",
        f"Revenue after {years}: "
        + _change(changes["final_revenue"], lambda x: round_money(x, currency), "a year"),
    ]
    better = case.inputs.arms[case.recommended].better
    return (
        lines if better is None else [*lines, f"Over what the inputs may be: {over_inputs(case)}"]
    )


def over_inputs(case: ClientCase) -> str:
    """Return in how many draws of the inputs the recommended diary does better."""
    better = case.inputs.arms[case.recommended].better
    if better is None:
        return ""
    return (
        f"better than {_name(case.inputs.arms[0].label)} in {of_100(better.mean)} "
        f"({between(100 * better.low, 100 * better.high)}) of 100 draws"
    )


def _change(values: Sequence[float], shown: Callable[[float], str], of_what: str) -> str:
    """Return a difference in words, "8 more (6 to 11)", without a sign to be misread."""
    mean, low, high = values
    if low <= 0 <= high:
        return f"no clear difference, {of_what} ({shown(-low)} less to {shown(high)} more)"
    ends = sorted((abs(low), abs(high)))
    word = "more" if mean > 0 else "fewer or less"
    return f"{shown(abs(mean))} {word} {of_what} ({shown(ends[0])} to {shown(ends[1])})"


def _middle(each: Recovery) -> tuple[Floats, Floats, Floats]:
    return each.median, each.median_low, each.median_high


def _span(mean: float, low: float, high: float) -> str:
    """Return a per cent with its limits, or alone where all three are shown alike."""
    if not math.isfinite(low + high):  # few futures have no interval for their middle one
        return f"{mean:.0f} % (too few futures to say how surely)"
    shown = between(low, high)
    return f"{shown} %" if shown == f"{mean:.0f}" else f"{mean:.0f} ({shown}) %"


def _name(label: str) -> str:
    return show_name(plain(label), longest=40)
