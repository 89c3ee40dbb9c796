"""What the firms that are still there hide: their revenue beside that of all that began."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.plots._named_rows import draw_whisker, room_left, row_names, write_at
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import GREY, looks_for, readable, slide_style
from simlib.present.words import counted, money, of_100, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.studies.leads import Survivors
    from simlib.studies.luck import Luck


def survivors(
    result: Luck,
    year: int = 10,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw the mean revenue of the firms still open beside that of all firms, diary by diary.

    Parameters
    ----------
    result : Luck
    year : int
        One of its years.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; the result's own footer by default.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        For another year.
    """
    if year not in result.years:
        raise ValueError(f"year {year} was not kept; years: {result.years}")
    rows = sorted(
        (result.survivors_of(label, year) for label in result.labels),
        key=lambda row: -row.everyone.mean,
    )
    names = row_names(
        [f"{show_name(row.label)}: {of_100(row.still_open.mean)} of 100 open" for row in rows]
    )
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_survivors(result, year),
            x_words=f"mean revenue a year after {counted(year, 'year')}, {result.currency}",
            notes=[
                "Ring: all firms that began, closed ones at nothing. Dot: only those still open. "
                "Thin lines: 95 % interval between futures."
            ],
            footer=footer or result.footer,
            left=room_left(names),
        )
        _draw(sheet.ax, rows, names, result.initial_revenue)
    return sheet.ax


def _draw(ax: Axes, rows: list[Survivors], names: list[str], today: float) -> None:
    places = np.arange(len(rows))[::-1]
    looks = looks_for([row.label for row in rows])
    for place, row, look in zip(places, rows, looks, strict=True):
        every, open_ = row.everyone, row.survivors
        ax.plot([every.mean, open_.mean], [place, place], color=GREY, linewidth=2.0, zorder=1)
        draw_whisker(ax, place, every.low, every.high, colour=look.colour)
        draw_whisker(ax, place, open_.low, open_.high, colour=look.colour)
        ax.plot(
            *(every.mean, place, "o"),
            markerfacecolor="white",
            markeredgecolor=look.colour,
            markeredgewidth=3,
            markersize=13,
            zorder=4,
        )
        ax.plot(open_.mean, place, "o", color=look.colour, markersize=13, zorder=4)
        ink = readable(look.colour)
        write_at(ax, every.low, place, money(every.mean), shift=(-10, 0), ha="right", ink=ink)
        write_at(ax, open_.high, place, money(open_.mean), shift=(10, 0), ha="left", ink=ink)
    most = max(max(row.survivors.high, row.everyone.high) for row in rows)
    ax.set_xlim(0, 1.12 * max(most, today))
    ax.set_ylim(-0.6, len(rows) - 0.1)
    ax.vlines(today, -0.6, len(rows) - 0.35, colors=GREY, linestyles="dotted", linewidth=1.6)
    write_at(ax, today, len(rows) - 0.2, "today", ink="#595959")
    ax.set_yticks(places, names, parse_math=False)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: money(value) if value else "0"))
    plain_axes(ax, grid=False)


def finding_survivors(result: Luck, year: int) -> str:
    """Return the title: the gap between two diaries among survivors, and the true one."""
    reference = result.survivors_of(result.labels[0], year)
    others = [result.survivors_of(label, year) for label in result.labels[1:]]
    worst = min(others, key=lambda row: row.everyone.mean)
    a, b = show_name(worst.label), show_name(reference.label)
    whole = 1 - worst.everyone.mean / reference.everyone.mean
    closed = of_100(1 - worst.still_open.mean)
    return sentence_case(
        f"{a} brings {100 * whole:.0f} % less than {b} after {counted(year, 'year')}; among the "
        f"firms still open {_seen(reference, worst)}: {closed} of 100 have closed"
    )


def _seen(reference: Survivors, other: Survivors) -> str:
    one, two = reference.survivors, other.survivors
    if one.low <= two.high and two.low <= one.high:
        return "no clear difference shows"
    less = 1 - two.mean / one.mean
    return f"it seems {100 * abs(less):.0f} % {'less' if less > 0 else 'more'}"
