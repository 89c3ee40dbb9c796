"""Warnings of the methodology check as a page, a terminal, a deck and a workbook show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simlib.studies.audit.review import audit
from simlib.words import counted, harmless, number_word, sentence_case

if TYPE_CHECKING:
    import pandas as pd

    from simlib.run.result import Comparison, Run
    from simlib.studies.audit.facts import AuditWarning
    from simlib.studies.client.case import ClientCase
    from simlib.studies.client.live import Choice

CHECK_TITLE = "Methodology check"
SHORT_WORDS = {
    "overload": "more work than hours",
    "idleness": "reps with little to do",
    "partial_book": "a book that is part of the firm",
    "default_money": "margin or cash nobody told",
    "inside_rivals_band": "a lead inside the inputs' band",
    "assumed_input": "decided by an assumption",
    "targets_used_up": "targets used up",
    "large_targets": "single targets above a tenth of revenue",
    "shared_parents": "accounts of one parent",
    "thin_tail": "few futures behind the worst",
    "small_sample": "a rate from few cases",
    "beyond_data": "a horizon beyond the data",
}
"""What each warning is about, by its code."""


@dataclass(frozen=True)
class AuditNotes:
    """The outcome of a methodology check in words, every name made harmless."""

    summary: str
    """How many warnings there are, one sentence."""
    lines: tuple[str, ...]
    """What is wrong and what to do about it, a line a warning, the serious first."""
    about: tuple[str, ...]
    """What each line is about, in a few words."""

    def __str__(self) -> str:
        """Return the check as a terminal shows it."""
        return "\n".join(
            [f"{CHECK_TITLE}: {self.summary}", *(f"  - {line}" for line in self.lines)]
        )

    def _repr_markdown_(self) -> str:
        heading = f"**{CHECK_TITLE}.** {self.summary}"
        return "\n".join([heading, "", *(f"* {_unmarked(line)}" for line in self.lines)])

    @property
    def said(self) -> str:
        """The summary as a sentence of its own."""
        return sentence_case(self.summary)

    @property
    def in_brief(self) -> str:
        """The summary and what the warnings are about, one line."""
        return (
            f"{self.summary.removesuffix('.')}: {'; '.join(self.about)}."
            if self.about
            else (self.summary)
        )


def audit_notes(warnings: Sequence[AuditWarning]) -> AuditNotes:
    """Return warnings in words; that there is none is said, too."""
    return AuditNotes(
        _summary(warnings),
        tuple(harmless(str(warning)) for warning in warnings),
        tuple(SHORT_WORDS[warning.code] for warning in warnings),
    )


def run_notes(found: Run | Comparison, *results: Any, **known: Any) -> AuditNotes:
    """Return the check of a run, or of a comparison by its reference; see `audit`."""
    scenario = found.reference.scenario if hasattr(found, "reference") else found.scenario
    return audit_notes(audit(scenario, found, *results, **known))


def case_notes(case: ClientCase) -> AuditNotes:
    """Return the check of everything that stands in a client's case."""
    return audit_notes(audit(case.comparison.reference.scenario, case))


def choice_notes(choice: Choice) -> AuditNotes:
    """Return the check of what somebody chose in the explorer."""
    from simlib.studies.client.what_if import variant

    played = variant(choice.arm, choice.calls, choice.evidence, choice.stress)
    return audit_notes(audit(played, futures=choice.worlds))


def case_frame(case: ClientCase) -> pd.DataFrame:
    """Return the check of a case as a table: what it is about, how serious, what to do."""
    import pandas as pd

    rows = [
        (sentence_case(SHORT_WORDS[each.code]), each.severity, harmless(each.says), each.do)
        for each in audit(case.comparison.reference.scenario, case)
    ]
    return pd.DataFrame(rows, columns=["about", "how serious", "what is wrong", "what to do"])


def _summary(warnings: Sequence[AuditWarning]) -> str:
    if not warnings:
        return "nothing known speaks against these numbers."
    serious = sum(warning.severity == "serious" for warning in warnings)
    said = counted(len(warnings), "warning")
    if serious == len(warnings):
        return f"{said}, serious." if serious == 1 else f"{said}, all serious."
    return f"{said}, {number_word(serious)} of them serious." if serious else f"{said}."


def _unmarked(text: str) -> str:
    """Return a text in which nothing is a mark of Markdown."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|$" else letter for letter in text)
