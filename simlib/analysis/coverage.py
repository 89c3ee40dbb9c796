"""Pipeline coverage: how much of the revenue that a year takes away is already under way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from statsmodels.discrete.discrete_model import Logit

from simlib.analysis.panel import month_panel, year_panel
from simlib.analysis.precision import Bools, Floats
from simlib.inputs.errors import InputError
from simlib.inputs.units import NORMAL_QUANTILE

if TYPE_CHECKING:
    from simlib.run.result import Run

_MONTHS = 12


@dataclass(frozen=True, eq=False)
class Coverage:
    """Pipeline at a year end, and what the year after it brings, world by world."""

    pipeline: Floats
    lost: Floats
    """Weighted pipeline, and the revenue a year that the accounts of that day lose within the
    twelve months after it; shape (worlds,).
    """
    covered: Floats
    """Pipeline as a share of what such a book loses in an ordinary year; shape (worlds,)."""
    back: Bools
    """Whether revenue a year later is at or above what it was; shape (worlds,)."""


def coverage(run: Run, *, year: int = 2) -> Coverage:
    """Return what the pipeline at the end of a year covers of the year after.

    Parameters
    ----------
    run : Run
        Of a firm that cannot close (``unlimited_cash``).
    year : int
        From 1 to the horizon less one.

    Raises
    ------
    InputError
        For a year without another after it, or a firm that can close.
    """
    if not 1 <= year < run.scenario.horizon_years or not run.scenario.unlimited_cash:
        allowed = "a year before the last, and unlimited_cash=True"
        raise InputError("no year to cover", column="year", value=year, allowed=allowed)
    month = _MONTHS * year
    revenue, then = run.revenue[:, month], run.revenue[:, month + _MONTHS]
    kept = year_panel(run, "grr")[1][:, year]
    pipeline = month_panel(run, "pipeline")[:, month]
    lost = revenue * (1 - np.nan_to_num(kept, nan=1.0))
    ordinary = revenue * (lost.sum() / revenue.sum())
    covered = np.divide(pipeline, ordinary, out=np.zeros_like(pipeline), where=ordinary > 0)
    return Coverage(pipeline, lost, covered, np.asarray(then >= revenue))


def needed(covered: Floats, back: Bools, chance: float) -> tuple[float, float, float]:
    """Return the coverage at which revenue is back with a given chance, and its limits.

    Parameters
    ----------
    back : ndarray of bool, shape (worlds,)
        One world is one observation.
    chance : float
        Such as 0.8.

    Returns
    -------
    tuple of float
        Estimate, low and high (95 %): a logistic curve and the limits at which its band crosses
        the chance. Infinite beyond the coverage that nineteen of twenty worlds stay below: what
        no firm has, nobody can promise. Zero where no coverage is needed.
    """
    most = float(np.quantile(covered, 0.95))
    if most <= 0 or back.all() or not back.any():
        found = 0.0 if back.all() else np.inf
        return found, found, found
    at = np.linspace(0, most, 201)
    middle, low, high = _curve(covered, back, at)
    return _crossing(at, middle, chance), _crossing(at, high, chance), _crossing(at, low, chance)


def _crossing(at: Floats, curve: Floats, chance: float) -> float:
    above = np.flatnonzero(curve >= chance)
    return float(at[above[0]]) if above.size else float("inf")


def _curve(covered: Floats, back: Bools, at: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the logistic chance at each coverage with pointwise 95 % limits."""
    fitted = Logit(back.astype(float), _design(covered)).fit(disp=0)
    rows = _design(at)
    line = rows @ fitted.params
    error = np.sqrt(np.einsum("ij,jk,ik->i", rows, fitted.cov_params(), rows))
    reach = NORMAL_QUANTILE[0.95] * error
    return _chance(line), _chance(line - reach), _chance(line + reach)


def _design(covered: Floats) -> Floats:
    return np.column_stack([np.ones(len(covered)), covered])


def _chance(line: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-line)))
