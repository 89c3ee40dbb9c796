"""How often two firms show which diary is better, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.present.labels import label_ends
from simlib.present.plots._lines import draw_line, draw_precision, end_labels, looks_of, names_of
from simlib.present.sheet import lay_out, open_sheet, plain_axes, time_axis
from simlib.present.style import MUTED, slide_style
from simlib.present.words import of_100, sentence_case, show_name, span_words

if TYPE_CHECKING:
    from simlib.studies.luck import Luck


_FROM = 5  # before the sixth month both firms live off the same book


def ahead(
    result: Luck,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw in how many of a hundred pairs of firms the reference diary is ahead.

    Parameters
    ----------
    result : Luck
        Of two to five diaries.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; the result's own footer by default.

    Returns
    -------
    Axes
        With the chart.
    """
    reference = show_name(result.labels[0])
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_ahead(result),
            y_words=f"pairs of 100 in which the firm with {reference} is ahead of one with ...",
            x_words=f"years of comparing {result.counted_label}",
            notes=[
                "Two firms of the same book and different luck, from the sixth month on. Dotted: "
                "50, a coin says as much; 80, it shows itself in most cases. Hatched: precision "
                "of the simulation (95 % interval between futures)."
            ],
            footer=footer or result.footer,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _draw(ax: Axes, result: Luck) -> None:
    looks = looks_of(result.leads)
    months = result.leads[0].months
    for lead, look in zip(result.leads, looks, strict=True):
        x = time_axis(ax, months[_FROM:])
        draw_precision(ax, x, 100 * lead.low[_FROM:], 100 * lead.high[_FROM:], look)
        draw_line(ax, x, 100 * lead.ahead[_FROM:], look)
    lowest = min(float(lead.low[_FROM:].min()) for lead in result.leads)
    ax.set_ylim(min(40.0, 10 * np.floor(10 * lowest)), 103)
    end = float(x[-1])
    ends = [100 * float(lead.ahead[-1]) for lead in result.leads]
    texts = [
        f"{name}: {of_100(lead.ahead[-1])}"
        for name, lead in zip(names_of(result.leads), result.leads, strict=True)
    ]
    label_ends(ax, end_labels(texts, ends, looks), x_end=end)
    ax.hlines([50, 80], float(x[0]), end, colors=MUTED, linestyles="dotted", linewidth=1.6)
    ax.set_yticks(range(int(ax.get_ylim()[0]), 101, 10))
    plain_axes(ax, x_end=end)


def finding_ahead(result: Luck) -> str:
    """Return the title: how long luck hides the worst diary from whoever compares two firms."""
    worst = max(result.leads, key=lambda lead: float(lead.ahead[-1]))
    reference, other = show_name(result.labels[0]), show_name(worst.label)
    last = span_words(float(worst.months[-1]))
    wait = worst.until[0]
    behind = of_100(1 - float(worst.ahead[-1]))
    if np.isfinite(wait.months):
        when = span_words(wait.months)
        return sentence_case(
            f"{when} pass before {reference} is ahead of {other} in 80 of 100 pairs of firms"
        )
    return sentence_case(
        f"Luck hides it: in {behind} of 100 pairs of firms {other} is still ahead of {reference} "
        f"after {last}"
    )
