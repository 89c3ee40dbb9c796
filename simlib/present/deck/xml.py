"""What PowerPoint files want said in XML, and text that fits into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from simlib.present.style import INK
from simlib.present.words import harmless

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_UNIT = re.compile(r"(?<=\d) (?=(?:%|k|m|bn)(?:\W|$))")
_NO_XML = re.compile("[\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe-\U0010ffff](?<=[\ufffe\uffff])")


def plain(text: object) -> str:
    """Return a text that XML can hold: no control characters, no marks that turn the line."""
    return " ".join(_NO_XML.sub(" ", harmless(str(text))).split())


def unbroken(text: str) -> str:
    """Return a text whose numbers stay on a line with their units."""
    return _UNIT.sub("\u00a0", text)


def library(name: str) -> Any:
    """Return a module of a library without types, loaded on first use."""
    return import_module(name)


def colour_of(colour: str) -> Any:
    """Return a colour as PowerPoint takes it."""
    return library("pptx.dml.color").RGBColor.from_string(colour.lstrip("#").upper())


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
    values, low, high : sequence of float
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
