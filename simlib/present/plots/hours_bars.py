"""Where the hours went: what one diary does more of, and less of, than another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from simlib.present.plots._named_rows import draw_whisker, room_left, row_names, write_at, zero_line
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import GREY, ORANGE, SKY, slide_style
from simlib.present.words import listed, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.studies.why import HoursMoved, Why

_WORDS = {
    "service": "service",
    "review": "conversations",
    "gesture": "gestures",
    "rescue": "rescues",
    "call": "prospecting calls",
    "discovery": "first meetings",
    "proposal": "proposals",
    "onboarding": "starting new accounts",
    "check_in": "one-to-ones",
    "idle": "idle",
}
_SOURCES = {"idle": "idle time"}
_LEAST_HOURS = 0.05


def hours_moved(
    result: Why,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw the hours a week that moved from one kind of work to another.

    Parameters
    ----------
    result : Why
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; the result's own footer by default.

    Returns
    -------
    Axes
        With the chart; kinds of work that moved by less than three minutes a week are left out.
    """
    rows = _rows(result)
    names = row_names([_WORDS[row.kind] for row in rows])
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_hours_moved(result),
            y_words=" ",
            x_words=f"hours a week and rep, {show_name(result.pair.b_label)} minus "
            f"{show_name(result.pair.a_label)}",
            notes=["Thin lines: 95 % interval between futures; mostly too short to be seen."],
            footer=footer or result.footer,
            left=room_left(names),
        )
        _draw(sheet.ax, rows, names)
    return sheet.ax


def _rows(result: Why) -> list[HoursMoved]:
    moved = [row for row in result.hours if abs(row.moved.mean) >= _LEAST_HOURS]
    return sorted(moved, key=lambda row: -row.moved.mean)


def _draw(ax: Axes, rows: list[HoursMoved], names: list[str]) -> None:
    places = np.arange(len(rows))[::-1]
    for place, row in zip(places, rows, strict=True):
        colour = GREY if row.kind == "idle" else SKY if row.moved.mean > 0 else ORANGE
        ax.barh(place, row.moved.mean, 0.62, color=colour, linewidth=0, zorder=2)
        draw_whisker(ax, place, row.moved.low, row.moved.high)
        side = 1 if row.moved.mean > 0 else -1
        end = row.moved.high if side > 0 else row.moved.low
        words = f"{_change(row)}  ({row.before:.1f} to {row.after:.1f})"
        write_at(ax, end, place, words, shift=(6 * side, 0), ha="left" if side > 0 else "right")
    reach = [row.moved.mean for row in rows]
    span = max(reach) - min(0.0, *reach)
    ax.set_xlim(min(0.0, *reach) - 0.35 * span, max(0.0, *reach) + 0.35 * span)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_yticks(places, names, parse_math=False)
    plain_axes(ax, grid=False)
    zero_line(ax, low=-0.6, high=len(rows) - 0.4)


def _change(row: HoursMoved) -> str:
    return f"{row.moved.mean:+.1f}".replace("-", "−")


def finding_hours_moved(result: Why) -> str:
    """Return the title: where the hours of the second diary come from."""
    rows = [row for row in result.hours if abs(row.moved.mean) >= _LEAST_HOURS]
    selling = ("call", "discovery", "proposal", "onboarding", "check_in")
    more = sum(row.moved.mean for row in rows if row.kind in selling)
    taken = [row for row in rows if row.moved.high < 0 and row.kind not in selling]
    b = show_name(result.pair.b_label)
    what = f"{b} gives new business {abs(more):.1f} hours a week {'more' if more > 0 else 'less'}"
    if more <= 0 or not taken:
        return sentence_case(what)
    largest = sorted(taken, key=lambda row: row.moved.mean)[:2]
    sources = [f"{_SOURCES.get(row.kind, _WORDS[row.kind])} ({_change(row)})" for row in largest]
    return sentence_case(f"{what}, out of {listed(sources)}")
