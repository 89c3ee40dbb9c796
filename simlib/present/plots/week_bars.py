"""Where a rep's week goes: hours by family of work, idle time, empty chairs, work undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.present.labels import text_size
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
from simlib.present.words import sentence_case

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
_COLOURS = {
    "service": SKY,
    "visits, gestures": BLUE,
    "rescue": VERMILLION,
    "prospecting": ORANGE,
    "onboarding": GREEN,
    "one-to-ones": PURPLE,
    "idle": "#E8E8E8",
    "empty chair": "#BDBDBD",
}
_HEIGHT = 0.56
_KEY_GAP = 18.0
_KEY_ABOVE = 22.0
_ROOM_FOR_UNDONE = 4.0


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
            x_words=f"hours a week and seat, of {few[0].capacity:.0f}",
            notes=[_note(few)],
            footer=footer,
            left=_left(few),
        )
        _draw(sheet.ax, few)
    return sheet.ax


def _note(few: Sequence[RepWeek]) -> str:
    half = max(float(np.max((result.high - result.low) / 2)) for result in few)
    return (
        "Hatched, beyond the line: work that came and was never done. Mean of "
        f"{few[0].worlds:,d} futures; no block is less precise than ± {half:.1f} hours."
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
    for row, result, hours in zip(rows, few, shown, strict=True):
        _draw_week(ax, float(row), result, hours)
    most_undone = max(result.undone.mean for result in few)
    ax.set_xlim(0, few[0].capacity + most_undone + _ROOM_FOR_UNDONE)
    ax.set_ylim(-0.6, len(few) - 0.05)
    ax.vlines(few[0].capacity, -0.5, len(few) - 0.5, colors=INK, linewidth=1.6, zorder=4)
    ax.set_yticks(rows, names_of(few))
    ax.set_xticks(range(0, int(few[0].capacity) + 1, 4))
    plain_axes(ax, x_end=few[0].capacity, grid=False)
    named = [name for name in _COLOURS if any(hours[name] > 0.05 for hours in shown)]
    _write_key(ax, named, start=-_left(few))


def _draw_week(ax: Axes, row: float, result: RepWeek, hours: dict[str, float]) -> None:
    start = 0.0
    for name, amount in hours.items():
        ax.barh(row, amount, left=start, height=_HEIGHT, color=_COLOURS[name], linewidth=0)
        if amount >= 0.045 * result.capacity:
            _write(ax, start + amount / 2, row, f"{amount:.1f}", on_top_of(_COLOURS[name]))
        start += amount
    undone = result.undone.mean
    if undone > 0.05:
        ax.barh(
            *(row, undone, _HEIGHT, result.capacity),
            facecolor="none",
            edgecolor=VERMILLION,
            hatch="////",
            linewidth=0.0,
        )
        _write(ax, result.capacity + undone + 0.3, row, f"{undone:.1f} undone", INK, ha="left")


def _write(ax: Axes, x: float, y: float, text: str, ink: str, *, ha: str = "center") -> None:
    ax.text(
        *(x, y, text),
        fontsize=TEXT_POINTS - 2,
        fontfamily=FONT,
        color=ink,
        ha=ha,
        va="center",
        parse_math=False,
        gid="hours",
    )


def _write_key(ax: Axes, names: Sequence[str], *, start: float) -> None:
    """Write the families in their order above the first bar, each behind its own colour."""
    offset = start
    for name in names:
        ax.annotate(
            *("■", (0.0, 1.0), (offset, _KEY_ABOVE)),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=TEXT_POINTS + 2,
            color=_COLOURS[name],
            annotation_clip=False,
            va="center",
        )
        ax.annotate(
            *(name, (0.0, 1.0), (offset + 17.0, _KEY_ABOVE)),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=TEXT_POINTS - 2,
            fontfamily=FONT,
            color=INK,
            annotation_clip=False,
            va="center",
            gid="key",
        )
        offset += 17.0 + text_size(name, TEXT_POINTS - 2)[0] + _KEY_GAP


def finding_rep_week(results: Sequence[RepWeek]) -> str:
    """Return the title: who prospects how much of his week."""
    shares = [family_hours(result)["prospecting"] / result.capacity for result in results]
    names = names_of(results)
    most, least = int(np.argmax(shares)), int(np.argmin(shares))
    text = f"{names[most]} prospects {100 * shares[most]:.0f} % of the week"
    if len(results) == 1:
        idle = 100 * results[0].idle.mean / results[0].capacity
        return sentence_case(f"{text} and is idle for {idle:.0f} %")
    return sentence_case(f"{text}, {names[least]} {100 * shares[least]:.0f} %")
