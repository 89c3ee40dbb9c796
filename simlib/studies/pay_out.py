"""What the policy pays out for its premium: the loss ratio."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlib.analysis.difference import Difference, mean_difference
from simlib.analysis.precision import Floats, Interval, mean_interval
from simlib.analysis.quotient import quotient_interval
from simlib.studies.stored import Stored


@dataclass(frozen=True, repr=False)
class LossRatio(Stored):
    """What comes back for one unit of money of premium, to the horizon.

    Parameters
    ----------
    premium : Interval
        Hours of prospecting at their cost, and contribution lost on existing accounts, in money.
    restored : Interval
        Contribution brought back up to today's level, for one unit of premium: what an insurance
        would pay.
    growth : Interval
        Contribution above today's level, for one unit of premium: what no insurance pays.
    net : Difference
        Contribution gained over the reference less the hours, in money.
    """

    premium: Interval
    restored: Interval
    growth: Interval
    net: Difference


def loss_ratio(
    bare: Floats, idle: Floats, insured: Floats, hours: Floats, today: float
) -> LossRatio:
    """Return what a premium brings back.

    Parameters
    ----------
    bare, idle, insured : ndarray, shape (worlds, months)
        Contribution a month: no prospecting, prospecting that never wins, prospecting.
    hours : ndarray, shape (worlds,)
        Hours of prospecting at their cost, in money.
    today : float
        Today's contribution a month: up to here it is restored, above it has grown.
    """
    premium = hours + (bare - idle).sum(axis=1)
    restored = (np.minimum(insured, today) - np.minimum(idle, today)).sum(axis=1)
    growth = (np.maximum(insured, today) - np.maximum(idle, today)).sum(axis=1)
    return LossRatio(
        premium=mean_interval(premium),
        restored=quotient_interval(restored, premium),
        growth=quotient_interval(growth, premium),
        net=mean_difference(bare.sum(axis=1), insured.sum(axis=1) - hours),
    )
