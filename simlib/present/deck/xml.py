"""What PowerPoint files want said in XML, and text that fits into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from simlib.present.draw.style import INK

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_UNIT = re.compile(r"(?<=\d) (?=(?:%|k|m|bn)(?:\W|$))")


def unbroken(text: str) -> str:
    """Return a text whose numbers stay on a line with their units."""
    return _UNIT.sub("\u00a0", text)


def colour_of(colour: str) -> Any:
    """Return a colour as PowerPoint takes it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.lstrip("#").upper())


def chart_element(text: str) -> Any:
    """Return an element of a chart; the prefixes ``c`` and ``a`` are known."""
    from pptx.oxml import parse_xml

    head, rest = re.match(r"<([\w:]+)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    return parse_xml(f'<{head} xmlns:c="{CHART}" xmlns:a="{DRAWING}"{rest}')


def error_bars(
    series: Any, values: Sequence[float], low: Sequence[float], high: Sequence[float]
) -> None:
    """Draw intervals on bars: thin lines from low to high.

    Parameters
    ----------
    series
        Of a bar chart.
    values, low, high
        One a category.
    """
    plus = [max(0.0, top - value) for top, value in zip(high, values, strict=True)]
    minus = [max(0.0, value - bottom) for bottom, value in zip(low, values, strict=True)]
    bars = chart_element(
        '<c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"<c:plus>{_numbers(plus)}</c:plus><c:minus>{_numbers(minus)}</c:minus>"
        f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{INK[1:]}"/></a:solidFill></a:ln>'
        "</c:spPr></c:errBars>"
    )
    series._element.find(f"{{{CHART}}}cat").addprevious(bars)


def _numbers(values: Sequence[float]) -> str:
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{round(value, 6):g}</c:v></c:pt>'
        for place, value in enumerate(values)
    )
    return (
        f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>'
        f"{points}</c:numLit>"
    )
