"""Which inputs the answer depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.draw.marks import (
    INPUT_BAND,
    draw_precision_line,
    label_room,
    row_axes,
    write_beside,
)
from simlib.present.draw.sheet import On, paint
from simlib.present.draw.style import BLUE, GREY, INK, MUTED, PAPER, VERMILLION, readable
from simlib.present.words.drivers import (
    axis_words_screening,
    chosen_measure,
    finding_drivers,
    finding_screening,
    finding_tornado,
    measure_words,
    note_drivers,
    note_screening,
    note_tornado,
    shown,
)
from simlib.present.words.inputs import question_words, value_words

if TYPE_CHECKING:
    from simlib.studies.drivers.screening import Screened, Screening
    from simlib.studies.drivers.sensitivity import Drivers, SobolMeasure, Tornado, TornadoBar
    from simlib.studies.drivers.sobol import SobolIndex


def drivers(result: Drivers, *, measure: str | None = None, **on: Unpack[On]) -> Axes:
    """Draw first-order and total Sobol indices, one row an input.

    Parameters
    ----------
    measure : str, optional
        Which of the result's measures; the first by default.

    Raises
    ------
    ValueError
        For a measure that the result does not hold, or has no indices of.
    """
    chosen = chosen_measure(result, measure)
    if not chosen.indices:
        raise ValueError(f"the inputs move {chosen.measure} no further than noise does")
    labels = [question_words(each.name).short for each in chosen.indices]
    return paint(
        on,
        title=finding_drivers(result, measure),
        y_words="share of the spread that the inputs cause, %",
        notes=[note_drivers(result, chosen)],
        footer=result.footer,
        left=label_room(labels),
        draw=lambda ax: _draw_drivers(ax, chosen, labels),
    )


def _draw_drivers(ax: Axes, chosen: SobolMeasure, labels: list[str]) -> None:
    limits = [
        limit
        for each in chosen.indices
        for one in (each.first, each.total)
        for limit in (one.low, one.high)
    ]
    low, high = min(0.0, *limits), max(limits)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{100 * x:.0f}"))
    row_axes(ax, labels, low=low, high=high + 0.2 * (high - low))
    ax.axvline(0.0, color=INK, linewidth=1.2, zorder=1)
    for row, each in enumerate(chosen.indices):
        _draw_index(ax, row, each)


def _draw_index(ax: Axes, row: int, each: SobolIndex) -> None:
    colour = BLUE if each.clear else GREY
    for shift, one, face in ((-0.14, each.total, colour), (0.2, each.first, PAPER)):
        draw_precision_line(ax, row + shift, one)
        ax.plot(
            *(one.mean, row + shift, "o"),
            markersize=9 if one is each.total else 7,
            markerfacecolor=face,
            markeredgecolor=colour,
            markeredgewidth=1.8,
            zorder=4,
        )
    text = f"{100 * each.total.mean:.0f}" if each.clear else "cannot tell"
    if each.clear and row == 0:
        text = f"{100 * each.total.mean:.0f}, alone {100 * each.first.mean:.0f}"
    write_beside(
        ax,
        max(each.total.high, each.first.high),
        row,
        text,
        side="right",
        colour=INK if each.clear else MUTED,
    )


def screening(result: Screening, *, most: int = 14, **on: Unpack[On]) -> Axes:
    """Draw how far each input reaches, the furthest first, with what noise alone would show.

    Parameters
    ----------
    result : Screening
        Its first measure is drawn.
    most : int
        Inputs shown.
    """
    chosen = result.measures[0]
    shown = chosen.inputs[:most]
    labels = [question_words(each.name).short for each in shown]
    return paint(
        on,
        title=finding_screening(result),
        y_words=f"mean effect of an input's whole range, {axis_words_screening(chosen)}",
        notes=[note_screening(result, len(chosen.inputs))],
        left=label_room(labels),
        draw=lambda ax: _draw_screening(ax, shown, labels),
    )


def _draw_screening(ax: Axes, shown: tuple[Screened, ...], labels: list[str]) -> None:
    high = 1.04 * max(each.reach.high for each in shown)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{100 * x:.0f}"))
    row_axes(ax, labels, low=0.0, high=high)
    for row, each in enumerate(shown):
        draw_precision_line(ax, row, each.reach)
        colour = BLUE if each.clear else GREY
        ax.plot(each.reach.mean, row, "o", color=colour, markersize=9, zorder=4)
        ax.plot(
            [each.noise] * 2, [row - 0.32, row + 0.32], color=VERMILLION, linewidth=2.2, zorder=2
        )


def tornado(result: Tornado, *, most: int = 8, **on: Unpack[On]) -> Axes:
    """Draw the advantage of one diary over another with each input at both ends of its range.

    Parameters
    ----------
    most : int
        Inputs shown, those with the widest swing.
    """
    bars = result.bars[:most]
    labels = [question_words(bar.name).short for bar in bars]
    return paint(
        on,
        title=finding_tornado(result),
        y_words=f"{result.other} minus {result.reference}: {measure_words(result)}",
        notes=[note_tornado(result)],
        footer=result.footer,
        left=label_room(labels),
        draw=lambda ax: _draw_tornado(ax, result, bars, labels),
    )


def _draw_tornado(
    ax: Axes, result: Tornado, bars: tuple[TornadoBar, ...], labels: list[str]
) -> None:
    both = [each for bar in bars for each in (bar.at_low, bar.at_high)]
    ends = [_scale(result) * end for each in both for end in (each.low, each.high)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = 0.24 * (high - low)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: shown(result, x / _scale(result))))
    row_axes(ax, labels, low=low - room, high=high + room)
    for row, bar in enumerate(bars):
        _draw_bar(ax, row, bar, _scale(result))
    ax.axvline(0.0, color=INK, linewidth=1.2, zorder=1)
    ax.axvline(
        _scale(result) * result.central.mean, color=MUTED, linewidth=1.2, linestyle=":", zorder=1
    )


def _draw_bar(ax: Axes, row: int, bar: TornadoBar, scale: float) -> None:
    first, last = bar.at_low.mean, bar.at_high.mean
    ax.plot([scale * first, scale * last], [row, row], zorder=2, **INPUT_BAND)
    rising = first <= last
    for at, value, colour, side in (
        (bar.at_low, bar.low_value, VERMILLION, "left" if rising else "right"),
        (bar.at_high, bar.high_value, BLUE, "right" if rising else "left"),
    ):
        draw_precision_line(ax, row, at, scale=scale)
        ax.plot(scale * at.mean, row, "o", color=colour, markersize=9, zorder=4)
        edge = scale * (at.low if side == "left" else at.high)
        write_beside(
            ax, edge, row, value_words(bar.name, value), side=side, colour=readable(colour)
        )


def _scale(result: Tornado) -> float:
    """Return what a difference is drawn in: money, so that the ticks are round."""
    return result.initial_revenue if result.unit == "money" else 1.0
