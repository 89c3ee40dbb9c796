"""The calendar: what happens next, in the order of week, rank, entity and cause.

Time up to the horizon is cut into buckets. What lies in a later bucket waits in its list, unsorted;
what lies in the open one is in a small heap. An event costs the same in a large firm as in a small
one. Events beyond the horizon never enter.
"""

from __future__ import annotations

from simlib.model.compiled import codes
from simlib.model.compiled.layout import BUCKETS, FULL_EVENTS, World
from simlib.model.compiled.queues import NONE
from simlib.world.jit import kernel


@kernel
def clear(firm: World) -> None:
    """Forget all events and open the first bucket."""
    firm.bucket = 0
    firm.soon_count = 0
    firm.later_used = 0
    firm.later_free = NONE
    for bucket in range(BUCKETS + 1):
        firm.buckets[bucket] = NONE


@kernel
def schedule(firm: World, week: float, rank: int, entity: int, cause: int, ref: int) -> None:
    """Let an event happen in ``week``; among equals the lower ``ref`` goes first."""
    if week > firm.horizon_weeks:
        return
    key = (rank << codes.RANK_SHIFT) | (entity << codes.ENTITY_SHIFT) | cause
    # A product with a constant keeps the order of weeks, so buckets never break it.
    bucket = int(week * firm.buckets_per_week)
    if bucket <= firm.bucket:
        _put_into_heap(firm, week, key, ref)
    else:
        _put_into_bucket(firm, bucket, week, key, ref)


@kernel
def next_event(firm: World) -> bool:
    """Turn to the next event: set ``week``, ``key`` and ``ref``; False if there is none."""
    while firm.soon_count == 0:
        if firm.bucket >= BUCKETS:
            return False
        firm.bucket += 1
        _open_bucket(firm)
    first = firm.soon[0]
    firm.week = first.week
    firm.key = first.key
    firm.ref = first.ref
    firm.soon_count -= 1
    if firm.soon_count > 0:
        _sink(firm, firm.soon[firm.soon_count])
    return True


@kernel
def _open_bucket(firm: World) -> None:
    """Move the events of the bucket that is now due into the heap."""
    place = firm.buckets[firm.bucket]
    while place != NONE:
        event = firm.later[place]
        _put_into_heap(firm, event.week, event.key, event.ref)
        following = event.next
        event.next = firm.later_free
        firm.later_free = place
        place = following


@kernel
def _put_into_bucket(firm: World, bucket: int, week: float, key: int, ref: int) -> None:
    place = firm.later_free
    if place != NONE:
        firm.later_free = firm.later[place].next
    elif firm.later_used < len(firm.later):
        place = firm.later_used
        firm.later_used += 1
    else:
        firm.full = FULL_EVENTS
        return
    event = firm.later[place]
    event.week, event.key, event.ref = week, key, ref
    event.next = firm.buckets[bucket]
    firm.buckets[bucket] = place


@kernel
def _put_into_heap(firm: World, week: float, key: int, ref: int) -> None:
    place = firm.soon_count
    if place >= len(firm.soon):
        firm.full = FULL_EVENTS
        return
    firm.soon_count += 1
    while place > 0:
        above = firm.soon[(place - 1) >> 1]
        if not _before(week, key, ref, above):
            break
        _copy(above, firm.soon[place])
        place = (place - 1) >> 1
    event = firm.soon[place]
    event.week, event.key, event.ref = week, key, ref


@kernel
def _sink(firm: World, event: World) -> None:
    """Let an event from behind the end of the heap sink from the top to its place."""
    place, end = 0, firm.soon_count
    while 2 * place + 1 < end:
        below = 2 * place + 1
        lower = firm.soon[below]
        if below + 1 < end:
            other = firm.soon[below + 1]
            if _before(other.week, other.key, other.ref, lower):
                below += 1
                lower = other
        if _before(event.week, event.key, event.ref, lower):
            break
        _copy(lower, firm.soon[place])
        place = below
    _copy(event, firm.soon[place])


@kernel
def _before(week: float, key: int, ref: int, other: World) -> bool:
    if week != other.week:
        return week < other.week
    if key != other.key:
        return key < other.key
    return ref < other.ref


@kernel
def _copy(source: World, place: World) -> None:
    place.week = source.week
    place.key = source.key
    place.ref = source.ref
