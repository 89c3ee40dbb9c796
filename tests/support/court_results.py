"""Verdicts and bands to draw, to store and to read, without a simulation behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes

from simlib.analysis.precision import Interval
from simlib.present import plots
from simlib.studies.claims.claim import Claim, claims
from simlib.studies.claims.flips import BreakEven, ClaimFlip, InputLimit
from simlib.studies.claims.results import (
    ClaimResult,
    StructureResult,
    TestResult,
    Trial,
    Verdict,
    Word,
)
from simlib.studies.headline import ArmUnderIgnorance, UnderIgnorance

WORDS: tuple[Word, ...] = ("holds", "holds only if", "fails", "undecided")


def interval(mean: float, half: float = 0.02, n: int = 400) -> Interval:
    return Interval(mean, mean - half, mean + half, half, n)


def ignorance(high: float = 0.64) -> UnderIgnorance:
    arms = tuple(
        ArmUnderIgnorance(label, interval(mean), mean - 0.2, top, better)
        for label, mean, top, better in (
            ("service only", 0.55, high, interval(0.1, 0.05)),
            ("monthly call", 0.53, high, interval(0.35, 0.05)),
            ("weekly block", 0.64, 0.83, interval(0.8, 0.05)),
        )
    )
    return UnderIgnorance(
        *("survival", "Never below 78 % of today's revenue", "chance", False, 0.78, arms),
        draws=np.linspace(0.3, 0.8, 60).reshape(20, 3),
        margins_lowered=0,
        worlds=2000,
        worlds_a_draw=100,
        currency="EUR",
        footer="Source: a fictional supplier · 500 futures, seed 7 · 200 draws of the inputs",
    )


def result_of(claim: Claim, evidence: str, word: Word, *, close: bool = False) -> ClaimResult:
    """Return a verdict on a claim with everything that it may carry."""
    tests = tuple(
        TestResult(
            *(test.test, test.estimand, test.unit, test.direction, test.threshold),
            *(interval(test.threshold + 0.1), 4.0, True, True, 0.001),
        )
        for test in claim.tests
    )
    flip = ClaimFlip(
        True,
        (InputLimit("meeting_probability", "0-1", None, 0.11),),
        interval(0.9, 0.08, 40),
        interval(0.3, 0.08, 100),
    )
    turned = BreakEven(
        *("meeting_probability", "0-1", 0.44, 0.3, 0.55, 0.08, 0.4, 0.02, 1.0, True, 100),
    )
    return ClaimResult(
        id=claim.id,
        author=claim.author,
        claim=claim.claim,
        client_claim=claim.client_claim,
        evidence=evidence,
        verdict=Verdict("model cannot say" if claim.decided_by else word, close),
        tests=tests,
        share=interval(0.81, 0.08, 100),
        flip=None if claim.decided_by else flip,
        break_even=turned if claim.decided_by else None,
        structures=tuple(
            StructureResult(name, (interval(0.1),), name != "both")
            for name in ("grievances", "spoiling", "both")
            if claim.structures
        ),
        worlds=400,
        draws=100,
        worlds_a_draw=16,
    )


def made_trial(sets: tuple[str, ...] = ("graded", "folklore")) -> Trial:
    """Return a trial of all claims in which every verdict occurs."""
    results = tuple(
        result_of(claim, evidence, WORDS[(place + shift) % 4], close=place % 5 == 0)
        for shift, evidence in enumerate(sets)
        for place, claim in enumerate(claims().values())
    )
    return Trial(results, 7, 3, "500 futures for each verdict, 100 draws of the inputs, seed 7")


def without_flip(result: ClaimResult) -> ClaimResult:
    return replace(result, flip=None)


COURT_CHARTS: dict[str, Callable[[], Axes]] = {
    "verdicts": lambda: plots.verdicts(made_trial()),
    "one set of verdicts": lambda: plots.verdicts(made_trial(("graded",))),
    "under ignorance": lambda: plots.under_ignorance(ignorance()),
    "wide bands of the inputs": lambda: plots.under_ignorance(ignorance(high=0.95)),
}
"""Charts of the court, drawn from made-up results."""
