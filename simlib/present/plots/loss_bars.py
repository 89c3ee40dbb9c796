"""What could have saved the accounts that were lost, beside what is claimed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.present.labels import axes_points
from simlib.present.lettering import text_size
from simlib.present.plots._named_rows import (
    BODY_POINTS,
    draw_whisker,
    room_left,
    row_names,
    write_at,
    write_key,
)
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import GREY, ORANGE, SKY, VERMILLION, on_top_of, slide_style
from simlib.present.words import of_100, percent, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.studies.attribution import Attributions, LossAttribution

CLASS_WORDS = {
    "attention": "attention would have saved it",
    "prospecting": "lost to prospecting",
    "replaced": "lost anyway, replaced",
    "unavoidable": "lost anyway",
}
CLASS_COLOURS = {
    "attention": VERMILLION,
    "prospecting": ORANGE,
    "replaced": SKY,
    "unavoidable": GREY,
}
_HEIGHT = 0.62
_GROUP_GAP = 0.9


def loss_classes(
    result: Attributions,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw a hundred losses by what could have saved them, diary by diary.

    Parameters
    ----------
    result : Attributions
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; the result's own footer by default.

    Returns
    -------
    Axes
        With the chart.
    """
    names = row_names([show_name(row.label) for row in result.rows])
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_loss_classes(result),
            y_words=" ",
            x_words="of 100 of today's accounts lost in "
            f"{result.horizon_years} years, whatever the booked cause",
            notes=[_note(result)],
            footer=footer or result.footer,
            left=room_left(names),
        )
        _draw(sheet.ax, result, names)
    return sheet.ax


def _note(result: Attributions) -> str:
    return (
        "Attention: kept in the same future with a perfect relationship. Prospecting: kept by "
        "the same diary without its calls. Replaced: revenue won back within "
        f"{result.replaced_within_months} months. Thin line: 95 % interval of what attention "
        "could have saved."
    )


def _draw(ax: Axes, result: Attributions, names: list[str]) -> None:
    groups = [list(rows) for _, rows in groupby(result.rows, lambda row: row.evidence_label)]
    places, y, heads = [], 0.0, []
    for rows in groups:
        heads.append((y, rows[0].evidence_label))
        places += [y - 0.75 - place for place in range(len(rows))]
        y -= len(rows) + _GROUP_GAP
    low, high = y + 0.4, 0.45
    ax.set_xlim(0, 100)
    ax.set_ylim(low, high)
    ax.barh(
        *((low + high) / 2, 100 * (result.claim_high - result.claim_low), high - low),
        left=100 * result.claim_low,
        color=GREY,
        alpha=0.22,
        linewidth=0,
        zorder=0,
    )
    for place, row in zip(places, result.rows, strict=True):
        _draw_row(ax, place, row, result.classes)
    middle = 50 * (result.claim_low + result.claim_high)
    for place, words in heads:
        write_at(ax, 0.0, place, sentence_case(f"by {words}"), ha="left", bold=True)
        claim = f"the claim: {percent(result.claim_low)[:-2]} to {percent(result.claim_high)}"
        write_at(ax, middle, place, claim)
    ax.set_yticks(places, names, parse_math=False)
    ax.set_xticks(range(0, 101, 20))
    plain_axes(ax, grid=False)
    key = [(CLASS_WORDS[name], CLASS_COLOURS[name]) for name in CLASS_WORDS]
    write_key(ax, key, start=-room_left(names))


def _draw_row(ax: Axes, y: float, row: LossAttribution, classes: tuple[str, ...]) -> None:
    start, per_loss = 0.0, axes_points(ax)[0] / 100.0
    shares = dict(zip(classes, row.shares, strict=True))
    for name in CLASS_WORDS:
        amount = 100 * shares[name].mean
        colour = CLASS_COLOURS[name]
        ax.barh(y, amount, _HEIGHT, start, color=colour, linewidth=0, zorder=2)
        text = f"{amount:.0f}"
        if text_size(text, BODY_POINTS)[0] + 12 <= amount * per_loss:
            write_at(ax, start + amount / 2, y, text, ink=on_top_of(colour))
        start += amount
    draw_whisker(ax, y + 0.22, 100 * row.savable.low, 100 * row.savable.high)


def finding_loss_classes(result: Attributions) -> str:
    """Return the title: how many of 100 losses attention could have saved, and the claim."""
    shares = [row.savable.mean for row in result.rows]
    least, most = result.rows[int(np.argmin(shares))], result.rows[int(np.argmax(shares))]
    low, high = of_100(least.savable.mean), of_100(most.savable.mean)
    claim = f"{100 * result.claim_low:.0f} to {100 * result.claim_high:.0f}"
    verdicts = {row.verdict((result.claim_low, result.claim_high)) for row in result.rows}
    said = f"Attention could have saved {low} to {high} of 100 lost accounts"
    if verdicts == {"below"}:
        return f"{said}, under no diary the claimed {claim}"
    return f"{said}; claimed are {claim}"
