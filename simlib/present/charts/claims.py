"""A page of verdicts: what is claimed, and what both sets of figures make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from simlib.present.draw.sheet import On, paint
from simlib.present.draw.style import (
    BLUE,
    FONT,
    GREY,
    INK,
    ORANGE,
    PAPER,
    RULE,
    TEXT_POINTS,
    VERMILLION,
    on_top_of,
)
from simlib.present.draw.text import drawable, wrapped
from simlib.present.words.claims import finding_verdicts, note_verdicts
from simlib.words import EVIDENCE_WORDS, of_100, sentence_case

if TYPE_CHECKING:
    from simlib.studies.claims.results import ClaimResult, Trial

_WIDTH_INCHES, _ROW_INCHES, _FRAME_INCHES = 12.8, 0.52, 2.6
_COLOURS = {
    "holds": BLUE,
    "holds only if": ORANGE,
    "undecided": GREY,
    "fails": VERMILLION,
    "model cannot say": PAPER,
}
_CLAIM_AT, _CELLS_AT, _CELL = 0.055, (0.61, 0.81), 0.185
_POINTS = TEXT_POINTS - 1
_ASPECT = 22.0
"""Of a row's height to the page's width, so that corners are round."""


def verdicts(result: Trial, **on: Unpack[On]) -> Axes:
    """Draw every claim with its verdicts, on a page of its own as high as there are claims.

    Parameters
    ----------
    result : Trial
        Of one or two sets of evidence.
    """
    rows = list(zip(*result.by_evidence, strict=True))
    return paint(
        on,
        title=finding_verdicts(result),
        notes=[note_verdicts(result)],
        footer=sentence_case(result.footer),
        left=0.0,
        size=(_WIDTH_INCHES, _FRAME_INCHES + _ROW_INCHES * (len(rows) + 1)),
        draw=lambda ax: _draw(ax, rows),
    )


def _draw(ax: Axes, rows: list[tuple[ClaimResult, ...]]) -> None:
    ax.set_xlim(0, 1)
    ax.set_ylim(len(rows), -1)
    ax.axis("off")
    for place, first in enumerate(rows[0]):
        heading = sentence_case(EVIDENCE_WORDS[first.evidence])
        _write(ax, _CELLS_AT[place] + _CELL / 2, -0.5, heading, bold=True, middle=True)
    for place, results in enumerate(rows):
        ax.axhline(place, color=RULE, linewidth=0.8, zorder=0)
        _write(ax, 0.0, place + 0.5, results[0].id, bold=True)
        words = wrapped(drawable(results[0].client_claim), 440.0, _POINTS)
        _write(ax, _CLAIM_AT, place + 0.5, words)
        for column, result in enumerate(results):
            _cell(ax, _CELLS_AT[column], place, result)


def _cell(ax: Axes, x: float, place: int, result: ClaimResult) -> None:
    colour = _COLOURS[result.verdict.word]
    ax.add_patch(
        FancyBboxPatch(
            (x, place + 0.06),
            _CELL,
            0.88,
            boxstyle="round,pad=0,rounding_size=0.008",
            mutation_aspect=_ASPECT,
            facecolor=colour,
            edgecolor=GREY,
            linewidth=1.0,
            zorder=2,
        )
    )
    star = " *" if result.verdict.close else ""
    dagger = " †" if not result.firm else ""
    word = f"{result.verdict.word}{star}{dagger}"
    if result.verdict.word != "model cannot say":
        word = f"{word} · {of_100(result.share.mean)}"
    _write(ax, x + _CELL / 2, place + 0.5, word, colour=on_top_of(colour), middle=True)


def _write(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    *,
    colour: str = INK,
    bold: bool = False,
    middle: bool = False,
) -> None:
    ax.text(
        *(x, y, text),
        fontsize=_POINTS,
        fontfamily=FONT,
        fontweight="bold" if bold else "normal",
        color=colour,
        ha="center" if middle else "left",
        va="center",
        linespacing=1.1,
        parse_math=False,
        zorder=3,
    )
