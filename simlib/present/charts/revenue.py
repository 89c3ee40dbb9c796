"""What becomes of revenue: survival curves, the range of fortunes, futures as squares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from simlib.present.draw.marks import (
    as_few,
    draw_fortunes,
    draw_line,
    draw_precision,
    end_labels,
    looks_of,
    names_of,
)
from simlib.present.draw.sheet import On, paint, plain_axes, time_axis, time_unit
from simlib.present.draw.style import (
    BLUE,
    FONT,
    INK,
    MUTED,
    ORANGE,
    SKY,
    TEXT_POINTS,
    VERMILLION,
    Look,
    looks_for,
)
from simlib.present.draw.text import EndLabel, axes_points, drawable, label_ends
from simlib.present.words.firm import (
    VERBS,
    by_quantile,
    finding_futures,
    finding_revenue_fan,
    finding_revenue_survival,
    note_fan_bands,
    note_fan_mean,
    note_futures,
    precision_note,
    threshold_words,
    tick_words,
)
from simlib.words import between, money, of_100, show_name

if TYPE_CHECKING:
    from simlib.analysis.futures import Futures
    from simlib.analysis.revenue import RevenueFan, RevenueSurvival

_LABELS = 5
_SIDE = 10
_GAP_BETWEEN = 3.0
_COLOURS: dict[str, str] = {"grew": BLUE, "held": SKY, "shrank": ORANGE, "closed": VERMILLION}
_LINE = 1.6 * TEXT_POINTS
_ROOM_PER_FATE = 1.3  # in squares
_ROOM_BESIDE = 9.0
_MOST_WITH_WORDS_BESIDE = 2


def revenue_survival(
    results: RevenueSurvival | Sequence[RevenueSurvival],
    *,
    initial_revenue: float | None = None,
    currency: str = "",
    **on: Unpack[On],
) -> Axes:
    """Draw the share of futures whose revenue has never been below a threshold.

    Parameters
    ----------
    results : RevenueSurvival or sequence of one to four
        Of the same threshold and months.
    title : str, optional
        Instead of the finding.
    footer : str, optional
        ``run.provenance.footer()``.
    initial_revenue : float, optional
        Annual revenue at the start, in `currency`, to name the threshold in money.
    currency : str
        Its code.

    Raises
    ------
    ValueError
        For no results, more than four, or results of different thresholds.
    """
    few = as_few(results)
    if len({result.below for result in few}) > 1:
        raise ValueError("these results are of different thresholds and cannot share an axis")
    threshold = threshold_words(few[0].below, initial_revenue=initial_revenue, currency=currency)
    return paint(
        on,
        title=finding_revenue_survival(few, threshold=threshold),
        y_words=f"futures of 100 never below {threshold}",
        x_words=f"{time_unit(few[0].months)} from today",
        notes=[precision_note(few[0].confidence, min(result.worlds for result in few))],
        draw=lambda ax: _draw_revenue_survival(ax, few),
    )


def _draw_revenue_survival(ax: Axes, few: Sequence[RevenueSurvival]) -> None:
    looks = looks_of(few)
    for result, look in zip(few, looks, strict=True):
        x = time_axis(ax, result.months)
        draw_precision(ax, x, 100 * result.low, 100 * result.high, look)
        draw_line(ax, x, 100 * result.share, look)
    ax.set_ylim(0, 103)
    ax.set_yticks(range(0, 101, 20))
    texts = [
        f"{name}: {of_100(float(result.share[-1]))}"
        for name, result in zip(names_of(few), few, strict=True)
    ]
    ends = [100 * float(result.share[-1]) for result in few]
    label_ends(ax, end_labels(texts, ends, looks), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))


def revenue_fan(result: RevenueFan, *, currency: str = "", **on: Unpack[On]) -> Axes:
    """Draw what may happen to one firm: the median and the middle half and most of the futures.

    Parameters
    ----------
    result : RevenueFan
        With an odd number of quantiles, the median in the middle.
    currency : str
        Code of the money. How precisely the mean is known is a number under it, never a band.
    """
    return paint(
        on,
        title=finding_revenue_fan(result, currency=currency),
        y_words=f"annual revenue{(f', {show_name(currency, longest=8)}' if currency else '')}",
        x_words=f"{time_unit(result.months)} from today",
        notes=[note_fan_bands(result), note_fan_mean(result, currency=currency)],
        left=66.0,
        draw=lambda ax: _draw_revenue_fan(ax, result),
    )


def _draw_revenue_fan(ax: Axes, result: RevenueFan) -> None:
    look = looks_for([result.label])[0]
    values = by_quantile(result)
    x = time_axis(ax, result.months)
    for lower in range(len(values) // 2):
        draw_fortunes(ax, x, values[lower], values[-1 - lower], look.colour)
    draw_line(ax, x, values[len(values) // 2], Look(look.colour))
    ax.set_ylim(0, 1.05 * float(values.max()) or 1.0)
    ax.yaxis.set_major_formatter(FuncFormatter(tick_words))
    label_ends(ax, _end_labels(result, values, look), x_end=float(x[-1]), most=_LABELS)
    plain_axes(ax, x_end=float(x[-1]))


def _end_labels(result: RevenueFan, values: NDArray[np.float64], look: Look) -> list[EndLabel]:
    middle = len(values) // 2
    ends = values[:, -1]
    labels = [EndLabel(f"half do better than {money(ends[middle])}", ends[middle], look.colour)]
    outermost = round(100 * result.quantiles[0])
    labels += [
        EndLabel(f"best {outermost} of 100: above {money(ends[-1])}", ends[-1], MUTED),
        EndLabel(f"worst {outermost} of 100: below {money(ends[0])}", ends[0], MUTED),
    ]
    return labels


def futures(results: Futures | Sequence[Futures], **on: Unpack[On]) -> Axes:
    """Draw what becomes of a hundred futures, a square each.

    Parameters
    ----------
    results : Futures or sequence of one to four
        With the same limits.

    Raises
    ------
    ValueError
        For no results or more than four.
    """
    few = as_few(results)
    return paint(
        on,
        title=finding_futures(few),
        notes=[note_futures(few[0])],
        left=0.0,
        draw=lambda ax: _draw_futures(ax, few),
    )


def _draw_futures(ax: Axes, few: Sequence[Futures]) -> None:
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
        text = f"{count} {VERBS[str(fate)]} ({between(100 * low, 100 * high)})"
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
