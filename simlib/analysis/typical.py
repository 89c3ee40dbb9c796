"""Which world to tell: the one in the middle, not the best story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simlib.run.result import Run


def typical_world(run: Run) -> int:
    """Return the number of the world whose revenue over all months is nearest the median.

    Ties go to the lowest number, so the same run always tells the same story.
    """
    total = run.revenue.sum(axis=1)
    nearest = int(np.argmin(np.abs(total - np.median(total))))
    return int(run.worlds["world"].iloc[nearest])
