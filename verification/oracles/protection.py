"""Relationships: how they fade, what they protect, what notice and rescue are worth."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import integrate

from simlib.inputs.evidence import Evidence
from simlib.run.result import Run
from verification.oracles.firms import WEEKS_A_YEAR, book_of, calm, firm, futures, rows, threat
from verification.oracles.judging import of_fact, of_share
from verification.oracles.oracle import Finding, Question

FAMILY = "Relationships"
_ACCOUNTS, _WORLDS = 40, 150
_RATE, _CHANCE, _PROTECTION = 2.0, 0.5, 0.9
_LEVEL, _HALF_LIFE, _NOTICE, _AT_ONCE = 0.9, 40.0, 6.0, 0.001
_LIFT = 0.8
_GROWTH = 0.2
_ROUNDING = 1e-9


def _protected(**values: float) -> Evidence:
    evidence = calm(
        initial_relationship=_LEVEL,
        relationship_half_life_weeks=_HALF_LIFE,
        rescue_hours=0.0,
        **values,
    )
    return evidence.with_cause(threat("rival", _RATE, _CHANCE, protection=_PROTECTION))


def _played(evidence: Evidence) -> Run:
    book = book_of(*[1.0] * _ACCOUNTS)
    return futures(firm(book, evidence, horizon_years=1), _WORLDS, log="story")


@cache
def _noticed() -> Run:
    """Return futures in which decisions come six weeks after their shock, and no rescue helps."""
    return _played(_protected(notice_weeks=_NOTICE, rescue_lift=0.0))


@cache
def _rescued() -> Run:
    """Return futures in which every rescue comes in time."""
    return _played(_protected(notice_weeks=_AT_ONCE, rescue_lift=_LIFT))


@cache
def _growing() -> Run:
    """Return one future of a book that grows with relationships nobody tends."""
    evidence = calm(
        initial_relationship=_LEVEL,
        relationship_half_life_weeks=_HALF_LIFE,
        expansion_per_year=_GROWTH,
    )
    return futures(firm(book_of(1.0, 3.0), evidence, horizon_years=2), 2)


def _level(week: float) -> float:
    return float(_LEVEL * 2 ** (-week / _HALF_LIFE))


def _kept(run: Run, hazard: float) -> Finding:
    lost = len(rows(run, "lost"))
    among = _ACCOUNTS * _WORLDS
    return of_share(among - lost, among, float(np.exp(-hazard)))


def _with_notice(by: float) -> Finding:
    area = integrate.quad(lambda t: 1 - by * _PROTECTION * _level(t), _NOTICE, WEEKS_A_YEAR)[0]
    return _kept(_noticed(), _RATE / WEEKS_A_YEAR * _CHANCE * area)


def _with_rescue(by: float) -> Finding:
    def chance(week: float) -> float:
        level = _level(week)
        return 1 - _PROTECTION * (level + level * by * _LIFT * (1 - level))

    area = integrate.quad(chance, 0, WEEKS_A_YEAR)[0]
    return _kept(_rescued(), _RATE / WEEKS_A_YEAR * _CHANCE * area)


def _notice(by: float) -> Finding:
    shocks, lost = rows(_noticed(), "shock"), rows(_noticed(), "lost")
    known = shocks.groupby(["world", "account"], observed=True)["week"].agg(np.array).to_dict()
    struck = [
        np.abs(known[world, account] + by * _NOTICE - week).min() < _ROUNDING
        for world, account, week in zip(lost["world"], lost["account"], lost["week"], strict=True)
    ]
    return of_fact(float(np.mean(struck)), 1.0)


def _growth(by: float) -> Finding:
    months = np.arange(1, 25) * WEEKS_A_YEAR / 12
    factors = 1 + by * _GROWTH * np.array([_level(week) for week in months]) / 12
    found = _growing().revenue[0, -1] / _growing().initial_revenue
    return of_fact(round(float(found), 12), round(float(np.prod(factors)), 12))


ORACLES = (
    Question(
        "a relationship that fades",
        FAMILY,
        "accounts kept a year when protection fades and decisions come six weeks later",
        "exp(-rate x chance x integral of 1 - protection x r(t))",
        _with_notice,
        unit="share",
    ),
    Question(
        "rescue in time",
        FAMILY,
        "accounts kept a year when what is heard of is rescued at once",
        "as before, with r + r x lift x (1 - r)",
        _with_rescue,
        unit="share",
        wrong=0.5,
    ),
    Question(
        "notice",
        FAMILY,
        "every loss comes the notice after one of its shocks",
        "in all losses",
        _notice,
        unit="share",
        exact=True,
    ),
    Question(
        "growth of the book",
        FAMILY,
        "revenue after two years of relationships that nobody tends",
        "product of 1 + growth x r(month) / 12",
        _growth,
        exact=True,
    ),
)
