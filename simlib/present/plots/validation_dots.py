"""The ledgers beside the model: what was seen as dots, what the model says as bars."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from simlib.present.labels import axes_points
from simlib.present.lettering import text_size
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import FONT, GREY, INK, MUTED, SKY, TEXT_POINTS, VERMILLION, slide_style
from simlib.present.words import listed, percent

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.validation.validate import Validation
    from simlib.studies.validation.yardsticks import Yardstick

SHORT = {
    "stayed": "accounts that stay a year",
    "largest": "largest account lost in a year",
    "gross": "revenue kept (GRR)",
    "net": "revenue kept with growth (NRR)",
    "replaced": "new over lost revenue",
    "owner": "accounts gone with their owner",
    "new_1": "new accounts that stay a year",
    "new_2": "new accounts that stay two years",
}
"""The measures of `simlib.studies.validation.yardsticks` in the words of a chart."""
_ROW_POINTS = 12.5
_MOST_PERCENT = 160.0


def validation(
    result: Validation,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw every yardstick: the ledger's dot with its interval, the model's range behind it.

    Parameters
    ----------
    result : Validation
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; the result's own footer by default.

    Returns
    -------
    Axes
        With the chart.
    """
    widest = max(text_size(SHORT[each.measure], _ROW_POINTS)[0] for each in result.yardsticks)
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_validation(result),
            x_words="per cent",
            notes=[
                "Dot: seen in the ledger, line: its 95 % interval; a diamond where the mean of "
                "the model lies outside it, grey where the interval is too wide to judge. Bar: 8 "
                "of 10 futures of the model, with their mean."
            ],
            footer=footer or result.footer,
            left=widest + 16.0,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _draw(ax: Axes, result: Validation) -> None:
    y = 0.0
    for label, rows in groupby(result.yardsticks, key=lambda each: each.ledger_label):
        _write(ax, y, f"{label[:1].upper()}{label[1:]}", bold=True)
        for row in rows:
            y -= 1.0
            _write(ax, y, SHORT[row.measure])
            _row(ax, y, row)
        y -= 1.35
    most = max(max(100 * row.seen.high, 100 * row.high) for row in result.yardsticks)
    ax.set_xlim(0, min(_MOST_PERCENT, max(100.0, 1.02 * most)))
    ax.set_ylim(y + 0.6, 0.6)
    ax.set_yticks([])
    plain_axes(ax, grid=False)
    ax.vlines(range(0, int(ax.get_xlim()[1]) + 1, 20), *ax.get_ylim(), colors="#ECECEC", zorder=0)


def _write(ax: Axes, y: float, text: str, *, bold: bool = False) -> None:
    width = axes_points(ax)[0]
    gap = 10.0 / width
    ax.text(
        *(-gap, y, text),
        transform=ax.get_yaxis_transform(),
        ha="right",
        va="center",
        fontsize=_ROW_POINTS,
        fontfamily=FONT,
        fontweight="bold" if bold else "normal",
        color=INK,
        gid="row",
    )


def _row(ax: Axes, y: float, row: Yardstick) -> None:
    low, high, mean = 100 * row.low, 100 * row.high, 100 * row.model.mean
    ax.barh(y, max(high - low, 0.4), left=low, height=0.62, color=SKY, alpha=0.55, zorder=2)
    ax.vlines(mean, y - 0.31, y + 0.31, colors=INK, linewidth=2.0, zorder=3)
    colour = MUTED if row.inside else VERMILLION
    if not row.tells:
        colour = GREY
    ends = (100 * row.seen.low, min(100 * row.seen.high, _MOST_PERCENT))
    ax.hlines(y, *ends, colors=colour, linewidth=2.0, zorder=4)
    ax.plot(
        *(100 * row.seen.mean, y, "D" if row.tells and not row.inside else "o"),
        color=colour if row.tells else "white",
        markeredgecolor=colour,
        markersize=0.5 * TEXT_POINTS,
        zorder=5,
    )


def finding_validation(result: Validation) -> str:
    """Return the title: on how many yardsticks the model holds, and where it is furthest off."""
    inside, judged = len(result.inside), len(result.telling)
    said = f"The model is inside the ledgers' intervals on {inside} of {judged} yardsticks"
    if not result.outside:
        return said
    return f"{said}; it is furthest off on {listed(_furthest(result))}"


def _furthest(result: Validation, count: int = 2) -> list[str]:
    """Return the measures on which the model misses by most, in the words of a chart."""
    miss: dict[str, float] = {}
    for row in result.outside:
        distance = abs(row.model.mean - row.seen.mean)
        miss[row.measure] = max(miss.get(row.measure, 0.0), distance)
    ranked = sorted(miss, key=lambda measure: -miss[measure])
    return [SHORT[measure] for measure in ranked[:count]]


def share_words(found: Interval) -> str:
    """Return "56 % (46 to 67)"."""
    return f"{percent(found.mean)} ({100 * found.low:.0f} to {100 * found.high:.0f})"
