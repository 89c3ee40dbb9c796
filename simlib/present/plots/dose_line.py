"""An estimate against a lever, with the best marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter
from numpy.typing import ArrayLike, NDArray

from simlib.present.plots._lines import draw_line, draw_precision
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import BLUE, FONT, INK, TEXT_POINTS, VERMILLION, Look, slide_style
from simlib.present.words import money, sentence_case

Series = NDArray[np.float64]


def dose(
    xs: ArrayLike,
    values: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
    lever: str = "calls a month",
    measure: str = "annual revenue after five years",
    shown: Callable[[float], str] = money,
    smaller_is_better: bool = False,
) -> Axes:
    """Draw an estimate and its precision at each setting of a lever.

    Parameters
    ----------
    xs : array of shape (n,)
        Settings of the lever, rising.
    values, low, high : array of shape (n,)
        Estimate and its interval.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; ``run.provenance.footer()``.
    lever, measure : str
        The axes in words.
    shown : callable
        How a value is written.
    smaller_is_better : bool
        Whether the best is the lowest value.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        If the arrays differ in length or hold fewer than two settings.
    """
    series = _checked(xs, values, low, high)
    sheet = open_sheet(ax)
    finding = finding_dose(
        *series, lever=lever, measure=measure, shown=shown, smaller_is_better=smaller_is_better
    )
    with slide_style():
        lay_out(
            sheet,
            title=title or finding,
            y_words=measure,
            x_words=lever,
            notes=[_note(series[2], series[3])],
            footer=footer,
            left=66.0,
        )
        _draw(sheet.ax, series, best=best_setting(series[1], smaller_is_better), shown=shown)
    return sheet.ax


def _checked(*arrays: ArrayLike) -> tuple[Series, Series, Series, Series]:
    xs, values, low, high = (np.asarray(array, dtype=np.float64) for array in arrays)
    if not xs.shape == values.shape == low.shape == high.shape or xs.ndim != 1 or xs.size < 2:
        raise ValueError("xs, values, low and high must be of one length, of at least two")
    return xs, values, low, high


def best_setting(values: Series, smaller_is_better: bool) -> int:
    """Return the place of the best estimate."""
    return int(np.nanargmin(values) if smaller_is_better else np.nanargmax(values))


def as_good_as_best(
    values: Series, low: Series, high: Series, *, smaller_is_better: bool = False
) -> list[int]:
    """Return the places whose interval reaches that of the best, the best among them."""
    best = best_setting(values, smaller_is_better)
    near = low <= high[best] if smaller_is_better else high >= low[best]
    return [int(place) for place in np.flatnonzero(near)]


def _draw(ax: Axes, series: Sequence[Series], *, best: int, shown: Callable[[float], str]) -> None:
    xs, values, low, high = series
    look = Look(BLUE)
    draw_precision(ax, xs, low, high, look)
    draw_line(ax, xs, values, look)
    ax.plot(xs, values, "o", color=look.colour, markersize=7, zorder=4, clip_on=False)
    ax.plot(xs[best], values[best], "o", color=VERMILLION, markersize=14, zorder=5, clip_on=False)
    ax.set_ylim(_floor(low, high), float(np.nanmax(high)) + 0.16 * _span(low, high))
    ax.set_xlim(float(xs[0]), float(xs[-1]) + 0.02 * float(xs[-1] - xs[0]))
    ax.set_xticks(xs, [f"{x:g}" for x in xs])
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))
    plain_axes(ax, x_end=float(xs[-1]))
    _mark(ax, float(xs[best]), float(high[best]), f"best: {xs[best]:g} ({shown(values[best])})")


def _note(low: Series, high: Series) -> str:
    text = "Hatched: precision of the simulation (95 % interval between futures)."
    return text if _floor(low, high) == 0.0 else f"{text} The y axis does not begin at 0."


def _span(low: Series, high: Series) -> float:
    return float(np.nanmax(high) - np.nanmin(low)) or 1.0


def _floor(low: Series, high: Series) -> float:
    """Return zero unless the differences would then be lost."""
    lowest, span = float(np.nanmin(low)), _span(low, high)
    return 0.0 if 0.0 <= lowest < 3 * span else lowest - 0.1 * span


def _mark(ax: Axes, x: float, y: float, text: str) -> None:
    start, end = ax.get_xlim()
    place = (x - start) / (end - start)
    side = "left" if place < 0.2 else "right" if place > 0.8 else "center"
    ax.annotate(
        *(text, (x, y), (0, 5)),
        textcoords="offset points",
        ha=side,
        va="bottom",
        fontsize=TEXT_POINTS,
        fontfamily=FONT,
        fontweight="bold",
        color=INK,
        parse_math=False,
    )


def finding_dose(
    xs: Series,
    values: Series,
    low: Series,
    high: Series,
    *,
    lever: str = "calls a month",
    measure: str = "annual revenue after five years",
    shown: Callable[[float], str] = money,
    smaller_is_better: bool = False,
) -> str:
    """Return the title: the best setting, as a range where the simulation cannot tell."""
    best = best_setting(values, smaller_is_better)
    near = as_good_as_best(values, low, high, smaller_is_better=smaller_is_better)
    least, most = xs[near[0]], xs[near[-1]]
    if len(near) == len(xs):
        return sentence_case(f"Between {least:g} and {most:g} {lever} make no clear difference")
    where = f"{xs[best]:g}" if least == most else f"{least:g} to {most:g}"
    edge = " or more" if near[-1] == len(xs) - 1 else ""
    first = "" if best == 0 else f", {shown(float(values[0]))} at {xs[0]:g}"
    return sentence_case(
        f"{measure} is best with {where}{edge} {lever}: "
        f"{shown(float(values[best]))} at {xs[best]:g}{first}"
    )
