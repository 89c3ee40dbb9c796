"""The range of fortunes of one firm's revenue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from simlib.present.labels import EndLabel, label_ends
from simlib.present.plots._lines import draw_fortunes, draw_line
from simlib.present.sheet import lay_out, open_sheet, plain_axes, time_axis, time_unit
from simlib.present.style import MUTED, Look, looks_for, slide_style
from simlib.present.words import money, percent, sentence_case, show_name, span_words

if TYPE_CHECKING:
    from simlib.analysis.revenue import RevenueFan

_LABELS = 5


def revenue_fan(
    result: RevenueFan,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
    currency: str = "",
) -> Axes:
    """Draw what may happen to one firm: the median and the middle half and most of the futures.

    Parameters
    ----------
    result : RevenueFan
        With an odd number of quantiles, the median in the middle.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; ``run.provenance.footer()``.
    currency : str
        Code of the money.

    Returns
    -------
    Axes
        With the chart. How precisely the mean is known is a number under it, never a band.
    """
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_revenue_fan(result, currency=currency),
            y_words=f"annual revenue{f', {show_name(currency, longest=8)}' if currency else ''}",
            x_words=f"{time_unit(result.months)} from today",
            notes=[fan_note(result), mean_note(result, currency=currency)],
            footer=footer,
            left=66.0,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _draw(ax: Axes, result: RevenueFan) -> None:
    look = looks_for([result.label])[0]
    values = _by_quantile(result)
    x = time_axis(ax, result.months)
    for lower in range(len(values) // 2):
        draw_fortunes(ax, x, values[lower], values[-1 - lower], look.colour)
    draw_line(ax, x, values[len(values) // 2], Look(look.colour))
    ax.set_ylim(0, 1.05 * float(values.max()) or 1.0)
    ax.yaxis.set_major_formatter(FuncFormatter(_tick_words))
    label_ends(ax, _end_labels(result, values, look), x_end=float(x[-1]), most=_LABELS)
    plain_axes(ax, x_end=float(x[-1]))


def _tick_words(amount: float, _: int | None) -> str:
    return money(amount).replace(".0 ", " ") if amount else "0"


def _by_quantile(result: RevenueFan) -> NDArray[np.float64]:
    """Return one row a quantile, whichever way the values lie."""
    values = np.asarray(result.values, dtype=np.float64)
    return values if values.shape[0] == len(result.quantiles) else values.T


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


def fan_note(result: RevenueFan) -> str:
    """Return what the bands hold, widest first."""
    pairs = zip(result.quantiles, reversed(result.quantiles), strict=True)
    shares = [percent(high - low) for low, high in pairs if high > low]
    return f"Bands: the range of fortunes; {' and '.join(shares)} of the futures lie inside."


def mean_note(result: RevenueFan, *, currency: str = "") -> str:
    """Return the mean at the end and how precisely it is known."""
    half = (float(result.mean_high[-1]) - float(result.mean_low[-1])) / 2
    return (
        f"Mean after {span_words(float(result.months[-1]))}: "
        f"{money(float(result.mean[-1]), currency)} ± {money(half, currency)} "
        "(precision of the simulation)."
    )


def finding_revenue_fan(result: RevenueFan, *, currency: str = "") -> str:
    """Return the title: where most futures end."""
    ends = _by_quantile(result)[:, -1]
    inside = round(100 * (result.quantiles[-1] - result.quantiles[0]))
    return sentence_case(
        f"{show_name(result.label)}: after {span_words(float(result.months[-1]))}, {inside} of 100 "
        f"futures lie between {money(float(ends[0]))} and {money(float(ends[-1]), currency)}"
    )
