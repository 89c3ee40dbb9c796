"""Why one diary does better than another: futures, hours, one typical life, and what turns it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.difference import Difference, mean_difference
from simlib.analysis.measures import measure_named
from simlib.analysis.pairs import PairedDifference, paired
from simlib.analysis.precision import Floats, Interval
from simlib.analysis.tango import tango_interval
from simlib.analysis.week import KINDS, hours_by_world
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.simulate import compare
from simlib.studies.lives import Lives, lives
from simlib.studies.stored import Stored
from simlib.studies.tie_points import Flips, flips

if TYPE_CHECKING:
    from simlib.run.result import Run

LIKELY_INPUTS = (
    "meeting_probability",
    "advance_probability",
    "target_revenue_median",
    "proposal_hours",
    "expansion_per_year",
    "review_lift",
    "initial_relationship",
    "service_load",
    "neglect.annual_rate",
    "early_loss_factor",
)
"""The handful that decides between looking after customers and finding new ones."""


@dataclass(frozen=True, repr=False)
class HoursMoved(Stored):
    """What became of the hours of one kind of work.

    Parameters
    ----------
    kind : str
        A task kind of the reps frame, or ``"idle"``.
    before, after : float
        Hours a week and seat under a and under b.
    moved : Difference
        The difference in the same worlds.
    """

    kind: str
    before: float
    after: float
    moved: Difference


@dataclass(frozen=True, eq=False, repr=False)
class Why(Stored):
    """Two diaries in the same worlds, and what is behind the difference.

    Parameters
    ----------
    measure, measure_label, unit, currency : str
    initial_revenue : float
    pair : PairedDifference
        b against a: the difference, and in how many worlds b does better, worse, the same.
    net_better : Interval
        Share of the worlds in which b does better minus those in which it does worse, with
        Tango's interval on the worlds that differ, as in McNemar's test.
    hours : tuple of HoursMoved
    lives : Lives
    flips : Flips or None
    footer : str
    """

    measure: str
    measure_label: str
    unit: str
    currency: str
    initial_revenue: float
    pair: PairedDifference
    net_better: Interval
    hours: tuple[HoursMoved, ...]
    lives: Lives
    flips: Flips | None
    footer: str


def why(
    a: Run | Scenario,
    b: Run | Scenario,
    *,
    measure: str = "final_revenue",
    below: float = 0.7,
    worlds: int = 1_000,
    seed: int = 1,
    inputs: Sequence[str] = (),
    worlds_a_value: int = 400,
) -> Why:
    """Explain what b does differently from a, and what that changes.

    Parameters
    ----------
    a, b : Run or Scenario
        Two runs in the same worlds with their rows, or two scenarios that will be played.
    measure : str
        One of `simlib.analysis.measures.MEASURES`.
    below : float
        Threshold of ``"survival"`` as a share of initial revenue.
    worlds, seed : int
        In which scenarios are played; runs keep their own.
    inputs : sequence of str
        Uncertain inputs to move in search of a turn, such as `LIKELY_INPUTS`; none by default.
    worlds_a_value : int
        Worlds of the search, other than those above.

    Returns
    -------
    Why

    Raises
    ------
    InputError
        For runs in other worlds, an unknown measure or input.
    """
    run_a, run_b = _played(a, b, worlds, seed)
    pair = paired(run_a, run_b, measure, below=below)
    flipped = None
    if inputs:
        flipped = flips(
            run_a.scenario,
            run_b.scenario,
            inputs,
            measure=measure,
            below=below,
            worlds=worlds_a_value,
            seed=run_a.seed,
            first_world=run_a.first_world + run_a.world_count,
        )
    chosen = measure_named(measure, below=below)
    return Why(
        measure=measure,
        measure_label=chosen.label,
        unit=chosen.unit,
        currency=run_a.scenario.book.currency,
        initial_revenue=run_a.initial_revenue,
        pair=pair,
        net_better=tango_interval(pair.better, pair.worse, pair.worlds),
        hours=hours_moved(hours_by_world(run_a), hours_by_world(run_b)),
        lives=lives(run_a, run_b, measure),
        flips=flipped,
        footer=run_a.provenance.footer(),
    )


def hours_moved(before: Floats, after: Floats) -> tuple[HoursMoved, ...]:
    """Return the hours that moved, kind by kind.

    Parameters
    ----------
    before, after : ndarray, shape (worlds, kinds + 1)
        Hours a week and seat in the same worlds, idle time last
        (`simlib.analysis.week.hours_by_world`).

    Returns
    -------
    tuple of HoursMoved
    """
    return tuple(
        HoursMoved(
            kind,
            float(np.nanmean(before[:, place])),
            float(np.nanmean(after[:, place])),
            mean_difference(before[:, place], after[:, place]),
        )
        for place, kind in enumerate((*KINDS, "idle"))
    )


def study(*, seed: int, worlds: int, worlds_a_value: int) -> Why:
    """Explain the weekly block against service only, for a supplier with one dominant account."""
    base = Scenario(book="supplier")
    return why(
        base.with_(discipline="devoted"),
        base.with_(discipline="weekly_block"),
        worlds=worlds,
        seed=seed,
        inputs=LIKELY_INPUTS,
        worlds_a_value=worlds_a_value,
    )


def _played(a: Run | Scenario, b: Run | Scenario, worlds: int, seed: int) -> tuple[Run, Run]:
    if isinstance(a, Scenario) and isinstance(b, Scenario):
        arms = compare([a, b], worlds=worlds, seed=seed, keep="worlds")
        return arms.runs[0], arms.runs[1]
    if isinstance(a, Scenario) or isinstance(b, Scenario):
        raise InputError("a run and a scenario", allowed="two runs, or two scenarios")
    return a, b
