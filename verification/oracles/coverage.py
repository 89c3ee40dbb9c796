"""Intervals: of many small studies whose truth is known, how many cover it."""

from __future__ import annotations

import gc
from functools import cache

import numpy as np
from scipy import stats

from simlib.analysis.difference import chance_difference, mean_difference
from simlib.analysis.precision import mean_interval, proportion_interval
from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.run.simulate import compare
from verification.oracles.cash import MONTHS, WORLDS, chance_of_ruin, ruined_by
from verification.oracles.firms import SEED, calm, firm, threat
from verification.oracles.judgement import LEVEL, holm_adjusted
from verification.oracles.judging import of_share
from verification.oracles.oracle import Finding, Question

FAMILY = "Intervals"
_CONFIDENCE = 0.95
_FUTURES = 40
"""Futures of a small study."""
_STUDIES = f"{WORLDS // _FUTURES} studies of {_FUTURES} futures"
_ACCOUNTS, _ENOUGH = 20, 12
_RATE, _HIGHER_RATE = 0.5, 0.8
_FEW, _TESTS = 10, 5
"""Futures of a test, and tests of a family, for Holm."""


@cache
def _arms() -> tuple[np.ndarray, ...]:
    """Return accounts kept a year: at a rate, at a higher one, and of strangers at the first."""
    arms = []
    for name, prefix, rate in (
        ("first", "a", _RATE),
        ("higher", "a", _HIGHER_RATE),
        ("strangers", "b", _RATE),
    ):
        accounts = [Account(f"{prefix}{number:03d}", 1.0) for number in range(_ACCOUNTS)]
        book = Book.from_accounts(accounts, name="oracle", reps=1)
        evidence = calm().with_cause(threat("end", rate))
        arms.append(firm(book, evidence, horizon_years=1, name=name))
    played = compare(arms, worlds=WORLDS, seed=SEED, keep="worlds", progress=False)
    return tuple(run.month_values("accounts")[:, -1] for run in played.runs)


def _studies(values: np.ndarray) -> np.ndarray:
    return values.reshape(-1, _FUTURES)


def _chance_kept(rate: float) -> float:
    return float(np.exp(-rate))


def _wilson(by: float) -> Finding:
    """Wilson's interval of a chance of ruin; its true coverage is summed over all outcomes."""
    truth = chance_of_ruin(MONTHS)
    ruined = _studies(ruined_by(MONTHS)).sum(axis=1)
    found = [proportion_interval(int(count), _FUTURES) for count in ruined]
    covered = sum(each.low <= truth <= each.high for each in found)
    law = stats.binom(_FUTURES, truth)
    textbook = [
        stats.binomtest(count, _FUTURES).proportion_ci(_CONFIDENCE, "wilson")
        for count in range(_FUTURES + 1)
    ]
    theory = sum(
        law.pmf(count) for count, ends in enumerate(textbook) if ends.low <= truth <= ends.high
    )
    return of_share(covered, len(found), by * float(theory))


def _student(by: float) -> Finding:
    truth = _ACCOUNTS * _chance_kept(_RATE)
    found = [mean_interval(study) for study in _studies(_arms()[0])]
    return of_share(sum(e.low <= truth <= e.high for e in found), len(found), by * _CONFIDENCE)


def _paired(by: float) -> Finding:
    truth = _ACCOUNTS * (_chance_kept(_HIGHER_RATE) - _chance_kept(_RATE))
    pairs = zip(_studies(_arms()[0]), _studies(_arms()[1]), strict=True)
    found = [mean_difference(one, other) for one, other in pairs]
    return of_share(sum(e.low <= truth <= e.high for e in found), len(found), by * _CONFIDENCE)


def _tango(by: float) -> Finding:
    chances = [stats.binom.sf(_ENOUGH - 1, _ACCOUNTS, _chance_kept(_RATE))] * 2
    truth = float(chances[1] - chances[0])
    pairs = zip(_studies(_arms()[0]), _studies(_arms()[2]), strict=True)
    found = [chance_difference(one >= _ENOUGH, other >= _ENOUGH) for one, other in pairs]
    return of_share(sum(e.low <= truth <= e.high for e in found), len(found), by * _CONFIDENCE)


def _false_alarms(by: float) -> Finding:
    """Families of five comparisons between arms that do not differ, each in its own futures."""
    one, other = (_arms()[place].reshape(-1, _FEW) for place in (0, 2))
    p = stats.ttest_rel(one, other, axis=1).pvalue.reshape(-1, _TESTS)
    # statsmodels collects garbage in every call: hundreds of calls need not walk all that is held.
    gc.freeze()
    alarms = sum(min(holm_adjusted(family.tolist())) < LEVEL for family in p)
    gc.unfreeze()
    theory = 1 - (1 - LEVEL / _TESTS) ** _TESTS
    return of_share(alarms, len(p), by * theory)


ORACLES = (
    Question(
        "Wilson's interval",
        FAMILY,
        f"{_STUDIES}: intervals that cover the true chance of ruin",
        "coverage of the textbook's interval, over all outcomes",
        _wilson,
        unit="share",
        wrong=0.9,
    ),
    Question(
        "Student's interval",
        FAMILY,
        f"{_STUDIES}: intervals that cover the true mean of accounts kept",
        "95 of 100",
        _student,
        unit="share",
        wrong=0.9,
    ),
    Question(
        "paired difference",
        FAMILY,
        "the same for the difference of two arms in the same futures",
        "95 of 100",
        _paired,
        unit="share",
        wrong=0.9,
    ),
    Question(
        "Tango's interval",
        FAMILY,
        "the same for a difference of chances, of which the truth is none",
        "95 of 100",
        _tango,
        unit="share",
        wrong=0.9,
    ),
    Question(
        "Holm's procedure",
        FAMILY,
        "families of five comparisons of equals with any false alarm",
        "1 - (1 - 0.05 / 5)^5",
        _false_alarms,
        unit="share",
        wrong=4.6,
        broken="theory of no adjustment: 1 - 0.95^5",
    ),
)
