"""What would have to be true for the other side to win: found in some draws, checked on fresh ones.

Where `simlib.studies.drivers.break_even` moves inputs until two diaries tie, this asks over all
that the inputs may be at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Bools, Floats, Interval, proportion_interval
from simlib.inputs.errors import InputError
from simlib.inputs.ranges import uncertain_input
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.studies.design import drawn_points, play_points, refuse_unless_two
from simlib.studies.drivers.prim import Box, Limit, flip_box
from simlib.studies.stored import FloatArray, Stored


@dataclass(frozen=True, repr=False)
class FlipLimit(Stored):
    """What has to be true of one input."""

    name: str
    unit: str
    low: float | None
    high: float | None
    """Its value lies at or above ``low``, and at or below ``high``; None where that end of the
    range is open.
    """


@dataclass(frozen=True, eq=False, repr=False)
class Flipped(Stored):
    """Where the side that mostly loses wins."""

    winner: str
    underdog: str
    """The diary that does better in most draws of the inputs, and the other."""
    measure: str
    measure_label: str
    limits: tuple[FlipLimit, ...]
    """Empty where no input tells."""
    wins: Interval
    """Share of fresh draws in which the underdog wins."""
    inside: Interval | None
    outside: Interval | None
    """The same inside the limits, on fresh draws, and outside of them."""
    coverage: Interval | None
    """Share of its wins, in fresh draws, that lie inside."""
    searched: Box
    """As found in the draws of the search."""
    points: FloatArray
    """Values of the limited inputs, for a picture; shape (fresh draws, limits)."""
    won: FloatArray
    """1 where the underdog wins; shape (fresh draws,)."""
    draws: int
    worlds_a_draw: int
    check_draws: int
    check_worlds: int
    margins_lowered: int
    footer: str

    @property
    def confirmed(self) -> bool:
        """Whether the underdog clearly wins more often inside than outside, on fresh draws."""
        return (
            self.inside is not None
            and self.outside is not None
            and self.inside.low > self.outside.high
        )


@dataclass(frozen=True)
class _Verdicts:
    """Whether each of two diaries does better, draw by draw."""

    names: tuple[str, ...]
    quantiles: Floats
    gains: Floats
    margins_lowered: int

    def won_by(self, other: bool) -> Bools:
        return self.gains > 0 if other else self.gains < 0


def what_would_flip(
    diaries: Sequence[Scenario],
    measure: str = "final_revenue",
    *,
    draws: int = 400,
    worlds_a_draw: int = 40,
    check_draws: int = 200,
    check_worlds: int = 80,
    most_inputs: int = 3,
    seed: int = 1,
    below: float = 0.7,
    evidence_set: str = "graded",
) -> Flipped:
    """Search where the side that mostly loses wins, and check it on fresh draws and worlds.

    Parameters
    ----------
    diaries
        The reference and the other.
    draws, worlds_a_draw
        Of the search; each draw of the inputs meets worlds of its own.
    check_draws, check_worlds
        Fresh draws of all inputs, as many again inside the box, and the worlds of each.
    most_inputs
        Inputs that a sentence may name.
    below
        Threshold of ``"survival"``.

    Raises
    ------
    InputError
        Unless two diaries, and 20 draws of each kind, are given.

    Notes
    -----
    A verdict from a few worlds is sometimes wrong where the two are close. That blurs the box (it
    lowers its density), but does not make one up: shares are of fresh draws in fresh worlds.
    """
    refuse_unless_two(diaries)
    if min(draws, check_draws) < 20:
        raise InputError("too few draws", value=min(draws, check_draws), allowed="at least 20")
    names, cube = drawn_points(evidence_set, draws + 2 * check_draws, seed=seed)
    sign = 1 if measure_named(measure, below=below).higher_is_better else -1

    def verdicts(quantiles: Floats, worlds: int, first_world: int) -> _Verdicts:
        played = play_points(
            *(diaries, names, quantiles, [measure]),
            worlds=worlds,
            seed=seed,
            first_world=first_world,
            below=below,
            evidence_set=evidence_set,
            apart=True,
        )
        gains = sign * np.nanmean(played.differences(), axis=1)
        return _Verdicts(names, quantiles, gains, played.margins_lowered)

    search = verdicts(cube[:draws], worlds_a_draw, 0)
    other_loses = bool((search.gains > 0).mean() < 0.5)
    box = flip_box(search.quantiles, names, search.won_by(other_loses), most_inputs=most_inputs)
    begin = draws * worlds_a_draw
    fresh = verdicts(cube[draws : draws + check_draws], check_worlds, begin)
    within = None
    if box.found:
        inside = squeezed(cube[draws + check_draws :], names, box.limits)
        within = verdicts(inside, check_worlds, begin + check_draws * check_worlds)
    origin = provenance(
        diaries[0].with_(evidence=evidence_set), seed=seed, first_world=0, world_count=begin
    )
    return _flipped(
        *(diaries, measure, box, search, fresh, within, other_loses),
        worlds=(worlds_a_draw, check_worlds),
        footer=origin.footer() + f" · {draws} draws of the inputs, {check_draws} fresh ones",
    )


def squeezed(quantiles: Floats, names: Sequence[str], limits: Sequence[Limit]) -> Floats:
    """Return draws moved into a box: uniform there, all other inputs as they were."""
    inside = np.array(quantiles, dtype=float)
    for limit in limits:
        column = list(names).index(limit.name)
        inside[:, column] = limit.low + (limit.high - limit.low) * inside[:, column]
    return inside


def _flipped(
    diaries: Sequence[Scenario],
    measure: str,
    box: Box,
    search: _Verdicts,
    fresh: _Verdicts,
    within: _Verdicts | None,
    other_loses: bool,
    *,
    worlds: tuple[int, int],
    footer: str,
) -> Flipped:
    won = fresh.won_by(other_loses)
    held = box.holds(fresh.quantiles, fresh.names)
    labels = [each.label for each in diaries]
    played = [each for each in (search, fresh, within) if each is not None]
    return Flipped(
        winner=labels[not other_loses],
        underdog=labels[other_loses],
        measure=measure,
        measure_label=measure_named(measure).label,
        limits=tuple(_in_values(limit) for limit in box.limits),
        wins=_share(won),
        inside=_share(within.won_by(other_loses)) if within else None,
        outside=_share(won[~held]) if within and not held.all() else None,
        coverage=_share(held[won]) if within and won.any() else None,
        searched=box,
        points=_values(fresh, box.limits),
        won=won.astype(float),
        draws=len(search.gains),
        worlds_a_draw=worlds[0],
        check_draws=len(fresh.gains),
        check_worlds=worlds[1],
        margins_lowered=sum(each.margins_lowered for each in played),
        footer=footer,
    )


def _share(which: Bools) -> Interval:
    return proportion_interval(int(which.sum()), len(which))


def _in_values(limit: Limit) -> FlipLimit:
    each = uncertain_input(limit.name)
    return FlipLimit(
        *(each.name, each.unit),
        low=each.at(limit.low) if limit.low > 0 else None,
        high=each.at(limit.high) if limit.high < 1 else None,
    )


def _values(verdicts: _Verdicts, limits: Sequence[Limit]) -> Floats:
    columns = [
        [uncertain_input(limit.name).at(float(q)) for q in verdicts.quantiles[:, column]]
        for limit in limits
        for column in [verdicts.names.index(limit.name)]
    ]
    return np.array(columns, dtype=float).T.reshape(len(verdicts.gains), len(columns))


def flip_study(
    *, seed: int, draws: int, worlds_a_draw: int, check_draws: int, check_worlds: int
) -> Flipped:
    """Play where service only would do better than a weekly block."""
    base = Scenario(book="supplier", discipline="devoted")
    return what_would_flip(
        [base, base.with_(discipline="weekly_block")],
        draws=draws,
        worlds_a_draw=worlds_a_draw,
        check_draws=check_draws,
        check_worlds=check_worlds,
        seed=seed,
    )
