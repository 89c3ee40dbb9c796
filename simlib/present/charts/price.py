"""What prospecting costs and brings: the policy, the waiting, an hour, the choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.draw.marks import draw_line, draw_precision, end_labels, looks_of, names_of
from simlib.present.draw.sheet import On, paint, plain_axes, time_axis, time_unit
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
    Look,
)
from simlib.present.draw.text import LINE_SPACING, axes_points, label_ends, wrapped
from simlib.present.words.firm import precision_note
from simlib.present.words.price import (
    CASES_acceptability,
    NamedArm,
    Over,
    back_words,
    cover_words,
    finding_acceptability,
    finding_break_even_rate,
    finding_hour_price,
    finding_policy,
    finding_waiting,
    note_acceptability,
    note_break_even_rate,
    note_hour_price,
    note_policy,
    note_waiting,
    premium_words,
    priced_steps,
    share_over,
    small_print,
    waiting_words,
)
from simlib.words import money, of_100, show_name, span_words

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.price.choice import Acceptability, BestShare
    from simlib.studies.price.hours import BreakEvenRate, Crossing, HourPrice, HourPrices
    from simlib.studies.price.policy import Policy

_PICTURE, _WORDS = 0.165, 0.475  # where the columns begin, in widths of the sheet
_WIDTH = 0.26  # of a picture
_HEIGHTS = (0.175, 0.19, 0.19, 0.27, 0.175)
_THICK = 0.035
Rows = tuple[str, Callable[[Axes, "Policy", float], None], str]
_LOOKS = (Look(BLUE), Look(GREEN))
_NET, _RESTORED = Look(BLUE), Look(ORANGE)


def policy(result: Policy, **on: Unpack[On]) -> Axes:
    """Draw a diary's prospecting as the quote of an insurance policy.

    Parameters
    ----------
    result : Policy
        From `simlib.studies.price.policy.policy`.
    """
    return paint(
        on,
        title=finding_policy(result),
        notes=[note_policy()],
        footer=result.footer,
        left=0.0,
        below=-30.0,
        draw=lambda ax: _draw_policy(ax, result),
    )


def _draw_policy(ax: Axes, result: Policy) -> None:
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
        _write_policy(
            ax, 0, middle, wrapped(name, 0.15 * axes_points(ax)[0], TEXT_POINTS + 1), bold=True
        )
        picture(ax, result, middle)
        room = 0.98 * (1 - _WORDS) * axes_points(ax)[0]
        if words:
            _write_policy(ax, _WORDS, middle, wrapped(words, room, TEXT_POINTS - 1))
        top -= height


def _write_policy(ax: Axes, x: float, y: float, words: str, *, bold: bool = False) -> None:
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


def _bar_policy(ax: Axes, start: float, end: float, y: float, colour: str) -> None:
    """Draw a bar; start and end are shares of the picture's width."""
    ax.barh(y, _WIDTH * (end - start), _THICK, left=_PICTURE + _WIDTH * start, color=colour)


def _error(ax: Axes, each: Interval, y: float, most: float) -> None:
    low, high = (_PICTURE + _WIDTH * min(max(x / most, 0), 1) for x in (each.low, each.high))
    ax.hlines(y, low, high, color=INK, linewidth=1.4, zorder=4)


def _premium(ax: Axes, result: Policy, y: float) -> None:
    premium = result.premium
    _bar_policy(ax, 0, 1, y, RULE)
    _bar_policy(ax, 0, premium.hours.mean / premium.capacity, y, ORANGE)
    _error(ax, premium.hours, y, premium.capacity)


def _cover(ax: Axes, result: Policy, y: float) -> None:
    ruin = result.cover.ruin
    most = max(ruin.without.high, ruin.with_it.high)
    most = 1.75 * most or 1.0
    for each, word, rise, colour in (
        (ruin.without, "without", 0.035, VERMILLION),
        (ruin.with_it, "with", -0.035, BLUE),
    ):
        _bar_policy(ax, 0, each.mean / most, y + rise, colour)
        _error(ax, each, y + rise, most)
        end = _PICTURE + _WIDTH * each.high / most + 0.008
        _write_policy(ax, end, y + rise, f"{word}: {of_100(each.mean)}")


def _waiting(ax: Axes, result: Policy, y: float) -> None:
    months = float(result.waiting.months[-1])
    _bar_policy(ax, 0, 1, y, RULE)
    for each, colour in ((result.waiting.median, BLUE), (result.payback.median, GREEN)):
        if np.isfinite(each.mean):
            ax.plot(_PICTURE + _WIDTH * each.mean / months, y, "o", color=colour, markersize=11)


def _excluded(ax: Axes, result: Policy, y: float) -> None:
    for each, rise in zip(result.exclusions, (0.09, 0.03, -0.03, -0.09), strict=True):
        _bar_policy(ax, 0, 1, y + rise, RULE)
        _write_policy(ax, _WORDS, y + rise, small_print(each))
        if np.isfinite(each.share.mean):
            _bar_policy(ax, 0, min(each.share.mean, 1), y + rise, MUTED)
            _error(ax, each.share, y + rise, 1)


def _back(ax: Axes, result: Policy, y: float) -> None:
    restored, growth = result.loss_ratio.restored, result.loss_ratio.growth
    parts = [max(each.mean, 0.0) for each in (restored, growth)]
    most = 1.05 * max(1.0, sum(parts))
    _bar_policy(ax, 0, parts[0] / most, y, BLUE)
    _bar_policy(ax, parts[0] / most, sum(parts) / most, y, GREEN)
    _error(ax, restored, y, most)
    ax.vlines(_PICTURE + _WIDTH / most, y - 0.05, y + 0.05, color=INK, linewidth=2.0, zorder=5)


def waiting(result: Policy, **on: Unpack[On]) -> Axes:
    """Draw by which month the first new account pays, and by which prospecting has paid back.

    Parameters
    ----------
    result : Policy
        From `simlib.studies.price.policy.policy`.
    """
    months = result.waiting.months
    return paint(
        on,
        title=finding_waiting(result),
        y_words="futures of 100 in which it has happened",
        x_words=f"{time_unit(months)} from today",
        notes=[
            precision_note(0.95, result.worlds),
            note_waiting(),
        ],
        footer=result.footer,
        draw=lambda ax: _draw_waiting(ax, result),
    )


def _draw_waiting(ax: Axes, result: Policy) -> None:
    both = (result.waiting, result.payback)
    x = time_axis(ax, result.waiting.months)
    for each, look in zip(both, _LOOKS, strict=True):
        draw_precision(ax, x, 100 * each.low, 100 * each.high, look, steps=True)
        draw_line(ax, x, 100 * each.paid, look, steps=True)
    ax.set_ylim(0, 103)
    ax.set_yticks(range(0, 101, 20))
    ends = [float(each.paid[-1]) for each in both]
    names = ("a first new account pays", "prospecting has paid for its hours")
    texts = [f"{name}: {of_100(end)}" for name, end in zip(names, ends, strict=True)]
    label_ends(ax, end_labels(texts, [100 * end for end in ends], _LOOKS), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))


def hour_price(result: HourPrices, **on: Unpack[On]) -> Axes:
    """Draw what the hours between two doses of calls earn, against what an hour costs.

    Parameters
    ----------
    result : HourPrices
        From `simlib.studies.price.hours.hour_prices`.
    """
    years = span_words(12 * result.years)
    return paint(
        on,
        title=finding_hour_price(result),
        y_words=f"{result.currency} that one more hour of prospecting earns in {years}".strip(),
        x_words="calls a month and rep",
        notes=[note_hour_price(result)],
        footer=result.footer,
        left=66.0,
        draw=lambda ax: _draw_hour_price(ax, result),
    )


def _draw_hour_price(ax: Axes, result: HourPrices) -> None:
    steps = priced_steps(result)
    for step in steps:
        _bar_hour_price(ax, step, result.hour_cost)
    low = min(0.0, *(step.price.low for step in steps))
    high = max(result.hour_cost, *(step.price.high for step in steps))
    room = 0.12 * (high - low)
    ax.set_ylim(low - (room if low < 0 else 0), high + room)
    end = result.steps[-1].calls_to
    ax.set_xlim(0, 1.02 * end)
    doses = [0.0, *(step.calls_to for step in result.steps)]
    ax.set_xticks(doses, [f"{dose:.2g}" for dose in doses])
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: money(value)))
    plain_axes(ax)
    ax.axhline(0, color=MUTED, linewidth=1.2, zorder=1)
    ax.axhline(result.hour_cost, color=INK, linewidth=1.6, linestyle="dashed", zorder=4)
    words = f"an hour costs {money(result.hour_cost, result.currency)}"
    _write_hour_price(ax, 1.01 * end, result.hour_cost, words, side="right")
    ax.axvline(result.chosen, color=MUTED, linewidth=1.2, zorder=1)
    _write_hour_price(ax, result.chosen + 0.01 * end, high + 0.5 * room, show_name(result.label))


def _bar_hour_price(ax: Axes, step: HourPrice, cost: float) -> None:
    price, width = step.price, step.calls_to - step.calls_from
    middle = (step.calls_from + step.calls_to) / 2
    colour = _colour(price, cost)
    ax.bar(middle, price.mean, width=0.92 * width, color=colour, zorder=2)
    ax.vlines(middle, price.low, price.high, color=INK, linewidth=1.4, zorder=3)
    up = price.mean >= 0
    ax.annotate(
        *(
            f"{price.mean:,.0f}".replace("-", "\u2212"),
            (middle, price.high if up else price.low),
            (0, 4 if up else -4),
        ),
        textcoords="offset points",
        ha="center",
        va="bottom" if up else "top",
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=INK,
    )


def _colour(price: Interval, cost: float) -> str:
    if price.low > cost:
        return BLUE
    return VERMILLION if price.high < cost else GREY


def _write_hour_price(ax: Axes, x: float, y: float, words: str, side: str = "left") -> None:
    ax.annotate(
        *(words, (x, y), (0, 4)),
        textcoords="offset points",
        ha=side,
        va="bottom",
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        fontweight="bold",
        color=INK,
        parse_math=False,
    )


def break_even_rate(result: BreakEvenRate, **on: Unpack[On]) -> Axes:
    """Draw what prospecting brings after its hours are paid, at every loss rate.

    Parameters
    ----------
    result : BreakEvenRate
        From `simlib.studies.price.hours.break_even_rate`.
    """
    years = span_words(12 * result.years)
    return paint(
        on,
        title=finding_break_even_rate(result),
        y_words=f"{result.currency} gained in {years} after paying for the hours".lstrip(),
        x_words="accounts of 100 lost in a year without prospecting",
        notes=[note_break_even_rate()],
        footer=result.footer,
        left=66.0,
        draw=lambda ax: _draw_break_even_rate(ax, result),
    )


def _draw_break_even_rate(ax: Axes, result: BreakEvenRate) -> None:
    x = np.array([100 * point.lost_a_year.mean for point in result.points])
    ends = []
    for field, look in (("net", _NET), ("restored", _RESTORED)):
        band: list[Interval] = [getattr(point, field) for point in result.points]
        mean = np.array([each.mean for each in band])
        draw_precision(
            *(ax, x, np.array([each.low for each in band])),
            *(np.array([each.high for each in band]), look),
        )
        draw_line(ax, x, mean, look)
        ends.append(float(mean[-1]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: money(value)))
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, 0.0), high + 0.08 * (high - low))
    ax.set_xlim(float(x[0]), float(x[-1]))
    ticks = [tick for tick in ax.get_xticks() if x[0] <= tick <= x[-1]]
    texts = ("all that it brings", "insurance alone")
    label_ends(ax, end_labels(texts, ends, (_NET, _RESTORED)), x_end=float(x[-1]))
    ax.set_xticks(ticks)
    plain_axes(ax, x_end=float(x[-1]))
    ax.hlines(0, x[0], x[-1], color=MUTED, linewidth=1.5, zorder=1)
    _today(ax, result)
    _marks(ax, result.net, BLUE)
    _marks(ax, result.restored, ORANGE)


def _today(ax: Axes, result: BreakEvenRate) -> None:
    today = 100 * float(
        np.interp(
            1.0,
            [point.factor for point in result.points],
            [point.lost_a_year.mean for point in result.points],
        )
    )
    ax.axvline(today, color=MUTED, linewidth=1.2, zorder=1)
    ax.annotate(
        *("as the evidence says", (today, ax.get_ylim()[1]), (6, 0)),
        textcoords="offset points",
        ha="left",
        va="top",
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=INK,
    )


def _marks(ax: Axes, crossings: Sequence[Crossing], colour: str) -> None:
    for each in crossings:
        ax.plot(100 * each.lost_a_year, 0, "o", color=colour, markersize=11, zorder=5)


def acceptability(result: Acceptability, *, over: Over = "inputs", **on: Unpack[On]) -> Axes:
    """Draw how often each diary brings the highest net benefit.

    Parameters
    ----------
    result : Acceptability
        From `simlib.studies.price.choice.acceptability`, of at most four diaries.
    over : {"inputs", "futures"}
        How sure we are which is best on average, or how often it turns out best in a future.

    Raises
    ------
    ValueError
        For more than four diaries.
    """
    chosen = share_over(result, over)
    return paint(
        on,
        title=finding_acceptability(result, over),
        y_words=CASES_acceptability[over],
        x_words=f"what an hour of selling is worth, {result.currency}".rstrip(", "),
        notes=[note_acceptability(chosen, over)],
        footer=result.footer,
        draw=lambda ax: _draw_acceptability(ax, result, chosen),
    )


def _draw_acceptability(ax: Axes, result: Acceptability, chosen: BestShare) -> None:
    named = [NamedArm(label) for label in result.labels]
    looks, x = looks_of(named), result.values
    for k, look in enumerate(looks):
        draw_precision(ax, x, 100 * chosen.low[k], 100 * chosen.high[k], look)
        draw_line(ax, x, 100 * chosen.share[k], look)
    ax.set_ylim(0, 103)
    ax.set_yticks(range(0, 101, 20))
    ax.set_xlim(float(x[0]), float(x[-1]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ticks = [tick for tick in ax.get_xticks() if x[0] <= tick <= x[-1]]
    ends = [100 * float(share[-1]) for share in chosen.share]
    texts = [
        f"{name}: {of_100(float(share[-1]))}"
        for name, share in zip(names_of(named), chosen.share, strict=True)
    ]
    label_ends(ax, end_labels(texts, ends, looks), x_end=float(x[-1]))
    ax.set_xticks(ticks)
    plain_axes(ax, x_end=float(x[-1]))
    _cost(ax, result)


def _cost(ax: Axes, result: Acceptability) -> None:
    ax.axvline(result.hour_cost, color=MUTED, linewidth=1.2, zorder=1)
    ax.annotate(
        *(f"an hour costs {money(result.hour_cost)}", (result.hour_cost, 101), (6, 0)),
        textcoords="offset points",
        ha="left",
        va="top",
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=INK,
        parse_math=False,
    )
