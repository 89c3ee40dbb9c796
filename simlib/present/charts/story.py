"""What happened to one firm, dated; the same events under two diaries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Unpack

from matplotlib.axes import Axes

from simlib.inputs.units import WEEKS_PER_YEAR
from simlib.present.draw.marks import BODY_POINTS, write_at
from simlib.present.draw.sheet import On, paint
from simlib.present.draw.style import (
    BLUE,
    FONT,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
    RULE,
    TEXT_POINTS,
    VERMILLION,
    looks_for,
    readable,
)
from simlib.present.draw.text import axes_points, drawable, fitted, height_points, spread, text_size
from simlib.present.words.story import (
    Event,
    event_words,
    finding_timeline,
    finding_two_lives,
    month_of,
    note_two_lives,
    short_week_words,
    week_words,
)
from simlib.words import counted, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.studies.why.lives import Happening, Life, Lives

MOST_EVENTS = 14
_COLOURS: dict[str, str] = {
    "lost": VERMILLION,
    "ruin": INK,
    "layoff": VERMILLION,
    "dropped": GREY,
    "declined": GREY,
    "shrunk": ORANGE,
    "shock": ORANGE,
    "heard": ORANGE,
    "departure": ORANGE,
    "rescued": BLUE,
    "kept": BLUE,
    "handed_over": BLUE,
    "seat_filled": BLUE,
    "meeting": GREEN,
    "opportunity": GREEN,
    "won": GREEN,
    "active": GREEN,
}
_LEAST_POINTS = 14.0
_TEXT_FROM = 0.21  # of the width: where the sentences begin
_SPINE_AT = 0.15
_YEARS_WIDTH = 0.05
_REACH = 0.016


def timeline(
    events: Sequence[Event],
    *,
    horizon_years: float = 5.0,
    start: date | None = None,
    **on: Unpack[On],
) -> Axes:
    """Draw what happened to one firm, from the top down, in true distances of time.

    Parameters
    ----------
    events : sequence of (week, text, kind)
        At most 14; kind is the kind of the event record and gives the colour.
    horizon_years : float
        Length of the story.
    start : date, optional
        The day of week 0; without it events are dated "year 2, week 17".

    Raises
    ------
    ValueError
        For more events than can be read.
    """
    if len(events) > MOST_EVENTS:
        raise ValueError(
            f"at most {MOST_EVENTS} events can be read on one slide; {len(events)} given: "
            "keep the ones that changed the book"
        )
    told = sorted(events, key=lambda event: event[0])
    return paint(
        on,
        title=finding_timeline(told),
        y_words=" ",
        left=0.0,
        draw=lambda ax: _draw_timeline(ax, told, horizon_years, start),
    )


def _draw_timeline(
    ax: Axes, events: Sequence[Event], horizon_years: float, start: date | None
) -> None:
    ax.set_axis_off()
    ax.set_xlim(0, 1)
    ax.set_ylim(horizon_years * WEEKS_PER_YEAR, 0)
    _draw_years(ax, horizon_years, start)
    whens = [week_words(week, start) for week, _, _ in events]
    points = _fitting_points(ax, events, whens)
    when_width = _when_width(whens, points)
    texts = [_sentence(ax, text, points, when_width) for _, text, _ in events]
    places = _places(ax, events, texts, points)
    for event, when, text, place in zip(events, whens, texts, places, strict=True):
        _draw_event(ax, event, when, text, place, points=points, when_width=when_width)


def _draw_years(ax: Axes, horizon_years: float, start: date | None) -> None:
    ax.plot([_SPINE_AT, _SPINE_AT], [0, horizon_years * WEEKS_PER_YEAR], color=RULE, linewidth=5)
    for year in range(int(horizon_years) + 1):
        text = "today" if year == 0 else f"after {counted(year, 'year')}"
        if start is not None:
            text = month_of(year * WEEKS_PER_YEAR, start)
        ax.plot(_SPINE_AT, year * WEEKS_PER_YEAR, marker="_", markersize=16, color=MUTED)
        ax.annotate(
            *(text, (_SPINE_AT, year * WEEKS_PER_YEAR), (-16, 0)),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=TEXT_POINTS - 1,
            fontfamily=FONT,
            color=MUTED,
            parse_math=False,
        )


def _when_width(whens: Sequence[str], points: float) -> float:
    return max((text_size(when, points)[0] for when in whens), default=0.0) + 16


def _fitting_points(ax: Axes, events: Sequence[Event], whens: Sequence[str]) -> float:
    """Return the largest font, at most the usual one, at which every event has a line.

    Down to 14 points, before a sentence is cut, so that its end, the cause, is read.
    """
    width, height = axes_points(ax)
    texts = [drawable(show_name(text, longest=400)) for _, text, _ in events]
    most = max((text_size(text, TEXT_POINTS)[0] for text in texts), default=0.0)
    room = width * (1 - _TEXT_FROM)
    wanted = TEXT_POINTS * room / max(room, most + _when_width(whens, TEXT_POINTS))
    return min(max(_LEAST_POINTS, wanted), height / max(1, len(events)) / 1.3)


def _sentence(ax: Axes, text: str, points: float, when_width: float) -> str:
    room = axes_points(ax)[0] * (1 - _TEXT_FROM) - when_width
    shown = drawable(show_name(text, longest=400))
    return fitted(shown, room, points)


def _places(ax: Axes, events: Sequence[Event], texts: Sequence[str], points: float) -> list[float]:
    wanted = [height_points(ax, week) for week, _, _ in events]
    heights = [text_size(text, points)[1] for text in texts]
    overhang = points
    high = axes_points(ax)[1] + overhang
    return spread(wanted, heights, low=-overhang, high=high, gap=0.0)


def _draw_event(
    ax: Axes, event: Event, when: str, text: str, place: float, *, points: float, when_width: float
) -> None:
    week, _, kind = event
    colour = _COLOURS.get(kind, GREY)
    low, high = ax.get_ylim()
    y = low + place / axes_points(ax)[1] * (high - low)
    ax.plot([_SPINE_AT, _TEXT_FROM - 0.008], [week, y], color=colour, linewidth=1.0, clip_on=False)
    ax.plot(_SPINE_AT, week, "o", color=colour, markersize=11, clip_on=False, zorder=4)
    for shift, words, ink in ((0.0, when, MUTED), (when_width, text, readable(colour))):
        ax.annotate(
            *(words, (_TEXT_FROM, y), (shift, 0)),
            textcoords="offset points",
            va="center",
            ha="left",
            fontsize=points,
            fontfamily=FONT,
            color=ink,
            parse_math=False,
            annotation_clip=False,
            gid="event",
        )


def two_lives(result: Lives, **on: Unpack[On]) -> Axes:
    """Draw the events that only one of two diaries has in the same future."""
    return paint(
        on,
        title=finding_two_lives(result),
        y_words=" ",
        notes=[note_two_lives(result)],
        footer=result.footer,
        left=0.0,
        draw=lambda ax: _draw_two_lives(ax, result),
    )


def _draw_two_lives(ax: Axes, result: Lives) -> None:
    ax.set_axis_off()
    ax.set_xlim(0, 1)
    weeks = 52.0 * result.horizon_years
    ax.set_ylim(1.02 * weeks, -0.02 * weeks)
    start = date.fromisoformat(result.as_of) if result.as_of else None
    ax.plot([0.5, 0.5], [0, weeks], color=RULE, linewidth=5, zorder=1)
    looks = looks_for([result.a.label, result.b.label])
    for life, look, side in zip((result.a, result.b), looks, (-1, 1), strict=True):
        _write_head(ax, life, side, readable(look.colour))
        shared = result.both if side < 0 else ()
        _draw_life(ax, [*life.only, *shared], side, start, shared=len(shared))
    for year in range(result.horizon_years + 1):
        words = week_words(52.0 * year, start) if start else f"year {year}"
        ax.text(
            *(0.5, 52.0 * year, words),
            fontsize=BODY_POINTS,
            fontfamily=FONT,
            color=MUTED,
            ha="center",
            va="center",
            backgroundcolor="white",
            parse_math=False,
            zorder=2,
        )


def _write_head(ax: Axes, life: Life, side: int, ink: str) -> None:
    words = sentence_case(show_name(life.label))
    write_at(
        *(ax, 0.5 + side * (_YEARS_WIDTH + _REACH), ax.get_ylim()[1], words),
        shift=(0, 14),
        ha="left" if side > 0 else "right",
        ink=ink,
        bold=True,
    )


def _draw_life(
    ax: Axes, events: Sequence[Happening], side: int, start: date | None, *, shared: int
) -> None:
    if not events:
        return
    room = axes_points(ax)[0] * (0.5 - _YEARS_WIDTH - _REACH)
    texts = [
        _fitting(f"{short_week_words(each.week, start)}: {event_words(each, 'brief')}", room)
        for each in events
    ]
    heights = [text_size(text, BODY_POINTS)[1] for text in texts]
    wanted = [height_points(ax, event.week) for event in events]
    places = spread(wanted, heights, low=0.0, high=axes_points(ax)[1])
    bottom, top = ax.get_ylim()
    colours = [_COLOURS.get(event.kind, GREY) for event in events[: len(events) - shared]]
    colours += [GREY] * shared
    for event, text, place, colour in zip(events, texts, places, colours, strict=True):
        y = bottom + place / axes_points(ax)[1] * (top - bottom)
        near, far = (0.5 + side * x for x in (_YEARS_WIDTH, _YEARS_WIDTH + 0.8 * _REACH))
        ax.plot([near, far], [event.week, y], color=colour, linewidth=1.0, clip_on=False)
        ax.plot(near, event.week, "o", color=colour, markersize=9, clip_on=False, zorder=4)
        write_at(
            *(ax, 0.5 + side * (_YEARS_WIDTH + _REACH), y, text),
            ha="left" if side > 0 else "right",
            ink=readable(colour),
        )


def _fitting(words: str, room: float) -> str:
    """Return the words on one line, without the cause where that does not fit."""
    line = drawable(words)
    if text_size(line, BODY_POINTS)[0] > room:
        line = line.split(" (")[0]
    return fitted(line, room, BODY_POINTS)
