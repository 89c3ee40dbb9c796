"""Which causes attention could have answered: the losses of one diary by cause and by class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.present.plots._named_rows import room_left, row_names, write_at, write_key
from simlib.present.plots.loss_bars import CLASS_COLOURS, CLASS_WORDS
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import slide_style
from simlib.present.words import percent, sentence_case, show_name
from simlib.studies.losses import CLASSES

if TYPE_CHECKING:
    from simlib.studies.attribution import LossAttribution

_MOST_CAUSES = 9


def loss_causes(
    result: LossAttribution,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw the accounts a firm loses, by booked cause and by what could have saved them.

    Parameters
    ----------
    result : LossAttribution
        Of one diary.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding.

    Returns
    -------
    Axes
        With the chart; the causes beyond the ninth are added up.
    """
    labels, counts = _merged(result)
    names = row_names([sentence_case(show_name(label, longest=60)) for label in labels])
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_loss_causes(result),
            y_words=" ",
            x_words="of today's accounts, lost in the mean future",
            notes=[_note(result)],
            footer=footer,
            left=room_left(names),
        )
        _draw(sheet.ax, counts, names)
    return sheet.ax


def _note(result: LossAttribution) -> str:
    half = float(np.max((result.counts_high - result.counts_low) / 2))
    return (
        f"{sentence_case(show_name(result.label))}, {result.evidence_label}. Mean of "
        f"{result.worlds:,d} futures; no block is less precise than ± {half:.2g} accounts."
    )


def _merged(result: LossAttribution) -> tuple[list[str], np.ndarray]:
    labels, counts = list(result.cause_labels), result.counts
    if len(labels) > _MOST_CAUSES:
        rest = counts[_MOST_CAUSES - 1 :].sum(axis=0)
        labels = [*labels[: _MOST_CAUSES - 1], "other causes"]
        counts = np.vstack([counts[: _MOST_CAUSES - 1], rest])
    return labels, counts


def _draw(ax: Axes, counts: np.ndarray, names: list[str]) -> None:
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


def finding_loss_causes(result: LossAttribution) -> str:
    """Return the title: what share of the losses has neglect as its cause, and what is savable."""
    lost = f"{show_name(result.label)} loses {result.losses.mean:.1f} of today's accounts"
    return sentence_case(
        f"{lost}: {percent(result.neglect_booked.mean)} are booked as neglect, attention could "
        f"have kept {percent(result.savable.mean)}"
    )
