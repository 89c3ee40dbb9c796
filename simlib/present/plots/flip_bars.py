"""What would turn the answer: the difference of two diaries as inputs move through their range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.plots._named_rows import room_left, row_names, write_at
from simlib.present.plots.bridge_bars import shown_with, signed
from simlib.present.question_words import question_words, value_words
from simlib.present.sheet import lay_out, open_sheet, plain_axes
from simlib.present.style import BLUE, GREY, INK, MUTED, VERMILLION, slide_style
from simlib.present.words import listed, number_word, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.studies.tie_points import Flip, Flips
    from simlib.studies.why import Why

_MOST_ROWS = 5
_PAIR_GAP = 1.1
_PAIR_STEP = 2.2
_PAIR_WIDEST = 320.0


def flip_inputs(
    result: Why,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw how far each input moves the difference of two diaries, and where it turns.

    Parameters
    ----------
    result : Why
        With its search for a turn.
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding; the result's own footer by default.

    Returns
    -------
    Axes
        With the chart.

    Raises
    ------
    ValueError
        If nothing was searched.
    """
    if result.flips is None:
        raise ValueError("no input was moved: name inputs when you ask why")
    rows = _single_rows(result.flips)
    names = row_names([_row_words(row) for row in rows])
    names += row_names([_row_words((pair,)) for pair in result.flips.pairs], widest=_PAIR_WIDEST)
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_flip_inputs(result),
            x_words=_x_words(result),
            notes=[_note(result.flips)],
            footer=footer or result.footer,
            left=room_left(names),
        )
        _draw(sheet.ax, result, rows, names)
    return sheet.ax


def _x_words(result: Why) -> str:
    unit = f", {result.currency}" if result.unit == "money" else ""
    what = result.measure_label[:1].lower() + result.measure_label[1:]
    a, b = show_name(result.pair.a_label), show_name(result.pair.b_label)
    return f"{what}: {b} minus {a}{unit}"


def _note(flips: Flips) -> str:
    return (
        "Pale: from one end of an input's range to the other, or for two inputs together from "
        f"today's figures to the worse ends. Thin lines: 95 % interval between {flips.worlds:,d} "
        "futures. Orange: the answer has turned."
    )


def _single_rows(flips: Flips) -> list[tuple[Flip, ...]]:
    """Return both ends of each input in one row, the most dangerous first."""
    found: dict[str, list[Flip]] = {}
    for flip in flips.singles:
        found.setdefault(flip.inputs[0].name, []).append(flip)
    sign = 1 if flips.central.mean >= 0 else -1
    rows = [tuple(sorted(both, key=lambda f: f.at_end.mean)) for both in found.values()]
    return sorted(rows, key=lambda row: min(sign * f.at_end.mean for f in row))[:_MOST_ROWS]


def _row_words(row: tuple[Flip, ...]) -> str:
    return sentence_case(" and ".join(question_words(moved.name).short for moved in row[0].inputs))


def _draw(ax: Axes, result: Why, rows: list[tuple[Flip, ...]], names: list[str]) -> None:
    flips, shown = result.flips, shown_with(result.unit)
    assert flips is not None
    pairs = [(pair,) for pair in flips.pairs]
    places = [-float(n) for n in range(len(rows))]
    places += [-float(len(rows)) - _PAIR_GAP - _PAIR_STEP * n for n in range(len(pairs))]
    centre = flips.central.mean
    reach = [f.at_end.mean for row in (*rows, *pairs) for f in row] + [centre, 0.0]
    span = max(reach) - min(reach)
    ax.set_xlim(min(reach) - 0.42 * span, max(reach) + 0.2 * span)
    ax.set_ylim(places[-1] - 0.8, 0.6)
    ax.vlines(0.0, *ax.get_ylim(), colors=INK, linewidth=1.6, zorder=1)
    ax.vlines(centre, *ax.get_ylim(), colors=MUTED, linestyles="dotted", linewidth=1.4, zorder=1)
    for place, row in zip(places, (*rows, *pairs), strict=True):
        _draw_row(ax, place, row, centre)
    ax.set_yticks(places, names, parse_math=False)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: signed(x, shown) if x else "0"))
    plain_axes(ax, grid=False)


def _draw_row(ax: Axes, y: float, row: tuple[Flip, ...], centre: float) -> None:
    ends = sorted([*(f.at_end.mean for f in row), *([centre] if len(row) == 1 else [])])
    ax.plot(
        [ends[0], ends[-1]],
        [y, y],
        color=GREY,
        alpha=0.35,
        linewidth=13,
        solid_capstyle="round",
        zorder=2,
    )
    for place, flip in enumerate(row):
        colour = VERMILLION if flip.turned else BLUE
        ax.hlines(y, flip.at_end.low, flip.at_end.high, colors=colour, linewidth=1.8, zorder=3)
        ax.plot(flip.at_end.mean, y, "|", color=colour, markersize=13, markeredgewidth=2.4)
        left = place == 0 if len(row) == 2 else flip.at_end.mean <= centre
        at = flip.at_end.low if left else flip.at_end.high
        write_at(
            *(ax, at, y, listed([value_words(m.name, m.end) for m in flip.inputs])),
            shift=(-9 if left else 9, 0),
            ha="right" if left else "left",
        )
        if flip.share is not None:
            ties = [value_words(m.name, m.break_even or 0.0) for m in flip.inputs]
            write_at(ax, ends[-1], y, f"tie at {listed(ties)}", shift=(12, 0), ha="left")


def finding_flip_inputs(result: Why) -> str:
    """Return the title: which inputs turn the answer, alone or two together."""
    assert result.flips is not None
    b = show_name(result.pair.b_label)
    singles = [f for f in result.flips.singles if f.turned]
    pairs = [f for f in result.flips.pairs if f.turned]
    tried = number_word(len({f.inputs[0].name for f in result.flips.singles}))
    if singles:
        names = [question_words(f.inputs[0].name).short for f in singles]
        return sentence_case(
            f"of {tried} inputs moved through their range, {listed(names)} turns it"
        )
    lead = signed(result.flips.central.mean, shown_with(result.unit)).lstrip("+")
    none = f"none of {tried} inputs alone takes away the lead of {b} ({lead})"
    if not pairs:
        return sentence_case(f"{none}, nor do the worst two together")
    worst = max(pairs, key=lambda f: abs(f.at_end.mean - result.flips.central.mean))  # type: ignore[union-attr]
    names = [question_words(m.name).short for m in worst.inputs]
    return sentence_case(f"{none}; two together can: {listed(names)}")
