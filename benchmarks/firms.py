"""The firms that are measured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import simpy

from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import load_book
from simlib.model import firm as simpy_firm
from simlib.model.clock import Moment
from simlib.model.plan import plan
from simlib.model.play import play

DIARY = "weekly_block"
RIVAL = "devoted"


def firm(book: str, diary: str = DIARY) -> Scenario:
    """Return a shipped book under a diary and the published evidence."""
    return Scenario(book=load_book(book), discipline=diary, evidence="graded")


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

    def counted(clock: simpy.Environment, weeks: float, *place: Any) -> Moment:
        count[0] += clock.now + weeks <= horizon_weeks
        return Moment(clock, weeks, *place)

    names = vars(simpy_firm)
    names["Moment"] = counted
    try:
        yield
    finally:
        names["Moment"] = Moment
