"""Native charts that a client can edit: numbers from a plan, looks of the project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simlib.present.deck.specs import BarChart, Bars, LineChart
from simlib.present.deck.xml import CHART, chart_element, colour_of, error_bars
from simlib.present.draw.style import INK, MUTED, PAPER, RULE, on_top_of, readable
from simlib.present.draw.text import fitted, text_size

if TYPE_CHECKING:
    from pptx.chart.chart import Chart

    from simlib.analysis.precision import Floats

Area = tuple[float, float, float, float]
"""Left, top, width, height as shares of a chart; of lines without the room for their labels."""
PLOT_LINES: Area = (0.095, 0.03, 0.88, 0.80)
PLOT_BARS: Area = (0.2, 0.14, 0.77, 0.69)
LABEL_POINTS, NAME_POINTS = 14, 12
CHART_POINTS = 72 * 8.35
"""Width for which those are meant; narrower charts have smaller letters."""
_SMALLEST_SCALE = 0.65
MOST_LABELS_IN_BARS = 0.045
"""Share of an axis below which a number does not fit into its block."""
_BESIDE_LABEL = 8.0  # points
_LINE_GAP = 0.062  # least distance of two labels, in heights of a chart
_FEW = 3
_LOWEST = 0.97  # of the axes' height: no label on the numbers below


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


def chart_kind(spec: LineChart | BarChart) -> Any:
    """Return the native type of a chart."""
    from pptx.enum.chart import XL_CHART_TYPE

    if isinstance(spec, LineChart):
        return XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS
    return XL_CHART_TYPE.BAR_STACKED if spec.stacked else XL_CHART_TYPE.BAR_CLUSTERED


def chart_numbers(spec: LineChart | BarChart) -> Any:
    """Return what is plotted, and nothing else: it goes into the chart's own workbook."""
    from pptx.chart import data as kinds

    if isinstance(spec, LineChart):
        lines = kinds.XyChartData(number_format="General")
        for line in spec.lines:
            series = lines.add_series(line.name)
            for x, y in zip(line.x, line.y, strict=True):
                series.add_data_point(x, y)
        return lines
    bars = kinds.CategoryChartData(number_format=spec.number_format)
    bars.categories = list(spec.categories)
    for each in spec.series:
        bars.add_series(each.name, each.values)
    return bars


def dress(chart: Chart, spec: LineChart | BarChart, width: float) -> None:
    """Give a chart the project's looks: colours, axes in words, labels where things are.

    Parameters
    ----------
    chart
        Of the numbers of ``spec``.
    width
        Of the chart in points.
    """
    chart.has_title = False
    scale = min(1.0, max(_SMALLEST_SCALE, width / CHART_POINTS))
    chart.font.size = _points(scale * LABEL_POINTS)
    chart.font.color.rgb = colour_of(INK)
    if isinstance(spec, LineChart):
        _dress_lines(chart, spec, width, scale * LABEL_POINTS)
    else:
        _dress_bars(chart, spec, scale)


def _dress_lines(chart: Chart, spec: LineChart, width: float, points: float) -> None:
    from pptx.enum.dml import MSO_LINE

    dashes = {"dashed": MSO_LINE.DASH, "dotted": MSO_LINE.ROUND_DOT}
    chart.has_legend = False
    value_axis(chart.category_axis, (0, spec.x_end, spec.x_step), "0", points, grid=False)
    value_axis(chart.value_axis, (0, spec.y_end, spec.y_step), "0", points)
    axis_title(chart.category_axis, spec.x_words, points)
    axis_title(chart.value_axis, spec.y_words, points)
    for series, line in zip(chart.plots[0].series, spec.lines, strict=True):
        series.smooth = False
        series.format.line.color.rgb = colour_of(line.colour)
        series.format.line.width = _points(line.points)
        if line.dashes in dashes:
            series.format.line.dash_style = dashes[line.dashes]
    room = label_room(spec, width, points)
    _label_ends(chart, spec, room, points)
    left, top, whole, height = PLOT_LINES
    plot_area(chart, (left, top, whole - room / width, height))


def label_room(spec: LineChart, width: float, points: float) -> float:
    """Return the points that the labels at the ends of lines need, at most two fifths."""
    labels = [line.label for line in spec.lines if line.label]
    widest = max((text_size(label, points, bold=True)[0] for label in labels), default=0.0)
    return min(widest + _BESIDE_LABEL, 0.4 * width)


def _label_ends(chart: Chart, spec: LineChart, room: float, points: float) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    places = [place for place, line in enumerate(spec.lines) if line.label]
    ends = [1 - spec.lines[place].y[-1] / spec.y_end for place in places]
    shifts = spread(ends, _LINE_GAP / PLOT_LINES[3]) - np.array(ends)
    for place, shift in zip(places, shifts, strict=True):
        line, series = spec.lines[place], chart.plots[0].series[place]
        label = series.points[len(line.y) - 1].data_label
        text = fitted(line.label, 1.02 * (room - _BESIDE_LABEL), points)
        _write(label.text_frame, text, readable(line.colour), points)
        label.position = XL_LABEL_POSITION.RIGHT
        place_label(label, down=float(shift) * PLOT_LINES[3])


def spread(places: Sequence[float], gap: float) -> Floats:
    """Return places at least a gap apart, moved as little as it takes, between 0 and 1.

    Returns
    -------
    ndarray, shape (n,)
        In the same order from top to bottom.
    """
    order = np.argsort(places, kind="stable")
    moved = np.asarray(places, dtype=float)[order]
    moved = np.clip(moved, 0.0, _LOWEST)
    for _ in range(500):
        short = gap - np.diff(moved)
        push = np.where(short > 1e-6, short / 2, 0.0)
        if not push.any():
            break
        moved[:-1] -= push
        moved[1:] += push
        moved = np.clip(moved, 0.0, _LOWEST)
    back: Floats = np.empty_like(moved)
    back[order] = moved
    return back


def _dress_bars(chart: Chart, spec: BarChart, scale: float) -> None:
    plot, points = chart.plots[0], scale * LABEL_POINTS
    plot.gap_width = 45 if len(spec.categories) > _FEW else 90
    plot.overlap = 100 if spec.stacked or len(spec.series) == 1 else 0
    value_axis(chart.value_axis, (spec.low, spec.high, spec.step), spec.axis_format, points)
    axis_title(chart.value_axis, spec.words, points)
    axis_look(chart.category_axis, crosses=spec.crosses, points=scale * NAME_POINTS)
    for series, bars in zip(plot.series, spec.series, strict=True):
        series.invert_if_negative = False
        _paint(series, bars)
        if spec.labels:
            _label_bars(series, bars, spec, points)
        if bars.low:
            error_bars(series, bars.values, bars.low, bars.high)
    chart.has_legend = spec.legend
    if spec.legend:
        _legend(chart, points - 1)
    left, top = spec.names_share, PLOT_BARS[1] if spec.legend else 0.03
    plot_area(chart, (left, top, 0.97 - left, 0.83 - top))


def _paint(series: Any, bars: Bars) -> None:
    for place, bar in enumerate([series, *(series.points[k] for k in range(len(bars.values)))]):
        if place and not bars.each_colour:
            return
        colour = bars.colour_at(max(0, place - 1))
        bar.format.fill.solid()
        bar.format.fill.fore_color.rgb = colour_of(colour)
        if colour == PAPER:
            bar.format.line.color.rgb = colour_of(INK)


def _label_bars(series: Any, bars: Bars, spec: BarChart, points: float) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    span = spec.high - spec.low
    for place, value in enumerate(bars.values):
        if abs(value) / span >= MOST_LABELS_IN_BARS:
            label = series.points[place].data_label
            text = f"{value:.{spec.number_format.partition('.')[2].count('0')}f}"
            _write(label.text_frame, text, on_top_of(bars.colour_at(place)), points)
            label.position = XL_LABEL_POSITION.CENTER


def _legend(chart: Chart, points: float) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION

    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    chart.legend.font.size = _points(points)


def _write(frame: Any, text: str, colour: str, points: float) -> None:
    frame.text = text
    frame.word_wrap = False
    font = frame.paragraphs[0].runs[0].font
    font.size, font.bold = _points(points), True
    font.color.rgb = colour_of(colour)


def _points(points: float) -> Any:
    from pptx.util import Pt

    return Pt(round(points, 1))
