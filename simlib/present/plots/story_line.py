"""One firm's story, dated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from matplotlib.axes import Axes

from simlib.present.labels import axes_points, height_points, spread
from simlib.present.lettering import drawable, fitted, text_size
from simlib.present.sheet import lay_out, open_sheet
from simlib.present.style import (
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
    readable,
    slide_style,
)
from simlib.present.words import counted, listed, sentence_case, show_name

MOST_EVENTS = 14
Event = tuple[float, str, str]

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
_WEEKS_PER_YEAR = 52.0
_LEAST_POINTS = 14.0
_TEXT_FROM = 0.21  # of the width: where the sentences begin
_SPINE_AT = 0.15


def timeline(
    events: Sequence[Event],
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
    horizon_years: float = 5.0,
    start: date | None = None,
) -> Axes:
    """Draw what happened to one firm, from the top down, in true distances of time.

    Parameters
    ----------
    events : sequence of (week, text, kind)
        At most 14; kind is the kind of the event record and gives the colour.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; ``run.provenance.footer()``.
    horizon_years : float
        Length of the story.
    start : date, optional
        The day of week 0; without it events are dated "year 2, week 17".

    Returns
    -------
    Axes
        With the chart.

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
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(sheet, title=title or finding_timeline(told), y_words=" ", footer=footer, left=0.0)
        _draw(sheet.ax, told, horizon_years, start)
    return sheet.ax


def _draw(ax: Axes, events: Sequence[Event], horizon_years: float, start: date | None) -> None:
    ax.set_axis_off()
    ax.set_xlim(0, 1)
    ax.set_ylim(horizon_years * _WEEKS_PER_YEAR, 0)
    _draw_years(ax, horizon_years, start)
    whens = [week_words(week, start) for week, _, _ in events]
    points = _fitting_points(ax, events, whens)
    when_width = _when_width(whens, points)
    texts = [_sentence(ax, text, points, when_width) for _, text, _ in events]
    places = _places(ax, events, texts, points)
    for event, when, text, place in zip(events, whens, texts, places, strict=True):
        _draw_event(ax, event, when, text, place, points=points, when_width=when_width)


def _draw_years(ax: Axes, horizon_years: float, start: date | None) -> None:
    ax.plot([_SPINE_AT, _SPINE_AT], [0, horizon_years * _WEEKS_PER_YEAR], color=RULE, linewidth=5)
    for year in range(int(horizon_years) + 1):
        text = "today" if year == 0 else f"after {counted(year, 'year')}"
        if start is not None:
            text = _month_of(year * _WEEKS_PER_YEAR, start)
        ax.plot(_SPINE_AT, year * _WEEKS_PER_YEAR, marker="_", markersize=16, color=MUTED)
        ax.annotate(
            *(text, (_SPINE_AT, year * _WEEKS_PER_YEAR), (-16, 0)),
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


def week_words(week: float, start: date | None = None) -> str:
    """Return when an event was: "year 2, week 17", or "Mar 2027" when the start is known."""
    if start is not None:
        return _month_of(week, start)
    year, rest = divmod(week, _WEEKS_PER_YEAR)
    return f"year {int(year) + 1}, week {int(rest) + 1}"


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _month_of(week: float, start: date) -> str:
    # the model's year has 52 weeks; on a calendar it is as long as any other
    day = start + timedelta(days=week / _WEEKS_PER_YEAR * 365.25)
    return f"{_MONTHS[day.month - 1]} {day.year}"


def finding_timeline(events: Sequence[Event]) -> str:
    """Return the title: what the events that are told took and gave."""
    count = {kind: sum(event[2] == kind for event in events) for kind in _COLOURS}
    parts = [f"{counted(count['lost'], 'account')} lost", f"{counted(count['won'], 'account')} won"]
    parts += ["one rep laid off" if count["layoff"] == 1 else ""] if count["layoff"] else []
    told = f"One future of this firm in {counted(len(events), 'event')}"
    text = f"{told}: {listed([part for part in parts if part])}"
    return sentence_case(f"{text}; it runs out of cash" if count["ruin"] else text)
