"""Which habits make the gap: the difference of two diaries split over what they do differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np

from simlib.analysis.difference import Difference, mean_difference
from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Floats, Interval, mean_interval
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.run.simulate import compare
from simlib.studies.stored import Stored

MOST_DRIVERS = 5
DRIVERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("visits", ("review_every_weeks", "review_channel")),
    (
        "gestures and extra service",
        ("gesture_every_weeks", "service_inflation", "priority_order"),
    ),
    ("prospecting calls", ("calls_per_month", "calls_protected", "trigger")),
    ("one-to-ones", ("check_in_every_weeks", "check_in_kind", "coaching_focus")),
    ("targets and promises", ("target_focus", "deep_qualification", "over_promise")),
)
"""What a diary is made of: the driver in words, and its levers."""
_PAIRS = (("devoted", "weekly_block"), ("babysitter", "weekly_block"))


@dataclass(frozen=True, repr=False)
class Driver(Stored):
    """One thing two diaries do differently, and what it is worth.

    Parameters
    ----------
    label : str
    more : bool or None
        Whether b does more of it than a, None where it is just done otherwise.
    value : Interval
        Its share of the gap, in units of the measure.
    """

    label: str
    more: bool | None
    value: Interval


@dataclass(frozen=True, repr=False)
class Bridge(Stored):
    """The way from one diary to another, driver by driver.

    Parameters
    ----------
    measure, measure_label, unit, currency : str
    a_label, b_label : str
    start, end : Interval
        Of a and of b.
    gap : Difference
        b minus a in the same worlds.
    drivers : tuple of Driver
        In the order of `DRIVERS`; their values add up to the gap in every world.
    largest_rounding : float
        The largest amount by which they miss it in any world.
    worlds : int
    footer : str
    """

    measure: str
    measure_label: str
    unit: str
    currency: str
    a_label: str
    b_label: str
    start: Interval
    end: Interval
    gap: Difference
    drivers: tuple[Driver, ...]
    largest_rounding: float
    worlds: int
    footer: str


@dataclass(frozen=True, repr=False)
class Bridges(Stored):
    """Several bridges in the same worlds."""

    bridges: tuple[Bridge, ...]


def shapley_values(values: Floats) -> Floats:
    """Return what each player adds, averaged over all orders in which they may join.

    Parameters
    ----------
    values : ndarray, shape (2**players, worlds)
        Row ``s`` is the outcome of the coalition whose members are the set bits of ``s``.

    Returns
    -------
    ndarray, shape (players, worlds)
        In each world they add up to the last row minus the first.

    Raises
    ------
    InputError
        If the number of rows is no power of two.

    References
    ----------
    L. S. Shapley (1953), A value for n-person games, Contributions to the Theory of Games 2.
    """
    rows = len(values)
    players = rows.bit_length() - 1
    if rows < 2 or rows != 1 << players:
        raise InputError("not all coalitions", value=rows, allowed="2, 4, 8, ... rows")
    shares = np.zeros((players, *values.shape[1:]))
    for player in range(players):
        others = [each for each in range(players) if each != player]
        for size in range(players):
            weight = factorial(size) * factorial(players - size - 1) / factorial(players)
            for members in combinations(others, size):
                without = sum(1 << member for member in members)
                shares[player] += weight * (values[without | 1 << player] - values[without])
    return shares


def bridge(
    a: Scenario,
    b: Scenario,
    *,
    measure: str = "final_revenue",
    drivers: Sequence[tuple[str, Sequence[str]]] = DRIVERS,
    below: float = 0.7,
    worlds: int = 1_000,
    seed: int = 1,
    first_world: int = 0,
) -> Bridge:
    """Split the difference of two diaries over their habits, each mixture played in full.

    Parameters
    ----------
    a, b : Scenario
        Alike but for the diary.
    measure : str
        One of `simlib.analysis.measures.MEASURES` that has a value in every world.
    drivers : sequence of (str, sequence of str)
        A name and its levers; those in which the two diaries agree are left out. At most five
        may differ: every mixture is played, 32 of them.
    below : float
        Threshold of ``"survival"`` as a share of initial revenue.
    worlds, seed, first_world
        As in `simlib.compare`.

    Returns
    -------
    Bridge

    Raises
    ------
    InputError
        If the scenarios differ in more than the diary, or in a lever that no driver holds.
    """
    _refuse_unlike(a, b)
    chosen = measure_named(measure, below=below)
    differing = [(name, levers) for name, levers in drivers if _differ(a, b, levers)]
    _refuse_bad_drivers(a, b, differing)
    arms = compare(
        _mixtures(a, b, [levers for _, levers in differing]),
        worlds=worlds,
        seed=seed,
        first_world=first_world,
        keep="worlds",
    )
    values = np.array([chosen.values(run) for run in arms.runs])
    shares = shapley_values(values)
    gap = values[-1] - values[0]
    footer = provenance(a, seed=seed, first_world=first_world, world_count=worlds).footer()
    return Bridge(
        measure=measure,
        measure_label=chosen.label,
        unit=chosen.unit,
        currency=a.book.currency,
        a_label=a.label,
        b_label=b.label,
        start=mean_interval(values[0]),
        end=mean_interval(values[-1]),
        gap=mean_difference(values[0], values[-1]),
        drivers=tuple(
            Driver(name, _more(a, b, levers), mean_interval(share))
            for (name, levers), share in zip(differing, shares, strict=True)
        ),
        largest_rounding=float(np.max(np.abs(shares.sum(axis=0) - gap))),
        worlds=worlds,
        footer=f"{footer} · {len(arms.runs)} mixtures of the two diaries, each in all futures",
    )


def study(*, seed: int, worlds: int) -> Bridges:
    """Split what the weekly block has over service only, and over the service-heavy diary."""
    base = Scenario(book="supplier")
    return Bridges(
        tuple(
            bridge(base.with_(discipline=a), base.with_(discipline=b), worlds=worlds, seed=seed)
            for a, b in _PAIRS
        )
    )


def _mixtures(a: Scenario, b: Scenario, groups: Sequence[Sequence[str]]) -> list[Scenario]:
    """Return every mixture of two diaries; bit ``k`` says that group ``k`` is taken from b."""
    mixed = []
    for mask in range(1 << len(groups)):
        taken = [lever for k, levers in enumerate(groups) if mask >> k & 1 for lever in levers]
        levers = {lever: getattr(b.discipline, lever) for lever in taken}
        diary = a.discipline.with_(**levers, name=f"mixture {mask}", client_label=f"mixture {mask}")
        mixed.append(a.with_(discipline=diary, name=f"mixture {mask}"))
    return mixed


def _differ(a: Scenario, b: Scenario, levers: Sequence[str]) -> bool:
    return any(getattr(a.discipline, each) != getattr(b.discipline, each) for each in levers)


def _more(a: Scenario, b: Scenario, levers: Sequence[str]) -> bool | None:
    """Return whether b does more, by the first lever that differs and is a number."""
    for lever in levers:
        before, after = (getattr(each.discipline, lever) for each in (a, b))
        if before == after or isinstance(before or after, str | bool):
            continue
        if lever.endswith("_every_weeks"):  # an interval: never, or longer, is less
            return (after or np.inf) < (before or np.inf)
        return bool(after > before)
    return None


def _refuse_unlike(a: Scenario, b: Scenario) -> None:
    if a.with_(discipline=b.discipline).key() != b.key():
        raise InputError("the scenarios differ in more than the diary", value=(a.name, b.name))


def _refuse_bad_drivers(
    a: Scenario, b: Scenario, differing: Sequence[tuple[str, Sequence[str]]]
) -> None:
    if not 1 <= len(differing) <= MOST_DRIVERS:
        raise InputError(
            "drivers in which the diaries differ",
            value=[name for name, _ in differing],
            allowed=f"1 to {MOST_DRIVERS}",
        )
    held = {lever for _, levers in differing for lever in levers}
    left = {name: getattr(b.discipline, name) for name in held}
    if a.with_(discipline=a.discipline.with_(**left)).key() != b.key():
        raise InputError("the diaries differ in a lever that no driver holds", value=sorted(held))
