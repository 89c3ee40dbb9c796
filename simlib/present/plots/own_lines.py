"""How long the client's own accounts stay, under every loss rule, next to the model's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from simlib.present.labels import EndLabel, label_ends
from simlib.present.lettering import drawable
from simlib.present.plots._lines import draw_fortunes, draw_line, draw_precision
from simlib.present.sheet import lay_out, open_sheet, plain_axes, time_axis, time_unit
from simlib.present.style import BLACK, BLUE, DASHED, GREY, SKY, Look, slide_style
from simlib.present.words import listed, of_100, span_words

if TYPE_CHECKING:
    from simlib.analysis.precision import Floats
    from simlib.history.history import History
    from simlib.history.survival import Survival

_LEAST_WATCHED = 10
_OWN, _PUBLISHED, _POOLED = Look(BLACK), Look(BLUE), Look(SKY, DASHED)


def own_survival(
    result: History,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw the share of accounts on the book that are still there, by ledger and by model.

    Parameters
    ----------
    result : History
        Without an own curve the model's stands alone.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; instead of the result's own.

    Returns
    -------
    Axes
        With the chart.
    """
    sheet = open_sheet(ax)
    months = np.arange(_reach(result) + 1)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_own_survival(result),
            y_words="accounts of 100 still on the book",
            x_words=f"{time_unit(months)} from a day on which they were on the book",
            notes=_notes(result),
            footer=footer or result.footer,
        )
        _draw(sheet.ax, result, months)
    return sheet.ax


def _reach(result: History) -> int:
    most = int(result.model.months[-1])
    if result.own is None:
        return most
    # A curve over a handful of accounts says more than it knows.
    enough = np.flatnonzero(result.own.at_risk >= _LEAST_WATCHED)
    told = int(enough[-1]) + 1 if enough.size else int(result.own.months[-1])
    return max(2, min(most, told, int(result.own.months[-1])))


def _notes(result: History) -> list[str]:
    if result.own is None:
        reason = result.pooled.reason or "it holds no full year under this rule"
        return [f"The ledger draws no curve of its own: {reason}."]
    days = [str(each.rule.silent_days) for each in result.on_book]
    return [
        f"Black: the ledger, {result.own.rule.words}; hatched: its 95 % interval over accounts. "
        f"Grey: between the curves of all rules ({listed(days)} days)."
    ]


def _draw(ax: Axes, result: History, months: np.ndarray) -> None:
    count = len(months)
    x = time_axis(ax, months.astype(float))
    curves = [("model, published figures", result.model.share[:count], _PUBLISHED)]
    if result.pooled.identified:
        curves.append(("model, pooled", result.model_pooled.share[:count], _POOLED))
    if result.own is not None:
        low, high = rules_band(result.on_book, count)
        draw_fortunes(ax, x, 100 * low, 100 * high, GREY)
        draw_precision(ax, x, 100 * result.own.low[:count], 100 * result.own.high[:count], _OWN)
        curves.insert(0, ("your ledger", result.own.share[:count], _OWN))
    for _, share, look in curves:
        draw_line(ax, x, 100 * share, look)
    ax.set_ylim(0, 103)
    ax.set_yticks(range(0, 101, 20))
    labels = [
        EndLabel(drawable(f"{name}: {of_100(share[-1])}"), 100 * float(share[-1]), look.colour)
        for name, share, look in curves
    ]
    label_ends(ax, labels, x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))


def rules_band(found: tuple[Survival, ...], count: int) -> tuple[Floats, Floats]:
    """Return the lowest and highest share over rules at each month, shape (count,).

    A rule whose curve ends early counts as far as it goes.
    """
    curves = np.full((len(found), count), np.nan)
    for row, each in enumerate(found):
        known = each.share[:count]
        curves[row, : len(known)] = known
    return np.nanmin(curves, axis=0), np.nanmax(curves, axis=0)


def finding_own_survival(result: History) -> str:
    """Return the title: own and model's share after a year, and whether the rule matters more."""
    own, model = result.own, result.model
    if own is None or own.months[-1] < 12 or len(model.share) < 13:
        left = of_100(float(model.share[-1]))
        return (
            "The ledger does not tell how long accounts stay; by the published figures "
            f"{left} of 100 are still there after {span_words(len(model.share) - 1)}"
        )
    mine, theirs = of_100(own.share[12]), of_100(float(model.share[12]))
    if own.low[12] <= model.share[12] <= own.high[12]:
        within = f"{100 * own.low[12]:.0f} to {100 * own.high[12]:.0f}"
        return (
            f"After a year {mine} of 100 of your accounts are still there ({within}); the "
            f"published figures' {theirs} is not ruled out"
        )
    low, high = (of_100(float(each[12])) for each in rules_band(result.on_book, 13))
    rules = "" if low == high else f" ({low} to {high} by the loss rule)"
    return (
        f"After a year {mine} of 100 of your accounts are still there{rules}; the published "
        f"figures say {theirs}"
    )
