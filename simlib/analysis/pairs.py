"""Paired differences: two diaries in the same worlds, so that a difference is never luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from simlib.analysis.difference import exact_mcnemar, tango_interval
from simlib.analysis.from_totals import PairMoments, measure_moments, pair_moments
from simlib.analysis.measures import Measure, measure_named
from simlib.analysis.precision import Floats, Interval, Shown, student_interval
from simlib.inputs.errors import InputError

if TYPE_CHECKING:
    from simlib.run.result import Run


@dataclass(frozen=True, repr=False)
class PairedDifference(Shown):
    """What the second diary changes against the first, world by world."""

    measure: str
    a_label: str
    b_label: str
    mean_a: float
    mean_b: float
    difference: float
    low: float
    high: float
    """Mean of b minus a with its interval."""
    worlds: int
    """Worlds in which the question arises under both."""
    correlation: float
    """Between a and b over worlds; NaN where one of them is constant."""
    variance_factor: float
    """What common fate saves: how many times as many worlds it would take if each of the two had
    worlds of its own (`simlib.analysis.difference.variance_factor`). NaN where they never
    differ.
    """
    better: int
    worse: int
    same: int
    """Worlds in which b does better, worse, exactly as well."""
    p_value: float
    """Chance of a difference this large if there were none: Student's paired test, or the exact
    McNemar test for a chance. For ranking what is beyond Monte Carlo noise, no more: enough
    worlds make any difference "significant".
    """
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
    a: Run, b: Run, measure: str | Measure, confidence: float = 0.95, *, below: float = 0.7
) -> PairedDifference:
    """Compare two runs in the same worlds: what ``b`` does minus what ``a`` does.

    Parameters
    ----------
    a, b : Run
        The reference and the other, of one seed and the same worlds.
    measure : str or Measure
        One of `MEASURES`: ``"final_revenue"``, ``"cumulative_revenue"``, ``"survival"``,
        ``"ruin"``, ``"accounts_lost"``, ``"wins"``, ``"largest_share"``, ...; or one of your own.
    confidence : float
        Strictly between 0 and 1.
    below : float
        Threshold of ``"survival"`` as a share of initial revenue.

    Raises
    ------
    InputError
        For an unknown measure, runs of other worlds or horizons, or no world in which the
        question arises; of runs that keep only totals also for what these do not know (see Notes).

    Notes
    -----
    Numbers: Student's interval of the per-world differences. Chances (0 or 1 in each world):
    Tango's score interval on the discordant worlds, which keeps its width when no world differs
    (then ``0 ± z**2 / (n + z**2)``), where the usual interval would claim certainty.

    Of runs that keep only totals the first has to be the reference of their comparison;
    ``"survival"`` is known at 0.5, 0.6, 0.7, 0.8 and 0.9, and ``"largest_share"`` is not. Revenues
    and drawdowns that differ by less than 0.0015 % of their unit count as the same.
    """
    _refuse_other_worlds(a, b)
    chosen = measure_named(measure, below=below)
    found = _moments(a, b, chosen, below)
    better, worse = found.ups, found.downs
    if not chosen.higher_is_better:
        better, worse = worse, better
    interval = _interval(found, chosen, confidence)
    return PairedDifference(
        measure=chosen.name,
        a_label=a.label,
        b_label=b.label,
        mean_a=found.mean_a,
        mean_b=found.mean_b,
        difference=interval.mean,
        low=interval.low,
        high=interval.high,
        worlds=found.n,
        correlation=found.correlation,
        variance_factor=found.variance_factor,
        better=better,
        worse=worse,
        same=found.n - better - worse,
        p_value=_p_value(found, chosen),
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


def _moments(a: Run, b: Run, measure: Measure, below: float) -> PairMoments:
    if a.totals is not None and b.totals is not None:
        return measure_moments(a, b, measure.name, below)
    return pair_moments(*_both_known(measure.values(a), measure.values(b), measure.name))


def _both_known(of_a: Floats, of_b: Floats, measure: str) -> tuple[Floats, Floats]:
    known = np.isfinite(of_a) & np.isfinite(of_b)
    if not known.any():
        raise InputError("no world in which both runs have this measure", value=measure)
    return of_a[known], of_b[known]


def _interval(found: PairMoments, measure: Measure, confidence: float) -> Interval:
    if measure.unit == "chance":
        return tango_interval(found.ups, found.downs, found.n, confidence=confidence)
    return student_interval(found.difference, found.error, found.n, confidence)


def _p_value(found: PairMoments, measure: Measure) -> float:
    if measure.unit == "chance":
        return exact_mcnemar(found.ups, found.downs)
    if not found.ups + found.downs:
        return 1.0
    if found.n < 2:
        return float("nan")
    if found.error == 0:
        return 0.0
    return float(2 * special.stdtr(found.n - 1, -abs(found.difference) / found.error))
