"""Which habits make the gap: the difference of two diaries split over what they do differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.difference import Difference, mean_difference, tango_interval
from simlib.analysis.measures import measure_named
from simlib.analysis.pairs import PairedDifference, paired
from simlib.analysis.precision import Floats, Interval, mean_interval
from simlib.analysis.week import KINDS, hours_by_world
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.run.simulate import compare
from simlib.studies.drivers.break_even import Flips, flips
from simlib.studies.stored import Stored
from simlib.studies.why.lives import Lives, lives

if TYPE_CHECKING:
    from simlib.run.result import Run

MOST_DRIVERS = 5
DRIVERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("visits", ("review_every_weeks", "review_channel")),
    (
        "gestures and extra service",
        ("gesture_every_weeks", "service_inflation", "priority_order"),
    ),
    ("prospecting calls", ("calls_per_month", "calls_protected", "trigger")),
    ("one-to-ones", ("check_in_every_weeks", "check_in_kind", "coaching_focus")),
    (
        "targets and promises",
        ("target_focus", "refill_targets", "deep_qualification", "over_promise"),
    ),
)
"""What a diary is made of: the driver in words, and its levers."""
_PAIRS = (("devoted", "weekly_block"), ("babysitter", "weekly_block"))
LIKELY_INPUTS = (
    "meeting_probability",
    "advance_probability",
    "target_revenue_median",
    "proposal_hours",
    "expansion_per_year",
    "review_lift",
    "initial_relationship",
    "service_load",
    "neglect.annual_rate",
    "early_loss_factor",
)
"""The handful that decides between looking after customers and finding new ones."""


@dataclass(frozen=True, repr=False)
class Driver(Stored):
    """One thing two diaries do differently, and what it is worth."""

    label: str
    more: bool | None
    """Whether b does more of it than a, None where it is just done otherwise."""
    value: Interval
    """Its share of the gap, in units of the measure."""


@dataclass(frozen=True, repr=False)
class Bridge(Stored):
    """The way from one diary to another, driver by driver."""

    measure: str
    measure_label: str
    unit: str
    currency: str
    a_label: str
    b_label: str
    start: Interval
    end: Interval
    """Of a and of b."""
    gap: Difference
    """b minus a in the same worlds."""
    drivers: tuple[Driver, ...]
    """In the order of `DRIVERS`; their values add up to the gap in every world."""
    largest_rounding: float
    """The largest amount by which they miss it in any world."""
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


def bridge_study(*, seed: int, worlds: int) -> Bridges:
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


@dataclass(frozen=True, repr=False)
class HoursMoved(Stored):
    """What became of the hours of one kind of work."""

    kind: str
    """A task kind of the reps frame, or ``"idle"``."""
    before: float
    after: float
    """Hours a week and seat under a and under b."""
    moved: Difference
    """The difference in the same worlds."""


@dataclass(frozen=True, eq=False, repr=False)
class Why(Stored):
    """Two diaries in the same worlds, and what is behind the difference."""

    measure: str
    measure_label: str
    unit: str
    currency: str
    initial_revenue: float
    pair: PairedDifference
    """b against a: the difference, and in how many worlds b does better, worse, the same."""
    net_better: Interval
    """Share of the worlds in which b does better minus those in which it does worse, with Tango's
    interval on the worlds that differ, as in McNemar's test.
    """
    hours: tuple[HoursMoved, ...]
    lives: Lives
    flips: Flips | None
    footer: str


def why(
    a: Run | Scenario,
    b: Run | Scenario,
    *,
    measure: str = "final_revenue",
    below: float = 0.7,
    worlds: int = 1_000,
    seed: int = 1,
    inputs: Sequence[str] = (),
    worlds_a_value: int = 400,
) -> Why:
    """Explain what b does differently from a, and what that changes.

    Parameters
    ----------
    a, b : Run or Scenario
        Two runs in the same worlds with their rows, or two scenarios that will be played.
    measure : str
        One of `simlib.analysis.measures.MEASURES`.
    below : float
        Threshold of ``"survival"`` as a share of initial revenue.
    worlds, seed : int
        In which scenarios are played; runs keep their own.
    inputs : sequence of str
        Uncertain inputs to move in search of a turn, such as `LIKELY_INPUTS`; none by default.
    worlds_a_value : int
        Worlds of the search, other than those above.

    Raises
    ------
    InputError
        For runs in other worlds, an unknown measure or input.
    """
    run_a, run_b = _played(a, b, worlds, seed)
    pair = paired(run_a, run_b, measure, below=below)
    flipped = None
    if inputs:
        flipped = flips(
            run_a.scenario,
            run_b.scenario,
            inputs,
            measure=measure,
            below=below,
            worlds=worlds_a_value,
            seed=run_a.seed,
            first_world=run_a.first_world + run_a.world_count,
        )
    chosen = measure_named(measure, below=below)
    return Why(
        measure=measure,
        measure_label=chosen.label,
        unit=chosen.unit,
        currency=run_a.scenario.book.currency,
        initial_revenue=run_a.initial_revenue,
        pair=pair,
        net_better=tango_interval(pair.better, pair.worse, pair.worlds),
        hours=hours_moved(hours_by_world(run_a), hours_by_world(run_b)),
        lives=lives(run_a, run_b, measure),
        flips=flipped,
        footer=run_a.provenance.footer(),
    )


def hours_moved(before: Floats, after: Floats) -> tuple[HoursMoved, ...]:
    """Return the hours that moved, kind by kind.

    Parameters
    ----------
    before, after : ndarray, shape (worlds, kinds + 1)
        Hours a week and seat in the same worlds, idle time last
        (`simlib.analysis.week.hours_by_world`).
    """
    return tuple(
        HoursMoved(
            kind,
            float(np.nanmean(before[:, place])),
            float(np.nanmean(after[:, place])),
            mean_difference(before[:, place], after[:, place]),
        )
        for place, kind in enumerate((*KINDS, "idle"))
    )


def why_study(*, seed: int, worlds: int, worlds_a_value: int) -> Why:
    """Explain the weekly block against service only, for a supplier with one dominant account."""
    base = Scenario(book="supplier")
    return why(
        base.with_(discipline="devoted"),
        base.with_(discipline="weekly_block"),
        worlds=worlds,
        seed=seed,
        inputs=LIKELY_INPUTS,
        worlds_a_value=worlds_a_value,
    )


def _played(a: Run | Scenario, b: Run | Scenario, worlds: int, seed: int) -> tuple[Run, Run]:
    if isinstance(a, Scenario) and isinstance(b, Scenario):
        arms = compare([a, b], worlds=worlds, seed=seed, keep="worlds")
        return arms.runs[0], arms.runs[1]
    if isinstance(a, Scenario) or isinstance(b, Scenario):
        raise InputError("a run and a scenario", allowed="two runs, or two scenarios")
    return a, b
