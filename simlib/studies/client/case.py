"""A client's case: everything that a deck, a workbook and a page are drawn from, played once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simlib.analysis.recovery import Recovery
    from simlib.analysis.revenue import RevenueSurvival
    from simlib.history.history import History
    from simlib.intake.report.quality import QualityReport
    from simlib.run.result import Comparison
    from simlib.studies.client.reality import RealitySheet
    from simlib.studies.drivers.sensitivity import Tornado
    from simlib.studies.headline import UnderIgnorance
    from simlib.studies.price.policy import Policy


HOLDS = 0.05
"""A diary that stays above break-even in fewer futures than this is no way to live."""


def no_diary_holds(survival: Sequence[RevenueSurvival]) -> bool:
    """Return whether no diary stays above break-even in one future of twenty."""
    return max(float(each.share[-1]) for each in survival) < HOLDS


@dataclass(frozen=True)
class Told:
    """One thing the client was asked."""

    question: str
    answer: str
    """In the client's words; the answer with its unit."""
    assumed: bool
    """Whether nobody answered, so that the default stands."""
    source: str
    """Where the default comes from, with its grade; "client" where he answered."""


@dataclass(frozen=True)
class ClientCase:
    """What was asked, what was played and what was found."""

    title: str
    """Of the study, masked or not as the book is."""
    told: tuple[Told, ...]
    """The client's profile, at most twelve."""
    comparison: Comparison
    """The reference first (``today`` where the client told his diary), then diaries on offer, all
    in the same worlds.
    """
    below: float
    """The threshold of survival (break-even) as a share of today's revenue."""
    survival: tuple[RevenueSurvival, ...]
    """One a run of the comparison, in order."""
    after_loss: Comparison
    """The same diaries with the largest account lost in week 52."""
    recovery: tuple[Recovery, ...]
    """One a run of ``after_loss``."""
    policy: Policy
    """The recommended diary's prospecting quoted like an insurance policy."""
    tornado: Tornado
    """What would change our mind: the recommended diary against the reference."""
    inputs: UnderIgnorance
    """Survival of every diary over draws of the inputs."""
    recommended: int
    """Place of the recommended run in the comparison; 0 if nothing beats the reference clearly, or
    no diary holds.
    """
    reality: RealitySheet | None = None
    """Year 1 of the reference beside the client's own last year."""
    quality: QualityReport | None = None
    """What became of the client's files."""
    history: History | None = None
    """What the client's own ledger says."""
    names_shown: bool = False
    """Whether real names stand in the book; pseudonyms otherwise."""

    @property
    def nothing_holds(self) -> bool:
        """Whether every diary falls below break-even in nearly all futures: none to recommend."""
        return no_diary_holds(self.survival)

    @property
    def assumed(self) -> int:
        """How many of the client's answers are assumptions."""
        return sum(each.assumed for each in self.told)
