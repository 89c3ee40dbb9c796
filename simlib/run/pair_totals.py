"""Totals over worlds of two scenarios together: all that a paired difference needs."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from simlib.run.totals import PAIR_THRESHOLDS, Numbers, whole


@dataclass(frozen=True, eq=False)
class PairTotals:
    """What two scenarios do in the same worlds; ``a + b`` are the totals of both sets of worlds.

    Attributes
    ----------
    both_closed : ndarray of int64, shape (months + 1,)
        Worlds whose firm is closed under both.
    both_held : ndarray of int64, shape (len(PAIR_THRESHOLDS), months + 1)
        Worlds in which revenue has never been below the threshold under either.
    revenue_product : ndarray of int, shape (months + 1,)
        Sum of the products of their revenues in quanta.
    column_product : ndarray of int, shape (len(COLUMNS),)
    higher, lower : ndarray of int64, shape (len(COLUMNS),)
        Worlds in which the second has more, or less, than the first.
    """

    both_closed: np.ndarray
    both_held: np.ndarray
    revenue_product: np.ndarray
    column_product: np.ndarray
    higher: np.ndarray
    lower: np.ndarray

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
