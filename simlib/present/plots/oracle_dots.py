"""How far the model lies from its theory, oracle by oracle, in half-widths of the interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from simlib.present.lettering import text_size, wrapped
from simlib.present.plots._named_rows import BODY_POINTS, write_at
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import BLUE, MUTED, RULE, TEXT_POINTS, VERMILLION, slide_style
from simlib.studies.oracles.judgement import LEVEL, Judged, holm

if TYPE_CHECKING:
    from simlib.studies.oracles.oracle import Oracle

_GAP = 1.5
_CONFIDENCE = 0.95
_POINTS_A_PLACE = 7.0
_FAMILY_LINES = 3


def oracles(
    result: Sequence[Oracle],
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw each oracle's distance from its theory with its 95 % interval, by family.

    Parameters
    ----------
    result : sequence of Oracle
        Those with something to estimate are drawn; exact ones are counted in the note.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; a line at the foot.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        If every oracle is exact.
    """
    judged = holm(result)
    drawn = [each for each in judged if not each.oracle.exact]
    if not drawn:
        raise ValueError("exact oracles have no distance to draw")
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_oracles(result),
            y_words="distance from theory, in half-widths of the 95 % interval",
            notes=[_note(judged)],
            footer=footer,
            below=_FAMILY_LINES * TEXT_POINTS,
        )
        _draw(sheet.ax, drawn)
    return sheet.ax


def finding_oracles(result: Sequence[Oracle]) -> str:
    """Return the title: how many fail when judged together, and how many miss one by one."""
    judged = holm(result)
    failed = sum(not each.passed for each in judged)
    drawn = [each.oracle for each in judged if not each.oracle.exact]
    missed = sum(_misses(oracle) for oracle in drawn)
    verdict = f"{failed} of {len(judged)} oracles fail" if failed else "No oracle fails"
    return (
        f"{verdict}; {missed} of {len(drawn)} intervals of 95 % miss their theory, where chance "
        f"alone lets {(1 - _CONFIDENCE) * len(drawn):.1f} miss"
    )


def distance(oracle: Oracle) -> tuple[float, float, float]:
    """Return estimate, low and high less the theory, in half-widths of the interval."""
    found = oracle.found
    return (
        (found.mean - oracle.theory) / found.half_width,
        (found.low - oracle.theory) / found.half_width,
        (found.high - oracle.theory) / found.half_width,
    )


def _misses(oracle: Oracle) -> bool:
    return not oracle.found.low <= oracle.theory <= oracle.found.high


def _note(judged: Sequence[Judged]) -> str:
    exact = [each for each in judged if each.oracle.exact]
    right = sum(each.passed for each in exact)
    return (
        "Lines: 95 % intervals; those that miss the line of the theory are marked. Judged "
        f"together by Holm at {100 * LEVEL:.0f} %. Besides, {right} of {len(exact)} exact "
        "statements hold."
    )


def _draw(ax: Axes, drawn: Sequence[Judged]) -> None:
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
        colour = VERMILLION if _misses(oracle) else BLUE
        ax.vlines(start + step, low, high, colors=colour, linewidth=1.8, zorder=3)
        ax.plot(start + step, middle, "o", color=colour, markersize=5, zorder=4)
    name = wrapped(members[0].family, _POINTS_A_PLACE * (_places(members) + 1), BODY_POINTS)
    centre = start + (len(members) - 1) / 2
    write_at(ax, centre, bottom, name, shift=(0.0, -8.0), va="top")
