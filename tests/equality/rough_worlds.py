"""Play a few rough worlds of two shipped books and print a hash of every bit of them.

``python -m tests.equality.rough_worlds``, with ``NUMBA_BOUNDSCHECK=1`` for checked kernels.
"""

from __future__ import annotations

import hashlib

import numpy as np

from simlib.inputs.scenario import Scenario
from simlib.run.order import play_chunk
from simlib.world.jit import kernel
from tests.equality.difference import bits
from tests.equality.rough import POOR, ROUGH, SELLING, STARVED, shaken

_WORLDS = 4


def stories() -> list[Scenario]:
    """Return the rough lives of a small and a large book, and some of the rough firm's own."""
    rough = {**STARVED, **SELLING, **POOR, **shaken(4.0), "cash_buffer_months": 6.0}
    rough |= {"rep_turnover_per_year": 3.0, "calls_per_month": 40.0, "gesture_every_weeks": 1.0}
    forced = ["lose top:1 in week 26", "strike top:2 with neglect in week 52"]
    shipped = [
        Scenario(book=book, evidence="folklore", horizon_years=2, stress=forced).with_(**rough)
        for book in ("supplier", "dealer")
    ]
    return shipped + [ROUGH[name].story() for name in ("layoffs", "ruin", "a pool", "no list")]


def fingerprint() -> str:
    """Return a hash of what the compiled engine plays."""
    digest = hashlib.sha256()
    for story in stories():
        digest.update(bits(play_chunk(story, 11, 0, _WORLDS, "full", "compiled")))
    return digest.hexdigest()


@kernel
def beyond(values: np.ndarray) -> float:
    """Read behind the end of an array: an error where bounds are checked. Call it only there."""
    return float(values[len(values)])


def bounds_are_checked() -> bool:
    """Return whether kernels look at the bounds of arrays; without checks anything may happen."""
    try:
        beyond(np.ones(3))
    except IndexError:
        return True
    return False


if __name__ == "__main__":
    print(bounds_are_checked(), fingerprint())  # noqa: T201
