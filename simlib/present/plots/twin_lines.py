"""One firm, one fate, two diaries: what each diary made of the same future, dated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from simlib.present.labels import axes_points, height_points, spread
from simlib.present.lettering import drawable, fitted, text_size
from simlib.present.plots._named_rows import BODY_POINTS, write_at
from simlib.present.plots.bridge_bars import shown_with
from simlib.present.plots.story_line import week_words
from simlib.present.sheet import lay_out, open_sheet
from simlib.present.style import (
    FONT,
    GREEN,
    GREY,
    INK,
    MUTED,
    RULE,
    VERMILLION,
    looks_for,
    readable,
    slide_style,
)
from simlib.present.words import cause_words, counted, money, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.studies.lives import Happening, Life, Lives

_COLOURS = {"won": GREEN, "lost": VERMILLION, "layoff": VERMILLION, "ruin": INK}
_YEARS_WIDTH = 0.05
_REACH = 0.016


def two_lives(
    result: Lives,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw the events that only one of two diaries has in the same future.

    Parameters
    ----------
    result : Lives
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; the result's own footer by default.

    Returns
    -------
    Axes
        With the chart.
    """
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_two_lives(result),
            y_words=" ",
            notes=[_note(result)],
            footer=footer or result.footer,
            left=0.0,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _note(result: Lives) -> str:
    untold = result.a.untold + result.b.untold
    more = f" Told are those that moved most revenue; {untold} smaller ones are not." * (untold > 0)
    return (
        f"Won (+) and lost (−), revenue a year. Future {result.world}, in which the difference is "
        f"the middle one of all. Grey: the largest of {counted(result.alike, 'account')} lost in "
        f"the same week under both.{more}"
    )


def _draw(ax: Axes, result: Lives) -> None:
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
    texts = [_fitting(f"{_when(each.week, start)}: {_words(each)}", room) for each in events]
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


def _when(week: float, start: date | None) -> str:
    """Return when, short: the spine tells the century."""
    words = week_words(week, start)
    return f"{words[:-4]}’{words[-2:]}" if start else words


def _words(event: Happening) -> str:
    worth = money(event.value)
    if event.kind == "won":
        return f"+{worth} new account"
    if event.kind == "lost":
        name = show_name(event.account, longest=18)
        whose = "new account" if name.startswith("prospect ") else name
        return f"−{worth} {whose} ({cause_words(event.cause)})"
    if event.kind == "layoff":
        return f"{show_name(event.rep, longest=22)} laid off"
    return "out of cash, the firm closes"


def finding_two_lives(result: Lives) -> str:
    """Return the title: the two ends of one fate."""
    shown = shown_with(result.unit)
    unit = f" {result.currency}" if result.unit == "money" else ""
    a, b = result.a, result.b
    return sentence_case(
        f"One fate, two diaries: {show_name(a.label)} wins {a.won} and loses {a.lost}, "
        f"{show_name(b.label)} wins {b.won} and loses {b.lost}. It ends at "
        f"{shown(a.outcome)} against {shown(b.outcome)}{unit}"
    )
