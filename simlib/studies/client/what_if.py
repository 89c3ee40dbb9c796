"""What if: diaries, calls, evidence and the loss of the largest, all played in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from simlib.analysis.contribution import PROSPECTING, hours_spent, selling_hour_cost
from simlib.analysis.difference import Difference, chance_difference, mean_difference
from simlib.analysis.panel import seat_panel, trading, world_column
from simlib.analysis.precision import Bools, Floats, Interval, mean_interval, proportion_interval
from simlib.analysis.revenue import RevenueSurvival, never_below, revenue_survival
from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.run.result import Comparison, Run
from simlib.studies.client.build import MIDDLING_CALLS, world_cost_ms
from simlib.studies.design import play_rows
from simlib.studies.price.policy import without_prospecting
from simlib.studies.stored import FloatArray, Stored

STRESS = ("none", "lose the largest")
LARGEST_LOST = "lose top:1 in week 52"
_SAME_CALLS = 0.01
_FIRST_YEAR = 12
CALLS = (0.0, 1.0, 4.3333333333, 8.6666666667, 21.6666666667)
"""Planned calls a month and rep: none, one a month, one and two a week, one a working day."""
EVIDENCE = ("graded", "folklore")
_BUDGET_MS = 36_000.0  # of processor time for the whole grid: about 20 s on two cores
_FEWEST_WORLDS, _STEP = 100, 100


def same_calls(one: float, other: float) -> bool:
    """Return whether two numbers of calls a month are the same to a reader."""
    return abs(one - other) < _SAME_CALLS


def variant(arm: Scenario, calls: float, evidence: str, stress: str) -> Scenario:
    """Return a diary with another number of planned calls, under an evidence and a stress.

    Parameters
    ----------
    arm
        Its label stays.
    calls
        A month and rep. Without calls there are no one-to-ones that ask for them either; nothing
        else about the diary changes: one that calls only after a loss still does.
    evidence
        Name of a shipped set.
    stress
        One of `STRESS`.
    """
    if not same_calls(calls, arm.discipline.calls_per_month):
        name = f"{arm.name}, {calls:g} calls"[:80]
        arm = (
            without_prospecting(arm).with_(name=name, label=arm.label)
            if calls == 0
            else arm.with_(name=name, label=arm.label, calls_per_month=calls)
        )
    return under(arm, evidence, stress)


def under(arm: Scenario, evidence: str, stress: str) -> Scenario:
    """Return a diary as it is, under an evidence and a stress."""
    changes: dict[str, object] = {"name": arm.name, "label": arm.label}
    if arm.evidence.name != evidence:
        changes["evidence"] = evidence_like(arm.evidence, evidence)
    if stress != STRESS[0] and LARGEST_LOST not in map(str, arm.stress):
        changes["stress"] = (*arm.stress, LARGEST_LOST)
    return arm.with_(**changes)


def evidence_like(own: Evidence, name: str) -> Evidence:
    """Return a shipped set in which everything stands that was set by hand in another one.

    Parameters
    ----------
    own
        What the client said is among its overrides.
    name
        Name of a shipped set.
    """
    known = {cause.name for cause in own.causes}
    changes: dict[str, float] = {}
    structure = False
    for key in sorted(own.overridden):
        cause, _, field = key.partition(".")
        if key in own.values:
            changes[key] = own[key]
        elif field and cause in known:
            changes[key] = getattr(own.cause(cause), field)
        else:
            structure = True  # a cause added or taken away
    shipped = Evidence.named(name)
    if not structure:
        return shipped.with_(**changes)
    values = {**shipped.values, **{key: own[key] for key in changes if key in own.values}}
    return Evidence(name=name, values=values, causes=own.causes, overridden=own.overridden)


@dataclass(frozen=True, eq=False, repr=False)
class WhatIfPoint(Stored):
    """One combination."""

    diary: str
    """Its label."""
    calls: float
    """Planned calls a month and rep."""
    evidence: str
    stress: str
    share: FloatArray
    low: FloatArray
    high: FloatArray
    """Share of futures never below the threshold, with its limits; shape (months + 1,)."""
    kept: Difference
    """That share at the horizon less the reference's, in the same worlds."""
    revenue: Interval
    """Revenue a year at the horizon, in money; a closed firm has none."""
    revenue_gain: Difference
    """The same less the reference's."""
    hours: Interval
    """Of prospecting, a week and rep, in the first year."""
    capacity: float
    """Selling hours of a week."""
    weekly: Interval
    """The hours of the whole team in money a week, in the first year."""
    ruin: Interval | None
    """Chance of running out of cash; None from fewer than 1,000 worlds."""
    ruin_change: Difference | None
    """The same less the reference's."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What is kept of a run: a few numbers a world, so that two runs can be paired."""

    survival: RevenueSurvival
    kept: Bools
    closed: Bools
    """Never below the threshold; out of cash by the horizon; shape (worlds,)."""
    revenue: Floats
    """Money a year at the horizon; shape (worlds,)."""
    hours: Floats
    team_hours: Floats
    """Of prospecting in the first year: a week and rep, and of the whole team in all; shape
    (worlds,).
    """
    hour_cost: float
    """Money an hour."""
    capacity: float
    """Selling hours of a week."""


def outcome(run: Run, below: float) -> Outcome:
    """Return what a what-if keeps of a run.

    Parameters
    ----------
    run
        With rows.
    below
        The threshold as a share of today's revenue.
    """
    capacity = float(run.scenario.evidence["selling_hours_per_week"])
    spent = hours_spent(run, PROSPECTING, months=_FIRST_YEAR)
    there = [seat_panel(run, f"{name}_hours") for name in ("available", "vacant")]
    weeks = np.sum([each[:, : _FIRST_YEAR + 1].sum(axis=(1, 2)) for each in there], axis=0)
    return Outcome(
        survival=revenue_survival(run, below=below),
        kept=never_below(run, below)[:, -1],
        closed=~trading(run)[:, -1],
        revenue=world_column(run, "final_revenue"),
        hours=np.asarray(spent * capacity / weeks),
        team_hours=spent,
        hour_cost=selling_hour_cost(run.scenario),
        capacity=capacity,
    )


def point_of(
    diary: str, calls: float, evidence: str, stress: str, found: Outcome, beside: Outcome
) -> WhatIfPoint:
    """Return a combination, paired with the reference in the same worlds.

    Parameters
    ----------
    diary, calls, evidence, stress
        The combination.
    found, beside
        Its own and the reference's.
    """
    worlds = len(found.kept)
    enough = worlds >= ENOUGH_WORLDS
    return WhatIfPoint(
        diary=diary,
        calls=calls,
        evidence=evidence,
        stress=stress,
        share=found.survival.share,
        low=found.survival.low,
        high=found.survival.high,
        kept=chance_difference(beside.kept, found.kept),
        revenue=mean_interval(found.revenue),
        revenue_gain=mean_difference(beside.revenue, found.revenue),
        hours=mean_interval(found.hours),
        capacity=found.capacity,
        weekly=mean_interval(found.hour_cost * found.team_hours / 52),
        ruin=proportion_interval(int(found.closed.sum()), worlds) if enough else None,
        ruin_change=chance_difference(beside.closed, found.closed) if enough else None,
    )


@dataclass(frozen=True, eq=False, repr=False)
class WhatIf(Stored):
    """Every combination on offer, each beside the reference under the same evidence and stress."""

    diaries: tuple[str, ...]
    """Labels in the client's words; the first is the reference."""
    calls: tuple[float, ...]
    """Planned calls a month and rep, rising."""
    own_calls: tuple[float, ...]
    """What each diary plans by itself, in the order of ``diaries``."""
    evidence: tuple[str, ...]
    stress: tuple[str, ...]
    """Names of the sets, ``"none"`` and ``"lose the largest"``."""
    points: tuple[WhatIfPoint, ...]
    """Diaries outermost, then calls, evidence, stress."""
    references: tuple[WhatIfPoint, ...]
    """The first diary as it is: evidence, then stress."""
    below: float
    """The threshold of survival as a share of today's revenue."""
    initial_revenue: float
    """In money a year."""
    currency: str
    years: int
    worlds: int
    seed: int
    footer: str

    @property
    def quotable(self) -> bool:
        """Whether there are enough worlds to quote chances of running out of cash."""
        return self.worlds >= ENOUGH_WORLDS

    def point(self, diary: str, calls: float, evidence: str, stress: str) -> WhatIfPoint:
        """Return one combination; one that was not played is refused."""
        for found in self.points:
            named = (found.diary, found.evidence, found.stress) == (diary, evidence, stress)
            if named and same_calls(found.calls, calls):
                return found
        raise InputError("this combination was not played", value=(diary, calls, evidence, stress))

    def reference(self, evidence: str, stress: str) -> WhatIfPoint:
        """Return the first diary as it is, under an evidence and a stress."""
        place = self.evidence.index(evidence) * len(self.stress) + self.stress.index(stress)
        return self.references[place]


def what_if(
    base: Scenario,
    *,
    below: float,
    diaries: Sequence[Scenario] = (),
    calls: Sequence[float] | None = None,
    evidence: Sequence[str] = EVIDENCE,
    worlds: int | None = None,
    seed: int = 1,
) -> WhatIf:
    """Play every combination of diary, calls, evidence and stress in the same worlds.

    Parameters
    ----------
    base
        The reference. What its evidence has set by hand is set in the other sets too.
    below
        The threshold of survival as a share of today's revenue.
    diaries
        Further diaries for the same book, at most five.
    calls
        Planned calls a month and rep; by default `CALLS` and the reference's own, fewer for a
        book that takes long.
    evidence
        Names of shipped sets.
    worlds
        A combination; by default what takes about 20 seconds in all on two cores, from 100 to
        1,000. The number depends on the book alone, so that the same grid comes out everywhere.
    seed
        Of the worlds.

    Raises
    ------
    InputError
        For diaries with one label, of another book or horizon, or no calls.
    """
    arms = (base, *diaries)
    _refuse_unlike(arms)
    doses = _doses(arms, calls)
    combinations = list(product(arms, doses, evidence, STRESS))
    owns = list(product((base,), evidence, STRESS))
    count = worlds or affordable_worlds(base, len(combinations) + len(owns))
    rows = [[variant(*each)] for each in combinations]
    rows += [[under(*each)] for each in owns]

    def read(comparison: Comparison) -> tuple[Outcome, str]:
        run = comparison.reference
        return outcome(run, below), run.provenance.footer()

    read_rows = play_rows(rows, read, worlds=count, seed=seed)
    found = [each[0] for each in read_rows]
    refs = dict(zip([(e, s) for _, e, s in owns], found[len(combinations) :], strict=True))
    own_footer = read_rows[len(combinations)][1]
    return WhatIf(
        diaries=tuple(arm.label for arm in arms),
        calls=doses,
        own_calls=tuple(arm.discipline.calls_per_month for arm in arms),
        evidence=tuple(evidence),
        stress=STRESS,
        points=tuple(
            point_of(a.label, c, e, s, found[place], refs[e, s])
            for place, (a, c, e, s) in enumerate(combinations)
        ),
        references=tuple(
            point_of(base.label, base.discipline.calls_per_month, e, s, refs[e, s], refs[e, s])
            for _, e, s in owns
        ),
        below=below,
        initial_revenue=base.book.annual_revenue,
        currency=base.book.currency,
        years=base.horizon_years,
        worlds=count,
        seed=seed,
        footer=own_footer,
    )


def affordable_worlds(base: Scenario, combinations: int) -> int:
    """Return how many worlds a combination may have: 100 to 1,000, by the size of the book."""
    cost_ms = world_cost_ms(base, MIDDLING_CALLS)
    worlds = _BUDGET_MS / cost_ms / max(1, combinations)
    return int(min(ENOUGH_WORLDS, max(_FEWEST_WORLDS, worlds // _STEP * _STEP)))


def _doses(arms: Sequence[Scenario], calls: Sequence[float] | None) -> tuple[float, ...]:
    own = arms[0].discipline.calls_per_month
    large = len(arms[0].book.accounts) > 60  # where each combination costs seconds
    wished = (CALLS[::2] if large else CALLS) if calls is None else tuple(calls)
    doses: list[float] = []
    for dose in sorted({float(each) for each in (*wished, own)}):
        if not doses or not same_calls(dose, doses[-1]):
            doses.append(dose)
    if doses[0] < 0:
        raise InputError("fewer than no calls", column="calls", value=doses[0])
    return tuple(doses)


def _refuse_unlike(arms: Sequence[Scenario]) -> None:
    labels = [arm.label for arm in arms]
    if len(set(labels)) < len(labels) or len(arms) > 6:
        raise InputError("one to six diaries with different labels are needed", value=labels)
    if len({(arm.book.content_hash(), arm.horizon_years) for arm in arms}) > 1:
        raise InputError("the diaries of a what-if are of one book and one horizon")
