"""The nouns of a playing world: accounts, prospects, opportunities, tasks and seats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from math import inf

from simlib.inputs.disciplines import TaskKind
from simlib.model.desk import Desk
from simlib.model.plan import Diary

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
    clocks: dict[int, int] = field(default_factory=dict)
    """By kind of touch, how often its clock was started anew."""
    open_rescue: bool = False
    grievances: int = 0
    outbursts: int = 0
    """How often its grievances have boiled over."""
    pending: list[Decision] = field(default_factory=list)

    def place(self, _: object) -> int:
        """Return its position in a queue of work."""
        return self.order

    def claim(self, kind: object) -> Callable[[], bool]:
        """Return the question whether it is still in the same life, and in the state for it."""
        life, wanted = self.life, Status.WON if kind is TaskKind.ONBOARDING else Status.ACTIVE
        return lambda: self.status is wanted and self.life == life

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
    """A place on a rep's finite list, and the prospect who has it."""

    number: int
    order: int
    entity: int
    potential: float = 0.0
    guess: float = 0.0
    champion: bool = False
    occupant: int = 0
    """Who has the place on the list: the first, or what came for him after a flat no."""
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

    def place(self, _: object) -> int:
        """Return its position in a queue of work."""
        return self.target.order

    def claim(self, _: object) -> Callable[[], bool]:
        """Return the question whether it is still open."""
        return lambda: not self.closed


@dataclass(slots=True, eq=False)
class Rep:
    """A seat and who sits in it."""

    order: int
    entity: int
    diary: Diary
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

    def place(self, kind: object) -> int:
        """Return his position at the manager's door; what is his own comes first at his desk."""
        return self.order if kind is Ask.TALK else -1

    def claim(self, _: object) -> Callable[[], bool]:
        """Return the question whether his seat is still there."""
        return lambda: not self.laid_off


@dataclass(slots=True)
class MonthOfRep:
    """What a seat did since the last month end."""

    seated_weeks: float = 0.0
    vacant_weeks: float = 0.0
    ignored_hours: float = 0.0
    calls_due: int = 0
    calls_kept: int = 0
    calls_made: int = 0
