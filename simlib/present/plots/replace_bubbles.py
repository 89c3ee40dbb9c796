"""Time to survive against time to replace, an account a bubble."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.present.lettering import drawable
from simlib.present.plots._places import PointLabel, label_points, mark
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import BLUE, FONT, GREY, INK, MUTED, TEXT_POINTS, VERMILLION, slide_style
from simlib.present.words import (
    counted,
    number_word,
    of_100,
    percent,
    sentence_case,
    show_name,
    span_words,
)

if TYPE_CHECKING:
    from simlib.studies.replace import AccountAtStake, Replacement

_LARGEST_RADIUS = 34.0  # points, for an account that is all of the revenue
_LABELLED = 4
_EDGE = 1.08  # where "not within the horizon" is drawn, in horizons


def replacement(
    result: Replacement,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw how long the firm lasts without each account, and how long it takes to replace it.

    Parameters
    ----------
    result : Replacement
        From `simlib.studies.replace.replacement`.
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
    sure = of_100(result.sure)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_replacement(result),
            y_words=f"months until revenue is back, in {sure} futures of 100 ({result.label})",
            x_words=f"months that the firm lasts without prospecting, in {sure} futures of 100",
            notes=[
                "One bubble an account lost today, its area the share of revenue. Behind a name: "
                "futures of 100 in which it is too late. Grey: cannot be told. Thin lines at those "
                "named: 95 % intervals of the simulation. At the edge: not within "
                f"{span_words(result.months)}."
            ],
            footer=footer or result.footer,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _draw(ax: Axes, result: Replacement) -> None:
    end = _EDGE * result.months
    ax.set_xlim(0, 1.04 * end)
    ax.set_ylim(0, 1.1 * end)
    ticks = range(0, result.months + 1, 12)
    ax.set_xticks([*ticks, end], [*(f"{tick}" for tick in ticks), "longer"])
    ax.set_yticks([*ticks, end], [*(f"{tick}" for tick in ticks), "not yet"])
    plain_axes(ax)
    ax.plot([0, end], [0, end], color=MUTED, linewidth=1.5, zorder=1)
    named = _to_label(result)
    for each in result.accounts:
        _bubble(ax, each, end)
    for each in named:
        _intervals(ax, each, end)
    _sides(ax, result.months)
    label_points(
        ax,
        [_label(each, end) for each in named],
        taken=[mark(ax, _label(each, end)) for each in result.accounts],
    )


def _intervals(ax: Axes, each: AccountAtStake, end: float) -> None:
    x, y = _held(each.survives.mean, end), _held(each.replaced.mean, end)
    low, high = _held(each.survives.low, end), _held(each.survives.high, end)
    ax.hlines(y, low, high, color=INK, linewidth=1.0, zorder=4)
    low, high = _held(each.replaced.low, end), _held(each.replaced.high, end)
    ax.vlines(x, low, high, color=INK, linewidth=1.0, zorder=4)


def _bubble(ax: Axes, each: AccountAtStake, end: float) -> None:
    colour = _colour(each)
    x, y = _held(each.survives.mean, end), _held(each.replaced.mean, end)
    ax.plot(
        *(x, y, "o"),
        markersize=2 * _radius(each),
        color=colour,
        alpha=0.55,
        markeredgecolor="white",
        zorder=3,
        clip_on=False,
    )


def late(each: AccountAtStake) -> bool:
    """Return whether the firm is clearly out of cash before revenue is back."""
    return each.replaced.low > each.survives.high


def in_time(each: AccountAtStake) -> bool:
    """Return whether revenue is clearly back before the firm is out of cash."""
    return each.replaced.high < each.survives.low


def _colour(each: AccountAtStake) -> str:
    return VERMILLION if late(each) else BLUE if in_time(each) else GREY


def _radius(each: AccountAtStake) -> float:
    return max(3.0, float(_LARGEST_RADIUS * np.sqrt(each.share)))


def _held(months: float, end: float) -> float:
    # NaN: no order statistic serves, so the limit is not known within the horizon.
    return end if not np.isfinite(months) else min(months, end)


def _to_label(result: Replacement) -> list[AccountAtStake]:
    """Return the accounts that matter, from the right: so lines to their labels do not cross."""
    named = [each for each in result.accounts if not in_time(each)] or list(result.accounts)
    return sorted(named[:_LABELLED], key=lambda each: -each.survives.mean)


def _label(each: AccountAtStake, end: float) -> PointLabel:
    return PointLabel(
        f"{drawable(show_name(each.account, longest=24))}: {of_100(each.too_late.mean)}",
        _held(each.survives.mean, end),
        _held(each.replaced.mean, end),
        _colour(each),
        _radius(each),
    )


def _sides(ax: Axes, months: int) -> None:
    for x, y, words in (
        (0.02 * months, 0.72 * months, "too late"),
        (0.80 * months, 0.12 * months, "replaced in time"),
    ):
        ax.text(
            *(x, y, words),
            fontsize=TEXT_POINTS + 1,
            fontfamily=FONT,
            fontweight="bold",
            color=VERMILLION if words == "too late" else BLUE,
            ha="left",
            va="center",
            parse_math=False,
        )


def finding_replacement(result: Replacement) -> str:
    """Return the title: which accounts could not be replaced before the cash is gone."""
    lost = [each for each in result.accounts if late(each)]
    sure = of_100(result.sure)
    if not lost:
        unclear = sum(not in_time(each) for each in result.accounts)
        but = f"; of {number_word(unclear)} it cannot be told" if unclear else ""
        every = "No account is clearly replaced too late" if unclear else "Every account is in time"
        return f"{every}, in {sure} futures of 100{but}"
    worst = max(lost, key=lambda each: each.too_late.mean)
    chance, name = worst.too_late, show_name(worst.account, longest=24)
    return sentence_case(
        f"{counted(len(lost), 'account')} of {len(result.accounts)} cannot be replaced in time "
        f"with a certainty of {percent(result.sure)}: losing {name}, it is too late in "
        f"{of_100(chance.mean)} futures of 100 "
        f"({100 * chance.low:.0f} to {100 * chance.high:.0f})"
    )
