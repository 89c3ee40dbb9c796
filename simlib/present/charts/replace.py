"""Which accounts could not be replaced in time, and which losses ruin the firm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from simlib.present.draw.marks import (
    PointLabel,
    end_labels,
    label_points,
    looks_of,
    mark,
    names_of,
    point_of,
)
from simlib.present.draw.sheet import On, paint, plain_axes
from simlib.present.draw.style import BLUE, FONT, GREY, INK, MUTED, TEXT_POINTS, VERMILLION, Look
from simlib.present.draw.text import drawable, label_ends
from simlib.present.words.replace import (
    finding_replacement,
    finding_reverse_stress,
    in_time,
    late,
    loss_words,
    note_replacement,
    note_reverse_stress,
)
from simlib.words import of_100, show_name, span_words

if TYPE_CHECKING:
    from simlib.studies.price.replace import AccountAtStake, Loss, Replacement, ReverseStress

_LARGEST_RADIUS = 34.0  # points, for an account that is all of the revenue
_LABELLED = 4
_EDGE = 1.08  # where "not within the horizon" is drawn, in horizons
_THRESHOLDS = (10, 25, 50)
_MOST_LABELS = 4


def replacement(result: Replacement, **on: Unpack[On]) -> Axes:
    """Draw how long the firm lasts without each account, and how long it takes to replace it.

    Parameters
    ----------
    result : Replacement
        From `simlib.studies.price.replace.replacement`.
    """
    sure = of_100(result.sure)
    return paint(
        on,
        title=finding_replacement(result),
        y_words=f"months until revenue is back, in {sure} futures of 100 ({result.label})",
        x_words=f"months that the firm lasts without prospecting, in {sure} futures of 100",
        notes=[note_replacement(result)],
        footer=result.footer,
        draw=lambda ax: _draw_replacement(ax, result),
    )


def _draw_replacement(ax: Axes, result: Replacement) -> None:
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
        [_label_replacement(each, end) for each in named],
        taken=[mark(ax, _label_replacement(each, end)) for each in result.accounts],
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


def _label_replacement(each: AccountAtStake, end: float) -> PointLabel:
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


def reverse_stress(result: ReverseStress, **on: Unpack[On]) -> Axes:
    """Draw the chance of running out of cash after every loss of one account or two.

    Parameters
    ----------
    result : ReverseStress
        From `simlib.studies.price.replace.reverse_stress`.
    """
    within = span_words(result.within_months)
    return paint(
        on,
        title=finding_reverse_stress(result),
        y_words=f"futures of 100 that run out of cash within {within}",
        x_words="% of today's revenue lost at once",
        notes=[note_reverse_stress(result)],
        footer=result.footer,
        draw=lambda ax: _draw_reverse_stress(ax, result),
    )


def _draw_reverse_stress(ax: Axes, result: ReverseStress) -> None:
    looks = _looks(result)
    widest = max(100 * loss.share for diary in result.diaries for loss in diary.losses)
    ax.set_ylim(0, 108)
    ax.set_yticks([0, *_THRESHOLDS, 75, 100])
    ax.set_xlim(0, 1.02 * widest)
    names = names_of(result.diaries)
    ends = [100 * diary.losses[-1].chance.mean for diary in result.diaries]
    label_ends(ax, end_labels(names, ends, looks), x_end=1.02 * widest)
    ax.set_xticks([tick for tick in range(0, 101, 10) if tick <= widest])
    plain_axes(ax, x_end=1.02 * widest)
    for diary, look in zip(result.diaries, looks, strict=True):
        for loss in diary.losses:
            _dot(ax, loss, look)
    named = _to_name(result)
    label_points(ax, [_label_reverse_stress(loss) for loss in named], taken=_dots(ax, result))


def _looks(result: ReverseStress) -> list[Look]:
    # Grey for the firm that does nothing, so that it is no diary's colour.
    return [Look(GREY), *looks_of(result.diaries[1:])]


def _dot(ax: Axes, loss: Loss, look: Look) -> None:
    x = 100 * loss.share
    ax.vlines(x, 100 * loss.chance.low, 100 * loss.chance.high, color=look.colour, linewidth=1.2)
    marker, size = ("o", 9) if len(loss.accounts) == 1 else ("D", 7)
    ax.plot(
        *(x, 100 * loss.chance.mean, marker),
        color=look.colour,
        markersize=size,
        markeredgecolor="white",
        zorder=3,
        clip_on=False,
    )


def _dots(ax: Axes, result: ReverseStress) -> list[Bbox]:
    found = []
    for diary in result.diaries:
        for loss in diary.losses:
            x, low = point_of(ax, 100 * loss.share, 100 * loss.chance.low)
            high = point_of(ax, 100 * loss.share, 100 * loss.chance.high)[1]
            found.append(Bbox.from_extents(x - 6, low - 4, x + 6, high + 4))
    return found


def _to_name(result: ReverseStress) -> list[Loss]:
    """Return the losses that first pass a threshold, as the first diary meets them."""
    wanted = [each.loss.accounts for d in result.diaries for each in d.smallest if each.loss]
    first = {loss.accounts: loss for loss in result.diaries[0].losses}
    return [first[names] for names in dict.fromkeys(wanted)][:_MOST_LABELS]


def _label_reverse_stress(loss: Loss) -> PointLabel:
    return PointLabel(
        loss_words(loss.accounts), 100 * loss.share, 100 * loss.chance.mean, INK, radius=7.0
    )
