"""The one input that carries a claim: where along it the verdict turns."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from simlib.analysis.precision import Floats
from simlib.inputs.evidence import Evidence
from simlib.inputs.parameters import parameters
from simlib.inputs.ranges import uncertain_input
from simlib.studies.books import with_share_of_rep
from simlib.studies.claims.cases.hibbard import TEAM_BOOK, TOP_EARNER
from simlib.studies.claims.claim import Claim
from simlib.studies.claims.play import Job, play_jobs
from simlib.studies.claims.setting import Setting
from simlib.studies.stored import Stored

_REACH = 4.0
"""How many times beyond its range an input is tried, within its hard limits."""
_FACTOR, _CLIENT = "a factor on all loss rates", "the client's share of his revenue"


@dataclass(frozen=True)
class Axis:
    """Settings along one input.

    Parameters
    ----------
    name, unit : str
    low, central, high : float
        Its graded range.
    values : tuple of float
        Where it is tried, rising, beyond the range where that makes sense.
    at : callable
        From a setting and a value to the setting in which the input has it.
    """

    name: str
    unit: str
    low: float
    central: float
    high: float
    values: tuple[float, ...]
    at: Callable[[Setting, float], Setting]


@dataclass(frozen=True, repr=False)
class BreakEven(Stored):
    """Where the verdict turns.

    Parameters
    ----------
    name, unit : str
    value, value_low, value_high : float
        The value at which the estimate meets the threshold, and where its limits do; NaN where it
        does not within what was tried.
    low, high : float
        The graded range.
    tried_low, tried_high : float
    holds_above : bool
        Whether the claim holds above the value; where it never turns, whether it always holds.
    worlds : int
    """

    name: str
    unit: str
    value: float
    value_low: float
    value_high: float
    low: float
    high: float
    tried_low: float
    tried_high: float
    holds_above: bool
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
    return replace(setting, evidence=with_loss_rates_times(setting.evidence, factor))


def with_loss_rates_times(evidence: Evidence, factor: float) -> Evidence:
    """Return evidence in which every cause of loss strikes so many times as often."""
    changes = {
        f"{cause.name}.annual_rate": factor * cause.annual_rate
        for cause in evidence.causes
        if cause.effect == "loss"
    }
    return evidence.with_(**changes)


def _with_client_share(setting: Setting, share: float) -> Setting:
    book = with_share_of_rep(setting.book(TEAM_BOOK), TOP_EARNER, share)
    return setting.with_book(TEAM_BOOK, book)


def break_even(
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
    value, rising = crossing(values, gaps[0], near=axis.central)
    ends = [end for gap in gaps[1:] for end, _ in crossings(values, gap)]
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


def crossing(values: Floats, gaps: Floats, *, near: float) -> tuple[float, bool]:
    """Return where a broken line through the gaps meets zero, and whether it rises there.

    Of several such values the one nearest to ``near`` (by ratio, where all are positive), beside
    which the present answer stands; NaN where there is none.
    """
    found = crossings(values, gaps)
    if not found:
        return math.nan, False
    by_ratio = near > 0 and all(value > 0 for value, _ in found)
    return min(
        found, key=lambda each: abs(math.log(each[0] / near)) if by_ratio else abs(each[0] - near)
    )


def crossings(values: Floats, gaps: Floats) -> list[tuple[float, bool]]:
    """Return every value at which a broken line meets zero, and whether it rises there."""
    signs = np.sign(gaps)
    turns = np.flatnonzero((signs[:-1] * signs[1:] <= 0) & (gaps[:-1] != gaps[1:]))
    shares = gaps[turns] / (gaps[turns] - gaps[turns + 1])
    found = values[turns] + shares * (values[turns + 1] - values[turns])
    return [
        (float(value), bool(gaps[at + 1] > gaps[at]))
        for value, at in zip(found, turns, strict=True)
    ]
