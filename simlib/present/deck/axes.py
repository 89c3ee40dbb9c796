"""Axes, plot areas and label places of native charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simlib.present.deck.xml import CHART, chart_element, colour_of
from simlib.present.style import INK, MUTED, RULE

if TYPE_CHECKING:
    from pptx.chart.chart import Chart

Area = tuple[float, float, float, float]
"""Left, top, width, height as shares of a chart; of lines without the room for their labels."""
PLOT_LINES: Area = (0.095, 0.03, 0.88, 0.80)
PLOT_BARS: Area = (0.2, 0.14, 0.77, 0.69)


def value_axis(
    axis: Any, ends: tuple[float, float, float], code: str, points: float, *, grid: bool = True
) -> None:
    """Set range and step of an axis of numbers, thin lines behind it and none along it."""
    from pptx.enum.chart import XL_TICK_MARK
    from pptx.util import Pt

    axis.minimum_scale, axis.maximum_scale, axis.major_unit = ends
    axis.has_major_gridlines = grid
    axis.has_minor_gridlines = False
    if grid:
        axis.major_gridlines.format.line.color.rgb = colour_of(RULE)
        axis.major_gridlines.format.line.width = Pt(0.75)
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_labels.number_format = code
    axis.tick_labels.number_format_is_linked = False
    axis.tick_labels.font.size = Pt(points)
    axis.format.line.color.rgb = colour_of(MUTED if not grid else RULE)


def axis_look(axis: Any, *, crosses: float, points: float) -> None:
    """Put names left of everything, the first on top, and bars' beginning where it belongs."""
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    axis.reverse_order = True
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.tick_labels.font.size = Pt(points)
    axis.has_major_gridlines = False
    axis.format.line.color.rgb = colour_of(INK)
    element = axis._element
    # every name is written, however many there are
    element.find(f"{{{CHART}}}noMultiLvlLbl").addprevious(chart_element('<c:tickLblSkip val="1"/>'))
    for old in element.findall(f"{{{CHART}}}crosses"):
        old.getparent().replace(old, chart_element(f'<c:crossesAt val="{crosses:.10g}"/>'))
    other = element.getparent().find(f"{{{CHART}}}valAx")
    for old in other.findall(f"{{{CHART}}}crosses"):
        old.set("val", "max")  # the first row on top leaves the numbers at the bottom


def axis_title(axis: Any, words: str, points: float) -> None:
    """Say in words what an axis counts."""
    from pptx.util import Pt

    axis.has_title = bool(words)
    if words:
        axis.axis_title.text_frame.text = words
        font = axis.axis_title.text_frame.paragraphs[0].runs[0].font
        font.size, font.bold = Pt(points), False
        font.color.rgb = colour_of(INK)


def plot_area(chart: Chart, area: Area) -> None:
    """Fix where the axes stand, so that labels have the room they were given."""
    left, top, width, height = area
    element = chart._chartSpace.chart.plotArea
    for old in element.findall(f"{{{CHART}}}layout"):
        element.remove(old)
    element.insert(
        0,
        chart_element(
            '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
            f'<c:yMode val="edge"/><c:x val="{left:g}"/><c:y val="{top:g}"/><c:w val="{width:g}"/>'
            f'<c:h val="{height:g}"/></c:manualLayout></c:layout>'
        ),
    )


def place_label(label: Any, *, down: float) -> None:
    """Move a label down by a share of the chart's height."""
    element = label._dLbl
    if element is None or abs(down) < 1e-4:
        return
    layout = chart_element(
        f'<c:layout><c:manualLayout><c:x val="0"/><c:y val="{down:.5f}"/></c:manualLayout>'
        "</c:layout>"
    )
    element.find(f"{{{CHART}}}idx").addnext(layout)
