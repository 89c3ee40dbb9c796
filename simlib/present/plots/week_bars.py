"""Where a rep's week goes: hours by family of work, idle time, empty chairs, work undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.present.labels import axes_points
from simlib.present.lettering import text_size
from simlib.present.plots._lines import as_few, names_of
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import (
    BLUE,
    FONT,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    TEXT_POINTS,
    VERMILLION,
    on_top_of,
    slide_style,
)
from simlib.present.words import between, sentence_case

if TYPE_CHECKING:
    from simlib.analysis.week import RepWeek

FAMILIES: dict[str, tuple[str, ...]] = {
    "service": ("service",),
    "visits, gestures": ("review", "gesture"),
    "rescue": ("rescue",),
    "prospecting": ("call", "discovery", "proposal"),
    "onboarding": ("onboarding",),
    "one-to-ones": ("check_in",),
}
"""Kinds of task as a client would group them."""
COLOURS = {
    "service": SKY,
    "visits, gestures": BLUE,
    "rescue": VERMILLION,
    "prospecting": ORANGE,
    "onboarding": GREEN,
    "one-to-ones": PURPLE,
    "idle": "#E8E8E8",
    "empty chair": "#BDBDBD",
}
"""Colour of each family, in every chart of a week alike."""
_HEIGHT = 0.56
_KEY_GAP = 14.0
_KEY_ABOVE = 16.0
_ROOM_AROUND = {1: 1.1, 2: 0.75}
_AFTER_UNDONE = 10.0
_AROUND_HOURS = 4.0


def rep_week(
    results: RepWeek | Sequence[RepWeek],
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw the mean week of a seat as stacked hours, with what was left undone beyond it.

    Parameters
    ----------
    results : RepWeek or sequence of one to four
        Of the same capacity.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; ``run.provenance.footer()``.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        For no results or more than four.
    """
    few = as_few(results)
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_rep_week(few),
            y_words=" ",
            x_words=f"hours of a rep's week, of {few[0].capacity:.0f} for customers",
            notes=[_note(few)],
            footer=footer,
            left=_left(few),
        )
        _draw(sheet.ax, few)
    return sheet.ax


def _note(few: Sequence[RepWeek]) -> str:
    half = max(float(np.max((result.high - result.low) / 2)) for result in few)
    return (
        "Outlined, beyond the line: work that came and was never done. Mean of "
        f"{few[0].worlds:,d} futures; no block is less precise than ± {half:.2g} hours."
    )


def _left(few: Sequence[RepWeek]) -> float:
    return max(text_size(name, TEXT_POINTS)[0] for name in names_of(few)) + 12.0


def family_hours(result: RepWeek) -> dict[str, float]:
    """Return hours a week by family, then idle and empty chair; they fill the capacity."""
    by_kind = dict(zip(result.kinds, result.hours_per_week, strict=True))
    hours = {name: float(sum(by_kind[k] for k in kinds)) for name, kinds in FAMILIES.items()}
    return {**hours, "idle": result.idle.mean, "empty chair": result.vacant.mean}


def _draw(ax: Axes, few: Sequence[RepWeek]) -> None:
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
    named = [name for name in COLOURS if any(hours[name] > 0.05 for hours in shown)]
    write_key(ax, named, start=-_left(few))


def _x_end(ax: Axes, few: Sequence[RepWeek]) -> float:
    """Return where the axis ends so that the words behind the longest bar fit."""
    width = axes_points(ax)[0]
    words = max(text_size(_undone_words(result), TEXT_POINTS - 1)[0] for result in few)
    hours = few[0].capacity + max(result.undone.mean for result in few)
    return hours * width / max(width - words - _AFTER_UNDONE, width / 2)


def _undone_words(result: RepWeek) -> str:
    return f"{result.undone.mean:.1f} undone"


def _draw_week(ax: Axes, row: float, result: RepWeek, hours: dict[str, float]) -> None:
    start, per_hour = 0.0, axes_points(ax)[0] / ax.get_xlim()[1]
    for name, amount in hours.items():
        ax.barh(row, amount, left=start, height=_HEIGHT, color=COLOURS[name], linewidth=0)
        if text_size(f"{amount:.1f}", TEXT_POINTS - 1)[0] + _AROUND_HOURS <= amount * per_hour:
            _write(ax, start + amount / 2, row, f"{amount:.1f}", on_top_of(COLOURS[name]))
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
            *(_undone_words(result), (result.capacity + undone, row), (_AFTER_UNDONE - 2.0, 0)),
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


def write_key(ax: Axes, names: Sequence[str], *, start: float) -> None:
    """Write the families in their order above the first bar, each behind its own colour.

    ``start``: points from the left end of the axes.
    """
    offset = start
    for name in names:
        ax.annotate(
            *("■", (0.0, 1.0), (offset, _KEY_ABOVE)),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=TEXT_POINTS + 2,
            color=COLOURS[name],
            annotation_clip=False,
            va="center",
        )
        ax.annotate(
            *(name, (0.0, 1.0), (offset + 17.0, _KEY_ABOVE)),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=TEXT_POINTS - 1,
            fontfamily=FONT,
            color=INK,
            annotation_clip=False,
            va="center",
            gid="key",
        )
        offset += 17.0 + text_size(name, TEXT_POINTS - 1)[0] + _KEY_GAP


def finding_rep_week(results: Sequence[RepWeek]) -> str:
    """Return the title: who prospects how much of his week.

    Arms whose intervals overlap are not ranked.
    """
    shares = [family_hours(result)["prospecting"] / result.capacity for result in results]
    names = names_of(results)
    most, least = int(np.argmax(shares)), int(np.argmin(shares))
    text = f"{names[most]} prospects {100 * shares[most]:.0f} % of the week"
    if len(results) == 1:
        idle = 100 * results[0].idle.mean / results[0].capacity
        return sentence_case(f"{text} and is idle for {idle:.0f} %")
    if _prospecting_limits(results[most])[0] <= _prospecting_limits(results[least])[1]:
        share = between(100 * shares[least], 100 * shares[most])
        return f"Prospecting takes {share} % of the week: no clear difference"
    return sentence_case(f"{text}, {names[least]} {100 * shares[least]:.0f} %")


def _prospecting_limits(result: RepWeek) -> tuple[float, float]:
    """Return the hours' lowest and highest; the limits of a sum lie inside the sums of limits."""
    places = [result.kinds.index(kind) for kind in FAMILIES["prospecting"]]
    return float(result.low[places].sum()), float(result.high[places].sum())
