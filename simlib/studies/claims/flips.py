"""What turns a verdict: a corner of the inputs, checked on fresh draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from simlib.analysis.precision import Bools, Floats, Interval, proportion_interval
from simlib.inputs.ranges import evidence_at, uncertain_input
from simlib.studies.claims.claim import Claim
from simlib.studies.claims.play import Job, holds, play_jobs
from simlib.studies.claims.setting import Setting
from simlib.studies.draws import InputDraw, input_draws
from simlib.studies.peeling import Limit
from simlib.studies.stored import Stored

_CHECK_DRAWS = 80
_MOST_INPUTS = 3
_PEEL = 0.1
_CLEAR_SHARE = 0.9
_LEAST_INSIDE = 12
_FRESH = 1_000_003
"""Added to the seed of the draws that check a box."""


@dataclass(frozen=True, repr=False)
class InputLimit(Stored):
    """What has to be true of one input; None where that end of its range is open."""

    name: str
    unit: str
    low: float | None
    high: float | None


@dataclass(frozen=True, repr=False)
class ClaimFlip(Stored):
    """Where a claim holds although it mostly does not, or the other way round.

    Parameters
    ----------
    holds : bool
        Whether the claim holds inside the limits; if not, it fails there.
    limits : tuple of InputLimit
    inside, anywhere : Interval
        Share of fresh draws in which it does so inside, and of the draws over all inputs.
    """

    holds: bool
    limits: tuple[InputLimit, ...]
    inside: Interval
    anywhere: Interval

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
    claim : Claim
    evidence_set : str
    draws : sequence of InputDraw
    margins : ndarray, shape (draws,)
        By how much the claim holds in each; negative where it fails.
    worlds, first_world : int
        Worlds of each fresh draw, and the first that nobody has seen.
    seed : int

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
    names : sequence of str
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
