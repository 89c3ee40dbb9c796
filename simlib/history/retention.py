"""What became of last year's revenue: kept, grown, replaced, and how much hung on one account."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.analysis.precision import Floats, Interval, Shown, proportion_interval
from simlib.history.rows import Rows, rows_of, year_ends
from simlib.inputs.errors import InputError
from simlib.intake.booking import Ledger

_RESAMPLES = 1000
_NOTHING = Interval(math.nan, math.nan, math.nan, math.nan, 0)


@dataclass(frozen=True, repr=False)
class YearOfRevenue(Shown):
    """One year beside the year before it."""

    firm: str
    """"" where the ledger is of one firm."""
    end: date
    """Last day of the year."""
    before: float
    revenue: float
    """Net amounts of the year before and of this one."""
    accounts: int
    """Accounts that booked anything positive in the year before."""
    lost: int
    won: int
    came_back: int
    """Of these, accounts that booked nothing positive this year; accounts that did and had not in
    the year before; how many of those had booked earlier still.
    """
    grr: Interval
    nrr: Interval
    """Revenue kept, growth not counted (gross) and counted (net), as shares of the year before."""
    replacement: Interval
    """This year's revenue of accounts won over last year's of accounts lost; NaN if none was
    lost.
    """
    lost_share: Interval
    """``lost / accounts``, Wilson."""
    largest_share: float
    """Of the largest account in the revenue of the year before."""
    largest_stopped: bool
    """Whether it booked nothing positive this year."""


@dataclass(frozen=True, repr=False)
class Retention(Shown):
    """Retention by firm and year."""

    years: tuple[YearOfRevenue, ...]
    """By firm, then by year; empty where no ledger holds two years."""
    largest_stopped: Interval
    """Share of firm-years in which the largest account stopped, Wilson."""
    typical_largest: float
    """Median share of that account."""
    grr: Interval
    nrr: Interval
    replacement: Interval
    """Over all firm-years; firms with more than one are drawn as a whole."""


@dataclass(frozen=True, eq=False)
class _Pair:
    """Two years of one firm by account, shape (accounts,) each: booked before, now, money."""

    was: Floats
    now: Floats
    before: Floats
    revenue: Floats

    @property
    def parts(self) -> Floats:
        """What the ratios are made of by account, shape (accounts, 5)."""
        kept = np.minimum(self.before, np.maximum(self.revenue, 0)) * self.was
        return np.stack(
            [
                self.before * self.was,
                kept,
                self.revenue * self.was,
                self.before * self.was * (1 - self.now),
                self.revenue * self.now * (1 - self.was),
            ],
            axis=1,
        )


def retention(
    ledgers: Ledger | Mapping[str, Ledger], *, least_accounts: int = 1, seed: int = 1
) -> Retention:
    """Compare each full year of a ledger, counted back from its last day, with the year before.

    Parameters
    ----------
    ledgers : Ledger or mapping of str to Ledger
        One firm, or several by name.
    least_accounts : int
        Leave out firm-years with fewer accounts in the year before, and those in which the whole
        firm books nothing in the second year: it has stopped, not its accounts.
    seed : int
        Of the resampling of accounts (1,000 times) behind the intervals.

    Raises
    ------
    InputError
        For no ledger.
    """
    firms = {"": ledgers} if isinstance(ledgers, Ledger) else dict(ledgers)
    if not firms:
        raise InputError("no ledger to look at", allowed="one or more")
    last = max(ledger.last_day for ledger in firms.values())
    found: list[tuple[str, YearOfRevenue, Floats]] = []
    for firm, ledger in sorted(firms.items()):
        for year, parts in _years(firm, ledger, last, seed):
            if year.accounts >= least_accounts:
                found.append((firm, year, parts))
    return _over_firms(found, seed)


def _years(firm: str, ledger: Ledger, last: date, seed: int) -> list[tuple[YearOfRevenue, Floats]]:
    ends, rows = [day.toordinal() for day in year_ends(ledger, last)], rows_of(ledger)
    found = []
    for start, middle, end in zip(ends, ends[1:], ends[2:], strict=False):
        pair = _Pair(
            was=rows.billed(start, middle).astype(float),
            now=rows.billed(middle, end).astype(float),
            before=rows.revenue(start, middle),
            revenue=rows.revenue(middle, end),
        )
        if pair.was.any() and pair.now.any() and (pair.before * pair.was).sum() > 0:
            found.append((_year(firm, rows, pair, (start, end), seed), pair.parts))
    return found


def _year(firm: str, rows: Rows, pair: _Pair, span: tuple[int, int], seed: int) -> YearOfRevenue:
    accounts, lost = int(pair.was.sum()), int((pair.was * (1 - pair.now)).sum())
    won = (pair.now * (1 - pair.was)).astype(bool)
    top = int(np.argmax(np.where(pair.was > 0, pair.before, -np.inf)))
    grr, nrr, replacement = _intervals(pair.parts, seed)
    return YearOfRevenue(
        firm=firm,
        end=date.fromordinal(span[1]),
        before=float(pair.before.sum()),
        revenue=float(pair.revenue.sum()),
        accounts=accounts,
        lost=lost,
        won=int(won.sum()),
        came_back=int((won & rows.billed(0, span[0])).sum()),
        grr=grr,
        nrr=nrr,
        replacement=replacement,
        lost_share=proportion_interval(lost, accounts),
        largest_share=float(pair.before[top] / (pair.before * pair.was).sum()),
        largest_stopped=not pair.now[top],
    )


def _intervals(parts: Floats, seed: int) -> tuple[Interval, Interval, Interval]:
    """Return GRR, NRR and replacement from parts by account or by firm, resampling these."""
    rng, n = np.random.default_rng(seed), len(parts)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=_RESAMPLES)
    drawn, whole = weights @ parts, parts.sum(axis=0)
    places = ((1, 0), (2, 0), (4, 3))
    grr, nrr, replacement = (_ratio(whole, drawn, above, below, n) for above, below in places)
    return grr, nrr, replacement


def _ratio(whole: Floats, drawn: Floats, above: int, below: int, n: int) -> Interval:
    if whole[below] <= 0:
        return Interval(math.nan, math.nan, math.nan, math.nan, n)
    mean = float(whole[above] / whole[below])
    counted = drawn[drawn[:, below] > 0]
    # One account or firm alone, or one that is most of it: no spread to see.
    if n < 2 or len(counted) < _RESAMPLES / 2:
        return Interval(mean, math.nan, math.nan, math.nan, n)
    low, high = np.quantile(counted[:, above] / counted[:, below], [0.025, 0.975])
    low, high = min(float(low), mean), max(float(high), mean)
    return Interval(mean, low, high, max(mean - low, high - mean), n)


def _over_firms(found: Sequence[tuple[str, YearOfRevenue, Floats]], seed: int) -> Retention:
    years = tuple(year for _, year, _ in found)
    if not years:
        return Retention((), _NOTHING, math.nan, _NOTHING, _NOTHING, _NOTHING)
    firms = sorted({firm for firm, _, _ in found})
    if len(firms) > 1:
        parts = np.array([_sum_of(found, firm) for firm in firms])
    else:
        # Accounts keep their place from year to year, so that one account is drawn with all years.
        parts = np.sum([each for _, _, each in found], axis=0)
    grr, nrr, replacement = _intervals(parts, seed)
    return Retention(
        years=years,
        largest_stopped=proportion_interval(sum(y.largest_stopped for y in years), len(years)),
        typical_largest=float(np.median([year.largest_share for year in years])),
        grr=grr,
        nrr=nrr,
        replacement=replacement,
    )


def _sum_of(found: Sequence[tuple[str, YearOfRevenue, Floats]], firm: str) -> Floats:
    return np.asarray(
        np.sum([parts.sum(axis=0) for name, _, parts in found if name == firm], axis=0)
    )
