"""What the line charts share: a few results, their looks, and the two kinds of band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simlib.present.labels import EndLabel, check_few_lines
from simlib.present.lettering import drawable
from simlib.present.style import Look, looks_for
from simlib.present.words import percent, show_name

LINE_WIDTH = 3.0
_FORTUNE_ALPHA = 0.20
_HATCHES = ("////", "\\\\\\\\", "|||", "---")  # bands that cross stay apart


class Labelled(Protocol):
    """Any result that says whose it is."""

    @property
    def label(self) -> str:
        """The client's word for the arm."""
        ...


Result = TypeVar("Result", bound=Labelled)


def as_few(results: Result | Sequence[Result]) -> list[Result]:
    """Return the results as a list of one to four.

    Raises
    ------
    ValueError
        For none, or more than four.
    """
    few = list(results) if isinstance(results, Sequence) else [results]
    if not few:
        raise ValueError("nothing to draw: give at least one result")
    check_few_lines(len(few))
    return few


def names_of(results: Sequence[Labelled]) -> list[str]:
    """Return the labels as they may be shown."""
    return [drawable(show_name(result.label)) for result in results]


def looks_of(results: Sequence[Labelled]) -> list[Look]:
    """Return each result's constant look."""
    return looks_for([result.label for result in results])


def draw_line(
    ax: Axes, x: NDArray[np.float64], y: NDArray[np.float64], look: Look, *, steps: bool = False
) -> None:
    """Draw one labelled line."""
    ax.plot(
        x,
        y,
        color=look.colour,
        linestyle=look.dashes,
        linewidth=LINE_WIDTH,
        drawstyle="steps-post" if steps else "default",
        solid_capstyle="round",
        zorder=3,
    )


def draw_precision(
    ax: Axes,
    x: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    look: Look,
    *,
    steps: bool = False,
) -> None:
    """Draw how well a number is known: hatched, without a fill, so that nobody reads luck in it."""
    ax.fill_between(
        x,
        low,
        high,
        step="post" if steps else None,
        facecolor="none",
        edgecolor=look.colour,
        hatch=_HATCHES[(len(ax.lines)) % len(_HATCHES)],
        linewidth=0.0,
        alpha=0.55,
        zorder=2,
    )


def draw_fortunes(
    ax: Axes,
    x: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    colour: str,
) -> None:
    """Draw what may happen to one firm: a filled band."""
    ax.fill_between(x, low, high, color=colour, alpha=_FORTUNE_ALPHA, linewidth=0.0, zorder=1)


def end_labels(
    texts: Sequence[str], ends: Sequence[float], looks: Sequence[Look]
) -> list[EndLabel]:
    """Return the labels of line ends."""
    return [
        EndLabel(text, end, look.colour) for text, end, look in zip(texts, ends, looks, strict=True)
    ]


def last_known(values: NDArray[np.float64]) -> float:
    """Return the last value that is a number, 0 if there is none.

    A curve over firms or accounts ends early where none of them is left to watch.
    """
    known = np.flatnonzero(np.isfinite(values))
    return float(values[known[-1]]) if known.size else 0.0


def mean_note(confidence: float) -> str:
    """Return the line that explains a hatched band around a mean."""
    return f"Hatched: precision of the simulation ({percent(confidence)} interval between futures)."


def precision_note(confidence: float, futures: int) -> str:
    """Return the line that explains a hatched band."""
    return (
        f"Hatched: how precisely {futures:,d} simulated futures pin down the line "
        f"({percent(confidence)} interval), not the range of fortunes."
    )
