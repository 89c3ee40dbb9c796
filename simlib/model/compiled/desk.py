"""A rep works: one task at a time, the most urgent first, never interrupted."""

from __future__ import annotations

from simlib.inputs.disciplines import TaskKind
from simlib.model import rules
from simlib.model.clock import Rank
from simlib.model.compiled import tables
from simlib.model.compiled.calendar import schedule
from simlib.model.compiled.layout import LEVELS, MONTHS_REMEMBERED, TASKS, World
from simlib.model.compiled.queues import NONE, dequeue, enqueue
from simlib.model.state import Status
from simlib.world.jit import kernel

_KIND_BITS = 4


@kernel
def add_task(firm: World, rep: int, kind: int, subject: int, ref: int) -> None:
    """Put a task into a rep's queue; an idle rep turns to it at the end of this event.

    ``subject`` is the order of the account, the number of the target, or `NONE`; ``ref`` tells
    which shock is behind a rescue, and which opportunity behind its tasks.
    """
    _queue(firm, rep, kind, subject, ref, firm.week)
    wake(firm, rep)


@kernel
def wake(firm: World, rep: int) -> None:
    """Let an idle rep look at his queue at the end of this event."""
    if not tables.reps(firm)[rep].busy and not tables.reps(firm)[rep].woken:
        tables.reps(firm)[rep].woken = 1
        tables.woken(firm)[firm.woken_count] = rep
        firm.woken_count += 1


@kernel
def turn_to_work(firm: World) -> None:
    """Let everybody who was woken by this event begin his next task."""
    for place in range(firm.woken_count):
        rep = tables.reps(firm)[tables.woken(firm)[place]]
        rep.woken = 0
        if rep.seated and _take_next_task(firm, tables.woken(firm)[place]):
            rep.busy = 1
            weeks = rules.service_weeks(rep.task_hours[rep.kind], firm.selling_hours_per_week)
            schedule(firm, firm.week + weeks, Rank.TASK_DONE, tables.woken(firm)[place], 0, 0)
    firm.woken_count = 0


@kernel
def finish_task(firm: World, order: int) -> bool:
    """Book the hours of the task in service; return whether its reason still stands."""
    rep = tables.reps(firm)[order]
    rep.busy = 0
    # A task in service always runs to its end and its hours count, even if in vain.
    rep.hours[rep.kind] += rep.task_hours[rep.kind]
    wake(firm, order)
    return stands(firm, order, rep.kind, rep.subject, rep.ref)


@kernel
def stands(firm: World, rep: int, kind: int, subject: int, ref: int) -> bool:
    """Return whether the state a task was made for still holds."""
    if kind == TaskKind.DISCOVERY or kind == TaskKind.PROPOSAL:
        return is_open(firm, subject, ref)
    if subject == NONE:
        return not tables.reps(firm)[rep].laid_off
    wanted = Status.WON if kind == TaskKind.ONBOARDING else Status.ACTIVE
    return tables.accounts(firm)[subject].status == wanted


@kernel
def is_open(firm: World, number: int, opportunity: int) -> bool:
    """Return whether an opportunity of a target has not been closed."""
    target = tables.targets(firm)[number]
    return target.is_open and target.opportunity == opportunity


@kernel
def move_account_tasks(firm: World, rep: int) -> None:
    """Give each queued account task to the account's present owner; the rest vanishes."""
    for level in range(LEVELS):
        place = dequeue(firm, rep * LEVELS + level)
        while place != NONE:
            task = tables.tasks(firm)[place]
            kind, subject, ref, arrived = task.kind, task.subject, task.ref, task.arrived
            of_account = not (kind == TaskKind.DISCOVERY or kind == TaskKind.PROPOSAL)
            if of_account and subject != NONE and stands(firm, rep, kind, subject, ref):
                owner = tables.accounts(firm)[subject].owner
                _queue(firm, owner, kind, subject, ref, arrived)
                wake(firm, owner)
            place = dequeue(firm, rep * LEVELS + level)


@kernel
def waiting_hours(firm: World, rep: int) -> float:
    """Return the hours of work in a rep's queue whose reason still stands."""
    total, diary = 0.0, tables.reps(firm)[rep]
    for kind in range(TASKS):
        count, place = 0, tables.heads(firm)[rep * LEVELS + diary.priorities[kind]]
        while place != NONE:
            task = tables.tasks(firm)[place]
            if task.kind == kind and stands(firm, rep, kind, task.subject, task.ref):
                count += 1
            place = task.next
        total += diary.task_hours[kind] * count
    return total


@kernel
def hunting_share(firm: World, order: int) -> float:
    """Return the share of his hours of the last three whole months that a rep went hunting."""
    rep = tables.reps(firm)[order]
    hunting, booked = 0.0, 0.0
    for month in range(MONTHS_REMEMBERED):
        hunting += rep.hunting_of_month[month]
        booked += rep.hours_of_month[month]
    return rules.share_of(hunting, booked)


@kernel
def close_month_of_work(rep: World) -> None:
    """Remember the hours of the month that ends, and of the two before it."""
    for month in range(MONTHS_REMEMBERED - 1):
        rep.hunting_of_month[month] = rep.hunting_of_month[month + 1]
        rep.hours_of_month[month] = rep.hours_of_month[month + 1]
    hunting = rep.hours[TaskKind.CALL] + rep.hours[TaskKind.DISCOVERY]
    hunting += rep.hours[TaskKind.PROPOSAL]
    booked = 0.0
    for kind in range(TASKS):
        booked += rep.hours[kind]
        rep.hours[kind] = 0.0
    rep.hunting_of_month[MONTHS_REMEMBERED - 1] = hunting
    rep.hours_of_month[MONTHS_REMEMBERED - 1] = booked


@kernel
def _queue(firm: World, rep: int, kind: int, subject: int, ref: int, arrived: float) -> None:
    order = subject
    if kind == TaskKind.DISCOVERY or kind == TaskKind.PROPOSAL:
        order += firm.book_count
    level = tables.reps(firm)[rep].priorities[kind]
    queue = rep * LEVELS + level
    tables.reps(firm)[rep].waiting |= 1 << level
    enqueue(firm, queue, arrived, ((order + 1) << _KIND_BITS) | kind, kind, subject, ref)


@kernel
def _take_next_task(firm: World, order: int) -> bool:
    rep, level = tables.reps(firm)[order], 0
    while rep.waiting:
        if not rep.waiting >> level & 1:
            level += 1
            continue
        place = dequeue(firm, order * LEVELS + level)
        if place == NONE:
            rep.waiting &= ~(1 << level)
            continue
        task = tables.tasks(firm)[place]
        if stands(firm, order, task.kind, task.subject, task.ref):
            rep.kind, rep.subject, rep.ref = task.kind, task.subject, task.ref
            rep.arrived = task.arrived
            return True
    return False
