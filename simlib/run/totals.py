"""Totals over worlds that can be added: what is left of a study too large for its rows.

Counts are integers; numbers are summed in fixed point, so that any grouping of worlds into chunks,
in any order, gives the same totals to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from simlib.inputs.scenario import Scenario
from simlib.inputs.units import weeks_of_months
from simlib.model.chunk import Chunk
from simlib.model.records import MONTHLY_COLUMNS
from simlib.run.summary import world_summaries

QUANTUM = 2.0**-16
"""Every number is rounded to this share of its unit before it is summed: 0.0015 %."""
MOST_WORLDS = 1024
"""Worlds a chunk may have, so that the sum of their squares fits into 63 bits."""
_MOST_QUANTA = 2**26
REVENUE_BINS = 501
"""Bins of one per cent of initial revenue; the last one holds all above."""
THRESHOLDS = np.arange(1, 101) / 100
"""Shares of initial revenue below which a first fall is counted."""
PAIR_THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Those for which it is counted how many worlds hold under both of two diaries."""
_ROUNDING_WEEKS = 1e-6
_PER_COUNT = 1 / QUANTUM
COLUMNS = (
    "final_revenue",
    "cumulative_revenue",
    "accounts_kept",
    "wins",
    "losses",
    "initial_losses",
    "layoffs",
    "drawdown",
    "lowest_share_24_months",
    "idle_hours",
    "undone_hours",
)
"""Numbers a world, one sum each; those in money are shares of initial revenue (`units`)."""


@dataclass(frozen=True, eq=False)
class Totals:
    """Totals of one scenario over worlds; ``a + b`` are those of both."""

    worlds: int
    closed: np.ndarray
    """Worlds whose firm is closed at each month end; shape (months + 1,)."""
    lowest: np.ndarray
    """Worlds by the number of `THRESHOLDS` that revenue has held so far; closed firms hold none;
    shape (months + 1, 101).
    """
    revenue_bins: np.ndarray
    """Worlds by revenue in per cent of initial revenue; shape (months + 1, REVENUE_BINS)."""
    revenue: np.ndarray
    revenue_squares: np.ndarray
    """Sums of revenue as a share of initial revenue in quanta, and of their squares; shape (months
    + 1,).
    """
    columns: np.ndarray
    column_squares: np.ndarray
    """The same for `COLUMNS`, each in its unit; shape (len(COLUMNS),)."""
    losses: np.ndarray
    """As in `simlib.model.chunk.Chunk`; shape (months, 2, causes)."""

    def __add__(self, other: Totals) -> Totals:
        """Return the totals over the worlds of both."""
        return Totals(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Totals)))


@dataclass(frozen=True, eq=False)
class Numbers:
    """The worlds of a chunk reduced to what totals and pairs are made of."""

    revenue: np.ndarray
    """In quanta of initial revenue; shape (worlds, months + 1)."""
    columns: np.ndarray
    """Shape (worlds, len(COLUMNS))."""
    closed: np.ndarray
    """Shape (worlds, months + 1)."""
    held: np.ndarray
    """How many `THRESHOLDS` revenue has held so far; shape (worlds, months + 1)."""
    shares: np.ndarray
    """Revenue as a share of initial revenue; shape (worlds, months + 1)."""


def numbers(scenario: Scenario, chunk: Chunk) -> Numbers:
    """Return the numbers of every world of a chunk, in fixed point.

    Raises
    ------
    OverflowError
        If a number is too large for a sum that is exact.
    """
    if chunk.count > MOST_WORLDS:
        raise OverflowError(f"a chunk of {chunk.count} worlds; at most {MOST_WORLDS} sum exactly")
    revenue = chunk.monthly[:, :, MONTHLY_COLUMNS.index("revenue")]
    initial = revenue[:, :1]
    closed = _closed(chunk, revenue.shape[1])
    lowest = np.minimum.accumulate(np.where(closed, -1.0, revenue), axis=1)
    held = np.searchsorted(THRESHOLDS * initial[0, 0], lowest, side="right")
    columns = _columns(scenario, chunk, revenue, closed)
    scales = units(scenario, float(initial[0, 0]))
    return Numbers(
        revenue=fixed(revenue / initial, "revenue"),
        columns=np.stack([fixed(columns[name] / scales[name], name) for name in COLUMNS], axis=1),
        closed=closed,
        held=held,
        shares=revenue / initial,
    )


def totals(found: Numbers, losses: np.ndarray) -> Totals:
    """Return the totals of a chunk."""
    months = found.revenue.shape[1]
    return Totals(
        worlds=len(found.revenue),
        closed=found.closed.sum(axis=0),
        lowest=_count_by_month(found.held, len(THRESHOLDS) + 1),
        revenue_bins=_count_by_month(
            np.minimum((found.shares * 100).astype(np.int64), REVENUE_BINS - 1), REVENUE_BINS
        ),
        revenue=whole(found.revenue.sum(axis=0)),
        revenue_squares=whole((found.revenue**2).sum(axis=0)),
        columns=whole(found.columns.sum(axis=0)),
        column_squares=whole((found.columns**2).sum(axis=0)),
        losses=losses.reshape(months - 1, 2, -1).copy(),
    )


def units(scenario: Scenario, initial_revenue: float) -> Mapping[str, float]:
    """Return in what each of `COLUMNS` is counted: one quantum is `QUANTUM` of it."""
    weeks = 52.0 * scenario.horizon_years
    hours = len(scenario.book.reps) * weeks * scenario.evidence["selling_hours_per_week"]
    return {
        "final_revenue": initial_revenue,
        "cumulative_revenue": initial_revenue,
        "drawdown": 1.0,
        "lowest_share_24_months": 1.0,
        "idle_hours": hours,
        "undone_hours": hours,
        # Counts are whole numbers of quanta: exact.
        **dict.fromkeys(
            ("accounts_kept", "wins", "losses", "initial_losses", "layoffs"), _PER_COUNT
        ),
    }


def fixed(values: np.ndarray, what: str) -> np.ndarray:
    """Return numbers in whole quanta.

    Raises
    ------
    OverflowError
        If one is not finite, or 1024 units or more: its square would not fit.
    """
    quanta = np.rint(values / QUANTUM)
    if not np.all(np.abs(quanta) < _MOST_QUANTA):
        worst = values.ravel()[np.argmax(~(np.abs(quanta.ravel()) < _MOST_QUANTA))]
        raise OverflowError(f"{what}: {worst} units are too many for an exact sum")
    return np.asarray(quanta.astype(np.int64))


def whole(sums: np.ndarray) -> np.ndarray:
    """Return sums as Python integers, which never overflow when they are added."""
    return sums.astype(object)


def _closed(chunk: Chunk, months: int) -> np.ndarray:
    # A firm closes at a month end; the last bit of its clock must not move that to the next one.
    ends = weeks_of_months(np.arange(months)) + _ROUNDING_WEEKS
    return np.asarray(chunk.tallies["ruin_week"][:, None] <= ends[None, :])


def _columns(
    scenario: Scenario, chunk: Chunk, revenue: np.ndarray, closed: np.ndarray
) -> dict[str, np.ndarray]:
    found = world_summaries(scenario, chunk.tallies, chunk.monthly, chunk.reps)
    found["cumulative_revenue"] = revenue[:, 1:].sum(axis=1) / 12
    kept = len(scenario.book.accounts) - found["initial_losses"]
    found["accounts_kept"] = kept * ~closed[:, -1]
    return found


def _count_by_month(bins: np.ndarray, count: int) -> np.ndarray:
    """Return how many worlds are in each bin at each month, shape (months + 1, count)."""
    months = bins.shape[1]
    flat = np.bincount((bins + count * np.arange(months)).ravel(), minlength=months * count)
    return np.asarray(flat.reshape(months, count))


@dataclass(frozen=True, eq=False)
class PairTotals:
    """What two scenarios do in the same worlds; ``a + b`` are the totals of both sets of worlds."""

    both_closed: np.ndarray
    """Worlds whose firm is closed under both; shape (months + 1,)."""
    both_held: np.ndarray
    """Worlds in which revenue has never been below the threshold under either; shape
    (len(PAIR_THRESHOLDS), months + 1).
    """
    revenue_product: np.ndarray
    """Sum of the products of their revenues in quanta; shape (months + 1,)."""
    column_product: np.ndarray
    """Shape (len(COLUMNS),)."""
    higher: np.ndarray
    lower: np.ndarray
    """Worlds in which the second has more, or less, than the first; shape (len(COLUMNS),)."""

    def __add__(self, other: PairTotals) -> PairTotals:
        """Return the totals over the worlds of both."""
        return PairTotals(
            *(getattr(self, f.name) + getattr(other, f.name) for f in fields(PairTotals))
        )


def pair_totals(first: Numbers, second: Numbers) -> PairTotals:
    """Return the pair totals of one chunk of worlds, played under two scenarios."""
    needed = [round(100 * threshold) for threshold in PAIR_THRESHOLDS]
    held = [(first.held >= least) & (second.held >= least) for least in needed]
    return PairTotals(
        both_closed=(first.closed & second.closed).sum(axis=0),
        both_held=np.stack([each.sum(axis=0) for each in held]),
        revenue_product=whole((first.revenue * second.revenue).sum(axis=0)),
        column_product=whole((first.columns * second.columns).sum(axis=0)),
        higher=(second.columns > first.columns).sum(axis=0),
        lower=(second.columns < first.columns).sum(axis=0),
    )
