"""The nouns of a playing world: accounts, prospects, opportunities, tasks and seats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from math import inf
from typing import TYPE_CHECKING, Any

import simpy

from simlib.inputs.disciplines import TaskKind

if TYPE_CHECKING:
    from simlib.model.desk import Desk

NEVER = -inf


class Status(IntEnum):
    """Where an account stands in its life."""

    WON = 1
    ACTIVE = 2
    LOST = 3


class Ask(IntEnum):
    """What the manager is asked for: a talk, or to join a meeting."""

    TALK = 0
    JOIN = 1


@dataclass(slots=True)
class Unit:
    """Whom one shock hits at once: an account, a buyer, a parent, a sector or the economy."""

    order: int
    entity: int
    shocks: dict[int, int] = field(default_factory=dict)
    """By cause, how many shocks have come so far."""
    struck_by: set[int] = field(default_factory=set)
    """Causes whose next shock is on its way."""
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
    requests: int = 0
    """How often it has asked for service so far."""
    life: int = 0
    """How often it has been won back."""
    open_requests: int = 0
    open_touches: set[int] = field(default_factory=set)
    """Kinds of touch (review, gesture) that are queued or in service."""
    open_rescue: bool = False
    grievances: int = 0
    outbursts: int = 0
    """How often its grievances have boiled over."""
    pending: list[Decision] = field(default_factory=list)

    def lives(self, life: int) -> bool:
        """Return whether it is active, and in the same life."""
        return self.status is Status.ACTIVE and self.life == life


@dataclass(slots=True, eq=False)
class Decision:
    """A customer shaken by a shock, making up its mind."""

    account: Account
    cause: int
    ordinal: int
    life: int
    """Of the account: what shook it in an earlier life is over."""
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
    """A piece of work in a queue; it acts only while its reason still stands."""

    kind: Any
    """A `TaskKind` of a rep, an `Ask` of the manager, or a kind of one's own."""
    hours: float
    arrived: float
    done: simpy.Event
    effect: Callable[[Task], object] | None = None
    account: Account | None = None
    opportunity: Opportunity | None = None
    rep: Rep | None = None
    by: int = -1
    """Who did it, when it is done: an account may change hands while somebody works for it."""
    life: int = 0
    """Of the account: what it asked for in an earlier life is over."""

    def __post_init__(self) -> None:
        """Remember the account's life."""
        self.life = 0 if self.account is None else self.account.life

    @property
    def order(self) -> int:
        """Position among tasks of the same urgency: none first, then accounts, reps."""
        if self.account is not None:
            return self.account.order
        if self.opportunity is not None:
            return self.opportunity.target.order
        return self.rep.order if self.kind is Ask.TALK and self.rep is not None else -1

    def stands(self) -> bool:
        """Return whether the state the task was made for still holds."""
        if self.opportunity is not None:
            return not self.opportunity.closed
        if self.account is None:
            return self.rep is None or not self.rep.laid_off
        wanted = Status.WON if self.kind is TaskKind.ONBOARDING else Status.ACTIVE
        return self.account.status is wanted and self.account.life == self.life

    def finish(self) -> None:
        """Do what the task is for, and let those go on who wait for it."""
        if self.effect is not None:
            self.effect(self)
        self.done.succeed()


@dataclass(slots=True, eq=False)
class Rep:
    """A seat and who sits in it."""

    order: int
    entity: int
    desk: Desk
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

    seated_weeks: float = 0.0
    vacant_weeks: float = 0.0
    ignored_hours: float = 0.0
    calls_due: int = 0
    calls_kept: int = 0
    calls_made: int = 0
