"""What one input alone does to an advantage, from one end of its range to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.plots._rows import (
    INPUT_BAND,
    draw_precision_line,
    label_room,
    row_axes,
    write,
)
from simlib.present.question_words import question_words, value_words
from simlib.present.sheet import lay_out, open_sheet
from simlib.present.style import BLUE, INK, MUTED, VERMILLION, readable, slide_style
from simlib.present.words import counted, money, sentence_case

if TYPE_CHECKING:
    from simlib.studies.tornado import Tornado, TornadoBar


def tornado(
    result: Tornado,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
    most: int = 8,
) -> Axes:
    """Draw the advantage of one diary over another with each input at both ends of its range.

    Parameters
    ----------
    result : Tornado
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding, and of the result's own.
    most : int
        Inputs shown, those with the widest swing.

    Returns
    -------
    Axes
        With the chart.
    """
    bars = result.bars[:most]
    labels = [question_words(bar.name).short for bar in bars]
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_tornado(result),
            y_words=f"{result.other} minus {result.reference}: {measure_words(result)}",
            notes=[_note(result)],
            footer=footer or result.footer,
            left=label_room(labels),
        )
        _draw(sheet.ax, result, bars, labels)
    return sheet.ax


def measure_words(result: Tornado) -> str:
    """Return what the advantage is measured in."""
    label = result.measure_label[:1].lower() + result.measure_label[1:]
    if result.unit == "money":
        return f"{label}, {result.currency}".rstrip(", ")
    return f"{label}, futures of 100" if result.unit == "chance" else label


def _note(result: Tornado) -> str:
    lowered = counted(result.margins_lowered, "end")
    gave = f" At {lowered} the operating margin gave way." if result.margins_lowered else ""
    return (
        "Pale bar: one input from one end of its range to the other, all others central "
        "(dotted: this one, too). "
        f"Thin lines: precision of the simulation (95 %, {result.worlds:,d} futures).{gave}"
    )


def _draw(ax: Axes, result: Tornado, bars: tuple[TornadoBar, ...], labels: list[str]) -> None:
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
        write(ax, edge, row, value_words(bar.name, value), side=side, colour=readable(colour))


def _scale(result: Tornado) -> float:
    """Return what a difference is drawn in: money, so that the ticks are round."""
    return result.initial_revenue if result.unit == "money" else 1.0


def shown(result: Tornado, share: float) -> str:
    """Return a difference as the client reads it."""
    if result.unit == "money":
        return money(share * result.initial_revenue)
    return f"{100 * share:.0f}" if result.unit == "chance" else f"{share:.2g}"


def finding_tornado(result: Tornado) -> str:
    """Return the title: the input that moves the advantage most, and which ones turn it round."""
    bar = result.bars[0]
    name = question_words(bar.name).short
    ends = sorted((bar.at_low.mean, bar.at_high.mean))
    lowest, highest = (shown(result, end) for end in ends)
    unit = f" {result.currency}".rstrip() + " a year" if result.unit == "money" else ""
    return sentence_case(
        f"{name} moves the advantage of {result.other} most, from {lowest} to {highest}{unit}; "
        f"{_turned(result)}"
    )


def _turned(result: Tornado) -> str:
    """Return how many inputs alone clearly turn the sign."""
    side = 1 if result.central.mean > 0 else -1
    turned = [
        bar
        for bar in result.bars
        if any(max(side * at.low, side * at.high) < 0 for at in (bar.at_low, bar.at_high))
    ]
    if not turned:
        return "no single input clearly turns it round"
    return f"{counted(len(turned), 'input')} alone can turn it round"
