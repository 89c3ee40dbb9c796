"""What turns a verdict: a corner of the inputs, checked on fresh draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from simlib.analysis.precision import Bools, Floats, Interval, proportion_interval
from simlib.inputs.parameters import parameters
from simlib.inputs.ranges import evidence_at, uncertain_input
from simlib.studies.claims.cases.hibbard import TEAM_BOOK, TOP_EARNER
from simlib.studies.claims.claim import Claim
from simlib.studies.claims.play import Job, holds, play_jobs
from simlib.studies.claims.setting import Setting
from simlib.studies.design import InputDraw, input_draws, with_loss_rates, with_share_of_rep
from simlib.studies.drivers.prim import Limit
from simlib.studies.stored import Stored

_CHECK_DRAWS = 80
_MOST_INPUTS = 3
_PEEL = 0.1
_CLEAR_SHARE = 0.9
_LEAST_INSIDE = 12
_FRESH = 1_000_003
"""Added to the seed of the draws that check a box."""
_REACH = 4.0
"""How many times beyond its range an input is tried, within its hard limits."""
_FACTOR, _CLIENT = "a factor on all loss rates", "the client's share of his revenue"


@dataclass(frozen=True, repr=False)
class InputLimit(Stored):
    """What has to be true of one input; None where that end of its range is open."""

    name: str
    unit: str
    low: float | None
    high: float | None


@dataclass(frozen=True, repr=False)
class ClaimFlip(Stored):
    """Where a claim holds although it mostly does not, or the other way round."""

    holds: bool
    """Whether the claim holds inside the limits; if not, it fails there."""
    limits: tuple[InputLimit, ...]
    inside: Interval
    anywhere: Interval
    """Share of fresh draws in which it does so inside, and of the draws over all inputs."""

    @property
    def confirmed(self) -> bool:
        """Whether fresh draws show it, too."""
        return self.inside.low > self.anywhere.high


def claim_flip(
    claim: Claim,
    evidence_set: str,
    draws: Sequence[InputDraw],
    margins: Floats,
    *,
    worlds: int,
    first_world: int,
    seed: int,
) -> ClaimFlip | None:
    """Search what turns a claim, and check it on fresh draws in fresh worlds.

    Parameters
    ----------
    margins : ndarray, shape (draws,)
        By how much the claim holds in each; negative where it fails.
    worlds, first_world
        Worlds of each fresh draw, and the first that nobody has seen.

    Returns
    -------
    ClaimFlip or None
        None where no input tells beyond chance.

    Notes
    -----
    The corner is found by patient rule induction on the margins of the inputs that move them most
    (rank correlation). How clear it looks there does not count: it is judged by fresh draws inside.

    References
    ----------
    J. H. Friedman and N. I. Fisher (1999), Bump hunting in high-dimensional data, Statistics and
    Computing 9, 123-143.
    """
    holds = bool((margins > 0).mean() < 0.5)
    names = movers(draws, margins)
    if not names:
        return None
    cube = np.array([[draw.quantiles[name] for name in names] for draw in draws])
    limits = corner(names, cube, margins if holds else -margins)
    if not limits:
        return None
    fresh = input_draws(evidence_set, _CHECK_DRAWS, seed=seed + _FRESH)
    quantiles = [_squeezed(draw.quantiles, limits) for draw in fresh]
    found = _passes(
        claim, evidence_set, quantiles, worlds=worlds, first_world=first_world, seed=seed
    )
    inside = found if holds else ~found
    wanted = (margins > 0) == holds
    anywhere = proportion_interval(int(wanted.sum()), len(wanted))
    return ClaimFlip(
        holds=holds,
        limits=tuple(_in_values(limit) for limit in limits),
        inside=proportion_interval(int(inside.sum()), len(inside)),
        anywhere=anywhere,
    )


def corner(names: Sequence[str], cube: Floats, margins: Floats) -> tuple[Limit, ...]:
    """Return the corner of the inputs in which margins are largest.

    Parameters
    ----------
    cube : ndarray, shape (draws, inputs)
        Quantiles of the inputs.
    margins : ndarray, shape (draws,)
        NaN counts as the worst.

    Returns
    -------
    tuple of Limit
        Of the inputs that are limited at all; empty where all margins have one sign.
    """
    worth = np.where(np.isfinite(margins), margins, np.nanmin(margins, initial=0.0))
    low, high = np.zeros(len(names)), np.ones(len(names))
    inside = np.ones(len(worth), dtype=bool)
    if (worth > 0).all() or not (worth > 0).any():
        return ()
    while (worth[inside] > 0).mean() < _CLEAR_SHARE:
        low, high, inside = _peeled(cube, worth, inside, low, high)
        if inside.sum() * (1 - _PEEL) < _LEAST_INSIDE:
            break
    return tuple(
        Limit(name, float(low[k]), float(high[k]))
        for k, name in enumerate(names)
        if low[k] > 0 or high[k] < 1
    )


def _peeled(
    cube: Floats, worth: Floats, inside: Bools, low: Floats, high: Floats
) -> tuple[Floats, Floats, Bools]:
    """Return the corner without the face whose loss leaves the highest mean."""
    faces = []
    for k in range(cube.shape[1]):
        at_low, at_high = np.quantile(cube[inside, k], [_PEEL, 1 - _PEEL])
        for limit, keeps in ((low, cube[:, k] >= at_low), (high, cube[:, k] <= at_high)):
            moved = limit.copy()
            moved[k] = at_low if limit is low else at_high
            left = inside & keeps
            ends = (moved, high) if limit is low else (low, moved)
            faces.append((float(worth[left].mean()), *ends, left))
    _, *best = max(faces, key=lambda face: face[0])
    return best[0], best[1], best[2]


def movers(draws: Sequence[InputDraw], margins: Floats, most: int = _MOST_INPUTS) -> list[str]:
    """Return the inputs whose draws go with the margins most, the strongest first.

    None where all margins are alike: nothing moves them.
    """
    known = np.isfinite(margins)
    ranks = stats.rankdata(margins[known])
    if len(ranks) < 2 or np.ptp(ranks) == 0:
        return []
    names = sorted(draws[0].quantiles)
    quantiles = np.array([[draw.quantiles[name] for name in names] for draw in draws])[known]
    centred = stats.rankdata(quantiles, axis=0) - (len(ranks) + 1) / 2
    # All columns of ranks have the same spread, so their covariance orders them by correlation.
    strength = np.abs(centred.T @ (ranks - ranks.mean()))
    return [names[place] for place in np.argsort(-strength, kind="stable")[:most]]


def _passes(
    claim: Claim,
    evidence_set: str,
    quantiles: Sequence[dict[str, float]],
    *,
    worlds: int,
    first_world: int,
    seed: int,
) -> Bools:
    jobs = [
        Job(
            Setting(evidence_at(each, evidence_set).evidence),
            (claim.id,),
            first_world + place * worlds,
            worlds,
            seed,
        )
        for place, each in enumerate(quantiles)
    ]
    return np.array([holds(claim, each) for each in play_jobs(jobs)])


def _squeezed(quantiles: dict[str, float], limits: Sequence[Limit]) -> dict[str, float]:
    """Return a draw moved into a box: uniform there, all other inputs as they were."""
    moved = dict(quantiles)
    for limit in limits:
        moved[limit.name] = limit.low + (limit.high - limit.low) * quantiles[limit.name]
    return moved


def _in_values(limit: Limit) -> InputLimit:
    known = uncertain_input(limit.name)
    return InputLimit(
        limit.name,
        known.unit,
        known.at(limit.low) if limit.low > 0 else None,
        known.at(limit.high) if limit.high < 1 else None,
    )


@dataclass(frozen=True)
class Axis:
    """Settings along one input."""

    name: str
    unit: str
    low: float
    central: float
    high: float
    """Its graded range."""
    values: tuple[float, ...]
    """Where it is tried, rising, beyond the range where that makes sense."""
    at: Callable[[Setting, float], Setting]
    """From a setting and a value to the setting in which the input has it."""


@dataclass(frozen=True, repr=False)
class BreakEven(Stored):
    """Where the verdict turns."""

    name: str
    unit: str
    value: float
    value_low: float
    value_high: float
    """The value at which the estimate meets the threshold, and where its limits do; NaN where it
    does not within what was tried.
    """
    low: float
    high: float
    """The graded range."""
    tried_low: float
    tried_high: float
    holds_above: bool
    """Whether the claim holds above the value; where it never turns, whether it always holds."""
    worlds: int

    @property
    def turns(self) -> bool:
        """Whether there is such a value within what was tried."""
        return math.isfinite(self.value)

    @property
    def in_range(self) -> bool:
        """Whether it lies in the graded range."""
        return self.turns and self.low <= self.value <= self.high


def axis_of(claim: Claim) -> Axis:
    """Return the axis of a claim that one input decides."""
    if claim.decided_by == _FACTOR:
        factors = (0.25, 0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 4.0)
        return Axis(_FACTOR, "times", 0.5, 1.0, 2.0, factors, _with_rates_times)
    if claim.decided_by == _CLIENT:
        shares = (0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9, 0.95)
        return Axis(_CLIENT, "0-1", 0.1, 0.9, 0.95, shares, _with_client_share)
    return _input_axis(claim.decided_by)


def _input_axis(name: str) -> Axis:
    known, hard = uncertain_input(name), parameters()[name]
    low = max(hard.minimum, known.low / _REACH)
    high = min(hard.maximum, known.high * _REACH)
    inner = [float(value) for value in np.linspace(known.low, known.high, 6)]
    values = sorted({low, *inner, (known.high + high) / 2, high})
    return Axis(
        *(name, known.unit, known.low, known.central, known.high, tuple(values)),
        lambda setting, value: setting.with_input(name, value),
    )


def _with_rates_times(setting: Setting, factor: float) -> Setting:
    return replace(setting, evidence=with_loss_rates(setting.evidence, factor))


def _with_client_share(setting: Setting, share: float) -> Setting:
    book = with_share_of_rep(setting.book(TEAM_BOOK), TOP_EARNER, share)
    return setting.with_book(TEAM_BOOK, book)


def claim_break_even(
    claim: Claim, setting: Setting, *, worlds: int, first_world: int, seed: int
) -> BreakEven:
    """Find where along its axis a claim turns, in the same worlds at every value."""
    axis = axis_of(claim)
    jobs = [
        Job(axis.at(setting, value), (claim.id,), first_world, worlds, seed)
        for value in axis.values
    ]
    found = [played[claim.id][0].interval() for played in play_jobs(jobs)]
    test = claim.tests[0]
    sign = 1.0 if test.direction == "above" else -1.0
    gaps = [
        sign * (np.array([getattr(each, end) for each in found]) - test.threshold)
        for end in ("mean", "low", "high")
    ]
    values = np.array(axis.values)
    values = np.array(axis.values)
    value, rising = nearest_zero(values, gaps[0], near=axis.central)
    ends = [end for gap in gaps[1:] for end, _ in zeros(values, gap)]
    return BreakEven(
        name=axis.name,
        unit=axis.unit,
        value=value,
        value_low=max((end for end in ends if end <= value), default=math.nan),
        value_high=min((end for end in ends if end >= value), default=math.nan),
        low=axis.low,
        high=axis.high,
        tried_low=axis.values[0],
        tried_high=axis.values[-1],
        holds_above=rising if math.isfinite(value) else bool(np.nanmean(gaps[0]) > 0),
        worlds=worlds,
    )


def nearest_zero(values: Floats, gaps: Floats, *, near: float) -> tuple[float, bool]:
    """Return where a broken line through the gaps meets zero, and whether it rises there.

    Of several such values the one nearest to ``near`` (by ratio, where all are positive), beside
    which the present answer stands; NaN where there is none.
    """
    found = zeros(values, gaps)
    if not found:
        return math.nan, False
    by_ratio = near > 0 and all(value > 0 for value, _ in found)
    return min(
        found, key=lambda each: abs(math.log(each[0] / near)) if by_ratio else abs(each[0] - near)
    )


def zeros(values: Floats, gaps: Floats) -> list[tuple[float, bool]]:
    """Return every value at which a broken line meets zero, and whether it rises there."""
    signs = np.sign(gaps)
    turns = np.flatnonzero((signs[:-1] * signs[1:] <= 0) & (gaps[:-1] != gaps[1:]))
    shares = gaps[turns] / (gaps[turns] - gaps[turns + 1])
    found = values[turns] + shares * (values[turns + 1] - values[turns])
    return [
        (float(value), bool(gaps[at + 1] > gaps[at]))
        for value, at in zip(found, turns, strict=True)
    ]
