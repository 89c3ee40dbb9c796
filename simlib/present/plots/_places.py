"""Labels beside points, put where nothing is yet, with a line where they had to move away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from simlib.present.labels import axes_points
from simlib.present.lettering import LINE_SPACING, text_size
from simlib.present.style import MUTED, PAPER, TEXT_POINTS, readable

_NEAR, _FAR, _RINGS = 6.0, 34.0, 9


@dataclass(frozen=True)
class PointLabel:
    """A text and the point that it belongs to, in data units; ``radius`` in points."""

    text: str
    x: float
    y: float
    colour: str
    radius: float = 5.0


def label_points(ax: Axes, labels: Sequence[PointLabel], *, taken: Sequence[Bbox] = ()) -> None:
    """Write labels beside their points so that none overlaps another, or what is taken.

    Parameters
    ----------
    ax : Axes
        Limits must be final.
    labels : sequence of PointLabel
        The most important first: a label that finds no room anywhere is left out.
    taken : sequence of Bbox
        In points from the lower left corner of the axes.
    """
    full = [*taken, *(mark(ax, label) for label in labels)]
    for label in labels:
        spot = _free_spot(ax, label, full)
        if spot is not None:
            full.append(spot)
            _write(ax, label, spot)


def point_of(ax: Axes, x: float, y: float) -> tuple[float, float]:
    """Return where data units lie, in points from the lower left corner of the axes."""
    width, height = axes_points(ax)
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    return (x - left) / (right - left) * width, (y - low) / (high - low) * height


def mark(ax: Axes, label: PointLabel) -> Bbox:
    """Return what a point covers, in points from the lower left corner of the axes."""
    x, y = point_of(ax, label.x, label.y)
    r = label.radius
    return Bbox.from_extents(x - r, y - r, x + r, y + r)


def _free_spot(ax: Axes, label: PointLabel, full: Sequence[Bbox]) -> Bbox | None:
    width, height = axes_points(ax)
    inside = Bbox.from_extents(0, 0, width, height)
    for spot in _spots(ax, label):
        within = inside.x0 <= spot.x0 and spot.x1 <= inside.x1
        within = within and inside.y0 <= spot.y0 and spot.y1 <= inside.y1
        if within and not any(spot.overlaps(other) for other in full):
            return spot
    return None


def _spots(ax: Axes, label: PointLabel) -> list[Bbox]:
    """Return where the text might stand, the nearest first."""
    x, y = point_of(ax, label.x, label.y)
    w, h = text_size(label.text, TEXT_POINTS - 1)
    spots = []
    for ring in range(_RINGS):
        away, rise = label.radius + _NEAR + (0.6 * _FAR * ring), _FAR * ring
        for left in (x + away, x - away - w):
            for middle in dict.fromkeys((y, y - rise, y + rise)):
                spots.append(Bbox.from_extents(left, middle - h / 2, left + w, middle + h / 2))
    return spots


def _write(ax: Axes, label: PointLabel, spot: Bbox) -> None:
    x, y = point_of(ax, label.x, label.y)
    right = spot.x0 > x
    near = (spot.x0 if right else spot.x1) - x, (spot.y0 + spot.y1) / 2 - y
    if abs(near[1]) > 1 or abs(near[0]) > label.radius + 2 * _NEAR:
        gap = 3.0 if right else -3.0
        leader = ax.annotate(
            *("", (label.x, label.y), (near[0] - gap, near[1])),
            textcoords="offset points",
            arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 0.9, "shrinkA": 0},
        )
        leader.set_gid("leader")
    ax.annotate(
        *(label.text, (label.x, label.y), near),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        fontsize=TEXT_POINTS - 1,
        color=readable(label.colour),
        linespacing=LINE_SPACING,
        parse_math=False,
        zorder=6,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0, "alpha": 0.85},
        gid="point label",
    )
