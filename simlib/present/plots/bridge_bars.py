"""From one diary to another, driver by driver: a waterfall."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.labels import axes_points
from simlib.present.lettering import LINE_SPACING, drawable, wrapped
from simlib.present.plots._named_rows import BODY_POINTS, write_at
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import GREY, INK, MUTED, ORANGE, SKY, looks_for, slide_style
from simlib.present.words import money, percent, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.shapley import Bridge, Driver

_DRIVER_WORDS = {
    "visits": ("fewer conversations", "more conversations"),
    "gestures and extra service": ("fewer gestures and extras", "more gestures and extras"),
    "prospecting calls": ("fewer prospecting calls", "more prospecting calls"),
    "one-to-ones": ("fewer one-to-ones", "more one-to-ones"),
}
_WIDTH = 0.62
_SLIDE_POINTS = 800.0  # the width of the axes on a slide of their own


def bridge(
    result: Bridge,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw what each habit adds on the way from one diary to another.

    Parameters
    ----------
    result : Bridge
        Its drivers add up to the gap.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; the result's own footer by default.

    Returns
    -------
    Axes
        With the chart.
    """
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_bridge(result),
            y_words=_y_words(result),
            notes=[_note()],
            footer=footer or result.footer,
            left=62.0,
            below=(_most_lines(result) - 1) * BODY_POINTS * LINE_SPACING,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _column_names(result: Bridge, width: float) -> list[str]:
    """Return what stands under each column, broken to fit a width of all in points."""
    drivers = [driver_words(driver) for driver in result.drivers]
    names = [result.a_label, *drivers, result.b_label]
    room = width / (len(names) + 0.2) - 8
    return [wrapped(drawable(show_name(name)), room, BODY_POINTS) for name in names]


def _most_lines(result: Bridge) -> int:
    return 1 + max(name.count("\n") for name in _column_names(result, _SLIDE_POINTS))


def _note() -> str:
    return (
        "Each bar: what a habit adds, averaged over all orders in which the habits may be taken "
        "over; the bars add up in every single future. Thin lines: 95 % interval between futures."
    )


def _y_words(result: Bridge) -> str:
    words = result.measure_label[:1].lower() + result.measure_label[1:]
    return f"{words}, {result.currency}" if result.unit == "money" else words


def shown_with(unit: str) -> Callable[[float], str]:
    """Return how a value of a measure is written."""
    if unit == "money":
        return money
    return (lambda x: f"{x:.1f}") if unit == "count" else percent


def signed(value: float, shown: Callable[[float], str]) -> str:
    """Return a change with its sign, a true minus."""
    return f"{'+' if value >= 0 else '−'}{shown(abs(value))}"


def driver_words(driver: Driver) -> str:
    """Return a driver with its direction: "fewer conversations"."""
    if driver.more is None or driver.label not in _DRIVER_WORDS:
        return driver.label
    return _DRIVER_WORDS[driver.label][driver.more]


def _draw(ax: Axes, result: Bridge) -> None:
    shown = shown_with(result.unit)
    start, end = looks_for([result.a_label, result.b_label])
    last = len(result.drivers) + 1
    tops = [_column(ax, 0, 0.0, result.start.mean, result.start, start.colour)]
    level = result.start.mean
    for place, driver in enumerate(result.drivers, start=1):
        value = driver.value.mean
        colour = SKY if value >= 0 else ORANGE
        _connect(ax, level, place)
        tops.append(_column(ax, place, level, level + value, driver.value, colour))
        level += value
    _connect(ax, level, last)
    tops.append(_column(ax, last, 0.0, result.end.mean, result.end, end.colour))
    ax.set_xlim(-0.6, last + 0.6)
    ax.set_ylim(0, 1.14 * max(tops))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))
    texts = [result.start.mean, *(d.value.mean for d in result.drivers), result.end.mean]
    for place, (value, top) in enumerate(zip(texts, tops, strict=True)):
        text = shown(value) if place in (0, last) else signed(value, shown)
        write_at(ax, place, top, text, shift=(0, 5), va="bottom", bold=True)
    names = _column_names(result, axes_points(ax)[0])
    ax.set_xticks(range(last + 1), names, parse_math=False)
    plain_axes(ax)


def _connect(ax: Axes, level: float, place: int) -> None:
    """Draw the step from the column before to this one."""
    start, stop = place - 1 + _WIDTH / 2, place - _WIDTH / 2
    ax.hlines(level, start, stop, colors=MUTED, linewidth=1.0, zorder=1)


def _column(ax: Axes, place: int, bottom: float, top: float, known: Interval, colour: str) -> float:
    """Draw one bar with its interval at the end it leads to; return where its label stands."""
    low, high = min(bottom, top), max(bottom, top)
    ax.bar(place, high - low, _WIDTH, low, color=colour, linewidth=0, zorder=2)
    ends = (top - known.mean + known.low, top - known.mean + known.high)
    ax.vlines(place, *ends, colors=INK if colour != GREY else MUTED, linewidth=1.6, zorder=3)
    return max(high, *ends)


def finding_bridge(result: Bridge) -> str:
    """Return the title: the gap, and which habit makes most of it, which works against it."""
    shown = shown_with(result.unit)
    unit = f" {result.currency}" if result.unit == "money" else ""
    unit += " a year" if result.measure == "final_revenue" else ""
    a, b = show_name(result.a_label), show_name(result.b_label)
    if result.gap.low <= 0 <= result.gap.high:
        return sentence_case(f"{b} and {a}: no clear difference in {result.worlds:,d} futures")
    values = [driver.value.mean for driver in result.drivers]
    ahead = np.sign(result.gap.mean)
    best = result.drivers[int(np.argmax(ahead * np.array(values)))]
    worst = result.drivers[int(np.argmin(ahead * np.array(values)))]
    more = "ahead of" if ahead > 0 else "behind"
    text = (
        f"{b} ends {shown(abs(result.gap.mean))}{unit} {more} {a}: {driver_words(best)} bring "
        f"{signed(best.value.mean, shown)}"
    )
    against = worst.value.high < 0 if ahead > 0 else worst.value.low > 0
    if against:
        text += f", {driver_words(worst)} take back {shown(abs(worst.value.mean))}"
    return sentence_case(text)
