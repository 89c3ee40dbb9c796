"""Control limits for a manager: how many dry weeks are still luck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from simlib.analysis.dry_spells import Limit
from simlib.inputs.errors import InputError
from simlib.present.plots._evidence import evidence_words
from simlib.present.plots._rows import label_room
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import (
    BLACK,
    FONT,
    INK,
    ORANGE,
    SKY,
    TEXT_POINTS,
    VERMILLION,
    readable,
    slide_style,
)
from simlib.present.words import listed, of_100, sentence_case
from simlib.studies.doses import dose_words

if TYPE_CHECKING:
    from simlib.studies.control_limits import ControlLimits, DrySpell

KIND_WORDS = {"meeting": "a first meeting", "won": "a win"}
"""What a spell is without, in words."""
_WEEKS_A_YEAR = 52
_HEIGHT = 0.5
_BARS_SHARE = 0.57
_COLUMNS = (1.03, 1.18, 1.33)


def dry_spells(
    result: ControlLimits,
    *,
    kind: str = "meeting",
    evidence: str = "graded",
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw from how many dry weeks on a manager should ask, one row a number of calls.

    Parameters
    ----------
    result : ControlLimits
    kind : {"meeting", "won"}
        What the spell is without.
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
    spells = spells_of(result, kind, evidence)
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_dry_spells(spells),
            y_words=" ",
            x_words=f"weeks in a row without {KIND_WORDS[kind]}",
            notes=[_note(result, spells)],
            footer=footer or result.footer,
            left=label_room([_calls(spell) for spell in spells]),
        )
        _draw(sheet.ax, spells, _WEEKS_A_YEAR * result.year)
    return sheet.ax


def spells_of(result: ControlLimits, kind: str, evidence: str) -> list[DrySpell]:
    """Return the spells of one kind under one set of evidence."""
    found = [x for x in result.dry if x.kind == kind and x.evidence == evidence]
    if not found:
        raise InputError("no such limits", value=(kind, evidence))
    return found


def _calls(spell: DrySpell) -> str:
    return dose_words(spell.calls)


def _note(result: ControlLimits, spells: Sequence[DrySpell]) -> str:
    return (
        f"Weekly looks of year {result.year}, by {evidence_words(spells[0].evidence)}; a rep who "
        "keeps every promise and stays. Ask: 5 of 100 such reps get there within the year; act: 1 "
        "of 100. Hatched: precision of the simulation (95 % between futures). Caught: of 100 reps "
        f"who make half of the calls, those past the first limit within the year.{_empty(spells)}"
    )


def _empty(spells: Sequence[DrySpell]) -> str:
    """Return why more calls have longer spells, where they do."""
    weeks = [spell.limits[0].weeks for spell in spells]
    if weeks[-1] <= min(weeks):
        return ""
    return " Limits grow again with many calls: the list of targets runs out."


def _draw(ax: Axes, spells: Sequence[DrySpell], history: int) -> None:
    reach = max(min(limit.high, history) for spell in spells for limit in spell.limits)
    end = float(min(history, 13 * math.ceil((reach + 3) / 13)))
    ax.set_xlim(0, end / _BARS_SHARE)
    ax.set_ylim(len(spells) - 0.5, -0.9)
    for row, spell in enumerate(spells):
        _draw_row(ax, row, spell, end)
    ax.set_yticks(range(len(spells)), [_calls(spell) for spell in spells])
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


def limit_words(weeks: float) -> str:
    """Return a limit in weeks; a dash where there is none."""
    return f"{weeks:.0f}" if math.isfinite(weeks) else "never"


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


def finding_dry_spells(spells: Sequence[DrySpell]) -> str:
    """Return the title: how long a spell of the busiest diary with a limit is still luck."""
    kind = KIND_WORDS[spells[0].kind]
    known = [spell for spell in spells if math.isfinite(spell.limits[0].weeks)]
    if not known:
        return (
            f"With up to {_calls(spells[-1])} no number of weeks without {kind} proves anything: "
            "count the calls"
        )
    parts = [f"{each.limits[0].weeks:.0f} with {_calls(each)}" for each in (known[0], known[-1])]
    text = f"weeks without {kind} that are no longer luck: {' and '.join(dict.fromkeys(parts))}"
    none = [f"{spell.calls:g}" for spell in spells if not math.isfinite(spell.limits[0].weeks)]
    return text_case(text, none)


def text_case(text: str, none: Sequence[str]) -> str:
    """Return the finding; ``none`` are the numbers of calls that have no limit."""
    return sentence_case(text + (f"; none with {listed(none, 'or')}" if none else ""))
