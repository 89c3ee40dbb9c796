"""What two diaries are compared by: one number a world, and which way is better."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

from simlib.analysis.panel import month_panel, trading, world_column
from simlib.analysis.precision import Floats
from simlib.analysis.revenue import never_below
from simlib.inputs.errors import InputError, unknown_name
from simlib.words import percent

if TYPE_CHECKING:
    from simlib.run.result import Run

Unit = Literal["money", "share", "chance", "count"]


@dataclass(frozen=True)
class Measure:
    """One number a world."""

    name: str
    label: str
    """Key, and words for a column heading."""
    unit: Unit
    """``chance``: 0 or 1 in each world, so its mean is a chance; ``share``: 0 to 1."""
    higher_is_better: bool
    values: Callable[[Run], Floats]
    """``values(run)``: shape (worlds,), NaN where the question does not arise."""


def measure_named(measure: str | Measure, *, below: float = 0.7) -> Measure:
    """Return a measure by its name, or one of the caller's own as it is.

    Parameters
    ----------
    measure : str or Measure
        One of `MEASURES`, or a measure with a name that none of them has.
    below : float
        Threshold of ``"survival"``, as a share of initial revenue.

    Raises
    ------
    InputError
        For a name nobody knows, the near ones listed, or one that is taken.
    """
    if isinstance(measure, Measure):
        if measure.name in MEASURES:
            raise InputError(
                "a measure of one's own with the name of a shipped one",
                column="name",
                value=measure.name,
                allowed=f"any but {', '.join(MEASURES)}",
            )
        return measure
    if measure not in MEASURES:
        raise unknown_name("measure", measure, MEASURES)
    if measure != "survival":
        return MEASURES[measure]
    label = f"Never below {percent(below)} of today's revenue"
    return replace(MEASURES[measure], label=label, values=partial(_survival, below=below))


def _of_worlds(column: str) -> Callable[[Run], Floats]:
    return partial(world_column, column=column)


def _cumulative_revenue(run: Run) -> Floats:
    return np.asarray(run.revenue[:, 1:].sum(axis=1) / 12)


def _ruin(run: Run) -> Floats:
    return (~trading(run)[:, -1]).astype(float)


def _survival(run: Run, below: float = 0.7) -> Floats:
    return never_below(run, below)[:, -1].astype(float)


def _accounts_kept(run: Run) -> Floats:
    # A closed firm loses no more accounts, but it has kept none.
    kept = len(run.scenario.book.accounts) - world_column(run, "initial_losses")
    return np.asarray(kept * trading(run)[:, -1])


def _largest_share(run: Run) -> Floats:
    counted = trading(run)[:, -1] & (run.revenue[:, -1] > 0)
    return np.where(counted, month_panel(run, "largest_share")[:, -1], np.nan)


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.name: measure
        for measure in (
            Measure(
                "final_revenue",
                "Revenue a year at the end",
                "money",
                True,
                _of_worlds("final_revenue"),
            ),
            Measure(
                "cumulative_revenue", "Revenue of all years", "money", True, _cumulative_revenue
            ),
            Measure("survival", "Never below a threshold", "chance", True, _survival),
            Measure("ruin", "Ran out of cash", "chance", False, _ruin),
            Measure("accounts_kept", "Of today's accounts, kept", "count", True, _accounts_kept),
            Measure("accounts_lost", "Accounts lost", "count", False, _of_worlds("losses")),
            Measure(
                "initial_losses",
                "Of today's accounts, lost",
                "count",
                False,
                _of_worlds("initial_losses"),
            ),
            Measure("wins", "Accounts won", "count", True, _of_worlds("wins")),
            Measure(
                "largest_share", "Share of the largest account", "share", False, _largest_share
            ),
            Measure("drawdown", "Deepest fall from a peak", "share", False, _of_worlds("drawdown")),
            Measure("layoffs", "Layoffs", "count", False, _of_worlds("layoffs")),
        )
    }
)
"""Every shipped measure by name, in the order of a table; one of your own is an object.

``accounts_lost`` and ``initial_losses`` stop counting when the firm closes, so that closing early
looks like losing few; ``accounts_kept`` does not have that flaw.
"""
