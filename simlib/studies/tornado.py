"""A tornado: one input at a time to both ends of its range, all others central."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlib.analysis.difference import Difference, mean_difference
from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Floats
from simlib.inputs.errors import InputError
from simlib.inputs.ranges import uncertain_input
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.studies.designs import play_points, refuse_unless_two
from simlib.studies.stored import Stored


@dataclass(frozen=True, repr=False)
class TornadoBar(Stored):
    """One input at both ends of its range.

    Parameters
    ----------
    name, unit, grade : str
    low_value, high_value : float
        The ends.
    at_low, at_high : Difference
        The paired difference there.
    swing : Difference
        ``at_high`` minus ``at_low``, in the same worlds.
    """

    name: str
    unit: str
    grade: str
    low_value: float
    high_value: float
    at_low: Difference
    at_high: Difference
    swing: Difference


@dataclass(frozen=True, repr=False)
class Tornado(Stored):
    """What each input alone does to the difference between two diaries.

    Parameters
    ----------
    reference, other : str
        The difference is ``other`` minus ``reference``.
    measure, measure_label, unit : str
        Money as a share of the book's revenue a year.
    central : Difference
        The difference with all inputs central.
    bars : tuple of TornadoBar
        The widest swing first.
    initial_revenue : float
    currency : str
    horizon_years, worlds, margins_lowered : int
    footer : str
    """

    reference: str
    other: str
    measure: str
    measure_label: str
    unit: str
    central: Difference
    bars: tuple[TornadoBar, ...]
    initial_revenue: float
    currency: str
    horizon_years: int
    worlds: int
    margins_lowered: int
    footer: str


def tornado(
    diaries: Sequence[Scenario],
    names: Sequence[str],
    measure: str = "final_revenue",
    *,
    worlds: int = 500,
    seed: int = 1,
    first_world: int = 0,
    evidence_set: str = "graded",
) -> Tornado:
    """Move one input at a time to the ends of its range and play both diaries.

    Parameters
    ----------
    diaries : sequence of Scenario
        The reference and the other.
    names : sequence of str
        Uncertain inputs.
    measure : str
    worlds, seed, first_world : int
        The same worlds everywhere.
    evidence_set : {"graded", "folklore"}

    Returns
    -------
    Tornado

    Raises
    ------
    InputError
        Unless two diaries and at least one known input are given.
    """
    refuse_unless_two(diaries)
    if not names:
        raise InputError("nothing to move", allowed="at least one uncertain input")
    played = play_points(
        *(diaries, names, _ends(len(names)), [measure]),
        worlds=worlds,
        seed=seed,
        first_world=first_world,
        evidence_set=evidence_set,
    )
    chosen, first = measure_named(measure), diaries[0].with_(evidence=evidence_set)
    arms = played.values[:, :, 0]
    bars = [_bar(name, arms[2 * k + 1], arms[2 * k + 2]) for k, name in enumerate(names)]
    origin = provenance(first, seed=seed, first_world=first_world, world_count=worlds)
    return Tornado(
        reference=diaries[0].label,
        other=diaries[1].label,
        measure=measure,
        measure_label=chosen.label,
        unit=chosen.unit,
        central=mean_difference(*arms[0]),
        bars=tuple(sorted(bars, key=lambda bar: -abs(bar.swing.mean))),
        initial_revenue=sum(a.annual_revenue for a in first.book.accounts)
        + first.book.pool_revenue,
        currency=first.book.currency,
        horizon_years=first.horizon_years,
        worlds=worlds,
        margins_lowered=played.margins_lowered,
        footer=origin.footer() + f" · {len(names)} inputs at either end of their range",
    )


def _ends(inputs: int) -> Floats:
    """Return the centre, then each input at its low and at its high end; NaN is central."""
    points = np.full((2 * inputs + 1, inputs), np.nan)
    for k in range(inputs):
        points[2 * k + 1, k], points[2 * k + 2, k] = 0.0, 1.0
    return points


def _bar(name: str, at_low: Floats, at_high: Floats) -> TornadoBar:
    each = uncertain_input(name)
    differences = (at_low[1] - at_low[0], at_high[1] - at_high[0])
    return TornadoBar(
        *(name, each.unit, each.grade, each.low, each.high),
        at_low=mean_difference(*at_low),
        at_high=mean_difference(*at_high),
        swing=mean_difference(*differences),
    )
