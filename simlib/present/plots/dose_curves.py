"""What each number of calls brings, under both sets of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simlib.analysis.precision import Interval
from simlib.inputs.errors import unknown_name
from simlib.present.labels import label_ends
from simlib.present.plots._evidence import evidence_look, evidence_words
from simlib.present.plots._lines import draw_line, draw_precision, end_labels
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import FONT, TEXT_POINTS, readable, slide_style
from simlib.present.words import counted, listed, of_100, sentence_case

if TYPE_CHECKING:
    from simlib.studies.dose import HowMuchProspecting
    from simlib.studies.optimum import Optimum

Measure = Literal["revenue", "cash", "majors"]
MEASURES: dict[str, str] = {
    "revenue": "revenue in year {years}, % of today's",
    "cash": "futures of 100 that run out of cash in {years} years",
    "majors": "of the five largest accounts of today, % still customers after {years} years",
}
"""What can be drawn, and the words above its axis."""


@dataclass(frozen=True)
class _Line:
    evidence: str
    doses: tuple[float, ...]
    points: tuple[Interval, ...]
    optimum: Optimum | None


def dose_response(
    result: HowMuchProspecting,
    *,
    measure: Measure = "revenue",
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw a measure against protected calls a month.

    Parameters
    ----------
    result : HowMuchProspecting
    measure : {"revenue", "cash", "majors"}
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; instead of the result's own.

    Returns
    -------
    Axes
        With the chart.
    """
    lines = _lines(result, measure)
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_dose_response(result, measure),
            y_words=MEASURES[measure].format(years=result.years),
            x_words="protected calls a month and rep (not to scale)",
            notes=[_note(lines)],
            footer=footer or result.footer,
        )
        _draw(sheet.ax, lines)
    return sheet.ax


def _lines(result: HowMuchProspecting, measure: str) -> list[_Line]:
    if measure not in MEASURES:
        raise unknown_name("measure", measure, MEASURES)
    if measure == "majors":
        return [_Line(each.evidence, each.doses, each.kept, None) for each in result.work]
    if measure == "cash":
        return [_Line(c.evidence, c.doses, c.cash, c.cash_optimum) for c in result.main]
    return [_Line(c.evidence, c.doses, c.revenue, c.optimum) for c in result.main]


def _note(lines: Sequence[_Line]) -> str:
    text = "Hatched: precision of the simulation (95 % interval between futures)."
    if lines[0].optimum is None:
        return f"{text} A firm that has closed has kept no account."
    return (
        f"{text} Large dot: best, chosen in other futures than those drawn. In brackets: what the "
        "simulation cannot tell from it (paired tests, Holm)."
    )


def _draw(ax: Axes, lines: Sequence[_Line]) -> None:
    x = np.arange(len(lines[0].doses), dtype=float)
    ax.set_xlim(0, len(x) - 1)
    ax.set_xticks(x, [f"{dose:g}" for dose in lines[0].doses])
    top = max(100 * point.high for line in lines for point in line.points)
    ax.set_ylim(-0.1 * top, 1.15 * top)
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= 1.15 * top])
    for line in lines:
        look = evidence_look(line.evidence)
        mean, low, high = _percent(line.points)
        draw_precision(ax, x, low, high, look)
        draw_line(ax, x, mean, look)
        ax.plot(x, mean, "o", color=look.colour, markersize=6, zorder=4, clip_on=False)
        if line.optimum is not None:
            place = line.doses.index(line.optimum.dose)
            above = line is max(lines, key=lambda each: each.points[place].mean)
            edge = float((high if above else low)[place])
            _mark(ax, line.optimum, (place, float(mean[place]), edge), look.colour, above=above)
    looks = [evidence_look(line.evidence) for line in lines]
    ends = [100 * line.points[-1].mean for line in lines]
    names = [evidence_words(line.evidence) for line in lines]
    label_ends(ax, end_labels(names, ends, looks), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))


def _percent(points: Sequence[Interval]) -> NDArray[np.float64]:
    return np.array([[100 * getattr(p, name) for p in points] for name in ("mean", "low", "high")])


def _mark(
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


def best_words(optimum: Optimum) -> str:
    """Return "best: 6 (6 to 8)", or "best: 2" where no other is as good."""
    alone = optimum.lowest == optimum.highest
    return f"best: {optimum.dose:g}" + ("" if alone else f" ({range_words(optimum)})")


def range_words(optimum: Optimum) -> str:
    """Return the doses that may be the best: "6", "6 to 8"."""
    if optimum.lowest == optimum.highest:
        return f"{optimum.dose:g}"
    return f"{optimum.lowest:g} to {optimum.highest:g}"


def finding_dose_response(result: HowMuchProspecting, measure: str) -> str:
    """Return the title: where more stops being better, or that it never starts."""
    if measure == "majors":
        return _finding_majors(result)
    if measure == "cash":
        return _finding_cash(result)
    parts = [
        f"{_best_or_none(curve.optimum)} by {evidence_words(curve.evidence)}"
        for curve in result.main
    ]
    if all(curve.optimum.interior for curve in result.main):
        return f"More calls help up to a point: best are {listed(parts)}"
    return sentence_case(f"calls a month that bring most revenue: {listed(parts)}")


def _best_or_none(optimum: Optimum) -> str:
    if optimum.none_may_be_best:
        return "none for all we can tell"
    words = range_words(optimum).replace(" to ", " or " if len(optimum.as_good) == 2 else " to ")
    return f"{words} a month"


def _finding_cash(result: HowMuchProspecting) -> str:
    parts = []
    for curve in result.main:
        best = curve.cash[curve.doses.index(curve.cash_optimum.dose)]
        none, words = curve.cash[0], evidence_words(curve.evidence)
        if curve.cash_optimum.none_may_be_best:
            parts.append(f"no clear change by {words}")
        else:
            parts.append(
                f"from {of_100(none.mean)} to {of_100(best.mean)} of 100 by {words} "
                f"({curve.cash_optimum.dose:g} calls)"
            )
    return sentence_case(f"calls against running out of cash: {listed(parts)}")


def _finding_majors(result: HowMuchProspecting) -> str:
    parts = []
    for work in result.work:
        none, last = work.kept[0], work.kept[-1]
        place = int(np.argmax([point.mean for point in work.kept]))
        best = work.kept[place]
        told = [f"{100 * none.mean:.0f} without calls"]
        if best.low > none.high:
            told.append(f"{100 * best.mean:.0f} with {work.doses[place]:g}")
        if last.high < none.low:
            told.append(f"{100 * last.mean:.0f} with {work.doses[-1]:g}")
        words = listed(told) if len(told) > 1 else f"about {100 * none.mean:.0f} whatever the calls"
        parts.append(f"{words} by {evidence_words(work.evidence)}")
    return f"Of 100 major accounts kept after {counted(result.years, 'year')}: {'; '.join(parts)}"
