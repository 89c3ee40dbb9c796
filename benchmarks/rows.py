"""What a benchmark says: one measure, its goal, and what was seen."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    measure : str
    value : float
    unit : str
        ``x`` is a ratio within this run on this machine.
    least, most : float or None
        The goal: the value should be at least, or at most, this.
    note : str
        The absolute numbers behind a ratio.
    """

    measure: str
    value: float
    unit: str
    least: float | None = None
    most: float | None = None
    note: str = ""

    @property
    def goal(self) -> str:
        """The goal in words."""
        if self.least is not None:
            return f">= {self.least:g}"
        return f"<= {self.most:g}" if self.most is not None else ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None if there is none."""
        if self.least is not None:
            return self.value >= self.least
        return self.value <= self.most if self.most is not None else None


def seconds(work: Callable[[], object], repetitions: int = 5) -> float:
    """Return the median time of ``work`` over some repetitions."""
    times = []
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def alternating(works: dict[str, Callable[[], object]], repetitions: int = 5) -> dict[str, float]:
    """Return the median time of each work, taken in turns, so that all see the same machine."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repetitions):
        for name, work in works.items():
            times[name].append(seconds(work, repetitions=1))
    return {name: statistics.median(each) for name, each in times.items()}
