"""A slide-sized sheet: the title with the finding, axes in words, notes and footer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from simlib.present.draw.style import (
    FONT,
    FOOTER_POINTS,
    INK,
    MUTED,
    RULE,
    SCREEN_DPI,
    SLIDE_INCHES,
    TEXT_POINTS,
    TITLE_POINTS,
    slide_style,
    whole_figure,
)
from simlib.present.draw.text import (
    LINE_SPACING,
    axes_points,
    balanced,
    drawable,
    text_size,
    wrapped,
)

_EDGE = 28.0  # points of white around everything
_AXIS_WORDS_GAP = 10.0
_TITLE_GAP = 12.0
_LAST_MONTH_IN_MONTHS = 24
_POINTS_PER_INCH = 72.0


@dataclass(frozen=True)
class Sheet:
    """Axes to draw on, and whether the whole figure is ours to lay out."""

    ax: Axes
    owned: bool

    @property
    def figure(self) -> Figure:
        """The figure that holds the axes."""
        return whole_figure(self.ax)


class On(TypedDict, total=False):
    """What every chart takes besides its result.

    ``ax``: where to draw, a slide of its own by default. ``title``: instead of the finding.
    ``footer``: such as ``run.provenance.footer()``, instead of the result's own.
    """

    ax: Axes | None
    title: str | None
    footer: str | None


def paint(
    on: On,
    *,
    title: str,
    draw: Callable[[Axes], None],
    footer: str | None = None,
    y_words: str = "",
    x_words: str = "",
    notes: Sequence[str] = (),
    left: float = 52.0,
    below: float = 0.0,
    size: tuple[float, float] = SLIDE_INCHES,
) -> Axes:
    """Lay a sheet out as `lay_out` does, draw on it, and return its axes.

    Parameters
    ----------
    on
        What the caller of the chart said; a word that is none of its keys is refused.
    title, footer
        Where the caller gave none.
    draw
        Draws on the axes, within the style of a slide.
    y_words, x_words, notes, left, below
        As in `lay_out`.
    size
        Inches of a sheet of its own.

    Raises
    ------
    TypeError
        For a keyword that no chart has.
    """
    unknown = sorted(set(on) - On.__annotations__.keys())
    if unknown:
        raise TypeError(f"a chart takes no {unknown[0]!r}, but {', '.join(On.__annotations__)}")
    sheet = open_sheet(on.get("ax"), size)
    with slide_style():
        lay_out(
            sheet,
            title=on.get("title") or title,
            footer=on.get("footer") or footer,
            y_words=y_words,
            x_words=x_words,
            notes=notes,
            left=left,
            below=below,
        )
        draw(sheet.ax)
    return sheet.ax


def open_sheet(ax: Axes | None, size: tuple[float, float] = SLIDE_INCHES) -> Sheet:
    """Return the reader's axes, or new ones on a figure of so many inches."""
    if ax is not None:
        return Sheet(ax, owned=False)
    import matplotlib.pyplot as plt

    with slide_style():
        figure, axes = plt.subplots(figsize=size, dpi=SCREEN_DPI)
    figure.set_layout_engine("none")
    return Sheet(axes, owned=True)


def lay_out(
    sheet: Sheet,
    *,
    title: str,
    y_words: str = "",
    x_words: str = "",
    notes: Sequence[str] = (),
    footer: str | None = None,
    left: float = 52.0,
    below: float = 0.0,
) -> None:
    """Write title, axis words, notes and footer, and give the rest of the sheet to the axes.

    Parameters
    ----------
    sheet
        From `open_sheet`; on the reader's own axes nothing is moved.
    title
        The finding, broken into lines as needed.
    y_words, x_words
        What the axes show. The y words stand above the axis, where they are read first.
    notes
        What bands and marks mean, one line each, under the axes.
    footer
        Source, seed, number of futures.
    left
        Points left of the axes for tick labels.
    below
        Points under the x axis for a table of the chart's own.
    """
    foot = _foot_text(sheet.figure, notes, footer)
    if sheet.owned:
        _place_axes(sheet, title, bool(y_words), bool(x_words), foot, left=left, below=below)
    _write_title(sheet, title, bool(y_words))
    _write_axis_words(sheet, x_words, y_words)
    _write_foot(sheet.figure, foot)


def _foot_text(figure: Figure, notes: Sequence[str], footer: str | None) -> str:
    width = _figure_points(figure)[0] - 2 * _EDGE
    lines = [*notes, *([footer] if footer else [])]
    return "\n".join(wrapped(drawable(line), width, FOOTER_POINTS) for line in lines if line)


def _figure_points(figure: Figure) -> tuple[float, float]:
    width, height = figure.get_size_inches()
    return float(width) * _POINTS_PER_INCH, float(height) * _POINTS_PER_INCH


def _title_lines(sheet: Sheet, title: str) -> str:
    width = _figure_points(sheet.figure)[0] - 2 * _EDGE if sheet.owned else axes_points(sheet.ax)[0]
    return balanced(drawable(title), width, _title_points(sheet), bold=True)


def _title_points(sheet: Sheet) -> float:
    return TITLE_POINTS if sheet.owned else TEXT_POINTS + 1


def _place_axes(
    sheet: Sheet, title: str, has_y: bool, has_x: bool, foot: str, *, left: float, below: float
) -> None:
    width, height = _figure_points(sheet.figure)
    top = _EDGE + text_size(_title_lines(sheet, title), TITLE_POINTS, bold=True)[1] + _TITLE_GAP
    top += TEXT_POINTS * LINE_SPACING + _AXIS_WORDS_GAP if has_y else 0.0
    bottom = _EDGE / 2 + (text_size(foot, FOOTER_POINTS)[1] + 10.0 if foot else 0.0)
    bottom += below + TEXT_POINTS * 1.7 + (TEXT_POINTS * 1.5 if has_x else 0.0)
    start = _EDGE + left
    sheet.ax.set_position(
        (
            start / width,
            bottom / height,
            (width - start - _EDGE) / width,
            max(0.2, (height - top - bottom) / height),
        )
    )


def _write_title(sheet: Sheet, title: str, has_y: bool) -> None:
    pad = _TITLE_GAP + (TEXT_POINTS * LINE_SPACING + _AXIS_WORDS_GAP if has_y else 0.0)
    text = sheet.ax.set_title(
        _title_lines(sheet, title),
        loc="left",
        pad=pad,
        fontsize=_title_points(sheet),
        fontweight="bold",
        fontfamily=FONT,
        color=INK,
        linespacing=LINE_SPACING,
        parse_math=False,
    )
    if sheet.owned:
        text.set_x(_left_edge(sheet))


def _left_edge(sheet: Sheet) -> float:
    """Return where the sheet's text begins, in widths of the axes."""
    box = sheet.ax.get_position()
    return (_EDGE / _figure_points(sheet.figure)[0] - float(box.x0)) / float(box.width)


def _write_axis_words(sheet: Sheet, x_words: str, y_words: str) -> None:
    look: dict[str, Any] = {"fontsize": TEXT_POINTS, "fontfamily": FONT, "parse_math": False}
    ax = sheet.ax
    ax.set_xlabel(drawable(x_words), color=MUTED, loc="left", **look)
    label = ax.set_ylabel(
        *(drawable(y_words),), color=MUTED, rotation=0, ha="left", va="bottom", **look
    )
    start = _left_edge(sheet) if sheet.owned else 0.0
    ax.yaxis.set_label_coords(start, 1.0 + _AXIS_WORDS_GAP / axes_points(ax)[1])
    label.set_in_layout(True)


def _write_foot(figure: Figure, foot: str) -> None:
    if not foot or any(
        text.get_gid() == "foot" and text.get_text() == foot for text in figure.texts
    ):
        return
    width, height = _figure_points(figure)
    figure.text(
        *(_EDGE / width, _EDGE / 2 / height, foot),
        fontsize=FOOTER_POINTS,
        fontfamily=FONT,
        color=MUTED,
        va="bottom",
        ha="left",
        linespacing=LINE_SPACING,
        parse_math=False,
        gid="foot",
    )


def plain_axes(ax: Axes, *, x_end: float | None = None, grid: bool = True) -> None:
    """Take away frame and tick marks; thin rules at the y ticks, only as far as the data go.

    Parameters
    ----------
    ax
        Limits and ticks must be final.
    x_end
        Where the data end; the room to the right belongs to labels.
    grid
        Whether to draw the rules.
    """
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=0, labelsize=TEXT_POINTS - 1, labelcolor=INK, labelfontfamily=FONT, pad=6)
    start, end = ax.get_xlim()
    stop = end if x_end is None else x_end
    ax.spines["bottom"].set_bounds(start, stop)
    ax.spines["bottom"].set_color(MUTED)
    if grid:
        low, high = sorted(ax.get_ylim())
        ticks = [tick for tick in ax.get_yticks() if low <= tick <= high]
        ax.hlines(ticks, start, stop, colors=RULE, linewidth=0.8, zorder=0.5)


def time_axis(ax: Axes, months: NDArray[np.integer] | NDArray[np.floating]) -> NDArray[np.float64]:
    """Set the x axis to years (months when the story is short) and return the x values.

    Parameters
    ----------
    ax
        Gets limits and ticks.
    months : array of shape (n,)
        Rising, in months.

    Returns
    -------
    array of shape (n,)
        The same moments in the unit of the axis.
    """
    end = float(months[-1])
    per_unit = 1.0 if end <= _LAST_MONTH_IN_MONTHS else 12.0
    values = np.asarray(months, dtype=np.float64) / per_unit
    step = _tick_step(values[-1] - values[0], months=per_unit == 1.0)
    first = step * np.ceil(values[0] / step)
    ticks = np.arange(first, values[-1] + 1e-9, step) + 0.0  # never "-0"
    ax.set_xlim(float(values[0]), float(values[-1]))
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    return values


def time_unit(months: NDArray[np.integer] | NDArray[np.floating]) -> str:
    """Return the unit `time_axis` chooses: "years" or "months"."""
    return "months" if float(months[-1]) <= _LAST_MONTH_IN_MONTHS else "years"


def _tick_step(length: float, *, months: bool) -> float:
    steps = (1, 2, 3, 6, 12) if months else (1, 2, 5, 10)
    return float(next((step for step in steps if length / step <= 10), steps[-1]))
