"""What becomes of accounts: survival, causes of loss, concentration, the way back after a loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from simlib.analysis.accounts import MOST_AREAS, OTHER_CAUSES, merged_causes
from simlib.inputs.units import WEEKS_PER_MONTH
from simlib.present.draw.marks import (
    as_few,
    draw_fortunes,
    draw_line,
    draw_precision,
    end_labels,
    looks_of,
    names_of,
)
from simlib.present.draw.sheet import On, paint, plain_axes, time_axis, time_unit
from simlib.present.draw.style import (
    BLUE,
    FONT,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    TEXT_POINTS,
    VERMILLION,
    Look,
    readable,
    whole_figure,
)
from simlib.present.draw.text import EndLabel, axes_points, fitted, label_ends
from simlib.present.words.firm import (
    finding_account_survival,
    finding_concentration,
    finding_loss_by_cause,
    finding_recovery,
    largest_share_at_end,
    last_known,
    mean_note,
    months_watched,
    note_concentration,
    note_loss_by_cause,
    note_recovery,
    own_words,
)
from simlib.words import cause_words, of_100, percent

if TYPE_CHECKING:
    from simlib.analysis.accounts import AccountSurvival, LossByCause
    from simlib.analysis.concentration import Concentration
    from simlib.analysis.recovery import Recovery

_MONTHS_PER_YEAR = 12
_RISK_POINTS = TEXT_POINTS - 1
_RISK_LINE = 1.45 * _RISK_POINTS
_NAME_SHIFT = 30.0
_BELOW_AXIS = 3.6 * TEXT_POINTS  # tick labels and the words of the x axis
_SURVIVOR_COLOUR = "#F2F2F2"
_CAUSE_COLOURS: dict[str, str] = {
    "competitor": VERMILLION,
    "neglect": ORANGE,
    "buyer_moves": BLUE,
    "leadership": GREEN,
    "acquired": PURPLE,
    "closed": INK,
    "buyer_retires": SKY,
}
_SPARE_COLOURS = (SKY, PURPLE, GREEN, ORANGE, BLUE, VERMILLION)


def account_survival(
    results: AccountSurvival | Sequence[AccountSurvival], **on: Unpack[On]
) -> Axes:
    """Draw the share of today's accounts not yet lost, and how many are still watched.

    Parameters
    ----------
    results : AccountSurvival or sequence of one to four
        On the same weeks.

    Raises
    ------
    ValueError
        For no results or more than four.
    """
    few = as_few(results)
    months = np.asarray(few[0].weeks, dtype=np.float64) / WEEKS_PER_MONTH
    return paint(
        on,
        title=finding_account_survival(few),
        y_words="accounts of 100 still with us",
        x_words=f"{time_unit(months)} from today",
        notes=[mean_note(few[0].confidence)],
        below=(len(few) + 1) * _RISK_LINE + 8.0,
        draw=lambda ax: _draw_account_survival(ax, few),
    )


def _draw_account_survival(ax: Axes, few: Sequence[AccountSurvival]) -> None:
    looks = looks_of(few)
    for result, look in zip(few, looks, strict=True):
        x = time_axis(ax, np.asarray(result.weeks, dtype=np.float64) / WEEKS_PER_MONTH)
        draw_precision(ax, x, 100 * result.low, 100 * result.high, look)
        draw_line(ax, x, 100 * result.share, look)
    ax.set_ylim(0, 103)
    ax.set_yticks(range(0, 101, 20))
    ends = [100 * last_known(result.share) for result in few]
    texts = [f"{name}: {of_100(end / 100)}" for name, end in zip(names_of(few), ends, strict=True)]
    label_ends(ax, end_labels(texts, ends, looks), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))
    _write_numbers_at_risk(
        ax, few, looks, per_year=_MONTHS_PER_YEAR * x[-1] / months_watched(few[0])
    )


def _write_numbers_at_risk(
    ax: Axes, few: Sequence[AccountSurvival], looks: Sequence[Look], *, per_year: float
) -> None:
    start, end = ax.get_xlim()[0], float(ax.spines["bottom"].get_bounds()[1])
    _write(ax, start, 0, "accounts still watched, all futures together", MUTED, ha="left")
    names = names_of(few)
    room = axes_points(ax)[0] * (ax.get_xlim()[1] - end) / (ax.get_xlim()[1] - start) - _NAME_SHIFT
    for line, (result, look) in enumerate(zip(few, looks, strict=True), start=1):
        ink = readable(look.colour)
        for year, count in enumerate(np.asarray(result.at_risk)):
            _write(ax, start + year * per_year, line, f"{int(count):,d}", ink)
        name = fitted(names[line - 1], room, _RISK_POINTS)
        _write(ax, end, line, name, ink, ha="left", shift=_NAME_SHIFT)


def _write(
    ax: Axes, x: float, line: int, text: str, ink: str, *, ha: str = "center", shift: float = 0.0
) -> None:
    drop = -(_BELOW_AXIS + line * _RISK_LINE)
    move = ScaledTranslation(shift / 72, drop / 72, whole_figure(ax).dpi_scale_trans)
    ax.text(
        *(x, 0.0, text),
        transform=blended_transform_factory(ax.transData, ax.transAxes) + move,
        fontsize=_RISK_POINTS,
        fontfamily=FONT,
        color=ink,
        ha=ha,
        va="center",
        parse_math=False,
        gid="at risk",
    )


def loss_by_cause(
    result: LossByCause, *, labels: Mapping[str, str] | None = None, **on: Unpack[On]
) -> Axes:
    """Draw cumulative incidence of each cause of loss; with the survivors they fill 100.

    Parameters
    ----------
    result : LossByCause
        The five largest causes are shown, the rest as "other causes".
    labels : mapping of str to str, optional
        Words for causes of the client's own.
    """
    words = {**own_words(result), **(labels or {})}
    return paint(
        on,
        title=finding_loss_by_cause(result, labels=words),
        y_words="accounts of 100, by what became of them",
        x_words=f"{time_unit(result.months)} from today",
        notes=[note_loss_by_cause(result, words)],
        draw=lambda ax: _draw_loss_by_cause(ax, result, words),
    )


def _draw_loss_by_cause(ax: Axes, result: LossByCause, labels: Mapping[str, str] | None) -> None:
    names, shares = merged_causes(result)
    colours = _colours(names)
    x = time_axis(ax, result.months)
    edges = 100 * np.cumsum(np.vstack([np.zeros_like(shares[:1]), shares]), axis=0)
    for place, colour in enumerate(colours):
        ax.fill_between(x, edges[place], edges[place + 1], color=colour, linewidth=0)
        ax.plot(x, edges[place + 1], color=PAPER, linewidth=1.2)
    ax.fill_between(x, edges[-1], 100.0, color=_SURVIVOR_COLOUR, linewidth=0)
    ax.set_ylim(0, 100)
    ax.set_yticks(range(0, 101, 20))
    words = [OTHER_CAUSES if name == OTHER_CAUSES else cause_words(name, labels) for name in names]
    tops, bottoms = [*edges[1:, -1], 100.0], edges[:, -1]
    texts = [*words, "still with us"]
    ends = [
        EndLabel(f"{text}: {of_100((top - bottom) / 100)}", (top + bottom) / 2, colour)
        for text, top, bottom, colour in zip(texts, tops, bottoms, [*colours, MUTED], strict=True)
    ]
    label_ends(ax, ends, x_end=float(x[-1]), most=MOST_AREAS + 1)
    plain_axes(ax, x_end=float(x[-1]), grid=False)


def _colours(names: list[str]) -> list[str]:
    chosen = {name: _CAUSE_COLOURS[name] for name in names if name in _CAUSE_COLOURS}
    chosen[OTHER_CAUSES] = GREY
    for name in names:
        if name not in chosen:
            free = [colour for colour in _SPARE_COLOURS if colour not in chosen.values()]
            chosen[name] = free[0]
    return [chosen[name] for name in names]


def concentration(results: Concentration | Sequence[Concentration], **on: Unpack[On]) -> Axes:
    """Draw the largest account's share of revenue, averaged over the futures.

    Parameters
    ----------
    results : Concentration or sequence of one to four
        On the same months.

    Raises
    ------
    ValueError
        For no results or more than four.
    """
    few = as_few(results)
    return paint(
        on,
        title=finding_concentration(few),
        y_words="largest account, % of revenue, mean of the futures",
        x_words=f"{time_unit(few[0].months)} from today",
        notes=[note_concentration(few)],
        draw=lambda ax: _draw_concentration(ax, few),
    )


def _draw_concentration(ax: Axes, few: Sequence[Concentration]) -> None:
    looks = looks_of(few)
    for result, look in zip(few, looks, strict=True):
        x = time_axis(ax, result.months)
        share = result.largest_share
        draw_precision(ax, x, 100 * share.low, 100 * share.high, look)
        draw_line(ax, x, 100 * share.mean, look)
    top = max(float(np.nanmax(result.largest_share.high)) for result in few)
    ax.set_ylim(0, min(103.0, 120 * top))
    ends = [100 * largest_share_at_end(result) for result in few]
    texts = [f"{name}: {percent(end / 100)}" for name, end in zip(names_of(few), ends, strict=True)]
    label_ends(ax, end_labels(texts, ends, looks), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))


def recovery(
    results: Recovery | Sequence[Recovery],
    *,
    highlight: int = 0,
    lost: str = "the largest account",
    **on: Unpack[On],
) -> Axes:
    """Draw revenue after a forced loss, as a share of revenue just before it.

    Parameters
    ----------
    results : Recovery or sequence of one to four
        Medians are drawn for all, the range of fortunes for one.
    highlight : int
        Place of the result whose range is drawn.
    lost : str
        What was lost, for the title.

    Raises
    ------
    ValueError
        For no results, more than four, or nobody at `highlight`.
    """
    few = as_few(results)
    if not 0 <= highlight < len(few):
        raise ValueError(f"highlight names result {highlight}; there are {len(few)}, from 0")
    return paint(
        on,
        title=finding_recovery(few, lost=lost),
        y_words="revenue, as % of the month before the loss",
        x_words=f"{time_unit(few[0].months)} since the loss",
        notes=[note_recovery(few[highlight])],
        draw=lambda ax: _draw_recovery(ax, few, highlight),
    )


def _draw_recovery(ax: Axes, few: Sequence[Recovery], highlight: int) -> None:
    looks = looks_of(few)
    for place, (result, look) in enumerate(zip(few, looks, strict=True)):
        x = time_axis(ax, result.months)
        if place == highlight:
            draw_fortunes(ax, x, 100 * result.low, 100 * result.high, look.colour)
        draw_line(ax, x, 100 * result.median, look)
    ax.set_ylim(0, _top(few, highlight))
    texts, ends = _ends(few)
    label_ends(ax, end_labels(texts, ends, looks), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))
    _mark_way_back(ax, few[0].back, float(x[-1]), MUTED)


def _top(few: Sequence[Recovery], highlight: int) -> float:
    highest = [float(np.nanmax(result.median)) for result in few]
    highest.append(float(np.nanmax(few[highlight].high)))
    return 100 * max(1.1, 1.05 * max(highest))


def _ends(few: Sequence[Recovery]) -> tuple[list[str], list[float]]:
    ends = [100 * float(result.median[-1]) for result in few]
    names = names_of(few)
    return [f"{name}: {percent(end / 100)}" for name, end in zip(names, ends, strict=True)], ends


def _mark_way_back(ax: Axes, back: float, x_end: float, colour: str) -> None:
    start = ax.get_xlim()[0]
    ax.hlines(
        100 * back,
        start,
        x_end,
        colors=colour,
        linestyles="dashed",
        linewidth=1.4,
        zorder=2,
    )
    ax.annotate(
        *(f"back at {percent(back)}", (x_end, 100 * back), (-6, 4)),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=colour,
        parse_math=False,
    )
