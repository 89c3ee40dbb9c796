"""C04 to C07: great service, the dominant customer, and what becomes of a book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.measures import measure_named
from simlib.analysis.panel import world_column
from simlib.analysis.precision import Floats
from simlib.studies.claims.reading import (
    Reading,
    chance,
    chance_gain,
    closes,
    compared,
    gain,
    survives,
)
from simlib.studies.claims.setting import (
    HALF_BOOK,
    Arms,
    Case,
    Setting,
    standard_book_with_largest_at,
)

if TYPE_CHECKING:
    from simlib.run.result import Run

_LOSS_WEEK, _YEARS_AFTER_LOSS = 52, 3
_CUT = "shrink top:1 by 40 % in week 0"


def _service_and_hunting(setting: Setting) -> Arms:
    return {name: setting.scenario(name) for name in ("devoted", "weekly_block")}


def _survival(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    return (chance_gain(survives(runs["devoted"]), survives(runs["weekly_block"])),)


def _half_lost(setting: Setting) -> Arms:
    return {
        name: setting.scenario(
            name,
            standard_book_with_largest_at(HALF_BOOK),
            stress=f"lose top:1 in week {_LOSS_WEEK}",
            horizon_years=_YEARS_AFTER_LOSS,
        )
        for name in ("devoted", "weekly_block")
    }


def _ruin(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    without, with_pipeline = (_closes_after(runs[n]) for n in ("devoted", "weekly_block"))
    return chance(without), compared(_less_than_half, [without], [with_pipeline])


def _less_than_half(means: Floats) -> Floats:
    return np.asarray(means[1] - means[0] / 2)


def _closes_after(run: Run) -> Floats:
    """Return 1 where the firm closes at or after the loss; NaN where it has closed before."""
    week = world_column(run, "ruin_week")
    return np.where(week < _LOSS_WEEK, np.nan, closes(run))


def _cut(setting: Setting) -> Arms:
    whole = setting.scenario(
        "weekly_block", standard_book_with_largest_at(HALF_BOOK), horizon_years=2, name="no cut"
    )
    return {"no cut": whole, "cut": whole.with_(stress=_CUT, name="cut")}


def _layoffs(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    before, after = (world_column(runs[name], "layoffs") for name in ("no cut", "cut"))
    return (chance_gain(np.minimum(before, 1), np.minimum(after, 1)),)


def _dominance(runs: Mapping[str, Run]) -> tuple[Reading, ...]:
    shares = measure_named("largest_share").values
    return (gain(shares(runs["weekly_block"]), shares(runs["devoted"])),)


CASES = (
    Case("C04", _service_and_hunting, _survival),
    Case("C05", _half_lost, _ruin),
    Case("C06", _cut, _layoffs),
    Case("C07", _service_and_hunting, _dominance),
)
