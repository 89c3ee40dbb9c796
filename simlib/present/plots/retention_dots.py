"""Revenue kept from year to year, gross and net, and what new accounts replaced."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from simlib.present.labels import EndLabel, label_ends
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import (
    BLUE,
    GREEN,
    MUTED,
    TEXT_POINTS,
    VERMILLION,
    slide_style,
)
from simlib.present.words import counted, percent, sentence_case

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.history.retention import Retention, YearOfRevenue

MOST_YEARS = 8
_APART = 0.12
_SERIES = (("grr", "kept (gross)", BLUE, -1.0), ("nrr", "with growth (net)", GREEN, 1.0))


def retention(
    result: Retention,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw gross and net retention of the last years of one firm.

    Parameters
    ----------
    result : Retention
        Of one firm, with a year at least; the last eight are drawn.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; ``history.footer``.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        Without a year, or for more than one firm.
    """
    years = result.years[-MOST_YEARS:]
    if not years or len({year.firm for year in years}) > 1:
        raise ValueError("retention is drawn for one firm with two full years or more")
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_retention(years),
            y_words="revenue of the year before that came again, %",
            x_words="year to; revenue of new accounts over revenue lost; accounts that stopped",
            notes=[
                "Lines: 95 % intervals over accounts. Gross: growth of an account not counted. "
                "Diamond: the largest account of the year before stopped."
            ],
            footer=footer,
            below=2.5 * TEXT_POINTS,
        )
        _draw(sheet.ax, years)
    return sheet.ax


def _draw(ax: Axes, years: Sequence[YearOfRevenue]) -> None:
    end = len(years) - 0.5
    ax.set_xlim(-0.5, end)
    top = max(min(_top(year), 2.0) for year in years)
    ax.set_ylim(0, 100 * max(1.1, 1.06 * top))
    ax.set_xticks(range(len(years)), [_tick(year) for year in years])
    ax.hlines(100, -0.5, end, color=MUTED, linewidth=1.0, zorder=1)
    for name, _, colour, side in _SERIES:
        for place, year in enumerate(years):
            _dot(ax, place + side * _APART, getattr(year, name), colour)
    for place, year in enumerate(years):
        if year.largest_stopped:
            ax.plot(place, 4, "D", color=VERMILLION, markersize=9, zorder=4)
    labels = [
        EndLabel(
            f"{words}: {percent(getattr(years[-1], name).mean)}",
            min(100 * getattr(years[-1], name).mean, ax.get_ylim()[1]),
            colour,
        )
        for name, words, colour, _ in _SERIES
    ]
    label_ends(ax, labels, x_end=end)
    plain_axes(ax, x_end=end)


def _tick(year: YearOfRevenue) -> str:
    replaced = year.replacement.mean
    told = f"{replaced:.2f}" if math.isfinite(replaced) else "-"
    return f"{year.end:%b %Y}\n{told}\n{year.lost} of {year.accounts}"


def _top(year: YearOfRevenue) -> float:
    found = (year.grr.mean, year.nrr.mean, year.nrr.high)
    return max(each for each in found if math.isfinite(each))


def _dot(ax: Axes, x: float, interval: Interval, colour: str) -> None:
    if math.isfinite(interval.low):
        ends = [100 * interval.low, 100 * interval.high]
        ax.plot([x, x], ends, color=colour, linewidth=2.0, zorder=3)
    ax.plot(x, 100 * interval.mean, "o", color=colour, markersize=10, zorder=4)


def finding_retention(years: Sequence[YearOfRevenue]) -> str:
    """Return the title: what was kept last year, whether it was replaced, the largest account."""
    last = years[-1]
    kept = f"{percent(last.grr.mean)} of revenue came again in the year to {last.end:%B %Y}"
    stopped = sum(year.largest_stopped for year in years)
    if math.isfinite(last.replacement.mean):
        kept += f"; new accounts brought {last.replacement.mean:.2f} times what was lost"
    if stopped:
        kept += f"; the largest account stopped in {stopped} of {counted(len(years), 'year')}"
    return sentence_case(kept)
