"""The quote of the policy: premium, cover, waiting period, what is not covered, what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.present.labels import axes_points
from simlib.present.lettering import LINE_SPACING, wrapped
from simlib.present.policy_words import (
    back_words,
    cover_words,
    finding_policy,
    premium_words,
    small_print,
    waiting_words,
)
from simlib.present.sheet import lay_out, open_sheet
from simlib.present.style import (
    BLUE,
    FONT,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    RULE,
    TEXT_POINTS,
    VERMILLION,
    slide_style,
)
from simlib.present.words import of_100

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.policy import Policy

_PICTURE, _WORDS = 0.165, 0.475  # where the columns begin, in widths of the sheet
_WIDTH = 0.26  # of a picture
_HEIGHTS = (0.175, 0.19, 0.19, 0.27, 0.175)
_THICK = 0.035
Rows = tuple[str, Callable[[Axes, "Policy", float], None], str]


def policy(
    result: Policy,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw a diary's prospecting as the quote of an insurance policy.

    Parameters
    ----------
    result : Policy
        From `simlib.studies.policy.policy`.
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
            title=title or finding_policy(result),
            notes=["Brackets and thin lines: 95 % intervals of the simulation between futures."],
            footer=footer or result.footer,
            left=0.0,
            below=-30.0,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _draw(ax: Axes, result: Policy) -> None:
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.set_axis_off()
    rows: tuple[Rows, ...] = (
        ("Premium", _premium, premium_words(result)),
        ("Cover", _cover, cover_words(result)),
        ("Waiting period", _waiting, waiting_words(result)),
        ("Not covered", _excluded, ""),
        ("Comes back", _back, back_words(result)),
    )
    top = 1.0
    for (name, picture, words), height in zip(rows, _HEIGHTS, strict=True):
        ax.hlines(top, 0, 1, color=RULE, linewidth=1.0)
        middle = top - height / 2
        _write(ax, 0, middle, wrapped(name, 0.15 * axes_points(ax)[0], TEXT_POINTS + 1), bold=True)
        picture(ax, result, middle)
        room = 0.98 * (1 - _WORDS) * axes_points(ax)[0]
        if words:
            _write(ax, _WORDS, middle, wrapped(words, room, TEXT_POINTS - 1))
        top -= height


def _write(ax: Axes, x: float, y: float, words: str, *, bold: bool = False) -> None:
    ax.text(
        *(x, y, words),
        fontsize=TEXT_POINTS + 1 if bold else TEXT_POINTS - 1,
        fontfamily=FONT,
        fontweight="bold" if bold else "normal",
        color=INK,
        ha="left",
        va="center",
        linespacing=LINE_SPACING,
        parse_math=False,
    )


def _bar(ax: Axes, start: float, end: float, y: float, colour: str) -> None:
    """Draw a bar; start and end are shares of the picture's width."""
    ax.barh(y, _WIDTH * (end - start), _THICK, left=_PICTURE + _WIDTH * start, color=colour)


def _error(ax: Axes, each: Interval, y: float, most: float) -> None:
    low, high = (_PICTURE + _WIDTH * min(max(x / most, 0), 1) for x in (each.low, each.high))
    ax.hlines(y, low, high, color=INK, linewidth=1.4, zorder=4)


def _premium(ax: Axes, result: Policy, y: float) -> None:
    premium = result.premium
    _bar(ax, 0, 1, y, RULE)
    _bar(ax, 0, premium.hours.mean / premium.capacity, y, ORANGE)
    _error(ax, premium.hours, y, premium.capacity)


def _cover(ax: Axes, result: Policy, y: float) -> None:
    ruin = result.cover.ruin
    most = max(ruin.without.high, ruin.with_it.high)
    most = 1.75 * most or 1.0
    for each, word, rise, colour in (
        (ruin.without, "without", 0.035, VERMILLION),
        (ruin.with_it, "with", -0.035, BLUE),
    ):
        _bar(ax, 0, each.mean / most, y + rise, colour)
        _error(ax, each, y + rise, most)
        end = _PICTURE + _WIDTH * each.high / most + 0.008
        _write(ax, end, y + rise, f"{word}: {of_100(each.mean)}")


def _waiting(ax: Axes, result: Policy, y: float) -> None:
    months = float(result.waiting.months[-1])
    _bar(ax, 0, 1, y, RULE)
    for each, colour in ((result.waiting.median, BLUE), (result.payback.median, GREEN)):
        if np.isfinite(each.mean):
            ax.plot(_PICTURE + _WIDTH * each.mean / months, y, "o", color=colour, markersize=11)


def _excluded(ax: Axes, result: Policy, y: float) -> None:
    for each, rise in zip(result.exclusions, (0.09, 0.03, -0.03, -0.09), strict=True):
        _bar(ax, 0, 1, y + rise, RULE)
        _write(ax, _WORDS, y + rise, small_print(each))
        if np.isfinite(each.share.mean):
            _bar(ax, 0, min(each.share.mean, 1), y + rise, MUTED)
            _error(ax, each.share, y + rise, 1)


def _back(ax: Axes, result: Policy, y: float) -> None:
    restored, growth = result.loss_ratio.restored, result.loss_ratio.growth
    parts = [max(each.mean, 0.0) for each in (restored, growth)]
    most = 1.05 * max(1.0, sum(parts))
    _bar(ax, 0, parts[0] / most, y, BLUE)
    _bar(ax, parts[0] / most, sum(parts) / most, y, GREEN)
    _error(ax, restored, y, most)
    ax.vlines(_PICTURE + _WIDTH / most, y - 0.05, y + 0.05, color=INK, linewidth=2.0, zorder=5)
