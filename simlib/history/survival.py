"""How long accounts stay: Kaplan-Meier from the first booking, and of the book as it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from statsmodels.duration.survfunc import SurvfuncRight

from simlib.analysis.precision import Floats, Ints, Shown
from simlib.history.relationships import Relationship, relationships
from simlib.history.rows import NEVER, RULES, LossRule, book_days, declared_losses, on_book, rows_of
from simlib.inputs.errors import InputError
from simlib.inputs.units import NORMAL_QUANTILE
from simlib.intake.booking import Ledger

DAYS_A_MONTH = 365.25 / 12
_LONGEST_MONTHS = 120
_RESAMPLES = 400


@dataclass(frozen=True, eq=False, repr=False)
class Survival(Shown):
    """Share of accounts not lost by then."""

    rule: LossRule
    months: Ints
    """From 0 as far as the ledger reaches; shape (points,)."""
    share: Floats
    low: Floats
    high: Floats
    """Estimate with pointwise 95 % limits; shape (points,)."""
    at_risk: Ints
    """Relationships still watched just after that month; shape (points,)."""
    watched: int
    lost: int
    left_out: int
    """Relationships counted, lost among them, and left out as their start is not known."""
    method: str
    """For a footer."""

    def at(self, months: float) -> float:
        """Return the share at a number of months, NaN beyond the ledger's reach."""
        place = int(np.searchsorted(self.months, months, side="right")) - 1
        return float(self.share[place]) if months <= self.months[-1] else float("nan")


def survival(
    ledger: Ledger, rule: LossRule | None = None, *, since: Mapping[str, date] | None = None
) -> Survival:
    """Estimate how long new relationships last, from first to last booking.

    Parameters
    ----------
    ledger, rule, since
        As in `simlib.history.relationships.relationships`.

    Returns
    -------
    Survival
        Kaplan-Meier (statsmodels) with log-log Greenwood limits.

    Raises
    ------
    InputError
        If no relationship starts early enough to be judged.

    Notes
    -----
    Whether an account is lost at its last booking shows ``silent_days`` later, so everything is
    watched to that long before the ledger's end and censored there: later silences, short or
    long, are not yet read. An account there before the ledger counts from the day it came under
    watch if its start is known (``since``: delayed entry), and is left out and counted otherwise.
    """
    chosen = rule or LossRule()
    every = relationships(ledger, chosen, since=since)
    until = ledger.last_day.toordinal() - chosen.silent_days
    known = [each for each in every if not each.left_truncated]
    watched = [each for each in known if each.watched_from.toordinal() <= until]
    if not watched:
        raise InputError(
            "no relationship starts early enough to see it last",
            column="silent_days",
            value=chosen.silent_days,
            allowed=f"fewer days, or a longer ledger than {ledger.first_day} to {ledger.last_day}",
        )
    entry, days, lost = _watched_days(watched, until)
    months, reached = _month_grid(int(days.max()))
    curve = SurvfuncRight(days, lost.astype(int), entry=entry)
    share, error = _steps(curve, reached)
    low, high = _log_log_limits(share, error)
    return Survival(
        rule=chosen,
        months=months,
        share=share,
        low=low,
        high=high,
        at_risk=np.array([int(((entry <= day) & (days > day)).sum()) for day in reached]),
        watched=len(watched),
        lost=int(lost.sum()),
        left_out=len(every) - len(known),
        method="Kaplan-Meier from the first booking, 95 % limits",
    )


def _watched_days(watched: Sequence[Relationship], until: int) -> tuple[Floats, Floats, Ints]:
    start = np.array([each.start.toordinal() for each in watched])
    end = np.array([each.end.toordinal() for each in watched])
    entry = np.array([each.watched_from.toordinal() for each in watched]) - start
    lost = np.array([each.lost for each in watched]) & (end <= until)
    days = np.where(lost, end, until) - start + 1
    return entry.astype(float), days.astype(float), lost.astype(np.int64)


def _month_grid(longest_days: int) -> tuple[Ints, Floats]:
    count = min(_LONGEST_MONTHS, int(longest_days / DAYS_A_MONTH))
    months = np.arange(count + 1)
    return months.astype(np.int64), np.asarray(months * DAYS_A_MONTH, dtype=float)


def _steps(curve: SurvfuncRight, at: Floats) -> tuple[Floats, Floats]:
    place = np.searchsorted(curve.surv_times, at, side="right")
    share = np.concatenate([[1.0], curve.surv_prob])[place]
    error = np.concatenate([[0.0], curve.surv_prob_se])[place]
    return share, np.nan_to_num(error)


def _log_log_limits(share: Floats, error: Floats) -> tuple[Floats, Floats]:
    inside = (share > 0) & (share < 1) & (error > 0)
    safe = np.where(inside, share, 0.5)
    reach = NORMAL_QUANTILE[0.95] * error / (safe * np.abs(np.log(safe)))
    low = np.where(inside, safe ** np.exp(reach), share)
    high = np.where(inside, safe ** np.exp(-reach), share)
    return low, high


def on_the_book(
    ledger: Ledger,
    rule: LossRule | None = None,
    *,
    largest: int | None = None,
    seed: int = 1,
) -> Survival:
    """Estimate how long accounts stay that are on the book at a day, however old they are.

    An account is on the book while the rule has not declared it lost, that is until
    ``silent_days`` after its last booking. Every full year of the ledger starts a count of those
    on the book that day; the counts are pooled. This is the share to hold beside the model's,
    which follows today's book.

    Parameters
    ----------
    rule
        365 days by default.
    largest
        Only so many accounts with the most revenue in the year before each count.
    seed
        Of the resampling of accounts: those of one account at several days are one observation.

    Raises
    ------
    InputError
        If the ledger holds no year after the rule's silence.
    """
    chosen = rule or LossRule()
    origins = book_days(ledger, chosen)
    if not origins:
        raise InputError(
            "the ledger holds no year in which this rule could see an account on the book lost",
            column="silent_days",
            value=chosen.silent_days,
            allowed=f"{ledger.first_day} to {ledger.last_day} less a year",
        )
    lost, at_risk = _counts(ledger, chosen, origins, largest)
    share = _product_limit(lost.sum(axis=0), at_risk.sum(axis=0))
    low, high = _resampled(lost, at_risk, seed)
    return Survival(
        rule=chosen,
        months=np.arange(len(share)),
        share=share,
        low=low,
        high=high,
        at_risk=np.append(at_risk.sum(axis=0)[1:], 0).astype(np.int64),
        watched=int(at_risk.sum(axis=0)[1]),
        lost=int(lost.sum()),
        left_out=0,
        method=f"accounts on the book at {len(origins)} year ends, 95 % limits over accounts",
    )


def _counts(
    ledger: Ledger, rule: LossRule, origins: Sequence[date], largest: int | None
) -> tuple[Floats, Floats]:
    """Return losses and numbers at risk by account and month, shape (accounts, months + 1)."""
    rows = rows_of(ledger)
    account, declared = declared_losses(rows, rule)
    months = round((rows.last_day - origins[0].toordinal()) / DAYS_A_MONTH)
    grid = np.arange(min(_LONGEST_MONTHS, months) + 1)
    lost, at_risk = (np.zeros((len(rows.accounts), len(grid))) for _ in range(2))
    for day in origins:
        there, origin = on_book(rows, rule, day, largest=largest), day.toordinal()
        first = np.full(len(rows.accounts), NEVER)
        later = declared > origin
        np.minimum.at(first, account[later], declared[later])
        watched = (np.minimum(first, rows.last_day) - origin) / DAYS_A_MONTH
        month = np.clip(np.rint(watched), 1, len(grid) - 1).astype(np.int64)
        at_risk += (grid <= month[:, np.newaxis]) & there[:, np.newaxis]
        ended = there & (first <= rows.last_day)
        lost[np.flatnonzero(ended), month[ended]] += 1
    seen = at_risk[:, 0] > 0
    return lost[seen], at_risk[seen]


def _product_limit(lost: Floats, at_risk: Floats) -> Floats:
    stays = 1 - lost / np.maximum(at_risk, 1)
    return np.asarray(np.cumprod(stays, axis=-1))


def _resampled(lost: Floats, at_risk: Floats, seed: int) -> tuple[Floats, Floats]:
    rng, n = np.random.default_rng(seed), len(lost)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=_RESAMPLES).astype(float)
    curves = _product_limit(weights @ lost, weights @ at_risk)
    low, high = np.quantile(curves, [0.025, 0.975], axis=0)
    return low, high


def sensitivity(
    ledger: Ledger,
    rules: Sequence[LossRule] = RULES,
    *,
    largest: int | None = None,
    seed: int = 1,
) -> tuple[Survival, ...]:
    """Return the survival of accounts on the book under each rule that the ledger can bear."""
    return tuple(
        on_the_book(ledger, rule, largest=largest, seed=seed)
        for rule in rules
        if book_days(ledger, rule)
    )
