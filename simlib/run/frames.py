"""From chunks of arrays to tidy frames, ordered by world whatever finished first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import pandas as pd
import pandera.pandas as pa

from simlib.inputs.scenario import Scenario
from simlib.model.chunk import Chunk
from simlib.model.plan import plan
from simlib.model.records import EVENT_KINDS, HOURS_COLUMNS, MONTHLY_COLUMNS, REP_COLUMNS
from simlib.run.summary import world_summaries

_COUNTS = {"accounts", "seated", "calls_due", "calls_kept", "calls_made"}
YEARLY_COLUMNS = ("nrr", "grr")
"""Of `Chunk.retention`."""


class Frames:
    """The five tidy frames of a run, made and checked when first asked for.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    chunks : sequence of Chunk
        In any order; rows come by world, then time. See `simlib.run.frames` for every column.
    """

    def __init__(self, scenario: Scenario, seed: int, chunks: Sequence[Chunk]) -> None:
        self._scenario, self._seed = scenario, seed
        self._chunks = sorted(chunks, key=lambda chunk: chunk.first)

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row an event that the log keeps."""
        return checked("events", _events(self._scenario, self._seed, self._joined("events")))

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """One row a world and month, from month 0."""
        rows = _monthly(self._scenario, self._seed, self._numbers, self._joined("monthly"))
        return checked("monthly", rows)

    @cached_property
    def reps(self) -> pd.DataFrame:
        """One row a world, month and seat."""
        rows = _reps(self._scenario, self._seed, self._numbers, self._joined("reps"))
        return checked("reps", rows)

    @cached_property
    def years(self) -> pd.DataFrame:
        """One row a world and year."""
        rows = _years(self._scenario, self._seed, self._numbers, self._joined("retention"))
        return checked("years", rows)

    @cached_property
    def worlds(self) -> pd.DataFrame:
        """One row a world."""
        rows = _keyed(self._scenario, self._seed, self._numbers, self._summaries)
        return checked("worlds", rows)

    @cached_property
    def revenue(self) -> np.ndarray:
        """Annualised revenue, shape (worlds, months + 1)."""
        return self.month_values("revenue")

    def month_values(self, column: str) -> np.ndarray:
        """Return a column of ``monthly``, shape (worlds, months + 1), without making the frame."""
        place = MONTHLY_COLUMNS.index(column)
        return np.concatenate([chunk.monthly[:, :, place] for chunk in self._chunks])

    def seat_values(self, column: str) -> np.ndarray:
        """Return a column of ``reps``, shape (worlds, months + 1, seats)."""
        place = REP_COLUMNS.index(column)
        return np.concatenate([chunk.reps[:, :, :, place] for chunk in self._chunks])

    def year_values(self, column: str) -> np.ndarray:
        """Return a column of ``years``, shape (worlds, years)."""
        place = YEARLY_COLUMNS.index(column)
        return np.concatenate([chunk.retention[:, :, place] for chunk in self._chunks])

    def world_values(self, column: str) -> np.ndarray:
        """Return a column of ``worlds`` as floats, shape (worlds,)."""
        return self._summaries[column].astype(float)

    @cached_property
    def _summaries(self) -> dict[str, np.ndarray]:
        parts = [
            world_summaries(self._scenario, each.tallies, each.monthly, each.reps)
            for each in self._chunks
        ]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    @property
    def _numbers(self) -> np.ndarray:
        return np.concatenate([np.arange(c.first, c.first + c.count) for c in self._chunks])

    def _joined(self, name: str) -> np.ndarray:
        return np.concatenate([getattr(chunk, name) for chunk in self._chunks])


def checked(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that is as declared; pandera is loaded only now.

    Raises
    ------
    pandera.errors.SchemaError
        If it is not.
    """
    from simlib.run.frames import SCHEMAS

    SCHEMAS[name].validate(frame)
    return frame


def _keyed(
    scenario: Scenario, seed: int, worlds: np.ndarray, columns: Mapping[str, object]
) -> pd.DataFrame:
    codes = np.zeros(len(worlds), dtype=np.int8)
    key = {
        "scenario": pd.Categorical.from_codes(codes, categories=pd.Index([scenario.name])),
        "seed": np.full(len(worlds), seed, dtype=np.uint64),
        "world": worlds.astype(np.int64),
    }
    return pd.DataFrame({**key, **columns})


def _events(scenario: Scenario, seed: int, rows: np.ndarray) -> pd.DataFrame:
    names = plan(scenario).cause_names
    columns = {
        "week": rows["week"],
        "kind": pd.Categorical.from_codes(rows["kind"], categories=pd.Index(EVENT_KINDS)),
        "rep": _named(rows["rep"], scenario.book.reps),
        "account": _named(rows["account"], account_names(scenario)),
        "cause": _named(rows["cause"], names),
        "value": rows["value"],
    }
    return _keyed(scenario, seed, rows["world"], columns)


def account_names(scenario: Scenario) -> list[str]:
    """Return the names of accounts and prospects in canonical order, all different."""
    ids = [account.account_id for account in scenario.book.accounts]
    per_rep = int(scenario.evidence["targets_per_rep"])
    for rep in scenario.book.reps:
        ids += [f"prospect {number + 1} of {rep}" for number in range(per_rep)]
    seen: set[str] = set()
    for position, name in enumerate(ids):
        while name in seen:
            name += " (prospect)"
        ids[position] = name
        seen.add(name)
    return ids


def _named(codes: np.ndarray, names: Sequence[str]) -> pd.Categorical[str]:
    # Code -1 is nobody, shown as an empty name.
    return pd.Categorical.from_codes(codes + 1, categories=pd.Index(["", *names]))


def _monthly(scenario: Scenario, seed: int, worlds: np.ndarray, values: np.ndarray) -> pd.DataFrame:
    months = values.shape[1]
    columns: dict[str, object] = {"month": np.tile(np.arange(months), len(worlds))}
    flat = values.reshape(-1, values.shape[-1])
    columns |= {name: _column(name, flat[:, i]) for i, name in enumerate(MONTHLY_COLUMNS)}
    return _keyed(scenario, seed, np.repeat(worlds, months), columns)


def _reps(scenario: Scenario, seed: int, worlds: np.ndarray, values: np.ndarray) -> pd.DataFrame:
    _, months, seats, width = values.shape
    rep_codes = np.tile(np.arange(seats), len(worlds) * months)
    columns: dict[str, object] = {
        "month": np.tile(np.repeat(np.arange(months), seats), len(worlds)),
        "rep": pd.Categorical.from_codes(rep_codes, categories=pd.Index(scenario.book.reps)),
    }
    flat = values.reshape(-1, width)
    columns |= {name: _column(name, flat[:, i]) for i, name in enumerate(REP_COLUMNS)}
    return _keyed(scenario, seed, np.repeat(worlds, months * seats), columns)


def _years(scenario: Scenario, seed: int, worlds: np.ndarray, values: np.ndarray) -> pd.DataFrame:
    years = values.shape[1]
    columns: dict[str, object] = {
        "year": np.tile(np.arange(1, years + 1), len(worlds)),
        **{name: values[:, :, i].ravel() for i, name in enumerate(YEARLY_COLUMNS)},
    }
    return _keyed(scenario, seed, np.repeat(worlds, years), columns)


def _column(name: str, values: np.ndarray) -> np.ndarray:
    return values.astype(np.int64) if name in _COUNTS else values


def _amount(least: float | None = 0.0) -> pa.Column:
    return pa.Column("float64", [] if least is None else pa.Check.ge(least))


def _share(*, nullable: bool = False) -> pa.Column:
    return pa.Column("float64", pa.Check.in_range(0, 1 + 1e-9), nullable=nullable)


def _missing_ok() -> pa.Column:
    return pa.Column("float64", pa.Check.ge(0), nullable=True)


def _whole(least: int = 0) -> pa.Column:
    return pa.Column("int64", pa.Check.ge(least))


_KEY = {"scenario": pa.Column("category"), "seed": pa.Column("uint64"), "world": _whole()}
_COLUMNS = {
    "events": {
        "week": _amount(),
        **{name: pa.Column("category") for name in ("kind", "rep", "account", "cause")},
        "value": _amount(None),
    },
    "monthly": {
        "month": _whole(),
        "revenue": _amount(),
        "cash": _amount(None),
        "accounts": _whole(),
        "largest_share": _share(),
        "hhi": _share(),
        "pipeline": _amount(),
        "seated": _whole(),
    },
    "reps": {
        "month": _whole(),
        "rep": pa.Column("category"),
        "revenue": _amount(),
        **{name: _amount() for name in HOURS_COLUMNS},
        **{f"{name}_hours": _amount() for name in ("available", "vacant", "ignored", "waiting")},
        **{f"calls_{name}": _whole() for name in ("due", "kept", "made")},
    },
    "years": {"year": _whole(1), "nrr": _missing_ok(), "grr": _share(nullable=True)},
    "worlds": {
        "ruin_week": _missing_ok(),
        "lowest_share_24_months": _amount(),
        "recovery_months": _missing_ok(),
        **{name: _whole() for name in ("wins", "losses", "initial_losses")},
        "drawdown": _share(),
        "layoffs": _whole(),
        "idle_hours": _amount(),
        "undone_hours": _amount(),
        "final_revenue": _amount(),
    },
}
SCHEMAS = {
    name: pa.DataFrameSchema({**_KEY, **columns}, strict=True, ordered=True)
    for name, columns in _COLUMNS.items()
}
"""The schema of each frame by name."""
