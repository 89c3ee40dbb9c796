"""A rep as a single server: waits, priorities, Little's law."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from simlib.run.result import Run
from verification.oracles.firms import (
    IDLE,
    WEEKS_A_YEAR,
    book_of,
    calm,
    firm,
    futures,
    nth_in_group,
    rows,
    threat,
)
from verification.oracles.judging import of_counts, of_mean
from verification.oracles.oracle import Finding, Question

FAMILY = "The rep's week"
_HOURS = 28.0
_ARRIVALS, _SERVICE = 10.0, 0.06
"""Requests a week, and the weeks that one takes."""
_LOAD = _ARRIVALS * _SERVICE
_WORLDS, _YEARS, _WARM_WEEKS = 40, 10, 26.0
_ACCOUNTS = 400
_RESCUES, _RESCUE = 4.0, 0.075
_CALLS, _CALL = 10.0, 0.04
_REVIEW_WEEKS, _HALF_LIFE = 13.0, 1000.0
_NOTHING = 1e-9


@cache
def _one_kind() -> Run:
    """Return futures of a rep with one sort of work: M/D/1."""
    evidence = calm(
        requests_per_week=_ARRIVALS, max_open_requests=50, selling_hours_per_week=_HOURS
    )
    scenario = firm(book_of(1.0), evidence, request_hours=_HOURS * _SERVICE, horizon_years=_YEARS)
    return futures(scenario, _WORLDS, log="full")


@cache
def _two_kinds() -> Run:
    """Return futures of a rep with urgent and ordinary work: M/G/1 with priorities."""
    evidence = calm(
        requests_per_week=_CALLS / _ACCOUNTS,
        max_open_requests=50,
        selling_hours_per_week=_HOURS,
        rescue_hours=_HOURS * _RESCUE,
        notice_weeks=20.0,
        initial_relationship=1.0,
        relationship_half_life_weeks=_HALF_LIFE,
        review_lift=1.0,
        review_hours=0.0,
    ).with_cause(threat("scare", _RESCUES * WEEKS_A_YEAR / _ACCOUNTS, 0.0))
    diary = IDLE.with_(review_every_weeks=_REVIEW_WEEKS)
    book = book_of(*[1.0] * _ACCOUNTS)
    scenario = firm(book, evidence, diary, request_hours=_HOURS * _CALL, horizon_years=5)
    return futures(scenario, 20, log="full")


@cache
def _waits() -> pd.DataFrame:
    """Return arrival and wait of every request of the rep with one sort of work."""
    return _in_turn(
        rows(_one_kind(), "requested"), rows(_one_kind(), "served", "served_late"), _SERVICE
    )


@cache
def _waits_of_two() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return waits of rescues and of requests of the rep with two sorts of work."""
    run = _two_kinds()
    served = rows(run, "served", "served_late")
    ordinary = _in_turn(rows(run, "requested"), served, _CALL)
    return _in_turn(_rescues_asked(run), rows(run, "rescued"), _RESCUE), ordinary


def _in_turn(asked: pd.DataFrame, done: pd.DataFrame, service_weeks: float) -> pd.DataFrame:
    """Match the n-th asked with the n-th done of a future: one class is served first come."""
    left = asked.assign(number=nth_in_group(asked, "world"))[["world", "number", "week"]]
    right = done.assign(number=nth_in_group(done, "world"))[["world", "number", "week"]]
    both = left.merge(right, on=["world", "number"], suffixes=("", "_done"))
    both["wait"] = both["week_done"] - both["week"] - service_weeks
    return both[both["week"] > _WARM_WEEKS]


def _rescues_asked(run: Run) -> pd.DataFrame:
    """Return the shocks heard that called for a rescue: none of their account was open."""
    found = rows(run, "heard", "rescued").sort_values(["world", "account", "week"], kind="stable")
    before = found.groupby(["world", "account"], observed=True)["kind"].shift()
    asked = found[(found["kind"] == "heard") & (before != "heard")]
    return asked.sort_values(["world", "week"], kind="stable")


def _by_future(waits: pd.DataFrame) -> np.ndarray:
    return waits.groupby("world")["wait"].mean().to_numpy()


def _pollaczek_khinchine(by: float) -> Finding:
    wait = by * _LOAD * _SERVICE / (2 * (1 - _LOAD))
    return of_mean(_by_future(_waits()), wait)


def _no_wait(by: float) -> Finding:
    at_once = _waits().assign(at_once=_waits()["wait"] < _NOTHING)
    return of_mean(at_once.groupby("world")["at_once"].mean(), 1 - by * _LOAD)


def _busy(by: float) -> Finding:
    booked = _one_kind().seat_values("service_hours")[:, 1:, 0].sum(axis=1)
    offered = _one_kind().seat_values("available_hours")[:, 1:, 0].sum(axis=1)
    return of_mean(booked / offered, by * _LOAD)


def _little(by: float) -> Finding:
    """Work seen waiting at month ends, and arrivals times waits, each from its own record."""
    month = 12 * int(_WARM_WEEKS) // int(WEEKS_A_YEAR)
    seen = _one_kind().seat_values("waiting_hours")[:, month + 1 :, 0].mean(axis=1)
    waits = _waits().groupby("world")["wait"].sum() / (WEEKS_A_YEAR * _YEARS - _WARM_WEEKS)
    difference = seen / (_HOURS * _SERVICE) - by * waits.to_numpy()
    # Paired by future; the theory is shown as what the waits of all futures together say.
    return of_mean(difference + by * waits.mean(), by * float(waits.mean()))


def _requests(by: float) -> Finding:
    asked = rows(_one_kind(), "requested")
    week = asked["week"].astype(int)
    counts = asked.groupby([asked["world"], week]).size().to_numpy()
    silent = np.zeros(int(WEEKS_A_YEAR) * _YEARS * _WORLDS - len(counts), dtype=int)
    return of_counts(np.r_[counts, silent], stats.poisson(by * _ARRIVALS))


def _priorities(by: float, *, urgent: bool) -> Finding:
    """Cobham's waits of two classes, the first of which is served first."""
    step = np.log(2) * _REVIEW_WEEKS / _HALF_LIFE
    heard = (1 - np.exp(-step)) / step
    rescues = _RESCUES * heard
    residual = by * (rescues * _RESCUE**2 + _CALLS * _CALL**2) / 2
    first = residual / (1 - rescues * _RESCUE)
    second = first / (1 - rescues * _RESCUE - _CALLS * _CALL)
    return of_mean(_by_future(_waits_of_two()[0 if urgent else 1]), first if urgent else second)


ORACLES = (
    Question(
        "requests a week",
        FAMILY,
        "how many requests an account makes in a week",
        "Poisson with the weekly rate",
        _requests,
        wrong=1.05,
    ),
    Question(
        "wait of one class",
        FAMILY,
        "mean wait at a single server (Pollaczek-Khinchine)",
        "load x service / (2 (1 - load))",
        _pollaczek_khinchine,
        unit="weeks",
    ),
    Question(
        "served at once",
        FAMILY,
        "requests that find the rep idle",
        "1 - load",
        _no_wait,
        unit="share",
    ),
    Question(
        "hours booked",
        FAMILY,
        "share of the rep's hours that requests take",
        "requests a week x weeks a request",
        _busy,
        unit="share",
    ),
    Question(
        "Little's law",
        FAMILY,
        "work seen waiting at month ends against the waits of the single requests",
        "waiting = arrivals x mean wait",
        _little,
        unit="requests",
        wrong=1.3,
    ),
    Question(
        "wait of the urgent",
        FAMILY,
        "mean wait of rescues, which go first but interrupt nobody (Cobham)",
        "W0 / (1 - load of rescues)",
        lambda by: _priorities(by, urgent=True),
        unit="weeks",
    ),
    Question(
        "wait of the ordinary",
        FAMILY,
        "mean wait of requests behind rescues (Cobham)",
        "W0 / ((1 - load of rescues) (1 - whole load))",
        lambda by: _priorities(by, urgent=False),
        unit="weeks",
    ),
)
