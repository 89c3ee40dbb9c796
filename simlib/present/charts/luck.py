"""How long luck hides who is better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from simlib.present.draw.marks import (
    BODY_POINTS,
    draw_line,
    draw_precision,
    draw_whisker,
    end_labels,
    looks_of,
    names_of,
    room_left,
    row_names,
    write_at,
)
from simlib.present.draw.sheet import On, paint, plain_axes, time_axis
from simlib.present.draw.style import GREY, MUTED, PAPER, looks_for, readable
from simlib.present.draw.text import axes_points, drawable, label_ends, wrapped
from simlib.present.words.why import (
    finding_ahead,
    finding_luck_grid,
    finding_survivors,
    note_ahead,
    note_luck_grid,
    note_survivors,
)
from simlib.words import counted, money, of_100, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.studies.why.luck import Luck, Survivors

_GAP = 0.6
_SHADES = ("#F7D9C9", "#FBEEE6", "#FFFFFF", "#E3EEF7", "#B9D7EC", "#7FB8DE")
_EDGES = (0.2, 0.4, 0.6, 0.8, 0.95)
_FROM = 5  # before the sixth month both firms live off the same book


def luck_grid(result: Luck, year: int = 5, **on: Unpack[On]) -> Axes:
    """Draw how often each diary is ahead of each other, in one fate and in two.

    Parameters
    ----------
    year : int
        One of its years.

    Raises
    ------
    ValueError
        For another year.
    """
    if year not in result.years:
        raise ValueError(f"year {year} was not kept; years: {result.years}")
    names = row_names([show_name(label) for label in result.labels])
    return paint(
        on,
        title=finding_luck_grid(result, year),
        y_words=" ",
        notes=[note_luck_grid(result, year)],
        footer=result.footer,
        left=room_left(names),
        draw=lambda ax: _draw_luck_grid(ax, result, result.years.index(year), names),
    )


def _draw_luck_grid(ax: Axes, result: Luck, place: int, names: list[str]) -> None:
    size = len(names)
    ax.set_xlim(0, 2 * size + _GAP)
    ax.set_ylim(-0.1, size + 1.2)
    for side in ax.spines.values():
        side.set_visible(False)
    heads = ("the same fate (nobody can watch it)", "two firms, each with its own luck")
    for panel, (matrix, head) in enumerate(
        zip((result.same_fate, result.independent), heads, strict=True)
    ):
        left = panel * (size + _GAP)
        write_at(ax, left, size + 1.05, sentence_case(head), ha="left", bold=True)
        _draw_cells(ax, matrix[place, :, :, 0], left)
        _write_columns(ax, names, left)
    ax.set_xticks([])
    ax.set_yticks([size - row - 0.5 for row in range(size)], names, parse_math=False)
    ax.tick_params(length=0, labelsize=BODY_POINTS, pad=6)


def _draw_cells(ax: Axes, shares: np.ndarray, left: float) -> None:
    size = len(shares)
    for row in range(size):
        for column in range(size):
            if row == column:
                continue
            x, y = left + column, size - 1 - row
            share = float(shares[row, column])
            shade = _SHADES[int(np.searchsorted(_EDGES, share))]
            ax.add_patch(Rectangle((x, y), 1, 1, facecolor=shade, edgecolor=PAPER, linewidth=2))
            text = of_100(share).replace("fewer than 1", "<1").replace("more than 99", ">99")
            write_at(ax, x + 0.5, y + 0.5, text)


def _write_columns(ax: Axes, names: list[str], left: float) -> None:
    width = axes_points(ax)[0] / (2 * len(names) + _GAP) - 6
    for column, name in enumerate(names):
        text = wrapped(drawable(name).replace("-", "- "), width, BODY_POINTS)
        write_at(ax, left + column + 0.5, len(names) + 0.08, text, va="bottom")


def survivors(result: Luck, year: int = 10, **on: Unpack[On]) -> Axes:
    """Draw the mean revenue of the firms still open beside that of all firms, diary by diary.

    Parameters
    ----------
    year : int
        One of its years.

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
    return paint(
        on,
        title=finding_survivors(result, year),
        x_words=f"mean revenue a year after {counted(year, 'year')}, {result.currency}",
        notes=[note_survivors()],
        footer=result.footer,
        left=room_left(names),
        draw=lambda ax: _draw_survivors(ax, rows, names, result.initial_revenue),
    )


def _draw_survivors(ax: Axes, rows: list[Survivors], names: list[str], today: float) -> None:
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


def ahead(result: Luck, **on: Unpack[On]) -> Axes:
    """Draw in how many of a hundred pairs of firms the reference diary is ahead.

    Parameters
    ----------
    result : Luck
        Of two to five diaries.
    """
    reference = show_name(result.labels[0])
    return paint(
        on,
        title=finding_ahead(result),
        y_words=f"pairs of 100 in which the firm with {reference} is ahead of one with ...",
        x_words=f"years of comparing {result.counted_label}",
        notes=[note_ahead()],
        footer=result.footer,
        draw=lambda ax: _draw_ahead(ax, result),
    )


def _draw_ahead(ax: Axes, result: Luck) -> None:
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
