"""Kaplan-Meier and Aalen-Johansen for any data, by statsmodels (checked against R)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from statsmodels.duration.survfunc import (
    CumIncidenceRight,
    SurvfuncRight,
)

from simlib.analysis.precision import Floats, Ints, Shown
from simlib.inputs.errors import InputError


@dataclass(frozen=True, eq=False, repr=False)
class KaplanMeier(Shown):
    """A survival curve: right-continuous, constant between its times."""

    times: Floats
    """Distinct times at which something ended, increasing; shape (events,)."""
    survival: Floats
    """Share still going just after each time; shape (events,)."""
    at_risk: Floats
    events: Floats
    """Number still under observation just before, and number that ended at each time; shape
    (events,).
    """

    def at(self, times: ArrayLike) -> Floats:
        """Return the survival just after `times` (1 before the first event)."""
        steps = np.concatenate([[1.0], self.survival])
        return steps[np.searchsorted(self.times, np.asarray(times), side="right")]

    @property
    def median(self) -> float:
        """First time at which at most half survive; NaN if the curve never gets there."""
        reached = np.flatnonzero(self.survival <= 0.5 + 1e-12)
        return float(self.times[reached[0]]) if len(reached) else float("nan")


@dataclass(frozen=True, eq=False, repr=False)
class AalenJohansen(Shown):
    """Cumulative incidence of each cause when causes compete."""

    times: Floats
    """Distinct times of the data, increasing; shape (n,)."""
    incidence: Floats
    """Share ended by cause 1, 2, ... up to each time; shape (causes, n)."""
    survival: Floats
    """What is left: one minus the sum of the incidences; shape (n,)."""

    def at(self, times: ArrayLike) -> Floats:
        """Return the incidences just after `times`, shape (causes, ...)."""
        steps = np.concatenate([np.zeros((len(self.incidence), 1)), self.incidence], axis=1)
        return steps[:, np.searchsorted(self.times, np.asarray(times), side="right")]


def kaplan_meier(times: ArrayLike, observed: ArrayLike) -> KaplanMeier:
    """Estimate survival from right-censored times.

    Parameters
    ----------
    times : array_like, shape (n,)
        Time to the end or to the last look, in any unit.
    observed : array_like of bool or 0/1, shape (n,)
        Whether the end was seen (False: censored).

    Raises
    ------
    InputError
        For no data, unequal lengths, or times that are negative or not finite.

    Notes
    -----
    ``statsmodels.duration.survfunc.SurvfuncRight``. At a tie, ends count before censoring.
    """
    when, seen = _checked(times, observed)
    if seen.max() > 1:
        raise InputError("observed is yes or no", value=int(seen.max()), allowed="0 or 1")
    fit = SurvfuncRight(when, seen)
    return KaplanMeier(
        times=np.asarray(fit.surv_times, dtype=float),
        survival=np.asarray(fit.surv_prob, dtype=float),
        at_risk=np.asarray(fit.n_risk, dtype=float),
        events=np.asarray(fit.n_events, dtype=float),
    )


def aalen_johansen(times: ArrayLike, status: ArrayLike) -> AalenJohansen:
    """Estimate the cumulative incidence of competing causes from right-censored times.

    Parameters
    ----------
    times : array_like, shape (n,)
        Time to the end or to the last look, in any unit.
    status : array_like of int, shape (n,)
        0 = censored, 1, 2, ... = the cause that ended it.

    Raises
    ------
    InputError
        As `kaplan_meier`.

    Notes
    -----
    ``statsmodels.duration.survfunc.CumIncidenceRight``. One minus Kaplan-Meier per cause
    overstates every cause, since it lets what another cause ended come back to be ended again.
    """
    when, cause = _checked(times, status)
    # Unit weights skip the standard errors, which divide by zero when the last subject ends.
    fit = CumIncidenceRight(when, cause, freq_weights=np.ones(len(when)))
    distinct = np.asarray(fit.times, dtype=float)
    incidence = np.array(fit.cinc, dtype=float).reshape(int(cause.max()), len(distinct))
    return AalenJohansen(times=distinct, incidence=incidence, survival=1 - incidence.sum(axis=0))


def _checked(times: ArrayLike, status: ArrayLike) -> tuple[Floats, Ints]:
    when, what = np.asarray(times, dtype=float), np.asarray(status).astype(np.int64)
    if when.ndim != 1 or when.shape != what.shape or len(when) == 0:
        found = (when.shape, what.shape)
        raise InputError("one status a time is needed", value=found, allowed="equal lengths, >= 1")
    if not np.isfinite(when).all() or when.min() < 0:
        raise InputError("a time cannot be used", value=float(when.min()), allowed="0 or more")
    if what.min() < 0:
        raise InputError("a status cannot be used", value=int(what.min()), allowed="0, 1, 2, ...")
    return when, what
