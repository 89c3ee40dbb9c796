"""One chart a file; each returns its axes and computes nothing. Imported when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simlib.present.plots.account_lines import account_survival
    from simlib.present.plots.cause_areas import loss_by_cause
    from simlib.present.plots.dose_line import dose
    from simlib.present.plots.futures_waffle import futures
    from simlib.present.plots.largest_lines import concentration
    from simlib.present.plots.rank_bars import standing
    from simlib.present.plots.recovery_lines import recovery
    from simlib.present.plots.revenue_bands import revenue_fan
    from simlib.present.plots.revenue_lines import revenue_survival
    from simlib.present.plots.story_line import timeline
    from simlib.present.plots.week_bars import rep_week

# a file is never named like its chart: importing it would hide the function
_HOMES = {
    "account_survival": "account_lines",
    "concentration": "largest_lines",
    "dose": "dose_line",
    "futures": "futures_waffle",
    "loss_by_cause": "cause_areas",
    "recovery": "recovery_lines",
    "rep_week": "week_bars",
    "revenue_fan": "revenue_bands",
    "revenue_survival": "revenue_lines",
    "standing": "rank_bars",
    "timeline": "story_line",
}

__all__ = [
    "account_survival",
    "concentration",
    "dose",
    "futures",
    "loss_by_cause",
    "recovery",
    "rep_week",
    "revenue_fan",
    "revenue_survival",
    "standing",
    "timeline",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"no chart {name!r}; charts: {', '.join(sorted(_HOMES))}")
    return getattr(import_module(f"simlib.present.plots.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
