"""Ignorance on the headline: what an answer is worth when the inputs themselves are uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Floats, Interval, mean_interval, proportion_interval
from simlib.analysis.revenue import break_even
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.run.simulate import compare, simulate
from simlib.studies.design import input_draws, play_rows
from simlib.studies.price.policy import without_prospecting
from simlib.studies.stored import FloatArray, Stored

if TYPE_CHECKING:
    from simlib.run.result import Comparison

BAND = (0.05, 0.95)
"""Quantiles over input draws between which the band of the inputs lies."""


@dataclass(frozen=True, repr=False)
class ArmUnderIgnorance(Stored):
    """One diary's headline."""

    label: str
    """The discipline in the client's words."""
    central: Interval
    """At the central inputs; the limits are those of the simulation."""
    low: float
    high: float
    """The band of the inputs: 5 % and 95 % quantiles over input draws."""
    better: Interval | None
    """Share of the input draws in which it does better than the reference; of the reference
    itself, in which it does better than every other. None of a diary that stands alone.
    """


@dataclass(frozen=True, eq=False, repr=False)
class UnderIgnorance(Stored):
    """A measure at the central inputs and over what the inputs may be."""

    measure: str
    measure_label: str
    unit: str
    smaller_is_better: bool
    below: float
    """Threshold of ``"survival"`` as a share of initial revenue."""
    arms: tuple[ArmUnderIgnorance, ...]
    """The reference first."""
    draws: FloatArray
    """The measure at every input draw, Monte Carlo noise taken out; shape (draws, arms)."""
    margins_lowered: int
    """Draws in which the operating margin gave way to a fixed cost of zero."""
    worlds: int
    worlds_a_draw: int
    currency: str
    footer: str

    @property
    def draw_count(self) -> int:
        """Number of input draws."""
        return len(self.draws)


def under_ignorance(
    scenarios: Sequence[Scenario],
    measure: str,
    *,
    below: float = 0.7,
    worlds: int = 2_000,
    draws: int = 200,
    worlds_a_draw: int = 100,
    seed: int = 1,
    evidence_set: str = "graded",
) -> UnderIgnorance:
    """Estimate a measure at the central inputs, and over inputs drawn from their ranges.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The reference first; their evidence is replaced.
    measure : str
        One of `simlib.analysis.measures.MEASURES`.
    below : float
        Threshold of ``"survival"`` as a share of initial revenue.
    worlds : int
        At the central inputs.
    draws, worlds_a_draw : int
        Input draws, and the worlds in which each is played: the same for all.

    Notes
    -----
    With few worlds a draw the spread over draws holds Monte Carlo noise, too. Its variance is known
    from the worlds, and the draws are pulled towards their mean until it is gone (the classical
    estimate of a variance component). All draws meet the same worlds, so what noise they share
    moves the band as a whole; that part is in the interval of the central estimate.

    Raises
    ------
    InputError
        For no scenario, or fewer than 20 draws.
    """
    if not scenarios or draws < 20:
        raise InputError("too little to play", allowed="a scenario and 20 draws")
    chosen = measure_named(measure, below=below)
    central = compare(
        [s.with_(evidence=evidence_set) for s in scenarios],
        worlds=worlds,
        seed=seed,
        keep="worlds",
    )
    drawn = input_draws(evidence_set, draws, seed=seed)
    rows = [[s.with_(evidence=draw.evidence) for s in scenarios] for draw in drawn]

    def read(comparison: Comparison) -> Floats:
        return np.array([chosen.values(run) for run in comparison.runs])

    found = np.array(play_rows(rows, read, worlds=worlds_a_draw, seed=seed, first_world=worlds))
    means = without_noise(found)
    signed = means if chosen.higher_is_better else -means
    return UnderIgnorance(
        measure=measure,
        measure_label=chosen.label,
        unit=chosen.unit,
        smaller_is_better=not chosen.higher_is_better,
        below=below,
        arms=tuple(
            ArmUnderIgnorance(
                label=run.label,
                central=_central(chosen.values(run), chosen.unit),
                low=float(np.quantile(means[:, place], BAND[0])),
                high=float(np.quantile(means[:, place], BAND[1])),
                better=_better(signed, place),
            )
            for place, run in enumerate(central.runs)
        ),
        draws=means,
        margins_lowered=sum(draw.margin_lowered for draw in drawn),
        worlds=worlds,
        worlds_a_draw=worlds_a_draw,
        currency=central.reference.scenario.book.currency,
        footer=provenance(
            central.reference.scenario, seed=seed, first_world=0, world_count=worlds
        ).footer()
        + f" · {draws} draws of the inputs, {worlds_a_draw} futures each",
    )


def without_noise(values: Floats) -> Floats:
    """Return the mean of each draw and arm, pulled together by the part that is noise.

    Parameters
    ----------
    values : ndarray, shape (draws, arms, worlds)
        NaN where the question does not arise.
    """
    means = np.nanmean(values, axis=2)
    # What all draws share in a world shifts them together and is no part of their spread.
    shared = np.nanmean(values, axis=0, keepdims=True)
    own = values - shared
    worlds = np.isfinite(values).sum(axis=2)
    noise = np.nanmean(np.nanvar(own, axis=2, ddof=1) / np.maximum(worlds, 1), axis=0)
    spread = means.var(axis=0, ddof=1)
    keep = np.sqrt(np.clip(1 - noise / np.where(spread > 0, spread, np.inf), 0, 1))
    centre = means.mean(axis=0)
    return np.asarray(centre + keep * (means - centre))


def _central(values: Floats, unit: str) -> Interval:
    if unit != "chance":
        return mean_interval(values)
    return proportion_interval(int(np.nansum(values)), len(values))


def _better(signed: Floats, place: int) -> Interval | None:
    if signed.shape[1] < 2:
        return None
    others = np.delete(signed, place, axis=1)
    rivals = others.max(axis=1) if place == 0 else signed[:, 0]
    return proportion_interval(int((signed[:, place] > rivals).sum()), len(signed))


def headline_study(
    *, seed: int, worlds: int, draws: int, worlds_a_draw: int, book: str, diaries: str, measure: str
) -> UnderIgnorance:
    """Play the headline of a notebook: diaries divided by bars, survival above break-even."""
    base = Scenario(book=book)
    return under_ignorance(
        [_arm(base, name) for name in diaries.split("|")],
        measure,
        below=break_even(simulate(base, worlds=1, seed=seed)),
        worlds=worlds,
        draws=draws,
        worlds_a_draw=worlds_a_draw,
        seed=seed,
    )


def _arm(base: Scenario, name: str) -> Scenario:
    """Return a diary by name, or what ``without NAME`` is: the same without prospecting."""
    told = base.with_(discipline=name.removeprefix("without "))
    return without_prospecting(told) if name.startswith("without ") else told
