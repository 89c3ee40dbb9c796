"""What a trial leaves: the verdicts, with everything they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from simlib.analysis.precision import Interval
from simlib.studies.claims.axis import BreakEven
from simlib.studies.claims.flips import ClaimFlip
from simlib.studies.claims.verdict import TestResult, Verdict
from simlib.studies.stored import Stored


@dataclass(frozen=True, repr=False)
class StructureResult(Stored):
    """Whether a claim holds under a rival structure of losses, at the central inputs."""

    structure: str
    estimates: tuple[Interval, ...]
    passed: bool


@dataclass(frozen=True, repr=False)
class ClaimResult(Stored):
    """The verdict on a claim under one set of evidence.

    Parameters
    ----------
    id, author, claim, client_claim, evidence : str
    verdict : Verdict
    tests : tuple of TestResult
    share : Interval
        Share of the input draws in which all tests pass.
    flip : ClaimFlip or None
        What turns the verdict, where it is known.
    break_even : BreakEven or None
        Of a claim that one input decides.
    structures : tuple of StructureResult
    worlds, draws, worlds_a_draw : int
    """

    id: str
    author: str
    claim: str
    client_claim: str
    evidence: str
    verdict: Verdict
    tests: tuple[TestResult, ...]
    share: Interval
    flip: ClaimFlip | None
    break_even: BreakEven | None
    structures: tuple[StructureResult, ...]
    worlds: int
    draws: int
    worlds_a_draw: int

    @property
    def passed(self) -> bool:
        """Whether all tests pass at the central inputs."""
        return all(test.passed for test in self.tests)

    @property
    def firm(self) -> bool:
        """Whether every structure of losses says the same."""
        return all(each.passed == self.passed for each in self.structures)


@dataclass(frozen=True, repr=False)
class Trial(Stored):
    """All verdicts.

    Parameters
    ----------
    results : tuple of ClaimResult
        By evidence set, then by claim.
    seed : int
    margins_lowered : int
        Input draws in which the operating margin gave way to a fixed cost of zero.
    footer : str
    """

    results: tuple[ClaimResult, ...]
    seed: int
    margins_lowered: int
    footer: str

    @property
    def by_evidence(self) -> tuple[tuple[ClaimResult, ...], ...]:
        """The results, one tuple for each set of evidence that was tried, claims alike in all."""
        sets = dict.fromkeys(result.evidence for result in self.results)
        return tuple(self.of(evidence) for evidence in sets)

    def of(self, evidence: str) -> tuple[ClaimResult, ...]:
        """Return the results under one set of evidence."""
        return tuple(result for result in self.results if result.evidence == evidence)
