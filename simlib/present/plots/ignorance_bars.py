"""A headline at the central inputs, and how far the inputs may carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.headline import inputs_band, inputs_value
from simlib.present.lettering import drawable
from simlib.present.plots._lines import looks_of, names_of
from simlib.present.plots._rows import INPUT_BAND, draw_precision_line, label_room, row_axes, write
from simlib.present.sheet import lay_out, open_sheet
from simlib.present.style import slide_style
from simlib.present.words import of_100, sentence_case

if TYPE_CHECKING:
    from simlib.studies.headline import UnderIgnorance


def under_ignorance(
    result: UnderIgnorance,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw a chance for each diary with the band of the inputs.

    Parameters
    ----------
    result : UnderIgnorance
        Of a chance, or of an amount of money or accounts.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding, and of the result's own.

    Returns
    -------
    Axes
        With the chart.
    """
    labels = names_of(result.arms)
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_under_ignorance(result),
            x_words=_x_words(result),
            notes=[_note(result)],
            footer=footer or result.footer,
            left=label_room(labels),
        )
        _draw(sheet.ax, result, labels)
    return sheet.ax


def _note(result: UnderIgnorance) -> str:
    return (
        f"Dot: at the central inputs. Thin line: 95 % interval of the simulation. Grey: 90 of 100 "
        f"of {result.draw_count} draws of the inputs from their ranges."
    )


def _x_words(result: UnderIgnorance) -> str:
    label = drawable(result.measure_label.lower())
    if result.unit == "chance":
        return f"futures of 100: {label}"
    return f"{label}, {result.currency}" if result.unit == "money" and result.currency else label


def _draw(ax: Axes, result: UnderIgnorance, labels: list[str]) -> None:
    chance = result.unit == "chance"
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda x, _: f"{100 * x:.0f}" if chance else inputs_value(result, x))
    )
    end = 1.0 if chance else 1.25 * max(arm.high for arm in result.arms)
    row_axes(ax, labels, low=0.0, high=end)
    for row, (arm, look) in enumerate(zip(result.arms, looks_of(result.arms), strict=True)):
        ax.plot([arm.low, arm.high], [row, row], **INPUT_BAND, zorder=2)
        draw_precision_line(ax, row, arm.central)
        ax.plot(arm.central.mean, row, "o", color=look.colour, markersize=11, zorder=4)
        text = f"{inputs_value(result, arm.central.mean)} (inputs: {inputs_band(result, arm)})"
        ax.annotate(
            *(text, (arm.central.mean, row), (0, 14)),
            textcoords="offset points",
            ha="center" if arm.central.mean > 0.15 * end else "left",
            va="bottom",
            fontsize=14,
            parse_math=False,
        )
        if row and arm.better is not None and arm.high < 0.68 * end:
            write(ax, arm.high, row, _better(result, row), side="right")


def _better(result: UnderIgnorance, row: int) -> str:
    better = result.arms[row].better
    assert better is not None
    return f"beats {result.arms[0].label} in {of_100(better.mean)} of 100 draws"


def finding_under_ignorance(result: UnderIgnorance) -> str:
    """Return the title: the best diary, its band, and in how many draws it beats the reference."""
    sign = -1 if result.smaller_is_better else 1
    place = max(range(len(result.arms)), key=lambda arm: sign * result.arms[arm].central.mean)
    best = result.arms[place]
    of_futures = " futures of 100" if result.unit == "chance" else ""
    found = (
        f"{best.label}: {inputs_value(result, best.central.mean)}{of_futures} at the central "
        f"inputs, {inputs_band(result, best)} over what the inputs may be"
    )
    if place and best.better is not None:
        low, high = 100 * best.better.low, 100 * best.better.high
        found += (
            f"; better than {result.arms[0].label} in {of_100(best.better.mean)} "
            f"({low:.0f} to {high:.0f}) of 100 draws"
        )
    return sentence_case(found)
