"""A back-test's calibration: what was given a chance, and how much of it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from simlib.present.labels import axes_points, make_room
from simlib.present.lettering import wrapped
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import (
    BLUE,
    GREEN,
    GREY,
    MUTED,
    ORANGE,
    TEXT_POINTS,
    readable,
    slide_style,
)
from simlib.present.words import of_100

if TYPE_CHECKING:
    from simlib.history.backtest import BackTest
    from simlib.history.forecast import Forecast

DRAWN = {"model": (BLUE, "o"), "same as last year": (ORANGE, "s"), "silence": (GREEN, "^")}
"""Forecasts with more than one answer worth drawing; the others stand in the table."""
_MARKS = {"o": "● ", "s": "■ ", "^": "▲ "}
_SCORE_STEP = 20


def backtest(
    result: BackTest,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw the share of accounts that stayed against the chance they were given.

    Parameters
    ----------
    result : BackTest
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; instead of the result's own.

    Returns
    -------
    Axes
        With the chart.
    """
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_backtest(result),
            y_words="accounts of 100 that stayed",
            x_words="accounts of 100 that were expected to stay",
            notes=[
                "Each mark: about a fifth of the accounts, by the chance they were given; line: "
                "95 % interval. On the slant a forecast is right. Brier score: mean squared miss, "
                "0 is perfect, in brackets its 95 % interval."
            ],
            footer=footer or result.footer,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _draw(ax: Axes, result: BackTest) -> None:
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


def finding_backtest(result: BackTest) -> str:
    """Return the title: how far off the model was on average, and what it beats."""
    model = result.forecasts[0]
    said, came = of_100(model.expected), of_100(model.stayed)
    start = f"The model expected {said} of 100 accounts to stay a year; {came} did"
    ahead = [each.label for each in result.forecasts[1:] if each.better.low > 0]
    behind = [each.label for each in result.forecasts[1:] if each.better.high < 0]
    if ahead:
        return f"{start}. A better forecast: {ahead[0]}"
    if behind:
        others = len(result.forecasts) - 1
        return f"{start}. It clearly beats {len(behind)} of {others} other forecasts"
    return f"{start}. No forecast is clearly better"
