"""A scenario made ready to be played: everything that is the same in all of its worlds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from simlib.inputs.account import Account
from simlib.inputs.causes import GRIEVANCE, Cause
from simlib.inputs.disciplines import TASK_KINDS, Discipline
from simlib.inputs.errors import InputError
from simlib.inputs.ids import SEPARATOR, entity, refuse_collisions, refuse_equal_hashes
from simlib.inputs.quantity import left_to_right
from simlib.inputs.scenario import Scenario
from simlib.inputs.units import MONTHS_PER_YEAR, WEEKS_PER_YEAR, weeks_of_months
from simlib.inputs.workload import prospect_sizes, seat_turnover, workload
from simlib.model import rules
from simlib.model.clock import MOST_CAUSES
from simlib.world.streams import ordinal_of, purpose, refuse_purpose_collisions


class Scope(IntEnum):
    """Whom one shock hits at once."""

    ACCOUNT = 0
    BUYER = 1
    PARENT = 2
    SECTOR = 3
    ECONOMY = 4


class Force(IntEnum):
    """What a stress event does."""

    LOSE = 0
    SHRINK = 1
    STRIKE = 2
    LEAVES = 3


SCOPES = tuple(scope.name.lower() for scope in Scope)


@dataclass(frozen=True, slots=True)
class CausePlan:
    """A cause with its position among the causes and its four random streams."""

    order: int
    cause: Cause
    shock_gap: int
    heard: int
    lost: int
    severity: int


@dataclass(frozen=True, slots=True)
class ForcedPlan:
    """A stress event with its selector resolved on the initial book."""

    position: int
    """In canonical order: by week, action, account or seat, and cause."""
    ordinal: int
    """Where its draws stand: a hash of what it is, out of the way of every natural shock."""
    week: float
    action: str
    account: int
    rep: int
    cause: int
    severity: float
    share: float


@dataclass(frozen=True, slots=True)
class Diary:
    """How one rep works."""

    levers: Discipline
    priorities: tuple[int, ...]
    """Of each kind of task."""
    task_hours: tuple[float, ...]
    """What each kind of task takes him."""
    touch_lift: float
    """What one review of his does."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What `play` needs to know, in canonical order throughout."""

    scenario: Scenario
    values: Mapping[str, float]
    """The evidence."""
    diaries: tuple[Diary, ...]
    """Of each seat."""
    horizon_weeks: float
    months: int
    month_ends: tuple[float, ...]
    account_entities: tuple[int, ...]
    revenues: tuple[float, ...]
    owners: tuple[int, ...]
    """The initial accounts; owners are seat positions."""
    rep_entities: tuple[int, ...]
    units: Mapping[str, tuple[int, ...]]
    """For each scope the position of every initial account's unit."""
    unit_entities: Mapping[str, tuple[int, ...]]
    """For each scope the entity of every unit, in canonical order."""
    sector_of_prospects: int
    causes: tuple[CausePlan, ...]
    grievance: int
    """Position of the cause by which grievances end an account; -1 where they do not."""
    cause_names: tuple[str, ...]
    """What the cause column of an event row means: the causes, then what stress events add."""
    forced: tuple[ForcedPlan, ...]
    prospect_entities: tuple[tuple[int, ...], ...]
    median_revenue: float
    prospect_median: float
    prospect_cap: float
    total_revenue: float
    pool_revenue: float
    request_hours: float
    turnover: float

    def prospect_units(self, rep: int, number: int) -> tuple[int, int, int]:
        """Return the entities of a prospect's own account, buyer and parent units."""
        parts = ("prospect", self.scenario.book.reps[rep], str(number))
        own = self.prospect_entities[rep][number]
        return own, entity("buyer", *parts), entity("parent", *parts)


def plan(scenario: Scenario) -> Plan:
    """Return ``scenario`` ready to be played.

    Raises
    ------
    InputError
        If ids or streams collide, fixed cost would be negative, or a stress event means nothing.
    """
    book, evidence = scenario.book, scenario.evidence
    months = MONTHS_PER_YEAR * scenario.horizon_years
    causes, names = _causes(scenario)
    prospect_median, cap = prospect_sizes(scenario)
    units = {scope: _units(scenario, scope) for scope in SCOPES}
    rep_position = {rep: order for order, rep in enumerate(book.reps)}
    return Plan(
        scenario=scenario,
        values=evidence.values,
        diaries=tuple(_diary(scenario, scenario.diary_of(rep)) for rep in book.reps),
        horizon_weeks=WEEKS_PER_YEAR * scenario.horizon_years,
        months=months,
        month_ends=tuple(weeks_of_months(k) for k in range(months + 1)),
        account_entities=tuple(entity("account", a.account_id) for a in book.accounts),
        revenues=tuple(a.annual_revenue for a in book.accounts),
        owners=tuple(rep_position[a.owner] for a in book.accounts),
        rep_entities=tuple(entity("rep", rep) for rep in book.reps),
        units={scope: units[scope][0] for scope in SCOPES},
        unit_entities={scope: units[scope][1] for scope in SCOPES},
        sector_of_prospects=_sectors(scenario).index("all"),
        causes=causes,
        grievance=names.index(GRIEVANCE) if scenario.grievances else -1,
        cause_names=names,
        forced=_forced(scenario, names),
        prospect_entities=_prospects(scenario),
        median_revenue=book.median_revenue,
        prospect_median=prospect_median,
        prospect_cap=cap,
        total_revenue=left_to_right(a.annual_revenue for a in book.accounts) + book.pool_revenue,
        pool_revenue=book.pool_revenue,
        request_hours=workload(scenario).request_hours,
        turnover=seat_turnover(scenario),
    )


def _causes(scenario: Scenario) -> tuple[tuple[CausePlan, ...], tuple[str, ...]]:
    found = scenario.causes
    names = [cause.name for cause in found]
    refuse_purpose_collisions(names)
    extra = {event.cause for event in scenario.stress} - set(names)
    if len(names) + len(extra) >= MOST_CAUSES:
        raise InputError("too many causes", value=len(names), allowed=f"below {MOST_CAUSES}")
    plans = tuple(
        CausePlan(
            order,
            cause,
            *(purpose(name, cause.name) for name in ("shock_gap:", "heard:", "lost:", "severity:")),
        )
        for order, cause in enumerate(found)
    )
    return plans, (*names, *sorted(extra))


def _sectors(scenario: Scenario) -> list[str]:
    return sorted({account.sector for account in scenario.book.accounts} | {"all"})


def _units(scenario: Scenario, scope: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return each account's unit position, and the entity of every unit of the scope."""
    ids = [_unit_id(scope, account) for account in scenario.book.accounts]
    known = _sectors(scenario) if scope == "sector" else sorted(set(ids))
    refuse_collisions(scope, [(unit,) for unit in known])
    position = {unit: order for order, unit in enumerate(known)}
    return tuple(position[unit] for unit in ids), tuple(entity(scope, unit) for unit in known)


def _unit_id(scope: str, account: Account) -> str:
    """Return the id of an account's unit; who has no buyer or parent is its own."""
    own = {"account": account.account_id, "sector": account.sector, "economy": "economy"}
    if scope in own:
        return own[scope]
    shared = account.buyer if scope == "buyer" else account.parent
    # Two parts, so that it never equals somebody's real buyer or parent.
    return shared if shared is not None else SEPARATOR.join(("account", account.account_id))


def _prospects(scenario: Scenario) -> tuple[tuple[int, ...], ...]:
    per_rep = range(int(scenario.evidence["targets_per_rep"]))
    found = tuple(
        tuple(entity("prospect", rep, str(number)) for number in per_rep)
        for rep in scenario.book.reps
    )
    _refuse_prospect_collisions(scenario, found)
    return found


def _refuse_prospect_collisions(scenario: Scenario, found: tuple[tuple[int, ...], ...]) -> None:
    """Refuse a prospect with the hash of another or of an account: they share their streams.

    Its own buyer and parent must differ from those of the book for the same reason.
    """
    numbered = [
        (("prospect", rep, str(number)), word)
        for rep, words in zip(scenario.book.reps, found, strict=True)
        for number, word in enumerate(words)
    ]
    accounts = [(account.account_id,) for account in scenario.book.accounts]
    everyone = [(parts, entity("account", *parts)) for parts in accounts]
    refuse_equal_hashes("account or prospect", [*everyone, *numbered])
    for scope in ("buyer", "parent"):
        book = {_unit_id(scope, account) for account in scenario.book.accounts}
        units = [((unit,), entity(scope, unit)) for unit in sorted(book)]
        own = [(parts, entity(scope, *parts)) for parts, _ in numbered]
        refuse_equal_hashes(scope, [*units, *own])


def _forced(scenario: Scenario, names: tuple[str, ...]) -> tuple[ForcedPlan, ...]:
    """Return the stress events in an order of their own: that of the list decides nothing."""
    found = []
    for event in scenario.stress:
        leaves = event.action == "leaves"
        found.append(
            ForcedPlan(
                position=-1,
                ordinal=ordinal_of(event.address()),
                week=event.week,
                action=event.action,
                account=-1 if leaves else event.account_index(scenario.book),
                rep=event.rep_index(scenario.book) if leaves else -1,
                cause=names.index(event.cause),
                severity=event.severity,
                share=event.share,
            )
        )
    hashed = zip(scenario.stress, found, strict=True)
    refuse_equal_hashes("stress event", (((str(e),), each.ordinal) for e, each in hashed))
    found.sort(key=lambda e: (e.week, Force[e.action.upper()], e.account, e.rep, e.cause))
    return tuple(replace(event, position=place) for place, event in enumerate(found))


def _diary(scenario: Scenario, levers: Discipline) -> Diary:
    return Diary(
        levers=levers,
        priorities=tuple(levers.priority_of(kind) for kind in TASK_KINDS),
        task_hours=_task_hours(scenario, levers),
        touch_lift=_touch_lift(scenario, levers),
    )


def _task_hours(scenario: Scenario, levers: Discipline) -> tuple[float, ...]:
    evidence = scenario.evidence
    by_kind = {kind: evidence.values.get(f"{kind}_hours", 0.0) for kind in TASK_KINDS}
    by_kind["service"] = rules.scaled(workload(scenario).request_hours, levers.service_inflation)
    if levers.review_channel == "email":
        by_kind["review"] = evidence["email_hours"]
    return tuple(by_kind[kind] for kind in TASK_KINDS)


def _touch_lift(scenario: Scenario, levers: Discipline) -> float:
    """Return the lift of one review; only conversations gain from asking how we are helping."""
    evidence = scenario.evidence
    if levers.review_channel == "email":
        return evidence["email_lift"]
    gain = evidence["helping_lift_gain"] if levers.coaching_focus == "helping" else 0.0
    return min(1.0, rules.scaled(evidence["review_lift"], 1.0 + gain))
