"""How much of the revenue hangs on the largest account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.present.labels import label_ends
from simlib.present.plots._lines import (
    as_few,
    draw_line,
    draw_precision,
    end_labels,
    last_known,
    looks_of,
    mean_note,
    names_of,
)
from simlib.present.sheet import lay_out, open_sheet, plain_axes, time_axis, time_unit
from simlib.present.style import slide_style
from simlib.present.words import of_100, percent, sentence_case, span_words

if TYPE_CHECKING:
    from simlib.analysis.concentration import Concentration


def concentration(
    results: Concentration | Sequence[Concentration],
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw the largest account's share of revenue, averaged over the futures.

    Parameters
    ----------
    results : Concentration or sequence of one to four
        On the same months.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; ``run.provenance.footer()``.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        For no results or more than four.
    """
    few = as_few(results)
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_concentration(few),
            y_words="largest account, % of revenue, mean of the futures",
            x_words=f"{time_unit(few[0].months)} from today",
            notes=[_note(few)],
            footer=footer,
        )
        _draw(sheet.ax, few)
    return sheet.ax


def _note(few: Sequence[Concentration]) -> str:
    fewest = min(float(result.trading[-1]) for result in few)
    if fewest == 1.0:
        return mean_note(few[0].confidence)
    enough = all(result.worlds >= ENOUGH_WORLDS for result in few)
    count = f"; at the end as few as {of_100(fewest)} of 100" if enough else ""
    return f"{mean_note(few[0].confidence)} Mean of the firms still open{count}."


def _draw(ax: Axes, few: Sequence[Concentration]) -> None:
    looks = looks_of(few)
    for result, look in zip(few, looks, strict=True):
        x = time_axis(ax, result.months)
        share = result.largest_share
        draw_precision(ax, x, 100 * share.low, 100 * share.high, look)
        draw_line(ax, x, 100 * share.mean, look)
    top = max(float(np.nanmax(result.largest_share.high)) for result in few)
    ax.set_ylim(0, min(103.0, 120 * top))
    ends = [100 * _end(result) for result in few]
    texts = [f"{name}: {end:.0f} %" for name, end in zip(names_of(few), ends, strict=True)]
    label_ends(ax, end_labels(texts, ends, looks), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))


def finding_concentration(results: Sequence[Concentration]) -> str:
    """Return the title: the largest account's share at the start and at the end."""
    span = span_words(float(results[0].months[-1]))
    ranked = sorted(results, key=_end)
    best, worst = ranked[0], ranked[-1]
    names = names_of([best, worst])
    start = percent(float(best.largest_share.mean[0]))
    opening = f"the largest account, {start} of revenue today, is {percent(_end(best))}"
    text = sentence_case(opening)
    if len(results) == 1:
        return f"{text} after {span} with {names[0]}"
    if last_known(best.largest_share.high) >= last_known(worst.largest_share.low):
        most = "" if percent(_end(best)) == percent(_end(worst)) else f" to {percent(_end(worst))}"
        return f"{text}{most} after {span}: no clear difference"
    return f"{text} after {span} with {names[0]}, {percent(_end(worst))} with {names[1]}"


def _end(result: Concentration) -> float:
    return last_known(result.largest_share.mean)
