"""Which loss ruins the firm: the chance of running out of cash against the revenue lost at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from simlib.present.labels import label_ends
from simlib.present.lettering import drawable
from simlib.present.plots._lines import end_labels, looks_of, names_of
from simlib.present.plots._places import PointLabel, label_points, point_of
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import GREY, INK, Look, slide_style
from simlib.present.words import of_100, percent, sentence_case, show_name, span_words

if TYPE_CHECKING:
    from simlib.studies.reverse_stress import Loss, ReverseStress

_THRESHOLDS = (10, 25, 50)
_MOST_LABELS = 4


def reverse_stress(
    result: ReverseStress,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw the chance of running out of cash after every loss of one account or two.

    Parameters
    ----------
    result : ReverseStress
        From `simlib.studies.reverse_stress.reverse_stress`.
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
    within = span_words(result.within_months)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_reverse_stress(result),
            y_words=f"futures of 100 that run out of cash within {within}",
            x_words="% of today's revenue lost at once",
            notes=[
                "Circles: one account. Diamonds: two at once, of the "
                f"{result.pairs_among} largest. Thin lines: 95 % intervals of the simulation."
            ],
            footer=footer or result.footer,
        )
        _draw(sheet.ax, result)
    return sheet.ax


def _draw(ax: Axes, result: ReverseStress) -> None:
    looks = _looks(result)
    widest = max(100 * loss.share for diary in result.diaries for loss in diary.losses)
    ax.set_ylim(0, 108)
    ax.set_yticks([0, *_THRESHOLDS, 75, 100])
    ax.set_xlim(0, 1.02 * widest)
    names = names_of(result.diaries)
    ends = [100 * diary.losses[-1].chance.mean for diary in result.diaries]
    label_ends(ax, end_labels(names, ends, looks), x_end=1.02 * widest)
    ax.set_xticks([tick for tick in range(0, 101, 10) if tick <= widest])
    plain_axes(ax, x_end=1.02 * widest)
    for diary, look in zip(result.diaries, looks, strict=True):
        for loss in diary.losses:
            _dot(ax, loss, look)
    named = _to_name(result)
    label_points(ax, [_label(loss) for loss in named], taken=_dots(ax, result))


def _looks(result: ReverseStress) -> list[Look]:
    # Grey for the firm that does nothing, so that it is no diary's colour.
    return [Look(GREY), *looks_of(result.diaries[1:])]


def _dot(ax: Axes, loss: Loss, look: Look) -> None:
    x = 100 * loss.share
    ax.vlines(x, 100 * loss.chance.low, 100 * loss.chance.high, color=look.colour, linewidth=1.2)
    marker, size = ("o", 9) if len(loss.accounts) == 1 else ("D", 7)
    ax.plot(
        *(x, 100 * loss.chance.mean, marker),
        color=look.colour,
        markersize=size,
        markeredgecolor="white",
        zorder=3,
        clip_on=False,
    )


def _dots(ax: Axes, result: ReverseStress) -> list[Bbox]:
    found = []
    for diary in result.diaries:
        for loss in diary.losses:
            x, low = point_of(ax, 100 * loss.share, 100 * loss.chance.low)
            high = point_of(ax, 100 * loss.share, 100 * loss.chance.high)[1]
            found.append(Bbox.from_extents(x - 6, low - 4, x + 6, high + 4))
    return found


def _to_name(result: ReverseStress) -> list[Loss]:
    """Return the losses that first pass a threshold, as the first diary meets them."""
    wanted = [each.loss.accounts for d in result.diaries for each in d.smallest if each.loss]
    first = {loss.accounts: loss for loss in result.diaries[0].losses}
    return [first[names] for names in dict.fromkeys(wanted)][:_MOST_LABELS]


def _label(loss: Loss) -> PointLabel:
    return PointLabel(
        loss_words(loss.accounts), 100 * loss.share, 100 * loss.chance.mean, INK, radius=7.0
    )


def loss_words(accounts: tuple[str, ...]) -> str:
    """Return the accounts of a loss as a client reads them."""
    longest = 26 if len(accounts) == 1 else 18
    return " + ".join(drawable(show_name(name, longest=longest)) for name in accounts)


def finding_reverse_stress(result: ReverseStress) -> str:
    """Return the title: the smallest loss that ruins every second firm, for either diary."""
    within = span_words(result.within_months)
    bare, other = result.diaries[0], result.diaries[-1]
    ours = next((each for each in reversed(bare.smallest) if each.loss), None)
    if ours is None or ours.loss is None:
        return sentence_case(
            f"no loss of one account or two takes the chance of running out of cash within "
            f"{within} to {percent(bare.smallest[0].threshold)}"
        )
    same = next(loss for loss in other.again if loss.accounts == ours.loss.accounts)
    return sentence_case(
        f"losing {loss_words(ours.loss.accounts)} ({percent(ours.loss.share)} of revenue) runs "
        f"{_of_100(ours.loss)} futures of 100 out of cash within {within}, {_of_100(same)} with "
        f"the {names_of([other])[0]}"
    )


def _of_100(loss: Loss) -> str:
    chance = loss.chance
    return f"{of_100(chance.mean)} ({100 * chance.low:.0f} to {100 * chance.high:.0f})"
