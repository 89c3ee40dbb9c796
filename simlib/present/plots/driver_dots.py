"""How much of the spread of an advantage each input answers for: Sobol indices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.plots._rows import draw_precision_line, label_room, row_axes, write
from simlib.present.question_words import question_words
from simlib.present.sheet import lay_out, open_sheet
from simlib.present.style import BLUE, GREY, INK, MUTED, PAPER, slide_style
from simlib.present.words import sentence_case

if TYPE_CHECKING:
    from simlib.studies.drivers import Drivers, SobolMeasure
    from simlib.studies.sobol import SobolIndex


def drivers(
    result: Drivers,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
    measure: str | None = None,
) -> Axes:
    """Draw first-order and total Sobol indices, one row an input.

    Parameters
    ----------
    result : Drivers
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding, and of the result's own.
    measure : str, optional
        Which of the result's measures; the first by default.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        For a measure that the result does not hold, or has no indices of.
    """
    chosen = chosen_measure(result, measure)
    if not chosen.indices:
        raise ValueError(f"the inputs move {chosen.measure} no further than noise does")
    labels = [question_words(each.name).short for each in chosen.indices]
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_drivers(result, measure),
            y_words="share of the spread that the inputs cause, %",
            notes=[_note(result, chosen)],
            footer=footer or result.footer,
            left=label_room(labels),
        )
        _draw(sheet.ax, chosen, labels)
    return sheet.ax


def chosen_measure(result: Drivers, measure: str | None) -> SobolMeasure:
    """Return the indices of a measure, the first by default."""
    known = {each.measure: each for each in result.sobol}
    if measure is not None and measure not in known:
        raise ValueError(f"no indices of {measure!r}; known: {', '.join(known)}")
    return known[measure] if measure else result.sobol[0]


def _note(result: Drivers, chosen: SobolMeasure) -> str:
    label = chosen.measure_label[:1].lower() + chosen.measure_label[1:]
    return (
        f"The advantage of {result.tornado.other} over {result.tornado.reference}: {label}. "
        "Full: with all that the input does together with others; hollow: on its own. "
        f"Thin lines: 95 % interval ({result.points:,d} points of {len(chosen.indices)} inputs). "
        "Grey: the interval reaches zero, no effect can be told."
    )


def _draw(ax: Axes, chosen: SobolMeasure, labels: list[str]) -> None:
    limits = [
        limit
        for each in chosen.indices
        for one in (each.first, each.total)
        for limit in (one.low, one.high)
    ]
    low, high = min(0.0, *limits), max(limits)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{100 * x:.0f}"))
    row_axes(ax, labels, low=low, high=high + 0.2 * (high - low))
    ax.axvline(0.0, color=INK, linewidth=1.2, zorder=1)
    for row, each in enumerate(chosen.indices):
        _draw_index(ax, row, each)


def _draw_index(ax: Axes, row: int, each: SobolIndex) -> None:
    colour = BLUE if each.clear else GREY
    for shift, one, face in ((-0.14, each.total, colour), (0.2, each.first, PAPER)):
        draw_precision_line(ax, row + shift, one)
        ax.plot(
            *(one.mean, row + shift, "o"),
            markersize=9 if one is each.total else 7,
            markerfacecolor=face,
            markeredgecolor=colour,
            markeredgewidth=1.8,
            zorder=4,
        )
    text = f"{100 * each.total.mean:.0f}" if each.clear else "cannot tell"
    if each.clear and row == 0:
        text = f"{100 * each.total.mean:.0f}, alone {100 * each.first.mean:.0f}"
    write(
        ax,
        max(each.total.high, each.first.high),
        row,
        text,
        side="right",
        colour=INK if each.clear else MUTED,
    )


def finding_drivers(result: Drivers, measure: str | None = None) -> str:
    """Return the title: the input that answers for most of the spread, and the next."""
    chosen = chosen_measure(result, measure)
    clear = [each for each in chosen.indices if each.clear]
    if not clear:
        return (
            f"{chosen.measure_label}: {result.worlds} futures are too few to tell which input "
            "drives it"
        )
    names = [question_words(each.name).short for each in clear]
    after = f", {names[1]} in {_percent(clear[1])}" if len(clear) > 1 else ""
    return sentence_case(
        f"{names[0]} has a hand in {_percent(clear[0])} of the spread of the answer{after}"
    )


def _percent(each: SobolIndex) -> str:
    low, high = max(0.0, each.total.low), each.total.high
    return f"{100 * each.total.mean:.0f} % ({100 * low:.0f} to {100 * high:.0f})"
