"""The calendar: SimPy's environment with one declared order for events of the same instant.

Every event has the key (time, rank, entity, cause); insertion order never decides. SimPy uses the
priorities 0 and 1 for itself (a process that starts, an event that succeeds): they come first, so
that all that follows from an event at once belongs to it. Then comes the end of the event, when
whoever is idle turns to his work, and then the next event of the instant.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum
from typing import Any

import simpy
from simpy.events import EventPriority

Process = Generator[simpy.Event, Any, None]
"""What every ``..._lives``, ``..._works`` function of the model is."""

CAUSE_BITS = 12
ENTITY_BITS = 32
_SIMPY_OWN = 2
"""Priorities that SimPy keeps for itself; the next is the end of an event."""

MOST_CAUSES = 1 << CAUSE_BITS
RANK_BITS = CAUSE_BITS + ENTITY_BITS
"""Below the rank, for entity and cause."""


class Rank(IntEnum):
    """Who goes first at equal times."""

    FORCED = 1
    SEAT_FILLED = 2
    DEPARTURE = 3
    TASK_DONE = 4
    MANAGER_DONE = 5
    DECISION = 6
    SHOCK = 7
    REQUEST = 8
    REVIEW_DUE = 9
    GESTURE_DUE = 10
    DISCOVERY_READY = 11
    OPPORTUNITY_DECISION = 12
    CALL_DUE = 13
    CHECK_IN_DUE = 14
    MONTH_END = 15
    HORIZON = 16


class Moment(simpy.Event):
    """An event that will happen ``delay`` weeks from now, in its place among its equals."""

    __slots__ = ()

    def __init__(
        self, env: simpy.Environment, delay: float, rank: Rank, entity: int = 0, cause: int = 0
    ) -> None:
        self.env = env
        self.callbacks = []
        self._ok = True
        self._value = None
        key = (int(rank) << RANK_BITS) + (entity << CAUSE_BITS) + cause
        env.schedule(self, EventPriority(_SIMPY_OWN + 1 + key), delay)


def at_the_end_of_this_event(event: simpy.Event) -> simpy.Event:
    """Let an event happen when all that follows from the present one at once has happened."""
    event._ok, event._value = True, None
    event.env.schedule(event, EventPriority(_SIMPY_OWN))
    return event
