"""The chart of one choice beside the reference, small and quick to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from simlib.present.client.what_if_words import calls_words
from simlib.present.labels import label_ends
from simlib.present.plots._lines import draw_line, draw_precision, end_labels
from simlib.present.sheet import Sheet, lay_out, plain_axes, time_axis, time_unit
from simlib.present.style import BLACK, BLUE, DASHED, Look, image_bytes, slide_style
from simlib.present.words import of_100, sentence_case, show_name

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

    from simlib.present.client.what_if_words import Firm
    from simlib.studies.client.what_if_point import WhatIfPoint

_INCHES = (11.0, 5.0)
_DPI = 110
_CHOSEN, _REFERENCE = Look(BLUE), Look(BLACK, DASHED)


def choice_lines(firm: Firm, point: WhatIfPoint, reference: WhatIfPoint) -> Figure:
    """Draw survival under a choice (full, blue) and under the reference (dashed, black).

    Parameters
    ----------
    firm : Firm
    point, reference : WhatIfPoint
        Of the same horizon.

    Returns
    -------
    Figure
        Belongs to nobody: not to pyplot, so that none stays open.
    """
    with slide_style():
        figure = Figure(figsize=_INCHES, dpi=_DPI)
        axes = figure.add_subplot()
        figure.set_layout_engine("none")
        lay_out(
            Sheet(axes, owned=True),
            title=f"Futures of 100 never below {firm.floor} a year",
            x_words=f"{time_unit(_months(point))} from today",
        )
        _draw(axes, point, reference)
    return figure


def choice_image(firm: Firm, point: WhatIfPoint, reference: WhatIfPoint) -> bytes:
    """Return the chart as a PNG file."""
    return image_bytes(choice_lines(firm, point, reference), dpi=_DPI)


def choice_alt(point: WhatIfPoint, reference: WhatIfPoint) -> str:
    """Return the chart in words, for who cannot see it."""
    return f"{_words(point)}; {_words(reference, own=True)}"


def _draw(ax: Axes, point: WhatIfPoint, reference: WhatIfPoint) -> None:
    x = time_axis(ax, _months(point))
    lines = ((reference, _REFERENCE), (point, _CHOSEN))
    for each, look in lines:
        draw_precision(ax, x, 100 * each.low, 100 * each.high, look)
        draw_line(ax, x, 100 * each.share, look)
    ax.set_ylim(0, 103)
    ax.set_yticks(range(0, 101, 20))
    texts = [_words(reference, own=True), _words(point)]
    ends = [100 * float(each.share[-1]) for each, _ in lines]
    label_ends(ax, end_labels(texts, ends, [look for _, look in lines]), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))


def _words(point: WhatIfPoint, *, own: bool = False) -> str:
    how = "as it is" if own else calls_words(point.calls)
    return f"{sentence_case(show_name(point.diary))}, {how}: {of_100(float(point.share[-1]))}"


def _months(point: WhatIfPoint) -> np.ndarray:
    import numpy as np

    return np.arange(len(point.share))
