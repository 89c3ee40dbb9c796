"""Tables of paired differences: every arm against the reference, in the same worlds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from simlib.analysis.from_totals import KNOWN, measure_sums
from simlib.analysis.measures import MEASURES, Measure, measure_named
from simlib.analysis.pairs import PairedDifference, paired
from simlib.analysis.precision import (
    Floats,
    Interval,
    mean_interval,
    proportion_interval,
    student_interval,
)
from simlib.inputs.errors import InputError

if TYPE_CHECKING:
    from simlib.run.result import Comparison, Run

__all__ = ["MEASURES", "PairedDifference", "difference_numbers", "difference_table", "paired"]

DEFAULT_MEASURES = ("final_revenue", "survival", "ruin", "accounts_kept", "wins", "largest_share")
_MONEY_UNITS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"), (1.0, ""))


def difference_table(
    comparison: Comparison,
    measures: Sequence[str | Measure] | None = None,
    *,
    below: float = 0.7,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return a printable table: the reference's own values, then what each other arm changes.

    Parameters
    ----------
    comparison : Comparison
        Its first run is the reference.
    measures : sequence of str or Measure, optional
        Keys of `MEASURES` or measures of one's own, in the order of the columns;
        `DEFAULT_MEASURES` if not given, without what a comparison that keeps only totals does not
        know.
    below : float
        Threshold of ``"survival"`` as a share of initial revenue.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    DataFrame of str
        One row an arm, one column a measure with its unit in the heading. Reference:
        ``"12.4 ± 0.2"``; others, as differences: ``"+0.31 ± 0.13 (9 x)"``, or
        ``"0 (same in every future)"``. In brackets: how many times as many futures it would take
        to know the difference as well if each arm had futures of its own. ``±`` is the larger side
        of the interval, rounded to two digits. Chances are in futures of 100.

    Raises
    ------
    InputError
        As `paired`; for two measures of one name or label, and one without a number a world.
    """
    names = _row_names(comparison.runs)
    columns: dict[str, list[str]] = {}
    for asked in _chosen(comparison, measures):
        measure = measure_named(asked, below=below)
        own = _own(comparison.reference, measure, below, confidence)
        scale, unit = _scale(measure, own.mean, comparison.reference)
        cells = [plus_minus(own.mean / scale, own.half_width / scale)]
        for other in comparison.others:
            pair = paired(comparison.reference, other, asked, confidence, below=below)
            cells.append(_difference_cell(pair, scale))
        columns[f"{measure.label}{unit}"] = cells
    index = [f"{names[0]} (reference)", *names[1:]]
    return pd.DataFrame(columns, index=pd.Index(index, name="Diary"))


def difference_numbers(
    comparison: Comparison,
    measures: Sequence[str | Measure] | None = None,
    *,
    below: float = 0.7,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the numbers behind `difference_table`, unrounded, one row an arm and measure.

    Parameters
    ----------
    comparison, measures, below, confidence
        As in `difference_table`.

    Returns
    -------
    DataFrame
        ``arm, scenario, measure`` and the fields of `PairedDifference` (``mean_reference,
        mean, difference, low, high, half_width, worlds, correlation, variance_factor, better,
        worse, same, p_value``), and ``p_holm``: the p-values after Holm's correction for all rows
        of this table, so that the largest of many differences is not taken for a finding.

    Raises
    ------
    InputError
        As `paired`.
    """
    names, chosen = _row_names(comparison.runs)[1:], _chosen(comparison, measures)
    rows = [
        _number_row(name, run, paired(comparison.reference, run, key, confidence, below=below))
        for name, run in zip(names, comparison.others, strict=True)
        for key in chosen
    ]
    table = pd.DataFrame(rows)
    if len(table):
        known = table["p_value"].fillna(1.0).to_numpy(dtype=float)
        table["p_holm"] = multipletests(known, method="holm")[1]
    return table


def _chosen(
    comparison: Comparison, measures: Sequence[str | Measure] | None
) -> Sequence[str | Measure]:
    if measures is None:
        only_totals = comparison.reference.totals is not None
        return [name for name in DEFAULT_MEASURES if name in KNOWN or not only_totals]
    listed = [measures] if isinstance(measures, str | Measure) else list(measures)
    chosen = [_checked(each) if isinstance(each, Measure) else each for each in listed]
    known = [measure_named(each) for each in chosen]
    for said in ("name", "label"):
        times_said = Counter(getattr(each, said) for each in known)
        if twice := [name for name, count in times_said.items() if count > 1]:
            raise InputError(f"two measures of one {said}", column=said, value=twice[0])
    return chosen


def _checked(measure: Measure) -> Measure:
    """Return a measure of one's own that is refused where it gives anything but numbers."""

    def values(run: Run) -> Floats:
        given = measure.values(run)
        try:
            found = np.asarray(given, dtype=float)
        except (TypeError, ValueError):
            found = np.empty(0)
        if found.shape != (run.world_count,):
            raise InputError(
                f"the measure {measure.name} does not give one number a world",
                value=np.shape(given),
                allowed=f"shape ({run.world_count},), nan where the question does not arise",
            )
        if measure.unit == "chance" and not np.isin(found[~np.isnan(found)], (0.0, 1.0)).all():
            raise InputError(
                f"the measure {measure.name} is a chance, but not yes or no in every world",
                allowed="0, 1 or nan; a share has the unit share",
            )
        return found

    return replace(measure, values=values)


def _number_row(name: str, run: Run, pair: PairedDifference) -> dict[str, object]:
    return {
        "arm": name,
        "scenario": run.scenario.name,
        "measure": pair.measure,
        "mean_reference": pair.mean_a,
        "mean": pair.mean_b,
        "difference": pair.difference,
        "low": pair.low,
        "high": pair.high,
        "half_width": pair.half_width,
        "worlds": pair.worlds,
        "correlation": pair.correlation,
        "variance_factor": pair.variance_factor,
        "better": pair.better,
        "worse": pair.worse,
        "same": pair.same,
        "p_value": pair.p_value,
    }


def plus_minus(value: float, half_width: float, *, signed: bool = False) -> str:
    """Return ``"12.4 ± 0.2"``: the half-width to two digits, the value to the same decimals.

    Examples
    --------
    >>> plus_minus(12.3456, 0.217), plus_minus(0.5, 0.031, signed=True), plus_minus(1234.5, 120)
    ('12.35 ± 0.22', '+0.500 ± 0.031', '1,234 ± 120')
    """
    sign = "+" if signed else ""
    if not math.isfinite(half_width):
        return f"{value:{sign},.3g} ± ?"
    if half_width <= 0:
        return f"{value:{sign},.6g} ± 0"
    decimals = max(0, 1 - math.floor(math.log10(half_width)))
    return f"{value:{sign},.{decimals}f} ± {half_width:,.{decimals}f}"


def _difference_cell(pair: PairedDifference, scale: float) -> str:
    if pair.identical:
        return "0 (same in every future)"
    text = plus_minus(pair.difference / scale, pair.half_width / scale, signed=True)
    return f"{text}{times(pair.variance_factor)}"


def times(variance_factor: float) -> str:
    """Return ``" (9.0 x)"``: what common futures save; "" where nothing differs."""
    return f" ({variance_factor:.1f} x)" if math.isfinite(variance_factor) else ""


def _own(run: Run, measure: Measure, below: float, confidence: float) -> Interval:
    if run.totals is not None:
        sums = measure_sums(run, run.totals, measure.name, below)
        if measure.unit == "chance":
            return proportion_interval(sums.total, sums.n, confidence)
        return student_interval(sums.mean, sums.error, sums.n, confidence)
    values = measure.values(run)
    if measure.unit != "chance":
        return mean_interval(values, confidence)
    known = values[~np.isnan(values)]
    return proportion_interval(int(known.sum()), len(known), confidence)


def _scale(measure: Measure, mean: float, run: Run) -> tuple[float, str]:
    if measure.unit == "chance":
        return 0.01, ", futures of 100"
    if measure.unit == "share":
        return 0.01, ", %"
    if measure.unit == "count":
        return 1.0, ""
    scale, letter = next((u for u in _MONEY_UNITS if abs(mean) >= u[0]), _MONEY_UNITS[-1])
    unit = f"{letter} {run.scenario.book.currency}".strip()
    return scale, f", {unit}" if unit else ""


def _row_names(runs: Sequence[Run]) -> list[str]:
    # Two arms may share a client label; then the scenario's own name tells them apart.
    times = Counter(run.label for run in runs)
    return [
        run.label if times[run.label] == 1 else f"{run.label} ({run.scenario.name})" for run in runs
    ]
