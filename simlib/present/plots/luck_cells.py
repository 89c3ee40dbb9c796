"""Who is ahead of whom: in the same fate, and as two firms that meet different luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from simlib.present.labels import axes_points
from simlib.present.lettering import drawable, wrapped
from simlib.present.plots._named_rows import BODY_POINTS, room_left, row_names, write_at
from simlib.present.sheet import lay_out, open_sheet
from simlib.present.style import PAPER, slide_style
from simlib.present.words import counted, of_100, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.studies.luck import Luck

_GAP = 0.6
_SHADES = ("#F7D9C9", "#FBEEE6", "#FFFFFF", "#E3EEF7", "#B9D7EC", "#7FB8DE")
_EDGES = (0.2, 0.4, 0.6, 0.8, 0.95)


def luck_grid(
    result: Luck,
    year: int = 5,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw how often each diary is ahead of each other, in one fate and in two.

    Parameters
    ----------
    result : Luck
    year : int
        One of its years.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; the result's own footer by default.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        For another year.
    """
    if year not in result.years:
        raise ValueError(f"year {year} was not kept; years: {result.years}")
    names = row_names([show_name(label) for label in result.labels])
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_luck_grid(result, year),
            y_words=" ",
            notes=[_note(result, year)],
            footer=footer or result.footer,
            left=room_left(names),
        )
        _draw(sheet.ax, result, result.years.index(year), names)
    return sheet.ax


def _note(result: Luck, year: int) -> str:
    place = result.years.index(year)
    both = np.stack([result.same_fate[place], result.independent[place]])
    half = 50 * float(np.nanmax(both[..., 2] - both[..., 1]))
    return (
        f"{sentence_case(result.counted_label)} after {counted(year, 'year')}: of 100 comparisons, "
        f"those in which the row is ahead of the column; no count is less precise than ± {half:.0f}"
        f" (95 % interval between {result.worlds:,d} futures)."
    )


def _draw(ax: Axes, result: Luck, place: int, names: list[str]) -> None:
    size = len(names)
    ax.set_xlim(0, 2 * size + _GAP)
    ax.set_ylim(-0.1, size + 1.2)
    for side in ax.spines.values():
        side.set_visible(False)
    heads = ("the same fate (nobody can watch it)", "two firms, each with its own luck")
    for panel, (matrix, head) in enumerate(
        zip((result.same_fate, result.independent), heads, strict=True)
    ):
        left = panel * (size + _GAP)
        write_at(ax, left, size + 1.05, sentence_case(head), ha="left", bold=True)
        _draw_cells(ax, matrix[place, :, :, 0], left)
        _write_columns(ax, names, left)
    ax.set_xticks([])
    ax.set_yticks([size - row - 0.5 for row in range(size)], names, parse_math=False)
    ax.tick_params(length=0, labelsize=BODY_POINTS, pad=6)


def _draw_cells(ax: Axes, shares: np.ndarray, left: float) -> None:
    size = len(shares)
    for row in range(size):
        for column in range(size):
            if row == column:
                continue
            x, y = left + column, size - 1 - row
            share = float(shares[row, column])
            shade = _SHADES[int(np.searchsorted(_EDGES, share))]
            ax.add_patch(Rectangle((x, y), 1, 1, facecolor=shade, edgecolor=PAPER, linewidth=2))
            text = of_100(share).replace("fewer than 1", "<1").replace("more than 99", ">99")
            write_at(ax, x + 0.5, y + 0.5, text)


def _write_columns(ax: Axes, names: list[str], left: float) -> None:
    width = axes_points(ax)[0] / (2 * len(names) + _GAP) - 6
    for column, name in enumerate(names):
        text = wrapped(drawable(name).replace("-", "- "), width, BODY_POINTS)
        write_at(ax, left + column + 0.5, len(names) + 0.08, text, va="bottom")


def finding_luck_grid(result: Luck, year: int) -> str:
    """Return the title: what is certain in one fate and doubtful between two firms."""
    place = result.years.index(year)
    same = result.same_fate[place, 0, 1:, 0]
    worst = int(np.argmax(same)) + 1
    apart = float(result.independent[place, 0, worst, 0])
    reference, other = (show_name(result.labels[n]) for n in (0, worst))
    return sentence_case(
        f"{reference} beats {other} in {of_100(float(same[worst - 1]))} of 100 fates, but only in "
        f"{of_100(apart)} of 100 pairs of firms after {counted(year, 'year')}"
    )
