"""Time to precision: what a paired difference of two diaries costs, and what makes it cheap.

The plain way is independent runs of the straightforward model, so many that the difference of two
means is known to the half-width wanted. Ours is the compiled engine in the same worlds. The ratio
of the costs is the product of two factors: the engine's, and that of common random numbers, which
is the variance of a difference of independent runs over that of a paired one. A third is tried:
control variates, from the trouble a world holds for today's accounts whatever anybody does, whose
mean is known exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks import straightforward
from benchmarks.firms import DIARY, RIVAL, firm
from benchmarks.rows import Row, seconds
from simlib.inputs.scenario import Scenario
from simlib.model.plan import SCOPES, Plan, plan
from simlib.run.result import Run
from simlib.run.simulate import compare
from simlib.world.philox import draw_exponential

_WORLDS = 4_000
_PLAIN_WORLDS = 4
_Z = 1.96
_WANTED = {"revenue": 0.01, "ruin": 0.01}
"""Half-widths: of 5-year revenue as a share of today's, and of the chance of ruin."""


@dataclass(frozen=True)
class Variances:
    """Variance of a difference per world: of independent runs, paired, and with controls."""

    independent: float
    paired: float
    controlled: float


def measure(repetitions: int, book: str = "supplier") -> list[Row]:
    """Return a row for each measure, and one for each factor."""
    scenarios = [firm(book, RIVAL), firm(book, DIARY)]
    plain, fast = _costs(scenarios, repetitions)
    runs = compare(scenarios, worlds=_WORLDS, seed=5, progress=False).runs
    controls = _controls(plan(scenarios[0]), 5, _WORLDS)
    rows = []
    for name, wanted in _WANTED.items():
        found = _variances(_values(runs[0], name), _values(runs[1], name), controls)
        rows += _rows(name, wanted, plain / fast, found, plain)
    return rows


def _rows(
    name: str, wanted: float, engine: float, found: Variances, plain_seconds: float
) -> list[Row]:
    crn = found.independent / found.paired
    worlds = found.independent * (_Z / wanted) ** 2
    ours = found.paired * (_Z / wanted) ** 2
    days = worlds * plain_seconds / 3600
    note = (
        f"engine {engine:.0f} x common random numbers {crn:.1f}; for ± {wanted:g} "
        f"{worlds:,.0f} independent worlds of both ({days:.1f} h) against {ours:,.0f} paired "
        f"({ours * plain_seconds / engine:.0f} s on one core)"
    )
    gain = found.paired / found.controlled
    return [
        Row(f"time to precision, 5-year {name}", engine * crn, "x", least=500, note=note),
        Row(f"   control variates on top, 5-year {name}", gain, "x"),
    ]


def _costs(scenarios: list[Scenario], repetitions: int) -> tuple[float, float]:
    """Return the seconds of one world of both diaries: the plain way, and ours on one core."""
    plans = [plan(scenario) for scenario in scenarios]
    worlds = 400

    def plain() -> None:
        for ready in plans:
            for seed in range(_PLAIN_WORLDS):
                straightforward.play(ready, seed)

    def fast() -> None:
        compare(scenarios, worlds=worlds, seed=1, executor="here", progress=False)

    fast()
    return seconds(plain, repetitions) / _PLAIN_WORLDS, seconds(fast, repetitions) / worlds


def _values(run: Run, name: str) -> np.ndarray:
    """Return one number a world."""
    if name == "revenue":
        return np.asarray(run.revenue[:, -1] / run.initial_revenue)
    return run.worlds["ruin_week"].notna().to_numpy(dtype=float)


def _variances(first: np.ndarray, second: np.ndarray, controls: np.ndarray) -> Variances:
    difference = second - first
    design = np.column_stack([np.ones(len(difference)), controls])
    fitted, *_ = np.linalg.lstsq(design, difference, rcond=None)
    left = difference - design @ fitted
    freedom = len(difference) - design.shape[1]
    return Variances(
        independent=float(first.var(ddof=1) + second.var(ddof=1)),
        paired=float(difference.var(ddof=1)),
        controlled=float(left @ left / freedom),
    )


def _controls(ready: Plan, seed: int, worlds: int) -> np.ndarray:
    """Return the controls, shape (worlds, causes): shocks to today's accounts by cause.

    Each shock counts with today's revenue share of the unit it strikes; less its mean, which is
    known, since the shocks of a unit are a Poisson process that no diary can change.
    """
    found = np.zeros((worlds, len(ready.causes)))
    for place, each in enumerate(ready.causes):
        rate, scope = each.cause.annual_rate, each.cause.scope
        if rate <= 0:
            continue
        shares = _unit_shares(ready, scope)
        mean = rate * ready.horizon_weeks / 52 * shares.sum()
        for world in range(worlds):
            struck = sum(
                share * _shocks(ready, seed, world, each.shock_gap, entity, rate)
                for share, entity in zip(shares, ready.unit_entities[scope], strict=True)
            )
            found[world, place] = struck - mean
    return found[:, found.any(axis=0)]


def _shocks(
    ready: Plan, seed: int, world: int, purpose: int, entity: int, annual_rate: float
) -> int:
    week, count = 0.0, 0
    while True:
        week += draw_exponential(seed, world, purpose, entity, count) * 52 / annual_rate
        if week > ready.horizon_weeks:
            return count
        count += 1


def _unit_shares(ready: Plan, scope: str) -> np.ndarray:
    assert scope in SCOPES
    shares = np.zeros(len(ready.unit_entities[scope]))
    np.add.at(shares, list(ready.units[scope]), np.array(ready.revenues) / ready.total_revenue)
    return shares
