"""What one strategic call a month buys: the authors' figures above, the published ones below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from simlib.present.draw.marks import INPUT_BAND, label_room
from simlib.present.draw.sheet import On, paint, plain_axes
from simlib.present.draw.style import BLUE, FONT, GREY, INK, MUTED, ORANGE, RULE, TEXT_POINTS
from simlib.present.words.dose import arm_words, finding_one_call, note_one_call
from simlib.present.words.inputs import evidence_words, point_words
from simlib.words import of_100, sentence_case

if TYPE_CHECKING:
    from simlib.studies.dose.one_call import DoseArm, OneCall, WhatOneCallBuys

_COLOURS = (GREY, ORANGE, BLUE)
_HEIGHT = 0.46
_BAND_BELOW = 0.37
_ROWS_A_SIDE = 4.3
_BARS_END = 1.5
_GAIN_AT, _CASH_AT, _END = 1.56, 2.12, 2.62


def one_call(result: WhatOneCallBuys, **on: Unpack[On]) -> Axes:
    """Draw no calls, one call a month and the best number of calls under both sets of evidence."""
    return paint(
        on,
        title=finding_one_call(result),
        y_words=" ",
        x_words=f"revenue in year {result.years}, % of today's",
        notes=[note_one_call(result)],
        footer=result.footer,
        left=label_room([arm_words(arm, side) for side in result.sides for arm in side.arms]),
        draw=lambda ax: _draw(ax, result),
    )


def _draw(ax: Axes, result: WhatOneCallBuys) -> None:
    bottom = _ROWS_A_SIDE * len(result.sides) - 0.2
    ax.set_xlim(0, _END)
    ax.set_ylim(bottom, 0.1)
    places, names = [], []
    for number, side in enumerate(result.sides):
        top = _ROWS_A_SIDE * number
        _head(ax, top + 0.55, side)
        for place, arm in enumerate(side.arms):
            row = top + 1.35 + place
            places.append(row)
            names.append(arm_words(arm, side))
            _draw_arm(ax, row, arm, side.arms[0], _COLOURS[place])
    ax.set_yticks(places, names)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1.0, 1.25], ["0", "25", "50", "75", "100", "125"])
    plain_axes(ax, x_end=_BARS_END, grid=False)
    ax.vlines([0.25, 0.5, 0.75, 1.25], bottom, 0.1, colors=RULE, linewidth=0.8, zorder=0.5)
    ax.vlines([1.0], bottom, 0.1, colors=INK, linewidth=1.2, zorder=0.6)


def _head(ax: Axes, row: float, side: OneCall) -> None:
    words = sentence_case(evidence_words(side.evidence))
    _text(ax, 0.0, row, words, bold=True, size=TEXT_POINTS + 1, patch=True)
    _text(ax, _GAIN_AT, row, "against no calls", colour=MUTED)
    _text(ax, _CASH_AT, row, "runs out of cash", colour=MUTED)


def _draw_arm(ax: Axes, row: float, arm: DoseArm, none: DoseArm, colour: str) -> None:
    ax.barh(row, arm.revenue.mean, height=_HEIGHT, color=colour, zorder=2, linewidth=0)
    low, high = arm.revenue.low, arm.revenue.high
    ax.add_patch(
        Rectangle(
            (low, row - _HEIGHT / 2),
            high - low,
            _HEIGHT,
            facecolor="none",
            edgecolor=INK,
            hatch="////",
            linewidth=0.0,
            zorder=3,
        )
    )
    _text(ax, _CASH_AT, row, f"{of_100(arm.cash.mean)} of 100")
    if arm.revenue_gain is None:
        return
    start = none.revenue.mean
    ends = [min(max(0.02, start + x), _BARS_END) for x in _limits(arm)]
    ax.plot(ends, [row + _BAND_BELOW] * 2, **{**INPUT_BAND, "linewidth": 8.0}, zorder=2)
    _text(ax, _GAIN_AT, row, f"{point_words(arm.revenue_gain.change)} points", bold=True)


def _limits(arm: DoseArm) -> tuple[float, float]:
    assert arm.revenue_gain is not None
    return arm.revenue_gain.low, arm.revenue_gain.high


def _text(
    ax: Axes,
    x: float,
    row: float,
    text: str,
    *,
    bold: bool = False,
    colour: str = INK,
    size: float = TEXT_POINTS - 1,
    patch: bool = False,
) -> None:
    ax.text(
        *(x, row, text),
        fontsize=size,
        fontfamily=FONT,
        fontweight="bold" if bold else "normal",
        color=colour,
        va="center",
        ha="left",
        parse_math=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0} if patch else None,
        zorder=4,
    )
