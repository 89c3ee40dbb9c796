"""The firms that oracles play: so simple that theory knows what must become of them."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.causes import Cause
from simlib.inputs.disciplines import Discipline
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.run.result import Run
from simlib.run.simulate import simulate

SEED = 91
"""Of every oracle; chosen before any was played."""
WEEKS_A_YEAR = 52.0
IDLE = Discipline(name="idle", client_label="idle", review_every_weeks=None)
"""A diary in which nothing is planned."""
NO_DELAY = {
    "discovery_delay_weeks": 0.0,
    "decision_weeks": 0.0,
    "call_hours": 0.0,
    "discovery_hours": 0.0,
    "proposal_hours": 0.0,
    "onboarding_hours": 0.0,
    "rescue_hours": 0.0,
}
"""Work that takes no time: what is said is done."""
SUREST_WIN = 0.95
"""No proposal is surer than this."""


def book_of(*revenues: float, reps: int = 1, **columns: Any) -> Book:
    """Return a book of accounts ``a000``, ``a001`` ... with the revenues a year given."""
    accounts = [
        Account(account_id=f"a{number:03d}", annual_revenue=revenue, **columns)
        for number, revenue in enumerate(revenues)
    ]
    return Book.from_accounts(accounts, name="oracle", reps=reps)


def calm(**values: float) -> Evidence:
    """Return evidence without causes, turnover, requests, growth or market, then ``values``."""
    quiet = {
        "rep_turnover_per_year": 0.0,
        "requests_per_week": 0.0,
        "expansion_per_year": 0.0,
        "keenness_floor": 1.0,
        "notice_weeks": 0.0,
        "targets_per_rep": 0,
    }
    return Evidence.named("graded").without_causes().with_(**{**quiet, **values})


def plain_calls(meeting_probability: float, **values: float) -> Evidence:
    """Return evidence in which every call is a trial, and what it wins is decided at once."""
    plain = {
        "meeting_probability": meeting_probability,
        "attempt_memory_weeks": 0.0,
        "persistence_half_attempts": 0.1,
        "flat_no_probability": 0.0,
        "advance_probability": 1.0,
        "win_with_champion": 1.0,
        "win_without_champion": 1.0,
        "targets_per_rep": 1000,
    }
    return calm(**{**plain, **NO_DELAY, **values})


def threat(name: str, annual_rate: float, chance: float = 1.0, **fields: Any) -> Cause:
    """Return a cause whose shocks each end an account with a chance."""
    given = {"label": name, "scope": "account", **fields}
    return Cause(
        name=name, effect="loss", annual_rate=annual_rate, loss_probability=chance, **given
    )


def firm(book: Book, evidence: Evidence, diary: Discipline = IDLE, **fields: Any) -> Scenario:
    """Return a scenario of a firm that cannot close unless an oracle wants it to."""
    given = {"unlimited_cash": True, "request_hours": 1.0, "horizon_years": 5, **fields}
    return Scenario(book=book, discipline=diary, evidence=evidence, **given)


def hunting(calls_per_month: float, **levers: Any) -> Discipline:
    """Return a diary that holds nothing but calls."""
    diary = IDLE.with_(name="seller", calls_per_month=calls_per_month, calls_protected=True)
    return diary.with_(**levers) if levers else diary


def futures(
    scenario: Scenario, worlds: int, *, log: Literal["none", "story", "full"] = "none"
) -> Run:
    """Play a scenario with the seed of the oracles."""
    return simulate(scenario, worlds=worlds, seed=SEED, log=log, keep="worlds", progress=False)


def rows(run: Run, *kinds: str) -> pd.DataFrame:
    """Return the event rows of some kinds, by world and time."""
    events = run.events
    return events[events["kind"].isin(kinds)]


def weeks_of(run: Run, kind: str) -> np.ndarray:
    """Return the weeks of the event rows of one kind."""
    return rows(run, kind)["week"].to_numpy(dtype=float)


def nth_in_group(frame: pd.DataFrame, *columns: str) -> np.ndarray:
    """Return for every row how many rows of its group came before it."""
    return frame.groupby(list(columns), observed=True).cumcount().to_numpy()
