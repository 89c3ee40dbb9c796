"""New accounts: how large they are, and how they fare in their first years."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from simlib.run.result import Run
from verification.oracles.firms import NO_DELAY, book_of, calm, firm, futures, hunting, rows, threat
from verification.oracles.judging import of_law, of_mean, of_share, of_variance
from verification.oracles.oracle import Finding, Question

FAMILY = "New accounts"
_MEDIAN, _SIGMA = 50_000.0, 0.8
_EARLY_RATE, _EARLY_CHANCE, _EARLY_FACTOR = 1.0, 0.2, 3.0
_YEAR = 52.0


@cache
def _market() -> Run:
    """Return futures that meet a thousand targets in turn; most become accounts under threat."""
    evidence = calm(
        meeting_probability=1.0,
        persistence_half_attempts=0.1,
        advance_probability=1.0,
        win_with_champion=1.0,
        win_without_champion=1.0,
        targets_per_rep=1000,
        cooling_weeks=520.0,
        target_revenue_sigma=_SIGMA,
        early_loss_factor=_EARLY_FACTOR,
        **NO_DELAY,
    ).with_cause(threat("regret", _EARLY_RATE, _EARLY_CHANCE))
    diary = hunting(200.0, target_focus="scattered")
    scenario = firm(
        book_of(1.0, 2.0), evidence, diary, typical_new_account=_MEDIAN, horizon_years=3
    )
    return futures(scenario, 8, log="story")


@cache
def _small_market() -> Run:
    """Return futures whose prospects may not be larger than the second-largest account."""
    evidence = calm(
        meeting_probability=1.0,
        persistence_half_attempts=0.1,
        targets_per_rep=1000,
        target_revenue_median=0.6,
        target_revenue_sigma=_SIGMA,
        **NO_DELAY,
    )
    diary = hunting(200.0, target_focus="scattered")
    return futures(firm(book_of(1.0, 2.0, 3.0), evidence, diary, horizon_years=1), 3, log="story")


def _sizes() -> np.ndarray:
    met = rows(_market(), "meeting")
    return np.asarray(np.log(met["value"].to_numpy(dtype=float)))


def _median_size(by: float) -> Finding:
    return of_mean(_sizes(), float(np.log(by * _MEDIAN)))


def _spread_of_sizes(by: float) -> Finding:
    return of_variance(_sizes(), stats.norm(np.log(_MEDIAN), by * _SIGMA))


def _law_of_sizes(by: float) -> Finding:
    return of_law(_sizes(), stats.norm(np.log(_MEDIAN), by * _SIGMA))


def _capped(by: float) -> Finding:
    size = rows(_small_market(), "meeting")["value"]
    median = 0.6 * 1.5  # of the mean of the accounts of 1 and 2; the cap is 2
    chance = stats.norm.sf(np.log(2.0 / median) / (by * _SIGMA))
    return of_share(int((size == 2.0).sum()), len(size), float(chance))


@cache
def _young_lives() -> pd.DataFrame:
    """Return weeks that accounts won in the first half year lived; infinite if still ours."""
    events = rows(_market(), "active", "lost")
    week = events.pivot_table(
        index=["world", "account"], columns="kind", values="week", observed=True
    )
    won = week[week["active"] < _YEAR / 2]
    return (won["lost"] - won["active"]).fillna(np.inf).to_frame("weeks")


def _first_year(by: float) -> Finding:
    lived = _young_lives()["weeks"]
    chance = np.exp(-by * _EARLY_RATE * _EARLY_CHANCE * _EARLY_FACTOR)
    return of_share(int((lived >= _YEAR).sum()), len(lived), float(chance))


def _second_year(by: float) -> Finding:
    lived = _young_lives()["weeks"]
    old = lived[lived >= _YEAR]
    chance = np.exp(-by * _EARLY_RATE * _EARLY_CHANCE)
    return of_share(int((old >= 2 * _YEAR).sum()), len(old), float(chance))


ORACLES = (
    Question(
        "size of new accounts",
        FAMILY,
        "the logarithm of what a prospect would buy: its mean",
        "log of the median",
        _median_size,
        wrong=1.05,
    ),
    Question(
        "spread of new accounts",
        FAMILY,
        "the variance of that logarithm",
        "sigma squared",
        _spread_of_sizes,
    ),
    Question(
        "law of new accounts",
        FAMILY,
        "the whole law of that logarithm",
        "normal, so that sizes are lognormal",
        _law_of_sizes,
    ),
    Question(
        "prospects at the cap",
        FAMILY,
        "no prospect is larger than the second-largest account",
        "chance that a lognormal lies above it",
        _capped,
        unit="share",
        wrong=1.25,
    ),
    Question(
        "first year of a new account",
        FAMILY,
        "the early-loss factor",
        "exp(-rate x chance x factor)",
        _first_year,
        unit="share",
    ),
    Question(
        "second year of a new account",
        FAMILY,
        "the early-loss factor ends after a year",
        "exp(-rate x chance)",
        _second_year,
        unit="share",
        wrong=1.5,
    ),
)
