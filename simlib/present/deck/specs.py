"""What a slide and its native chart hold: words, and numbers as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simlib.present.deck.words import Notes


@dataclass(frozen=True)
class Line:
    """One line: numbers as they are shown.

    Parameters
    ----------
    name : str
    x, y : tuple of float
        Rounded.
    colour : str
    points : float
        Width of the line.
    dashes : {"solid", "dashed", "dotted"}
    label : str
        Written at the end of the line; nothing if empty.
    """

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    colour: str
    points: float = 3.0
    dashes: str = "solid"
    label: str = ""


@dataclass(frozen=True)
class LineChart:
    """Lines over time.

    Parameters
    ----------
    lines : tuple of Line
    x_words, y_words : str
    x_end, x_step, y_end, y_step : float
        Both axes begin at 0.
    alt : str
        Read aloud in place of the chart.
    """

    lines: tuple[Line, ...]
    x_words: str
    y_words: str
    x_end: float
    x_step: float
    y_end: float
    y_step: float
    alt: str


@dataclass(frozen=True)
class Bars:
    """One series of bars: a number a category, rounded.

    Parameters
    ----------
    name : str
    values : tuple of float
    colour : str
    low, high : tuple of float
        How far each may be off; no error bars if empty.
    each_colour : tuple of str
        One a category, instead of one for all.
    """

    name: str
    values: tuple[float, ...]
    colour: str
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    each_colour: tuple[str, ...] = ()

    def colour_at(self, place: int) -> str:
        """Return the colour of one bar."""
        return self.each_colour[place] if self.each_colour else self.colour


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars, the first category on top.

    Parameters
    ----------
    categories : tuple of str
    series : tuple of Bars
    words : str
        Of the value axis.
    low, high, step : float
        Of the value axis.
    alt : str
    stacked : bool
        Behind one another, with a legend and the numbers inside; else on top of one another.
    number_format, axis_format : str
        A spreadsheet's: of the numbers, and along the axis.
    crosses : float
        Where bars begin.
    labels : bool
        Whether numbers are written.
    legend : bool
    names_share : float
        Room for the categories' names, as a share of the chart's width.
    """

    categories: tuple[str, ...]
    series: tuple[Bars, ...]
    words: str
    low: float
    high: float
    step: float
    alt: str
    stacked: bool = True
    number_format: str = "0"
    axis_format: str = "0"
    crosses: float = 0.0
    labels: bool = True
    legend: bool = True
    names_share: float = 0.2


@dataclass(frozen=True)
class Slide:
    """One slide.

    Parameters
    ----------
    layout : str
        ``"Question"``, ``"Finding and chart"`` or ``"Two columns"``.
    title : str
        The finding.
    texts : tuple of tuple of str
        Paragraphs of each text placeholder; headings begin with "# ".
    notes : Notes
    chart : LineChart or BarChart, optional
    """

    layout: str
    title: str
    texts: tuple[tuple[str, ...], ...]
    notes: Notes
    chart: LineChart | BarChart | None = None
