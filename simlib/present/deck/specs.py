"""What a slide and its native chart hold: words, and numbers as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simlib.present.deck.sentences import Notes


@dataclass(frozen=True)
class Line:
    """One line: numbers as they are shown."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    """Rounded."""
    colour: str
    points: float = 3.0
    """Width of the line."""
    dashes: str = "solid"
    """One of {"solid", "dashed", "dotted"}."""
    label: str = ""
    """Written at the end of the line; nothing if empty."""


@dataclass(frozen=True)
class LineChart:
    """Lines over time."""

    lines: tuple[Line, ...]
    x_words: str
    y_words: str
    x_end: float
    x_step: float
    y_end: float
    y_step: float
    """Both axes begin at 0."""
    alt: str
    """Read aloud in place of the chart."""


@dataclass(frozen=True)
class Bars:
    """One series of bars: a number a category, rounded."""

    name: str
    values: tuple[float, ...]
    colour: str
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    """How far each may be off; no error bars if empty."""
    each_colour: tuple[str, ...] = ()
    """One a category, instead of one for all."""

    def colour_at(self, place: int) -> str:
        """Return the colour of one bar."""
        return self.each_colour[place] if self.each_colour else self.colour


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars, the first category on top."""

    categories: tuple[str, ...]
    series: tuple[Bars, ...]
    words: str
    """Of the value axis."""
    low: float
    high: float
    step: float
    """Of the value axis."""
    alt: str
    stacked: bool = True
    """Behind one another, with a legend and the numbers inside; else on top of one another."""
    number_format: str = "0"
    axis_format: str = "0"
    """A spreadsheet's: of the numbers, and along the axis."""
    crosses: float = 0.0
    """Where bars begin."""
    labels: bool = True
    """Whether numbers are written."""
    legend: bool = True
    names_share: float = 0.2
    """Room for the categories' names, as a share of the chart's width."""


@dataclass(frozen=True)
class Slide:
    """One slide."""

    layout: str
    """``"Question"``, ``"Finding and chart"`` or ``"Two columns"``."""
    title: str
    """The finding."""
    texts: tuple[tuple[str, ...], ...]
    """Paragraphs of each text placeholder; headings begin with "# "."""
    notes: Notes
    chart: LineChart | BarChart | None = None
