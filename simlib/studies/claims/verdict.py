"""From estimates and draws to a verdict, by rules that were written before looking."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simlib.analysis.precision import Interval
from simlib.studies.claims.claim import Claim, ClaimTest
from simlib.studies.claims.reading import Reading
from simlib.studies.stored import Stored

Word = Literal["holds", "holds only if", "fails", "undecided", "model cannot say"]
ENOUGH_DRAWS = 0.8
"""A claim holds where it does in this share of the input draws, and fails below the rest of it."""
CLEAR = 0.05
"""A test is clear where its p-value, Holm over the whole table, is below this."""


@dataclass(frozen=True, repr=False)
class TestResult(Stored):
    """What one test found.

    Parameters
    ----------
    test, estimand, unit, direction : str
    threshold : float
    estimate : Interval
        In fresh worlds, not those that the verdict was reached in.
    variance_factor : float
        How many times as many worlds it would take if each arm had worlds of its own; NaN where
        one arm alone is read.
    passed, passed_again : bool
        On the claim's side in the worlds of the verdict, and in the fresh ones.
    p_holm : float
        Of the distance from the threshold in the worlds of the verdict.
    """

    test: str
    estimand: str
    unit: str
    direction: str
    threshold: float
    estimate: Interval
    variance_factor: float
    passed: bool
    passed_again: bool
    p_holm: float

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
    claim : Claim
    tests : sequence of TestResult
        At the central inputs.
    share : Interval
        Share of the input draws in which all tests pass.
    flip_confirmed : bool
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
