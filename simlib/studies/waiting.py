"""The waiting period: months before the first new account pays, unless the firm closes first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlib.analysis.panel import world_column
from simlib.analysis.precision import Bools, Floats, Interval, proportion_band
from simlib.analysis.quantiles import quantile_band
from simlib.run.result import Run
from simlib.studies.stored import FloatArray, Stored

_WEEKS_A_MONTH = 52.0 / 12.0


@dataclass(frozen=True, eq=False, repr=False)
class Waiting(Stored):
    """Months until something good happens, with the end of the firm as competing event.

    Parameters
    ----------
    months : ndarray, shape (points,)
    paid, low, high : ndarray, shape (points,)
        Share of futures in which it has happened by then, with pointwise Wilson limits. What
        closed first never counts as having happened.
    closed : ndarray, shape (points,)
        Share of futures in which the firm closed first; the rest still wait.
    median, most : Interval
        Months by which it has happened in half and in 80 of 100 futures, with limits from order
        statistics; infinite where it does not within the horizon.
    worlds : int
    """

    months: FloatArray
    paid: FloatArray
    low: FloatArray
    high: FloatArray
    closed: FloatArray
    median: Interval
    most: Interval
    worlds: int


def waiting_period(run: Run) -> Waiting:
    """Return how long the firm waits for the first revenue of an account that it won.

    Parameters
    ----------
    run : Run
        With its event log (``log="story"``).
    """
    ruin = world_column(run, "ruin_week") / _WEEKS_A_MONTH
    return waiting(first_payment_weeks(run) / _WEEKS_A_MONTH, ruin, float(run.months[-1]))


def first_payment_weeks(run: Run) -> Floats:
    """Return the week in which the first account won becomes active, infinite if none does."""
    rows = run.events.loc[run.events["kind"] == "active", ["world", "week"]]
    first = rows.groupby("world")["week"].min()
    return first.reindex(run.worlds["world"]).fillna(np.inf).to_numpy(dtype=float)


def first_month(reached: Bools) -> Floats:
    """Return the first month end at which something holds, infinite where it never does.

    ``reached`` begins with month 1 and has the shape (worlds, months).
    """
    return np.where(reached.any(axis=1), 1.0 + reached.argmax(axis=1), np.inf)


def waiting(happened: Floats, closed: Floats, horizon: float) -> Waiting:
    """Return the distribution of a waiting time with a competing end.

    Parameters
    ----------
    happened, closed : ndarray, shape (worlds,)
        Months; infinite or NaN where it did not come about.
    horizon : float
        Months watched, the same for all.

    Notes
    -----
    Every future is watched to the horizon, so nothing is censored before it and the Aalen-Johansen
    estimate is the share of futures. One minus Kaplan-Meier, with closure as censoring, would let
    closed firms win later and call the wait shorter than it is.
    """
    ends = np.where(np.isfinite(closed), closed, np.inf)
    times = np.where(happened <= np.minimum(ends, horizon), happened, np.inf)
    lost = np.where(np.isfinite(times), np.inf, ends)
    months = np.arange(int(horizon) + 1, dtype=float)
    band = proportion_band(
        (times[:, np.newaxis] <= months).sum(axis=0), len(times), known_start=True
    )
    return Waiting(
        months=months,
        paid=band.mean,
        low=band.low,
        high=band.high,
        closed=(lost[:, np.newaxis] <= months).mean(axis=0),
        median=time_quantile(times, 0.5),
        most=time_quantile(times, 0.8),
        worlds=len(times),
    )


def time_quantile(times: Floats, quantile: float) -> Interval:
    """Return a quantile of waiting times, infinite where too few futures get that far.

    Parameters
    ----------
    times : ndarray, shape (worlds,)
        Infinite where it never happened.
    quantile : float
        Strictly between 0 and 1.
    """
    # Any number above all others keeps the order, and does not spoil interpolation as inf does.
    never = 1e6 * (1.0 + float(np.max(times[np.isfinite(times)], initial=1.0)))
    band = quantile_band(np.where(np.isfinite(times), times, never)[:, np.newaxis], (quantile,))
    mean, low, high = (
        _or_never(float(each[0, 0]), never) for each in (band.mean, band.low, band.high)
    )
    half_width = max(mean - low, high - mean) if np.isfinite(mean) else np.inf
    return Interval(mean, low, high, half_width, len(times))


def _or_never(value: float, never: float) -> float:
    # An interpolation that reaches towards "never" is never.
    return np.inf if np.isnan(value) or value > never / 1e5 else value
