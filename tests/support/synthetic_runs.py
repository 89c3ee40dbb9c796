"""Synthetic runs: the frames of a result without a simulation, for tests of the analysis.

`make_run` puts given numbers into frames of the real shape; `random_run` makes up a whole run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from simlib.inputs.evidence import Evidence
from simlib.inputs.stress import StressEvent

HOURS = (
    "service_hours",
    "review_hours",
    "gesture_hours",
    "rescue_hours",
    "call_hours",
    "discovery_hours",
    "proposal_hours",
    "onboarding_hours",
    "check_in_hours",
)
OTHER_REP_COLUMNS = (
    "available_hours",
    "vacant_hours",
    "ignored_hours",
    "waiting_hours",
    "calls_due",
    "calls_kept",
    "calls_made",
)
EVENT_KINDS = ["shock", "lost", "shrunk", "won", "ruin"]


@dataclass(frozen=True)
class FakeRun:
    """The attributes of a run that the analysis reads."""

    scenario: Any
    seed: int
    first_world: int
    world_count: int
    events: pd.DataFrame
    monthly: pd.DataFrame
    reps: pd.DataFrame
    years: pd.DataFrame
    worlds: pd.DataFrame
    totals: Any = None
    reference_hash: str = ""
    pair: Any = None

    @property
    def months(self) -> Any:
        return np.arange(len(self.monthly) // self.world_count)

    def month_values(self, column: str) -> Any:
        return self.monthly[column].to_numpy(float).reshape(self.world_count, -1)

    def seat_values(self, column: str) -> Any:
        shape = (self.world_count, len(self.months), -1)
        return self.reps[column].to_numpy(float).reshape(shape)

    def year_values(self, column: str) -> Any:
        return self.years[column].to_numpy(float).reshape(self.world_count, -1)

    def world_values(self, column: str) -> Any:
        return self.worlds[column].to_numpy(float)

    @property
    def revenue(self) -> Any:
        return self.monthly["revenue"].to_numpy().reshape(self.world_count, -1)

    @property
    def initial_revenue(self) -> float:
        return float(self.revenue[0, 0])

    @property
    def label(self) -> str:
        return str(self.scenario.label)


@dataclass(frozen=True)
class FakeComparison:
    """A reference and other runs in the same worlds."""

    runs: tuple[FakeRun, ...]
    reference: FakeRun = field(init=False)
    others: tuple[FakeRun, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reference", self.runs[0])
        object.__setattr__(self, "others", self.runs[1:])


def make_run(
    revenue: Any,
    *,
    ruin_week: Any = None,
    losses: Sequence[tuple[int, float, str, str]] = (),
    accounts: int = 4,
    reps: dict[str, Any] | None = None,
    rep_names: tuple[str, ...] = ("R1", "R2", "R3"),
    worlds: dict[str, Any] | None = None,
    years: dict[str, Any] | None = None,
    monthly: dict[str, Any] | None = None,
    stress: tuple[str, ...] = (),
    evidence: dict[str, Any] | None = None,
    name: str = "weekly_block",
    label: str = "weekly block",
    seed: int = 7,
    first_world: int = 0,
    log: bool = True,
) -> FakeRun:
    """Put numbers into frames.

    Parameters
    ----------
    revenue : array_like, shape (worlds, months + 1)
        Annualised; set to 0 from the month of ruin on.
    losses : sequence of (world index, week, account id, cause)
        Accounts of the book are called A0, A1, ...
    reps : dict of column to array of shape (worlds, months + 1, seats)
        Zero where not given.
    worlds, years, monthly : dict of column to array
        In place of plain defaults; years have shape (worlds, years).
    log : bool
        False: the events frame is empty, as with ``log="none"``.
    """
    table = np.array(revenue, dtype=float)
    count, ends = table.shape
    ruin = np.full(count, np.nan) if ruin_week is None else np.asarray(ruin_week, dtype=float)
    table[ruin[:, np.newaxis] <= np.arange(ends)[np.newaxis] * 52.0 / 12.0] = 0.0
    numbers = first_world + np.arange(count)
    ids = tuple(f"A{i}" for i in range(accounts))
    known = Evidence.named("graded").with_(**(evidence or {}))
    scenario = SimpleNamespace(
        name=name,
        label=label,
        book=SimpleNamespace(
            name="test",
            accounts=tuple(SimpleNamespace(account_id=account) for account in ids),
            reps=rep_names,
            currency="EUR",
        ),
        evidence=known,
        causes=known.causes,
        stress=tuple(StressEvent.parse(line) for line in stress),
    )
    return FakeRun(
        scenario=scenario,
        seed=seed,
        first_world=first_world,
        world_count=count,
        events=_events(losses if log else (), numbers, name, seed),
        monthly=_monthly(table, numbers, name, seed, monthly or {}),
        reps=_reps(table.shape, numbers, name, seed, rep_names, reps or {}),
        years=_years(count, ends // 12, numbers, name, seed, years or {}),
        worlds=_worlds(table, ruin, losses, set(ids), numbers, name, seed, worlds or {}),
    )


def random_run(
    worlds: int = 40,
    years: int = 2,
    *,
    accounts: int = 6,
    seed: int = 1,
    ruin_share: float = 0.2,
    **more: Any,
) -> FakeRun:
    """Make up a run: random revenue walks, losses by three causes, closures at month ends."""
    rng = np.random.default_rng(seed)
    months = 12 * years
    steps = rng.normal(0, 0.04, (worlds, months + 1))
    steps[:, 0] = 0
    revenue = 1e6 * np.exp(np.cumsum(steps, axis=1))
    closes = rng.random(worlds) < ruin_share
    ruin = np.where(closes, rng.integers(1, months + 1, worlds) * 52.0 / 12.0, np.nan)
    weeks = rng.exponential(52.0 * 3, (worlds, accounts))
    causes = rng.choice(["competitor", "neglect", "acquired"], (worlds, accounts))
    last = np.fmin(ruin, months * 52.0 / 12.0)[:, np.newaxis]
    happened = np.argwhere(weeks <= last)
    losses = [(int(w), float(weeks[w, a]), f"A{a}", str(causes[w, a])) for w, a in happened]
    losses.sort(key=lambda row: (row[0], row[1]))
    return make_run(revenue, ruin_week=ruin, losses=losses, accounts=accounts, **more)


def permuted(run: FakeRun, order: Any) -> FakeRun:
    """Give the worlds' stories to other world numbers; frames stay ordered by world."""
    number = {int(old): int(new) for old, new in zip(run.worlds["world"], order, strict=True)}

    def moved(frame: pd.DataFrame) -> pd.DataFrame:
        renamed = frame.assign(world=frame["world"].map(number).astype("int64"))
        return renamed.sort_values("world", kind="stable").reset_index(drop=True)

    frames = {n: moved(getattr(run, n)) for n in ("events", "monthly", "reps", "years", "worlds")}
    return FakeRun(run.scenario, run.seed, run.first_world, run.world_count, **frames)


def _head(name: str, seed: int, worlds: Any) -> dict[str, Any]:
    count = len(worlds)
    category = pd.Categorical([name] * count, categories=[name])
    return {"scenario": category, "seed": np.full(count, seed), "world": np.asarray(worlds)}


def _events(losses: Any, numbers: Any, name: str, seed: int) -> pd.DataFrame:
    rows = sorted(losses, key=lambda row: (row[0], row[1]))
    head = _head(name, seed, np.array([numbers[row[0]] for row in rows], dtype=np.int64))
    causes = [row[3] for row in rows]
    return pd.DataFrame(
        {
            **head,
            "week": np.array([row[1] for row in rows], dtype=float),
            "kind": pd.Categorical(["lost"] * len(rows), categories=EVENT_KINDS),
            "rep": pd.Categorical([""] * len(rows)),
            "account": pd.Categorical([row[2] for row in rows]),
            "cause": pd.Categorical(causes, categories=sorted({"", "unused", *causes})),
            "value": np.ones(len(rows)),
        }
    )


def _monthly(table: Any, numbers: Any, name: str, seed: int, given: Any) -> pd.DataFrame:
    count, ends = table.shape
    frame = pd.DataFrame(
        {
            **_head(name, seed, np.repeat(numbers, ends)),
            "month": np.tile(np.arange(ends), count).astype(np.int8),
            "revenue": table.ravel(),
        }
    )
    for column in ("cash", "accounts", "largest_share", "hhi", "pipeline", "seated"):
        frame[column] = np.broadcast_to(given.get(column, 0.0), table.shape).ravel()
    return frame


def _reps(shape: Any, numbers: Any, name: str, seed: int, names: Any, given: Any) -> pd.DataFrame:
    count, ends = shape
    seats = len(names)
    frame = pd.DataFrame(
        {
            **_head(name, seed, np.repeat(numbers, ends * seats)),
            "month": np.tile(np.repeat(np.arange(ends), seats), count).astype(np.int8),
            "rep": pd.Categorical(np.tile(names, count * ends), categories=list(names)),
        }
    )
    for column in ("revenue", *HOURS, *OTHER_REP_COLUMNS):
        frame[column] = np.broadcast_to(given.get(column, 0.0), (count, ends, seats)).ravel()
    return frame


def _years(count: int, years: int, numbers: Any, name: str, seed: int, given: Any) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            **_head(name, seed, np.repeat(numbers, years)),
            "year": np.tile(np.arange(1, years + 1), count).astype(np.int8),
        }
    )
    for column in ("nrr", "grr"):
        frame[column] = np.broadcast_to(given.get(column, 0.9), (count, years)).ravel()
    return frame


def _worlds(
    table: Any, ruin: Any, losses: Any, ids: Any, numbers: Any, name: str, seed: int, given: Any
) -> pd.DataFrame:
    count = len(table)
    where = np.array([row[0] for row in losses], dtype=int)
    initial = np.array([row[0] for row in losses if row[2] in ids], dtype=int)
    columns = {
        "ruin_week": ruin,
        "losses": np.bincount(where, minlength=count),
        "initial_losses": np.bincount(initial, minlength=count),
        "wins": np.zeros(count, dtype=int),
        "drawdown": np.zeros(count),
        "layoffs": np.zeros(count, dtype=int),
        "final_revenue": table[:, -1],
        **given,
    }
    return pd.DataFrame({**_head(name, seed, numbers), **columns})
