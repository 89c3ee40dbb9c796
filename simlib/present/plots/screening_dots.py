"""Which of many inputs move an advantage beyond noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.plots._rows import draw_precision_line, label_room, row_axes
from simlib.present.question_words import question_words
from simlib.present.sheet import lay_out, open_sheet
from simlib.present.style import BLUE, GREY, VERMILLION, slide_style
from simlib.present.words import counted, sentence_case

if TYPE_CHECKING:
    from simlib.studies.screening import Screened, ScreenedMeasure, Screening


def screening(
    result: Screening,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
    most: int = 14,
) -> Axes:
    """Draw how far each input reaches, the furthest first, with what noise alone would show.

    Parameters
    ----------
    result : Screening
        Its first measure is drawn.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; the footer of the study it belongs to.
    most : int
        Inputs shown.

    Returns
    -------
    Axes
        With the chart.
    """
    chosen = result.measures[0]
    shown = chosen.inputs[:most]
    labels = [question_words(each.name).short for each in shown]
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_screening(result),
            y_words=f"mean effect of an input's whole range, {_unit_words(chosen)}",
            notes=[_note(result, len(chosen.inputs))],
            footer=footer,
            left=label_room(labels),
        )
        _draw(sheet.ax, shown, labels)
    return sheet.ax


def _unit_words(chosen: ScreenedMeasure) -> str:
    return {
        "money": "% of today's revenue",
        "chance": "futures of 100",
        "share": "percentage points",
    }.get(chosen.unit, "count")


def _note(result: Screening, inputs: int) -> str:
    return (
        f"Tried at {result.trajectories} random places each, up or down. Thin lines: 95 % interval "
        "over the places. Orange tick: what the noise of "
        f"{result.worlds} futures alone would show. Grey: not beyond it. {inputs} inputs in all."
    )


def _draw(ax: Axes, shown: tuple[Screened, ...], labels: list[str]) -> None:
    high = 1.04 * max(each.reach.high for each in shown)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{100 * x:.0f}"))
    row_axes(ax, labels, low=0.0, high=high)
    for row, each in enumerate(shown):
        draw_precision_line(ax, row, each.reach)
        colour = BLUE if each.clear else GREY
        ax.plot(each.reach.mean, row, "o", color=colour, markersize=9, zorder=4)
        ax.plot(
            [each.noise] * 2, [row - 0.32, row + 0.32], color=VERMILLION, linewidth=2.2, zorder=2
        )


def finding_screening(result: Screening) -> str:
    """Return the title: how many inputs move the advantage beyond noise, and which one most."""
    chosen = result.measures[0]
    clear = [each for each in chosen.inputs if each.clear]
    if not clear:
        return sentence_case(
            f"none of {len(chosen.inputs)} inputs moves the advantage of {result.other} "
            "beyond noise"
        )
    return sentence_case(
        f"{counted(len(clear), 'input')} of {len(chosen.inputs)} "
        f"{'moves' if len(clear) == 1 else 'move'} the advantage of {result.other} beyond noise, "
        f"{question_words(clear[0].name).short} most"
    )
