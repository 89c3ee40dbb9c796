"""The stream map: everything chance decides, listed once.

A purpose is the CRC32 of its name; one that belongs to a cause carries the cause's name behind a
colon (``heard:competitor``). The entity is whom it is decided about, the ordinal the number of the
occasion in that entity's own sequence, counted whether or not it was used.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from zlib import crc32

from simlib.inputs.errors import InputError

STREAM_MAP: dict[str, str] = {
    "request_gap": "account: gap before the n-th service request",
    "review_phase": "account: where in its interval the review clock starts",
    "gesture_phase": "account: where in its interval the gesture clock starts",
    "shock_gap:": "unit of the cause's scope: gap before the j-th shock",
    "heard:": "account: does the rep hear of the j-th shock of its unit",
    "lost:": "account: does the j-th shock end it",
    "severity:": "unit: how much the j-th shock takes from all its accounts",
    "grievance_threshold": "account: how many grievances it bears",
    "follows_owner": "account: does it follow its owner in the i-th forced departure",
    "call_phase": "rep: where in its interval the call clock starts",
    "promise": "rep: is the n-th call due kept",
    "potential": "prospect: how much the n-th on that place of the list would buy (normal)",
    "potential_guess": "prospect: the error of the rep's guess about the n-th (normal)",
    "champion": "prospect: has the n-th a champion",
    "meeting": "prospect: does the n-th attempt ever bring a meeting",
    "flat_no": "prospect: does the n-th attempt ever bring a flat no",
    "advance": "prospect: does its n-th opportunity advance after discovery",
    "decision_delay": "prospect: how long its n-th opportunity takes to decide (Erlang-2)",
    "win": "prospect: is its n-th opportunity won",
    "one_to_one_phase": "rep: where in its interval the one-to-one clock starts",
    "departure_gap": "rep: how long the n-th tenure of the seat lasts",
    "keenness": "rep: how fast the will of the n-th tenure fades (normal)",
    "meeting_effect": "rep: how much a team meeting does for the n-th tenure",
}

BY_CAUSE = ("shock_gap:", "heard:", "lost:", "severity:")
"""Purposes that exist once for every cause."""
_BEYOND = 1 << 31


@cache
def purpose(name: str, cause: str = "") -> int:
    """Return the counter word of a purpose.

    Raises
    ------
    KeyError
        If the stream map does not list ``name``: no stream without an entry.
    """
    if name not in STREAM_MAP or (name in BY_CAUSE) != bool(cause):
        raise KeyError(f"{name}{cause} is not in the stream map")
    return crc32(f"{name}{cause}".encode())


def own_purpose(name: str) -> int:
    """Return the counter word of what a process of one's own decides, under a name of its own."""
    return crc32(f"own:{name}".encode())


def ordinal_of(what: str) -> int:
    """Return an ordinal for something that happens once, out of the way of every natural one."""
    return _BEYOND + (crc32(what.encode()) >> 1)


def refuse_purpose_collisions(causes: Iterable[str]) -> None:
    """Raise `InputError` if two purposes share a counter word, naming both."""
    names = [name for name in STREAM_MAP if name not in BY_CAUSE]
    names += [f"{name}{cause}" for name in BY_CAUSE for cause in causes]
    seen: dict[int, str] = {}
    for name in names:
        word = crc32(name.encode())
        if word in seen:
            raise InputError(
                f"the random streams {seen[word]!r} and {name!r} would be the same one",
                allowed="another name for the cause",
            )
        seen[word] = name
