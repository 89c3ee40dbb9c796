"""The way back after losing an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.present.labels import label_ends
from simlib.present.plots._lines import (
    as_few,
    draw_fortunes,
    draw_line,
    end_labels,
    looks_of,
    names_of,
)
from simlib.present.sheet import lay_out, open_sheet, plain_axes, time_axis, time_unit
from simlib.present.style import FONT, MUTED, TEXT_POINTS, slide_style
from simlib.present.words import of_100, percent, show_name, span_words

if TYPE_CHECKING:
    from simlib.analysis.recovery import Recovery


def recovery(
    results: Recovery | Sequence[Recovery],
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
    highlight: int = 0,
    lost: str = "the largest account",
) -> Axes:
    """Draw revenue after a forced loss, as a share of revenue just before it.

    Parameters
    ----------
    results : Recovery or sequence of one to four
        Medians are drawn for all, the range of fortunes for one.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; ``run.provenance.footer()``.
    highlight : int
        Place of the result whose range is drawn.
    lost : str
        What was lost, for the title.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        For no results, more than four, or nobody at `highlight`.
    """
    few = as_few(results)
    if not 0 <= highlight < len(few):
        raise ValueError(f"highlight names result {highlight}; there are {len(few)}, from 0")
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_recovery(few, lost=lost),
            y_words="revenue, as % of the month before the loss",
            x_words=f"{time_unit(few[0].months)} since the loss",
            notes=[_note(few[highlight])],
            footer=footer,
        )
        _draw(sheet.ax, few, highlight)
    return sheet.ax


def _note(result: Recovery) -> str:
    low, high = result.band
    return (
        f"Lines: the middle future. Band: the range of fortunes of {show_name(result.label)}; "
        f"{percent(high - low)} of the futures lie inside."
    )


def _draw(ax: Axes, few: Sequence[Recovery], highlight: int) -> None:
    looks = looks_of(few)
    for place, (result, look) in enumerate(zip(few, looks, strict=True)):
        x = time_axis(ax, result.months)
        if place == highlight:
            draw_fortunes(ax, x, 100 * result.low, 100 * result.high, look.colour)
        draw_line(ax, x, 100 * result.median, look)
    ax.set_ylim(0, _top(few, highlight))
    texts, ends = _ends(few)
    label_ends(ax, end_labels(texts, ends, looks), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))
    _mark_way_back(ax, few[0].back, float(x[-1]), MUTED)


def _top(few: Sequence[Recovery], highlight: int) -> float:
    highest = [float(np.nanmax(result.median)) for result in few]
    highest.append(float(np.nanmax(few[highlight].high)))
    return 100 * max(1.1, 1.05 * max(highest))


def _ends(few: Sequence[Recovery]) -> tuple[list[str], list[float]]:
    ends = [100 * float(result.median[-1]) for result in few]
    names = names_of(few)
    return [f"{name}: {end:.0f} %" for name, end in zip(names, ends, strict=True)], ends


def _mark_way_back(ax: Axes, back: float, x_end: float, colour: str) -> None:
    start = ax.get_xlim()[0]
    ax.hlines(
        100 * back,
        start,
        x_end,
        colors=colour,
        linestyles="dashed",
        linewidth=1.4,
        zorder=2,
    )
    ax.annotate(
        *(f"back at {percent(back)}", (x_end, 100 * back), (-6, 4)),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=colour,
        parse_math=False,
    )


def finding_recovery(results: Sequence[Recovery], *, lost: str = "the largest account") -> str:
    """Return the title: in how many futures of 100 revenue is back in time.

    Arms whose intervals overlap are not ranked.
    """
    span, goal = span_words(results[0].within_months), percent(results[0].back)
    opening = f"Within {span} of losing {show_name(lost)},"
    ranked = sorted(results, key=lambda result: -result.share_back)
    best, worst = ranked[0], ranked[-1]
    most, least = of_100(best.share_back), of_100(worst.share_back)
    names = names_of([best, worst])
    if len(results) == 1:
        return f"{opening} {names[0]} is back at {goal} in {most} of 100 futures"
    if best.share_back_low <= worst.share_back_high:
        count = f"about {most}" if most == least else f"{least} to {most}"
        # Not "no clear difference": far from the goal the lines may still lie well apart.
        return f"{opening} {count} of 100 futures are back at {goal}"
    return f"{opening} {names[0]} is back at {goal} in {most} of 100 futures, {names[1]} in {least}"
