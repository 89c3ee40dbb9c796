"""How much prospecting: an outcome against calls, the weeks behind it, the best number of calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter
from numpy.typing import ArrayLike, NDArray

from simlib.analysis.precision import Interval
from simlib.inputs.errors import unknown_name
from simlib.present.charts.week import KEY_GAP
from simlib.present.draw.marks import (
    draw_line,
    draw_precision,
    end_labels,
    evidence_look,
    label_room,
    write_key,
)
from simlib.present.draw.sheet import On, paint, plain_axes
from simlib.present.draw.style import (
    BLUE,
    FONT,
    INK,
    RULE,
    TEXT_POINTS,
    VERMILLION,
    WEEK_COLOURS,
    Look,
    on_top_of,
    readable,
)
from simlib.present.draw.text import axes_points, label_ends, text_size
from simlib.present.words.dose import (
    DoseLine,
    Series,
    axis_floor,
    best_setting,
    best_words,
    condition_rows,
    family_hours,
    finding_best_dose,
    finding_dose,
    finding_dose_response,
    finding_weeks_by_dose,
    note_best_dose,
    note_dose,
    note_dose_response,
    note_weeks_by_dose,
    spread_of,
)
from simlib.present.words.inputs import evidence_words, point_words
from simlib.words import EVIDENCE_WORDS, money

if TYPE_CHECKING:
    from simlib.studies.dose.dose import DoseCurve, DoseWork, HowMuchProspecting, Optimum

Measure = Literal["revenue", "cash", "majors"]
MEASURES: dict[str, str] = {
    "revenue": "revenue in year {years}, % of today's",
    "cash": "futures of 100 that run out of cash in {years} years",
    "majors": "of the five largest accounts of today, % still customers after {years} years",
}
"""What can be drawn, and the words above its axis."""
_HEIGHT = 0.78
_AROUND_HOURS = 4.0
_LEFT = 40.0
_WORDS_POINTS = 112.0
_LEAST_SHOWN = 0.05
_APART = 0.19
_HALF = 0.13


def dose_response(
    result: HowMuchProspecting, *, measure: Measure = "revenue", **on: Unpack[On]
) -> Axes:
    """Draw a measure against protected calls a month."""
    lines = _lines(result, measure)
    return paint(
        on,
        title=finding_dose_response(result, measure),
        y_words=MEASURES[measure].format(years=result.years),
        x_words="protected calls a month and rep (not to scale)",
        notes=[note_dose_response(lines)],
        footer=result.footer,
        draw=lambda ax: _draw_dose_response(ax, lines),
    )


def _lines(result: HowMuchProspecting, measure: str) -> list[DoseLine]:
    if measure not in MEASURES:
        raise unknown_name("measure", measure, MEASURES)
    if measure == "majors":
        return [DoseLine(each.evidence, each.doses, each.kept, None) for each in result.work]
    if measure == "cash":
        return [DoseLine(c.evidence, c.doses, c.cash, c.cash_optimum) for c in result.main]
    return [DoseLine(c.evidence, c.doses, c.revenue, c.optimum) for c in result.main]


def _draw_dose_response(ax: Axes, lines: Sequence[DoseLine]) -> None:
    x = np.arange(len(lines[0].doses), dtype=float)
    ax.set_xlim(0, len(x) - 1)
    ax.set_xticks(x, [f"{dose:g}" for dose in lines[0].doses])
    top = max(100 * point.high for line in lines for point in line.points)
    ax.set_ylim(-0.1 * top, 1.15 * top)
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= 1.15 * top])
    for line in lines:
        look = evidence_look(line.evidence)
        mean, low, high = _in_percent(line.points)
        draw_precision(ax, x, low, high, look)
        draw_line(ax, x, mean, look)
        ax.plot(x, mean, "o", color=look.colour, markersize=6, zorder=4, clip_on=False)
        if line.optimum is not None:
            place = line.doses.index(line.optimum.dose)
            above = line is max(lines, key=lambda each: each.points[place].mean)
            edge = float((high if above else low)[place])
            _mark_dose_response(
                ax, line.optimum, (place, float(mean[place]), edge), look.colour, above=above
            )
    looks = [evidence_look(line.evidence) for line in lines]
    ends = [100 * line.points[-1].mean for line in lines]
    names = [evidence_words(line.evidence) for line in lines]
    label_ends(ax, end_labels(names, ends, looks), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))


def _in_percent(points: Sequence[Interval]) -> NDArray[np.float64]:
    return np.array([[100 * getattr(p, name) for p in points] for name in ("mean", "low", "high")])


def _mark_dose_response(
    ax: Axes, optimum: Optimum, at: tuple[int, float, float], colour: str, *, above: bool
) -> None:
    place, y, edge = at
    ax.plot(place, y, "o", color=colour, markersize=14, zorder=5, clip_on=False)
    ax.annotate(
        *(best_words(optimum), (place, edge), (0, 8 if above else -8)),
        textcoords="offset points",
        ha="left" if place == 0 else "center",
        va="bottom" if above else "top",
        fontsize=TEXT_POINTS,
        fontfamily=FONT,
        fontweight="bold",
        color=readable(colour),
        parse_math=False,
    )


def dose(
    xs: ArrayLike,
    values: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    *,
    lever: str = "calls a month",
    measure: str = "annual revenue after five years",
    shown: Callable[[float], str] = money,
    smaller_is_better: bool = False,
    **on: Unpack[On],
) -> Axes:
    """Draw an estimate and its precision at each setting of a lever.

    Parameters
    ----------
    xs : array of shape (n,)
        Settings of the lever, rising.
    values, low, high : array of shape (n,)
        Estimate and its interval.
    lever, measure : str
        The axes in words.
    shown : callable
        How a value is written.
    smaller_is_better : bool
        Whether the best is the lowest value.

    Raises
    ------
    ValueError
        If the arrays differ in length or hold fewer than two settings.
    """
    series = _checked(xs, values, low, high)
    finding = finding_dose(
        *series, lever=lever, measure=measure, shown=shown, smaller_is_better=smaller_is_better
    )
    return paint(
        on,
        title=finding,
        y_words=measure,
        x_words=lever,
        notes=[note_dose(series[2], series[3])],
        left=66.0,
        draw=lambda ax: _draw_dose(
            ax, series, best=best_setting(series[1], smaller_is_better), shown=shown
        ),
    )


def _checked(*arrays: ArrayLike) -> tuple[Series, Series, Series, Series]:
    xs, values, low, high = (np.asarray(array, dtype=np.float64) for array in arrays)
    if not xs.shape == values.shape == low.shape == high.shape or xs.ndim != 1 or xs.size < 2:
        raise ValueError("xs, values, low and high must be of one length, of at least two")
    return xs, values, low, high


def _draw_dose(
    ax: Axes, series: Sequence[Series], *, best: int, shown: Callable[[float], str]
) -> None:
    xs, values, low, high = series
    look = Look(BLUE)
    draw_precision(ax, xs, low, high, look)
    draw_line(ax, xs, values, look)
    ax.plot(xs, values, "o", color=look.colour, markersize=7, zorder=4, clip_on=False)
    ax.plot(xs[best], values[best], "o", color=VERMILLION, markersize=14, zorder=5, clip_on=False)
    ax.set_ylim(axis_floor(low, high), float(np.nanmax(high)) + 0.16 * spread_of(low, high))
    ax.set_xlim(float(xs[0]), float(xs[-1]) + 0.02 * float(xs[-1] - xs[0]))
    ax.set_xticks(xs, [f"{x:g}" for x in xs])
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))
    plain_axes(ax, x_end=float(xs[-1]))
    _mark_dose(
        ax, float(xs[best]), float(high[best]), f"best: {xs[best]:g} ({shown(values[best])})"
    )


def _mark_dose(ax: Axes, x: float, y: float, text: str) -> None:
    start, end = ax.get_xlim()
    place = (x - start) / (end - start)
    side = "left" if place < 0.2 else "right" if place > 0.8 else "center"
    ax.annotate(
        *(text, (x, y), (0, 5)),
        textcoords="offset points",
        ha=side,
        va="bottom",
        fontsize=TEXT_POINTS,
        fontfamily=FONT,
        fontweight="bold",
        color=INK,
        parse_math=False,
    )


def weeks_by_dose(
    result: HowMuchProspecting, *, evidence: str = "graded", **on: Unpack[On]
) -> Axes:
    """Draw hours a week and seat by family of work, one bar a number of calls."""
    work = _work_of(result, evidence)
    return paint(
        on,
        title=finding_weeks_by_dose(work),
        y_words=" ",
        x_words=f"hours of a rep's week, of {work.capacity:.0f} for customers",
        notes=[note_weeks_by_dose(work)],
        footer=result.footer,
        left=_LEFT,
        draw=lambda ax: _draw_weeks_by_dose(ax, work),
    )


def _work_of(result: HowMuchProspecting, evidence: str) -> DoseWork:
    """Return the weeks of one set of evidence; an unknown one is refused."""
    found = {work.evidence: work for work in result.work}
    if evidence not in found:
        raise unknown_name("set of evidence", evidence, found)
    return found[evidence]


def _draw_weeks_by_dose(ax: Axes, work: DoseWork) -> None:
    rows = np.arange(len(work.doses), dtype=float)
    hours = family_hours(work)
    width = axes_points(ax)[0]
    ax.set_xlim(0, work.capacity * width / (width - _WORDS_POINTS))
    ax.set_ylim(len(rows) - 0.4, -0.6)
    start = np.zeros(len(rows))
    for name, amounts in hours.items():
        ax.barh(rows, amounts, left=start, height=_HEIGHT, color=WEEK_COLOURS[name], linewidth=0)
        _write_hours(ax, rows, start, amounts, WEEK_COLOURS[name])
        start = start + amounts
    for row, undone in zip(rows, work.undone, strict=True):
        _write_weeks_by_dose(ax, work.capacity + 0.3, row, f"{undone.mean:.1f} undone", INK, "left")
    ax.set_yticks(rows, [f"{dose:g}" for dose in work.doses])
    ax.set_xticks(range(0, int(work.capacity) + 1, 4))
    plain_axes(ax, x_end=work.capacity, grid=False)
    named = [(name, ink) for name, ink in WEEK_COLOURS.items() if hours[name].max() > _LEAST_SHOWN]
    write_key(ax, named, start=-_LEFT, gap=KEY_GAP)


def _write_hours(
    ax: Axes, rows: np.ndarray, start: np.ndarray, amounts: np.ndarray, colour: str
) -> None:
    per_hour = axes_points(ax)[0] / ax.get_xlim()[1]
    for row, begin, amount in zip(rows, start, amounts, strict=True):
        text = f"{amount:.1f}"
        if text_size(text, TEXT_POINTS - 1)[0] + _AROUND_HOURS <= amount * per_hour:
            _write_weeks_by_dose(ax, begin + amount / 2, row, text, on_top_of(colour), "center")


def _write_weeks_by_dose(ax: Axes, x: float, y: float, text: str, ink: str, side: str) -> None:
    ax.text(
        *(x, y, text),
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=ink,
        ha=side,
        va="center",
        parse_math=False,
    )


def best_dose(result: HowMuchProspecting, **on: Unpack[On]) -> Axes:
    """Draw where more calls stop being better, one row a condition."""
    rows = condition_rows(result)
    names = list(rows)
    return paint(
        on,
        title=finding_best_dose(result),
        y_words=" ",
        x_words="protected calls a month and rep (not to scale)",
        notes=[note_best_dose(result)],
        footer=result.footer,
        left=label_room(names),
        draw=lambda ax: _draw_best_dose(ax, rows),
    )


def _draw_best_dose(ax: Axes, rows: dict[str, list[DoseCurve]]) -> None:
    doses = next(iter(rows.values()))[0].doses
    right = len(doses) + 7.2
    ax.set_xlim(-0.4, right)
    ax.set_ylim(len(rows) - 0.45, -0.95)
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set_xticks(range(len(doses)), [f"{dose:g}" for dose in doses])
    plain_axes(ax, x_end=len(doses) - 0.6, grid=False)
    ax.vlines(range(len(doses)), len(rows) - 0.5, -0.5, colors=RULE, linewidth=0.8, zorder=0.5)
    places = {name: len(doses) - 0.3 + 4.2 * n for n, name in enumerate(EVIDENCE_WORDS)}
    for name, x in places.items():
        _write_best_dose(ax, x, -0.8, evidence_words(name), evidence_look(name).colour)
    for row, curves in enumerate(rows.values()):
        for curve in curves:
            _draw_range(ax, row + _shift(curve), curve, doses)
            _write_best_dose(
                ax, places[curve.evidence], row, _gain(curve), evidence_look(curve.evidence).colour
            )


def _shift(curve: DoseCurve) -> float:
    return _APART * (2 * list(EVIDENCE_WORDS).index(curve.evidence) - 1)


def _draw_range(ax: Axes, y: float, curve: DoseCurve, doses: Sequence[float]) -> None:
    colour = evidence_look(curve.evidence).colour
    for dose in curve.optimum.as_good:
        ax.add_patch(
            Rectangle(
                (doses.index(dose) - 0.5, y - _HALF),
                *(1.0, 2 * _HALF),
                facecolor="none",
                edgecolor=colour,
                hatch="////",
                linewidth=0.0,
                zorder=2,
            )
        )
    ax.plot(doses.index(curve.optimum.dose), y, "o", color=colour, markersize=11, zorder=3)


def _gain(curve: DoseCurve) -> str:
    gain = curve.optimum.over_none
    if gain is None:
        return "none is best"
    return point_words(gain)


def _write_best_dose(ax: Axes, x: float, y: float, text: str, colour: str) -> None:
    ax.text(
        *(x, y, text),
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=readable(colour),
        va="center",
        ha="left",
        parse_math=False,
    )
