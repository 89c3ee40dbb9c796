"""The answer in a sentence and how sure we are: what a page or a notebook opens with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simlib.analysis.accounts import account_survival, loss_by_cause
from simlib.analysis.largest import largest_lost
from simlib.analysis.revenue import RevenueSurvival
from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.present.words import counted, money, percent, sentence_case

if TYPE_CHECKING:
    from simlib.run.result import Comparison, Run


@dataclass(frozen=True)
class Headline:
    """An answer that code wrote, shown as text in a notebook."""

    answer: str
    how_sure: tuple[str, ...]

    def _repr_markdown_(self) -> str:
        return "\n\n".join([f"**{self.answer}**", *self.how_sure])

    def __str__(self) -> str:
        """Return the paragraphs as plain text."""
        return "\n\n".join([self.answer, *self.how_sure])


def survival_headline(comparison: Comparison, survival: Sequence[RevenueSurvival]) -> Headline:
    """Return in how many futures each diary never falls below the threshold."""
    run, first = comparison.reference, survival[0]
    floor = money(first.threshold, run.scenario.book.currency)
    ranked = sorted(survival, key=lambda result: -float(result.share[-1]))
    kept = "; ".join(f"{result.label} {_of_100(result)}" for result in ranked)
    answer = (
        f"Futures of 100 in which revenue never falls below {floor} a year "
        f"({percent(first.below)} of today's) in {counted(run.scenario.horizon_years, 'year')}: "
        f"{kept}."
    )
    return Headline(answer, tuple(how_sure(run)))


def accounts_headline(run: Run) -> Headline:
    """Return what becomes of today's accounts, and what ends most of them."""
    kept, causes, top = account_survival(run), loss_by_cause(run), largest_lost(run)
    years = counted(run.scenario.horizon_years, "year")
    answer = sentence_case(
        f"of 100 of today's accounts {100 * kept.share[-1]:.0f} ({100 * kept.low[-1]:.0f} to "
        f"{100 * kept.high[-1]:.0f}) are still customers after {years}. The largest single cause "
        f"of loss: {_lower(causes.labels[0])} ({100 * causes.incidence[0, -1]:.0f} of 100). At "
        f"least one of the {top.accounts} largest is lost within {top.years:.0f} years in "
        f"{100 * top.share:.0f} futures of 100 ({100 * top.low:.0f} to {100 * top.high:.0f})."
    )
    return Headline(answer, tuple(how_sure(run)))


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


def _of_100(result: RevenueSurvival) -> str:
    share, low, high = (100 * float(x[-1]) for x in (result.share, result.low, result.high))
    return f"{share:.0f} ({low:.0f} to {high:.0f})"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
