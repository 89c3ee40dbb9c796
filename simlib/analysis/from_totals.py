"""What the analysis reads of a run that keeps no rows: the same counts and moments.

Counts are exact. Numbers were rounded to `QUANTUM` of their unit (0.0015 % of initial revenue) and
then summed without error.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.difference import variance_factor
from simlib.analysis.precision import Floats, Ints
from simlib.inputs.errors import InputError
from simlib.run.totals import (
    COLUMNS,
    PAIR_THRESHOLDS,
    QUANTUM,
    THRESHOLDS,
    PairTotals,
    Totals,
    units,
)

if TYPE_CHECKING:
    from simlib.run.result import Run

_MONEY = ("final_revenue", "cumulative_revenue")
_COUNTS = ("accounts_kept", "initial_losses", "wins", "layoffs")
_COLUMN_OF = {name: name for name in (*_MONEY, *_COUNTS, "drawdown")} | {"accounts_lost": "losses"}
KNOWN = (*_COLUMN_OF, "survival", "ruin")
"""Measures that totals know."""
_NEARLY_WHOLE = 1e-9


def correlation(of_a: Floats, of_b: Floats) -> float:
    """Return the correlation of two arms over worlds, NaN where one of them never varies."""
    if len(of_a) < 2 or np.ptp(of_a) == 0 or np.ptp(of_b) == 0:
        return math.nan
    return float(np.corrcoef(of_a, of_b)[0, 1])


@dataclass(frozen=True)
class PairMoments:
    """Two numbers a world, reduced to what a paired difference is estimated from."""

    n: int
    """Worlds."""
    mean_a: float
    mean_b: float
    difference: float
    error: float
    """Mean of b minus a, and its standard error; NaN of a single world."""
    correlation: float
    """NaN where one of them is constant."""
    variance_factor: float
    """As `simlib.analysis.difference.variance_factor`."""
    ups: int
    downs: int
    """Worlds in which b is higher, and lower."""


def pair_moments(of_a: Floats, of_b: Floats) -> PairMoments:
    """Reduce one number a world of each of two runs."""
    difference = of_b - of_a
    n = len(difference)
    return PairMoments(
        n=n,
        mean_a=float(of_a.mean()),
        mean_b=float(of_b.mean()),
        difference=float(difference.mean()),
        error=float(difference.std(ddof=1) / math.sqrt(n)) if n > 1 else math.nan,
        correlation=correlation(of_a, of_b),
        variance_factor=variance_factor(of_a, of_b),
        ups=int((difference > 0).sum()),
        downs=int((difference < 0).sum()),
    )


@dataclass(frozen=True)
class ExactSums:
    """The sums of one number a world and of its square, both whole numbers of ``quantum``."""

    n: int
    total: int
    squares: int
    quantum: float

    @property
    def mean(self) -> float:
        """Mean over worlds."""
        return self.quantum * (self.total / self.n)

    @property
    def spread(self) -> int:
        """Variance over worlds times their number squared: 0 if all worlds are equal."""
        return self.n * self.squares - self.total**2

    @property
    def error(self) -> float:
        """Standard error of the mean; NaN of a single world."""
        if self.n < 2:
            return math.nan
        return self.quantum * math.sqrt(self.spread / (self.n * self.n * (self.n - 1)))


def survived(totals: Totals, below: float) -> Ints:
    """Return in how many worlds revenue has never been below a threshold, by month.

    Raises
    ------
    InputError
        Unless the threshold is a whole per cent from 0.01 to 1.
    """
    least = round(100 * below) if 0 < below <= 1 else 0
    if not 1 <= least <= len(THRESHOLDS) or abs(100 * below - least) > _NEARLY_WHOLE:
        raise InputError(
            "totals do not know this threshold",
            value=below,
            allowed='0.01, 0.02, ... 1.00; or keep="worlds", which knows any',
        )
    return np.asarray(totals.lowest[:, least:].sum(axis=1))


def mean_revenue(run: Run, totals: Totals) -> tuple[Floats, Floats]:
    """Return mean revenue and its standard error, by month."""
    sums = revenue_sums(run, totals)
    return np.array([each.mean for each in sums]), np.array([each.error for each in sums])


def revenue_sums(run: Run, totals: Totals) -> list[ExactSums]:
    """Return the sums of revenue over worlds, by month."""
    quantum = QUANTUM * run.initial_revenue
    pairs = zip(totals.revenue, totals.revenue_squares, strict=True)
    return [ExactSums(totals.worlds, int(t), int(squares), quantum) for t, squares in pairs]


def measure_sums(run: Run, totals: Totals, measure: str, below: float) -> ExactSums:
    """Return the sums of a measure over worlds; a chance is 0 or 1 in each.

    Raises
    ------
    InputError
        For a measure or a threshold that totals do not know.
    """
    _refuse_unknown(measure)
    if measure in _COLUMN_OF:
        column = _COLUMN_OF[measure]
        place = COLUMNS.index(column)
        quantum = QUANTUM * units(run.scenario, run.initial_revenue)[column]
        total, squares = totals.columns[place], totals.column_squares[place]
        return ExactSums(totals.worlds, int(total), int(squares), quantum)
    counts = totals.closed if measure == "ruin" else survived(totals, below)
    return ExactSums(totals.worlds, int(counts[-1]), int(counts[-1]), 1.0)


def measure_moments(a: Run, b: Run, measure: str, below: float) -> PairMoments:
    """Return what a paired difference of two runs is estimated from.

    Of two revenues that differ by less than a quantum it is not known which is higher: neither.

    Raises
    ------
    InputError
        Unless `a` is the reference of the comparison that `b` is from, or `b` itself; for a
        measure or a threshold that totals do not know; for revenues of different books.
    """
    _refuse_unknown(measure)
    both = _both(a, b)
    _refuse_other_units(a, b, measure)
    first, second = (
        measure_sums(run, totals, measure, below)
        for run, totals in ((a, _totals(a)), (b, _totals(b)))
    )
    product, ups, downs = _together(both, first, second, measure, below)
    squares = first.squares + second.squares - 2 * product
    change = ExactSums(first.n, second.total - first.total, squares, first.quantum)
    spreads = first.spread * second.spread
    joint = first.n * product - first.total * second.total
    if joint**2 > spreads or min(ups, downs) < 0:
        # The same scenarios, but of worlds that were not the same.
        raise InputError(
            "these runs are not of one comparison: their totals contradict each other",
            value=(a.scenario.name, b.scenario.name),
        )
    return PairMoments(
        n=first.n,
        mean_a=first.mean,
        mean_b=second.mean,
        difference=change.mean,
        error=change.error,
        correlation=joint / math.sqrt(spreads) if spreads else math.nan,
        variance_factor=(first.spread + second.spread) / change.spread
        if change.spread
        else math.nan,
        ups=ups,
        downs=downs,
    )


def _together(
    both: PairTotals, first: ExactSums, second: ExactSums, measure: str, below: float
) -> tuple[int, int, int]:
    """Return the sum of products, and how often the second is higher and lower."""
    if measure in _COLUMN_OF:
        place = COLUMNS.index(_COLUMN_OF[measure])
        found = (both.column_product[place], both.higher[place], both.lower[place])
        return int(found[0]), int(found[1]), int(found[2])
    if measure == "ruin":
        count = int(both.both_closed[-1])
    else:
        count = int(both.both_held[_pair_threshold(below), -1])
    return count, second.total - count, first.total - count


def _pair_threshold(below: float) -> int:
    near = [abs(below - threshold) < _NEARLY_WHOLE for threshold in PAIR_THRESHOLDS]
    if not any(near):
        raise InputError(
            "totals of a comparison do not know this threshold",
            value=below,
            allowed=f'{", ".join(map(str, PAIR_THRESHOLDS))}; or keep="worlds", which knows any',
        )
    return near.index(True)


def _both(a: Run, b: Run) -> PairTotals:
    if a is b:
        return _with_itself(_totals(a))
    if b.pair is None or a.scenario.key() != b.reference_hash:
        raise InputError(
            "where only totals are kept, a run is paired with its comparison's reference only",
            value=(a.scenario.name, b.scenario.name),
            allowed="first the reference, then another run of its comparison",
        )
    return b.pair


def _with_itself(totals: Totals) -> PairTotals:
    nowhere = np.zeros(len(COLUMNS), dtype=np.int64)
    return PairTotals(
        both_closed=totals.closed,
        both_held=np.stack([survived(totals, threshold) for threshold in PAIR_THRESHOLDS]),
        revenue_product=totals.revenue_squares,
        column_product=totals.column_squares,
        higher=nowhere,
        lower=nowhere,
    )


def _totals(run: Run) -> Totals:
    if run.totals is None:
        raise InputError("this run keeps rows, the other only totals", value=run.scenario.name)
    return run.totals


def _refuse_unknown(measure: str) -> None:
    if measure not in KNOWN:
        raise InputError(
            "totals do not know this measure",
            value=measure,
            allowed=f'{", ".join(KNOWN)}; or keep="worlds", which knows all',
        )


def _refuse_other_units(a: Run, b: Run, measure: str) -> None:
    # Totals count in shares of initial revenue, so they do not know who has more money.
    if measure in _MONEY and a.initial_revenue != b.initial_revenue:
        raise InputError(
            "totals cannot compare revenues of firms that begin with different ones",
            value=(a.initial_revenue, b.initial_revenue),
            allowed='one book, or keep="worlds"',
        )
