"""A page of verdicts: what is claimed, and what both sets of figures make of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from simlib.present.lettering import drawable, wrapped
from simlib.present.sheet import Sheet, lay_out
from simlib.present.style import (
    BLUE,
    FONT,
    GREY,
    INK,
    ORANGE,
    PAPER,
    RULE,
    SCREEN_DPI,
    TEXT_POINTS,
    VERMILLION,
    on_top_of,
    slide_style,
)
from simlib.present.words import EVIDENCE_WORDS, of_100, sentence_case

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


def verdicts(
    result: Trial,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw every claim with its verdicts.

    Parameters
    ----------
    result : Trial
        Of one or two sets of evidence.
    ax : Axes, optional
        Where to draw; a page of its own by default, as high as there are claims.
    title, footer : str, optional
        Instead of the finding, and of the result's own.

    Returns
    -------
    Axes
        With the page.
    """
    rows = list(zip(*result.by_evidence, strict=True))
    sheet = Sheet(ax, owned=False) if ax is not None else _page(len(rows))
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_verdicts(result),
            notes=[_note(result)],
            footer=footer or sentence_case(result.footer),
            left=0.0,
        )
        _draw(sheet.ax, rows)
    return sheet.ax


def _page(rows: int) -> Sheet:
    import matplotlib.pyplot as plt

    height = _FRAME_INCHES + _ROW_INCHES * (rows + 1)
    with slide_style():
        figure, axes = plt.subplots(figsize=(_WIDTH_INCHES, height), dpi=SCREEN_DPI)
    figure.set_layout_engine("none")
    return Sheet(axes, owned=True)


def _note(result: Trial) -> str:
    draws = result.results[0].draws
    return (
        f"Beside each verdict: in how many of 100 draws of the inputs the claim holds ({draws} "
        "draws). A star: close, other futures may say otherwise. A dagger: not under every "
        "structure of losses."
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


def finding_verdicts(result: Trial) -> str:
    """Return the title: how many claims hold under the published figures and the authors' own."""
    parts = []
    for results in result.by_evidence:
        count = Counter(each.verdict.word for each in results)
        evidence = EVIDENCE_WORDS[results[0].evidence]
        parts.append(f"under {evidence} {count['holds']} hold and {count['fails']} fail")
    return f"Of {len(result.by_evidence[0])} claims {'; '.join(parts)}"
