"""What a year of one strategic call a month wins for one rep, once every deal is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simlib.analysis.precision import Floats, Interval, mean_interval, proportion_interval
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.simulate import simulate
from simlib.studies.doses import dose_diary
from simlib.studies.stored import Stored

if TYPE_CHECKING:
    from simlib.run.result import Run

_YEAR_WEEKS = 52.0
_YEARS_TO_DECIDE = 3


@dataclass(frozen=True, repr=False)
class TwelveCalls(Stored):
    """Accounts won from the meetings of one rep's first twelve calls.

    Parameters
    ----------
    evidence : str
    targets : int
        Prospects on the list.
    wins : Interval
        Accounts won, each deal followed to its decision.
    meetings : Interval
    two_or_more : Interval
        Chance of two wins or more.
    worlds : int
    """

    evidence: str
    targets: int
    wins: Interval
    meetings: Interval
    two_or_more: Interval
    worlds: int


def twelve_calls(
    base: Scenario, *, targets: int = 40, worlds: int = 1_000, seed: int = 1
) -> TwelveCalls:
    """Let one rep make twelve protected calls in a year and follow what comes of them.

    Parameters
    ----------
    base : Scenario
        A book of one rep; its diary and horizon are replaced.
    targets : int
        Prospects on the list.
    worlds, seed : int

    Returns
    -------
    TwelveCalls

    Raises
    ------
    InputError
        For a book of several reps.

    Notes
    -----
    The rep keeps every promise and the firm cannot close, so that twelve calls are twelve. Deals
    have two more years to be decided, which leaves one in several thousand open.
    """
    if len(base.book.reps) != 1:
        raise InputError("not the book of one rep", value=base.book.name)
    scenario = base.with_(
        discipline=dose_diary(1.0), horizon_years=_YEARS_TO_DECIDE, unlimited_cash=True
    ).with_(targets_per_rep=targets, keenness_floor=1.0)
    run = simulate(scenario, worlds=worlds, seed=seed, log="story", progress=False)
    met, won = first_year_deals(run)
    return TwelveCalls(
        evidence=base.evidence.name,
        targets=targets,
        wins=mean_interval(won),
        meetings=mean_interval(met),
        two_or_more=proportion_interval(int((won >= 2).sum()), len(won)),
        worlds=worlds,
    )


def first_year_deals(run: Run) -> tuple[Floats, Floats]:
    """Return meetings of the first year, and the wins that come of them, each shape (worlds,)."""
    events = run.events[["world", "week", "kind", "account"]]
    meetings = events[events["kind"] == "meeting"]
    # Nobody is met again after he was won, so the last meeting is the one that led to it.
    last = meetings.groupby(["world", "account"], observed=True)["week"].max()
    won = events[events["kind"] == "won"]
    led_to = pd.MultiIndex.from_frame(won[["world", "account"]])
    early = last.reindex(led_to).to_numpy() <= _YEAR_WEEKS
    worlds = run.worlds["world"].to_numpy()
    return (
        _per_world(meetings.loc[meetings["week"] <= _YEAR_WEEKS, "world"].to_numpy(), worlds),
        _per_world(won["world"].to_numpy()[early], worlds),
    )


def _per_world(found: Floats, worlds: Floats) -> Floats:
    return np.array(np.bincount(found - worlds[0], minlength=len(worlds)), dtype=float)
