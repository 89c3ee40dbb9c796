"""The calendar: what happens next, in the order of week, rank, entity and cause.

Time up to the horizon is cut into so many slots that few events share one, and the slots go round a
ring of buckets, as the weeks go round a wall calendar: an event costs the same in a large firm as
in a small one. A bucket is a list without order, of which the first event of the slot that is due
is looked for. Events beyond the horizon never enter. Source: Brown, "Calendar queues", CACM 31(10),
1988 (doi 10.1145/63039.63045).
"""

from __future__ import annotations

from simlib.model.clock import CAUSE_BITS, ENTITY_BITS, RANK_BITS
from simlib.model.compiled import tables
from simlib.model.compiled.layout import FULL_EVENTS, World
from simlib.model.compiled.queues import NONE
from simlib.world.jit import kernel

ENTITY_MASK = (1 << ENTITY_BITS) - 1
CAUSE_MASK = (1 << CAUSE_BITS) - 1
"""What is left of a key when its higher parts are taken off."""


@kernel
def clear(firm: World) -> None:
    """Forget all events and open the first slot."""
    firm.slot = 0
    firm.events_used = 0
    firm.free_event = NONE
    for bucket in range(firm.ring + 1):
        tables.buckets(firm)[bucket] = NONE


@kernel
def schedule(firm: World, week: float, rank: int, entity: int, cause: int, ref: int) -> None:
    """Let an event happen in ``week``; among equals the lower ``ref`` goes first."""
    if week > firm.horizon_weeks:
        return
    place = _free_place(firm)
    if place == NONE:
        firm.full = FULL_EVENTS
        return
    event = tables.events(firm)[place]
    event.week = week
    event.key = (rank << RANK_BITS) | (entity << CAUSE_BITS) | cause
    event.ref = ref
    bucket = _slot_of(firm, week) & firm.ring
    event.next = tables.buckets(firm)[bucket]
    tables.buckets(firm)[bucket] = place


@kernel
def next_event(firm: World) -> bool:
    """Turn to the next event: set ``week``, ``key`` and ``ref``; False if there is none."""
    while True:
        place = _take_first(firm)
        if place != NONE:
            break
        if firm.slot >= firm.slot_count:
            return False
        firm.slot += 1
    event = tables.events(firm)[place]
    firm.week, firm.key, firm.ref = event.week, event.key, event.ref
    event.next = firm.free_event
    firm.free_event = place
    return True


@kernel
def _take_first(firm: World) -> int:
    """Take the first event of the open slot from its bucket; return its place, or `NONE`."""
    bucket = firm.slot & firm.ring
    before_first, first, before = NONE, NONE, NONE
    place = tables.buckets(firm)[bucket]
    while place != NONE:
        event = tables.events(firm)[place]
        if _slot_of(firm, event.week) == firm.slot and (
            first == NONE or _precedes(event, tables.events(firm)[first])
        ):
            before_first, first = before, place
        before, place = place, event.next
    if first == NONE:
        return NONE
    if before_first == NONE:
        tables.buckets(firm)[bucket] = tables.events(firm)[first].next
    else:
        tables.events(firm)[before_first].next = tables.events(firm)[first].next
    return first


@kernel
def _slot_of(firm: World, week: float) -> int:
    # A product with a constant keeps the order of weeks, so slots never break it.
    return int(week * firm.slots_per_week)


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
        firm.free_event = tables.events(firm)[place].next
        return place
    if firm.events_used >= firm.events_room:
        return NONE
    firm.events_used += 1
    return firm.events_used - 1
