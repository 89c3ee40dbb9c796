"""What would have to be true for the other side to win: inputs moved until the sign turns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from simlib.analysis.difference import Difference, mean_difference
from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Floats, Interval, mean_interval
from simlib.inputs.errors import InputError
from simlib.inputs.ranges import UncertainInput, uncertain_input
from simlib.inputs.scenario import Scenario
from simlib.run.result import Comparison
from simlib.studies.design import play_rows
from simlib.studies.stored import Stored

HALVINGS = 5
_RESAMPLES = 1_000
_ALPHA = 0.05


@dataclass(frozen=True, repr=False)
class Moved(Stored):
    """An input on its way to one end of its range."""

    name: str
    unit: str
    grade: str
    central: float
    end: float
    """Where it starts, and the end of its range that it moves to."""
    break_even: float | None = None
    low: float | None = None
    high: float | None = None
    """The value at which the two diaries tie, with its interval between worlds; None where they do
    not tie on the way.
    """


@dataclass(frozen=True, repr=False)
class Flip(Stored):
    """What one or two inputs do to a difference when moved to an end of their range."""

    inputs: tuple[Moved, ...]
    """All moved by the same share of their way."""
    at_end: Difference
    """The difference there."""
    share: Interval | None
    """The share of the way at which the two diaries tie, None where they do not."""
    turned: bool
    """Whether the difference at the end lies beyond doubt on the other side of zero: by an
    interval wide enough for all that were tried together (Bonferroni).
    """


@dataclass(frozen=True, eq=False, repr=False)
class Flips(Stored):
    """A difference, and what moves it."""

    central: Interval
    """The difference, b minus a, at the central inputs; in the worlds of the search."""
    singles: tuple[Flip, ...]
    """Two for each input, to its low and its high end."""
    pairs: tuple[Flip, ...]
    """The inputs that move it most, two at a time, each to the end that hurts b's lead; in worlds
    of their own.
    """
    worlds: int

    @property
    def turning(self) -> tuple[Flip, ...]:
        """Those that turn the sign beyond doubt, single inputs first."""
        return tuple(each for each in (*self.singles, *self.pairs) if each.turned)


def break_even(shares: Floats, differences: Floats, *, seed: int = 1) -> Interval | None:
    """Return where a mean difference crosses zero, with an interval between worlds.

    Parameters
    ----------
    shares : ndarray, shape (points,)
        Rising.
    differences : ndarray, shape (points, worlds)
        Of the same worlds at every point.
    seed : int
        Of the resampling of worlds.

    Returns
    -------
    Interval or None
        The first crossing of the straight lines between the points; None if there is none. Limits
        are quantiles over resampled worlds; where a resampled curve does not cross, it counts as
        crossing at the end that is nearer to zero.
    """
    mean = differences.mean(axis=1)
    if not _crossing(shares, mean[np.newaxis])[1][0]:
        return None
    worlds = differences.shape[1]
    draws = np.random.default_rng(seed).multinomial(worlds, np.full(worlds, 1 / worlds), _RESAMPLES)
    resampled, _ = _crossing(shares, draws @ differences.T / worlds)
    low, high = np.quantile(resampled, [0.025, 0.975])
    at = float(_crossing(shares, mean[np.newaxis])[0][0])
    low, high = min(float(low), at), max(float(high), at)
    return Interval(at, low, high, max(at - low, high - at), worlds)


def _crossing(shares: Floats, curves: Floats) -> tuple[Floats, Floats]:
    """Return where each curve, shape (curves, points), first changes sign, and whether it does."""
    turned = np.sign(curves[:, 1:]) != np.sign(curves[:, :1])
    found, place = turned.any(axis=1), turned.argmax(axis=1)
    rows = np.arange(len(curves))
    before, after = curves[rows, place], curves[rows, place + 1]
    steps = np.where(before == after, 1.0, before - after)
    at = shares[place] + before / steps * (shares[place + 1] - shares[place])
    ends = np.where(np.abs(curves[:, 0]) < np.abs(curves[:, -1]), shares[0], shares[-1])
    return np.where(found, at, ends), found


def flips(
    a: Scenario,
    b: Scenario,
    inputs: Sequence[str],
    *,
    measure: str = "final_revenue",
    below: float = 0.7,
    worlds: int = 400,
    seed: int = 1,
    first_world: int = 0,
    most_pairs: int = 3,
) -> Flips:
    """Move inputs through their ranges, one and two at a time, and look whether the sign turns.

    Parameters
    ----------
    a, b
        The difference is b minus a.
    inputs
        Names of uncertain inputs (`simlib.inputs.ranges.uncertain_inputs`): the handful that may
        matter. What is not named is not searched.
    measure
        One of `simlib.analysis.measures.MEASURES`.
    below
        Threshold of ``"survival"`` as a share of initial revenue.
    worlds, seed, first_world
        As in `simlib.compare`; the same worlds at every value, and as many fresh ones for the
        pairs.
    most_pairs
        How many inputs, by how far they lower b's lead, are tried two at a time.

    Returns
    -------
    Flips
        A crossing that is undone again before the end of a range is not found.

    Raises
    ------
    InputError
        For an unknown input or measure, or no input.
    """
    if not inputs:
        raise InputError("no input to move", allowed="names of uncertain inputs")
    moves = [(_moved(a, uncertain_input(name), end),) for name in inputs for end in ("low", "high")]
    search = _Search(a, b, measure, below, worlds, seed, first_world)
    centre = search.at([()], [0.0])[0]
    singles = search.flips(moves, centre)
    lead = float(np.sign(centre.mean()))
    worst = sorted(singles, key=lambda flip: lead * flip.at_end.mean)
    names = list(dict.fromkeys(flip.inputs[0].name for flip in worst))[:most_pairs]
    first = [next(f for f in worst if f.inputs[0].name == name).inputs[0] for name in names]
    # Those who were picked for moving most are measured in worlds that did not pick them.
    fresh = replace(search, first_world=first_world + worlds)
    two = [tuple(_back(each) for each in both) for both in combinations(first, 2)]
    pairs = fresh.flips(two, fresh.at([()], [0.0])[0]) if two else []
    return Flips(mean_interval(centre), tuple(singles), tuple(pairs), worlds)


def _moved(scenario: Scenario, each: UncertainInput, end: str) -> Moved:
    cause, _, field = each.name.rpartition(".")
    evidence = scenario.evidence
    central = float(getattr(evidence.cause(cause), field)) if cause else evidence[each.name]
    return Moved(each.name, each.unit, each.grade, central, float(getattr(each, end)))


def _back(moved: Moved) -> Moved:
    return replace(moved, break_even=None, low=None, high=None)


@dataclass(frozen=True)
class _Search:
    """Plays both diaries in the same worlds with inputs moved a share of their way."""

    a: Scenario
    b: Scenario
    measure: str
    below: float
    worlds: int
    seed: int
    first_world: int

    def at(self, moves: Sequence[tuple[Moved, ...]], shares: Sequence[float]) -> list[Floats]:
        """Return the per-world differences of each move at its share."""
        return [b - a for a, b in self.arms_at(moves, shares)]

    def arms_at(self, moves: Sequence[tuple[Moved, ...]], shares: Sequence[float]) -> list[Floats]:
        """Return the measure of both diaries with each move at its share, shape (2, worlds)."""
        chosen = measure_named(self.measure, below=self.below)
        rows = []
        for move, share in zip(moves, shares, strict=True):
            values = {each.name: value_at(each, share) for each in move}
            rows.append([self.a.with_(**values), self.b.with_(**values)])

        def read(arms: Comparison) -> Floats:
            return np.array([chosen.values(run) for run in arms.runs])

        return play_rows(
            rows, read, worlds=self.worlds, seed=self.seed, first_world=self.first_world
        )

    def flips(self, moves: Sequence[tuple[Moved, ...]], centre: Floats) -> list[Flip]:
        """Return what each move does, its tie found by halving where the sign turns."""
        ends = self.arms_at(moves, [1.0] * len(moves))
        seen = [{0.0: centre, 1.0: b - a} for a, b in ends]
        sign = np.sign(centre.mean())
        open_ = [n for n, points in enumerate(seen) if np.sign(points[1.0].mean()) != sign]
        between = dict.fromkeys(open_, (0.0, 1.0))
        for _ in range(HALVINGS):
            middles = [sum(between[n]) / 2 for n in open_]
            found = self.at([moves[n] for n in open_], middles)
            for n, middle, points in zip(open_, middles, found, strict=True):
                seen[n][middle] = points
                low, high = between[n]
                same = np.sign(points.mean()) == sign
                between[n] = (middle, high) if same else (low, middle)
        sure = 1 - _ALPHA / max(1, len(moves))
        return [
            _flip(move, points, mean_difference(end[0], end[1]), sure)
            for move, points, end in zip(moves, seen, ends, strict=True)
        ]


def _flip(
    move: tuple[Moved, ...], points: dict[float, Floats], at_end: Difference, sure: float
) -> Flip:
    shares = np.array(sorted(points))
    differences = np.array([points[share] for share in shares])
    beyond = mean_interval(points[1.0], sure)
    share = break_even(shares, differences)
    lead = points[0.0].mean()
    turned = beyond.high < 0 if lead > 0 else beyond.low > 0
    inputs = move if share is None else tuple(_tied(each, share) for each in move)
    return Flip(inputs, at_end, share, bool(turned))


def _tied(moved: Moved, share: Interval) -> Moved:
    at, low, high = (_on_the_way(moved, x) for x in (share.mean, share.low, share.high))
    return replace(moved, break_even=at, low=min(low, high), high=max(low, high))


def value_at(moved: Moved, share: float) -> float:
    """Return the value of an input that has gone a share of its way, as the model takes it."""
    value = _on_the_way(moved, share)
    return float(round(value)) if uncertain_input(moved.name).whole else value


def _on_the_way(moved: Moved, share: float) -> float:
    if share in (0.0, 1.0):
        return moved.end if share else moved.central
    if uncertain_input(moved.name).log_scale and moved.central > 0:
        return moved.central * math.exp(share * math.log(moved.end / moved.central))
    return moved.central + share * (moved.end - moved.central)
