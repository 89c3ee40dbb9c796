"""How much prospecting: revenue, cash, major accounts and the week against calls a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import special
from statsmodels.stats.multitest import multipletests

from simlib.analysis.difference import Difference, mean_difference
from simlib.analysis.fates import majors_kept
from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Floats, Interval, mean_interval, proportion_interval
from simlib.analysis.week import RepWeek, rep_week
from simlib.inputs.disciplines import Discipline, discipline
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import load_book
from simlib.run.provenance import provenance
from simlib.studies.design import play_rows, with_largest_at
from simlib.studies.stored import FloatArray, Stored

if TYPE_CHECKING:
    from simlib.run.result import Comparison

DOSES = (0.0, 1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 40.0)
"""Protected calls a month and rep."""
EVIDENCE = ("folklore", "graded")
"""The authors' figures, then the published ones."""
BOTH_WORDS = "the authors' figures and published ones"
"""What a footer says of results under both sets of evidence."""
_ONE_TO_ONE_WEEKS = 2.0
BOOKS = ("hms_associates", "supplier", "dealer")
"""One, four and fifteen reps."""
TARGETS = (20, 40, 100)
"""Prospects on a rep's list: low, central and high."""
SHARES = (0.05, 0.25, 0.50)
"""Of the account that is the largest of the standard book."""
AGAINST = {"service_load": 1.0, "target_revenue_median": 0.1}
"""Where prospecting should not pay: reps with no hour to spare, and prospects a tenth the size."""
_STANDARD = "supplier"
_PERMITTED = 0.05
MAJORS = 5
"""How many of today's largest accounts are called major."""


def dose_words(calls_per_month: float) -> str:
    """Return a dose as a client says it: "no calls", "one call a month", "6 calls a month"."""
    if calls_per_month == 0:
        return "no calls"
    return "one call a month" if calls_per_month == 1 else f"{calls_per_month:g} calls a month"


def dose_diary(calls_per_month: float) -> Discipline:
    """Return the diary of a dose: protected, focused, a one-to-one every two weeks.

    The one-to-ones take place without calls, too, so that only the calls differ between doses.
    """
    return discipline("weekly_block").with_(
        name=f"dose_{calls_per_month:g}",
        client_label=dose_words(calls_per_month),
        calls_per_month=calls_per_month,
        calls_protected=True,
        target_focus="focused",
        check_in_every_weeks=_ONE_TO_ONE_WEEKS,
        check_in_kind="one_to_one",
    )


def dose_scenarios(base: Scenario, doses: Sequence[float] = DOSES) -> tuple[Scenario, ...]:
    """Return the scenario under every dose.

    Raises
    ------
    InputError
        Unless there are at least two doses that rise from none.
    """
    rising = all(low < high for low, high in pairwise(doses))
    if len(doses) < 2 or doses[0] != 0 or not rising:
        raise InputError("not a row of doses", value=tuple(doses), allowed="0 and more, rising")
    return tuple(base.with_(discipline=dose_diary(calls)) for calls in doses)


@dataclass(frozen=True)
class Condition:
    """One scenario among others that differ in one thing."""

    group: str
    label: str
    """What is varied, and how."""
    scenario: Scenario


def conditions(evidence_sets: Sequence[str]) -> tuple[Condition, ...]:
    """Return every condition under every evidence set; the standard book is among the books."""
    return tuple(
        Condition(case.group, case.label, case.scenario.with_(evidence=name, **case.inputs))
        for case in (*_books(), *_markets(), *_concentrations(), _against())
        for name in evidence_sets
    )


@dataclass(frozen=True)
class _Case:
    group: str
    label: str
    scenario: Scenario
    inputs: dict[str, float]


def _books() -> list[_Case]:
    return [_Case("book", name, Scenario(book=name), {}) for name in BOOKS]


def _markets() -> list[_Case]:
    base = Scenario(book=_STANDARD)
    central = base.evidence["targets_per_rep"]
    return [
        _Case("targets", f"{targets}", base, {"targets_per_rep": targets})
        for targets in TARGETS
        if targets != central
    ]


def _concentrations() -> list[_Case]:
    book = load_book(_STANDARD)
    return [
        _Case("largest", f"{100 * share:g}", Scenario(book=with_largest_at(book, share)), {})
        for share in SHARES
        if abs(book.largest_share - share) > 0.005
    ]


def _against() -> _Case:
    return _Case("against", "full calendar, small prospects", Scenario(book=_STANDARD), AGAINST)


@dataclass(frozen=True, eq=False, repr=False)
class Optimum(Stored):
    """The best of several doses, and which others are as good for all that is known."""

    dose: float
    """The best in the worlds in which it was chosen."""
    as_good: tuple[float, ...]
    """Doses that are not worse beyond doubt in fresh worlds, rising: a set that holds the best of
    all doses in at least 95 % of such studies.
    """
    value: Interval
    """The mean at ``dose`` in fresh worlds."""
    over_none: Difference | None
    over_most: Difference | None
    over_less: Difference | None
    over_more: Difference | None
    """Its paired difference in fresh worlds against the smallest and the largest dose and the
    doses next to it; None where there is no such other dose.
    """
    chosen_in: int
    worlds: int
    """Worlds in which it was chosen, and fresh ones."""
    doses: tuple[float, ...]
    """All of them, rising."""

    @property
    def lowest(self) -> float:
        """The smallest dose that may be the best."""
        return self.as_good[0]

    @property
    def highest(self) -> float:
        """The largest dose that may be the best."""
        return self.as_good[-1]

    @property
    def none_may_be_best(self) -> bool:
        """Whether prospecting is not proved to help at all."""
        return self.lowest == self.doses[0]

    @property
    def interior(self) -> bool:
        """Whether both none and the most are worse beyond doubt: more helps up to a point."""
        return not self.none_may_be_best and self.highest < self.doses[-1]


def optimum(doses: Sequence[float], choosing: Floats, fresh: Floats) -> Optimum:
    """Choose the best dose in some worlds and say in others how good it is.

    Parameters
    ----------
    doses
        Rising.
    choosing, fresh : ndarray, shape (doses, worlds)
        What is to be high, one number a world; no world may be in both.

    Raises
    ------
    InputError
        For shapes that do not fit, or fewer than two fresh worlds.

    Notes
    -----
    Each dose is tested against the chosen one (Student's paired test, one-sided: is it worse?) and
    those that Holm's correction lets through leave the set. A bootstrap of the place of the peak
    would need a smooth curve to be assumed through few doses; this assumes none, and is wide where
    the curve is flat.
    """
    if choosing.shape[0] != len(doses) or fresh.shape[0] != len(doses) or fresh.shape[1] < 2:
        raise InputError("not one row a dose", value=(choosing.shape, fresh.shape))
    best = int(choosing.mean(axis=1).argmax())
    ahead = fresh[best] - fresh
    worse = _beyond_doubt(ahead, best)

    def over(place: int) -> Difference | None:
        if place == best or not 0 <= place < len(doses):
            return None
        return mean_difference(fresh[place], fresh[best])

    return Optimum(
        dose=float(doses[best]),
        as_good=tuple(float(d) for d, out in zip(doses, worse, strict=True) if not out),
        value=mean_interval(fresh[best]),
        over_none=over(0),
        over_most=over(len(doses) - 1),
        over_less=over(best - 1),
        over_more=over(best + 1),
        chosen_in=choosing.shape[1],
        worlds=fresh.shape[1],
        doses=tuple(float(dose) for dose in doses),
    )


def _beyond_doubt(ahead: Floats, best: int) -> list[bool]:
    """Return which doses the chosen one beats, shape (doses,), corrected for their number."""
    worlds = ahead.shape[1]
    mean, error = ahead.mean(axis=1), ahead.std(axis=1, ddof=1) / np.sqrt(worlds)
    with np.errstate(divide="ignore", invalid="ignore"):
        # 0 / 0: the two did the same in every world, which is no evidence at all.
        t = np.nan_to_num(mean / error, nan=0.0)
    p_values = special.stdtr(worlds - 1, -t)
    others = np.arange(len(ahead)) != best
    worse = np.zeros(len(ahead), dtype=bool)
    worse[others] = multipletests(p_values[others], alpha=_PERMITTED, method="holm")[0]
    return [bool(out) for out in worse]


@dataclass(frozen=True, eq=False, repr=False)
class DoseCurve(Stored):
    """What a firm gets from each dose of prospecting."""

    group: str
    label: str
    """What is varied ("targets a rep"), and how ("20")."""
    evidence: str
    """"graded" or "folklore"."""
    doses: tuple[float, ...]
    """Protected calls a month and rep, rising from 0."""
    revenue: tuple[Interval, ...]
    """Revenue a year at the end as a share of today's, at each dose, in fresh worlds."""
    cash: tuple[Interval, ...]
    """Chance of running out of cash."""
    optimum: Optimum
    """Of the revenue."""
    cash_optimum: Optimum
    """Of the chance of keeping out of ruin."""
    book: str


@dataclass(frozen=True, eq=False, repr=False)
class DoseWork(Stored):
    """What each dose does to the major accounts and to the week."""

    evidence: str
    doses: tuple[float, ...]
    kept: tuple[Interval, ...]
    """Mean share of the five largest accounts of today that are customers at the end; none of them
    if the firm has closed.
    """
    all_kept: tuple[Interval, ...]
    """Chance that all of them are."""
    kinds: tuple[str, ...]
    """Of work, then "idle" and "vacant"."""
    hours: FloatArray
    """Hours a week and seat; shape (doses, kinds)."""
    half_width: float
    """No hour is less precise than this."""
    undone: tuple[Interval, ...]
    """Hours a week of work that was never done."""
    capacity: float
    """Hours of a week."""
    worlds: int


@dataclass(frozen=True, eq=False, repr=False)
class HowMuchProspecting(Stored):
    """Dose responses of the standard book and of books, markets and concentrations beside it."""

    main: tuple[DoseCurve, ...]
    """The standard book, one curve an evidence set in the order of `EVIDENCE`."""
    work: tuple[DoseWork, ...]
    """Likewise."""
    conditions: tuple[DoseCurve, ...]
    """Every condition under every evidence set."""
    years: int
    footer: str


def dose_curves(
    cases: Sequence[Condition],
    *,
    doses: Sequence[float] = DOSES,
    choosing: int = 300,
    worlds: int = 600,
    seed: int = 1,
) -> tuple[DoseCurve, ...]:
    """Play every dose of every condition, choose the best in some worlds and try it in others.

    Parameters
    ----------
    cases : sequence of Condition
        A scenario each, whose diary is replaced.
    doses : sequence of float
        Protected calls a month and rep, rising from 0.
    choosing, worlds : int
        Worlds in which the best dose is chosen (the first ones), and fresh ones after them.

    Returns
    -------
    tuple of DoseCurve
        One a condition.
    """
    rows = [[scenario] for case in cases for scenario in dose_scenarios(case.scenario, doses)]
    first = np.array(play_rows(rows, _outcome, worlds=choosing, seed=seed))
    then = np.array(play_rows(rows, _outcome, worlds=worlds, seed=seed, first_world=choosing))
    of_case = (len(cases), len(doses), 2)
    chosen_in, tried_in = first.reshape(*of_case, choosing), then.reshape(*of_case, worlds)
    return tuple(
        _curve(case, tuple(doses), chosen_in[place], tried_in[place])
        for place, case in enumerate(cases)
    )


def _outcome(comparison: Comparison) -> Floats:
    """Return revenue as a share of today's, and whether the firm closed; shape (2, worlds)."""
    run = comparison.reference
    revenue = measure_named("final_revenue").values(run) / run.initial_revenue
    return np.array([revenue, measure_named("ruin").values(run)])


def _curve(case: Condition, doses: tuple[float, ...], first: Floats, then: Floats) -> DoseCurve:
    return DoseCurve(
        group=case.group,
        label=case.label,
        evidence=case.scenario.evidence.name,
        doses=doses,
        revenue=tuple(mean_interval(values) for values in then[:, 0]),
        cash=tuple(_chance(values) for values in then[:, 1]),
        optimum=optimum(doses, first[:, 0], then[:, 0]),
        cash_optimum=optimum(doses, -first[:, 1], -then[:, 1]),
        book=case.scenario.book.name,
    )


def _chance(happened: Floats) -> Interval:
    return proportion_interval(int(happened.sum()), len(happened))


def dose_work(
    base: Scenario,
    *,
    doses: Sequence[float] = DOSES,
    worlds: int = 300,
    seed: int = 1,
    first_world: int = 0,
) -> DoseWork:
    """Return what each dose does to the five largest accounts and to the rep's week.

    Parameters
    ----------
    base
        Its diary is replaced.
    doses, worlds, seed, first_world
        As in `dose_curves` and `simlib.compare`.
    """
    rows = [[scenario] for scenario in dose_scenarios(base, doses)]
    found = play_rows(rows, _work, worlds=worlds, seed=seed, first_world=first_world, log="story")
    weeks = [week for week, _ in found]
    return DoseWork(
        evidence=base.evidence.name,
        doses=tuple(float(dose) for dose in doses),
        kept=tuple(mean_interval(kept) for _, kept in found),
        all_kept=tuple(_chance((kept == 1).astype(float)) for _, kept in found),
        kinds=(*weeks[0].kinds, "idle", "vacant"),
        hours=np.array([[*w.hours_per_week, w.idle.mean, w.vacant.mean] for w in weeks]),
        half_width=max(float(((w.high - w.low) / 2).max()) for w in weeks),
        undone=tuple(week.undone for week in weeks),
        capacity=weeks[0].capacity,
        worlds=worlds,
    )


def _work(comparison: Comparison) -> tuple[RepWeek, Floats]:
    run = comparison.reference
    return rep_week(run), majors_kept(run, accounts=MAJORS)


def dose_study(
    *, seed: int, worlds: int, choosing: int, worlds_a_condition: int
) -> HowMuchProspecting:
    """Play all of it; a condition gets fewer worlds, and a book of many reps half of those."""
    cases = conditions(EVIDENCE)
    base = [case for case in cases if case.group == "book" and case.label == "supplier"]
    large = [case for case in cases if case.label == "dealer"]
    others = [case for case in cases if case not in base and case not in large]
    main = dose_curves(base, choosing=choosing, worlds=worlds, seed=seed)
    few, fewer = worlds_a_condition, worlds_a_condition // 2
    rest = (
        *dose_curves(others, choosing=choosing // 2, worlds=few, seed=seed),
        *dose_curves(large, choosing=choosing // 4, worlds=fewer, seed=seed),
    )
    work = [
        dose_work(case.scenario, worlds=worlds_a_condition, seed=seed, first_world=choosing)
        for case in base
    ]
    told = provenance(base[-1].scenario, seed=seed, first_world=choosing, world_count=worlds)
    told = replace(told, evidence=BOTH_WORDS)
    return HowMuchProspecting(
        main=main,
        work=tuple(work),
        conditions=rest,
        years=base[0].scenario.horizon_years,
        footer=f"{told.footer()} · best dose chosen in {choosing} others; other conditions and "
        f"weeks {few} futures, 15 reps {fewer}",
    )
