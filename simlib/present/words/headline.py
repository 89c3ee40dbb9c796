"""The answer in a sentence and how sure we are: what a page or a notebook opens with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simlib.analysis.accounts import account_survival, loss_by_cause
from simlib.analysis.concentration import largest_lost
from simlib.analysis.revenue import RevenueSurvival
from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.words import counted, money, of_100, percent, sentence_case

if TYPE_CHECKING:
    from simlib.analysis.accounts import AccountSurvival
    from simlib.run.result import Comparison, Run
    from simlib.studies.headline import ArmUnderIgnorance, UnderIgnorance


@dataclass(frozen=True)
class Headline:
    """An answer that code wrote, shown as text in a notebook."""

    answer: str
    how_sure: tuple[str, ...]

    def also(self, *lines: str) -> Headline:
        """Return the headline with more to say about how sure it is."""
        return Headline(self.answer, (*lines, *self.how_sure))

    def _repr_markdown_(self) -> str:
        return "\n\n".join([f"**{self.answer}**", *self.how_sure])

    def __str__(self) -> str:
        """Return the paragraphs as plain text."""
        return "\n\n".join([self.answer, *self.how_sure])


def survival_headline(
    comparison: Comparison,
    survival: Sequence[RevenueSurvival],
    inputs: UnderIgnorance | None = None,
) -> Headline:
    """Return in how many futures each diary never falls below the threshold.

    With ``inputs``, each share stands beside what it becomes over what the inputs may be, and the
    precision of the simulation moves to the second line.
    """
    bands = {arm.label: arm for arm in inputs.arms} if inputs else {}
    run, first = comparison.reference, survival[0]
    floor = money(first.threshold, run.scenario.book.currency)
    ranked = sorted(survival, key=lambda result: -float(result.share[-1]))
    kept = "; ".join(f"{r.label} {_of_100(r, bands.get(r.label))}" for r in ranked)
    answer = (
        f"Futures of 100 in which revenue never falls below {floor} a year "
        f"({percent(first.below)} of today's) in {counted(run.scenario.horizon_years, 'year')}: "
        f"{kept}."
    )
    if inputs is None:
        return Headline(answer, tuple(how_sure(run)))
    reach = max(100 * float(r.high[-1] - r.low[-1]) / 2 for r in survival)
    simulated = f"{run.world_count:,} futures pin each number down to ± {reach:.1f}."
    return Headline(answer, (*inputs_lines(inputs), simulated))


def inputs_words(inputs: UnderIgnorance) -> str:
    """Return a measure of every arm with the band of the inputs, one sentence."""
    arms = "; ".join(
        f"{arm.label} {inputs_value(inputs, arm.central.mean)} ({inputs_band(inputs, arm)})"
        for arm in inputs.arms
    )
    of_futures = ", futures of 100" if inputs.unit == "chance" else ""
    return (
        f"What the inputs allow ({inputs.measure_label.lower()}{of_futures}; in brackets 90 of "
        f"100 of {inputs.draw_count} draws of all inputs): {arms}."
    )


def inputs_value(inputs: UnderIgnorance, value: float) -> str:
    """Return a value of the measure as a client reads it."""
    if inputs.unit == "chance":
        return of_100(value)
    return money(value) if inputs.unit == "money" else f"{value:.1f}"


def inputs_band(inputs: UnderIgnorance, arm: ArmUnderIgnorance) -> str:
    """Return the band of the inputs of one arm."""
    if inputs.unit == "chance":
        return f"{100 * arm.low:.0f} to {100 * arm.high:.0f}"
    return f"{inputs_value(inputs, arm.low)} to {inputs_value(inputs, arm.high)}"


def inputs_lines(inputs: UnderIgnorance, where: str = "In brackets") -> list[str]:
    """Return what the band of the inputs is, and how often the others beat the reference."""
    lines = [
        f"{where}: 90 of 100 of {inputs.draw_count} draws of all inputs from their ranges, "
        "most of which are assumptions (grade D)."
    ]
    for arm in inputs.arms[1:]:
        if arm.better is not None:
            low, high = 100 * arm.better.low, 100 * arm.better.high
            lines.append(
                f"{sentence_case(arm.label)} does better than {inputs.arms[0].label} in "
                f"{of_100(arm.better.mean)} ({low:.0f} to {high:.0f}) of 100 draws."
            )
    return lines


def accounts_headline(run: Run, inputs: UnderIgnorance | None = None) -> Headline:
    """Return what becomes of today's accounts, and what ends most of them.

    ``inputs`` is the number of accounts kept over what the inputs may be.
    """
    kept, causes, top = account_survival(run), loss_by_cause(run), largest_lost(run)
    years = counted(run.scenario.horizon_years, "year")
    answer = sentence_case(
        f"of 100 of today's accounts {100 * kept.share[-1]:.0f} ({_reach(run, kept, inputs)}) "
        f"are still customers after {years}. The largest single cause "
        f"of loss: {_lower(causes.labels[0])} ({100 * causes.incidence[0, -1]:.0f} of 100). At "
        f"least one of the {top.accounts} largest is lost within {top.years:.0f} years in "
        f"{100 * top.share:.0f} futures of 100 ({100 * top.low:.0f} to {100 * top.high:.0f})."
    )
    lines = how_sure(run)
    if inputs is not None:
        half = 50 * float(kept.high[-1] - kept.low[-1])
        lines = [
            *inputs_lines(inputs, "In the first brackets"),
            f"{run.world_count:,} futures pin that number down to ± {half:.1f}; the other brackets "
            "are 95 % intervals of the simulation.",
        ]
    return Headline(answer, tuple(lines))


def _reach(run: Run, kept: AccountSurvival, inputs: UnderIgnorance | None) -> str:
    if inputs is None:
        return f"{100 * kept.low[-1]:.0f} to {100 * kept.high[-1]:.0f}"
    accounts = len(run.scenario.book.accounts)
    ends = (100 * limit / accounts for limit in (inputs.arms[0].low, inputs.arms[0].high))
    return "inputs: {:.0f} to {:.0f}".format(*ends)


def how_sure(run: Run) -> list[str]:
    """Return what the intervals cover, and what they do not."""
    lines = [
        f"{run.world_count:,} futures; the brackets are 95 % intervals of the "
        "simulation. They do not cover the inputs: most of those are assumptions (grade D), and "
        "other inputs can turn the answer.",
    ]
    if run.world_count < ENOUGH_WORLDS:
        lines.append("Chances of running out of cash are not quoted from fewer than 1,000 futures.")
    return lines


def _of_100(result: RevenueSurvival, band: ArmUnderIgnorance | None = None) -> str:
    share, low, high = (100 * float(x[-1]) for x in (result.share, result.low, result.high))
    if band is not None:
        return f"{share:.0f} (inputs: {100 * band.low:.0f} to {100 * band.high:.0f})"
    return f"{share:.0f} ({low:.0f} to {high:.0f})"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
