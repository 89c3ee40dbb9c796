"""Oracles and real ledgers beside the model, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Unpack

from matplotlib.axes import Axes

from simlib.present.draw.marks import BODY_POINTS, write_at
from simlib.present.draw.sheet import On, paint, plain_axes
from simlib.present.draw.style import (
    BLUE,
    FONT,
    GREY,
    INK,
    MUTED,
    RULE,
    SKY,
    TEXT_POINTS,
    VERMILLION,
)
from simlib.present.draw.text import axes_points, text_size, wrapped
from verification.documentation.validation_words import SHORT, finding_validation
from verification.oracles.judgement import Judged, holm
from verification.oracles.table import distance, finding_oracles, misses, note_oracles

if TYPE_CHECKING:
    from verification.oracles.oracle import Oracle
    from verification.validation.validate import Validation
    from verification.validation.yardsticks import Yardstick

_GAP = 1.5
_POINTS_A_PLACE = 7.0
_FAMILY_LINES = 3
_ROW_POINTS = 12.5
_MOST_PERCENT = 160.0


def oracles(result: Sequence[Oracle], **on: Unpack[On]) -> Axes:
    """Draw each oracle's distance from its theory with its 95 % interval, by family.

    Parameters
    ----------
    result
        Those with something to estimate are drawn; exact ones are counted in the note.

    Raises
    ------
    ValueError
        If every oracle is exact.
    """
    judged = holm(result)
    drawn = [each for each in judged if not each.oracle.exact]
    if not drawn:
        raise ValueError("exact oracles have no distance to draw")
    return paint(
        on,
        title=finding_oracles(result),
        y_words="distance from theory, in half-widths of the 95 % interval",
        notes=[note_oracles(judged)],
        below=_FAMILY_LINES * TEXT_POINTS,
        draw=lambda ax: _draw_oracles(ax, drawn),
    )


def _draw_oracles(ax: Axes, drawn: Sequence[Judged]) -> None:
    families = list(dict.fromkeys(each.oracle.family for each in drawn))
    ends = [distance(each.oracle)[1:] for each in drawn]
    reach = 1.1 * max(abs(end) for pair in ends for end in pair)
    members = {
        family: [each.oracle for each in drawn if each.oracle.family == family]
        for family in families
    }
    width = sum(_places(each) + _GAP for each in members.values()) - _GAP
    ax.set_xlim(-1.0, width)
    ax.set_ylim(-reach, reach)
    ax.set_xticks([])
    plain_axes(ax)
    ax.hlines(0.0, -1.0, width, color=MUTED, linewidth=1.4, zorder=1)
    place = 0.0
    for family in families:
        spare = (_places(members[family]) - len(members[family])) / 2
        _draw_family(ax, place + spare, members[family], bottom=-reach)
        place += _places(members[family]) + _GAP
        if family != families[-1]:
            ax.vlines(place - 0.5 - _GAP / 2, -reach, reach, colors=RULE, linewidth=0.8)


def _places(members: Sequence[Oracle]) -> float:
    """Return the room of a family: a place an oracle, and enough for the longest word."""
    words = members[0].family.split()
    longest = max(text_size(word, BODY_POINTS)[0] for word in words)
    return max(float(len(members)), longest / _POINTS_A_PLACE)


def _draw_family(ax: Axes, start: float, members: Sequence[Oracle], *, bottom: float) -> None:
    for step, oracle in enumerate(members):
        middle, low, high = distance(oracle)
        colour = VERMILLION if misses(oracle) else BLUE
        ax.vlines(start + step, low, high, colors=colour, linewidth=1.8, zorder=3)
        ax.plot(start + step, middle, "o", color=colour, markersize=5, zorder=4)
    name = wrapped(members[0].family, _POINTS_A_PLACE * (_places(members) + 1), BODY_POINTS)
    centre = start + (len(members) - 1) / 2
    write_at(ax, centre, bottom, name, shift=(0.0, -8.0), va="top")


def validation(result: Validation, **on: Unpack[On]) -> Axes:
    """Draw every yardstick: the ledger's dot with its interval, the model's range behind it."""
    widest = max(text_size(SHORT[each.measure], _ROW_POINTS)[0] for each in result.yardsticks)
    return paint(
        on,
        title=finding_validation(result),
        x_words="per cent",
        notes=[
            (
                "Dot: seen in the ledger, line: its 95 % interval; a diamond where the mean of "
                "the model lies outside it, grey where the interval is too wide to judge. Bar: 8 "
                "of 10 futures of the model, with their mean."
            )
        ],
        footer=result.footer,
        left=widest + 16.0,
        draw=lambda ax: _draw_validation(ax, result),
    )


def _draw_validation(ax: Axes, result: Validation) -> None:
    y = 0.0
    for label, rows in groupby(result.yardsticks, key=lambda each: each.ledger_label):
        _write(ax, y, f"{label[:1].upper()}{label[1:]}", bold=True)
        for row in rows:
            y -= 1.0
            _write(ax, y, SHORT[row.measure])
            _row(ax, y, row)
        y -= 1.35
    most = max(max(100 * row.seen.high, 100 * row.high) for row in result.yardsticks)
    ax.set_xlim(0, min(_MOST_PERCENT, max(100.0, 1.02 * most)))
    ax.set_ylim(y + 0.6, 0.6)
    ax.set_yticks([])
    plain_axes(ax, grid=False)
    ax.vlines(range(0, int(ax.get_xlim()[1]) + 1, 20), *ax.get_ylim(), colors="#ECECEC", zorder=0)


def _write(ax: Axes, y: float, text: str, *, bold: bool = False) -> None:
    width = axes_points(ax)[0]
    gap = 10.0 / width
    ax.text(
        *(-gap, y, text),
        transform=ax.get_yaxis_transform(),
        ha="right",
        va="center",
        fontsize=_ROW_POINTS,
        fontfamily=FONT,
        fontweight="bold" if bold else "normal",
        color=INK,
        gid="row",
    )


def _row(ax: Axes, y: float, row: Yardstick) -> None:
    low, high, mean = 100 * row.low, 100 * row.high, 100 * row.model.mean
    ax.barh(y, max(high - low, 0.4), left=low, height=0.62, color=SKY, alpha=0.55, zorder=2)
    ax.vlines(mean, y - 0.31, y + 0.31, colors=INK, linewidth=2.0, zorder=3)
    colour = MUTED if row.inside else VERMILLION
    if not row.tells:
        colour = GREY
    ends = (100 * row.seen.low, min(100 * row.seen.high, _MOST_PERCENT))
    ax.hlines(y, *ends, colors=colour, linewidth=2.0, zorder=4)
    ax.plot(
        *(100 * row.seen.mean, y, "D" if row.tells and not row.inside else "o"),
        color=colour if row.tells else "white",
        markeredgecolor=colour,
        markersize=0.5 * TEXT_POINTS,
        zorder=5,
    )
