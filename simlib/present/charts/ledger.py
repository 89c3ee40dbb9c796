"""What a ledger says of its own past."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np
from matplotlib.axes import Axes

from simlib.present.draw.marks import draw_fortunes, draw_line, draw_precision
from simlib.present.draw.sheet import On, paint, plain_axes, time_axis, time_unit
from simlib.present.draw.style import (
    BLACK,
    BLUE,
    DASHED,
    GREEN,
    GREY,
    MUTED,
    ORANGE,
    SKY,
    TEXT_POINTS,
    VERMILLION,
    Look,
    readable,
)
from simlib.present.draw.text import EndLabel, axes_points, drawable, label_ends, make_room, wrapped
from simlib.present.words.ledger import (
    finding_backtest,
    finding_own_survival,
    finding_retention,
    note_backtest,
    note_retention,
    notes_own_survival,
    rules_band,
)
from simlib.words import of_100, percent

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.history.backtest import BackTest, Forecast
    from simlib.history.history import History
    from simlib.history.retention import Retention, YearOfRevenue

_LEAST_WATCHED = 10
_OWN, _PUBLISHED, _POOLED = Look(BLACK), Look(BLUE), Look(SKY, DASHED)
MOST_YEARS = 8
_APART = 0.12
_SERIES = (("grr", "kept (gross)", BLUE, -1.0), ("nrr", "with growth (net)", GREEN, 1.0))
DRAWN = {"model": (BLUE, "o"), "same as last year": (ORANGE, "s"), "silence": (GREEN, "^")}
"""Forecasts with more than one answer worth drawing; the others stand in the table."""
_MARKS = {"o": "● ", "s": "■ ", "^": "▲ "}
_SCORE_STEP = 20


def own_survival(result: History, **on: Unpack[On]) -> Axes:
    """Draw the share of accounts on the book that are still there, by ledger and by model.

    Parameters
    ----------
    result : History
        Without an own curve the model's stands alone.
    """
    months = np.arange(_reach(result) + 1)
    return paint(
        on,
        title=finding_own_survival(result),
        y_words="accounts of 100 still on the book",
        x_words=f"{time_unit(months)} from a day on which they were on the book",
        notes=notes_own_survival(result),
        footer=result.footer,
        draw=lambda ax: _draw_own_survival(ax, result, months),
    )


def _reach(result: History) -> int:
    most = int(result.model.months[-1])
    if result.own is None:
        return most
    # A curve over a handful of accounts says more than it knows.
    enough = np.flatnonzero(result.own.at_risk >= _LEAST_WATCHED)
    told = int(enough[-1]) + 1 if enough.size else int(result.own.months[-1])
    return max(2, min(most, told, int(result.own.months[-1])))


def _draw_own_survival(ax: Axes, result: History, months: np.ndarray) -> None:
    count = len(months)
    x = time_axis(ax, months.astype(float))
    curves = [("model, published figures", result.model.share[:count], _PUBLISHED)]
    if result.pooled.identified:
        curves.append(("model, pooled", result.model_pooled.share[:count], _POOLED))
    if result.own is not None:
        low, high = rules_band(result.on_book, count)
        draw_fortunes(ax, x, 100 * low, 100 * high, GREY)
        draw_precision(ax, x, 100 * result.own.low[:count], 100 * result.own.high[:count], _OWN)
        curves.insert(0, ("your ledger", result.own.share[:count], _OWN))
    for _, share, look in curves:
        draw_line(ax, x, 100 * share, look)
    ax.set_ylim(0, 103)
    ax.set_yticks(range(0, 101, 20))
    labels = [
        EndLabel(drawable(f"{name}: {of_100(share[-1])}"), 100 * float(share[-1]), look.colour)
        for name, share, look in curves
    ]
    label_ends(ax, labels, x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))


def retention(result: Retention, **on: Unpack[On]) -> Axes:
    """Draw gross and net retention of the last years of one firm.

    Parameters
    ----------
    result : Retention
        Of one firm, with a year at least; the last eight are drawn.

    Raises
    ------
    ValueError
        Without a year, or for more than one firm.
    """
    years = result.years[-MOST_YEARS:]
    if not years or len({year.firm for year in years}) > 1:
        raise ValueError("retention is drawn for one firm with two full years or more")
    return paint(
        on,
        title=finding_retention(years),
        y_words="revenue of the year before that came again, %",
        x_words="year to; revenue of new accounts over revenue lost; accounts that stopped",
        notes=[note_retention()],
        below=2.5 * TEXT_POINTS,
        draw=lambda ax: _draw_retention(ax, years),
    )


def _draw_retention(ax: Axes, years: Sequence[YearOfRevenue]) -> None:
    end = len(years) - 0.5
    ax.set_xlim(-0.5, end)
    top = max(min(_top(year), 2.0) for year in years)
    ax.set_ylim(0, 100 * max(1.1, 1.06 * top))
    ax.set_xticks(range(len(years)), [_tick(year) for year in years])
    ax.hlines(100, -0.5, end, color=MUTED, linewidth=1.0, zorder=1)
    for name, _, colour, side in _SERIES:
        for place, year in enumerate(years):
            _dot(ax, place + side * _APART, getattr(year, name), colour)
    for place, year in enumerate(years):
        if year.largest_stopped:
            ax.plot(place, 4, "D", color=VERMILLION, markersize=9, zorder=4)
    labels = [
        EndLabel(
            f"{words}: {percent(getattr(years[-1], name).mean)}",
            min(100 * getattr(years[-1], name).mean, ax.get_ylim()[1]),
            colour,
        )
        for name, words, colour, _ in _SERIES
    ]
    label_ends(ax, labels, x_end=end)
    plain_axes(ax, x_end=end)


def _tick(year: YearOfRevenue) -> str:
    replaced = year.replacement.mean
    told = f"{replaced:.2f}" if math.isfinite(replaced) else "-"
    return f"{year.end:%b %Y}\n{told}\n{year.lost} of {year.accounts}"


def _top(year: YearOfRevenue) -> float:
    found = (year.grr.mean, year.nrr.mean, year.nrr.high)
    return max(each for each in found if math.isfinite(each))


def _dot(ax: Axes, x: float, interval: Interval, colour: str) -> None:
    if math.isfinite(interval.low):
        ends = [100 * interval.low, 100 * interval.high]
        ax.plot([x, x], ends, color=colour, linewidth=2.0, zorder=3)
    ax.plot(x, 100 * interval.mean, "o", color=colour, markersize=10, zorder=4)


def backtest(result: BackTest, **on: Unpack[On]) -> Axes:
    """Draw the share of accounts that stayed against the chance they were given."""
    return paint(
        on,
        title=finding_backtest(result),
        y_words="accounts of 100 that stayed",
        x_words="accounts of 100 that were expected to stay",
        notes=[note_backtest()],
        footer=result.footer,
        draw=lambda ax: _draw_backtest(ax, result),
    )


def _draw_backtest(ax: Axes, result: BackTest) -> None:
    ax.set_xlim(-2, 102)
    ax.set_ylim(-2, 103)
    ax.set_yticks(range(0, 101, 20))
    ax.set_xticks(range(0, 101, 20))
    ax.plot([0, 100], [0, 100], color=MUTED, linewidth=1.2, zorder=1)
    for each in result.forecasts:
        if each.name in DRAWN:
            _marks(ax, each)
    _write_scores(ax, result)
    plain_axes(ax, x_end=100)


def _write_scores(ax: Axes, result: BackTest) -> None:
    """Write the key to the right, each forecast with its score."""
    told = [each for each in result.forecasts if each.name in (*DRAWN, "nobody leaves")]
    texts = [_words(each, axes_points(ax)[0] / 3) for each in told]
    make_room(ax, ["Brier score, 95 % interval", *texts], x_end=102, points=TEXT_POINTS)
    _write(ax, 98, "Brier score, 95 % interval", MUTED)
    for place, (each, text) in enumerate(zip(told, texts, strict=True)):
        colour = DRAWN.get(each.name, (GREY, ""))[0]
        _write(ax, 82 - _SCORE_STEP * place, text, readable(colour))


def _write(ax: Axes, y: float, text: str, ink: str) -> None:
    ax.annotate(
        *(text, (102, y), (14, 0)),
        textcoords="offset points",
        va="center",
        ha="left",
        color=ink,
        fontsize=TEXT_POINTS,
        parse_math=False,
        annotation_clip=False,
    )


def _marks(ax: Axes, forecast: Forecast) -> None:
    colour, marker = DRAWN[forecast.name]
    for each in forecast.calibration:
        x, ends = 100 * each.predicted, [100 * each.happened.low, 100 * each.happened.high]
        ax.plot([x, x], ends, color=colour, linewidth=1.8, zorder=2)
        ax.plot(x, 100 * each.happened.mean, marker, color=colour, markersize=11, zorder=3)


def _words(forecast: Forecast, width: float) -> str:
    mark = _MARKS.get(DRAWN.get(forecast.name, ("", ""))[1], "")
    score = forecast.brier
    name = wrapped(f"{mark}{forecast.label}", width, TEXT_POINTS)
    return f"{name}\n{score.mean:.3f} ({score.low:.3f} to {score.high:.3f})"
