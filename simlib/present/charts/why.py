"""Why one diary beats another: the bridge between them, hours moved, inputs that turn it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simlib.present.draw.marks import (
    BODY_POINTS,
    draw_whisker,
    room_left,
    row_names,
    write_at,
    zero_line,
)
from simlib.present.draw.sheet import On, paint, plain_axes
from simlib.present.draw.style import BLUE, GREY, INK, MUTED, ORANGE, SKY, VERMILLION, looks_for
from simlib.present.draw.text import LINE_SPACING, axes_points, drawable, wrapped
from simlib.present.words.inputs import value_words
from simlib.present.words.why import (
    LEAST_HOURS,
    WORDS,
    axis_words_bridge,
    axis_words_flip_inputs,
    driver_words,
    finding_bridge,
    finding_flip_inputs,
    finding_hours_moved,
    flip_words,
    hours_change_words,
    note_bridge,
    note_flip_inputs,
    note_hours_moved,
    shown_with,
    signed,
)
from simlib.words import listed, show_name

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.drivers.break_even import Flip, Flips
    from simlib.studies.why.gap import Bridge, HoursMoved, Why

_WIDTH = 0.62
_SLIDE_POINTS = 800.0  # the width of the axes on a slide of their own
_MOST_ROWS = 5
_PAIR_GAP = 1.1
_PAIR_STEP = 2.2
_PAIR_WIDEST = 320.0


def bridge(result: Bridge, **on: Unpack[On]) -> Axes:
    """Draw what each habit adds on the way from one diary to another.

    Parameters
    ----------
    result : Bridge
        Its drivers add up to the gap.
    """
    return paint(
        on,
        title=finding_bridge(result),
        y_words=axis_words_bridge(result),
        notes=[note_bridge()],
        footer=result.footer,
        left=62.0,
        below=(_most_lines(result) - 1) * BODY_POINTS * LINE_SPACING,
        draw=lambda ax: _draw_bridge(ax, result),
    )


def _column_names(result: Bridge, width: float) -> list[str]:
    """Return what stands under each column, broken to fit a width of all in points."""
    drivers = [driver_words(driver) for driver in result.drivers]
    names = [result.a_label, *drivers, result.b_label]
    room = width / (len(names) + 0.2) - 8
    return [wrapped(drawable(show_name(name)), room, BODY_POINTS) for name in names]


def _most_lines(result: Bridge) -> int:
    return 1 + max(name.count("\n") for name in _column_names(result, _SLIDE_POINTS))


def _draw_bridge(ax: Axes, result: Bridge) -> None:
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


def hours_moved(result: Why, **on: Unpack[On]) -> Axes:
    """Draw the hours a week that moved from one kind of work to another.

    Returns
    -------
    Axes
        With the chart; kinds of work that moved by less than three minutes a week are left out.
    """
    rows = _rows(result)
    names = row_names([WORDS[row.kind] for row in rows])
    return paint(
        on,
        title=finding_hours_moved(result),
        y_words=" ",
        x_words=(
            f"hours a week and rep, {show_name(result.pair.b_label)} minus "
            f"{show_name(result.pair.a_label)}"
        ),
        notes=[note_hours_moved()],
        footer=result.footer,
        left=room_left(names),
        draw=lambda ax: _draw_hours_moved(ax, rows, names),
    )


def _rows(result: Why) -> list[HoursMoved]:
    moved = [row for row in result.hours if abs(row.moved.mean) >= LEAST_HOURS]
    return sorted(moved, key=lambda row: -row.moved.mean)


def _draw_hours_moved(ax: Axes, rows: list[HoursMoved], names: list[str]) -> None:
    places = np.arange(len(rows))[::-1]
    for place, row in zip(places, rows, strict=True):
        colour = GREY if row.kind == "idle" else SKY if row.moved.mean > 0 else ORANGE
        ax.barh(place, row.moved.mean, 0.62, color=colour, linewidth=0, zorder=2)
        draw_whisker(ax, place, row.moved.low, row.moved.high)
        side = 1 if row.moved.mean > 0 else -1
        end = row.moved.high if side > 0 else row.moved.low
        words = f"{hours_change_words(row)}  ({row.before:.1f} to {row.after:.1f})"
        write_at(ax, end, place, words, shift=(6 * side, 0), ha="left" if side > 0 else "right")
    reach = [row.moved.mean for row in rows]
    span = max(reach) - min(0.0, *reach)
    ax.set_xlim(min(0.0, *reach) - 0.35 * span, max(0.0, *reach) + 0.35 * span)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_yticks(places, names, parse_math=False)
    plain_axes(ax, grid=False)
    zero_line(ax, low=-0.6, high=len(rows) - 0.4)


def flip_inputs(result: Why, **on: Unpack[On]) -> Axes:
    """Draw how far each input moves the difference of two diaries, and where it turns.

    Parameters
    ----------
    result : Why
        With its search for a turn.

    Raises
    ------
    ValueError
        If nothing was searched.
    """
    if result.flips is None:
        raise ValueError("no input was moved: name inputs when you ask why")
    rows = _single_rows(result.flips)
    names = row_names([flip_words(row) for row in rows])
    names += row_names([flip_words((pair,)) for pair in result.flips.pairs], widest=_PAIR_WIDEST)
    return paint(
        on,
        title=finding_flip_inputs(result),
        x_words=axis_words_flip_inputs(result),
        notes=[note_flip_inputs(result.flips)],
        footer=result.footer,
        left=room_left(names),
        draw=lambda ax: _draw_flip_inputs(ax, result, rows, names),
    )


def _single_rows(flips: Flips) -> list[tuple[Flip, ...]]:
    """Return both ends of each input in one row, the most dangerous first."""
    found: dict[str, list[Flip]] = {}
    for flip in flips.singles:
        found.setdefault(flip.inputs[0].name, []).append(flip)
    sign = 1 if flips.central.mean >= 0 else -1
    rows = [tuple(sorted(both, key=lambda f: f.at_end.mean)) for both in found.values()]
    return sorted(rows, key=lambda row: min(sign * f.at_end.mean for f in row))[:_MOST_ROWS]


def _draw_flip_inputs(
    ax: Axes, result: Why, rows: list[tuple[Flip, ...]], names: list[str]
) -> None:
    flips, shown = result.flips, shown_with(result.unit)
    assert flips is not None
    pairs = [(pair,) for pair in flips.pairs]
    places = [-float(n) for n in range(len(rows))]
    places += [-float(len(rows)) - _PAIR_GAP - _PAIR_STEP * n for n in range(len(pairs))]
    centre = flips.central.mean
    reach = [f.at_end.mean for row in (*rows, *pairs) for f in row] + [centre, 0.0]
    span = max(reach) - min(reach)
    ax.set_xlim(min(reach) - 0.42 * span, max(reach) + 0.2 * span)
    ax.set_ylim(places[-1] - 0.8, 0.6)
    ax.vlines(0.0, *ax.get_ylim(), colors=INK, linewidth=1.6, zorder=1)
    ax.vlines(centre, *ax.get_ylim(), colors=MUTED, linestyles="dotted", linewidth=1.4, zorder=1)
    for place, row in zip(places, (*rows, *pairs), strict=True):
        _draw_row(ax, place, row, centre)
    ax.set_yticks(places, names, parse_math=False)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: signed(x, shown) if x else "0"))
    plain_axes(ax, grid=False)


def _draw_row(ax: Axes, y: float, row: tuple[Flip, ...], centre: float) -> None:
    ends = sorted([*(f.at_end.mean for f in row), *([centre] if len(row) == 1 else [])])
    ax.plot(
        [ends[0], ends[-1]],
        [y, y],
        color=GREY,
        alpha=0.35,
        linewidth=13,
        solid_capstyle="round",
        zorder=2,
    )
    for place, flip in enumerate(row):
        colour = VERMILLION if flip.turned else BLUE
        ax.hlines(y, flip.at_end.low, flip.at_end.high, colors=colour, linewidth=1.8, zorder=3)
        ax.plot(flip.at_end.mean, y, "|", color=colour, markersize=13, markeredgewidth=2.4)
        left = place == 0 if len(row) == 2 else flip.at_end.mean <= centre
        at = flip.at_end.low if left else flip.at_end.high
        write_at(
            *(ax, at, y, listed([value_words(m.name, m.end) for m in flip.inputs])),
            shift=(-9 if left else 9, 0),
            ha="right" if left else "left",
        )
        if flip.share is not None:
            ties = [value_words(m.name, m.break_even or 0.0) for m in flip.inputs]
            write_at(ax, ends[-1], y, f"tie at {listed(ties)}", shift=(12, 0), ha="left")
