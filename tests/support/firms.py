"""Small firms for tests: books, evidence without trouble, and the reading of outcomes."""

from __future__ import annotations

from typing import Any

import numpy as np

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.causes import Cause
from simlib.inputs.disciplines import Discipline
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.model.plan import Plan, plan
from simlib.model.play import play
from simlib.model.records import EVENT_KINDS, Outcome


def book_of(*revenues: float, reps: int | None = 1, name: str = "test", **columns: Any) -> Book:
    """Return a book of accounts ``a00``, ``a01`` ... with the revenues given."""
    accounts = [
        Account(account_id=f"a{number:02d}", annual_revenue=revenue, **columns)
        for number, revenue in enumerate(revenues)
    ]
    return Book.from_accounts(accounts, name=name, reps=reps)


IDLE = Discipline(name="idle", client_label="idle", review_every_weeks=None)
"""A diary in which nothing is planned."""


def calm(**values: Any) -> Evidence:
    """Return evidence without causes, turnover, requests or growth, then ``values``."""
    quiet = {
        "rep_turnover_per_year": 0.0,
        "requests_per_week": 0.0,
        "expansion_per_year": 0.0,
        "keenness_floor": 1.0,
    }
    return Evidence.named("graded").without_causes().with_(**{**quiet, **values})


def scenario(book: Book, evidence: Evidence, diary: Discipline = IDLE, **fields: Any) -> Scenario:
    """Return a scenario that cannot run out of cash unless a test wants it to."""
    fields = {"unlimited_cash": True, "request_hours": 1.0, "horizon_years": 5, **fields}
    return Scenario(book=book, discipline=diary, evidence=evidence, **fields)


def deadly(annual_rate: float, **fields: Any) -> Cause:
    """Return a cause whose every shock ends the account."""
    fields = {"name": "deadly", "label": "Deadly", "scope": "account", **fields}
    return Cause(effect="loss", annual_rate=annual_rate, loss_probability=1.0, **fields)


def played(story: Scenario, worlds: int = 1, seed: int = 11) -> list[Outcome]:
    """Return the outcomes of the first worlds of a scenario."""
    ready: Plan = plan(story)
    return [play(ready, seed, world) for world in range(worlds)]


def rows(outcome: Outcome, kind: str) -> np.ndarray:
    """Return the event rows of one kind."""
    return np.asarray(outcome.events[outcome.events["kind"] == EVENT_KINDS.index(kind)])


def log(outcome: Outcome) -> list[tuple[Any, ...]]:
    """Return the whole event log as comparable rows."""
    return [tuple(row) for row in outcome.events.tolist()]
