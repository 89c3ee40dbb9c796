"""Control limits for a manager: how long a dry spell is still luck, how much pipeline is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.coverage import coverage, needed
from simlib.analysis.dry_spells import Limit, dry_weeks, limit, longest_in_year, weekly_hits
from simlib.analysis.precision import (
    Bools,
    Interval,
    mean_interval,
    proportion_interval,
    quotient_interval,
)
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.studies.design import play_rows
from simlib.studies.dose.dose import BOTH_WORDS, EVIDENCE, dose_diary
from simlib.studies.stored import Stored

if TYPE_CHECKING:
    from simlib.run.result import Comparison

CALLS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Calls a month for which there is a dry-spell limit."""
COVER_CALLS = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Calls a month for which there is a pipeline coverage."""
KINDS = ("meeting", "won")
"""What a spell is without."""
CHANCES = (0.05, 0.01)
"""Share of good reps whom a limit may accuse wrongly within a year."""
BACK = 0.8
"""Chance of being back after a year that a coverage is asked to give."""
COVER_BOOKS = ("supplier", "dealer")
"""Four reps with one dominant account, fifteen reps without."""
_WEEKS_A_YEAR = 52


@dataclass(frozen=True, repr=False)
class DrySpell(Stored):
    """How long a rep who makes every call may go without a success, at one number of calls."""

    evidence: str
    kind: str
    """``kind`` is "meeting" or "won"."""
    calls: float
    """Calls a month."""
    limits: tuple[Limit, ...]
    """One for each of `CHANCES`."""
    one_look: float
    """Weeks that nineteen of twenty single looks stay within: no limit for who looks every week."""
    one_look_alarms: Interval
    """Share of good reps whom that would accuse within the year."""
    half_caught: Interval | None
    """Share of reps who make half of the calls and pass the first limit within the year; None
    where there is no limit.
    """


@dataclass(frozen=True, repr=False)
class Cover(Stored):
    """Pipeline and the year after it under one number of calls."""

    evidence: str
    book: str
    calls: float
    """Calls a month and rep."""
    cover: Interval
    """Weighted pipeline as a share of the revenue that the next twelve months take away."""
    back: Interval
    """Chance that revenue is at or above today's in twelve months."""
    needed: float
    needed_low: float
    needed_high: float
    """Coverage at which that chance is `BACK`; infinite where this diary never has so much."""


@dataclass(frozen=True, repr=False)
class ControlLimits(Stored):
    """Limits to hang on a wall."""

    dry: tuple[DrySpell, ...]
    cover: tuple[Cover, ...]
    year: int
    """Of the diary, in whose weekly looks the spells are counted."""
    cover_year: int
    """At whose end the pipeline is taken."""
    worlds: int
    footer: str


def dry_spells(
    base: Scenario,
    *,
    calls: Sequence[float] = CALLS,
    year: int = 3,
    worlds: int = 500,
    seed: int = 1,
) -> tuple[DrySpell, ...]:
    """Return how long dry spells of good reps last within a year.

    Parameters
    ----------
    base : Scenario
        Its diary and horizon are replaced.
    calls : sequence of float
        Calls a month, each above 0.
    year : int
        Of the diary, in whose weekly looks the spells are counted.

    Returns
    -------
    tuple of DrySpell
        By kind, then calls.

    Notes
    -----
    A good rep keeps every promise and stays, and the firm cannot close. One world is one
    observation, however many reps it has.
    """
    if not all(each > 0 for each in calls):
        raise InputError("no calls, no limit", column="calls", value=tuple(calls), allowed="> 0")
    good = base.with_(unlimited_cash=True, horizon_years=year).with_(
        keenness_floor=1.0, rep_turnover_per_year=0.0
    )
    every = sorted({*calls, *(each / 2 for each in calls)})
    rows = [[good.with_(discipline=dose_diary(each))] for each in every]
    found = play_rows(rows, _hits, worlds=worlds, seed=seed, log="story")
    hits = dict(zip(every, found, strict=True))
    return tuple(
        _spell(base.evidence.name, kind, each, hits[each][kind], hits[each / 2][kind], year)
        for kind in KINDS
        for each in calls
    )


def _hits(comparison: Comparison) -> dict[str, Bools]:
    return {kind: weekly_hits(comparison.reference, kind) for kind in KINDS}


def _spell(
    evidence: str, kind: str, calls: float, hits: Bools, of_half: Bools, year: int
) -> DrySpell:
    longest, history = longest_in_year(hits, year), _WEEKS_A_YEAR * year
    limits = tuple(limit(longest, chance, history) for chance in CHANCES)
    seen = dry_weeks(hits)[..., _WEEKS_A_YEAR * (year - 1) : history]
    one_look = float(np.quantile(seen, 1 - CHANCES[0], method="higher"))
    first = limits[0].weeks
    caught = (longest_in_year(of_half, year) >= first).mean(axis=1)
    return DrySpell(
        evidence=evidence,
        kind=kind,
        calls=calls,
        limits=limits,
        one_look=one_look,
        one_look_alarms=mean_interval((longest > one_look).mean(axis=1)),
        half_caught=mean_interval(caught) if np.isfinite(first) else None,
    )


def covers(
    base: Scenario,
    *,
    calls: Sequence[float] = COVER_CALLS,
    year: int = 2,
    worlds: int = 500,
    seed: int = 1,
) -> tuple[Cover, ...]:
    """Return the pipeline coverage that each number of calls brings, and what it is worth.

    Parameters
    ----------
    base
        Its diary and horizon are replaced; the firm cannot close.
    calls
        Calls a month and rep.
    year
        At whose end the pipeline is taken.
    """
    firm = base.with_(unlimited_cash=True, horizon_years=year + 1)
    rows = [[firm.with_(discipline=dose_diary(each))] for each in calls]

    def read(comparison: Comparison) -> Cover:
        run = comparison.reference
        found = coverage(run, year=year)
        return Cover(
            run.scenario.evidence.name,
            run.scenario.book.name,
            run.scenario.discipline.calls_per_month,
            quotient_interval(found.pipeline, found.lost),
            proportion_interval(int(found.back.sum()), len(found.back)),
            *needed(found.covered, found.back, BACK),
        )

    return tuple(play_rows(rows, read, worlds=worlds, seed=seed))


def control_limits_study(*, seed: int, worlds: int, year: int, cover_year: int) -> ControlLimits:
    """Play both limits; a book of many reps needs a third of the worlds."""
    base = Scenario(book="supplier")
    dry = [
        dry_spells(base.with_(evidence=name), year=year, worlds=worlds, seed=seed)
        for name in EVIDENCE
    ]
    cover = [
        covers(
            Scenario(book=book, evidence=name),
            year=cover_year,
            worlds=worlds if book == base.book.name else worlds // 3,
            seed=seed,
        )
        for book in COVER_BOOKS
        for name in EVIDENCE
    ]
    told = provenance(base, seed=seed, first_world=0, world_count=worlds)
    told = replace(told, evidence=BOTH_WORDS)
    return ControlLimits(
        dry=tuple(spell for group in dry for spell in group),
        cover=tuple(each for group in cover for each in group),
        year=year,
        cover_year=cover_year,
        worlds=worlds,
        footer=f"{told.footer()} · dealer {worlds // 3} futures",
    )
