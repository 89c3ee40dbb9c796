"""A hundred futures as a hundred squares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from simlib.present.labels import axes_points
from simlib.present.lettering import drawable
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
from simlib.present.words import between, of_100, percent, sentence_case

if TYPE_CHECKING:
    from simlib.analysis.futures import Futures

_SIDE = 10
_GAP_BETWEEN = 3.0
_COLOURS: dict[str, str] = {"grew": BLUE, "held": SKY, "shrank": ORANGE, "closed": VERMILLION}
_VERBS = {"grew": "grow", "held": "hold", "shrank": "shrink", "closed": "out of cash"}
_LINE = 1.6 * TEXT_POINTS
_ROOM_PER_FATE = 1.3  # in squares
_ROOM_BESIDE = 9.0
_MOST_WITH_WORDS_BESIDE = 2


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
    """Return what each fate means, in money of today's revenue."""
    below, above = percent(result.below), percent(result.above)
    today = "today's revenue" if result.above == 1.0 else f"{above} of today's revenue"
    return {
        "grew": f"above {today}",
        "held": f"{below} to {above} of it",
        "shrank": f"below {below}",
        "closed": "run out of cash before",
    }


def _note(result: Futures) -> str:
    words = fate_words(result)
    meaning = "; ".join(f"{_VERBS[fate]}: {words[fate]}" for fate in result.fates)
    closed = "" if "closed" in result.fates else ", firms out of cash included"
    return (
        f"A square is one future of 100. {sentence_case(meaning)}{closed}. "
        f"In brackets: {percent(result.confidence)} interval."
    )


def _draw(ax: Axes, few: Sequence[Futures]) -> None:
    beside = len(few) <= _MOST_WITH_WORDS_BESIDE
    floor = -0.5 if beside else -1.0 - _ROOM_PER_FATE * len(few[0].fates)
    ax.set_ylim(floor, _SIDE + 1.6)
    pitch = _SIDE + _ROOM_BESIDE if beside else _pitch(ax, len(few))
    ax.set_xlim(-0.1, len(few) * pitch - _GAP_BETWEEN + 2.0)
    ax.set_aspect("equal", anchor="NW")
    ax.set_axis_off()
    for place, (result, name) in enumerate(zip(few, names_of(few), strict=True)):
        left = place * pitch
        _draw_squares(ax, result, left=left)
        _write(ax, left, _SIDE + 0.5, name, weight="bold", va="bottom")
        corner = (left + _SIDE + 0.7, _SIDE - 0.6) if beside else (left, -0.9)
        _write_counts(ax, result, corner)


def _pitch(ax: Axes, panels: int) -> float:
    """Return the distance of panels that fills the width, if it can be without tearing apart."""
    (width, height), (low, high) = axes_points(ax), ax.get_ylim()
    room = width / height * (high - low) - 2.0 + _GAP_BETWEEN
    return max(_SIDE + _GAP_BETWEEN, min(room / panels, _SIDE + _ROOM_BESIDE))


def _points_per_unit(ax: Axes) -> float:
    """Return the side of a square in points; the axes are as large as they will be drawn."""
    (width, height), (left, right), (low, high) = axes_points(ax), ax.get_xlim(), ax.get_ylim()
    return min(width / (right - left), height / (high - low))


def _draw_squares(ax: Axes, result: Futures, *, left: float) -> None:
    fates = np.repeat(result.fates, result.counts)
    for number, fate in enumerate(fates):
        row, column = divmod(number, _SIDE)
        corner = (left + column, _SIDE - 1 - row)
        ax.add_patch(Rectangle(corner, 0.88, 0.88, facecolor=_COLOURS[str(fate)], linewidth=0))


def _write_counts(ax: Axes, result: Futures, corner: tuple[float, float]) -> None:
    left, top = corner
    line = _LINE / _points_per_unit(ax)
    side = 0.5 * line
    rows = zip(result.fates, result.counts, result.low, result.high, strict=True)
    for place, (fate, count, low, high) in enumerate(rows):
        y = top - place * line
        ax.add_patch(
            Rectangle((left, y - side / 2), side, side, facecolor=_COLOURS[str(fate)], linewidth=0)
        )
        text = f"{count} {_VERBS[str(fate)]} ({between(100 * low, 100 * high)})"
        _write(ax, left + 1.5 * side, y, text)


def _write(
    ax: Axes, x: float, y: float, text: str, *, weight: str = "normal", va: str = "center"
) -> None:
    ax.text(
        *(x, y, drawable(text)),
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        fontweight=weight,
        color=INK,
        ha="left",
        va=va,
        parse_math=False,
        gid="waffle",
    )


def finding_futures(results: Sequence[Futures]) -> str:
    """Return the title: how many of a hundred futures end at or above the lower limit.

    Arms whose intervals overlap are not ranked.
    """
    held = [float(result.shares[:2].sum()) for result in results]
    best, worst = int(np.argmax(held)), int(np.argmin(held))
    names, floor = names_of(results), percent(results[0].below)
    most, least = _held_words(results[best]), _held_words(results[worst])
    ends = f"of 100 futures end at {floor} of today's revenue or more"
    if len(results) == 1:
        return sentence_case(f"{names[0]}: {most} {ends}")
    if _held_low(results[best]) <= _held_high(results[worst]):
        count = f"about {most}" if most == least else f"{least} to {most}"
        return sentence_case(f"{count} {ends}: no clear difference")
    return sentence_case(f"{names[best]}: {most} {ends}, {names[worst]}: {least}")


def _held_words(result: Futures) -> str:
    """Return what the squares show, unless that would round something to nothing or to all."""
    share, squares = float(result.shares[:2].sum()), int(result.counts[:2].sum())
    return of_100(share) if squares in {0, 100} else str(squares)


def _held_low(result: Futures) -> float:
    """Return a limit of the share that does not shrink or close; exact where that is one fate."""
    return 1.0 - float(result.high[2:].sum())


def _held_high(result: Futures) -> float:
    return 1.0 - float(result.low[2:].sum())
