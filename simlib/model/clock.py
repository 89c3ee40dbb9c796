"""The calendar: SimPy's environment with one declared order for events of the same instant.

Every event has the key (time, rank, entity, cause); insertion order never decides. SimPy uses the
priorities 0 and 1 for itself (a process that starts, an event that succeeds): they stay below the
shifted keys, so an idle rep starts his next task at the end of the event that gave it to him.
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

MOST_CAUSES = 1 << CAUSE_BITS


def _place(number: int) -> int:
    """Return where the keys of a rank begin: above SimPy's own and all lower ranks."""
    return _SIMPY_OWN + (number << (CAUSE_BITS + ENTITY_BITS))


class Rank(IntEnum):
    """Who goes first at equal times; the values leave room for entity and cause."""

    FORCED = _place(1)
    SEAT_FILLED = _place(2)
    DEPARTURE = _place(3)
    TASK_DONE = _place(4)
    MANAGER_DONE = _place(5)
    DECISION = _place(6)
    SHOCK = _place(7)
    REQUEST = _place(8)
    REVIEW_DUE = _place(9)
    GESTURE_DUE = _place(10)
    DISCOVERY_READY = _place(11)
    OPPORTUNITY_DECISION = _place(12)
    CALL_DUE = _place(13)
    CHECK_IN_DUE = _place(14)
    MONTH_END = _place(15)
    HORIZON = _place(16)

    @property
    def number(self) -> int:
        """The rank itself, without room for entity and cause."""
        return (self - _SIMPY_OWN) >> (CAUSE_BITS + ENTITY_BITS)


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
        key = rank + (entity << CAUSE_BITS) + cause
        env.schedule(self, EventPriority(key), delay)
