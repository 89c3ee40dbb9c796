"""The calendar: what happens next, in the order of week, rank, entity and cause.

Time up to the horizon is cut into so many buckets that few events share one. Each is a list without
order, of which the first event is looked for when the bucket is due: an event costs the same in a
large firm as in a small one. Events beyond the horizon never enter.
"""

from __future__ import annotations

from simlib.model.clock import CAUSE_BITS, ENTITY_BITS, RANK_BITS
from simlib.model.compiled.layout import FULL_EVENTS, World
from simlib.model.compiled.queues import NONE
from simlib.world.jit import kernel

ENTITY_MASK = (1 << ENTITY_BITS) - 1
CAUSE_MASK = (1 << CAUSE_BITS) - 1
"""What is left of a key when its higher parts are taken off."""


@kernel
def clear(firm: World) -> None:
    """Forget all events and open the first bucket."""
    firm.bucket = 0
    firm.events_used = 0
    firm.free_event = NONE
    for bucket in range(firm.bucket_count + 1):
        firm.buckets[bucket] = NONE


@kernel
def schedule(firm: World, week: float, rank: int, entity: int, cause: int, ref: int) -> None:
    """Let an event happen in ``week``; among equals the lower ``ref`` goes first."""
    if week > firm.horizon_weeks:
        return
    place = _free_place(firm)
    if place == NONE:
        firm.full = FULL_EVENTS
        return
    event = firm.events[place]
    event.week = week
    event.key = (rank << RANK_BITS) | (entity << CAUSE_BITS) | cause
    event.ref = ref
    # A product with a constant keeps the order of weeks, so buckets never break it.
    bucket = int(week * firm.buckets_per_week)
    event.next = firm.buckets[bucket]
    firm.buckets[bucket] = place


@kernel
def next_event(firm: World) -> bool:
    """Turn to the next event: set ``week``, ``key`` and ``ref``; False if there is none."""
    while firm.buckets[firm.bucket] == NONE:
        if firm.bucket >= firm.bucket_count:
            return False
        firm.bucket += 1
    place = _take_first(firm)
    event = firm.events[place]
    firm.week, firm.key, firm.ref = event.week, event.key, event.ref
    event.next = firm.free_event
    firm.free_event = place
    return True


@kernel
def _take_first(firm: World) -> int:
    """Take the first event out of the open bucket; return its place."""
    first = firm.buckets[firm.bucket]
    before_first, before, place = NONE, first, firm.events[first].next
    while place != NONE:
        if _precedes(firm.events[place], firm.events[first]):
            before_first, first = before, place
        before, place = place, firm.events[place].next
    if before_first == NONE:
        firm.buckets[firm.bucket] = firm.events[first].next
    else:
        firm.events[before_first].next = firm.events[first].next
    return first


@kernel
def _precedes(one: World, other: World) -> bool:
    if one.week != other.week:
        return one.week < other.week
    if one.key != other.key:
        return one.key < other.key
    return one.ref < other.ref


@kernel
def _free_place(firm: World) -> int:
    place = firm.free_event
    if place != NONE:
        firm.free_event = firm.events[place].next
        return place
    if firm.events_used >= len(firm.events):
        return NONE
    firm.events_used += 1
    return firm.events_used - 1
