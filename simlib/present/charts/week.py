"""Where a rep's week goes, and where a rep stands among many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np
from matplotlib.axes import Axes

from simlib.present.draw.marks import as_few, names_of, write_key
from simlib.present.draw.sheet import On, paint, plain_axes
from simlib.present.draw.style import (
    BLUE,
    FONT,
    INK,
    MUTED,
    TEXT_POINTS,
    VERMILLION,
    WEEK_COLOURS,
    on_top_of,
)
from simlib.present.draw.text import axes_points, text_size
from simlib.present.words.firm import (
    family_hours,
    finding_rep_week,
    finding_standing,
    note_rep_week,
    note_standing,
    undone_words,
)
from simlib.words import show_name

if TYPE_CHECKING:
    from simlib.analysis.standing import Standing
    from simlib.analysis.week import RepWeek

_HEIGHT = 0.56
KEY_GAP = 14.0
_ROOM_AROUND = {1: 1.1, 2: 0.75}
_AFTER_UNDONE = 10.0
_AROUND_HOURS = 4.0
_LEAST_LABELLED = 0.005


def rep_week(results: RepWeek | Sequence[RepWeek], **on: Unpack[On]) -> Axes:
    """Draw the mean week of a seat as stacked hours, with what was left undone beyond it.

    Parameters
    ----------
    results : RepWeek or sequence of one to four
        Of the same capacity.

    Raises
    ------
    ValueError
        For no results or more than four.
    """
    few = as_few(results)
    return paint(
        on,
        title=finding_rep_week(few),
        y_words=" ",
        x_words=f"hours of a rep's week, of {few[0].capacity:.0f} for customers",
        notes=[note_rep_week(few)],
        left=_left(few),
        draw=lambda ax: _draw_rep_week(ax, few),
    )


def _left(few: Sequence[RepWeek]) -> float:
    return max(text_size(name, TEXT_POINTS)[0] for name in names_of(few)) + 12.0


def _draw_rep_week(ax: Axes, few: Sequence[RepWeek]) -> None:
    rows = np.arange(len(few))[::-1]
    shown = [family_hours(result) for result in few]
    ax.set_xlim(0, _x_end(ax, few))
    for row, result, hours in zip(rows, few, shown, strict=True):
        _draw_week(ax, float(row), result, hours)
    around = _ROOM_AROUND.get(len(few), 0.5)
    ax.set_ylim(-around, len(few) - 1 + around)
    ax.vlines(
        *(few[0].capacity, -around, len(few) - 1 + around), colors=INK, linewidth=1.6, zorder=4
    )
    ax.set_yticks(rows, names_of(few), parse_math=False)
    ax.set_xticks(range(0, int(few[0].capacity) + 1, 4))
    plain_axes(ax, x_end=few[0].capacity, grid=False)
    named = [name for name in WEEK_COLOURS if any(hours[name] > 0.05 for hours in shown)]
    write_key(ax, [(name, WEEK_COLOURS[name]) for name in named], start=-_left(few), gap=KEY_GAP)


def _x_end(ax: Axes, few: Sequence[RepWeek]) -> float:
    """Return where the axis ends so that the words behind the longest bar fit."""
    width = axes_points(ax)[0]
    words = max(text_size(undone_words(result), TEXT_POINTS - 1)[0] for result in few)
    hours = few[0].capacity + max(result.undone.mean for result in few)
    return hours * width / max(width - words - _AFTER_UNDONE, width / 2)


def _draw_week(ax: Axes, row: float, result: RepWeek, hours: dict[str, float]) -> None:
    start, per_hour = 0.0, axes_points(ax)[0] / ax.get_xlim()[1]
    for name, amount in hours.items():
        ax.barh(row, amount, left=start, height=_HEIGHT, color=WEEK_COLOURS[name], linewidth=0)
        if text_size(f"{amount:.1f}", TEXT_POINTS - 1)[0] + _AROUND_HOURS <= amount * per_hour:
            _write(ax, start + amount / 2, row, f"{amount:.1f}", on_top_of(WEEK_COLOURS[name]))
        start += amount
    undone = result.undone.mean
    if undone > 0.05:
        ax.barh(
            *(row, undone, _HEIGHT, result.capacity),
            facecolor="none",
            edgecolor=INK,
            linestyle="dashed",
            linewidth=1.4,
        )
        ax.annotate(
            *(undone_words(result), (result.capacity + undone, row), (_AFTER_UNDONE - 2.0, 0)),
            textcoords="offset points",
            fontsize=TEXT_POINTS - 1,
            fontfamily=FONT,
            color=INK,
            va="center",
            gid="hours",
        )


def _write(ax: Axes, x: float, y: float, text: str, ink: str) -> None:
    ax.text(
        *(x, y, text),
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=ink,
        ha="center",
        va="center",
        parse_math=False,
        gid="hours",
    )


def standing(result: Standing, **on: Unpack[On]) -> Axes:
    """Draw how often a rep stands at each rank by the revenue he owns.

    Parameters
    ----------
    result : Standing
        Of one rep at one month end.
    """
    return paint(
        on,
        title=finding_standing(result),
        y_words=f"futures of 100, by the rank of {show_name(result.rep)}",
        x_words=f"rank among {result.seats} reps by revenue owned, 1 is the largest",
        notes=[note_standing(result)],
        draw=lambda ax: _draw_standing(ax, result),
    )


def _draw_standing(ax: Axes, result: Standing) -> None:
    third = result.seats - max(1, result.seats // 3)
    colours = [VERMILLION if rank > third else BLUE for rank in result.ranks]
    heights = 100 * result.share
    ax.bar(result.ranks, heights, color=colours, width=0.72, zorder=2)
    seen = result.share > 0
    ax.vlines(
        *(result.ranks[seen], 100 * result.low[seen], 100 * result.high[seen]),
        color=MUTED,
        linewidth=1.5,
        zorder=3,
    )
    top = float(np.max(100 * result.high[seen], initial=10.0))
    for rank, height, high in zip(result.ranks, heights, 100 * result.high, strict=True):
        if height / 100 >= _LEAST_LABELLED:
            ax.annotate(
                *(f"{height:.0f}", (float(rank), float(high)), (0, 4)),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=TEXT_POINTS - 1,
                fontfamily=FONT,
                color=INK,
                gid="rank",
            )
    ax.set_xlim(0.4, result.seats + 0.6)
    ax.set_xticks(result.ranks)
    ax.set_ylim(0, 1.15 * top)
    plain_axes(ax)
