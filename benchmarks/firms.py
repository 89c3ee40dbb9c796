"""The firms that are measured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import simpy

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import load_book
from simlib.model import desk as simpy_desk
from simlib.model import firm as simpy_firm
from simlib.model.clock import Moment
from simlib.model.plan import plan
from simlib.model.play import play

DIARY = "weekly_block"
RIVAL = "devoted"


def firm(book: str, diary: str = DIARY) -> Scenario:
    """Return a shipped book under a diary and the published evidence."""
    return Scenario(book=load_book(book), discipline=diary, evidence="graded")


def firm_of(accounts: int, reps: int) -> Scenario:
    """Return a made-up firm of a size, its revenues lognormal like those of real books."""
    chance = Random(accounts)
    made = [
        Account(f"a{number:05d}", 1000.0 * chance.lognormvariate(0.0, 1.3))
        for number in range(accounts)
    ]
    book = Book.from_accounts(made, name=f"{accounts} accounts", reps=reps)
    return Scenario(book=book, discipline=DIARY, evidence="graded")


def events_per_world(scenario: Scenario, worlds: int = 12) -> float:
    """Return how many events of the calendar a world has up to its horizon."""
    ready, count = plan(scenario), [0]
    with _counted(ready.horizon_weeks, count):
        for world in range(worlds):
            play(ready, 1, world)
    return count[0] / worlds


@contextmanager
def _counted(horizon_weeks: float, count: list[int]) -> Iterator[None]:
    """Count the events that are scheduled while this lasts, if they will happen."""

    def counted(clock: simpy.Environment, weeks: float, *place: Any, **named: Any) -> Moment:
        count[0] += clock.now + weeks <= horizon_weeks
        return Moment(clock, weeks, *place, **named)

    for module in (simpy_firm, simpy_desk):
        vars(module)["Moment"] = counted
    try:
        yield
    finally:
        for module in (simpy_firm, simpy_desk):
            vars(module)["Moment"] = Moment
