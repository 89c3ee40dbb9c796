"""Queues of tasks: linked lists in one table, each in order of arrival, then of ``tie``.

A seat has a list for each priority; the last list is the manager's. Dead tasks stay until they are
met, as in the SimPy model.
"""

from __future__ import annotations

from simlib.model.compiled import tables
from simlib.model.compiled.layout import FULL_TASKS, World
from simlib.world.jit import kernel

NONE = -1


@kernel
def clear(firm: World) -> None:
    """Empty all queues."""
    firm.tasks_used = 0
    firm.free_task = NONE
    for queue in range(firm.heads_room):
        tables.heads(firm)[queue] = NONE
        tables.tails(firm)[queue] = NONE


@kernel
def enqueue(
    firm: World, queue: int, arrived: float, tie: int, kind: int, subject: int, ref: int
) -> None:
    """Put a task in its place, looked for from the end: almost always the last."""
    place = _free_place(firm)
    if place == NONE:
        return
    task = tables.tasks(firm)[place]
    task.arrived, task.tie = arrived, tie
    task.kind, task.subject, task.ref = kind, subject, ref
    before = tables.tails(firm)[queue]
    while before != NONE and _later(tables.tasks(firm)[before], arrived, tie):
        before = tables.tasks(firm)[before].previous
    _link(firm, queue, before, place)


@kernel
def dequeue(firm: World, queue: int) -> int:
    """Take the first task out and return its place, `NONE` if the queue is empty."""
    place = tables.heads(firm)[queue]
    if place == NONE:
        return NONE
    following = tables.tasks(firm)[place].next
    tables.heads(firm)[queue] = following
    if following == NONE:
        tables.tails(firm)[queue] = NONE
    else:
        tables.tasks(firm)[following].previous = NONE
    tables.tasks(firm)[place].next = firm.free_task
    firm.free_task = place
    return place


@kernel
def _later(task: World, arrived: float, tie: int) -> bool:
    return task.arrived > arrived or (task.arrived == arrived and task.tie > tie)


@kernel
def _link(firm: World, queue: int, before: int, place: int) -> None:
    following = tables.heads(firm)[queue] if before == NONE else tables.tasks(firm)[before].next
    tables.tasks(firm)[place].previous = before
    tables.tasks(firm)[place].next = following
    if before == NONE:
        tables.heads(firm)[queue] = place
    else:
        tables.tasks(firm)[before].next = place
    if following == NONE:
        tables.tails(firm)[queue] = place
    else:
        tables.tasks(firm)[following].previous = place


@kernel
def _free_place(firm: World) -> int:
    place = firm.free_task
    if place != NONE:
        firm.free_task = tables.tasks(firm)[place].next
        return place
    if firm.tasks_used >= firm.tasks_room:
        firm.full = FULL_TASKS
        return NONE
    firm.tasks_used += 1
    return firm.tasks_used - 1
