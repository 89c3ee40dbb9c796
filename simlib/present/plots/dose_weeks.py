"""The rep's week at every number of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.inputs.errors import unknown_name
from simlib.present.labels import axes_points
from simlib.present.lettering import text_size
from simlib.present.plots._evidence import evidence_words
from simlib.present.plots.week_bars import COLOURS, FAMILIES, write_key
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import FONT, INK, TEXT_POINTS, on_top_of, slide_style
from simlib.present.words import sentence_case

if TYPE_CHECKING:
    from simlib.studies.dose import DoseWork, HowMuchProspecting

_HEIGHT = 0.78
_AROUND_HOURS = 4.0
_LEFT = 40.0
_WORDS_POINTS = 112.0
_LEAST_SHOWN = 0.05


def weeks_by_dose(
    result: HowMuchProspecting,
    *,
    evidence: str = "graded",
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw hours a week and seat by family of work, one bar a number of calls.

    Parameters
    ----------
    result : HowMuchProspecting
    evidence : {"graded", "folklore"}
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; instead of the result's own.

    Returns
    -------
    Axes
        With the chart.
    """
    work = work_of(result, evidence)
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_weeks_by_dose(work),
            y_words=" ",
            x_words=f"hours of a rep's week, of {work.capacity:.0f} for customers",
            notes=[_note(work)],
            footer=footer or result.footer,
            left=_LEFT,
        )
        _draw(sheet.ax, work)
    return sheet.ax


def work_of(result: HowMuchProspecting, evidence: str) -> DoseWork:
    """Return the weeks of one set of evidence; an unknown one is refused."""
    found = {work.evidence: work for work in result.work}
    if evidence not in found:
        raise unknown_name("set of evidence", evidence, found)
    return found[evidence]


def family_hours(work: DoseWork) -> dict[str, np.ndarray]:
    """Return hours a week by family, each shape (doses,); they fill the week."""
    column = {kind: work.hours[:, place] for place, kind in enumerate(work.kinds)}
    hours = {
        name: np.sum([column[kind] for kind in kinds], axis=0) for name, kinds in FAMILIES.items()
    }
    return {**hours, "idle": column["idle"], "empty chair": column["vacant"]}


def _note(work: DoseWork) -> str:
    return (
        f"Rows: protected calls a month and rep, by {evidence_words(work.evidence)}. Right: hours "
        f"of work that came and were never done. Mean of {work.worlds:,d} futures, each block "
        f"within ± {work.half_width:.2g} hours."
    )


def _draw(ax: Axes, work: DoseWork) -> None:
    rows = np.arange(len(work.doses), dtype=float)
    hours = family_hours(work)
    width = axes_points(ax)[0]
    ax.set_xlim(0, work.capacity * width / (width - _WORDS_POINTS))
    ax.set_ylim(len(rows) - 0.4, -0.6)
    start = np.zeros(len(rows))
    for name, amounts in hours.items():
        ax.barh(rows, amounts, left=start, height=_HEIGHT, color=COLOURS[name], linewidth=0)
        _write_hours(ax, rows, start, amounts, COLOURS[name])
        start = start + amounts
    for row, undone in zip(rows, work.undone, strict=True):
        _write(ax, work.capacity + 0.3, row, f"{undone.mean:.1f} undone", INK, "left")
    ax.set_yticks(rows, [f"{dose:g}" for dose in work.doses])
    ax.set_xticks(range(0, int(work.capacity) + 1, 4))
    plain_axes(ax, x_end=work.capacity, grid=False)
    shown = [name for name in COLOURS if hours[name].max() > _LEAST_SHOWN]
    write_key(ax, shown, start=-_LEFT)


def _write_hours(
    ax: Axes, rows: np.ndarray, start: np.ndarray, amounts: np.ndarray, colour: str
) -> None:
    per_hour = axes_points(ax)[0] / ax.get_xlim()[1]
    for row, begin, amount in zip(rows, start, amounts, strict=True):
        text = f"{amount:.1f}"
        if text_size(text, TEXT_POINTS - 1)[0] + _AROUND_HOURS <= amount * per_hour:
            _write(ax, begin + amount / 2, row, text, on_top_of(colour), "center")


def _write(ax: Axes, x: float, y: float, text: str, ink: str, side: str) -> None:
    ax.text(
        *(x, y, text),
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=ink,
        ha=side,
        va="center",
        parse_math=False,
    )


def finding_weeks_by_dose(work: DoseWork) -> str:
    """Return the title: what the calls take, and what they leave undone."""
    hours = family_hours(work)
    prospecting, idle = hours["prospecting"], hours["idle"]
    text = (
        f"prospecting takes {prospecting[1]:.1f} hours a week at {work.doses[1]:g} a month and "
        f"{prospecting[-1]:.1f} at {work.doses[-1]:g}; idle time falls from {idle[0]:.0f} to "
        f"{idle.min():.0f} hours"
    )
    if work.undone[-1].low > work.undone[0].high:
        text += f" and work undone grows to {max(each.mean for each in work.undone):.1f}"
    return sentence_case(text)
