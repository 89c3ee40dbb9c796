"""Morris screening: which of many uncertain inputs move the difference between two diaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Floats, Interval
from simlib.inputs.errors import InputError
from simlib.inputs.ranges import uncertain_inputs
from simlib.inputs.scenario import Scenario
from simlib.studies.design import play_points, refuse_unless_two
from simlib.studies.stored import Stored

_LEVELS = 4
_STEP = _LEVELS / (2 * (_LEVELS - 1))
"""How far an input moves in one step of a trajectory, in quantiles."""
_RESAMPLES = 1_000
_FOLDED = float(np.sqrt(2 / np.pi))
"""Mean size of a normal deviate."""


@dataclass(frozen=True, repr=False)
class Screened(Stored):
    """One input, or one group of them."""

    name: str
    reach: Interval
    """Mean size of the effect of moving it over its whole range, whatever the direction (mu*)."""
    spread: Interval
    """Standard deviation of the effect over the places where it was tried (sigma): zero for an
    effect that is the same everywhere.
    """
    direction: float
    """Mean effect with its sign (mu)."""
    noise: float
    """The ``reach`` that Monte Carlo noise alone would show."""

    @property
    def clear(self) -> bool:
        """Whether it reaches beyond what noise would show."""
        return self.reach.low > self.noise


@dataclass(frozen=True, repr=False)
class ScreenedMeasure(Stored):
    """All inputs for one measure, the furthest reach first."""

    measure: str
    measure_label: str
    unit: str
    inputs: tuple[Screened, ...]


@dataclass(frozen=True, repr=False)
class Screening(Stored):
    """What moves the difference between two diaries, by measure."""

    reference: str
    other: str
    """The diaries; the difference is ``other`` minus ``reference``."""
    measures: tuple[ScreenedMeasure, ...]
    trajectories: int
    worlds: int
    points: int
    margins_lowered: int
    """Points at which the operating margin gave way to a fixed cost of zero."""

    def survivors(self, most: int = 10) -> tuple[str, ...]:
        """Return the inputs worth a closer look: the best of each measure in turn, up to ``most``.

        An input that does not reach beyond noise is not among them.
        """
        columns = [[each.name for each in m.inputs if each.clear] for m in self.measures]
        longest = max((len(column) for column in columns), default=0)
        in_turn = [
            column[place] for place in range(longest) for column in columns if place < len(column)
        ]
        return tuple(dict.fromkeys(in_turn))[:most]


def screening(
    diaries: Sequence[Scenario],
    measures: Sequence[str] = ("final_revenue", "survival"),
    *,
    trajectories: int = 20,
    worlds: int = 20,
    seed: int = 1,
    evidence_set: str = "graded",
    groups: Mapping[str, str] | None = None,
) -> Screening:
    """Screen all uncertain inputs by their elementary effects on a paired difference.

    Parameters
    ----------
    diaries : sequence of Scenario
        The reference and the other.
    trajectories : int
        At least 4; each moves every input once and costs ``inputs + 1`` comparisons.
    worlds, seed : int
        The same worlds at every point.
    groups : mapping of str to str, optional
        From inputs to the group they move with; an input not named is a group of its own.

    Raises
    ------
    InputError
        Unless two diaries and at least 4 trajectories are given; for a group of an unknown input.

    Notes
    -----
    Morris (1991), with mu* of Campolongo, Cariboni and Saltelli (2007). Trajectories are SALib's,
    on four levels of the quantile of each input, so that the whole range is visited.
    """
    refuse_unless_two(diaries)
    if trajectories < 4:
        raise InputError("too few trajectories", value=trajectories, allowed="at least 4")
    names = tuple(each.name for each in uncertain_inputs(evidence_set))
    labels = group_labels(names, groups or {})
    points = trajectory_points(names, labels, trajectories, seed=seed)
    played = play_points(
        diaries, names, points, measures, worlds=worlds, seed=seed, evidence_set=evidence_set
    )
    return Screening(
        reference=diaries[0].label,
        other=diaries[1].label,
        measures=tuple(
            _measured(name, screened(points, played.differences(place), labels, seed=seed))
            for place, name in enumerate(measures)
        ),
        trajectories=trajectories,
        worlds=worlds,
        points=len(points),
        margins_lowered=played.margins_lowered,
    )


def group_labels(names: Sequence[str], groups: Mapping[str, str]) -> tuple[str, ...]:
    """Return the group of each input; an input without one is its own."""
    for name in groups:
        if name not in names:
            raise InputError("a group of an unknown input", value=name)
    return tuple(groups.get(name, name) for name in names)


def trajectory_points(
    names: Sequence[str], labels: Sequence[str], trajectories: int, *, seed: int
) -> Floats:
    """Return Morris trajectories through the unit cube.

    Parameters
    ----------
    names, labels
        Inputs and the group each moves with.
    """
    from SALib.sample import morris  # loads pandas and matplotlib

    problem = {
        "num_vars": len(names),
        "names": list(names),
        "groups": list(labels),
        "bounds": [[0.0, 1.0]] * len(names),
    }
    return np.asarray(morris.sample(problem, trajectories, num_levels=_LEVELS, seed=seed))


def screened(
    points: Floats, outcomes: Floats, labels: Sequence[str], *, seed: int = 1
) -> tuple[Screened, ...]:
    """Reduce the outcomes along Morris trajectories to elementary effects.

    Parameters
    ----------
    outcomes : ndarray, shape (trajectories * (groups + 1), worlds)
        World by world, the same worlds in each row.
    labels
        The group of each input.
    seed
        Of the bootstrap.

    Returns
    -------
    tuple of Screened
        The furthest reach first.

    Notes
    -----
    Intervals: percentiles (95 %) over trajectories drawn again with replacement. Even an input
    without any effect shows a reach: the mean size of noise, ``sqrt(2 / pi)`` of its standard
    error, known from how the effect differs between worlds.
    """
    effects, errors = _effects(points, outcomes, labels)
    rng = np.random.default_rng(seed)
    again = rng.integers(effects[labels[0]].size, size=(_RESAMPLES, effects[labels[0]].size))
    found = [
        Screened(
            name=name,
            reach=_bootstrapped(np.abs(each), again, "mean"),
            spread=_bootstrapped(each, again, "std"),
            direction=float(each.mean()),
            noise=_FOLDED * float(errors[name].mean()),
        )
        for name, each in effects.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.reach.mean, each.name)))


def _effects(
    points: Floats, outcomes: Floats, labels: Sequence[str]
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return each group's elementary effects and their Monte Carlo errors, by trajectory."""
    names = list(dict.fromkeys(labels))
    length = len(names) + 1
    paths = points.reshape(-1, length, points.shape[1])
    worlds = outcomes.shape[1]
    steps = np.diff(outcomes.reshape(-1, length, worlds), axis=1) / _STEP
    moves = np.diff(paths, axis=1)
    signs = np.sign(moves.sum(axis=2))
    signs[signs == 0] = 1.0  # a group whose inputs move in opposite directions has no sign
    steps = steps * signs[:, :, np.newaxis]
    moved = np.argmax(moves != 0, axis=2)
    place = np.array([names.index(label) for label in labels])[moved]
    order = np.argsort(place, axis=1)
    means = np.take_along_axis(steps.mean(axis=2), order, axis=1)
    errors = np.zeros_like(means)
    if worlds > 1:
        spread = steps.std(axis=2, ddof=1) / np.sqrt(worlds)
        errors = np.take_along_axis(spread, order, axis=1)
    columns = range(len(names))
    return (
        {names[k]: means[:, k] for k in columns},
        {names[k]: errors[:, k] for k in columns},
    )


def _bootstrapped(values: Floats, again: NDArray[np.int64], how: str) -> Interval:
    resampled = values[again]
    if how == "mean":
        estimate, all_of_them = values.mean(), resampled.mean(axis=1)
    else:
        estimate, all_of_them = values.std(ddof=1), resampled.std(axis=1, ddof=1)
    low, high = np.quantile(all_of_them, (0.025, 0.975))
    low, high = min(low, estimate), max(high, estimate)
    half = float(max(estimate - low, high - estimate))
    return Interval(float(estimate), float(low), float(high), half, len(values))


def _measured(name: str, inputs: tuple[Screened, ...]) -> ScreenedMeasure:
    measure = measure_named(name)
    return ScreenedMeasure(name, measure.label, measure.unit, inputs)
