"""What ends the accounts: causes and survivors stacked to 100."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.present.labels import EndLabel, label_ends
from simlib.present.sheet import lay_out, open_sheet, plain_axes, time_axis, time_unit
from simlib.present.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    VERMILLION,
    slide_style,
)
from simlib.present.words import (
    cause_words,
    has_words,
    listed,
    of_100,
    percent,
    sentence_case,
    span_words,
)

if TYPE_CHECKING:
    from simlib.analysis.accounts import LossByCause

MOST_AREAS = 6
OTHER = "other causes"
_MOST_RIVALS = 2
_SURVIVOR_COLOUR = "#F2F2F2"
_CAUSE_COLOURS: dict[str, str] = {
    "competitor": VERMILLION,
    "neglect": ORANGE,
    "buyer_moves": BLUE,
    "leadership": GREEN,
    "acquired": PURPLE,
    "closed": INK,
    "buyer_retires": SKY,
}
_SPARE_COLOURS = (SKY, PURPLE, GREEN, ORANGE, BLUE, VERMILLION)


def loss_by_cause(
    result: LossByCause,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> Axes:
    """Draw cumulative incidence of each cause of loss; with the survivors they fill 100.

    Parameters
    ----------
    result : LossByCause
        The five largest causes are shown, the rest as "other causes".
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; ``run.provenance.footer()``.
    labels : mapping of str to str, optional
        Words for causes of the client's own.

    Returns
    -------
    Axes
        With the chart.
    """
    words = {**_own_words(result), **(labels or {})}
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_loss_by_cause(result, labels=words),
            y_words="accounts of 100, by what became of them",
            x_words=f"{time_unit(result.months)} from today",
            notes=[_precision(result, words)],
            footer=footer,
        )
        _draw(sheet.ax, result, words)
    return sheet.ax


def _own_words(result: LossByCause) -> dict[str, str]:
    """Return the words of causes that the client added; the shipped ones have shorter words."""
    pairs = zip(result.causes, result.labels, strict=True)
    return {cause: label for cause, label in pairs if not has_words(cause)}


def _draw(ax: Axes, result: LossByCause, labels: Mapping[str, str] | None) -> None:
    names, shares = merged_causes(result)
    colours = _colours(names)
    x = time_axis(ax, result.months)
    edges = 100 * np.cumsum(np.vstack([np.zeros_like(shares[:1]), shares]), axis=0)
    for place, colour in enumerate(colours):
        ax.fill_between(x, edges[place], edges[place + 1], color=colour, linewidth=0)
        ax.plot(x, edges[place + 1], color=PAPER, linewidth=1.2)
    ax.fill_between(x, edges[-1], 100.0, color=_SURVIVOR_COLOUR, linewidth=0)
    ax.set_ylim(0, 100)
    ax.set_yticks(range(0, 101, 20))
    words = [OTHER if name == OTHER else cause_words(name, labels) for name in names]
    tops, bottoms = [*edges[1:, -1], 100.0], edges[:, -1]
    texts = [*words, "still with us"]
    ends = [
        EndLabel(f"{text}: {of_100((top - bottom) / 100)}", (top + bottom) / 2, colour)
        for text, top, bottom, colour in zip(texts, tops, bottoms, [*colours, MUTED], strict=True)
    ]
    label_ends(ax, ends, x_end=float(x[-1]), most=MOST_AREAS + 1)
    plain_axes(ax, x_end=float(x[-1]), grid=False)


def merged_causes(result: LossByCause) -> tuple[list[str], NDArray[np.float64]]:
    """Return at most six areas, largest first, the small ones added up as "other causes"."""
    shares = np.asarray(result.incidence, dtype=np.float64)
    happened = [place for place in range(len(result.causes)) if shares[place, -1] > 0]
    # what the analysis has added up already stays with the rest
    order = sorted(
        happened, key=lambda place: (result.causes[place] == "other", -shares[place, -1])
    )
    named = [place for place in order if result.causes[place] != "other"]
    whole = len(named) == len(order) <= MOST_AREAS
    kept = named if whole else named[: MOST_AREAS - 1]
    names = [result.causes[place] for place in kept]
    rows = [shares[place] for place in kept]
    if len(kept) < len(order):
        names.append(OTHER)
        rows.append(shares[order[len(kept) :]].sum(axis=0))
    return names, np.array(rows).reshape(len(rows), shares.shape[1])


def _colours(names: list[str]) -> list[str]:
    chosen = {name: _CAUSE_COLOURS[name] for name in names if name in _CAUSE_COLOURS}
    chosen[OTHER] = GREY
    for name in names:
        if name not in chosen:
            free = [colour for colour in _SPARE_COLOURS if colour not in chosen.values()]
            chosen[name] = free[0]
    return [chosen[name] for name in names]


def _precision(result: LossByCause, labels: Mapping[str, str] | None) -> str:
    if not result.causes:
        return ""
    top = int(np.argmax(np.asarray(result.incidence)[:, -1]))
    low, high = (100 * float(np.asarray(band)[top, -1]) for band in (result.low, result.high))
    return (
        f"Precision of the simulation, {cause_words(result.causes[top], labels)}: "
        f"{low:.1f} to {high:.1f} of 100 ({percent(result.confidence)} interval between futures). "
        "Causes and survivors add to 100."
    )


def finding_loss_by_cause(result: LossByCause, *, labels: Mapping[str, str] | None = None) -> str:
    """Return the title: the largest cause and its share of all losses.

    Causes whose intervals reach that of the largest are named with it.
    """
    span = span_words(float(result.months[-1]))
    ends = np.asarray(result.incidence, dtype=np.float64)[:, -1]
    if not ends.size or float(ends.sum()) == 0.0:
        return f"No account is lost in {span}"
    top = int(np.argmax(ends))
    rivals = _as_large_as(result, top)
    if rivals:
        names = [cause_words(result.causes[place], labels) for place in (top, *rivals)]
        counts = [of_100(float(ends[place])) for place in (top, *rivals)]
        return sentence_case(
            f"{listed(names)} are the largest causes of loss: {listed(counts)} of 100 accounts "
            f"in {span}"
        )
    return sentence_case(
        f"{cause_words(result.causes[top], labels)} is the largest single cause of loss: "
        f"{of_100(float(ends[top]))} of 100 accounts in {span}, "
        f"{percent(float(ends[top] / ends.sum()))} of all losses"
    )


def _as_large_as(result: LossByCause, top: int) -> list[int]:
    """Return up to two other causes that the simulation cannot tell from the largest.

    Our own closure is not one of them where too few futures were played to quote its odds.
    """
    low, high = np.asarray(result.low)[:, -1], np.asarray(result.high)[:, -1]
    order = np.argsort(-np.asarray(result.incidence)[:, -1], kind="stable")
    near = [int(place) for place in order if place != top and high[place] >= low[top]]
    hidden = {"other"} if result.worlds >= ENOUGH_WORLDS else {"other", "closed"}
    return [place for place in near if result.causes[place] not in hidden][:_MOST_RIVALS]
