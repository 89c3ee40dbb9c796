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
from simlib.present.words import counted, percent, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.analysis.recovery import Recovery

BACK = 0.9


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
    return (
        f"Lines: the middle future. Band: the range of fortunes of {show_name(result.label)}; "
        "80 % of the futures lie inside."
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
    _mark_way_back(ax, float(x[-1]), MUTED)


def _top(few: Sequence[Recovery], highlight: int) -> float:
    highest = [float(np.nanmax(result.median)) for result in few]
    highest.append(float(np.nanmax(few[highlight].high)))
    return 100 * max(1.1, 1.05 * max(highest))


def _ends(few: Sequence[Recovery]) -> tuple[list[str], list[float]]:
    ends = [100 * float(result.median[-1]) for result in few]
    names = names_of(few)
    return [f"{name}: {end:.0f} %" for name, end in zip(names, ends, strict=True)], ends


def _mark_way_back(ax: Axes, x_end: float, colour: str) -> None:
    start = ax.get_xlim()[0]
    ax.hlines(
        100 * BACK,
        start,
        x_end,
        colors=colour,
        linestyles="dashed",
        linewidth=1.4,
        zorder=2,
    )
    ax.annotate(
        *(f"back at {percent(BACK)}", (x_end, 100 * BACK), (-6, 4)),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=colour,
        parse_math=False,
    )


def months_back(result: Recovery) -> int | None:
    """Return the first month from which the median future is back at 90 %, None if it is not.

    A first month at 90 % before the revenue has fallen does not count.
    """
    below = np.asarray(result.median) < BACK
    if not below.any():
        return int(result.months[0])
    fallen = int(np.argmax(below))
    back = np.flatnonzero(~below[fallen:])
    return int(result.months[fallen + back[0]]) if back.size else None


def finding_recovery(results: Sequence[Recovery], *, lost: str = "the largest account") -> str:
    """Return the title: how long the middle future needs to be back at 90 %."""
    end = int(results[0].months[-1])
    names = names_of(results)
    times = [months_back(result) for result in results]
    known = sorted(
        (time, name) for time, name in zip(times, names, strict=True) if time is not None
    )
    if not known:
        who = names[0] if len(names) == 1 else "none of the diaries"
        return sentence_case(
            f"After losing {show_name(lost)}, {who} is back at {percent(BACK)} within "
            f"{counted(end, 'month')} in half of the futures"
            if len(names) > 1
            else f"After losing {show_name(lost)}, {who} is not back at {percent(BACK)} within "
            f"{counted(end, 'month')} in half of the futures"
        )
    fastest, name = known[0]
    text = f"After losing {show_name(lost)}, {name} is back at {percent(BACK)} in "
    text += counted(fastest, "month") if fastest else "no time"
    if len(names) == 1:
        return sentence_case(f"{text} or less in half of the futures")
    slowest, other = known[-1]
    if len(known) < len(names):
        other = next(n for n, time in zip(names, times, strict=True) if time is None)
        return sentence_case(f"{text}, {other} not in {counted(end, 'month')} (the middle future)")
    if slowest == fastest:
        return sentence_case(f"{text}, and so are the others (the middle future)")
    return sentence_case(f"{text}, {other} in {slowest} (the middle future)")
