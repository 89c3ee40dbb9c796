"""A yardstick: one number of a ledger beside the same number of the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlib.analysis.precision import Floats, Interval, Shown, quotient_interval

MEASURES = {
    "stayed": "accounts still there after a year",
    "largest": "firms that lose their largest account in a year",
    "gross": "revenue kept, growth not counted (GRR)",
    "net": "revenue kept, with growth (NRR)",
    "replaced": "revenue of new accounts over revenue lost",
    "owner": "accounts gone a year after their owner left",
    "new_1": "new accounts still there after one year",
    "new_2": "new accounts still there after two years",
}
"""What is compared, in the order in which it is told."""
_INSIDE = 0.80
_TOO_WIDE = 0.5


@dataclass(frozen=True, repr=False)
class Yardstick(Shown):
    """One number, seen and simulated."""

    ledger: str
    ledger_label: str
    measure: str
    """One of `MEASURES`."""
    seen: Interval
    """Of the ledger, 95 %; ``n`` is what was resampled or counted."""
    model: Interval
    """Mean over futures with its Monte Carlo error, 95 %."""
    low: float
    high: float
    """The model's 80 % range: one such ledger in ten lies below it by luck, one above."""

    @property
    def label(self) -> str:
        """What is compared, in words."""
        return MEASURES[self.measure]

    @property
    def tells(self) -> bool:
        """Whether the ledger's interval is narrow enough to find against anybody.

        One wider than half the scale from none to all is not.
        """
        return self.measure == "replaced" or self.seen.high - self.seen.low <= _TOO_WIDE

    @property
    def verdict(self) -> str:
        """Where the model's mean lies to the ledger's interval: "inside", "above", "below"."""
        if self.model.mean < self.seen.low:
            return "below"
        return "above" if self.model.mean > self.seen.high else "inside"

    @property
    def inside(self) -> bool:
        """Whether the ledger does not contradict the model's mean."""
        return self.verdict == "inside"

    @property
    def in_range(self) -> bool:
        """Whether what was seen lies inside the model's 80 % range."""
        return self.low <= self.seen.mean <= self.high


def yardstick(
    ledger: tuple[str, str], measure: str, seen: Interval, above: Floats, below: Floats
) -> Yardstick:
    """Hold a ratio of the model's sums beside a number that was seen.

    Parameters
    ----------
    ledger : tuple of str
        Name and label.
    above, below : ndarray, shape (futures,)
        Futures in which nothing stands below have no ratio and do not count for the range.
    """
    counted = below > 0
    ratios = above[counted] / below[counted]
    low, high = np.quantile(ratios, [(1 - _INSIDE) / 2, (1 + _INSIDE) / 2])
    return Yardstick(
        ledger=ledger[0],
        ledger_label=ledger[1],
        measure=measure,
        seen=seen,
        model=quotient_interval(above, below),
        low=float(low),
        high=float(high),
    )
