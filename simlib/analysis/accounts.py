"""How long initial accounts stay, and what ends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simlib.analysis.estimators import aalen_johansen, kaplan_meier
from simlib.analysis.fates import InitialFates, initial_fates
from simlib.analysis.panel import month_end_weeks
from simlib.analysis.precision import Floats, Ints, Shown, share_band, student_quantile, wilson
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
MOST_AREAS = 6
OTHER_CAUSES = "other causes"


@dataclass(frozen=True, eq=False, repr=False)
class AccountSurvival(Shown):
    """Share of initial accounts still with us, if we stay open."""

    label: str
    """The discipline in the client's words."""
    months: Ints
    weeks: Floats
    """Month ends, as numbers and in weeks; shape (months + 1,)."""
    share: Floats
    low: Floats
    high: Floats
    """Kaplan-Meier estimate with pointwise limits between worlds; NaN once every firm has closed,
    since then nothing is left to watch; shape (months + 1,).
    """
    at_risk_years: Ints
    at_risk: Ints
    """Accounts with firms still open at each year end, all worlds together; shape (years + 1,)."""
    accounts: int
    worlds: int
    """Initial accounts of the book, and worlds: ``at_risk[0] == accounts * worlds``."""
    confidence: float
    method: str
    """What the curve and its band are, for a footer."""


@dataclass(frozen=True, eq=False, repr=False)
class LossByCause(Shown):
    """What ended the initial accounts; at each month causes and survival add to one."""

    label: str
    """The discipline in the client's words."""
    months: Ints
    """Shape (months + 1,)."""
    causes: tuple[str, ...]
    labels: tuple[str, ...]
    """Keys and words of the causes that ended an account in some world, largest at the horizon
    first (``"other"`` last); ``"closed"`` (our own closure) is always among them.
    """
    incidence: Floats
    low: Floats
    high: Floats
    """Aalen-Johansen cumulative incidence with pointwise limits between worlds; shape (causes,
    months + 1).
    """
    survival: Floats
    survival_low: Floats
    survival_high: Floats
    """Share still with us in a firm still open; shape (months + 1,)."""
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


def merged_causes(result: LossByCause) -> tuple[list[str], NDArray[np.float64]]:
    """Return at most six areas, largest first, the small ones added up as "other causes"."""
    shares = np.asarray(result.incidence, dtype=np.float64)
    happened = [place for place in range(len(result.causes)) if shares[place, -1] > 0]
    # what the analysis has added up already stays with the rest
    order = sorted(
        happened, key=lambda place: (result.causes[place] == "other", -shares[place, -1])
    )
    named = [place for place in order if result.causes[place] != "other"]
    whole = len(named) == len(order) <= MOST_AREAS
    kept = named if whole else named[: MOST_AREAS - 1]
    names = [result.causes[place] for place in kept]
    rows = [shares[place] for place in kept]
    if len(kept) < len(order):
        names.append(OTHER_CAUSES)
        rows.append(shares[order[len(kept) :]].sum(axis=0))
    return names, np.array(rows).reshape(len(rows), shares.shape[1])
