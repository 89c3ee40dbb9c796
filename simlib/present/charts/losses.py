"""Why accounts are lost: by class and by cause."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Unpack

import numpy as np
from matplotlib.axes import Axes

from simlib.present.draw.marks import (
    BODY_POINTS,
    draw_whisker,
    room_left,
    row_names,
    write_at,
    write_key,
)
from simlib.present.draw.sheet import On, paint, plain_axes
from simlib.present.draw.style import GREY, ORANGE, SKY, VERMILLION, on_top_of
from simlib.present.draw.text import axes_points, text_size
from simlib.present.words.why import (
    CLASS_WORDS,
    finding_loss_causes,
    finding_loss_classes,
    note_loss_causes,
    note_loss_classes,
)
from simlib.studies.why.losses import CLASSES
from simlib.words import percent, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.studies.why.losses import Attributions, LossAttribution

CLASS_COLOURS = {
    "attention": VERMILLION,
    "prospecting": ORANGE,
    "replaced": SKY,
    "unavoidable": GREY,
}
_HEIGHT = 0.62
_GROUP_GAP = 0.9
_MOST_CAUSES = 9


def loss_classes(result: Attributions, **on: Unpack[On]) -> Axes:
    """Draw a hundred losses by what could have saved them, diary by diary."""
    names = row_names([show_name(row.label) for row in result.rows])
    return paint(
        on,
        title=finding_loss_classes(result),
        y_words=" ",
        x_words=(
            f"of 100 of today's accounts lost in {result.horizon_years} years, whatever the "
            "booked cause"
        ),
        notes=[note_loss_classes(result)],
        footer=result.footer,
        left=room_left(names),
        draw=lambda ax: _draw_loss_classes(ax, result, names),
    )


def _draw_loss_classes(ax: Axes, result: Attributions, names: list[str]) -> None:
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


def loss_causes(result: LossAttribution, **on: Unpack[On]) -> Axes:
    """Draw the accounts a firm loses, by booked cause and by what could have saved them.

    Parameters
    ----------
    result : LossAttribution
        Of one diary.

    Returns
    -------
    Axes
        With the chart; the causes beyond the ninth are added up.
    """
    labels, counts = _merged(result)
    names = row_names([sentence_case(show_name(label, longest=60)) for label in labels])
    return paint(
        on,
        title=finding_loss_causes(result),
        y_words=" ",
        x_words="of today's accounts, lost in the mean future",
        notes=[note_loss_causes(result)],
        left=room_left(names),
        draw=lambda ax: _draw_loss_causes(ax, counts, names),
    )


def _merged(result: LossAttribution) -> tuple[list[str], np.ndarray]:
    labels, counts = list(result.cause_labels), result.counts
    if len(labels) > _MOST_CAUSES:
        rest = counts[_MOST_CAUSES - 1 :].sum(axis=0)
        labels = [*labels[: _MOST_CAUSES - 1], "other causes"]
        counts = np.vstack([counts[: _MOST_CAUSES - 1], rest])
    return labels, counts


def _draw_loss_causes(ax: Axes, counts: np.ndarray, names: list[str]) -> None:
    places = np.arange(len(names))[::-1]
    for place, row in zip(places, counts, strict=True):
        start = 0.0
        amounts = dict(zip(CLASSES, row, strict=True))
        for name in CLASS_WORDS:
            amount = float(amounts[name])
            ax.barh(place, amount, 0.66, start, color=CLASS_COLOURS[name], linewidth=0, zorder=2)
            start += amount
        write_at(ax, start, place, f"{start:.1f}", shift=(6, 0), ha="left")
    ax.set_xlim(0, 1.1 * float(counts.sum(axis=1).max()))
    ax.set_ylim(-0.6, len(names) - 0.4)
    ax.set_yticks(places, names, parse_math=False)
    plain_axes(ax, grid=False)
    write_key(
        ax,
        [(CLASS_WORDS[name], CLASS_COLOURS[name]) for name in CLASS_WORDS],
        start=-room_left(names),
    )
