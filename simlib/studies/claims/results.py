"""What a trial leaves: the verdicts, with everything they rest on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simlib.analysis.precision import Interval
from simlib.studies.claims.claim import Claim, ClaimTest
from simlib.studies.claims.flips import BreakEven, ClaimFlip
from simlib.studies.claims.reading import Reading
from simlib.studies.stored import Stored

Word = Literal["holds", "holds only if", "fails", "undecided", "model cannot say"]
ENOUGH_DRAWS = 0.8
"""A claim holds where it does in this share of the input draws, and fails below the rest of it."""
CLEAR = 0.05
"""A test is clear where its p-value, Holm over the whole table, is below this."""


@dataclass(frozen=True, repr=False)
class TestResult(Stored):
    """What one test found."""

    test: str
    estimand: str
    unit: str
    direction: str
    threshold: float
    estimate: Interval
    """In fresh worlds, not those that the verdict was reached in."""
    variance_factor: float
    """How many times as many worlds it would take if each arm had worlds of its own; NaN where one
    arm alone is read.
    """
    passed: bool
    passed_again: bool
    """On the claim's side in the worlds of the verdict, and in the fresh ones."""
    p_holm: float
    """Of the distance from the threshold in the worlds of the verdict."""

    @property
    def clear(self) -> bool:
        """Whether the side of the threshold is beyond Monte Carlo noise, twice."""
        return self.p_holm < CLEAR and self.passed == self.passed_again


@dataclass(frozen=True, repr=False)
class Verdict(Stored):
    """A word, and whether another seed may say another."""

    word: Word
    close: bool


def tested(test: ClaimTest, deciding: Reading, fresh: Reading, p_holm: float) -> TestResult:
    """Return the result of a test from what was read in the two sets of worlds."""
    estimate = fresh.interval()
    return TestResult(
        test=test.test,
        estimand=test.estimand,
        unit=test.unit,
        direction=test.direction,
        threshold=test.threshold,
        estimate=estimate,
        variance_factor=fresh.variance_factor(),
        passed=test.passes(deciding.estimate()),
        passed_again=test.passes(estimate.mean),
        p_holm=p_holm,
    )


def decided(
    claim: Claim, tests: Sequence[TestResult], share: Interval, *, flip_confirmed: bool
) -> Verdict:
    """Return the verdict on a claim.

    Parameters
    ----------
    tests
        At the central inputs.
    share
        Share of the input draws in which all tests pass.
    flip_confirmed
        Whether it is known which inputs turn the verdict.

    Notes
    -----
    *Holds*: all tests pass, and in at least 80 % of the draws. *Fails*: one does not, and the
    claim holds in at most 20 %. In between *holds only if* where the inputs that turn it are
    known, else *undecided*. Where one assumed input carries the answer alone, the model *cannot
    say*. A verdict is close where a test is not clear that matters, or where the share could lie
    on the other side of its bound with other draws.
    """
    if claim.decided_by:
        return Verdict("model cannot say", close=False)
    passed = all(test.passed for test in tests)
    if passed and share.mean >= ENOUGH_DRAWS:
        word: Word = "holds"
    elif not passed and share.mean <= 1 - ENOUGH_DRAWS:
        word = "fails"
    else:
        word = "holds only if" if flip_confirmed else "undecided"
    return Verdict(word, close=_is_close(word, tests, share, flip_confirmed))


def _is_close(
    word: Word, tests: Sequence[TestResult], share: Interval, flip_confirmed: bool
) -> bool:
    if word == "holds":
        shaky = not all(test.clear for test in tests)
    elif word == "fails":
        shaky = not any(test.clear and not test.passed for test in tests)
    else:
        shaky = not flip_confirmed
    # Two shares from different draws differ by more than either does from the truth.
    reach = math.sqrt(2) * share.half_width
    bounds = (1 - ENOUGH_DRAWS, ENOUGH_DRAWS)
    return shaky or any(abs(share.mean - bound) < reach for bound in bounds)


@dataclass(frozen=True, repr=False)
class StructureResult(Stored):
    """Whether a claim holds under a rival structure of losses, at the central inputs."""

    structure: str
    estimates: tuple[Interval, ...]
    passed: bool


@dataclass(frozen=True, repr=False)
class ClaimResult(Stored):
    """The verdict on a claim under one set of evidence."""

    id: str
    author: str
    claim: str
    client_claim: str
    evidence: str
    verdict: Verdict
    tests: tuple[TestResult, ...]
    share: Interval
    """Share of the input draws in which all tests pass."""
    flip: ClaimFlip | None
    """What turns the verdict, where it is known."""
    break_even: BreakEven | None
    """Of a claim that one input decides."""
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
    """All verdicts."""

    results: tuple[ClaimResult, ...]
    """By evidence set, then by claim."""
    seed: int
    margins_lowered: int
    """Input draws in which the operating margin gave way to a fixed cost of zero."""
    footer: str

    @property
    def by_evidence(self) -> tuple[tuple[ClaimResult, ...], ...]:
        """The results, one tuple for each set of evidence that was tried, claims alike in all."""
        sets = dict.fromkeys(result.evidence for result in self.results)
        return tuple(self.of(evidence) for evidence in sets)

    def of(self, evidence: str) -> tuple[ClaimResult, ...]:
        """Return the results under one set of evidence."""
        return tuple(result for result in self.results if result.evidence == evidence)
