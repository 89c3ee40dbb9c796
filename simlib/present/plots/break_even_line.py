"""Whether prospecting pays, against how often accounts are lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.labels import label_ends
from simlib.present.plots._lines import draw_line, draw_precision, end_labels
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import BLUE, FONT, INK, MUTED, ORANGE, TEXT_POINTS, Look, slide_style
from simlib.present.words import listed, money, sentence_case, show_name, span_words

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.break_even_rate import BreakEvenRate, Crossing

_NET, _RESTORED = Look(BLUE), Look(ORANGE)


def break_even_rate(
    result: BreakEvenRate,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw what prospecting brings after its hours are paid, at every loss rate.

    Parameters
    ----------
    result : BreakEvenRate
        From `simlib.studies.break_even_rate.break_even_rate`.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; instead of the result's own.

    Returns
    -------
    Axes
        With the chart.
    """
    sheet = open_sheet(ax)
    years = span_words(12 * result.years)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_break_even_rate(result),
            y_words=f"{result.currency} gained in {years} after paying for the hours".lstrip(),
            x_words="accounts of 100 lost in a year without prospecting",
            notes=[
                "Insurance alone: only what is brought back up to today's level counts. Hatched: "
                "precision of the simulation (95 % interval between futures)."
            ],
            footer=footer or result.footer,
            left=66.0,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _draw(ax: Axes, result: BreakEvenRate) -> None:
    x = np.array([100 * point.lost_a_year.mean for point in result.points])
    ends = []
    for field, look in (("net", _NET), ("restored", _RESTORED)):
        band: list[Interval] = [getattr(point, field) for point in result.points]
        mean = np.array([each.mean for each in band])
        draw_precision(
            *(ax, x, np.array([each.low for each in band])),
            *(np.array([each.high for each in band]), look),
        )
        draw_line(ax, x, mean, look)
        ends.append(float(mean[-1]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: money(value)))
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, 0.0), high + 0.08 * (high - low))
    ax.set_xlim(float(x[0]), float(x[-1]))
    ticks = [tick for tick in ax.get_xticks() if x[0] <= tick <= x[-1]]
    texts = ("all that it brings", "insurance alone")
    label_ends(ax, end_labels(texts, ends, (_NET, _RESTORED)), x_end=float(x[-1]))
    ax.set_xticks(ticks)
    plain_axes(ax, x_end=float(x[-1]))
    ax.hlines(0, x[0], x[-1], color=MUTED, linewidth=1.5, zorder=1)
    _today(ax, result)
    _marks(ax, result.net, BLUE)
    _marks(ax, result.restored, ORANGE)


def _today(ax: Axes, result: BreakEvenRate) -> None:
    today = 100 * float(
        np.interp(
            1.0,
            [point.factor for point in result.points],
            [point.lost_a_year.mean for point in result.points],
        )
    )
    ax.axvline(today, color=MUTED, linewidth=1.2, zorder=1)
    ax.annotate(
        *("as the evidence says", (today, ax.get_ylim()[1]), (6, 0)),
        textcoords="offset points",
        ha="left",
        va="top",
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=INK,
    )


def _marks(ax: Axes, crossings: Sequence[Crossing], colour: str) -> None:
    for each in crossings:
        ax.plot(100 * each.lost_a_year, 0, "o", color=colour, markersize=11, zorder=5)


def finding_break_even_rate(result: BreakEvenRate) -> str:
    """Return the title: at which loss rates prospecting pays, and at which as insurance alone."""
    all_of_it = _pays(result, result.net, [point.net for point in result.points])
    alone = _pays(result, result.restored, [point.restored for point in result.points])
    return sentence_case(
        f"the {show_name(result.label)} {all_of_it}; as insurance alone it {alone}"
    )


def _pays(result: BreakEvenRate, found: Sequence[Crossing], curve: Sequence[Interval]) -> str:
    if not found:
        most = f"{100 * result.points[-1].lost_a_year.mean:.0f} of 100 accounts lost a year"
        return f"pays at any rate up to {most}" if curve[0].mean > 0 else "never pays"
    if all(each.low <= 0 for each in curve):
        return "never clearly pays"
    if len(found) > 1:
        rates = listed([f"{100 * each.lost_a_year:.0f}" for each in found])
        where = "between" if found[0].begins else "except between"
        return f"pays {where} {rates}"
    how = "only above" if found[0].begins else "up to"
    return f"pays {how} {_rate(found[0], result)} of 100 accounts lost a year"


def _rate(each: Crossing, result: BreakEvenRate) -> str:
    factors = [point.factor for point in result.points]
    rates = [100 * point.lost_a_year.mean for point in result.points]
    low, high = np.interp([each.factor.low, each.factor.high], factors, rates)
    return f"{100 * each.lost_a_year:.0f} ({low:.0f} to {high:.0f})"
