"""What ends the initial accounts, of runs with an event log and of runs that keep only totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.accounts import cause_labels
from simlib.analysis.fates import initial_fates
from simlib.analysis.precision import Band, Floats, Ints, Shown, proportion_band, share_band
from simlib.inputs.errors import InputError

if TYPE_CHECKING:
    from simlib.run.result import Run


@dataclass(frozen=True, eq=False, repr=False)
class CauseIncidence(Shown):
    """Share of the initial accounts that each cause has ended."""

    label: str
    """The discipline in the client's words."""
    months: Ints
    """Shape (months + 1,)."""
    causes: tuple[str, ...]
    labels: tuple[str, ...]
    """Keys and words of the causes that ended an account in some world, largest at the horizon
    first. Our own closure is not among them.
    """
    incidence: Floats
    low: Floats
    high: Floats
    """Aalen-Johansen cumulative incidence, our closure competing, with pointwise limits; shape
    (causes, months + 1).
    """
    accounts: int
    worlds: int
    confidence: float


def cause_incidence(run: Run, *, confidence: float = 0.95) -> CauseIncidence:
    """Estimate how many of the initial accounts each cause ends, month by month.

    Parameters
    ----------
    run : Run
        With its event log, or without, or with totals in place of rows.
    confidence : float
        Strictly between 0 and 1.

    Raises
    ------
    InputError
        If the book has no account.

    Notes
    -----
    The estimate is the mean over worlds of each world's share of accounts: with rows it is that of
    `simlib.analysis.accounts.loss_by_cause`, limits included. Without an event log the same mean is
    known, but not how it spreads between worlds. A share has no more variance than a yes or no of
    the same mean, so the limits are Wilson's for that share of worlds: valid, and wider. How
    many accounts our own closure ends is then known at the horizon only, so it is left out.
    """
    causes, band = _known(run, confidence)
    final = band.mean[:, -1]
    order = sorted(range(len(causes)), key=lambda place: (-final[place], causes[place]))
    names = tuple(causes[place] for place in order)
    return CauseIncidence(
        label=run.label,
        months=run.months,
        causes=names,
        labels=cause_labels(run, names),
        incidence=band.mean[order],
        low=band.low[order],
        high=band.high[order],
        accounts=len(run.scenario.book.accounts),
        worlds=run.world_count,
        confidence=confidence,
    )


def _known(run: Run, confidence: float) -> tuple[tuple[str, ...], Band]:
    if run.totals is not None or run.events.empty:
        causes, shares = _shares(run)
        counts = shares * run.world_count
        band = proportion_band(counts, run.world_count, confidence=confidence, known_start=True)
        return causes, band
    fates = initial_fates(run)
    return fates.causes, share_band(fates.incidence, confidence=confidence, known_start=True)


def _shares(run: Run) -> tuple[tuple[str, ...], Floats]:
    accounts = len(run.scenario.book.accounts)
    if not accounts:
        raise InputError("the book has no account to follow", value=run.scenario.book.name)
    lost = run.losses[:, 0].cumsum(axis=0).T
    seen = np.flatnonzero(lost[:, -1])
    by_then = np.hstack([np.zeros((len(seen), 1), dtype=np.int64), lost[seen]])
    causes = tuple(run.causes[place] for place in seen)
    return causes, by_then / (accounts * run.world_count)
