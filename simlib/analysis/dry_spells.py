"""Dry spells: weeks in a row without a success, and how long one may be before it is no luck.

A manager looks every week. A limit that one look in twenty would pass by luck is passed by most
good reps within a year, so limits here are for the longest spell that a whole year of looks shows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.precision import Band, Bools, Floats, Ints, share_band
from simlib.inputs.errors import InputError

if TYPE_CHECKING:
    from simlib.run.result import Run

_WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class Limit:
    """From how many dry weeks on it is no longer put down to luck."""

    chance: float
    """At most this share of reps who do everything right ever get there within the year."""
    weeks: float
    low: float
    high: float
    """The limit, and where it would lie at the limits of the simulation's precision; infinite
    where more than that share had no success at all since the start.
    """


def weekly_hits(run: Run, kind: str) -> Bools:
    """Return in which weeks each seat had an event, shape (worlds, seats, weeks).

    Parameters
    ----------
    run : Run
        With its event log.
    kind : str
        Of event: ``"meeting"``, ``"won"``, ``"call"``.

    Raises
    ------
    InputError
        If the run kept no event log.
    """
    if not len(run.events):
        raise InputError("no event log", allowed='a run with log="story" or log="full"')
    rows = run.events[run.events["kind"] == kind]
    names, weeks = run.scenario.book.reps, _WEEKS_A_YEAR * run.scenario.horizon_years
    world = rows["world"].to_numpy() - run.first_world
    seat = rows["rep"].map({name: place for place, name in enumerate(names)}).to_numpy(dtype=int)
    # What happens in the first week is seen at its end, by look number 0.
    week = np.ceil(rows["week"].to_numpy()).astype(int).clip(1, weeks) - 1
    hits = np.zeros((run.world_count, len(names), weeks), dtype=bool)
    hits[world, seat, week] = True
    return hits


def dry_weeks(hits: Bools) -> Ints:
    """Return the weeks in a row without a hit that each weekly look finds, same shape.

    The first spell is counted from the start.
    """
    looks = np.arange(1, hits.shape[-1] + 1)
    last = np.maximum.accumulate(np.where(hits, looks, 0), axis=-1)
    return np.asarray(looks - last)


def longest_in_year(hits: Bools, year: int) -> Ints:
    """Return the longest spell that the looks of a year find, shape ``hits.shape[:-1]``.

    A spell that began before the year counts in full.

    Raises
    ------
    InputError
        If the year (from 1) does not lie within the weeks.
    """
    if not 1 <= year <= hits.shape[-1] // _WEEKS_A_YEAR:
        raise InputError("no such year", column="year", value=year, allowed="within the horizon")
    looks = slice(_WEEKS_A_YEAR * (year - 1), _WEEKS_A_YEAR * year)
    return np.asarray(dry_weeks(hits)[..., looks].max(axis=-1))


def reached(longest: Ints, *, confidence: float = 0.95) -> Band:
    """Return the chance that a rep gets to 0, 1, 2 ... dry weeks.

    Parameters
    ----------
    longest : ndarray, shape (worlds, seats)
        From `longest_in_year`; the seats of a world count as one observation.
    confidence : float
        Of the limits, between worlds.

    Returns
    -------
    Band
        Arrays of shape (longest of all + 1,).
    """
    weeks = np.arange(int(longest.max()) + 1)
    shares = (longest[:, :, np.newaxis] >= weeks).mean(axis=1)
    return share_band(shares, confidence=confidence)


def limit(longest: Ints, chance: float, history: int, *, confidence: float = 0.95) -> Limit:
    """Return the fewest dry weeks that at most a share of good reps get to.

    Parameters
    ----------
    longest : ndarray, shape (worlds, seats)
        Of reps who do everything right.
    chance : float
        Share of them whom the limit may accuse wrongly within the year.
    history : int
        Weeks since the start at the last look: longer spells cannot be seen.
    confidence : float
        Of the precision.
    """
    band = reached(longest, confidence=confidence)

    def first(curve: Floats) -> float:
        below = np.flatnonzero(curve <= chance)
        weeks = int(below[0]) if below.size else len(curve)
        return float(weeks) if weeks <= history else math.inf

    return Limit(chance, first(band.mean), first(band.low), first(band.high))
