"""The model as one picture: what strikes, what the reps do, how accounts come and go."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from simlib.inputs.causes import Cause, causes
from simlib.present.labels import axes_points
from simlib.present.lettering import text_size, wrapped
from simlib.present.plots._model_boxes import (
    ARROWS,
    DECIDED_IN,
    TASK_WORDS,
    TO_ACCOUNTS,
    Arrow,
    Box,
    boxes,
)
from simlib.present.sheet import lay_out, open_sheet
from simlib.present.style import FONT, INK, MUTED, readable, slide_style
from simlib.present.words import cause_words, listed
from simlib.world.streams import STREAM_MAP

_SHEET = (100.0, 54.0)
_BODY = 11.5
_HEAD = 13.5
_PAD = 7.0  # points
_LINE = 1.22
_NO_TICKS = 24.0  # points that other charts need for the numbers of their x axis
_PIPELINE = ("targets", "calls", "meeting", "opportunity", "decision", "won")
_TITLE = "Same events for every diary; the week decides what survives"


def model_picture(
    shown: Sequence[Cause] | None = None,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw the model.

    Causes, kinds of work, their order and the numbers of the streams come from the model's own
    tables, so that the picture changes with them.

    Parameters
    ----------
    shown : sequence of Cause, optional
        The causes of a scenario (``scenario.causes``); by default the shipped ones.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of what the picture says; no footer by default.

    Returns
    -------
    Axes
        With the picture.
    """
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or _TITLE,
            notes=[
                f"⚄: here chance decides, by the streams of these numbers ({len(STREAM_MAP)} in "
                "the stream map). Numbers in the week: the usual order of priority; a diary may "
                "put calls first."
            ],
            footer=footer,
            left=0.0,
            below=-_NO_TICKS,
        )
        _empty(sheet.ax)
        found = boxes(causes("graded") if shown is None else shown)
        for box in found:
            _draw_box(sheet.ax, box)
        _draw_arrows(sheet.ax, {box.key: box for box in found})
    return sheet.ax


def _empty(ax: Axes) -> None:
    ax.set_xlim(0, _SHEET[0])
    ax.set_ylim(-0.5, _SHEET[1])
    ax.set_axis_off()


def _draw_box(ax: Axes, box: Box) -> None:
    ink = readable(box.colour)
    ax.add_patch(
        FancyBboxPatch(
            *((box.x, box.y), box.width, box.height),
            boxstyle="round,pad=0,rounding_size=0.8",
            facecolor="#F7F7F7",
            edgecolor=ink,
            linewidth=2.0,
            gid=box.key,
            clip_on=False,  # the outer boxes touch the edge of the axes
        )
    )
    per_x, per_y = (points / units for points, units in zip(axes_points(ax), _SHEET, strict=True))
    left, top = box.x + _PAD / per_x, box.y + box.height - _PAD / per_y
    _text(ax, left, top, box.title, points=_HEAD, colour=ink, bold=True)
    width = box.width * per_x - 2 * _PAD
    body = "\n".join(wrapped(line, width, _BODY) for line in box.lines)
    _text(ax, left, top - _HEAD * 1.45 / per_y, body)
    if box.chance:
        right = box.x + box.width - _PAD / per_x
        bottom = box.y + 0.5 * _PAD / per_y
        _text(ax, right, bottom, box.chance, colour=MUTED, ha="right", va="bottom")


def _text(
    ax: Axes,
    x: float,
    y: float,
    words: str,
    *,
    points: float = _BODY,
    colour: str = INK,
    bold: bool = False,
    ha: str = "left",
    va: str = "top",
) -> None:
    ax.text(
        *(x, y, words),
        fontsize=points,
        fontfamily=FONT,
        fontweight="bold" if bold else "normal",
        color=colour,
        ha=ha,
        va=va,
        linespacing=_LINE,
        parse_math=False,
        gid="row",
    )


def _draw_arrows(ax: Axes, found: dict[str, Box]) -> None:
    for before, after in pairwise(_PIPELINE):
        one, two = found[before], found[after]
        middle = one.y + one.height / 2
        _arrow(ax, Arrow((one.x + one.width, middle), (two.x, middle)))
    for arrow in ARROWS:
        _arrow(ax, arrow)
    start, end, words, at = TO_ACCOUNTS
    _arrow(ax, Arrow(start, end, words, at), style="angle,angleA=90,angleB=0,rad=6")


def _arrow(ax: Axes, arrow: Arrow, style: str = "arc3") -> None:
    ax.annotate(
        *("", arrow.end, arrow.start),
        arrowprops={
            "arrowstyle": "-|>,head_width=0.28,head_length=0.55",
            "connectionstyle": style,
            "color": INK,
            "linewidth": 1.6,
            "shrinkA": 0,
            "shrinkB": 0,
        },
        annotation_clip=False,
    )
    if arrow.words:
        _text(ax, *arrow.at, arrow.words, colour=MUTED, ha=arrow.align, va="center")


def model_picture_words(shown: Sequence[Cause] | None = None) -> str:
    """Return the picture in words, for readers who do not see it."""
    every = causes("graded") if shown is None else shown
    ends, shrinks = (
        listed([cause_words(cause.name) for cause in every if cause.effect == effect])
        for effect in ("loss", "shrink")
    )
    return (
        f"Boxes and arrows. Events that nobody controls strike accounts: {ends} may end them, "
        f"{shrinks} make them buy less. An account brings revenue to the firm and asks for work; "
        "each talk lifts its trust, which decides whether trouble is heard of and survived. A rep "
        f"does one task at a time, most urgent first: {listed(list(TASK_WORDS.values()))}. From a "
        "finite list of targets come calls, meetings, opportunities, decisions and wins, and a won "
        "account joins the others. The manager asks for calls, people leave and are replaced, and "
        f"each month the firm counts revenue, cost and cash. Chance decides in {len(DECIDED_IN)} "
        f"of the boxes, by {len(STREAM_MAP)} numbered streams."
    )


def room_for_words() -> dict[str, bool]:
    """Return for each box whether its words fit into it, as the picture is drawn on a slide."""
    ax = model_picture()
    per_x, per_y = (points / units for points, units in zip(axes_points(ax), _SHEET, strict=True))
    fits = {}
    for box in boxes(causes("graded")):
        width = box.width * per_x - 2 * _PAD
        body = "\n".join(wrapped(line, width, _BODY) for line in box.lines)
        lines = body.count("\n") + 1
        need = 1.5 * _PAD + _HEAD * 1.45 + lines * _BODY * _LINE * 1.02
        wide = text_size(box.title, _HEAD, bold=True)[0] <= width
        fits[box.key] = wide and need <= box.height * per_y
    return fits
