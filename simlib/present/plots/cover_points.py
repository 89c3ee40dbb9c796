"""Pipeline coverage and the chance to be back after a year, at each number of calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.inputs.errors import InputError
from simlib.present.labels import label_ends
from simlib.present.plots._evidence import evidence_words
from simlib.present.plots._lines import draw_line, draw_precision, end_labels
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import (
    BLUE,
    FONT,
    GREEN,
    INK,
    PAPER,
    TEXT_POINTS,
    Look,
    readable,
    slide_style,
)
from simlib.present.words import listed, of_100, percent, sentence_case

if TYPE_CHECKING:
    from simlib.studies.control_limits import ControlLimits, Cover

_BOOK_WORDS = {"supplier": "supplier: 4 reps, one giant", "dealer": "dealer: 15 reps, none"}
_LOOKS = {"supplier": Look(BLUE), "dealer": Look(GREEN)}
_TARGET = 80


def pipeline_cover(
    result: ControlLimits,
    *,
    evidence: str = "graded",
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw how much pipeline each number of calls fills, and how often revenue is then back.

    Parameters
    ----------
    result : ControlLimits
    evidence : {"graded", "folklore"}
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; instead of the result's own.

    Returns
    -------
    Axes
        With the chart.
    """
    books = covers_of(result, evidence)
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_pipeline_cover(books),
            y_words="futures of 100 with revenue at or above today's in twelve months",
            x_words="protected calls a month and rep (not to scale)",
            notes=[
                f"By {evidence_words(evidence)}, from the end of year {result.cover_year}. At the "
                "dots: weighted pipeline of that day as a share of the revenue that the next twelve"
                f" months take away, ± {_half(books)} at most. Hatched: precision of the "
                "simulation (95 % between futures)."
            ],
            footer=footer or result.footer,
        )
        _draw(sheet.ax, books)
    return sheet.ax


def _half(books: dict[str, list[Cover]]) -> str:
    return percent(max(row.cover.half_width for rows in books.values() for row in rows))


def covers_of(result: ControlLimits, evidence: str) -> dict[str, list[Cover]]:
    """Return the rows of one set of evidence by book."""
    books: dict[str, list[Cover]] = {}
    for row in result.cover:
        if row.evidence == evidence:
            books.setdefault(row.book, []).append(row)
    if not books:
        raise InputError("no such set of evidence", value=evidence)
    return books


def _draw(ax: Axes, books: dict[str, list[Cover]]) -> None:
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
    words = [_BOOK_WORDS.get(name, name) for name in books]
    ends = [100 * rows[-1].back.mean for rows in books.values()]
    label_ends(ax, end_labels(words, ends, looks), x_end=end + 0.25)
    ax.hlines(_TARGET, -0.25, end, color=INK, linewidth=1.2, zorder=1)
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


def finding_pipeline_cover(books: dict[str, list[Cover]]) -> str:
    """Return the title: which diary and coverage bring revenue back, or that none does."""
    best = {
        _BOOK_WORDS.get(name, name).split(":")[0]: max(rows, key=lambda row: row.back.mean)
        for name, rows in books.items()
    }
    sure = [name for name, row in best.items() if 100 * row.back.mean >= _TARGET]
    parts = [
        f"{of_100(row.back.mean)} at the {name} ({row.calls:g} a month, pipeline "
        f"{percent(row.cover.mean)} of a year's losses)"
        for name, row in best.items()
    ]
    lead = "most futures of 100" if sure else f"fewer than {_TARGET} futures of 100"
    return sentence_case(f"{lead} back after a year: {listed(parts)}")
