"""A rep works: one task at a time, the most urgent first, never interrupted."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from simlib.inputs.disciplines import TASK_KINDS, TaskKind
from simlib.model import rules
from simlib.model.clock import Process, Rank
from simlib.model.firm import Firm
from simlib.model.state import MonthOfRep, Rep, Task

Effect = Callable[[Firm, Rep, Task], None]


def add_task(firm: Firm, rep: Rep, task: Task) -> None:
    """Put a task into a rep's queue; an idle rep turns to it at the end of this event."""
    _queue(firm, rep, task)
    wake(rep)


def wake(rep: Rep) -> None:
    """Let an idle rep look at his queue at the end of this event."""
    if rep.idle is not None and not rep.idle.triggered:
        rep.idle.succeed()


def rep_works(firm: Firm, rep: Rep, effects: dict[int, Effect]) -> Process:
    """Work the queue for as long as there is a seat."""
    hours_per_week = firm.values["selling_hours_per_week"]
    while not rep.laid_off:
        task = _next_task(rep) if rep.seated else None
        if task is None:
            rep.idle = firm.clock.event()
            yield rep.idle
            rep.idle = None
            continue
        weeks = rules.service_weeks(task.hours, hours_per_week)
        yield firm.wait(weeks, Rank.TASK_DONE, rep.order)
        # A task in service always runs to its end and its hours count, even if in vain.
        rep.month.hours[task.kind] += task.hours
        if task.stands(rep):
            effects[task.kind](firm, rep, task)


def move_account_tasks(firm: Firm, rep: Rep) -> None:
    """Give each queued account task to the account's present owner; the rest vanishes."""
    queue, rep.queue = rep.queue, []
    for *_, task in queue:
        if task.account is not None and task.stands(rep):
            _queue(firm, task.account.owner, task)
            wake(task.account.owner)


def waiting_hours(rep: Rep) -> float:
    """Return the hours of work in a rep's queue whose reason still stands."""
    hours = [0.0] * len(TASK_KINDS)
    counts = [0] * len(TASK_KINDS)
    for *_, task in rep.queue:
        hours[task.kind] = task.hours
        counts[task.kind] += task.stands(rep)
    total = 0.0
    for each, count in zip(hours, counts, strict=True):
        total += each * count
    return total


def hunting_share(rep: Rep) -> float:
    """Return the share of his hours of the last three whole months that a rep went hunting."""
    hunting, booked = 0.0, 0.0
    for of_hunting, of_all in rep.last_months:
        hunting += of_hunting
        booked += of_all
    return rules.share_of(hunting, booked)


def close_month_of_work(rep: Rep) -> None:
    """Remember the hours of the month that ends, and of the two before it."""
    hours = rep.month.hours
    hunting = hours[TaskKind.CALL] + hours[TaskKind.DISCOVERY] + hours[TaskKind.PROPOSAL]
    booked = 0.0
    for each in hours:
        booked += each
    rep.last_months = [*rep.last_months[-2:], (hunting, booked)]
    rep.month = MonthOfRep()


def _queue(firm: Firm, rep: Rep, task: Task) -> None:
    # The running number only keeps the heap from comparing tasks; it never decides an order that
    # the key leaves open for two different tasks.
    firm.tasks_made += 1
    key = (firm.plan.priorities[task.kind], task.arrived, task.order, task.kind, firm.tasks_made)
    heappush(rep.queue, (*key, task))


def _next_task(rep: Rep) -> Task | None:
    while rep.queue:
        task = heappop(rep.queue)[-1]
        if task.stands(rep):
            return task
    return None
