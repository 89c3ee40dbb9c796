"""Where the side that mostly loses wins: draws of the inputs, and the corner that tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from simlib.inputs.ranges import uncertain_input
from simlib.present.plots._rows import write
from simlib.present.question_words import condition_words, plain_value, question_words
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import GREY, MUTED, looks_for, readable, slide_style
from simlib.present.words import listed, of_100, sentence_case

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.flip import FlipLimit, Flipped


def flip(
    result: Flipped,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw fresh draws of the inputs, who wins each, and the corner where the underdog does.

    Parameters
    ----------
    result : Flipped
        With at least one limit.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding, and of the result's own.

    Returns
    -------
    Axes
        With the chart: the first two limited inputs, or the only one against chance.

    Raises
    ------
    ValueError
        Where no input tells who wins: there is nothing to draw.
    """
    if not result.limits:
        raise ValueError("no input tells who wins: there is no corner to draw")
    across, up = result.limits[0], result.limits[1] if len(result.limits) > 1 else None
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_flip(result),
            y_words=question_words(up.name).short if up else "each row one case",
            x_words=question_words(across.name).short,
            notes=[_note(result)],
            footer=footer or result.footer,
            left=66.0,
        )
        _draw(sheet.ax, result, across, up)
    return sheet.ax


def _note(result: Flipped) -> str:
    kept = f" The box also asks that {_further(result)}." if len(result.limits) > 2 else ""
    return (
        f"Each mark is one case: one way all inputs may be ({result.check_draws} fresh draws, "
        f"{result.check_worlds} futures each), decided by {result.measure_label.lower()}. Box: "
        f"found in {result.draws} other draws; wins inside counted in {result.check_draws} more "
        f"there.{kept}"
    )


def _further(result: Flipped) -> str:
    return listed([condition_words(one.name, one.low, one.high) for one in result.limits[2:]])


def _draw(ax: Axes, result: Flipped, across: FlipLimit, up: FlipLimit | None) -> None:
    won = result.won > 0
    xs = result.points[:, 0]
    ys = result.points[:, 1] if up else np.linspace(0.02, 0.98, len(xs))
    names = [result.winner, result.underdog]
    _set_axis(ax, across, "x")
    if up:
        _set_axis(ax, up, "y")
    else:
        ax.set_ylim(0, 1)
        ax.set_yticks([])
    for name, look, which, marker in zip(
        names, looks_for(names), (~won, won), ("o", "D"), strict=True
    ):
        ax.plot(
            *(xs[which], ys[which], marker),
            color=look.colour,
            markersize=8 if marker == "D" else 6,
            alpha=0.9 if marker == "D" else 0.45,
            markeredgewidth=0.0,
            zorder=3,
        )
        place = names.index(name)
        write(
            ax,
            *_key_spot(ax, place),
            f"{'◆' if place else '●'} {name} wins",
            side="right",
            colour=readable(look.colour),
        )
    _draw_box(ax, across, up)
    plain_axes(ax, grid=False)


def _key_spot(ax: Axes, place: int) -> tuple[float, float]:
    """Return where a label stands above the axes, in data units."""
    to_data = ax.transData.inverted()
    x, y = ax.transAxes.transform((0.55 + 0.22 * place, 1.04))
    spot = to_data.transform((x, y))
    return float(spot[0]), float(spot[1])


def _set_axis(ax: Axes, limit: FlipLimit, axis: str) -> None:
    each = uncertain_input(limit.name)
    room = 0.03 * (each.high - each.low)
    (ax.set_xlim if axis == "x" else ax.set_ylim)(each.low - room, each.high + room)
    shown = FuncFormatter(lambda value, _: plain_value(limit.name, value))
    (ax.xaxis if axis == "x" else ax.yaxis).set_major_formatter(shown)


def _draw_box(ax: Axes, across: FlipLimit, up: FlipLimit | None) -> None:
    (left, right), (low, high) = _span(ax.get_xlim(), across), _span(ax.get_ylim(), up)
    ax.add_patch(
        Rectangle(
            (left, low),
            right - left,
            high - low,
            facecolor=GREY,
            alpha=0.18,
            edgecolor="none",
            zorder=1,
        )
    )
    ax.add_patch(
        Rectangle(
            *((left, low), right - left, high - low),
            fill=False,
            edgecolor=MUTED,
            linewidth=2.0,
            zorder=2,
        )
    )


def _span(ends: tuple[float, float], limit: FlipLimit | None) -> tuple[float, float]:
    low = ends[0] if limit is None or limit.low is None else limit.low
    high = ends[1] if limit is None or limit.high is None else limit.high
    return low, high


def finding_flip(result: Flipped) -> str:
    """Return the title: how often the underdog wins inside the box, and elsewhere."""
    if result.inside is None or result.outside is None:
        return sentence_case(
            f"{result.underdog} wins in {_counted(result.wins)} of 100 cases, and no input tells "
            "where"
        )
    return (
        f"Inside the box {result.underdog} wins in {_counted(result.inside)} of 100 cases, "
        f"elsewhere in {_counted(result.outside)}"
    )


def _counted(share: Interval) -> str:
    return f"{of_100(share.mean)} ({100 * share.low:.0f} to {100 * share.high:.0f})"
