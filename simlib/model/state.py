"""The nouns of a playing world: accounts, prospects, opportunities, tasks and seats."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from math import inf

import simpy

from simlib.inputs.disciplines import TASK_KINDS, TaskKind

NEVER = -inf


class Status(IntEnum):
    """Where an account stands in its life."""

    WON = 1
    ACTIVE = 2
    LOST = 3


@dataclass(slots=True)
class Unit:
    """Whom one shock hits at once: an account, a buyer, a parent, a sector or the economy."""

    order: int
    entity: int
    accounts: list[Account] = field(default_factory=list)
    keeps_going: bool = False
    """True where new accounts may still join (sectors, the economy)."""


@dataclass(slots=True, eq=False)
class Account:
    """A customer, from the day it is won."""

    order: int
    entity: int
    owner: Rep
    revenue: float
    units: tuple[Unit, ...]
    """The unit it belongs to, for each scope in turn."""
    status: Status = Status.WON
    level: float = 0.0
    """The relationship as stamped at week `level_week`."""
    level_week: float = 0.0
    won_week: float = NEVER
    active_since: float = NEVER
    q: float = 1.0
    request_rate: float = 0.0
    open_requests: int = 0
    open_touches: set[int] = field(default_factory=set)
    """Kinds of touch (review, gesture) that are queued or in service."""
    open_rescue: bool = False
    grievances: int = 0
    outbursts: int = 0
    """How often its grievances have boiled over."""
    pending: list[Decision] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Decision:
    """A customer shaken by a shock, making up its mind."""

    account: Account
    cause: int
    ordinal: int
    rescued: bool = False


@dataclass(slots=True, eq=False)
class Target:
    """A prospect on a rep's finite list."""

    number: int
    order: int
    entity: int
    potential: float
    guess: float
    champion: bool
    attempts: int = 0
    """Attempts remembered; a return from cooling and a long silence start again from 0."""
    attempts_ever: int = 0
    opportunities_ever: int = 0
    last_attempt_week: float = NEVER
    unavailable_until: float = NEVER


@dataclass(slots=True, eq=False)
class Opportunity:
    """A meeting that may become an account."""

    target: Target
    rep: Rep
    number: int
    closed: bool = False
    discovered: bool = False


@dataclass(slots=True, eq=False)
class Task:
    """A piece of work in a rep's queue; it acts only while its reason still stands."""

    kind: int
    hours: float
    arrived: float
    account: Account | None = None
    opportunity: Opportunity | None = None
    decision: Decision | None = None

    @property
    def order(self) -> int:
        """Position among tasks of the same priority and arrival: none first, then accounts."""
        if self.account is not None:
            return self.account.order
        return self.opportunity.target.order if self.opportunity is not None else -1

    def stands(self, rep: Rep) -> bool:
        """Return whether the state the task was made for still holds."""
        if self.opportunity is not None:
            return not self.opportunity.closed
        if self.account is None:
            return not rep.laid_off
        wanted = Status.WON if self.kind == TaskKind.ONBOARDING else Status.ACTIVE
        return self.account.status is wanted


@dataclass(slots=True, eq=False)
class Rep:
    """A seat and who sits in it."""

    order: int
    entity: int
    seated: bool = True
    laid_off: bool = False
    tenure: int = 0
    keenness: float = 1.0
    keenness_week: float = 0.0
    keenness_half_life: float = 1.0
    team_effect: float = 0.0
    last_loss_week: float = NEVER
    accounts: int = 0
    """Accounts that count in a hand-over: active, and won but not yet active."""
    open_opportunities: int = 0
    open_call: bool = False
    open_check_in: bool = False
    queue: list[tuple[int, float, int, int, int, Task]] = field(default_factory=list)
    idle: simpy.Event | None = None
    """The event that wakes an idle rep; None while he works."""
    targets: list[Target] = field(default_factory=list)
    by_guess: list[Target] = field(default_factory=list)
    current: Target | None = None
    next_in_turn: int = 0
    month: MonthOfRep = field(default_factory=lambda: MonthOfRep())
    seat_change_week: float = 0.0
    last_months: list[tuple[float, float]] = field(default_factory=list)
    """Hours of hunting, and all hours, of the last three months that are over."""


@dataclass(slots=True)
class MonthOfRep:
    """What a seat did since the last month end."""

    hours: list[float] = field(default_factory=lambda: [0.0] * len(TASK_KINDS))
    seated_weeks: float = 0.0
    vacant_weeks: float = 0.0
    ignored_hours: float = 0.0
    calls_due: int = 0
    calls_kept: int = 0
    calls_made: int = 0


@dataclass(slots=True, eq=False)
class Request:
    """Something the manager is asked for: a talk with one rep or the team, or to join."""

    hours: float
    rep: Rep | None = None
    opportunity: Opportunity | None = None

    def stands(self) -> bool:
        """Return whether it is still wanted."""
        if self.opportunity is not None:
            return not self.opportunity.closed
        return self.rep is None or not self.rep.laid_off


@dataclass(slots=True, eq=False)
class Manager:
    """The coach of the team and the queue before the door."""

    queue: list[tuple[float, int, int, int, Request]] = field(default_factory=list)
    asked: int = 0
    idle: simpy.Event | None = None
