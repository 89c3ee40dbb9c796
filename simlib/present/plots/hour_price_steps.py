"""What each further hour of prospecting earns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import (
    BLUE,
    FONT,
    GREY,
    INK,
    MUTED,
    TEXT_POINTS,
    VERMILLION,
    slide_style,
)
from simlib.present.words import money, show_name, span_words

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.hour_price import HourPrice, HourPrices


def hour_price(
    result: HourPrices,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw what the hours between two doses of calls earn, against what an hour costs.

    Parameters
    ----------
    result : HourPrices
        From `simlib.studies.hour_price.hour_prices`.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; instead of the result's own.

    Returns
    -------
    Axes
        With the chart.
    """
    sheet = open_sheet(ax)
    years = span_words(12 * result.years)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_hour_price(result),
            y_words=f"{result.currency} that one more hour of prospecting earns in {years}".strip(),
            x_words="calls a month and rep",
            notes=[_note(result)],
            footer=footer or result.footer,
            left=66.0,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _note(result: HourPrices) -> str:
    text = (
        "Blue: clearly more than an hour costs. Orange: clearly less. Grey: cannot be told. Thin "
        "lines: 95 % intervals of the simulation."
    )
    if len(_priced(result)) < len(result.steps):
        return f"{text} No bar: more calls due, but no more hours spent."
    return text


def _priced(result: HourPrices) -> list[HourPrice]:
    return [step for step in result.steps if np.isfinite(step.price.mean)]


def _draw(ax: Axes, result: HourPrices) -> None:
    steps = _priced(result)
    for step in steps:
        _bar(ax, step, result.hour_cost)
    low = min(0.0, *(step.price.low for step in steps))
    high = max(result.hour_cost, *(step.price.high for step in steps))
    room = 0.12 * (high - low)
    ax.set_ylim(low - (room if low < 0 else 0), high + room)
    end = result.steps[-1].calls_to
    ax.set_xlim(0, 1.02 * end)
    doses = [0.0, *(step.calls_to for step in result.steps)]
    ax.set_xticks(doses, [f"{dose:.2g}" for dose in doses])
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: money(value)))
    plain_axes(ax)
    ax.axhline(0, color=MUTED, linewidth=1.2, zorder=1)
    ax.axhline(result.hour_cost, color=INK, linewidth=1.6, linestyle="dashed", zorder=4)
    words = f"an hour costs {money(result.hour_cost, result.currency)}"
    _write(ax, 1.01 * end, result.hour_cost, words, side="right")
    ax.axvline(result.chosen, color=MUTED, linewidth=1.2, zorder=1)
    _write(ax, result.chosen + 0.01 * end, high + 0.5 * room, show_name(result.label))


def _bar(ax: Axes, step: HourPrice, cost: float) -> None:
    price, width = step.price, step.calls_to - step.calls_from
    middle = (step.calls_from + step.calls_to) / 2
    colour = _colour(price, cost)
    ax.bar(middle, price.mean, width=0.92 * width, color=colour, zorder=2)
    ax.vlines(middle, price.low, price.high, color=INK, linewidth=1.4, zorder=3)
    up = price.mean >= 0
    ax.annotate(
        *(
            f"{price.mean:,.0f}".replace("-", "\u2212"),
            (middle, price.high if up else price.low),
            (0, 4 if up else -4),
        ),
        textcoords="offset points",
        ha="center",
        va="bottom" if up else "top",
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=INK,
    )


def _colour(price: Interval, cost: float) -> str:
    if price.low > cost:
        return BLUE
    return VERMILLION if price.high < cost else GREY


def _write(ax: Axes, x: float, y: float, words: str, side: str = "left") -> None:
    ax.annotate(
        *(words, (x, y), (0, 4)),
        textcoords="offset points",
        ha=side,
        va="bottom",
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        fontweight="bold",
        color=INK,
        parse_math=False,
    )


def finding_hour_price(result: HourPrices) -> str:
    """Return the title: what the first and the next hour earn, against what an hour costs."""
    first, more, cost = result.first.price, result.marginal.price, result.hour_cost
    opening = (
        f"The first hours of prospecting earn {money(first.mean, result.currency)} each and cost "
        f"{money(cost)}; around {result.chosen:.2g} calls a month"
    )
    if not np.isfinite(more.mean):
        return f"{opening} more calls take no more hours"
    if more.low > cost:
        return f"{opening} one more hour still earns {money(more.mean)}"
    if more.high < 0:
        return f"{opening} one more hour loses {money(-more.mean)}"
    if more.high < cost:
        return f"{opening} one more hour earns less than it costs ({money(more.mean)})"
    return f"{opening} the simulation cannot tell whether one more hour earns what it costs"
