"""The best number of calls under different conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from simlib.present.plots._evidence import evidence_look, evidence_words, point_words
from simlib.present.plots._rows import label_room
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import FONT, RULE, TEXT_POINTS, readable, slide_style
from simlib.present.words import EVIDENCE_WORDS, between, listed, sentence_case

if TYPE_CHECKING:
    from simlib.studies.dose import DoseCurve, HowMuchProspecting

_CONDITION_WORDS = {
    ("book", "supplier"): "the supplier: 4 reps, 40 targets",
    ("book", "hms_associates"): "1 rep, 16 accounts",
    ("book", "dealer"): "15 reps, 150 accounts",
    ("targets", "20"): "20 targets a rep",
    ("targets", "40"): "40 targets a rep",
    ("targets", "100"): "100 targets a rep",
    ("largest", "5"): "largest account cut to 5 %",
    ("largest", "25"): "largest account cut to 25 %",
}
_ORDER = ("targets", "largest", "book", "against")
_APART = 0.19
_HALF = 0.13


def best_dose(
    result: HowMuchProspecting,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw where more calls stop being better, one row a condition.

    Parameters
    ----------
    result : HowMuchProspecting
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; instead of the result's own.

    Returns
    -------
    Axes
        With the chart.
    """
    rows = condition_rows(result)
    names = list(rows)
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_best_dose(result),
            y_words=" ",
            x_words="protected calls a month and rep (not to scale)",
            notes=[
                "Dot: best for revenue in year "
                f"{result.years}, chosen in other futures. Hatched: doses that the simulation "
                "cannot tell from it (paired tests, Holm). Points of today's revenue with 95 % "
                "interval. Another account is the largest, with 16 %, where it is cut to 5 %."
            ],
            footer=footer or result.footer,
            left=label_room(names),
        )
        _draw(sheet.ax, rows)
    return sheet.ax


def condition_rows(result: HowMuchProspecting) -> dict[str, list[DoseCurve]]:
    """Return the curves by the words of their condition, the standard book first."""
    rows: dict[str, list[DoseCurve]] = {}
    ordered = sorted(result.conditions, key=lambda curve: _ORDER.index(curve.group))
    for curve in (*result.main, *ordered):
        words = _CONDITION_WORDS.get((curve.group, curve.label), curve.label)
        rows.setdefault(words, []).append(curve)
    return rows


def _draw(ax: Axes, rows: dict[str, list[DoseCurve]]) -> None:
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
        _write(ax, x, -0.8, evidence_words(name), evidence_look(name).colour)
    for row, curves in enumerate(rows.values()):
        for curve in curves:
            _draw_range(ax, row + _shift(curve), curve, doses)
            _write(
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


def _write(ax: Axes, x: float, y: float, text: str, colour: str) -> None:
    ax.text(
        *(x, y, text),
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=readable(colour),
        va="center",
        ha="left",
        parse_math=False,
    )


def finding_best_dose(result: HowMuchProspecting) -> str:
    """Return the title: between which numbers of calls the best lies, and where it is none."""
    rows = condition_rows(result)
    parts = []
    for name in dict.fromkeys(curve.evidence for curve in result.main):
        best = [
            curve.optimum.dose
            for curves in rows.values()
            for curve in curves
            if curve.evidence == name and not curve.optimum.none_may_be_best
        ]
        told = f"{between(min(best), max(best))} a month" if best else "none"
        parts.append(f"{told} by {evidence_words(name)}")
    none = [
        words for words, curves in rows.items() if any(c.optimum.none_may_be_best for c in curves)
    ]
    text = f"best are {listed(parts)}"
    if none:
        text += f"; none, for all we can tell, with {listed(none)}"
    return sentence_case(text)
