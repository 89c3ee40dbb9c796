"""Accounts come and go: an immigration-death process, started long ago."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import stats

from simlib.run.result import Run
from verification.oracles.firms import (
    SUREST_WIN,
    book_of,
    firm,
    futures,
    hunting,
    plain_calls,
    threat,
)
from verification.oracles.judging import of_counts, of_mean, of_variance
from verification.oracles.oracle import Finding, Question

FAMILY = "Accounts come and go"
_MEETING = 0.02
_WIN: float = _MEETING * (1 - 2.0 ** (-1 / 0.1)) * SUREST_WIN
_CALLS_PER_MONTH, _DEATH = 150.0, 2.0
_WORLDS, _SETTLED_MONTHS, _LAG_MONTHS = 300, 24, 4


@cache
def _counts() -> np.ndarray:
    """Return the number of accounts at every month end, shape (worlds, months + 1)."""
    evidence = plain_calls(_MEETING, early_loss_factor=1.0).with_cause(threat("end", _DEATH))
    scenario = firm(book_of(1.0), evidence, hunting(_CALLS_PER_MONTH), horizon_years=4)
    run: Run = futures(scenario, _WORLDS)
    return run.month_values("accounts")


def _mean(by: float) -> float:
    """Return the stationary mean: wins a year over losses of an account a year."""
    return 12 * _CALLS_PER_MONTH * _WIN / (by * _DEATH)


def _stationary(by: float) -> Finding:
    return of_mean(_counts()[:, -1], _mean(by))


def _variance(by: float) -> Finding:
    mean = _mean(1.0)
    # Calls are due at fixed times and each wins at most once: the variance falls short of a
    # Poisson number's by half the chance of a win.
    return of_variance(_counts()[:, -1], stats.norm(mean, np.sqrt(by * mean * (1 - _WIN / 2))))


def _poisson(by: float) -> Finding:
    return of_counts(_counts()[:, -1], stats.poisson(_mean(by)))


def _memory(by: float) -> Finding:
    now = _counts()[:, _SETTLED_MONTHS:-_LAG_MONTHS] - _mean(1.0)
    then = _counts()[:, _SETTLED_MONTHS + _LAG_MONTHS :] - _mean(1.0)
    variance = _mean(1.0) * (1 - _WIN / 2)
    product = (now * then).mean(axis=1) / variance
    return of_mean(product, float(np.exp(-by * _DEATH * _LAG_MONTHS / 12)))


ORACLES = (
    Question(
        "mean number of accounts",
        FAMILY,
        "wins at a steady rate, losses at a rate an account",
        "wins a year / losses of an account a year",
        _stationary,
        unit="accounts",
    ),
    Question(
        "variance of the number",
        FAMILY,
        "its variance between futures",
        "the mean, less half the chance of a win",
        _variance,
        wrong=1.5,
    ),
    Question(
        "law of the number",
        FAMILY,
        "its law in the stationary state",
        "Poisson",
        _poisson,
        unit="accounts",
    ),
    Question(
        "memory of the number",
        FAMILY,
        "how the numbers of two times hang together",
        "correlation exp(-loss rate x time between)",
        _memory,
        wrong=2.0,
    ),
)
