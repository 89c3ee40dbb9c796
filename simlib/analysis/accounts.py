"""How long initial accounts stay, and what ends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.estimators import aalen_johansen, kaplan_meier
from simlib.analysis.fates import InitialFates, initial_fates
from simlib.analysis.panel import month_end_weeks
from simlib.analysis.precision import Floats, Ints, share_band, student_quantile, wilson
from simlib.analysis.shown import Shown
from simlib.inputs.causes import CLOSED, OWNER_LEAVES
from simlib.inputs.errors import InputError

if TYPE_CHECKING:
    from simlib.run.result import Run

__all__ = [
    "AccountSurvival",
    "LossByCause",
    "aalen_johansen",
    "account_survival",
    "kaplan_meier",
    "loss_by_cause",
]

OTHER = "other"
_LABELS = {
    CLOSED: "Our own closure",
    OWNER_LEAVES: "Follows its owner out of the door",
    "forced": "The forced loss",
    OTHER: "Other causes",
}


@dataclass(frozen=True, eq=False, repr=False)
class AccountSurvival(Shown):
    """Share of initial accounts still with us, if we stay open.

    Parameters
    ----------
    label : str
        The discipline in the client's words.
    months, weeks : ndarray, shape (months + 1,)
        Month ends, as numbers and in weeks.
    share, low, high : ndarray, shape (months + 1,)
        Kaplan-Meier estimate with pointwise limits between worlds; NaN once every firm has
        closed, since then nothing is left to watch.
    at_risk_years, at_risk : ndarray of int, shape (years + 1,)
        Accounts with firms still open at each year end, all worlds together.
    accounts, worlds : int
        Initial accounts of the book, and worlds: ``at_risk[0] == accounts * worlds``.
    confidence : float
    method : str
        What the curve and its band are, for a footer.
    """

    label: str
    months: Ints
    weeks: Floats
    share: Floats
    low: Floats
    high: Floats
    at_risk_years: Ints
    at_risk: Ints
    accounts: int
    worlds: int
    confidence: float
    method: str


@dataclass(frozen=True, eq=False, repr=False)
class LossByCause(Shown):
    """What ended the initial accounts; at each month causes and survival add to one.

    Parameters
    ----------
    label : str
        The discipline in the client's words.
    months : ndarray, shape (months + 1,)
    causes, labels : tuple of str
        Keys and words of the causes that ended an account in some world, largest at the horizon
        first (``"other"`` last); ``"closed"`` (our own closure) is always among them.
    incidence, low, high : ndarray, shape (causes, months + 1)
        Aalen-Johansen cumulative incidence with pointwise limits between worlds.
    survival, survival_low, survival_high : ndarray, shape (months + 1,)
        Share still with us in a firm still open.
    accounts, worlds : int
    confidence : float
    """

    label: str
    months: Ints
    causes: tuple[str, ...]
    labels: tuple[str, ...]
    incidence: Floats
    low: Floats
    high: Floats
    survival: Floats
    survival_low: Floats
    survival_high: Floats
    accounts: int
    worlds: int
    confidence: float


def account_survival(run: Run, *, confidence: float = 0.95) -> AccountSurvival:
    """Estimate how long initial accounts stay, with our own closure as censoring.

    Parameters
    ----------
    run : Run
        With its event log.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    AccountSurvival

    Raises
    ------
    InputError
        As `initial_fates`.

    Notes
    -----
    A firm closes at month ends only, so within a month nothing is censored, the factors of the
    Kaplan-Meier product telescope and month counts give the estimate exactly. Accounts of a world
    share its fate: the band is the delete-one-world jackknife with Student's quantile, never
    Greenwood's formula over accounts. (The counts make each deleted world cheap, so worlds are
    not pooled into groups.)
    """
    fates = initial_fates(run)
    lost, at_risk = _month_counts(fates)
    share = _product_limit(lost.sum(axis=0), at_risk.sum(axis=0))
    without = _product_limit(lost.sum(axis=0) - lost, at_risk.sum(axis=0) - at_risk)
    low, high = _jackknife_limits(share, without, confidence=confidence)
    year_ends = np.arange(0, len(fates.months), 12)
    return AccountSurvival(
        label=run.label,
        months=fates.months,
        weeks=month_end_weeks(fates.months),
        share=share,
        low=low,
        high=high,
        at_risk_years=year_ends // 12,
        at_risk=fates.present.sum(axis=0)[year_ends],
        accounts=fates.accounts,
        worlds=run.world_count,
        confidence=confidence,
        method=f"Kaplan-Meier, our closure censors; {100 * confidence:g} % band between futures",
    )


def _month_counts(fates: InitialFates) -> tuple[Ints, Ints]:
    # At risk in a month: with us after the last month end, in a firm that outlived it.
    before = np.zeros_like(fates.lost_by_then)
    before[:, 1:] = fates.lost_by_then[:, :-1]
    open_before = np.ones_like(fates.trading)
    open_before[:, 1:] = fates.trading[:, :-1]
    return fates.lost.sum(axis=1), (fates.accounts - before) * open_before


def _product_limit(lost: Ints, at_risk: Ints) -> Floats:
    # With nothing at risk the curve is unknown, unless it is already at zero.
    stays = 1 - lost / np.maximum(at_risk, 1)
    share = np.cumprod(stays, axis=-1)
    return np.where((at_risk > 0) | (share == 0), share, np.nan)


def _jackknife_limits(
    share: Floats, without: Floats, *, confidence: float
) -> tuple[Floats, Floats]:
    n = len(without)
    known = np.isfinite(without)
    centred = np.where(known, without - np.where(known, without, 0).sum(axis=0) / n, 0.0)
    error = np.sqrt((n - 1) / n * (centred**2).sum(axis=0))
    reach = student_quantile(n - 1, confidence=confidence) * error
    low, high = np.clip(share - reach, 0, 1), np.clip(share + reach, 0, 1)
    # Where no world has lost any account (or all have lost all) the jackknife sees no spread.
    unseen = wilson(np.array([0]), np.array([n]), confidence=confidence)[1][0]
    low = np.where(share == 1, 1 - unseen, low)
    high = np.where(share == 0, unseen, high)
    if share[0] == 1:
        low[0] = high[0] = 1.0
    return low, high


def loss_by_cause(run: Run, *, largest: int | None = None, confidence: float = 0.95) -> LossByCause:
    """Split the loss of initial accounts by what ended them.

    Parameters
    ----------
    run : Run
        With its event log.
    largest : int, optional
        Keep this many causes (own closure apart) and add up the rest as ``"other"``, with its
        own interval. All causes if not given.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    LossByCause

    Raises
    ------
    InputError
        As `initial_fates`, or if `largest` is below 1.

    Notes
    -----
    Our own closure competes with the causes, so nothing is censored before the horizon and the
    Aalen-Johansen estimate is the mean over worlds of each world's share of accounts. The limits
    are Student's between worlds, inside [0, 1]; where no world saw a cause yet, Wilson's.
    """
    fates = initial_fates(run)
    causes, shares = _merged(fates, largest)
    band = share_band(shares, confidence=confidence, known_start=True)
    with_us = fates.present / fates.accounts
    left = share_band(with_us, confidence=confidence, known_start=True)
    final = band.mean[:, -1]
    order = sorted(range(len(causes)), key=lambda c: (causes[c] == OTHER, -final[c], causes[c]))
    names = tuple(causes[c] for c in order)
    return LossByCause(
        label=run.label,
        months=fates.months,
        causes=names,
        labels=cause_labels(run, names),
        incidence=band.mean[order],
        low=band.low[order],
        high=band.high[order],
        survival=left.mean,
        survival_low=left.low,
        survival_high=left.high,
        accounts=fates.accounts,
        worlds=run.world_count,
        confidence=confidence,
    )


def _merged(fates: InitialFates, largest: int | None) -> tuple[list[str], Floats]:
    if largest is not None and largest < 1:
        raise InputError("too few causes to show", value=largest, allowed="1 or more")
    names, shares = list(fates.causes), fates.incidence
    if largest is not None and len(names) > largest:
        final = shares[:, :, -1].mean(axis=0)
        order = sorted(range(len(names)), key=lambda c: (-final[c], names[c]))
        rest = shares[:, order[largest:]].sum(axis=1, keepdims=True)
        shares = np.concatenate([shares[:, order[:largest]], rest], axis=1)
        names = [*(names[c] for c in order[:largest]), OTHER]
    return [*names, CLOSED], np.concatenate([shares, fates.closure[:, np.newaxis]], axis=1)


def cause_labels(run: Run, causes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words for causes, those of the evidence first."""
    known = {cause.name: cause.label for cause in run.scenario.causes} | _LABELS
    return tuple(known.get(cause, cause.replace("_", " ")) for cause in causes)
