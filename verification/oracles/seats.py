"""People: who leaves, how long a seat is empty, which promises to call are kept."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import integrate, stats

from simlib.run.result import Run
from verification.oracles.firms import (
    WEEKS_A_YEAR,
    book_of,
    calm,
    firm,
    futures,
    hunting,
    nth_in_group,
    rows,
)
from verification.oracles.judging import of_counts, of_law, of_mean
from verification.oracles.oracle import Finding, Question

FAMILY = "People and promises"
_SEATS, _YEARS = 10, 5
_MONTH = WEEKS_A_YEAR / 12
_TURNOVER, _VACANCY, _TENURES = 2.0, 13.0, 3
_FLOOR, _HALF_LIFE, _SPREAD, _CALLS = 0.1, 13.0, 0.5, 20.0
_WORLDS = 60


def _team(values: dict[str, float], **levers: object) -> Run:
    book = book_of(*[1.0] * _SEATS, reps=_SEATS)
    nobody_answers = {"meeting_probability": 0.0, "flat_no_probability": 0.0}
    evidence = calm(targets_per_rep=20, check_in_hours=0.0, **nobody_answers, **values)
    diary = hunting(_CALLS, **levers)
    return futures(firm(book, evidence, diary, horizon_years=_YEARS), _WORLDS, log="none")


@cache
def _leaving(vacancy_weeks: float) -> Run:
    """Return futures of ten seats whose people leave twice a year."""
    evidence = calm(rep_turnover_per_year=_TURNOVER, vacancy_weeks=vacancy_weeks)
    book = book_of(*[1.0] * _SEATS, reps=_SEATS)
    return futures(firm(book, evidence, horizon_years=_YEARS), _WORLDS, log="story")


@cache
def _kept(spread: float, check_in_weeks: float | None) -> np.ndarray:
    """Return the share of promises kept, shape (worlds, months, seats)."""
    asked = {"check_in_every_weeks": check_in_weeks, "check_in_kind": "one_to_one"}
    values = {
        "keenness_floor": _FLOOR,
        "keenness_half_life_weeks": _HALF_LIFE,
        "keenness_spread": spread,
        "call_hours": 0.0,
    }
    run = _team(values, **(asked if check_in_weeks else {}))
    kept, due = (run.seat_values(f"calls_{what}")[:, 1:] for what in ("kept", "due"))
    return np.asarray(kept / due)


def _leave(by: float) -> Finding:
    left = rows(_leaving(0.0), "departure")
    counts = left.groupby([left["world"], left["rep"].cat.codes]).size().to_numpy()
    never = np.zeros(_SEATS * _WORLDS - len(counts), dtype=int)
    return of_counts(np.r_[counts, never], stats.poisson(by * _TURNOVER * _YEARS))


def _tenures(by: float) -> Finding:
    left = rows(_leaving(0.0), "departure").sort_values(["world", "rep", "week"])
    gap = left.groupby(["world", "rep"], observed=True)["week"].diff().fillna(left["week"])
    first = gap[nth_in_group(left, "world", "rep") < _TENURES]
    return of_law(first, stats.expon(scale=WEEKS_A_YEAR / (by * _TURNOVER)))


def _departures_by(week: float, by: float) -> float:
    """Return the expected departures of a seat that stays empty for a while after each."""
    n = np.arange(1, 60)
    seated = np.maximum(week - (n - 1) * _VACANCY, 0.0)
    return float(stats.gamma(n, scale=WEEKS_A_YEAR / (by * _TURNOVER)).cdf(seated).sum())


def _renewals(by: float) -> Finding:
    left = rows(_leaving(_VACANCY), "departure").groupby("world").size() / _SEATS
    return of_mean(left, _departures_by(WEEKS_A_YEAR * _YEARS, by))


def _empty(by: float) -> Finding:
    run, end = _leaving(_VACANCY), WEEKS_A_YEAR * _YEARS
    vacant = run.seat_values("vacant_hours").sum(axis=(1, 2))
    seated = run.seat_values("available_hours").sum(axis=(1, 2))
    # A seat is empty now if somebody left it within the last weeks of a vacancy.
    weeks = integrate.quad(lambda week: _departures_by(week, by), end - _VACANCY, end, limit=200)[0]
    return of_mean(vacant / (vacant + seated), weeks / end)


def _fading(by: float) -> np.ndarray:
    """Return the mean will to call in each month, shape (months,)."""
    ends = np.arange(12 * _YEARS + 1) * _MONTH
    half_life = by * _HALF_LIFE
    area = half_life / np.log(2) * -np.diff(2 ** (-ends / half_life))
    return np.asarray(_FLOOR + (1 - _FLOOR) * area / _MONTH)


def _promises(by: float) -> Finding:
    """Hold the promises kept in each of the first 24 months to a will that fades."""
    months, due = 24, _CALLS * _SEATS * _WORLDS
    chance = _fading(by)[:months]
    kept = _kept(0.0, None)[:, :months].sum(axis=(0, 2)) * _CALLS
    z = (kept - due * chance) / np.sqrt(due * chance * (1 - chance))
    p = float(stats.chi2.sf((z**2).sum(), months))
    third = of_mean(_kept(0.0, None)[:, 2].mean(axis=1), float(chance[2]))
    return Finding(third.theory, third.found, p, "chi-square")


def _promises_asked_for(by: float) -> Finding:
    """Hold promises kept to a will that a one-to-one lifts to 1 once a month."""
    half_life = by * _HALF_LIFE
    area = half_life / np.log(2) * (1 - 2 ** (-_MONTH / half_life)) / _MONTH
    kept = _kept(0.0, _MONTH)[:, 2:].mean(axis=(1, 2))
    return of_mean(kept, float(_FLOOR + (1 - _FLOOR) * area))


def _promises_of_many_tempers(by: float) -> Finding:
    """Hold promises kept in the sixth month to half-lives that are lognormal between people."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    start, end = 5 * _MONTH, 6 * _MONTH
    half_lives = by * _HALF_LIFE * np.exp(_SPREAD * nodes)
    rate = np.log(2) / half_lives
    area = (np.exp(-rate * start) - np.exp(-rate * end)) / rate / _MONTH
    kept = _kept(_SPREAD, None)[:, 5].mean(axis=1)
    return of_mean(kept, float(_FLOOR + (1 - _FLOOR) * (weights * area).sum()))


ORACLES = (
    Question(
        "departures",
        FAMILY,
        "how many people leave a seat that is filled at once",
        "Poisson with rate x years",
        _leave,
    ),
    Question(
        "tenures",
        FAMILY,
        "how long people stay",
        "exponential",
        _tenures,
        unit="weeks",
    ),
    Question(
        "departures with vacancies",
        FAMILY,
        "how many leave when each seat then stays empty for 13 weeks",
        "renewal function: sum of Gamma(n) at t - (n - 1) x vacancy",
        _renewals,
    ),
    Question(
        "empty seats",
        FAMILY,
        "share of seat hours that nobody works",
        "integral of the renewal function",
        _empty,
        unit="share",
    ),
    Question(
        "promises kept",
        FAMILY,
        "calls kept in each of 24 months by reps whom nobody asks",
        "shown: third month; floor + (1 - floor) x 2^(-t / half-life)",
        _promises,
        unit="share",
    ),
    Question(
        "promises asked for",
        FAMILY,
        "calls kept when a one-to-one a month renews the will",
        "mean of the fading will over a month",
        _promises_asked_for,
        unit="share",
    ),
    Question(
        "promises of many tempers",
        FAMILY,
        "calls kept in the sixth month when half-lives differ between people",
        "mean over lognormal half-lives",
        _promises_of_many_tempers,
        unit="share",
    ),
)
