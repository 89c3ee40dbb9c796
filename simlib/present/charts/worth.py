"""What an answer would be worth, and where the choice turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from simlib.inputs.ranges import uncertain_input
from simlib.present.draw.marks import (
    INPUT_BAND,
    draw_precision_line,
    label_room,
    looks_of,
    names_of,
    row_axes,
    write_beside,
)
from simlib.present.draw.sheet import On, paint, plain_axes
from simlib.present.draw.style import BLUE, GREY, INK, MUTED, looks_for, readable
from simlib.present.words.drivers import (
    axis_words_under_ignorance,
    finding_answers,
    finding_flip,
    finding_under_ignorance,
    note_answers,
    note_flip,
    note_under_ignorance,
    shown_worth,
    together_words,
    unit_words_answers,
)
from simlib.present.words.headline import inputs_band, inputs_value
from simlib.present.words.inputs import plain_value, question_words
from simlib.words import of_100

if TYPE_CHECKING:
    from simlib.studies.drivers.turns import FlipLimit, Flipped
    from simlib.studies.drivers.worth import QuestionValues
    from simlib.studies.headline import UnderIgnorance


def answers(result: QuestionValues, **on: Unpack[On]) -> Axes:
    """Draw what it is worth to know each input, and all of them, before choosing."""
    labels = [
        *together_words(result),
        *(question_words(each.name).short for each in result.answers),
    ]
    return paint(
        on,
        title=finding_answers(result),
        y_words=f"worth of knowing before the diary is chosen, {unit_words_answers(result)}",
        notes=[note_answers(result)],
        footer=result.footer,
        left=label_room(labels),
        draw=lambda ax: _draw_answers(ax, result, labels),
    )


def _draw_answers(ax: Axes, result: QuestionValues, labels: list[str]) -> None:
    worths = [result.everything, result.together, *(each.worth for each in result.answers)]
    known = [True, result.together.low > 0, *(each.clear for each in result.answers)]
    scale = result.initial_revenue if result.unit == "money" else 1.0  # so that ticks are round
    low = scale * min(0.0, *(worth.low for worth in worths))
    high = scale * max(worth.high for worth in worths)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: shown_worth(result, x / scale)))
    row_axes(ax, labels, low=1.05 * low, high=high + 0.16 * (high - low))
    ax.axvline(0.0, color=INK, linewidth=1.2, zorder=1)
    for row, (worth, clear) in enumerate(zip(worths, known, strict=True)):
        draw_precision_line(ax, row, worth, scale=scale)
        ax.plot(
            *(scale * worth.mean, row, "o" if row > 1 else "D"),
            color=BLUE if clear else GREY,
            markersize=9,
            zorder=4,
        )
        text = shown_worth(result, worth.mean) if clear else _unclear(worth.half_width)
        write_beside(
            ax, scale * worth.high, row, text, side="right", colour=INK if clear else MUTED
        )


def _unclear(half_width: float) -> str:
    return "turns no choice" if half_width == 0 else "cannot tell"


def flip(result: Flipped, **on: Unpack[On]) -> Axes:
    """Draw fresh draws of the inputs, who wins each, and the corner where the underdog does.

    Parameters
    ----------
    result : Flipped
        With at least one limit.

    Returns
    -------
    Axes
        With the chart: the first two limited inputs, or the only one against chance.

    Raises
    ------
    ValueError
        Where no input tells who wins: there is nothing to draw.
    """
    if not result.limits:
        raise ValueError("no input tells who wins: there is no corner to draw")
    across, up = (result.limits[0], result.limits[1] if len(result.limits) > 1 else None)
    return paint(
        on,
        title=finding_flip(result),
        y_words=question_words(up.name).short if up else "each row one case",
        x_words=question_words(across.name).short,
        notes=[note_flip(result)],
        footer=result.footer,
        left=66.0,
        draw=lambda ax: _draw_flip(ax, result, across, up),
    )


def _draw_flip(ax: Axes, result: Flipped, across: FlipLimit, up: FlipLimit | None) -> None:
    won = result.won > 0
    xs = result.points[:, 0]
    ys = result.points[:, 1] if up else np.linspace(0.02, 0.98, len(xs))
    names = [result.winner, result.underdog]
    _set_axis(ax, across, "x")
    if up:
        _set_axis(ax, up, "y")
    else:
        ax.set_ylim(0, 1)
        ax.set_yticks([])
    for name, look, which, marker in zip(
        names, looks_for(names), (~won, won), ("o", "D"), strict=True
    ):
        ax.plot(
            *(xs[which], ys[which], marker),
            color=look.colour,
            markersize=8 if marker == "D" else 6,
            alpha=0.9 if marker == "D" else 0.45,
            markeredgewidth=0.0,
            zorder=3,
        )
        place = names.index(name)
        write_beside(
            ax,
            *_key_spot(ax, place),
            f"{'◆' if place else '●'} {name} wins",
            side="right",
            colour=readable(look.colour),
        )
    _draw_box(ax, across, up)
    plain_axes(ax, grid=False)


def _key_spot(ax: Axes, place: int) -> tuple[float, float]:
    """Return where a label stands above the axes, in data units."""
    to_data = ax.transData.inverted()
    x, y = ax.transAxes.transform((0.55 + 0.22 * place, 1.04))
    spot = to_data.transform((x, y))
    return float(spot[0]), float(spot[1])


def _set_axis(ax: Axes, limit: FlipLimit, axis: str) -> None:
    each = uncertain_input(limit.name)
    room = 0.03 * (each.high - each.low)
    (ax.set_xlim if axis == "x" else ax.set_ylim)(each.low - room, each.high + room)
    shown = FuncFormatter(lambda value, _: plain_value(limit.name, value))
    (ax.xaxis if axis == "x" else ax.yaxis).set_major_formatter(shown)


def _draw_box(ax: Axes, across: FlipLimit, up: FlipLimit | None) -> None:
    (left, right), (low, high) = _span(ax.get_xlim(), across), _span(ax.get_ylim(), up)
    ax.add_patch(
        Rectangle(
            (left, low),
            right - left,
            high - low,
            facecolor=GREY,
            alpha=0.18,
            edgecolor="none",
            zorder=1,
        )
    )
    ax.add_patch(
        Rectangle(
            *((left, low), right - left, high - low),
            fill=False,
            edgecolor=MUTED,
            linewidth=2.0,
            zorder=2,
        )
    )


def _span(ends: tuple[float, float], limit: FlipLimit | None) -> tuple[float, float]:
    low = ends[0] if limit is None or limit.low is None else limit.low
    high = ends[1] if limit is None or limit.high is None else limit.high
    return low, high


def under_ignorance(result: UnderIgnorance, **on: Unpack[On]) -> Axes:
    """Draw a chance for each diary with the band of the inputs.

    Parameters
    ----------
    result : UnderIgnorance
        Of a chance, or of an amount of money or accounts.
    """
    labels = names_of(result.arms)
    return paint(
        on,
        title=finding_under_ignorance(result),
        x_words=axis_words_under_ignorance(result),
        notes=[note_under_ignorance(result)],
        footer=result.footer,
        left=label_room(labels),
        draw=lambda ax: _draw_under_ignorance(ax, result, labels),
    )


def _draw_under_ignorance(ax: Axes, result: UnderIgnorance, labels: list[str]) -> None:
    chance = result.unit == "chance"
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda x, _: f"{100 * x:.0f}" if chance else inputs_value(result, x))
    )
    end = 1.0 if chance else 1.25 * max(arm.high for arm in result.arms)
    row_axes(ax, labels, low=0.0, high=end)
    for row, (arm, look) in enumerate(zip(result.arms, looks_of(result.arms), strict=True)):
        ax.plot([arm.low, arm.high], [row, row], **INPUT_BAND, zorder=2)
        draw_precision_line(ax, row, arm.central)
        ax.plot(arm.central.mean, row, "o", color=look.colour, markersize=11, zorder=4)
        text = f"{inputs_value(result, arm.central.mean)} (inputs: {inputs_band(result, arm)})"
        ax.annotate(
            *(text, (arm.central.mean, row), (0, 14)),
            textcoords="offset points",
            ha="center" if arm.central.mean > 0.15 * end else "left",
            va="bottom",
            fontsize=14,
            parse_math=False,
        )
        if row and arm.better is not None and arm.high < 0.68 * end:
            write_beside(ax, arm.high, row, _better(result, row), side="right")


def _better(result: UnderIgnorance, row: int) -> str:
    better = result.arms[row].better
    assert better is not None
    return f"beats {result.arms[0].label} in {of_100(better.mean)} of 100 draws"
