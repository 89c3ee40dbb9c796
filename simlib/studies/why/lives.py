"""One firm, one fate, two diaries: the events of a typical world that the diary changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Bools, Floats
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.simulate import compare
from simlib.studies.stored import Stored

if TYPE_CHECKING:
    from simlib.run.result import Run

_TOLD = ("lost", "won", "layoff", "ruin")
_NEAR = 0.05  # of the worlds: those near enough to the median difference to be chosen from


@dataclass(frozen=True, repr=False)
class Happening(Stored):
    """An event of one life: week, kind and names as in the event log; ``value`` is money a year."""

    week: float
    kind: str
    rep: str
    account: str
    cause: str
    value: float


@dataclass(frozen=True, repr=False)
class Life(Stored):
    """What one diary made of a world."""

    label: str
    outcome: float
    """The measure in this world."""
    lost: int
    won: int
    """Accounts lost and won in all."""
    only: tuple[Happening, ...]
    """What happened under this diary and not in the same week under the other, the events that
    moved most revenue, in order of time.
    """
    untold: int
    """Further such events."""


@dataclass(frozen=True, repr=False)
class Lives(Stored):
    """The same world under two diaries."""

    world: int
    measure_label: str
    unit: str
    currency: str
    as_of: str | None
    """ISO date of week 0, if the book has one."""
    horizon_years: int
    a: Life
    b: Life
    alike: int
    """Losses that come in the same week under both."""
    both: tuple[Happening, ...]
    """The largest of these, in order of time."""
    better_share: float
    """Share of the worlds in which the difference is larger: about a half, or it is not typical."""
    footer: str


def middle_world(of_a: Floats, of_b: Floats) -> int:
    """Return the position of the world in the middle: by the difference, then by a's outcome.

    Parameters
    ----------
    of_a, of_b : ndarray, shape (worlds,)
        The measure in the same worlds.

    Returns
    -------
    int
        Among the twentieth of the worlds whose difference is nearest the median difference, the
        one in which a's outcome is nearest its median; ties go to the first.
    """
    difference = of_b - of_a
    distance = np.abs(difference - np.median(difference))
    near = np.argsort(distance, kind="stable")[: max(1, int(_NEAR * len(distance)))]
    usual = np.abs(of_a[near] - np.median(of_a))
    return int(near[np.lexsort((near, usual))[0]])


def lives(a: Run, b: Run, measure: str = "final_revenue", *, most: int = 7) -> Lives:
    """Tell the same typical world under two diaries, in the events that only one of them has.

    Parameters
    ----------
    a, b
        In the same worlds, with their rows; the world is played again for its events.
    measure
        One of `simlib.analysis.measures.MEASURES`.
    most
        Events told of each life at most.

    Raises
    ------
    InputError
        For runs in other worlds.
    """
    if (a.seed, a.first_world, a.world_count) != (b.seed, b.first_world, b.world_count):
        raise InputError("only runs in the same worlds have lives to compare")
    chosen = measure_named(measure)
    of_a, of_b = chosen.values(a), chosen.values(b)
    place = middle_world(of_a, of_b)
    world = int(a.worlds["world"].iloc[place])
    told = [_told(run.scenario, run.seed, world) for run in (a, b)]
    keys = [set(zip(rows["week"], rows["kind"], rows["account"], strict=True)) for rows in told]
    both = keys[0] & keys[1]
    difference, as_of = of_b - of_a, a.scenario.book.as_of
    return Lives(
        world=world,
        measure_label=chosen.label,
        unit=chosen.unit,
        currency=a.scenario.book.currency,
        as_of=as_of.isoformat() if as_of else None,
        horizon_years=a.scenario.horizon_years,
        a=_life(a.label, float(of_a[place]), told[0], both, most),
        b=_life(b.label, float(of_b[place]), told[1], both, most),
        alike=sum(kind == "lost" for _, kind, _ in both),
        both=_largest(told[0][_in(told[0], both) & (told[0]["kind"] == "lost")], most // 2),
        better_share=float((difference > difference[place]).mean()),
        footer=a.provenance.footer(),
    )


def _told(scenario: Scenario, seed: int, world: int) -> pd.DataFrame:
    run = compare(
        [scenario], worlds=1, seed=seed, first_world=world, log="story", progress=False
    ).reference
    rows = run.events[run.events["kind"].isin(_TOLD)].copy()
    for name in ("kind", "rep", "account", "cause"):
        rows[name] = rows[name].astype(str)
    rows["weight"] = rows["value"].where(rows["kind"].isin(["lost", "won"]), np.inf)
    return rows


def _life(
    label: str,
    outcome: float,
    rows: pd.DataFrame,
    both: set[tuple[float, str, str]],
    most: int,
) -> Life:
    only = rows[~_in(rows, both)]
    told = _largest(only, most)
    return Life(
        label=label,
        outcome=outcome,
        lost=int((rows["kind"] == "lost").sum()),
        won=int((rows["kind"] == "won").sum()),
        only=told,
        untold=len(only) - len(told),
    )


def _in(rows: pd.DataFrame, keys: set[tuple[float, str, str]]) -> Bools:
    own = zip(rows["week"], rows["kind"], rows["account"], strict=True)
    return np.array([key in keys for key in own], dtype=bool)


def _largest(rows: pd.DataFrame, most: int) -> tuple[Happening, ...]:
    """Return the events that moved most revenue, in order of time."""
    told = rows.nlargest(most, "weight", keep="first").sort_values("week", kind="stable")
    return tuple(
        Happening(
            float(row["week"]),
            str(row["kind"]),
            str(row["rep"]),
            str(row["account"]),
            str(row["cause"]),
            float(row["value"]),
        )
        for row in told.to_dict("records")
    )
