"""The first difference between two chunks of worlds, in words that say where to look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

import numpy as np

from simlib.inputs.scenario import Scenario
from simlib.model.chunk import Chunk, Log
from simlib.model.records import EVENT_KINDS, MONTHLY_COLUMNS, REP_COLUMNS
from simlib.run.order import play_chunk

Axis = tuple[str, int] | Sequence[str]
"""What an axis of a table counts and from which number, or the names along it."""


def assert_engines_agree(
    story: Scenario, worlds: int = 3, seed: int = 11, first: int = 0, log: Log = "full"
) -> Chunk:
    """Play worlds with both engines, fail at the first difference, return what they played."""
    compiled = play_chunk(story, seed, first, worlds, log, "compiled")
    found = first_difference(compiled, play_chunk(story, seed, first, worlds, log, "simpy"))
    assert found is None, f"{story.name} on {story.book.name}, seed {seed}: {found}"
    return compiled


def first_difference(one: Chunk, other: Chunk) -> str | None:
    """Return where two chunks first differ by a bit, None if nowhere; NaN equals NaN.

    The event logs come first: whatever else differs mostly follows from them.
    """
    if (one.first, one.count) != (other.first, other.count):
        return f"worlds from {one.first}: {one.count}; from {other.first}: {other.count}"
    return next(filter(None, _differences(one, other)), None)


def without_events(chunk: Chunk) -> Chunk:
    """Return a chunk as it would be without a log."""
    return replace(chunk, events=chunk.events[:0])


def bits(chunk: Chunk) -> bytes:
    """Return everything in a chunk as bytes."""
    tables = [getattr(chunk, each.name) for each in fields(chunk) if each.name != "first"]
    return b"".join(table.tobytes() for table in tables)


def _differences(one: Chunk, other: Chunk) -> Iterator[str | None]:
    yield _in_events(one.events, other.events)
    world = ("world", one.first)
    yield _in_table(one.monthly, other.monthly, world, ("month", 0), MONTHLY_COLUMNS)
    yield _in_table(one.reps, other.reps, world, ("month", 0), ("seat", 0), REP_COLUMNS)
    yield _in_table(one.retention, other.retention, world, ("year", 1), ("NRR", "GRR"))
    for name in one.tallies.dtype.names or ():
        yield _in_table(one.tallies[name], other.tallies[name], world, told=f", {name}")
    whose = ("initial accounts lost", "won accounts lost")
    yield _in_table(one.losses, other.losses, ("month", 1), whose, ("cause", 0))


def _in_events(one: np.ndarray, other: np.ndarray) -> str | None:
    if one.dtype != other.dtype:
        return f"events are {one.dtype} and {other.dtype}"
    both = min(len(one), len(other))
    same = np.ones(both, dtype=bool)
    for column in one.dtype.names or ():
        same &= _same(one[column][:both], other[column][:both])
    place = both if same.all() else int(np.argmin(same))
    rows = [log[place] for log in (one, other) if place < len(log)]
    if not rows:
        return None
    world = min(int(row["world"]) for row in rows)
    number = int(np.count_nonzero(one["world"][:place] == world))
    told = [_row_in_words(log, place) for log in (one, other)]
    return f"world {world}, event {number}: {told[0]} against {told[1]}"


def _row_in_words(log: np.ndarray, place: int) -> str:
    if place >= len(log):
        return "no event"
    world, week, kind, *who, value = log[place].item()
    name = EVENT_KINDS[kind] if 0 <= kind < len(EVENT_KINDS) else f"kind {kind}"
    rep, account, cause = who
    return (
        f"[world {world} week {week!r} {name} rep {rep} account {account} cause {cause} "
        f"value {value!r}]"
    )


def _in_table(one: np.ndarray, other: np.ndarray, *axes: Axis, told: str = "") -> str | None:
    if (one.shape, one.dtype) != (other.shape, other.dtype):
        return f"{one.shape} of {one.dtype} against {other.shape} of {other.dtype}{told}"
    same = _same(one, other)
    if same.all():
        return None
    place = np.unravel_index(int(np.argmin(same)), one.shape)
    where = [_in_words(axis, int(index)) for axis, index in zip(axes, place, strict=True)]
    pair = " against ".join(repr(table[place].item()) for table in (one, other))
    return f"{', '.join(where)}{told}: {pair}"


def _in_words(axis: Axis, index: int) -> str:
    name, start = axis[0], axis[1]
    return f"{name} {start + index}" if isinstance(start, int) else str(axis[index])


def _same(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return where two columns hold the same bits, or both no number."""
    if one.dtype.kind != "f":
        return np.asarray(one == other)
    same_bits = one.view(np.int64) == other.view(np.int64)
    return np.asarray(same_bits | (np.isnan(one) & np.isnan(other)))
