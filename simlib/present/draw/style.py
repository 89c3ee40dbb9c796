"""The one place for colours, sizes, fonts and the way a figure is saved."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure, SubFigure

from simlib.inputs.files import write_atomically

SLIDE_INCHES = (12.8, 7.2)
SCREEN_DPI = 100
FILE_DPI = 150
FONT = "DejaVu Sans"
TITLE_POINTS = 22.0
TEXT_POINTS = 15.0
FOOTER_POINTS = 10.0
INK = "#1F1F1F"
MUTED = "#595959"
RULE = "#DCDCDC"
PAPER = "#FFFFFF"
READABLE_CONTRAST = 4.5  # WCAG 2.1, level AA, ordinary text
# Okabe and Ito (2008), yellow left out: it cannot be read on white
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILLION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#8C8C8C"
PALETTE = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, BLACK)
SOLID, DASHED, DOTTED = "solid", "dashed", "dashdot"
_ANALYST_NAMES: dict[str, str] = {
    "babysitter": "service-heavy",
    "arms_length": "remote",
    "sink_or_swim": "on their own",
    "feast_or_famine": "after a loss",
    "big_game": "one big deal",
    "one_call_a_month": "monthly call",
    "weekly_block": "weekly block",
    "daily_habit": "daily habit",
    "devoted": "service only",
    "all_hunt": "hunters",
}
_RC: Any = {
    "font.family": FONT,
    "font.size": TEXT_POINTS,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in an account name is a dollar sign
    "text.usetex": False,
    "axes.unicode_minus": True,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.prop_cycle": cycler(color=PALETTE),
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "figure.max_open_warning": 0,
    "hatch.linewidth": 0.6,
    "svg.hashsalt": "simlib",
    "svg.fonttype": "path",
}
# what would differ from one run or matplotlib version to the next
_METADATA: dict[str, dict[str, None]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
WEEK_COLOURS = {
    "service": SKY,
    "visits, gestures": BLUE,
    "rescue": VERMILLION,
    "prospecting": ORANGE,
    "onboarding": GREEN,
    "one-to-ones": PURPLE,
    "idle": "#E8E8E8",
    "empty chair": "#BDBDBD",
}
"""Colour of each family, in every chart of a week alike."""


@dataclass(frozen=True)
class Look:
    """How one discipline is drawn, in every chart alike."""

    colour: str
    dashes: str = SOLID


_LOOKS: dict[str, Look] = {
    "today": Look(BLACK),
    "weekly block": Look(BLUE),
    "monthly call": Look(ORANGE),
    "service-heavy": Look(VERMILLION),
    "service only": Look(PURPLE),
    "daily habit": Look(GREEN),
    "on their own": Look(SKY),
    "remote": Look(GREY, DOTTED),
    "after a loss": Look(VERMILLION, DASHED),
    "one big deal": Look(GREEN, DASHED),
    "hunters": Look(BLUE, DASHED),
}


def look_of(label: str) -> Look | None:
    """Return the constant look of a discipline, None for a name the project does not ship."""
    return _LOOKS.get(_ANALYST_NAMES.get(label, label))


def looks_for(labels: Sequence[str]) -> list[Look]:
    """Return one look per label, all different.

    A shipped discipline always gets its own. Any other name gets the colour its spelling points to,
    or the next one that nobody else in this chart has.

    Parameters
    ----------
    labels
        In the order of the chart.

    Returns
    -------
    list of Look
        In the same order.
    """
    chosen: dict[int, Look] = {}
    for place, label in enumerate(labels):
        look = look_of(label)
        if look is not None and look not in chosen.values():
            chosen[place] = look
    for place, label in enumerate(labels):
        if place not in chosen:
            chosen[place] = _spare_look(label, {look.colour for look in chosen.values()})
    return [chosen[place] for place in range(len(labels))]


def _spare_look(label: str, taken: set[str]) -> Look:
    first = crc32(label.encode("utf-8", "surrogatepass"))
    ring = [PALETTE[(first + step) % len(PALETTE)] for step in range(len(PALETTE))]
    free = [colour for colour in ring if colour not in taken]
    return Look(free[0]) if free else Look(ring[0], DOTTED)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 black to 1 white (WCAG 2.1)."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(colour: str, paper: str = PAPER) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((luminance(colour), luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=256)
def readable(colour: str) -> str:
    """Return the colour, darkened only as far as text on white needs."""
    red, green, blue = to_rgb(colour)
    for step in range(100):
        keep = 1.0 - step / 100.0
        shade = to_hex((red * keep, green * keep, blue * keep))
        if contrast(shade) >= READABLE_CONTRAST:
            return shade
    return INK


def on_top_of(colour: str) -> str:
    """Return black or white, whichever reads better on the colour."""
    return BLACK if contrast(BLACK, colour) >= contrast(PAPER, colour) else PAPER


@contextmanager
def slide_style() -> Iterator[None]:
    """Hold the project's settings while a chart is drawn; the reader's own come back after."""
    with mpl.rc_context(_RC):
        yield
        interactive = mpl.is_interactive()
    # A notebook's backend turns interactive with its first figure, which is made in here: undone,
    # no later figure would be shown.
    mpl.interactive(interactive)


def title_of(figure: Figure | Axes) -> str:
    """Return the finding that a chart states, in one line; "" if it states none."""
    whole = whole_figure(figure)
    axes = list(whole.axes) if isinstance(figure, Figure) else [figure]
    titles = [each.get_title(place) for each in axes for place in ("left", "center", "right")]
    texts = [text.get_text() for text in whole.texts if text.get_gid() == "title"]
    return " ".join(next((text for text in [*texts, *titles] if text), "").split())


def image_bytes(figure: Figure | Axes, *, dpi: int = FILE_DPI, kind: str = ".png") -> bytes:
    """Return a figure as the same bytes each time; a PNG carries its finding as its title.

    Parameters
    ----------
    figure
        A figure, or any axes on it.
    dpi
        Dots per inch; 150 gives 1920 x 1080 for a slide.
    kind : {".png", ".svg", ".pdf"}
        The file type by its suffix.

    Returns
    -------
    bytes
        The file's content.

    Raises
    ------
    ValueError
        For another file type.
    """
    if kind not in _METADATA:
        raise ValueError(f"figures are saved as {', '.join(_METADATA)}; found {kind!r}")
    finding = (title_of(figure) or title_of(whole_figure(figure))) if kind == ".png" else ""
    metadata = {**_METADATA[kind], **({"Title": finding} if finding else {})}
    buffer = io.BytesIO()
    with slide_style():
        whole_figure(figure).savefig(
            buffer, format=kind[1:], dpi=dpi, facecolor=PAPER, metadata=metadata
        )
    return buffer.getvalue()


def save(
    figure: Figure | Axes, path: str | Path, *, dpi: int = FILE_DPI, close: bool = False
) -> Path:
    """Save a figure: the same bytes each time, never half a file.

    Parameters
    ----------
    figure : Figure or Axes
        A figure, or any axes on it.
    path : str or Path
        Ends in .png, .svg or .pdf; missing folders are made.
    dpi : int
        Dots per inch.
    close : bool
        Forget the figure afterwards; for programs that draw many.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    ValueError
        For another file type.
    """
    target = Path(path)
    written = write_atomically(
        target, image_bytes(figure, dpi=dpi, kind=target.suffix.lower() or "no suffix")
    )
    if close:
        import matplotlib.pyplot as plt

        plt.close(whole_figure(figure))
    return written


def whole_figure(figure: Figure | Axes) -> Figure:
    """Return the figure that holds the axes, or the figure itself."""
    if isinstance(figure, Figure):
        return figure
    holder: Figure | SubFigure | None = figure.get_figure()
    while isinstance(holder, SubFigure):
        holder = holder.get_figure()
    if holder is None:
        raise ValueError("these axes belong to no figure")
    return holder
