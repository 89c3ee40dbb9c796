"""C25: more prospecting is better only up to a point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from simlib.studies.claims.reading import Reading, final_revenue, gain
from simlib.studies.claims.setting import Arms, Case, Setting

if TYPE_CHECKING:
    from simlib.run.result import Run

DOSES = (0.0, 2.0, 4.0, 8.0, 16.0, 40.0)
"""Protected calls a month and rep, one-to-ones every two weeks with all of them."""


def _doses(setting: Setting) -> Arms:
    base = setting.scenario("weekly_block")
    return {f"{dose:g}": base.with_(calls_per_month=dose, name=f"{dose:g}") for dose in DOSES}


def _interior_optimum(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    """Read the best dose between the ends against both.

    Each half of the worlds judges what the other half has chosen, so that luck flatters nobody.
    """
    revenue = np.stack([final_revenue(runs[f"{dose:g}"]) for dose in DOSES])
    halves = np.array_split(np.arange(revenue.shape[1]), 2)
    best = np.empty(revenue.shape[1])
    for judges, choosers in (halves, halves[::-1]):
        chosen = 1 + int(np.argmax(revenue[1:-1, choosers].mean(axis=1)))
        best[judges] = revenue[chosen, judges]
    return gain(revenue[0], best), gain(revenue[-1], best)


CASES = (Case("C25", _doses, _interior_optimum),)
