"""Shocks: when they come, whom they hit, and what a relationship does about them."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import stats

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.causes import Cause
from simlib.run.result import Run
from verification.oracles.firms import (
    WEEKS_A_YEAR,
    book_of,
    calm,
    firm,
    futures,
    nth_in_group,
    rows,
    threat,
)
from verification.oracles.judging import of_count, of_counts, of_fact, of_law, of_mean, of_share
from verification.oracles.oracle import Finding, Question

FAMILY = "Shocks"
_MONTH_WEEKS = WEEKS_A_YEAR / 12
_A_YEAR = 12.0
_ACCOUNTS, _WORLDS, _YEARS = 20, 40, 5
_GAPS = 20
_FATAL_RATE, _FATAL_CHANCE = 30.0, 0.1
_SHRINK_RATE, _SEVERITY = 1.0, (0.2, 0.6)
_FOLLOWS, _LEAVER_WORLDS = 0.4, 50
_SALES_A_YEAR, _GROUPS, _SALE_YEARS, _SALE_WORLDS = 0.3, 10, 2, 200


@cache
def _harmless() -> Run:
    """Return futures in which every account is shocked monthly, without being lost."""
    evidence = calm(initial_relationship=0.6, relationship_half_life_weeks=26.0)
    evidence = evidence.with_cause(threat("scare", _A_YEAR, 0.0))
    book = book_of(*[1.0] * _ACCOUNTS)
    return futures(firm(book, evidence, horizon_years=_YEARS), _WORLDS, log="story")


@cache
def _fatal() -> Run:
    """Return futures in which each of many shocks ends an account with a chance of a tenth."""
    evidence = calm().with_cause(threat("blow", _FATAL_RATE, _FATAL_CHANCE))
    book = book_of(*[1.0] * 40)
    return futures(firm(book, evidence, horizon_years=_YEARS), 40, log="story")


@cache
def _shrinking() -> Run:
    """Return futures of a book under a shrink of the whole economy and one of each account."""
    low, high = _SEVERITY
    common = {"effect": "shrink", "severity_low": low, "severity_high": high}
    evidence = calm()
    for scope in ("account", "economy"):
        cold = Cause(name=scope, label=scope, scope=scope, annual_rate=_SHRINK_RATE, **common)
        evidence = evidence.with_cause(cold)
    return futures(firm(book_of(1.0, 2.0), evidence, horizon_years=2), 1500, log="story")


@cache
def _families() -> Run:
    """Return futures of pairs of accounts that one owner could sell together."""
    evidence = calm().with_cause(threat("sold", _SALES_A_YEAR, scope="parent"))
    accounts = [
        Account(f"group {group} {member}", 1.0, parent=f"group {group}")
        for group in range(_GROUPS)
        for member in ("one", "two")
    ]
    book = Book.from_accounts(accounts, name="oracle", reps=1)
    return futures(firm(book, evidence, horizon_years=_SALE_YEARS), _SALE_WORLDS, log="story")


@cache
def _leaver() -> Run:
    """Return futures in which the owner of forty accounts leaves."""
    book = book_of(*[1.0] * 40)
    stress = f"owner:{book.reps[0]} leaves with share {_FOLLOWS} in week 10"
    return futures(firm(book, calm(), stress=stress, horizon_years=1), _LEAVER_WORLDS, log="story")


def _per_month(by: float) -> Finding:
    shocks = rows(_harmless(), "shock")
    month = (shocks["week"] / _MONTH_WEEKS).astype(int)
    key = [shocks["world"], shocks["account"].cat.codes, month]
    counts = shocks.groupby(key, observed=True).size().to_numpy()
    silent = np.zeros(_ACCOUNTS * _WORLDS * _YEARS * 12 - len(counts), dtype=int)
    return of_counts(np.r_[counts, silent], stats.poisson(by * _A_YEAR / 12))


def _gaps(by: float) -> Finding:
    shocks = rows(_harmless(), "shock").sort_values(["world", "account", "week"])
    number = nth_in_group(shocks, "world", "account")
    gaps = shocks.groupby(["world", "account"], observed=True)["week"].diff()
    gaps = gaps.fillna(shocks["week"])[number < _GAPS]
    return of_law(gaps, stats.expon(scale=WEEKS_A_YEAR / (by * _A_YEAR)))


def _heard(by: float) -> Finding:
    """Hold shocks heard of to a Poisson number: all shocks, thinned by the relationship."""
    half_life, level, weeks = 26.0, 0.6, WEEKS_A_YEAR * _YEARS
    area = level * half_life / np.log(2) * (1 - 2 ** (-weeks / half_life))
    expected = by * _A_YEAR / WEEKS_A_YEAR * area
    lives = _ACCOUNTS * _WORLDS
    return of_count(len(rows(_harmless(), "heard")), expected * lives, per=lives)


def _survived_shocks(by: float) -> Finding:
    lost = len(rows(_fatal(), "lost"))
    kept = rows(_fatal(), "kept").groupby(["world", "account"], observed=True).size().to_numpy()
    counts = np.r_[kept, np.zeros(lost - len(kept), dtype=int)]
    return of_counts(counts, stats.geom(by * _FATAL_CHANCE, loc=-1))


def _fatal_lives(by: float) -> Finding:
    rate = by * _FATAL_RATE * _FATAL_CHANCE
    return of_law(rows(_fatal(), "lost")["week"], stats.expon(scale=WEEKS_A_YEAR / rate))


def _severity(by: float) -> Finding:
    low, high = _SEVERITY
    shrunk = rows(_shrinking(), "shrunk")
    own = shrunk[shrunk["cause"] == "account"]["value"]
    return of_law(own, stats.uniform(by * low, high - low))


def _after_colds(by: float) -> Finding:
    share = _shrinking().revenue[:, -1] / _shrinking().initial_revenue
    rate = 2 * _SHRINK_RATE * sum(_SEVERITY) / 2
    return of_mean(share, float(np.exp(-by * rate * 2)))


def _one_economy(by: float) -> Finding:
    shrunk = rows(_shrinking(), "shrunk")
    cause = "economy" if by == 1 else "account"
    common = shrunk[shrunk["cause"] == cause].groupby(["world", "week"])["value"]
    alike = (common.nunique() == 1) & (common.size() == 2)
    return of_fact(float(alike.mean()), 1.0)


def _lost_pairs(by: float = 1.0) -> np.ndarray:
    """Return how many accounts of each group that lost any were lost."""
    lost = rows(_families(), "lost")
    words = lost["account"].astype(str).str.split(" ")
    group = words.str[1] if by == 1 else words.str[2]
    return lost.groupby([lost["world"], group]).size().to_numpy()


def _sold_together(by: float) -> Finding:
    chance = 1 - np.exp(-by * _SALES_A_YEAR * _SALE_YEARS)
    return of_share(len(_lost_pairs()), _GROUPS * _SALE_WORLDS, float(chance))


def _never_one_of_two(by: float) -> Finding:
    return of_fact(float((_lost_pairs(by) == 2).mean()), 1.0)


def _follow_owner(by: float) -> Finding:
    return of_share(len(rows(_leaver(), "lost")), 40 * _LEAVER_WORLDS, by * _FOLLOWS)


ORACLES = (
    Question(
        "shocks a month",
        FAMILY,
        "how many shocks strike an account in a month",
        "Poisson with the monthly rate",
        _per_month,
    ),
    Question(
        "gaps between shocks",
        FAMILY,
        "the weeks from one shock to the next",
        "exponential",
        _gaps,
        unit="weeks",
    ),
    Question(
        "shocks heard of",
        FAMILY,
        "shocks of which the rep hears: a Poisson process thinned by a fading relationship",
        "rate x integral of r(t)",
        _heard,
        unit="a life",
    ),
    Question(
        "shocks survived",
        FAMILY,
        "how many shocks an account survives before the one that ends it",
        "geometric with the loss probability",
        _survived_shocks,
    ),
    Question(
        "thinned shocks",
        FAMILY,
        "how long an account lives when one shock of ten is the last",
        "exponential with rate x loss probability",
        _fatal_lives,
        unit="weeks",
    ),
    Question(
        "severity of a cold",
        FAMILY,
        "the share of its revenue that an account drops",
        "uniform in its range",
        _severity,
        unit="share",
    ),
    Question(
        "revenue after colds",
        FAMILY,
        "mean revenue after two years of shrinks",
        "exp(-rate x mean severity x years)",
        _after_colds,
        unit="share",
    ),
    Question(
        "one economy",
        FAMILY,
        "a recession takes the same share of every account in the same week",
        "in all recessions",
        _one_economy,
        unit="share",
        exact=True,
        broken="colds of single accounts taken for recessions",
    ),
    Question(
        "groups sold",
        FAMILY,
        "two accounts with one owner are under one shock, not two",
        "pairs lost in two years: 1 - exp(-2 rate)",
        _sold_together,
        unit="share",
        wrong=1.4,
    ),
    Question(
        "never one of two",
        FAMILY,
        "accounts of one group go together when it is sold",
        "in all sales",
        _never_one_of_two,
        unit="share",
        exact=True,
        broken="accounts of different groups paired",
    ),
    Question(
        "accounts that follow their owner",
        FAMILY,
        "how many accounts go with a rep who leaves",
        "binomial with the share of the scenario",
        _follow_owner,
        unit="share",
    ),
)
