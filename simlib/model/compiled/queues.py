"""Queues of tasks: linked lists in one table, each in order of arrival, then of ``tie``.

A seat has a list for each priority; the last list is the manager's. Dead tasks stay until they are
met, as in the SimPy model.
"""

from __future__ import annotations

from simlib.model.compiled.layout import FULL_TASKS, World
from simlib.world.jit import kernel

NONE = -1


@kernel
def clear(firm: World) -> None:
    """Empty all queues."""
    firm.tasks_used = 0
    firm.free_task = NONE
    for queue in range(len(firm.heads)):
        firm.heads[queue] = NONE
        firm.tails[queue] = NONE


@kernel
def enqueue(
    firm: World, queue: int, arrived: float, tie: int, kind: int, subject: int, ref: int
) -> None:
    """Put a task in its place, looked for from the end: almost always the last."""
    place = _free_place(firm)
    if place == NONE:
        return
    task = firm.tasks[place]
    task.arrived, task.tie = arrived, tie
    task.kind, task.subject, task.ref = kind, subject, ref
    before = firm.tails[queue]
    while before != NONE and _later(firm.tasks[before], arrived, tie):
        before = firm.tasks[before].previous
    _link(firm, queue, before, place)


@kernel
def dequeue(firm: World, queue: int) -> int:
    """Take the first task out and return its place, `NONE` if the queue is empty."""
    place = firm.heads[queue]
    if place == NONE:
        return NONE
    following = firm.tasks[place].next
    firm.heads[queue] = following
    if following == NONE:
        firm.tails[queue] = NONE
    else:
        firm.tasks[following].previous = NONE
    firm.tasks[place].next = firm.free_task
    firm.free_task = place
    return place


@kernel
def _later(task: World, arrived: float, tie: int) -> bool:
    return task.arrived > arrived or (task.arrived == arrived and task.tie > tie)


@kernel
def _link(firm: World, queue: int, before: int, place: int) -> None:
    following = firm.heads[queue] if before == NONE else firm.tasks[before].next
    firm.tasks[place].previous = before
    firm.tasks[place].next = following
    if before == NONE:
        firm.heads[queue] = place
    else:
        firm.tasks[before].next = place
    if following == NONE:
        firm.tails[queue] = place
    else:
        firm.tasks[following].previous = place


@kernel
def _free_place(firm: World) -> int:
    place = firm.free_task
    if place != NONE:
        firm.free_task = firm.tasks[place].next
        return place
    if firm.tasks_used >= len(firm.tasks):
        firm.full = FULL_TASKS
        return NONE
    firm.tasks_used += 1
    return firm.tasks_used - 1
