"""When a dry spell is no longer luck, and how much pipeline is enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from simlib.analysis.dry_spells import Limit
from simlib.inputs.errors import InputError
from simlib.present.draw.marks import draw_line, draw_precision, end_labels, label_room
from simlib.present.draw.sheet import On, paint, plain_axes
from simlib.present.draw.style import (
    BLACK,
    BLUE,
    FONT,
    GREEN,
    INK,
    ORANGE,
    PAPER,
    SKY,
    TEXT_POINTS,
    VERMILLION,
    Look,
    readable,
)
from simlib.present.draw.text import label_ends
from simlib.present.words.limits import (
    BOOK_WORDS,
    KIND_WORDS,
    TARGET,
    calls_words,
    finding_dry_spells,
    finding_pipeline_cover,
    limit_words,
    note_dry_spells,
    note_pipeline_cover,
)
from simlib.words import of_100, percent

if TYPE_CHECKING:
    from simlib.studies.dose.limits import ControlLimits, Cover, DrySpell

_WEEKS_A_YEAR = 52
_HEIGHT = 0.5
_BARS_SHARE = 0.57
_COLUMNS = (1.03, 1.18, 1.33)
_LOOKS = {"supplier": Look(BLUE), "dealer": Look(GREEN)}


def dry_spells(
    result: ControlLimits, *, kind: str = "meeting", evidence: str = "graded", **on: Unpack[On]
) -> Axes:
    """Draw from how many dry weeks on a manager should ask, one row a number of calls.

    Parameters
    ----------
    kind : {"meeting", "won"}
        What the spell is without.
    """
    spells = _spells_of(result, kind, evidence)
    return paint(
        on,
        title=finding_dry_spells(spells),
        y_words=" ",
        x_words=f"weeks in a row without {KIND_WORDS[kind]}",
        notes=[note_dry_spells(result, spells)],
        footer=result.footer,
        left=label_room([calls_words(spell) for spell in spells]),
        draw=lambda ax: _draw_dry_spells(ax, spells, _WEEKS_A_YEAR * result.year),
    )


def _spells_of(result: ControlLimits, kind: str, evidence: str) -> list[DrySpell]:
    """Return the spells of one kind under one set of evidence."""
    found = [x for x in result.dry if x.kind == kind and x.evidence == evidence]
    if not found:
        raise InputError("no such limits", value=(kind, evidence))
    return found


def _draw_dry_spells(ax: Axes, spells: Sequence[DrySpell], history: int) -> None:
    reach = max(min(limit.high, history) for spell in spells for limit in spell.limits)
    end = float(min(history, 13 * math.ceil((reach + 3) / 13)))
    ax.set_xlim(0, end / _BARS_SHARE)
    ax.set_ylim(len(spells) - 0.5, -0.9)
    for row, spell in enumerate(spells):
        _draw_row(ax, row, spell, end)
    ax.set_yticks(range(len(spells)), [calls_words(spell) for spell in spells])
    ax.set_xticks(np.arange(0, end + 1, 26 if end > 104 else 13 if end > 52 else 4))
    plain_axes(ax, x_end=end, grid=False)
    _head(ax, end)


def _draw_row(ax: Axes, row: int, spell: DrySpell, end: float) -> None:
    ask, act = (min(each.weeks, end) for each in spell.limits)
    for start, stop, colour in ((0, ask, SKY), (ask, act, ORANGE), (act, end, VERMILLION)):
        ax.barh(row, stop - start, left=start, height=_HEIGHT, color=colour, linewidth=0)
    for limit in spell.limits:
        _draw_precision(ax, row, limit, end)
    caught = "-" if spell.half_caught is None else of_100(spell.half_caught.mean)
    words = [*(limit_words(limit.weeks) for limit in spell.limits), caught]
    for text, at, bold in zip(words, _COLUMNS, (True, True, False), strict=True):
        _write(ax, at * end, row, text, bold=bold)


def _draw_precision(ax: Axes, row: int, limit: Limit, end: float) -> None:
    low, high = min(limit.low, end), min(limit.high, end)
    if high > low:
        ax.add_patch(
            Rectangle(
                (low, row - _HEIGHT / 2),
                *(high - low, _HEIGHT),
                facecolor="none",
                edgecolor=BLACK,
                hatch="////",
                linewidth=0.0,
                zorder=3,
            )
        )


def _head(ax: Axes, end: float) -> None:
    _write(ax, 0.0, -0.72, "still luck", colour=readable(SKY), bold=True)
    heads = (("ask", ORANGE), ("act", VERMILLION), ("half the calls: caught", BLACK))
    for (text, colour), at in zip(heads, _COLUMNS, strict=True):
        _write(ax, at * end, -0.72, text, colour=readable(colour), bold=colour != BLACK)


def _write(
    ax: Axes, x: float, y: float, text: str, *, colour: str = INK, bold: bool = False
) -> None:
    ax.text(
        *(x, y, text),
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        fontweight="bold" if bold else "normal",
        color=colour,
        ha="left",
        va="center",
        parse_math=False,
    )


def pipeline_cover(result: ControlLimits, *, evidence: str = "graded", **on: Unpack[On]) -> Axes:
    """Draw how much pipeline each number of calls fills, and how often revenue is then back."""
    books = _covers_of(result, evidence)
    return paint(
        on,
        title=finding_pipeline_cover(books),
        y_words="futures of 100 with revenue at or above today's in twelve months",
        x_words="protected calls a month and rep (not to scale)",
        notes=[note_pipeline_cover(books, evidence, result)],
        footer=result.footer,
        draw=lambda ax: _draw_pipeline_cover(ax, books),
    )


def _covers_of(result: ControlLimits, evidence: str) -> dict[str, list[Cover]]:
    """Return the rows of one set of evidence by book."""
    books: dict[str, list[Cover]] = {}
    for row in result.cover:
        if row.evidence == evidence:
            books.setdefault(row.book, []).append(row)
    if not books:
        raise InputError("no such set of evidence", value=evidence)
    return books


def _draw_pipeline_cover(ax: Axes, books: dict[str, list[Cover]]) -> None:
    first = next(iter(books.values()))
    end = len(first) - 1.0
    ax.set_xlim(-0.25, end)
    ax.set_xticks(range(len(first)), [f"{row.calls:g}" for row in first])
    ax.set_ylim(-7, 103)
    ax.set_yticks(range(0, 101, 20))
    looks = [_LOOKS.get(name, Look(INK)) for name in books]
    for rows, look in zip(books.values(), looks, strict=True):
        others = [other for other in books.values() if other is not rows]
        _draw_book(ax, rows, look, others)
    words = [BOOK_WORDS.get(name, name) for name in books]
    ends = [100 * rows[-1].back.mean for rows in books.values()]
    label_ends(ax, end_labels(words, ends, looks), x_end=end + 0.25)
    ax.hlines(TARGET, -0.25, end, color=INK, linewidth=1.2, zorder=1)
    plain_axes(ax, x_end=end)


def _draw_book(
    ax: Axes, rows: Sequence[Cover], look: Look, others: Sequence[Sequence[Cover]]
) -> None:
    x = np.arange(len(rows), dtype=float)
    mean, low, high = (
        np.array([100 * getattr(row.back, name) for row in rows])
        for name in ("mean", "low", "high")
    )
    draw_precision(ax, x, low, high, look)
    draw_line(ax, x, mean, look)
    ax.plot(x, mean, "o", color=look.colour, markersize=8, zorder=4, clip_on=False)
    for place, row in enumerate(rows):
        below = any(other[place].back.mean > row.back.mean for other in others)
        ax.annotate(
            *(percent(row.cover.mean), (place, (low if below else high)[place])),
            (0, -6 if below else 6),
            textcoords="offset points",
            ha="center",
            va="top" if below else "bottom",
            fontsize=TEXT_POINTS - 1,
            fontfamily=FONT,
            fontweight="bold",
            color=readable(look.colour),
            parse_math=False,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5},
        )
