"""Which diary is best as the value of an hour varies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.labels import label_ends
from simlib.present.plots._lines import draw_line, draw_precision, end_labels, looks_of, names_of
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import FONT, INK, MUTED, TEXT_POINTS, slide_style
from simlib.present.words import money, of_100, sentence_case

if TYPE_CHECKING:
    from simlib.studies.acceptability import Acceptability, BestShare

Over = Literal["inputs", "futures"]
_CASES = {
    "inputs": "of 100 ways the inputs may be, those in which a diary is best on average",
    "futures": "of 100 single futures, those in which a diary turns out best",
}


@dataclass(frozen=True)
class _Named:
    label: str


def acceptability(
    result: Acceptability,
    *,
    over: Over = "inputs",
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw how often each diary brings the highest net benefit.

    Parameters
    ----------
    result : Acceptability
        From `simlib.studies.acceptability.acceptability`, of at most four diaries.
    over : {"inputs", "futures"}
        How sure we are which is best on average, or how often it turns out best in a future.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; instead of the result's own.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        For more than four diaries.
    """
    sheet = open_sheet(ax)
    chosen = _chosen(result, over)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_acceptability(result, over),
            y_words=_CASES[over],
            x_words=f"what an hour of selling is worth, {result.currency}".rstrip(", "),
            notes=[_note(chosen, over)],
            footer=footer or result.footer,
        )
        _draw(sheet.ax, result, chosen)
    return sheet.ax


def _note(chosen: BestShare, over: Over) -> str:
    what = "draws of the inputs" if over == "inputs" else "simulated futures"
    return (
        "Best: the highest contribution less the hours that a diary chooses (calls and what "
        f"follows, conversations, gestures). Hatched: 95 % interval from {chosen.count:,d} {what}."
    )


def _draw(ax: Axes, result: Acceptability, chosen: BestShare) -> None:
    named = [_Named(label) for label in result.labels]
    looks, x = looks_of(named), result.values
    for k, look in enumerate(looks):
        draw_precision(ax, x, 100 * chosen.low[k], 100 * chosen.high[k], look)
        draw_line(ax, x, 100 * chosen.share[k], look)
    ax.set_ylim(0, 103)
    ax.set_yticks(range(0, 101, 20))
    ax.set_xlim(float(x[0]), float(x[-1]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ticks = [tick for tick in ax.get_xticks() if x[0] <= tick <= x[-1]]
    ends = [100 * float(share[-1]) for share in chosen.share]
    texts = [
        f"{name}: {of_100(float(share[-1]))}"
        for name, share in zip(names_of(named), chosen.share, strict=True)
    ]
    label_ends(ax, end_labels(texts, ends, looks), x_end=float(x[-1]))
    ax.set_xticks(ticks)
    plain_axes(ax, x_end=float(x[-1]))
    _cost(ax, result)


def _cost(ax: Axes, result: Acceptability) -> None:
    ax.axvline(result.hour_cost, color=MUTED, linewidth=1.2, zorder=1)
    ax.annotate(
        *(f"an hour costs {money(result.hour_cost)}", (result.hour_cost, 101), (6, 0)),
        textcoords="offset points",
        ha="left",
        va="top",
        fontsize=TEXT_POINTS - 1,
        fontfamily=FONT,
        color=INK,
        parse_math=False,
    )


def _chosen(result: Acceptability, over: Over) -> BestShare:
    return result.over_inputs if over == "inputs" else result.over_futures


def finding_acceptability(result: Acceptability, over: Over = "inputs") -> str:
    """Return the title: who is best where an hour is worth what it costs."""
    chosen = _chosen(result, over)
    at = int(abs(result.values - result.hour_cost).argmin())
    order = sorted(range(len(result.labels)), key=lambda k: -float(chosen.share[k, at]))
    best, second = order[0], order[1]
    names = names_of([_Named(label) for label in result.labels])
    where = f"at {money(result.hour_cost, result.currency)} an hour"
    what = "ways the inputs may be" if over == "inputs" else "single futures"
    how = f"{of_100(float(chosen.share[best, at]))} of 100 {what}"
    if float(chosen.low[best, at]) <= float(chosen.high[second, at]):
        return sentence_case(
            f"{where} {names[best]} and {names[second]} cannot be told apart: best in {how}, "
            f"and in {of_100(float(chosen.share[second, at]))}"
        )
    is_best = "is best on average" if over == "inputs" else "turns out best"
    return sentence_case(
        f"{where} {names[best]} {is_best} in {how}, {names[second]} in "
        f"{of_100(float(chosen.share[second, at]))}"
    )
