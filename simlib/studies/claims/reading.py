"""From one number a world to an estimate with its interval, whatever the estimand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import special

from simlib.analysis.difference import tango_interval
from simlib.analysis.measures import measure_named
from simlib.analysis.panel import seat_panel, world_column
from simlib.analysis.precision import (
    Bools,
    Floats,
    Interval,
    mean_interval,
    proportion_interval,
    student_interval,
)
from simlib.analysis.revenue import never_below

if TYPE_CHECKING:
    import pandas as pd

    from simlib.run.result import Run

Kind = Literal["chance", "chance_difference", "mean", "function"]
HUNTING = ("call_hours", "discovery_hours", "proposal_hours")


@dataclass(frozen=True, eq=False)
class Reading:
    """What a test reads from its arms, world by world."""

    kind: Kind
    """``chance``: one column of 0 and 1, NaN where the question does not arise;
    ``chance_difference``: two such columns, the second minus the first; ``mean``: one column;
    ``function``: a smooth function of the means of several columns, such as a difference or a
    ratio.
    """
    columns: Floats
    """Shape (columns, worlds)."""
    function: Callable[[Floats], Floats] | None = None
    """From means of shape (columns, ...) to values of shape (...)."""
    arms: tuple[int, ...] = ()
    """Which arm each column is from; one arm by default."""

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return int(self.columns.shape[1])

    @property
    def _known(self) -> Floats:
        return self.columns[:, np.isfinite(self.columns).all(axis=0)]

    def interval(self, confidence: float = 0.95) -> Interval:
        """Return the estimate with its interval between worlds.

        Wilson for a chance, Tango for a difference of chances in the same worlds, Student for a
        mean, and for a function of means Student from the jackknife over worlds.
        """
        known = self._known
        count = known.shape[1]
        if count == 0:
            return Interval(math.nan, math.nan, math.nan, math.nan, 0)
        if self.kind == "chance":
            return proportion_interval(int(known[0].sum()), count, confidence)
        if self.kind == "chance_difference":
            ups, downs = int((known[1] > known[0]).sum()), int((known[1] < known[0]).sum())
            return tango_interval(ups, downs, count, confidence=confidence)
        if self.kind == "mean":
            return mean_interval(known[0], confidence)
        assert self.function is not None
        error = math.sqrt(jackknife_variance(known, self.function)) if count > 1 else math.nan
        return student_interval(self.estimate(), error, count, confidence)

    def estimate(self) -> float:
        """Return the estimate alone."""
        known = self._known
        if known.shape[1] == 0:
            return math.nan
        means = known.mean(axis=1)
        return float(means[0] if self.function is None else self.function(means))

    def variance_factor(self) -> float:
        """Return how many times as many worlds it would take if each arm had worlds of its own.

        NaN of a reading of one arm, and where the arms never differ.
        """
        known = self._known
        if self.function is None or len(set(self.arms)) < 2 or known.shape[1] < 2:
            return math.nan
        together = jackknife_variance(known, self.function)
        arms = np.array(self.arms)
        apart = sum(jackknife_variance(known, self.function, arms == arm) for arm in set(self.arms))
        return apart / together if together > 0 else math.nan


def jackknife_variance(
    columns: Floats, function: Callable[[Floats], Floats], moved: Bools | None = None
) -> float:
    """Return the variance of a smooth function of means, from leaving each world out.

    Parameters
    ----------
    columns : ndarray, shape (columns, worlds)
        At least two worlds.
    moved : ndarray of bool, shape (columns,), optional
        Columns that lose the world; the others keep all worlds. All by default.

    References
    ----------
    R. G. Miller (1974), The jackknife: a review, Biometrika 61, 1-15.
    """
    count = columns.shape[1]
    all_worlds = columns.sum(axis=1, keepdims=True)
    left = (all_worlds - columns) / (count - 1)
    if moved is not None:
        left = np.where(moved[:, np.newaxis], left, all_worlds / count)
    without = function(left)
    return float((count - 1) / count * ((without - without.mean()) ** 2).sum())


def joined(readings: Sequence[Reading]) -> Reading:
    """Return the readings of consecutive blocks of worlds as one."""
    columns = np.concatenate([reading.columns for reading in readings], axis=1)
    return replace(readings[0], columns=columns)


def p_beyond(interval: Interval, threshold: float, confidence: float = 0.95) -> float:
    """Return the two-sided chance of an estimate this far from a threshold if it stood on it.

    From the half-width towards the threshold, as if normal: for ranking what is beyond Monte
    Carlo noise over a table, no more.
    """
    reach = (
        interval.mean - interval.low if interval.mean > threshold else interval.high - interval.mean
    )
    if not math.isfinite(reach) or reach <= 0:
        return 1.0 if not math.isfinite(interval.mean) or interval.mean == threshold else 0.0
    z = float(special.ndtri((1 + confidence) / 2)) * abs(interval.mean - threshold) / reach
    return float(2 * special.ndtr(-z))


def chance(values: Floats) -> Reading:
    """Return a chance from one 0 or 1 a world."""
    return Reading("chance", values[np.newaxis].astype(float))


def chance_gain(before: Floats, after: Floats) -> Reading:
    """Return the difference of two chances seen in the same worlds."""
    both = np.stack([before, after]).astype(float)
    return Reading("chance_difference", both, _second_less_first, (0, 1))


def mean(values: Floats) -> Reading:
    """Return a mean over worlds."""
    return Reading("mean", values[np.newaxis].astype(float))


def gain(before: Floats, after: Floats) -> Reading:
    """Return the difference of the means of two arms in the same worlds."""
    return compared(_second_less_first, [before], [after])


def compared(function: Callable[[Floats], Floats], *arms: Sequence[Floats]) -> Reading:
    """Return a smooth function of the means of columns of several arms in the same worlds."""
    columns = np.stack([column for arm in arms for column in arm]).astype(float)
    places = tuple(place for place, arm in enumerate(arms) for _ in arm)
    return Reading("function", columns, function, places)


def _second_less_first(means: Floats) -> Floats:
    return np.asarray(means[1] - means[0])


def ratio(top: Floats, bottom: Floats) -> Reading:
    """Return the ratio of the means of two arms; 0 over 0 is NaN."""
    return compared(_ratio, [top], [bottom])


def _ratio(means: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(means[0] / means[1])


def wins(run: Run) -> Floats:
    """Return the accounts won."""
    return world_column(run, "wins")


def final_revenue(run: Run) -> Floats:
    """Return revenue a year at the end, as a share of today's."""
    return world_column(run, "final_revenue") / run.initial_revenue


def kept_share(run: Run) -> Floats:
    """Return the share of today's accounts that are still customers at the end."""
    accounts = len(run.scenario.book.accounts)
    return 1 - world_column(run, "initial_losses") / accounts


def survives(run: Run) -> Floats:
    """Return 1 where revenue never fell below 70 % of today's."""
    return never_below(run, 0.7)[:, -1].astype(float)


def closes(run: Run) -> Floats:
    """Return 1 where the firm ran out of cash by the end."""
    return measure_named("ruin").values(run)


def rep_months(run: Run, column: str, first: int = 1, last: int | None = None) -> Floats:
    """Return a column of the reps frame added up over seats and months ``first`` to ``last``."""
    end = None if last is None else last + 1
    return np.asarray(seat_panel(run, column)[:, first:end].sum(axis=(1, 2)))


def hunting_hours(run: Run) -> Floats:
    """Return the hours that went into calls, discoveries and proposals."""
    return np.asarray(np.sum([rep_months(run, column) for column in HUNTING], axis=0))


def events_by_world(run: Run, rows: pd.DataFrame) -> Floats:
    """Return how many of the event rows belong to each world."""
    place = rows["world"].to_numpy() - run.first_world
    return np.bincount(place, minlength=run.world_count).astype(float)


def of_kind(run: Run, kind: str) -> pd.DataFrame:
    """Return the event rows of a kind."""
    return run.events[run.events["kind"] == kind]


def worlds_with(run: Run, rows: pd.DataFrame) -> Bools:
    """Return in which worlds there is such a row."""
    return np.asarray(events_by_world(run, rows) > 0)
