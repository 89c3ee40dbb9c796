"""How long the firm waits: for the first new account, and for prospecting to pay for its hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.present.labels import label_ends
from simlib.present.plots._lines import draw_line, draw_precision, end_labels, precision_note
from simlib.present.sheet import lay_out, open_sheet, plain_axes, time_axis, time_unit
from simlib.present.style import BLUE, GREEN, Look, slide_style
from simlib.present.words import of_100, sentence_case, show_name, span_words

if TYPE_CHECKING:
    from simlib.studies.policy import Policy

_LOOKS = (Look(BLUE), Look(GREEN))


def waiting(
    result: Policy,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw by which month the first new account pays, and by which prospecting has paid back.

    Parameters
    ----------
    result : Policy
        From `simlib.studies.policy.policy`.
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
    months = result.waiting.months
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_waiting(result),
            y_words="futures of 100 in which it has happened",
            x_words=f"{time_unit(months)} from today",
            notes=[
                precision_note(0.95, result.worlds),
                "A firm that runs out of cash first never counts as having got there.",
            ],
            footer=footer or result.footer,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _draw(ax: Axes, result: Policy) -> None:
    both = (result.waiting, result.payback)
    x = time_axis(ax, result.waiting.months)
    for each, look in zip(both, _LOOKS, strict=True):
        draw_precision(ax, x, 100 * each.low, 100 * each.high, look, steps=True)
        draw_line(ax, x, 100 * each.paid, look, steps=True)
    ax.set_ylim(0, 103)
    ax.set_yticks(range(0, 101, 20))
    ends = [float(each.paid[-1]) for each in both]
    names = ("a first new account pays", "prospecting has paid for its hours")
    texts = [f"{name}: {of_100(end)}" for name, end in zip(names, ends, strict=True)]
    label_ends(ax, end_labels(texts, [100 * end for end in ends], _LOOKS), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))


def finding_waiting(result: Policy) -> str:
    """Return the title: when half of the futures are there."""
    first, back = result.waiting.median, result.payback.median
    name = show_name(result.label)
    if not np.isfinite(first.mean):
        ends = f"in {of_100(float(result.waiting.paid[-1]))} futures of 100"
        years = span_words(float(result.waiting.months[-1]))
        return sentence_case(f"{name}: a first new account pays within {years} only {ends}")
    opening = f"{name}: the first new account pays after {_months(first.mean)}"
    if not np.isfinite(back.mean):
        return sentence_case(f"{opening}; most futures never pay for the hours")
    return sentence_case(f"{opening}, the hours are paid for after {_months(back.mean)} (median)")


def _months(value: float) -> str:
    return span_words(round(value))
