"""The model as one picture: what strikes, what the reps do, how accounts come and go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Unpack

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from simlib.inputs.causes import Cause, causes
from simlib.inputs.disciplines import PRIORITY_ORDERS
from simlib.present.draw.sheet import On, paint
from simlib.present.draw.style import (
    BLACK,
    BLUE,
    FONT,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PURPLE,
    VERMILLION,
    readable,
)
from simlib.present.draw.text import axes_points, text_size, wrapped
from simlib.words import cause_words, listed
from simlib.world.streams import STREAM_MAP

TASK_WORDS = {
    "rescue": "rescue",
    "check_in": "one-to-one",
    "discovery": "discovery",
    "proposal": "proposal",
    "onboarding": "onboarding",
    "service": "service",
    "review": "conversation",
    "gesture": "gesture",
    "call": "call",
}
"""Kinds of work (`simlib.inputs.disciplines.TASK_KINDS`) as the picture names them."""
SCOPE_WORDS = {
    "account": "one account",
    "buyer": "all of a buyer",
    "parent": "all of an owner",
    "sector": "a sector",
    "economy": "everybody",
}
"""Whom a shock hits at once."""
DECIDED_IN = {
    "accounts": ("request_gap", "review_phase", "gesture_phase", "grievance_threshold"),
    "shocks": ("shock_gap:", "heard:", "lost:", "severity:"),
    "people": ("follows_owner", "departure_gap", "keenness", "meeting_effect"),
    "manager": ("one_to_one_phase",),
    "calls": ("call_phase", "promise"),
    "targets": ("potential", "potential_guess", "champion"),
    "meeting": ("meeting", "flat_no"),
    "opportunity": ("advance",),
    "decision": ("decision_delay", "win"),
}
"""The box in which each stream of chance decides."""
TO_ACCOUNTS = ((96.5, 11.0), (71.0, 41.6), "a new account", (88.0, 42.9))
"""From the win round the corner to the accounts."""
_SHEET = (100.0, 54.0)
_BODY = 11.5
_HEAD = 13.5
_PAD = 7.0  # points
_LINE = 1.22
_NO_TICKS = 24.0  # points that other charts need for the numbers of their x axis
_PIPELINE = ("targets", "calls", "meeting", "opportunity", "decision", "won")
_TITLE = "Same events for every diary; the week decides what survives"


@dataclass(frozen=True)
class Box:
    """One box: its corner and size on a sheet of 100 by 54, its title and lines."""

    key: str
    x: float
    y: float
    width: float
    height: float
    title: str
    lines: tuple[str, ...]
    colour: str

    @property
    def chance(self) -> str:
        """The numbers of the streams that decide here, as in the stream table."""
        numbers = [list(STREAM_MAP).index(name) + 1 for name in DECIDED_IN.get(self.key, ())]
        return f"⚄ {_runs(numbers)}" if numbers else ""


@dataclass(frozen=True)
class Arrow:
    """From one place to another, with words at a place of their own."""

    start: tuple[float, float]
    end: tuple[float, float]
    words: str = ""
    at: tuple[float, float] = (0.0, 0.0)
    align: str = "center"


def boxes(causes: Sequence[Cause]) -> tuple[Box, ...]:
    """Return the boxes of the picture.

    Parameters
    ----------
    causes
        What can strike: the box of shocks names them all.
    """
    return (
        Box("shocks", 0, 29.5, 32, 24.5, "What nobody controls", _shock_lines(causes), VERMILLION),
        Box(
            *("accounts", 45, 39.5, 26, 14.5, "Accounts"),
            ("revenue a year", "trust, which fades by itself", "and rises with every talk"),
            BLUE,
        ),
        Box(
            *("firm", 80, 44, 20, 10, "The firm"),
            ("each month: revenue,", "cost, cash; layoffs,", "our own closing"),
            BLACK,
        ),
        Box("week", 45, 14.5, 26, 20.5, "A rep's week", _queue(), GREEN),
        Box(
            *("manager", 0, 14.5, 20, 11, "The manager"),
            ("asks whether calls were", "made, joins discoveries"),
            PURPLE,
        ),
        Box(
            *("people", 75.5, 16, 17.5, 14.5, "People"),
            ("the will to call fades;", "reps leave, seats are", "filled again"),
            PURPLE,
        ),
        *_pipeline(),
    )


def _pipeline() -> tuple[Box, ...]:
    """Return prospecting, from the list to the win."""
    steps = (
        ("targets", "Targets", ("a finite list", "for each rep")),
        ("calls", "Call", ("if the promise", "is kept")),
        ("meeting", "Meeting", ("or a flat no,", "or call again")),
        ("opportunity", "Opportunity", ("discovery,", "proposal")),
        ("decision", "Decision", ("some weeks", "later")),
        ("won", "Won", ("onboarding,", "then an account")),
    )
    width, gap = 13.6, 3.68
    return tuple(
        Box(key, place * (width + gap), 0, width, 11, title, lines, ORANGE)
        for place, (key, title, lines) in enumerate(steps)
    )


def _shock_lines(causes: Sequence[Cause]) -> tuple[str, ...]:
    """Return a line a scope and effect, every cause named."""
    found: dict[tuple[str, str], list[str]] = {}
    for cause in causes:
        found.setdefault((cause.effect, cause.scope), []).append(cause_words(cause.name))
    return tuple(
        f"{'end' if effect == 'loss' else 'shrink'} {SCOPE_WORDS[scope]}: {listed(names)}"
        for (effect, scope), names in found.items()
    )


def _queue() -> tuple[str, ...]:
    """Return the work of a week in the usual order of priority."""
    groups = PRIORITY_ORDERS["usual"]
    return tuple(
        f"{place}  {' / '.join(TASK_WORDS[kind] for kind in group)}"
        for place, group in enumerate(groups, start=1)
    )


def _runs(numbers: Sequence[int]) -> str:
    """Return "1-3, 8" for 1, 2, 3, 8."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


ARROWS = (
    Arrow((32, 47), (45, 47), "strike; weeks\nlater the\ncustomer decides", (38.4, 50.6)),
    Arrow((32, 34), (45, 31), "if heard of\nin time: rescue", (38.8, 36.2)),
    Arrow((71, 49), (80, 49), "revenue", (75.5, 50.3)),
    Arrow((55.8, 39.5), (55.8, 35), "ask for service", (55.1, 37.2), "right"),
    Arrow((59, 35), (59, 39.5), "talks lift trust", (59.7, 37.2), "left"),
    Arrow((20, 20), (45, 20), "one-to-ones, team meetings", (32.4, 21.3)),
    Arrow((75.5, 22), (71, 22)),
    Arrow((82, 30.5), (69.5, 39.5), "a hand-over\ncosts trust", (79.6, 35.8), "left"),
    Arrow((58, 14.5), (58, 11), "calls, discovery, proposals take hours", (59, 12.7), "left"),
)
"""Between boxes; those of the pipeline follow from its order."""


def model_picture(shown: Sequence[Cause] | None = None, **on: Unpack[On]) -> Axes:
    """Draw the model.

    Causes, kinds of work, their order and the numbers of the streams come from the model's own
    tables, so that the picture changes with them.

    Parameters
    ----------
    shown
        The causes of a scenario (``scenario.causes``); by default the shipped ones.
    """
    found = boxes(causes("graded") if shown is None else shown)
    return paint(
        on,
        title=_TITLE,
        notes=[
            f"⚄: here chance decides, by the streams of these numbers ({len(STREAM_MAP)} in "
            "the stream map). Numbers in the week: the usual order of priority; a diary may "
            "put calls first."
        ],
        left=0.0,
        below=-_NO_TICKS,
        draw=lambda ax: _draw(ax, found),
    )


def _draw(ax: Axes, found: Sequence[Box]) -> None:
    _empty(ax)
    for box in found:
        _draw_box(ax, box)
    _draw_arrows(ax, {box.key: box for box in found})


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
