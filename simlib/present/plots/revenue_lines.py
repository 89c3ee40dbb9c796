"""How many futures never fall below a revenue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from simlib.present.labels import label_ends
from simlib.present.plots._lines import (
    as_few,
    draw_line,
    draw_precision,
    end_labels,
    looks_of,
    names_of,
    precision_note,
)
from simlib.present.sheet import lay_out, open_sheet, plain_axes, time_axis, time_unit
from simlib.present.style import slide_style
from simlib.present.words import money, of_100, percent, sentence_case, span_words

if TYPE_CHECKING:
    from simlib.analysis.revenue import RevenueSurvival


def revenue_survival(
    results: RevenueSurvival | Sequence[RevenueSurvival],
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
    initial_revenue: float | None = None,
    currency: str = "",
) -> Axes:
    """Draw the share of futures whose revenue has never been below a threshold.

    Parameters
    ----------
    results : RevenueSurvival or sequence of one to four
        Of the same threshold and months.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title : str, optional
        Instead of the finding.
    footer : str, optional
        ``run.provenance.footer()``.
    initial_revenue : float, optional
        Annual revenue at the start, in `currency`, to name the threshold in money.
    currency : str
        Its code.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        For no results, more than four, or results of different thresholds.
    """
    few = as_few(results)
    if len({result.below for result in few}) > 1:
        raise ValueError("these results are of different thresholds and cannot share an axis")
    threshold = threshold_words(few[0].below, initial_revenue=initial_revenue, currency=currency)
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_revenue_survival(few, threshold=threshold),
            y_words=f"futures of 100 never below {threshold}",
            x_words=f"{time_unit(few[0].months)} from today",
            notes=[precision_note(few[0].confidence, min(result.worlds for result in few))],
            footer=footer,
        )
        _draw(sheet.ax, few)
    return sheet.ax


def _draw(ax: Axes, few: Sequence[RevenueSurvival]) -> None:
    looks = looks_of(few)
    for result, look in zip(few, looks, strict=True):
        x = time_axis(ax, result.months)
        draw_precision(ax, x, 100 * result.low, 100 * result.high, look)
        draw_line(ax, x, 100 * result.share, look)
    ax.set_ylim(0, 103)
    ax.set_yticks(range(0, 101, 20))
    texts = [
        f"{name}: {of_100(float(result.share[-1]))}"
        for name, result in zip(names_of(few), few, strict=True)
    ]
    ends = [100 * float(result.share[-1]) for result in few]
    label_ends(ax, end_labels(texts, ends, looks), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))


def threshold_words(
    below: float, *, initial_revenue: float | None = None, currency: str = ""
) -> str:
    """Return the threshold in money where the start is known, else as a share of it."""
    if initial_revenue is None:
        return f"{percent(below)} of today's revenue"
    return money(below * initial_revenue, currency)


def finding_revenue_survival(results: Sequence[RevenueSurvival], *, threshold: str) -> str:
    """Return the title: who stays above the threshold in how many futures of 100.

    Arms whose intervals overlap are not ranked.
    """
    span = span_words(float(results[0].months[-1]))
    ranked = sorted(results, key=lambda result: -float(result.share[-1]))
    best, worst = ranked[0], ranked[-1]
    most, least = of_100(float(best.share[-1])), of_100(float(worst.share[-1]))
    if len(results) == 1:
        return sentence_case(
            f"{names_of([best])[0]}: {most} of 100 futures never fall below {threshold} in {span}"
        )
    if float(best.low[-1]) <= float(worst.high[-1]):
        count = f"about {most}" if most == least else f"{least} to {most}"
        return sentence_case(
            f"{count} of 100 futures stay above {threshold} for {span}: no clear difference"
        )
    names = names_of([best, worst])
    return sentence_case(
        f"{names[0]} keeps {most} of 100 futures above {threshold} for {span}, {names[1]} {least}"
    )
