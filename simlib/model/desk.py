"""A desk: where a rep or the manager works, one thing at a time, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from typing import Any, Protocol

import simpy

from simlib.inputs.disciplines import TASK_KINDS, TaskKind
from simlib.model import rules
from simlib.model.clock import Moment, Process, Rank, at_the_end_of_this_event

_MONTHS_REMEMBERED = 3


class Reason(Protocol):
    """Whom work is done for: an account, an opportunity, a rep."""

    def place(self, kind: Any) -> int:
        """Return its position among equally urgent work of a kind; -1 comes first."""

    def claim(self, kind: Any) -> Callable[[], bool]:
        """Return the question whether the reason for work of a kind still stands."""


@dataclass(slots=True, eq=False)
class Task:
    """A piece of work in a queue; it acts only while its reason still stands."""

    kind: Any
    """A `TaskKind` of a rep, an `Ask` of the manager, or a kind of one's own."""
    about: Any
    """A `Reason`, or None: then it always stands."""
    hours: float | None
    """None: what the diary says of whoever does it."""
    arrived: float
    order: int
    stands: Callable[[], bool]
    done: simpy.Event
    effect: Callable[[Task], object] | None
    by: int = -1
    """Who did it, when it is done: an account may change hands while somebody works for it."""


class Desk:
    """A server with a queue, never interrupted; ``yield desk.work(kind, about)`` waits for the end.

    Not a `simpy.PriorityResource`: it would hand itself to whoever asks first. Here whoever is idle
    chooses at the *end* of the event that brought him work, so that of two things that come at once
    the more urgent goes first. What has lost its reason vanishes from the queue and takes no time,
    and what belongs to an account moves with it to another desk.

    Parameters
    ----------
    clock : simpy.Environment
    hours_per_week : float
        Hours of work a week of the clock.
    rank, order : Rank, int
        Place of "done" among the events of one instant.
    urgency : callable
        What the queue is sorted by, lowest first.
    hours_of : sequence of float
        What each kind of task takes, where nothing else is said.
    """

    def __init__(
        self,
        clock: simpy.Environment,
        hours_per_week: float,
        *,
        rank: Rank,
        order: int = 0,
        urgency: Callable[[Task], tuple[Any, ...]],
        hours_of: Sequence[float],
    ) -> None:
        self.order = order
        self.open = True
        """False while nobody sits there: what is in service is finished, the queue waits."""
        self.closed = False
        """True when the seat is gone for good."""
        self.hours: dict[Any, float] = {}
        """Hours worked since the last month end, by kind of task."""
        self._months: list[tuple[float, float]] = []
        self._clock, self._hours_per_week, self._hours_of = clock, hours_per_week, hours_of
        self._done = partial(Moment, rank=rank, entity=order)
        self._urgency = urgency
        self._queue: list[tuple[Any, ...]] = []
        self._bell: simpy.Event | None = None
        self._made = 0

    def work(
        self,
        kind: Any,
        about: Reason | None = None,
        *,
        hours: float | None = None,
        effect: Callable[[Task], object] | None = None,
    ) -> simpy.Event:
        """Queue a piece of work; return the event that it is done.

        The event never comes if its reason goes first: if the account is no longer ours, the
        opportunity is closed or the rep laid off. ``effect`` happens before anything that waits for
        the event. A ``kind`` that is no `TaskKind` needs ``hours``, and comes after all others.
        """
        done = self._clock.event()
        order, stands = (-1, _always) if about is None else (about.place(kind), about.claim(kind))
        self.add(Task(kind, about, hours, self._clock.now, order, stands, done, effect))
        return done

    def add(self, task: Task) -> None:
        """Put a task into the queue; an idle desk turns to it at the end of this event."""
        # The running number only keeps the heap from comparing tasks; it never decides an order
        # that the urgency leaves open for two different tasks.
        self._made += 1
        heappush(self._queue, (*self._urgency(task), self._made, task))
        self.ring()

    def ring(self) -> None:
        """Let an idle desk look at its queue at the end of this event."""
        if self._bell is not None and not self._bell.triggered:
            at_the_end_of_this_event(self._bell)

    def serve(self) -> Process:
        """Work the queue for as long as there is a seat."""
        while not self.closed:
            task = self._next() if self.open else None
            if task is None:
                self._bell = self._clock.event()
                yield self._bell
                self._bell = None
                continue
            hours = self.hours_for(task)
            yield self._done(self._clock, rules.service_weeks(hours, self._hours_per_week))
            # A task in service always runs to its end and its hours count, even if in vain.
            self.hours[task.kind] = self.hours.get(task.kind, 0.0) + hours
            if task.stands():
                task.by = self.order
                if task.effect is not None:
                    task.effect(task)
                task.done.succeed()
            # Not before all that follows from it at once: it may bring something more urgent.
            yield at_the_end_of_this_event(self._clock.event())

    def hours_for(self, task: Task) -> float:
        """Return how long a task takes here."""
        return self._hours_of[task.kind] if task.hours is None else task.hours

    def waiting(self) -> list[Task]:
        """Return the tasks in the queue whose reason still stands."""
        return [entry[-1] for entry in self._queue if entry[-1].stands()]

    def emptied(self) -> list[Task]:
        """Take everything from the queue; return the tasks whose reason still stands."""
        tasks = self.waiting()
        self._queue = []
        return tasks

    def waiting_hours(self) -> float:
        """Return the hours of work in the queue whose reason still stands."""
        tasks, total = self.waiting(), 0.0
        for kind in TaskKind:
            hours = [self.hours_for(task) for task in tasks if task.kind == kind]
            total += hours[-1] * len(hours) if hours else 0.0
        for task in tasks:
            total += 0.0 if task.kind in _KINDS else self.hours_for(task)
        return total

    def hours_of_month(self) -> list[float]:
        """Return the hours worked since the last month end, by kind of task of a rep."""
        return [self.hours.get(kind, 0.0) for kind in TaskKind]

    def close_month(self) -> None:
        """Remember the hours of the month that ends, and of the two before it."""
        hours = self.hours_of_month()
        hunting = hours[TaskKind.CALL] + hours[TaskKind.DISCOVERY] + hours[TaskKind.PROPOSAL]
        booked = 0.0
        for each in hours:
            booked += each
        self._months = [*self._months, (hunting, booked)][-_MONTHS_REMEMBERED:]
        self.hours = {}

    def hunting_share(self) -> float:
        """Return the share of the hours of the last three whole months that went into hunting."""
        hunting, booked = 0.0, 0.0
        for of_hunting, of_all in self._months:
            hunting += of_hunting
            booked += of_all
        return rules.share_of(hunting, booked)

    def _next(self) -> Task | None:
        while self._queue:
            task: Task = heappop(self._queue)[-1]
            if task.stands():
                return task
        return None


def by_priority(priorities: Sequence[int]) -> Callable[[Task], tuple[Any, ...]]:
    """Return the urgency of a rep's work: priority, arrival, account order, kind."""

    def urgency(task: Task) -> tuple[Any, ...]:
        kind = task.kind if task.kind in _KINDS else len(priorities)
        priority = priorities[kind] if task.kind in _KINDS else _LAST
        return priority, task.arrived, task.order, kind

    return urgency


def first_come(task: Task) -> tuple[Any, ...]:
    """Return the urgency of the manager's work: arrival, talks before meetings to join, order."""
    return task.arrived, task.kind, task.order


def _always() -> bool:
    return True


_KINDS = frozenset(TaskKind)
_LAST = len(TASK_KINDS) + 1
"""The priority of kinds of one's own: behind all that the diary knows."""
