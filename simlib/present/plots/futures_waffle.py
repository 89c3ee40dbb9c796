"""A hundred futures as a hundred squares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from simlib.present.labels import axes_points
from simlib.present.plots._lines import as_few, names_of
from simlib.present.sheet import lay_out, open_sheet
from simlib.present.style import (
    BLUE,
    FONT,
    INK,
    ORANGE,
    SKY,
    TEXT_POINTS,
    VERMILLION,
    slide_style,
)
from simlib.present.words import percent, sentence_case

if TYPE_CHECKING:
    from simlib.analysis.futures import Futures

_SIDE = 10
_GAP_BETWEEN = 3.0
_COLOURS: dict[str, str] = {"grew": BLUE, "held": SKY, "shrank": ORANGE, "closed": VERMILLION}
_LINE = 1.35 * TEXT_POINTS


def futures(
    results: Futures | Sequence[Futures],
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw what becomes of a hundred futures, a square each.

    Parameters
    ----------
    results : Futures or sequence of one to four
        With the same limits.
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
            title=title or finding_futures(few),
            notes=[_note(few[0])],
            footer=footer,
            left=0.0,
        )
        _draw(sheet.ax, few)
    return sheet.ax


def fate_words(result: Futures) -> dict[str, str]:
    """Return what each fate is called, with its limits."""
    below, above = percent(result.below), percent(result.above)
    return {
        "grew": f"above {above}",
        "held": f"{below} to {above}",
        "shrank": f"below {below}",
        "closed": "out of cash",
    }


def _note(result: Futures) -> str:
    closed = "" if "closed" in result.fates else " A firm that closed has no revenue."
    return (
        "Each square is one future of 100, by revenue at the end in % of today's, from "
        f"{result.worlds:,d} simulated futures; in brackets the 95 % interval.{closed}"
    )


def _draw(ax: Axes, few: Sequence[Futures]) -> None:
    pitch = _SIDE + _GAP_BETWEEN
    for place, (result, name) in enumerate(zip(few, names_of(few), strict=True)):
        _draw_squares(ax, result, left=place * pitch)
        _write(ax, place * pitch, _SIDE + 0.5, name, INK, weight="bold", va="bottom")
        _write_counts(ax, result, left=place * pitch)
    ax.set_xlim(-0.1, max(len(few), 3) * pitch - _GAP_BETWEEN + 2.0)
    ax.set_ylim(-6.0, _SIDE + 2.0)
    ax.set_aspect("equal", anchor="NW")
    ax.set_axis_off()


def _draw_squares(ax: Axes, result: Futures, *, left: float) -> None:
    fates = np.repeat(result.fates, result.counts)
    for number, fate in enumerate(fates):
        row, column = divmod(number, _SIDE)
        corner = (left + column, _SIDE - 1 - row)
        ax.add_patch(Rectangle(corner, 0.88, 0.88, facecolor=_COLOURS[str(fate)], linewidth=0))


def _write_counts(ax: Axes, result: Futures, *, left: float) -> None:
    words = fate_words(result)
    line = _LINE / axes_points(ax)[1] * (_SIDE + 8.0)
    rows = zip(result.fates, result.counts, result.low, result.high, strict=True)
    for place, (fate, count, low, high) in enumerate(rows):
        y = -0.7 - (place + 0.5) * line * 1.15
        ax.add_patch(
            Rectangle((left, y - 0.3), 0.6, 0.6, facecolor=_COLOURS[str(fate)], linewidth=0)
        )
        text = f"{count} ({100 * low:.0f} to {100 * high:.0f}) {words[str(fate)]}"
        _write(ax, left + 0.9, y, text, INK, size=TEXT_POINTS - 2)


def _write(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    ink: str,
    *,
    weight: str = "normal",
    size: float = TEXT_POINTS,
    va: str = "center",
) -> None:
    ax.text(
        *(x, y, text),
        fontsize=size,
        fontfamily=FONT,
        fontweight=weight,
        color=ink,
        ha="left",
        va=va,
        parse_math=False,
        gid="waffle",
    )


def finding_futures(results: Sequence[Futures]) -> str:
    """Return the title: how many of a hundred futures end at or above the lower limit."""
    held = [float(result.shares[:2].sum()) for result in results]
    best, worst = int(np.argmax(held)), int(np.argmin(held))
    names, floor = names_of(results), percent(results[0].below)
    text = (
        f"{names[best]}: {100 * held[best]:.0f} of 100 futures end at {floor} of today's "
        "revenue or more"
    )
    if len(results) == 1:
        return sentence_case(text)
    return sentence_case(f"{text}, {names[worst]}: {100 * held[worst]:.0f}")
