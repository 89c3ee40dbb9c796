"""How many of today's accounts are still there, with numbers at risk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from simlib.present.labels import axes_points, label_ends
from simlib.present.lettering import fitted
from simlib.present.plots._lines import (
    as_few,
    draw_line,
    draw_precision,
    end_labels,
    last_known,
    looks_of,
    mean_note,
    names_of,
)
from simlib.present.sheet import lay_out, open_sheet, plain_axes, time_axis, time_unit
from simlib.present.style import (
    FONT,
    MUTED,
    TEXT_POINTS,
    Look,
    readable,
    slide_style,
    whole_figure,
)
from simlib.present.words import of_100, sentence_case, span_words

if TYPE_CHECKING:
    from simlib.analysis.accounts import AccountSurvival

_WEEKS_PER_MONTH = 52 / 12
_MONTHS_PER_YEAR = 12
_RISK_POINTS = TEXT_POINTS - 1
_RISK_LINE = 1.45 * _RISK_POINTS
_NAME_SHIFT = 30.0
_BELOW_AXIS = 3.6 * TEXT_POINTS  # tick labels and the words of the x axis


def account_survival(
    results: AccountSurvival | Sequence[AccountSurvival],
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw the share of today's accounts not yet lost, and how many are still watched.

    Parameters
    ----------
    results : AccountSurvival or sequence of one to four
        On the same weeks.
    ax : Axes, optional
        Where to draw; leave room under it for one line of numbers a result.
    title, footer : str, optional
        Instead of the finding; ``run.provenance.footer()``.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        For no results or more than four.
    """
    few = as_few(results)
    months = np.asarray(few[0].weeks, dtype=np.float64) / _WEEKS_PER_MONTH
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_account_survival(few),
            y_words="accounts of 100 still with us",
            x_words=f"{time_unit(months)} from today",
            notes=[mean_note(few[0].confidence)],
            footer=footer,
            below=(len(few) + 1) * _RISK_LINE + 8.0,
        )
        _draw(sheet.ax, few)
    return sheet.ax


def _draw(ax: Axes, few: Sequence[AccountSurvival]) -> None:
    looks = looks_of(few)
    for result, look in zip(few, looks, strict=True):
        x = time_axis(ax, np.asarray(result.weeks, dtype=np.float64) / _WEEKS_PER_MONTH)
        draw_precision(ax, x, 100 * result.low, 100 * result.high, look)
        draw_line(ax, x, 100 * result.share, look)
    ax.set_ylim(0, 103)
    ax.set_yticks(range(0, 101, 20))
    ends = [100 * last_known(result.share) for result in few]
    texts = [f"{name}: {of_100(end / 100)}" for name, end in zip(names_of(few), ends, strict=True)]
    label_ends(ax, end_labels(texts, ends, looks), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))
    _write_numbers_at_risk(ax, few, looks, per_year=_MONTHS_PER_YEAR * x[-1] / _months(few[0]))


def _months(result: AccountSurvival) -> float:
    return float(result.weeks[-1]) / _WEEKS_PER_MONTH


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


def finding_account_survival(results: Sequence[AccountSurvival]) -> str:
    """Return the title: how many of 100 accounts are left at the end.

    Arms whose intervals overlap are not ranked.
    """
    span = span_words(_months(results[0]))
    ranked = sorted(results, key=lambda result: -last_known(result.share))
    best, worst = ranked[0], ranked[-1]
    most, least = of_100(last_known(best.share)), of_100(last_known(worst.share))
    if len(results) == 1:
        name = names_of([best])[0]
        return sentence_case(f"{name}: {most} of 100 accounts are still there after {span}")
    if last_known(best.low) <= last_known(worst.high):
        count = f"about {most}" if most == least else f"{least} to {most}"
        return sentence_case(
            f"{count} of 100 accounts are still there after {span}: no clear difference"
        )
    names = names_of([best, worst])
    return f"Of 100 accounts {names[0]} still has {most} after {span}, {names[1]} {least}"
