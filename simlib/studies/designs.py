"""Points of the box of inputs: where they come from, and what a few diaries do at each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.measures import Measure, measure_named
from simlib.analysis.precision import Floats
from simlib.inputs.errors import InputError
from simlib.inputs.ranges import evidence_at, uncertain_inputs
from simlib.inputs.scenario import Scenario
from simlib.studies.draws import drawn_quantiles
from simlib.studies.play import play_rows

if TYPE_CHECKING:
    from simlib.run.result import Comparison, Run


@dataclass(frozen=True, eq=False)
class Played:
    """What diaries do at the points of a design.

    Attributes
    ----------
    values : ndarray, shape (points, diaries, measures, worlds)
        Money as a share of the book's revenue a year; NaN where the question does not arise.
    margins_lowered : int
        Points at which the operating margin gave way to a fixed cost of zero.
    """

    values: Floats
    margins_lowered: int

    def differences(self, measure: int = 0) -> Floats:
        """Return the second diary minus the first, shape (points, worlds)."""
        return np.asarray(self.values[:, 1, measure] - self.values[:, 0, measure])


def play_points(
    diaries: Sequence[Scenario],
    names: Sequence[str],
    quantiles: Floats,
    measures: Sequence[str],
    *,
    worlds: int,
    seed: int,
    first_world: int = 0,
    below: float = 0.7,
    evidence_set: str = "graded",
    apart: bool = False,
) -> Played:
    """Play a few diaries at each point of a design.

    Parameters
    ----------
    diaries : sequence of Scenario
        Their evidence is replaced.
    names : sequence of str
        Uncertain inputs; those not named stay at their central value.
    quantiles : ndarray, shape (points, inputs)
        Where in its range each input stands, 0 to 1; NaN leaves it at its central value.
    measures : sequence of str
        Of `simlib.analysis.measures.MEASURES`.
    worlds, seed, first_world : int
        The same worlds at every point, or, with ``apart``, other ones at each.
    below : float
        Threshold of ``"survival"``.
    evidence_set : {"graded", "folklore"}
    apart : bool

    Raises
    ------
    InputError
        For an unknown input or measure, or an input of the folklore set that is held.
    """
    chosen = [measure_named(name, below=below) for name in measures]
    _refuse_held(names, evidence_set)
    drawn = [evidence_at(_moved(names, at), evidence_set) for at in quantiles]
    rows = [[s.with_(evidence=each.evidence) for s in diaries] for each in drawn]

    def read(comparison: Comparison) -> Floats:
        return np.array([[_scaled(each, run) for each in chosen] for run in comparison.runs])

    values = play_rows(rows, read, worlds=worlds, seed=seed, first_world=first_world, apart=apart)
    return Played(np.array(values), sum(each.margin_lowered for each in drawn))


def drawn_points(evidence_set: str, count: int, *, seed: int) -> tuple[tuple[str, ...], Floats]:
    """Return the names of all uncertain inputs and ``count`` draws of their quantiles.

    The draws are those of `simlib.studies.draws.input_draws`; shape (count, inputs).
    """
    names = tuple(each.name for each in uncertain_inputs(evidence_set))
    return names, drawn_quantiles(names, count, seed=seed)


def refuse_unless_two(diaries: Sequence[Scenario]) -> None:
    """Refuse anything but two diaries to compare."""
    if len(diaries) != 2:
        raise InputError("a difference needs two diaries", value=len(diaries), allowed="2")


def _moved(names: Sequence[str], quantiles: Floats) -> dict[str, float]:
    pairs = zip(names, quantiles, strict=True)
    return {name: float(at) for name, at in pairs if not np.isnan(at)}


def _scaled(measure: Measure, run: Run) -> Floats:
    values = measure.values(run)
    return values / run.initial_revenue if measure.unit == "money" else values


def _refuse_held(names: Sequence[str], evidence_set: str) -> None:
    known = {each.name for each in uncertain_inputs(evidence_set)}
    for name in names:
        if name not in known and name in {each.name for each in uncertain_inputs()}:
            raise InputError("held at the authors' figure", column=name, value=evidence_set)
