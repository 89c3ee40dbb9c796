"""What drives the answer: screening, Sobol indices of the survivors, and a tornado of them."""

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
from simlib.studies.design import Played, play_points, refuse_unless_two
from simlib.studies.drivers.screening import Screening, screening
from simlib.studies.drivers.sobol import SobolIndex, saltelli_points, sobol_indices
from simlib.studies.stored import Stored

MEASURES = ("final_revenue", "survival")


@dataclass(frozen=True, repr=False)
class TornadoBar(Stored):
    """One input at both ends of its range."""

    name: str
    unit: str
    grade: str
    low_value: float
    high_value: float
    """The ends."""
    at_low: Difference
    at_high: Difference
    """The paired difference there."""
    swing: Difference
    """``at_high`` minus ``at_low``, in the same worlds."""


@dataclass(frozen=True, repr=False)
class Tornado(Stored):
    """What each input alone does to the difference between two diaries."""

    reference: str
    other: str
    """The difference is ``other`` minus ``reference``."""
    measure: str
    measure_label: str
    unit: str
    """Money as a share of the book's revenue a year."""
    central: Difference
    """The difference with all inputs central."""
    bars: tuple[TornadoBar, ...]
    """The widest swing first."""
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
    worlds, seed, first_world : int
        The same worlds everywhere.

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


@dataclass(frozen=True, repr=False)
class SobolMeasure(Stored):
    """The indices of one measure, the largest total index first.

    There are none where the inputs move the measure no further than noise does.
    """

    measure: str
    measure_label: str
    unit: str
    indices: tuple[SobolIndex, ...]


@dataclass(frozen=True, repr=False)
class Drivers(Stored):
    """What drives the difference between two diaries."""

    screening: Screening
    """Of all uncertain inputs."""
    sobol: tuple[SobolMeasure, ...]
    """Of the survivors, all others central."""
    tornado: Tornado
    """Of the survivors, on the first measure."""
    rows: int
    points: int
    worlds: int
    margins_lowered: int
    """Of the Sobol design."""
    footer: str


def drivers(
    diaries: Sequence[Scenario],
    measures: Sequence[str] = MEASURES,
    *,
    trajectories: int = 20,
    rows: int = 128,
    worlds: int = 24,
    tornado_worlds: int = 500,
    most: int = 10,
    seed: int = 1,
    evidence_set: str = "graded",
) -> Drivers:
    """Screen all uncertain inputs, then look closely at those that matter.

    Parameters
    ----------
    diaries : sequence of Scenario
        The reference and the other.
    measures : sequence of str
        The tornado shows the first.
    trajectories : int
        Of the screening.
    rows : int
        Base rows of the Sobol design, a power of two.
    worlds, tornado_worlds : int
        At every point of screening and Sobol design, and of the tornado.
    most : int
        Inputs that survive the screening, 1 to 10.

    Raises
    ------
    InputError
        Where no input reaches beyond noise, and as `screening` and `saltelli_points`.

    Notes
    -----
    Screening, Sobol design and tornado meet different worlds, so that inputs chosen by the luck of
    the first fall back in the second.
    """
    found = screening(
        *(diaries, measures),
        trajectories=trajectories,
        worlds=worlds,
        seed=seed,
        evidence_set=evidence_set,
    )
    names = found.survivors(most)
    if not names:
        raise InputError("no input reaches beyond noise", allowed="more trajectories or worlds")
    points = saltelli_points(names, rows, seed=seed)
    played = play_points(
        *(diaries, names, points, measures),
        worlds=worlds,
        seed=seed,
        first_world=worlds,
        evidence_set=evidence_set,
    )
    chart = tornado(
        *(diaries, names, measures[0]),
        worlds=tornado_worlds,
        seed=seed,
        first_world=2 * worlds,
        evidence_set=evidence_set,
    )
    origin = provenance(
        diaries[0].with_(evidence=evidence_set), seed=seed, first_world=0, world_count=worlds
    )
    return Drivers(
        screening=found,
        sobol=_indices(names, measures, played, seed),
        tornado=chart,
        rows=rows,
        points=len(points),
        worlds=worlds,
        margins_lowered=played.margins_lowered,
        footer=origin.footer() + f" · {found.points:,} points of {len(found.measures[0].inputs)} "
        f"inputs, then {len(points):,} of {len(names)}, the same futures at each",
    )


def _indices(
    names: Sequence[str], measures: Sequence[str], played: Played, seed: int
) -> tuple[SobolMeasure, ...]:
    found = []
    for place, name in enumerate(measures):
        each = measure_named(name)
        try:
            indices = sobol_indices(names, played.differences(place), seed=seed)
        except InputError:  # no spread beyond noise: there are no shares of it
            indices = ()
        found.append(SobolMeasure(each.name, each.label, each.unit, indices))
    return tuple(found)


def drivers_study(
    *, seed: int, worlds: int, trajectories: int, rows: int, tornado_worlds: int
) -> Drivers:
    """Play what drives the advantage of a weekly block over service only."""
    base = Scenario(book="supplier", discipline="devoted")
    return drivers(
        [base, base.with_(discipline="weekly_block")],
        trajectories=trajectories,
        rows=rows,
        worlds=worlds,
        tornado_worlds=tornado_worlds,
        seed=seed,
    )
