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
from scipy.special import ndtr

from benchmarks import straightforward
from benchmarks.firms import RIVAL, firm
from benchmarks.rows import Row, seconds
from simlib.inputs.causes import Cause
from simlib.inputs.scenario import Scenario
from simlib.inputs.units import NORMAL_QUANTILE
from simlib.model import rules
from simlib.model.plan import Plan, plan
from simlib.run.result import Run
from simlib.run.simulate import compare
from simlib.world.philox import draw, draw_exponential, draw_normal
from simlib.world.streams import purpose

_WORLDS = 4_000
_PLAIN_WORLDS = 4
_ORDINARY = 0.6
"""An ordinary relationship; any number between 0 and 1 gives controls of known mean."""
_WANTED = {"revenue": 0.01, "ruin": 0.01}
"""Half-widths: of 5-year revenue as a share of today's, and of the chance of ruin."""


@dataclass(frozen=True)
class Variances:
    """Variance of a difference per world: of independent runs, paired, and with controls."""

    independent: float
    paired: float
    controlled: float


def measure(repetitions: int) -> list[Row]:
    """Return the rows of two questions: another diary, and another dose of the same one."""
    base = firm("supplier")
    dose = base.with_(name="six_calls", calls_per_month=6.0)
    return [
        *_compared("another diary", [firm("supplier", RIVAL), base], repetitions),
        *_compared("another dose", [dose, base], repetitions),
    ]


def _compared(question: str, scenarios: list[Scenario], repetitions: int) -> list[Row]:
    plain, fast = _costs(scenarios, repetitions)
    runs = compare(scenarios, worlds=_WORLDS, seed=5, progress=False).runs
    controls = _controls(plan(scenarios[0]), 5, _WORLDS)
    rows = []
    for name, wanted in _WANTED.items():
        found = _variances(_values(runs[0], name), _values(runs[1], name), controls)
        rows += _rows(f"{question}: {name}", wanted, plain / fast, found, plain)
    return rows


def _rows(
    name: str, wanted: float, engine: float, found: Variances, plain_seconds: float
) -> list[Row]:
    crn = found.independent / found.paired
    worlds = found.independent * (NORMAL_QUANTILE[0.95] / wanted) ** 2
    ours = found.paired * (NORMAL_QUANTILE[0.95] / wanted) ** 2
    days = worlds * plain_seconds / 3600
    note = (
        f"engine {engine:.0f} x common random numbers {crn:.1f}; for ± {wanted:g} "
        f"{worlds:,.0f} independent worlds of both ({days:.1f} h) against {ours:,.0f} paired "
        f"({ours * plain_seconds / engine:.0f} s on one core)"
    )
    gain = found.paired / found.controlled
    return [
        Row(f"time to precision, {name}", engine * crn, "x", least=500, note=note),
        Row(f"   control variates on top, {name}", gain, "x"),
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
    """Return numbers of each world that no diary can change, less their means, which are known.

    Shape (worlds, controls): by cause the shocks to today's accounts, and those that would be fatal
    at an ordinary relationship, each with the revenue share of the account; and of the reps' lists
    the mean potential and the share of champions.
    """
    found = np.array([_world_controls(ready, seed, world) for world in range(worlds)])
    found -= _known_means(ready)
    return found[:, found.std(axis=0) > 0]


def _world_controls(ready: Plan, seed: int, world: int) -> list[float]:
    rates = [each.cause.annual_rate for each in ready.causes]
    shocks, fatal = np.zeros(len(rates)), np.zeros(len(rates))
    for place, each in enumerate(ready.causes):
        units = zip(
            ready.units[each.cause.scope], ready.account_entities, ready.revenues, strict=True
        )
        chance = _ordinary_chance(each.cause)
        for unit, account, revenue in units:
            entity = ready.unit_entities[each.cause.scope][unit]
            for shock in range(_shocks(ready, seed, world, each.shock_gap, entity, rates[place])):
                shocks[place] += revenue
                if draw(seed, world, each.lost, account, shock) < chance:
                    fatal[place] += revenue
    total = ready.total_revenue
    return [*shocks / total, *fatal / total, *_lists(ready, seed, world)]


def _lists(ready: Plan, seed: int, world: int) -> tuple[float, float]:
    """Return mean potential and the share of champions on all lists of a world."""
    sigma, wanted = ready.values["target_revenue_sigma"], ready.values["champion_share"]
    everyone = [entity for each in ready.prospect_entities for entity in each]
    potentials = [
        rules.potential(
            ready.prospect_median,
            sigma,
            draw_normal(seed, world, purpose("potential"), entity, 0),
            ready.prospect_cap,
        )
        for entity in everyone
    ]
    champions = [draw(seed, world, purpose("champion"), entity, 0) < wanted for entity in everyone]
    return float(np.mean(potentials)) / ready.prospect_median, float(np.mean(champions))


def _known_means(ready: Plan) -> list[float]:
    years = ready.horizon_weeks / 52
    book = sum(ready.revenues) / ready.total_revenue
    shocks = [each.cause.annual_rate * years * book for each in ready.causes]
    fatal = [
        mean * _ordinary_chance(each.cause) for mean, each in zip(shocks, ready.causes, strict=True)
    ]
    return [*shocks, *fatal, _mean_potential(ready), ready.values["champion_share"]]


def _mean_potential(ready: Plan) -> float:
    """Return the mean of a capped lognormal number of median one."""
    sigma, cap = ready.values["target_revenue_sigma"], ready.prospect_cap / ready.prospect_median
    if not np.isfinite(cap):
        return float(np.exp(sigma**2 / 2))
    edge = np.log(cap) / sigma
    return float(np.exp(sigma**2 / 2) * ndtr(edge - sigma) + cap * ndtr(-edge))


def _ordinary_chance(cause: Cause) -> float:
    """Return the chance that a shock ends an account of ordinary relationship."""
    return cause.loss_probability * (1 - cause.protection * _ORDINARY)


def _shocks(ready: Plan, seed: int, world: int, gap: int, entity: int, annual_rate: float) -> int:
    week, count = 0.0, 0
    while annual_rate > 0:
        week += draw_exponential(seed, world, gap, entity, count) * 52 / annual_rate
        if week > ready.horizon_weeks:
            break
        count += 1
    return count
