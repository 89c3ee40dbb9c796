"""What the charts of named rows share: names at the left, thin intervals, a key in words."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from simlib.present.lettering import drawable, text_size, wrapped
from simlib.present.style import FONT, INK, MUTED, TEXT_POINTS

BODY_POINTS = TEXT_POINTS - 1
_GAP = 14.0
_KEY_GAP = 20.0
_KEY_ABOVE = 16.0
_WHISKER = 1.6


def row_names(texts: Sequence[str], *, widest: float = 330.0) -> list[str]:
    """Return the names of rows as they may be shown, broken into lines of a width in points."""
    return [wrapped(drawable(text), widest, BODY_POINTS) for text in texts]


def room_left(names: Sequence[str]) -> float:
    """Return the points that names of rows need left of the axes."""
    lines = [line for name in names for line in name.split("\n")]
    return max((text_size(line, BODY_POINTS)[0] for line in lines), default=0.0) + _GAP


def draw_whisker(ax: Axes, y: float, low: float, high: float, *, colour: str = INK) -> None:
    """Draw how well a number is known: a thin line, no fill."""
    ax.hlines(y, low, high, colors=colour, linewidth=_WHISKER, zorder=5)


def write_at(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    *,
    shift: tuple[float, float] = (0.0, 0.0),
    ha: str = "center",
    va: str = "center",
    ink: str = INK,
    bold: bool = False,
) -> None:
    """Write a short text at a place of the data, moved by some points."""
    ax.annotate(
        *("\n".join(map(drawable, text.split("\n"))), (x, y), shift),
        textcoords="offset points",
        ha=ha,
        va=va,
        fontsize=BODY_POINTS,
        fontfamily=FONT,
        fontweight="bold" if bold else "normal",
        color=ink,
        parse_math=False,
        annotation_clip=False,
        gid="row",
    )


def write_key(ax: Axes, named: Sequence[tuple[str, str]], *, start: float) -> None:
    """Write (word, colour) pairs in their order above the rows, each behind its own colour."""
    offset = start
    for name, colour in named:
        for text, shift, ink, points in (
            ("■", 0.0, colour, TEXT_POINTS + 2),
            (name, 17.0, INK, BODY_POINTS),
        ):
            ax.annotate(
                *(text, (0.0, 1.0), (offset + shift, _KEY_ABOVE)),
                xycoords="axes fraction",
                textcoords="offset points",
                fontsize=points,
                fontfamily=FONT,
                color=ink,
                annotation_clip=False,
                va="center",
                gid="key",
            )
        offset += 17.0 + text_size(name, BODY_POINTS)[0] + _KEY_GAP


def zero_line(ax: Axes, *, low: float, high: float) -> None:
    """Draw the line at nothing."""
    ax.vlines(0.0, low, high, colors=MUTED, linewidth=1.4, zorder=1)
