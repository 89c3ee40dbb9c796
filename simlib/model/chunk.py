"""A chunk of worlds as arrays: what either engine plays and a worker sends back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simlib.inputs.quantity import left_to_right
from simlib.model.plan import Plan
from simlib.model.records import EVENT_DTYPE, KIND_CODE, STORY_KINDS, Outcome

Log = Literal["none", "story", "full"]
"""Which event rows to keep: none, those that tell a story, or all of the daily work too."""

TALLY_DTYPE = np.dtype(
    [
        ("ruin_week", "f8"),
        ("wins", "i8"),
        ("losses", "i8"),
        ("initial_losses", "i8"),
        ("layoffs", "i8"),
    ]
)
WORLD_EVENT_DTYPE = np.dtype([("world", "i8"), *EVENT_DTYPE.descr])


@dataclass(frozen=True, slots=True)
class Chunk:
    """Worlds ``first`` to ``first + count - 1`` of one scenario."""

    first: int
    events: np.ndarray
    monthly: np.ndarray
    """Shape (count, months + 1, len(MONTHLY_COLUMNS))."""
    reps: np.ndarray
    """Shape (count, months + 1, seats, len(REP_COLUMNS))."""
    retention: np.ndarray
    """NRR and GRR of each year; shape (count, years, 2)."""
    tallies: np.ndarray
    """Counted from all events, whatever part of them is kept."""
    losses: np.ndarray
    """Accounts lost in each month by cause over all worlds: of the initial book, and of those won
    since; shape (months, 2, causes).
    """

    @property
    def count(self) -> int:
        """Number of worlds."""
        return len(self.monthly)


def chunk_of(plan: Plan, first: int, outcomes: Sequence[Outcome], log: Log) -> Chunk:
    """Return the worlds that SimPy has played, from world ``first``, as arrays."""
    book, years = len(plan.revenues), plan.scenario.horizon_years
    return Chunk(
        first=first,
        events=np.concatenate([_kept_events(outcome, log) for outcome in outcomes]),
        monthly=np.stack([outcome.monthly for outcome in outcomes]),
        reps=np.stack([outcome.reps for outcome in outcomes]),
        retention=np.stack([retention(outcome, years) for outcome in outcomes]),
        tallies=np.array([tally(outcome, book) for outcome in outcomes], dtype=TALLY_DTYPE),
        losses=np.sum([losses(plan, outcome) for outcome in outcomes], axis=0),
    )


def tally(outcome: Outcome, initial_accounts: int) -> tuple[float, int, int, int, int]:
    """Return the week of ruin (NaN if never), wins, losses, initial losses and layoffs."""
    kinds = outcome.events["kind"]
    weeks = outcome.events["week"][kinds == KIND_CODE["ruin"]]
    lost = outcome.events["account"][kinds == KIND_CODE["lost"]]
    return (
        float(weeks[0]) if len(weeks) else np.nan,
        int(np.count_nonzero(kinds == KIND_CODE["won"])),
        len(lost),
        int(np.count_nonzero(lost < initial_accounts)),
        int(np.count_nonzero(kinds == KIND_CODE["layoff"])),
    )


def losses(plan: Plan, outcome: Outcome) -> np.ndarray:
    """Return the accounts lost by month and cause, shape (months, 2, causes); see `Chunk`."""
    lost = outcome.events[outcome.events["kind"] == KIND_CODE["lost"]]
    found = np.zeros((plan.months, 2, len(plan.cause_names)), dtype=np.int64)
    month = np.maximum(1, np.searchsorted(plan.month_ends, lost["week"], side="left"))
    won = (lost["account"] >= len(plan.revenues)).astype(int)
    np.add.at(found, (month - 1, won, lost["cause"].astype(int)), 1)
    return found


def retention(outcome: Outcome, years: int) -> np.ndarray:
    """Return NRR and GRR by year, shape (years, 2); the year of a ruin keeps nothing.

    NRR is the full revenue at year end of the accounts active at its start over their revenue then;
    GRR caps each account at its start. NaN where no account was active at the start.
    """
    found = np.full((years, 2), np.nan)
    ends = outcome.year_ends
    for year, start in enumerate(ends[:years]):
        total = left_to_right(start.values())
        if total <= 0:
            continue
        end = ends[year + 1] if year + 1 < len(ends) else {}
        found[year, 0] = left_to_right(end.get(order, 0.0) for order in start) / total
        capped = (min(end.get(order, 0.0), was) for order, was in start.items())
        found[year, 1] = left_to_right(capped) / total
    return found


def _kept_events(outcome: Outcome, log: Log) -> np.ndarray:
    events = outcome.events
    if log == "none":
        events = events[:0]
    elif log == "story":
        events = events[events["kind"] < len(STORY_KINDS)]
    kept = np.empty(len(events), dtype=WORLD_EVENT_DTYPE)
    kept["world"] = outcome.world
    for column in EVENT_DTYPE.names or ():
        kept[column] = events[column]
    return kept
