"""What drives the answer: screening, Sobol indices of the survivors, and a tornado of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simlib.analysis.measures import measure_named
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.studies.designs import Played, play_points
from simlib.studies.screening import Screening, screening
from simlib.studies.sobol import SobolIndex, saltelli_points, sobol_indices
from simlib.studies.stored import Stored
from simlib.studies.tornado import Tornado, tornado

MEASURES = ("final_revenue", "survival")


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
    """What drives the difference between two diaries.

    Parameters
    ----------
    screening : Screening
        Of all uncertain inputs.
    sobol : tuple of SobolMeasure
        Of the survivors, all others central.
    tornado : Tornado
        Of the survivors, on the first measure.
    rows, points, worlds, margins_lowered : int
        Of the Sobol design.
    footer : str
    """

    screening: Screening
    sobol: tuple[SobolMeasure, ...]
    tornado: Tornado
    rows: int
    points: int
    worlds: int
    margins_lowered: int
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
    seed : int
    evidence_set : {"graded", "folklore"}

    Returns
    -------
    Drivers

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


def study(*, seed: int, worlds: int, trajectories: int, rows: int, tornado_worlds: int) -> Drivers:
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
