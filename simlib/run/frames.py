"""From chunks of arrays to tidy frames, ordered by world whatever finished first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlib.inputs.scenario import Scenario
from simlib.model.plan import plan
from simlib.model.records import EVENT_KINDS, MONTHLY_COLUMNS, REP_COLUMNS
from simlib.run.chunk import Chunk
from simlib.run.summary import world_summaries

_COUNTS = {"accounts", "seated", "calls_due", "calls_kept", "calls_made"}


@dataclass(frozen=True)
class Frames:
    """The five tidy frames of a run; see `simlib.run.schemas` for every column."""

    events: pd.DataFrame
    monthly: pd.DataFrame
    reps: pd.DataFrame
    years: pd.DataFrame
    worlds: pd.DataFrame


def frames(scenario: Scenario, seed: int, chunks: Sequence[Chunk]) -> Frames:
    """Return the frames of the worlds in ``chunks``, in world order."""
    ordered = sorted(chunks, key=lambda chunk: chunk.first)
    worlds = np.concatenate([np.arange(c.first, c.first + c.count) for c in ordered])
    monthly = np.concatenate([chunk.monthly for chunk in ordered])
    reps = np.concatenate([chunk.reps for chunk in ordered])
    retention = np.concatenate([chunk.retention for chunk in ordered])
    tallies = np.concatenate([chunk.tallies for chunk in ordered])
    events = np.concatenate([chunk.events for chunk in ordered])
    return Frames(
        events=_events(scenario, seed, events),
        monthly=_monthly(scenario, seed, worlds, monthly),
        reps=_reps(scenario, seed, worlds, reps),
        years=_years(scenario, seed, worlds, retention),
        worlds=_keyed(scenario, seed, worlds, world_summaries(scenario, tallies, monthly, reps)),
    )


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
        "nrr": values[:, :, 0].ravel(),
        "grr": values[:, :, 1].ravel(),
    }
    return _keyed(scenario, seed, np.repeat(worlds, years), columns)


def _column(name: str, values: np.ndarray) -> np.ndarray:
    return values.astype(np.int64) if name in _COUNTS else values
