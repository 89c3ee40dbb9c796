"""The rule about a headline: its lead should be larger than what the inputs leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simlib.studies.audit.facts import Facts
from simlib.studies.audit.warning import AuditWarning, sentence, short

if TYPE_CHECKING:
    from simlib.studies.headline import UnderIgnorance

SURE_SHARE = 0.8
"""Of the draws of the inputs: a lead that holds in fewer may turn."""


def inside_rivals_band(facts: Facts) -> AuditWarning | None:
    """Warn where the best diary's headline lies inside the band of the inputs of a rival."""
    for bands in facts.bands:
        warning = _warning(bands)
        if warning is not None:
            return warning
    return None


def _warning(bands: UnderIgnorance) -> AuditWarning | None:
    sign = -1.0 if bands.smaller_is_better else 1.0
    best = max(range(len(bands.arms)), key=lambda k: sign * bands.arms[k].central.mean)
    leader = bands.arms[best]
    rivals = [
        place
        for place, arm in enumerate(bands.arms)
        if place != best and arm.low <= leader.central.mean <= arm.high
    ]
    if not rivals:
        return None
    rival = min(rivals, key=lambda place: _wins(bands, best, place))
    share = _wins(bands, best, rival)
    low, high = (_value(bands, end) for end in (bands.arms[rival].low, bands.arms[rival].high))
    says = sentence(
        f"{short(leader.label)} leads with {_value(bands, leader.central.mean)}, and that lies "
        f"inside what the inputs allow for {short(bands.arms[rival].label)} ({low} to {high}); "
        f"draw by draw it does better in {100 * share:.0f} of 100."
    )
    do = "Show both bands, and say which input would turn it before advising a change."
    unsure = share < SURE_SHARE
    return AuditWarning("inside_rivals_band", "serious" if unsure else "caution", says, do)


def _wins(bands: UnderIgnorance, best: int, rival: int) -> float:
    """Return the share of the draws in which the leader does better than a rival."""
    gap = bands.draws[:, best] - bands.draws[:, rival]
    return float(np.mean(gap < 0 if bands.smaller_is_better else gap > 0))


def _value(bands: UnderIgnorance, value: float) -> str:
    if bands.unit == "chance":
        return f"{100 * value:.0f} of 100"
    if bands.unit == "share":
        return f"{100 * value:.0f} %"
    return f"{value:,.0f} {bands.currency}".strip() if bands.unit == "money" else f"{value:.1f}"
