"""From a call to an account: attempts, meetings, proposals, delays."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from simlib.run.result import Run
from verification.oracles.firms import (
    NO_DELAY,
    SUREST_WIN,
    book_of,
    calm,
    firm,
    futures,
    hunting,
    nth_in_group,
    plain_calls,
    rows,
)
from verification.oracles.judging import of_cells, of_counts, of_law, of_mean, of_share, of_variance
from verification.oracles.oracle import Finding, Question

FAMILY = "From a call to an account"
_SURE = 1 - 2.0 ** (-1 / 0.1)
"""Of the meeting probability, what is left at the first attempt when persistence hardly counts."""
_MEETING, _WINS_IN_ROW, _ROWS = 0.15, 5, 20
_FULL, _HALF_ATTEMPTS, _FLAT_NO = 0.4, 2.0, 0.1
_ATTEMPTS, _TARGETS = 12, 600
_ADVANCE, _CHAMPIONS, _WITH, _WITHOUT = 0.6, 0.4, 0.8, 0.3
_DECISION_WEEKS = 4.0
_YEAR = 52.0


@cache
def _rows_of_calls() -> Run:
    """Return futures in which every call is a trial of its own."""
    book = book_of(1.0, 2.0)
    return futures(firm(book, plain_calls(_MEETING), hunting(20.0)), 40, log="story")


@cache
def _funnel() -> Run:
    """Return futures in which persistence counts and every stage can end an opportunity."""
    values = {
        **NO_DELAY,
        "meeting_probability": _FULL,
        "persistence_half_attempts": _HALF_ATTEMPTS,
        "flat_no_probability": _FLAT_NO,
        "attempt_memory_weeks": 520.0,
        "cooling_weeks": 520.0,
        "targets_per_rep": 1000,
        "advance_probability": _ADVANCE,
        "champion_share": _CHAMPIONS,
        "win_with_champion": _WITH,
        "win_without_champion": _WITHOUT,
        "decision_weeks": _DECISION_WEEKS,
    }
    scenario = firm(book_of(1.0, 2.0), calm(**values), hunting(100.0), horizon_years=3)
    return futures(scenario, 12, log="story")


def _wins_in_a_row(by: float) -> Finding:
    failures = []
    for _, events in rows(_rows_of_calls(), "call", "won").groupby("world"):
        calls = (events["kind"] == "call").cumsum()[events["kind"] == "won"].to_numpy()
        ends = calls[_WINS_IN_ROW - 1 :: _WINS_IN_ROW][:_ROWS]
        failures.append(np.diff(ends, prepend=0) - _WINS_IN_ROW)
    law = stats.nbinom(_WINS_IN_ROW, by * _MEETING * _SURE * SUREST_WIN)
    return of_counts(np.concatenate(failures), law)


@cache
def _answers() -> pd.DataFrame:
    """Return how many attempts the first targets of each future took, and how they ended."""
    found = rows(_funnel(), "call", "meeting", "flat_no").copy()
    found["called"] = (found["kind"] == "call").astype(int)
    by_target = found.groupby(["world", "account"], observed=True, sort=False)
    told = by_target.agg(attempts=("called", "sum"), end=("kind", "last")).reset_index()
    return told[nth_in_group(told, "world") < _TARGETS]


def _chances_of_answers(by: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the chances of a meeting, and of a flat no, at each attempt."""
    attempt = np.arange(1, 200)
    meeting = by * _FULL * (1 - 2.0 ** (-attempt / _HALF_ATTEMPTS))
    neither = (1 - meeting) * (1 - _FLAT_NO)
    before = np.concatenate([[1.0], np.cumprod(neither)[:-1]])
    return before * meeting, before * (1 - meeting) * _FLAT_NO


def _attempts(by: float) -> Finding:
    told = _answers()
    meeting, flat = _chances_of_answers(by)
    observed, chances = [], []
    for end, odds in (("meeting", meeting), ("flat_no", flat)):
        counts = np.bincount(told[told["end"] == end]["attempts"], minlength=_ATTEMPTS + 1)[1:]
        observed += [*counts[: _ATTEMPTS - 1], counts[_ATTEMPTS - 1 :].sum()]
        chances += [*odds[: _ATTEMPTS - 1], odds[_ATTEMPTS - 1 :].sum()]
    return of_cells(observed, chances, shown=1)


def _met_in_the_end(by: float) -> Finding:
    told = _answers()
    chance = float(_chances_of_answers(by)[0].sum())
    return of_share(int((told["end"] == "meeting").sum()), len(told), chance)


@cache
def _decisions() -> pd.DataFrame:
    """Return opportunities of the first two years, with weeks until the customer decided."""
    found = rows(_funnel(), "opportunity", "won", "declined").copy()
    target = found.groupby(["world", "account"], observed=True)
    found["weeks"] = target["week"].shift(-1) - found["week"]
    found["end"] = target["kind"].shift(-1)
    early = (found["kind"] == "opportunity") & (found["week"] < 2 * _YEAR)
    return found[early]


def _advanced(by: float) -> Finding:
    advanced = len(rows(_funnel(), "opportunity"))
    dropped = len(rows(_funnel(), "dropped"))
    return of_share(advanced, advanced + dropped, by * _ADVANCE)


def _won(by: float) -> Finding:
    told = _decisions()
    chance = by * (_CHAMPIONS * _WITH + (1 - _CHAMPIONS) * _WITHOUT)
    return of_share(int((told["end"] == "won").sum()), len(told), chance)


def _delays(by: float) -> Finding:
    return of_law(_decisions()["weeks"], stats.gamma(2, scale=by * _DECISION_WEEKS / 2))


def _mean_delay(by: float) -> Finding:
    return of_mean(_decisions()["weeks"], by * _DECISION_WEEKS)


def _spread_of_delays(by: float) -> Finding:
    return of_variance(_decisions()["weeks"], stats.gamma(2, scale=by * _DECISION_WEEKS / 2))


ORACLES = (
    Question(
        "failed calls until five wins",
        FAMILY,
        "a row of calls without memory",
        "negative binomial (5, chance of a win)",
        _wins_in_a_row,
        unit="calls",
    ),
    Question(
        "attempts until an answer",
        FAMILY,
        "at which attempt a target says yes or no",
        "shown: a meeting at the second call; p(m) = full x (1 - 2^(-m / half))",
        _attempts,
        unit="share",
    ),
    Question(
        "targets met in the end",
        FAMILY,
        "targets that give a meeting before a flat no",
        "sum of the chances over all attempts",
        _met_in_the_end,
        unit="share",
        wrong=1.25,
    ),
    Question(
        "meetings that advance",
        FAMILY,
        "discoveries that become a proposal",
        "binomial",
        _advanced,
        unit="share",
    ),
    Question(
        "proposals won",
        FAMILY,
        "proposals with and without a champion",
        "champions x win with + others x win without",
        _won,
        unit="share",
    ),
    Question(
        "when customers decide",
        FAMILY,
        "the law of the delay of a decision",
        "Erlang-2",
        _delays,
        unit="weeks",
    ),
    Question(
        "mean delay of a decision",
        FAMILY,
        "the mean of that delay",
        "as the evidence says",
        _mean_delay,
        unit="weeks",
    ),
    Question(
        "variance of that delay",
        FAMILY,
        "its variance",
        "mean squared / 2",
        _spread_of_delays,
        unit="weeks squared",
    ),
)
