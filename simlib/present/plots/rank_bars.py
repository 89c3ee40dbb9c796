"""Who falls from the top: the rank of one rep over the futures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import BLUE, FONT, INK, MUTED, TEXT_POINTS, VERMILLION, slide_style
from simlib.present.words import show_name, span_words

if TYPE_CHECKING:
    from simlib.analysis.standing import Standing

_LEAST_LABELLED = 0.005


def standing(
    result: Standing,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw how often a rep stands at each rank by the revenue he owns.

    Parameters
    ----------
    result : Standing
        Of one rep at one month end.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; ``run.provenance.footer()``.

    Returns
    -------
    Axes
        With the chart.
    """
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_standing(result),
            y_words=f"futures of 100, by the rank of {show_name(result.rep)}",
            x_words=f"rank among {result.seats} reps by revenue owned, 1 is the largest",
            notes=[_note(result)],
            footer=footer,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _note(result: Standing) -> str:
    return (
        f"Today's rank: {result.initial_rank}. Thin lines: 95 % interval of the count from "
        f"{result.worlds:,d} simulated futures. Orange: the bottom third."
    )


def _draw(ax: Axes, result: Standing) -> None:
    third = result.seats - max(1, result.seats // 3)
    colours = [VERMILLION if rank > third else BLUE for rank in result.ranks]
    heights = 100 * result.share
    ax.bar(result.ranks, heights, color=colours, width=0.72, zorder=2)
    seen = result.share > 0
    ax.vlines(
        *(result.ranks[seen], 100 * result.low[seen], 100 * result.high[seen]),
        color=MUTED,
        linewidth=1.5,
        zorder=3,
    )
    top = float(np.max(100 * result.high[seen], initial=10.0))
    for rank, height, high in zip(result.ranks, heights, 100 * result.high, strict=True):
        if height / 100 >= _LEAST_LABELLED:
            ax.annotate(
                *(f"{height:.0f}", (float(rank), float(high)), (0, 4)),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=TEXT_POINTS - 1,
                fontfamily=FONT,
                color=INK,
                gid="rank",
            )
    ax.set_xlim(0.4, result.seats + 0.6)
    ax.set_xticks(result.ranks)
    ax.set_ylim(0, 1.15 * top)
    plain_axes(ax)


def finding_standing(result: Standing) -> str:
    """Return the title: how often the rep lands in the bottom third."""
    low, high = 100 * result.bottom_third_low, 100 * result.bottom_third_high
    return (
        f"{show_name(result.rep)}, number {result.initial_rank} of {result.seats} today, is in the "
        f"bottom third after {span_words(float(result.month))} in "
        f"{100 * result.bottom_third:.0f} of 100 futures ({low:.0f} to {high:.0f})"
    )
