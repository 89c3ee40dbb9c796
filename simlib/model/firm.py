"""The firm in one world: its clock, its chance, its people and accounts, and its records."""

from __future__ import annotations

from bisect import insort
from functools import partial
from math import inf
from operator import attrgetter

import simpy

from simlib.model import rules
from simlib.model.clock import Moment, Process, Rank
from simlib.model.desk import Desk, by_priority, first_come
from simlib.model.plan import SCOPES, Plan
from simlib.model.records import KIND_CODE, NOBODY, Records
from simlib.model.state import NEVER, Account, Opportunity, Rep, Status, Unit
from simlib.world.philox import draw, draw_erlang_2, draw_exponential, draw_normal

_by_order = attrgetter("order")


class Firm:
    """Everything the processes of one world share.

    Attributes
    ----------
    clock : simpy.Environment
        Weeks since the start.
    uniform, exponential, normal, erlang_2 : callable (purpose, entity, ordinal) -> float
        This world's chance.
    active : list of Account
        In canonical order, the order of every sum.
    lost : list of Account
        In the order in which they left.
    in_progress : list of Opportunity
        Open opportunities.
    onboarding : list of Account
        Won, not yet active.
    manager : Desk
        Whom talks and qualifications wait for.
    closed : simpy.Event
        Succeeds when the firm runs out of cash.
    """

    def __init__(self, plan: Plan, seed: int, world: int) -> None:
        self.plan, self.values = plan, plan.values
        self.uniform = partial(draw, seed, world)
        self.exponential = partial(draw_exponential, seed, world)
        self.normal = partial(draw_normal, seed, world)
        self.erlang_2 = partial(draw_erlang_2, seed, world)
        self.clock = simpy.Environment()
        self.closed = self.clock.event()
        self.records = Records()
        self._emit = self.records.events.append
        self.reps = [
            Rep(order, entity, plan.diaries[order], self._desk_of_a_rep(order))
            for order, entity in enumerate(plan.rep_entities)
        ]
        self.active: list[Account] = []
        self.onboarding: list[Account] = []
        self.lost: list[Account] = []
        self.in_progress: list[Opportunity] = []
        self.pool_revenue = plan.pool_revenue
        self.manager = Desk(
            self.clock,
            self.values["coaching_hours_per_week"],
            rank=Rank.MANAGER_DONE,
            urgency=first_come,
            hours_of=(self.values["check_in_hours"], self.values["discovery_join_hours"]),
        )
        # Scheduled from week 0, so that month k ends exactly at k * 52 / 12.
        self.month_ends = [self.wait(week, Rank.MONTH_END) for week in plan.month_ends[1:]]
        self.seat_cost, self.fixed_at_start, self.cash = opening_balance(plan)
        self.units = {
            scope: [
                Unit(order, entity, keeps_going=scope in ("sector", "economy"))
                for order, entity in enumerate(plan.unit_entities[scope])
            ]
            for scope in SCOPES
        }

    @property
    def week(self) -> float:
        """The time now."""
        return self.clock.now

    def wait(self, weeks: float, rank: Rank, entity: int = 0, cause: int = 0) -> Moment:
        """Return the event to wait for: ``weeks`` from now, in its place among its equals."""
        return Moment(self.clock, weeks, rank, entity, cause)

    def start(self, process: Process) -> simpy.Process:
        """Let a process begin its life within the present event; return it, to wait for."""
        return self.clock.process(process)

    def _desk_of_a_rep(self, order: int) -> Desk:
        return Desk(
            self.clock,
            self.values["selling_hours_per_week"],
            rank=Rank.TASK_DONE,
            order=order,
            urgency=by_priority(self.plan.diaries[order].priorities),
            hours_of=self.plan.diaries[order].task_hours,
        )

    def record(
        self,
        kind: str,
        *,
        rep: int = NOBODY,
        account: int = NOBODY,
        cause: int = NOBODY,
        value: float = 0.0,
    ) -> None:
        """Emit an event row."""
        self._emit((self.clock.now, KIND_CODE[kind], rep, account, cause, value))

    def relationship(self, account: Account) -> float:
        """Return the relationship of an account now."""
        half_life = self.values["relationship_half_life_weeks"]
        return rules.relationship(account.level, account.level_week, self.clock.now, half_life)

    def keenness(self, rep: Rep) -> float:
        """Return a rep's will to prospect now."""
        floor = self.values["keenness_floor"]
        since, half_life = rep.keenness_week, rep.keenness_half_life
        return rules.keenness(rep.keenness, since, self.clock.now, floor, half_life)

    def stamp(self, account: Account, level: float) -> None:
        """Set the relationship of an account, from now on decaying from there."""
        account.level, account.level_week = level, self.clock.now

    def touch(self, account: Account, lift: float) -> None:
        """Lift the relationship of an account."""
        self.stamp(account, rules.lifted(self.relationship(account), lift))

    def join(self, account: Account) -> None:
        """Put an account among the active ones and into its units."""
        insort(self.active, account, key=_by_order)
        for unit in account.units:
            insort(unit.accounts, account, key=_by_order)

    def part(self, account: Account) -> None:
        """Take a lost account out of the book, or a won one out of the waiting room."""
        account.owner.accounts -= 1
        if account.status is Status.ACTIVE:
            self.active.remove(account)
            self.lost.append(account)
            for unit in account.units:
                unit.accounts.remove(account)
        else:
            self.onboarding.remove(account)
        account.status = Status.LOST

    def hand_over(self, account: Account, owner: Rep) -> None:
        """Give an account to ``owner``; part of the relationship stays behind."""
        account.owner.accounts -= 1
        owner.accounts += 1
        account.owner = owner
        if account.status is Status.ACTIVE:
            level = self.relationship(account)
            self.stamp(account, rules.kept(level, self.values["handover_retention"]))

    def paid_by(self, account: Account) -> float:
        """Return the revenue a year that an account really pays now, its ramp included."""
        if account.won_week == NEVER:
            return account.revenue
        ramp_weeks = self.values["ramp_weeks"]
        return rules.ramped(account.revenue, account.active_since, self.clock.now, ramp_weeks)

    def revenue(self) -> float:
        """Return the annualised revenue of the whole firm now, the pool last."""
        total = 0.0
        for account in self.active:
            total += self.paid_by(account)
        return total + self.pool_revenue

    def revenue_by_seat(self) -> list[float]:
        """Return the annualised revenue that each seat owns now."""
        owned = [0.0] * len(self.reps)
        for account in self.active:
            owned[account.owner.order] += self.paid_by(account)
        return owned

    def accounts_of(self, rep: Rep) -> list[Account]:
        """Return a seat's accounts in canonical order, won but not yet active ones included."""
        owned = [account for account in self.active if account.owner is rep]
        owned += [account for account in self.onboarding if account.owner is rep]
        return sorted(owned, key=_by_order)


def opening_balance(plan: Plan) -> tuple[float, float, float]:
    """Return the cost of a seat a year, the fixed cost a year, and the cash at the start."""
    values, total = plan.values, plan.total_revenue
    seat = rules.share_of(
        rules.scaled(values["rep_cost_share"], total), float(len(plan.rep_entities))
    )
    fixed = rules.fixed_cost_at_start(
        values["gross_margin"],
        values["rep_cost_share"],
        values["commission_rate"],
        values["operating_margin"],
        total,
    )
    if plan.scenario.unlimited_cash:
        return seat, fixed, inf
    months = values["cash_buffer_months"]
    return seat, fixed, rules.initial_cash(months, values["operating_margin"], total)
