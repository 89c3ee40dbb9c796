"""Paired differences: two diaries in the same worlds, so that a difference is never luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from simlib.analysis.measures import Measure, measure_named
from simlib.analysis.precision import Floats, Interval, mean_interval
from simlib.analysis.shown import Shown
from simlib.analysis.tango import exact_mcnemar, tango_interval
from simlib.inputs.errors import InputError

if TYPE_CHECKING:
    from simlib.run.result import Run


@dataclass(frozen=True, repr=False)
class PairedDifference(Shown):
    """What the second diary changes against the first, world by world.

    Parameters
    ----------
    measure : str
    a_label, b_label : str
    mean_a, mean_b : float
    difference, low, high : float
        Mean of b minus a with its interval.
    worlds : int
        Worlds in which the question arises under both.
    correlation : float
        Between a and b over worlds: what common fate saves. NaN where one of them is constant.
    better, worse, same : int
        Worlds in which b does better, worse, exactly as well.
    p_value : float
        Chance of a difference this large if there were none: Student's paired test, or the exact
        McNemar test for a chance. For ranking what is beyond Monte Carlo noise, no more: enough
        worlds make any difference "significant".
    confidence : float
    """

    measure: str
    a_label: str
    b_label: str
    mean_a: float
    mean_b: float
    difference: float
    low: float
    high: float
    worlds: int
    correlation: float
    better: int
    worse: int
    same: int
    p_value: float
    confidence: float

    @property
    def half_width(self) -> float:
        """The larger distance from the difference to a limit."""
        return max(self.difference - self.low, self.high - self.difference)

    @property
    def identical(self) -> bool:
        """Whether both did exactly as well in every world: seen no difference, not proved none."""
        return self.same == self.worlds


def paired(
    a: Run, b: Run, measure: str, confidence: float = 0.95, *, below: float = 0.7
) -> PairedDifference:
    """Compare two runs in the same worlds: what ``b`` does minus what ``a`` does.

    Parameters
    ----------
    a, b : Run
        The reference and the other, of one seed and the same worlds.
    measure : str
        One of `MEASURES`: ``"final_revenue"``, ``"cumulative_revenue"``, ``"survival"``,
        ``"ruin"``, ``"accounts_lost"``, ``"wins"``, ``"largest_share"``, ...
    confidence : float
        Strictly between 0 and 1.
    below : float
        Threshold of ``"survival"`` as a share of initial revenue.

    Returns
    -------
    PairedDifference

    Raises
    ------
    InputError
        For an unknown measure, runs of other worlds or horizons, or no world in which the
        question arises.

    Notes
    -----
    Numbers: Student's interval of the per-world differences. Chances (0 or 1 in each world):
    Tango's score interval on the discordant worlds, which keeps its width when no world differs
    (then ``0 ± z**2 / (n + z**2)``), where the usual interval would claim certainty.
    """
    _refuse_other_worlds(a, b)
    chosen = measure_named(measure, below=below)
    of_a, of_b = _both_known(chosen.values(a), chosen.values(b), measure)
    difference = of_b - of_a
    gain = difference if chosen.higher_is_better else -difference
    better, worse = int((gain > 0).sum()), int((gain < 0).sum())
    interval = _interval(difference, chosen, confidence)
    return PairedDifference(
        measure=measure,
        a_label=a.label,
        b_label=b.label,
        mean_a=float(of_a.mean()),
        mean_b=float(of_b.mean()),
        difference=interval.mean,
        low=interval.low,
        high=interval.high,
        worlds=len(difference),
        correlation=_correlation(of_a, of_b),
        better=better,
        worse=worse,
        same=len(difference) - better - worse,
        p_value=_p_value(difference, chosen),
        confidence=confidence,
    )


def _refuse_other_worlds(a: Run, b: Run) -> None:
    for what in ("seed", "first_world", "world_count"):
        if getattr(a, what) != getattr(b, what):
            raise InputError(
                "only runs in the same worlds can be paired",
                column=what,
                value=(getattr(a, what), getattr(b, what)),
            )
    if len(a.months) != len(b.months):
        horizons = (int(a.months[-1]), int(b.months[-1]))
        raise InputError("the runs end at different months", column="months", value=horizons)


def _both_known(of_a: Floats, of_b: Floats, measure: str) -> tuple[Floats, Floats]:
    known = np.isfinite(of_a) & np.isfinite(of_b)
    if not known.any():
        raise InputError("no world in which both runs have this measure", value=measure)
    return of_a[known], of_b[known]


def _interval(difference: Floats, measure: Measure, confidence: float) -> Interval:
    if measure.unit != "chance":
        return mean_interval(difference, confidence)
    ups, downs = int((difference > 0).sum()), int((difference < 0).sum())
    return tango_interval(ups, downs, len(difference), confidence=confidence)


def _p_value(difference: Floats, measure: Measure) -> float:
    n = len(difference)
    if measure.unit == "chance":
        return exact_mcnemar(int((difference > 0).sum()), int((difference < 0).sum()))
    if not difference.any():
        return 1.0
    if n < 2:
        return float("nan")
    error = difference.std(ddof=1) / np.sqrt(n)
    return float(2 * special.stdtr(n - 1, -abs(difference.mean()) / error)) if error > 0 else 0.0


def _correlation(of_a: Floats, of_b: Floats) -> float:
    if len(of_a) < 2 or np.ptp(of_a) == 0 or np.ptp(of_b) == 0:
        return float("nan")
    return float(np.corrcoef(of_a, of_b)[0, 1])
