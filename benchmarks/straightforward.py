"""The yardstick: the same firm as a first, straightforward SimPy model of it.

This is what a competent engineer writes first, with SimPy's documentation at hand: a
`simpy.PriorityResource` of capacity one for each rep, a `simpy.Resource` for the manager, a process
for every account, shock, task, seat and month, and one `numpy.random.Generator` for a world.
It is kept for two reasons. How much faster an engine of simlib is can only be said beside an honest
alternative; and a second model of the same firm, written apart, would notice if one of them were
wrong: means agree, draws do not (``python -m benchmarks.agreement``).

It is neither slowed down nor tuned. What it leaves out is what it does not need for a Monte Carlo
study of revenue: rows of events and reps, forced events (refused), one fate for many diaries, and
the declared order of events at equal times. It takes its numbers from `simlib.model.plan.plan`, so
that both models play the same firm; every formula and process is its own.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from math import exp, inf, nan, sqrt
from typing import Any

import numpy as np
import simpy

from simlib.inputs.causes import Cause
from simlib.inputs.disciplines import TASK_KINDS
from simlib.model.plan import SCOPES, Plan

Process = Generator[simpy.Event, Any, None]
Work = Generator[simpy.Event, Any, bool]
"""A part of a process that tells whether what it did was of any use."""

EMPTY_CHAIR = -1
"""The priority of a vacancy, before every task."""


@dataclass(frozen=True)
class Played:
    """What a Monte Carlo study needs to know about one world.

    Attributes
    ----------
    revenue : ndarray, shape (months + 1,)
        Annualised revenue at each month end, the start first; 0 after ruin.
    ruin_week : float
        When the cash ran out, nan if it never did.
    wins, losses : int
        Accounts won (though perhaps not yet active) and lost.
    """

    revenue: np.ndarray
    ruin_week: float
    wins: int
    losses: int


@dataclass(eq=False)
class Target:
    """A prospect on a rep's list."""

    number: int
    potential: float
    guess: float
    champion: bool
    attempts: int = 0
    last_attempt: float = -inf
    free_from: float = 0.0


@dataclass(eq=False)
class Rep:
    """A seat: whoever sits in it does one task at a time."""

    desk: simpy.PriorityResource
    targets: list[Target]
    seated: bool = True
    laid_off: bool = False
    keenness: float = 1.0
    keen_since: float = 0.0
    half_life: float = 1.0
    meeting_effect: float = 0.0
    last_loss: float = -inf
    open_deals: int = 0
    call_open: bool = False
    check_in_open: bool = False
    current: Target | None = None
    next_number: int = 0


@dataclass(eq=False)
class Unit:
    """Accounts that the same shocks strike."""

    accounts: list[Account] = field(default_factory=list)
    stays: bool = False


@dataclass(eq=False)
class Decision:
    """A shaken customer, making up its mind."""

    rescued: bool = False


@dataclass(eq=False)
class Account:
    """A customer, from the day it is won."""

    owner: Rep
    revenue: float
    units: dict[str, Unit]
    won: float = -inf
    active_since: float = -inf
    """The ramp starts here; the initial accounts have theirs behind them."""
    level: float = 0.0
    level_since: float = 0.0
    lost: bool = False
    q: float = 1.0
    open_requests: int = 0
    open_touches: set[str] = field(default_factory=set)
    rescue_open: bool = False
    pending: list[Decision] = field(default_factory=list)


def play(plan: Plan, seed: int) -> Played:
    """Return what happens to the firm in one world.

    Parameters
    ----------
    plan : Plan
        The firm, its diary and its evidence; without forced events.
    seed : int
        Of this world's random numbers.

    Returns
    -------
    Played
    """
    if plan.forced:
        raise ValueError("the straightforward model has no forced events")
    firm = Firm(plan, seed)
    firm.open()
    firm.env.run(until=firm.env.process(firm.keep_books()))
    return Played(firm.rows, firm.ruin_week, firm.wins, firm.losses)


class Firm:
    """One firm in one world; most methods are SimPy processes."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.values = plan, plan.values
        diary = plan.diaries[0]
        self.levers, self.touch_lift = diary.levers, diary.touch_lift
        self.env = simpy.Environment()
        self.rng = np.random.default_rng(seed)
        hours_per_week = self.values["selling_hours_per_week"]
        self.weeks = {
            k: h / hours_per_week for k, h in zip(TASK_KINDS, diary.task_hours, strict=True)
        }
        self.priority = dict(zip(TASK_KINDS, diary.priorities, strict=True))
        self.manager = simpy.Resource(self.env)
        self.reps = [
            Rep(simpy.PriorityResource(self.env), self.draw_targets()) for _ in plan.rep_entities
        ]
        self.active: list[Account] = []
        self.onboarding: list[Account] = []
        self.pool = plan.pool_revenue
        self.rows = np.zeros(plan.months + 1)
        self.ruin_week, self.wins, self.losses = nan, 0, 0

    # -- the start -----------------------------------------------------------------------------

    def open(self) -> None:
        """Seat the team, open the book and let trouble begin."""
        self.units = {
            scope: [Unit(stays=scope in ("sector", "economy")) for _ in entities]
            for scope, entities in self.plan.unit_entities.items()
        }
        for number, revenue in enumerate(self.plan.revenues):
            units = {s: self.units[s][self.plan.units[s][number]] for s in SCOPES}
            account = Account(self.reps[self.plan.owners[number]], revenue, units)
            self.activate(account, self.values["initial_relationship"], over_promise=0.0)
        for each in self.plan.causes:
            for unit in self.units[each.cause.scope]:
                self.env.process(self.trouble(each.cause, unit))
        self.start_the_team()

    def start_the_team(self) -> None:
        """Start the clocks of the reps and of their manager."""
        for rep in self.reps:
            self.env.process(self.seat(rep))
            self.env.process(self.calls_due(rep))
            if self.levers.check_in_kind == "one_to_one":
                self.env.process(self.one_to_ones_due(rep))
        if self.levers.check_in_kind == "team_meeting":
            self.env.process(self.team_meetings_due())

    def draw_targets(self) -> list[Target]:
        """Return a rep's market."""
        values, rng = self.values, self.rng
        count = int(values["targets_per_rep"])
        sizes = self.plan.prospect_median * rng.lognormal(0, values["target_revenue_sigma"], count)
        sizes = np.minimum(sizes, self.plan.prospect_cap)
        guesses = sizes * rng.lognormal(0, values["potential_error"], count)
        champions = rng.random(count) < values["champion_share"]
        drawn = zip(sizes.tolist(), guesses.tolist(), champions.tolist(), strict=True)
        return [Target(number, *each) for number, each in enumerate(drawn)]

    # -- relationships -------------------------------------------------------------------------

    def relationship(self, account: Account) -> float:
        """Return the relationship of an account now."""
        weeks = self.env.now - account.level_since
        return float(account.level * 2 ** (-weeks / self.values["relationship_half_life_weeks"]))

    def set_relationship(self, account: Account, level: float) -> None:
        """Let the relationship decay from ``level`` from now on."""
        account.level, account.level_since = level, self.env.now

    def lift(self, account: Account, lift: float) -> None:
        """Close part of the gap to a perfect relationship."""
        level = self.relationship(account)
        self.set_relationship(account, level + lift * (1 - level))

    def disappoint(self, account: Account) -> None:
        """Serve late, or not at all."""
        level = self.relationship(account)
        self.set_relationship(account, level * (1 - self.values["late_service_penalty"]))

    # -- work ----------------------------------------------------------------------------------

    def work(self, rep: Rep, kind: str) -> Work:
        """Do a task of the rep's own; useless if he is laid off meanwhile."""
        with rep.desk.request(priority=self.priority[kind]) as turn:
            yield turn
            if not rep.laid_off:
                yield self.env.timeout(self.weeks[kind])
        return not rep.laid_off

    def work_for(self, account: Account, kind: str) -> Work:
        """Do a task for an account, whoever owns it by then; useless if it is lost meanwhile."""
        while not account.lost:
            rep = account.owner
            with rep.desk.request(priority=self.priority[kind]) as turn:
                yield turn
                if rep.laid_off:
                    continue
                if not account.lost:
                    yield self.env.timeout(self.weeks[kind])
                return not account.lost
        return False

    # -- accounts ------------------------------------------------------------------------------

    def activate(self, account: Account, level: float, over_promise: float) -> None:
        """Let an account pay, ask for service, be visited and be struck."""
        levers = self.levers
        account.q = min(4.0, max(0.3, sqrt(account.revenue / self.plan.median_revenue)))
        self.set_relationship(account, level)
        self.active.append(account)
        for unit in account.units.values():
            unit.accounts.append(account)
        self.env.process(self.requests(account, over_promise))
        self.env.process(
            self.touches_due(account, "review", levers.review_every_weeks, self.touch_lift)
        )
        gesture_lift = self.values["gesture_lift"]
        self.env.process(
            self.touches_due(account, "gesture", levers.gesture_every_weeks, gesture_lift)
        )

    def requests(self, account: Account, over_promise: float) -> Process:
        """Ask for service at random times."""
        rate = self.values["requests_per_week"] * account.q * (1 + over_promise)
        if rate <= 0:
            return
        while True:
            yield self.env.timeout(self.rng.exponential(1 / rate))
            if account.lost:
                return
            if account.open_requests >= self.values["max_open_requests"]:
                self.disappoint(account)
            else:
                self.env.process(self.serve(account))

    def serve(self, account: Account) -> Process:
        """Answer one request."""
        asked = self.env.now
        account.open_requests += 1
        if (yield from self.work_for(account, "service")):
            account.open_requests -= 1
            if self.env.now - asked > self.values["service_deadline_weeks"]:
                self.disappoint(account)
            else:
                self.lift(account, self.values["service_lift"] / max(1.0, account.q))

    def touches_due(
        self, account: Account, kind: str, interval: float | None, lift: float
    ) -> Process:
        """Be due for a review or a gesture again and again, one at a time."""
        if not interval:
            return
        yield self.env.timeout(interval * self.rng.random())
        while not account.lost:
            if kind not in account.open_touches:
                self.env.process(self.touch(account, kind, lift))
            yield self.env.timeout(interval)

    def touch(self, account: Account, kind: str, lift: float) -> Process:
        """Visit, write to or please an account."""
        account.open_touches.add(kind)
        if (yield from self.work_for(account, kind)):
            account.open_touches.remove(kind)
            self.lift(account, lift)

    # -- trouble -------------------------------------------------------------------------------

    def trouble(self, cause: Cause, unit: Unit) -> Process:
        """Strike a unit at random times."""
        if cause.annual_rate <= 0:
            return
        while unit.accounts or unit.stays:
            yield self.env.timeout(self.rng.exponential(52 / cause.annual_rate))
            if cause.effect == "shrink":
                self.shrink(cause, unit)
                continue
            for account in unit.accounts:
                self.env.process(self.shock(account, cause))

    def shrink(self, cause: Cause, unit: Unit) -> None:
        """Make all accounts of a unit buy less."""
        left = 1 - self.rng.uniform(cause.severity_low, cause.severity_high)
        for account in unit.accounts:
            account.revenue *= left
        if cause.scope == "economy":
            self.pool *= left

    def shock(self, account: Account, cause: Cause) -> Process:
        """Shake an account: the rep may hear of it, the customer decides after the notice."""
        decision = Decision()
        account.pending.append(decision)
        if self.rng.random() < self.relationship(account) and not account.rescue_open:
            self.env.process(self.rescue(account, decision))
        yield self.env.timeout(self.values["notice_weeks"])
        account.pending.remove(decision)
        if not account.lost and self.rng.random() < self.loss_chance(account, cause, decision):
            self.lose(account)

    def rescue(self, account: Account, cause: Decision) -> Process:
        """Help every pending decision, unless the one that caused the rescue is taken."""
        account.rescue_open = True
        yield from self.work_for(account, "rescue")
        account.rescue_open = False
        if cause in account.pending:
            for decision in account.pending:
                decision.rescued = True

    def loss_chance(self, account: Account, cause: Cause, decision: Decision) -> float:
        """Return the chance that the customer leaves."""
        level = self.relationship(account)
        if decision.rescued:
            level += self.values["rescue_lift"] * (1 - level)
        chance = cause.loss_probability
        if self.env.now - account.won < 52:
            chance = min(chance * self.values["early_loss_factor"], max(0.95, chance))
        return chance * (1 - cause.protection * level)

    def lose(self, account: Account) -> None:
        """End an account."""
        account.lost = True
        account.owner.last_loss = self.env.now
        self.losses += 1
        self.active.remove(account)
        for unit in account.units.values():
            unit.accounts.remove(account)

    # -- prospecting ---------------------------------------------------------------------------

    def calls_due(self, rep: Rep) -> Process:
        """Promise a call at fixed intervals, and keep the promise or not."""
        if self.levers.calls_per_month <= 0:
            return
        interval = 52 / 12 / self.levers.calls_per_month
        yield self.env.timeout(interval * self.rng.random())
        while not rep.laid_off:
            if not rep.call_open and self.keeps_promise(rep):
                self.env.process(self.call(rep))
            yield self.env.timeout(interval)

    def keeps_promise(self, rep: Rep) -> bool:
        """Return whether a rep can, should and wants to prospect now."""
        if not rep.seated or all(target.free_from > self.env.now for target in rep.targets):
            return False
        if self.levers.trigger == "none_open" and rep.open_deals > 0:
            return False
        within = self.levers.loss_trigger_weeks
        if within is not None and self.env.now - rep.last_loss > within:
            return False
        return self.rng.random() < self.will(rep)

    def will(self, rep: Rep) -> float:
        """Return a rep's keenness now."""
        floor = self.values["keenness_floor"]
        faded = 2 ** (-(self.env.now - rep.keen_since) / rep.half_life)
        return float(floor + (rep.keenness - floor) * faded)

    def call(self, rep: Rep) -> Process:
        """Call the next target: it agrees to meet, says no, or neither."""
        rep.call_open = True
        made = yield from self.work(rep, "call")
        rep.call_open = False
        target = self.next_target(rep) if made else None
        if target is None:
            return
        if self.rng.random() < self.meeting_chance(target):
            self.leave_alone(rep, target, inf)
            self.env.process(self.pursue(rep, target))
        elif self.rng.random() < self.values["flat_no_probability"]:
            self.leave_alone(rep, target, self.values["cooling_weeks"])

    def next_target(self, rep: Rep) -> Target | None:
        """Return whom to call: the best guess until it is settled, or the next in turn."""
        free = [target for target in rep.targets if target.free_from <= self.env.now]
        if not free:
            return None
        if self.levers.target_focus == "scattered":
            turn, count = rep.next_number, len(rep.targets)
            target = min(free, key=lambda target: (target.number - turn) % count)
            rep.next_number = target.number + 1
            return target
        if rep.current is None:
            rep.current = max(free, key=lambda target: target.guess)
        return rep.current

    def meeting_chance(self, target: Target) -> float:
        """Return the chance of a meeting at one more attempt, which the target remembers."""
        if self.env.now - target.last_attempt > self.values["attempt_memory_weeks"]:
            target.attempts = 0
        target.attempts += 1
        target.last_attempt = self.env.now
        persistence = 1 - 2 ** (-target.attempts / self.values["persistence_half_attempts"])
        return float(self.values["meeting_probability"] * persistence)

    def leave_alone(self, rep: Rep, target: Target, weeks: float) -> None:
        """Do not call a target again for a while."""
        target.free_from = self.env.now + weeks
        target.attempts = 0
        if rep.current is target:
            rep.current = None

    def pursue(self, rep: Rep, target: Target) -> Process:
        """Try to turn a meeting into an account."""
        rep.open_deals += 1
        won = yield from self.sell(rep, target)
        rep.open_deals -= 1
        if won:
            self.wins += 1
            yield from self.onboard(rep, target)
        else:
            self.leave_alone(rep, target, self.values["cooling_weeks"])

    def sell(self, rep: Rep, target: Target) -> Work:
        """Discover, propose and wait for the decision; all in vain if the rep is laid off."""
        yield self.env.timeout(self.values["discovery_delay_weeks"])
        if self.levers.deep_qualification:
            yield from self.manager_gives(self.values["discovery_join_hours"], rep)
        discovered = yield from self.work(rep, "discovery")
        hopeless = self.levers.deep_qualification and not target.champion
        if not discovered or hopeless or self.rng.random() >= self.values["advance_probability"]:
            return False
        if not (yield from self.work(rep, "proposal")):
            return False
        yield self.env.timeout(self.rng.gamma(2, self.values["decision_weeks"] / 2))
        return not rep.laid_off and self.rng.random() < self.win_chance(target)

    def win_chance(self, target: Target) -> float:
        """Return the chance that a proposal is accepted."""
        chance = self.values["win_with_champion" if target.champion else "win_without_champion"]
        gain = self.values["over_promise_win_gain"] * self.levers.over_promise
        return min(0.95, chance * (1 + gain))

    def onboard(self, rep: Rep, target: Target) -> Process:
        """Take a new account on board; from then on it is active."""
        units = {scope: Unit() for scope in ("account", "buyer", "parent")}
        own = list(units.items())
        units["sector"] = self.units["sector"][self.plan.sector_of_prospects]
        units["economy"] = self.units["economy"][0]
        account = Account(rep, target.potential, units, won=self.env.now)
        self.onboarding.append(account)
        yield from self.work_for(account, "onboarding")
        self.onboarding.remove(account)
        account.active_since = self.env.now
        over_promise = self.levers.over_promise
        level = self.values["new_account_relationship"] * (1 - over_promise / 2)
        self.activate(account, level, over_promise)
        for scope, unit in own:
            for each in self.plan.causes:
                if each.cause.scope == scope:
                    self.env.process(self.trouble(each.cause, unit))

    # -- management ----------------------------------------------------------------------------

    def manager_gives(self, hours: float, rep: Rep | None = None) -> Process:
        """Take the manager's time, unless the rep who wanted it is gone."""
        with self.manager.request() as turn:
            yield turn
            if rep is None or not rep.laid_off:
                yield self.env.timeout(hours / self.values["coaching_hours_per_week"])

    def one_to_ones_due(self, rep: Rep) -> Process:
        """Ask the manager for a one-to-one at fixed intervals, one at a time."""
        interval = self.levers.check_in_every_weeks
        if not interval:
            return
        yield self.env.timeout(interval * self.rng.random())
        while not rep.laid_off:
            if rep.seated and not rep.check_in_open:
                self.env.process(self.one_to_one(rep))
            yield self.env.timeout(interval)

    def one_to_one(self, rep: Rep) -> Process:
        """Talk with one rep, whose will is as new afterwards."""
        rep.check_in_open = True
        yield from self.manager_gives(self.values["check_in_hours"], rep)
        if rep.seated and (yield from self.work(rep, "check_in")):
            rep.keenness, rep.keen_since = 1.0, self.env.now
        rep.check_in_open = False

    def team_meetings_due(self) -> Process:
        """Call the whole team together at fixed intervals."""
        interval = self.levers.check_in_every_weeks
        while interval:
            yield self.env.timeout(interval)
            self.env.process(self.team_meeting())

    def team_meeting(self) -> Process:
        """Take some time of everybody."""
        yield from self.manager_gives(self.values["check_in_hours"])
        for rep in self.reps:
            if rep.seated and not rep.check_in_open:
                self.env.process(self.attend(rep))

    def attend(self, rep: Rep) -> Process:
        """Sit in a team meeting; whether it helps depends on the rep."""
        rep.check_in_open = True
        if (yield from self.work(rep, "check_in")):
            will = self.will(rep)
            rep.keenness, rep.keen_since = will + rep.meeting_effect * (1 - will), self.env.now
        rep.check_in_open = False

    # -- seats ---------------------------------------------------------------------------------

    def seat(self, rep: Rep) -> Process:
        """Fill a seat, and fill it again whenever somebody leaves."""
        while True:
            self.take_seat(rep)
            if self.plan.turnover <= 0:
                return
            yield self.env.timeout(self.rng.exponential(52 / self.plan.turnover))
            if rep.laid_off:
                return
            rep.seated = False
            for account in self.active:
                if account.owner is rep:
                    self.hand_over(account, rep)
            with rep.desk.request(priority=EMPTY_CHAIR):
                yield self.env.timeout(self.values["vacancy_weeks"])

    def take_seat(self, rep: Rep) -> None:
        """Begin with fresh will and a temper of one's own."""
        values = self.values
        rep.seated, rep.keenness, rep.keen_since = True, 1.0, self.env.now
        spread = values["keenness_spread"] * self.rng.standard_normal()
        rep.half_life = values["keenness_half_life_weeks"] * exp(spread)
        rep.meeting_effect = values["team_meeting_effect_max"] * self.rng.random()

    def hand_over(self, account: Account, owner: Rep) -> None:
        """Give an account to somebody else; part of the relationship stays behind."""
        account.owner = owner
        kept = self.relationship(account) * self.values["handover_retention"]
        self.set_relationship(account, kept)

    def lay_off(self) -> None:
        """Close the seat with the least revenue and share its accounts out."""
        seated = [rep for rep in self.reps if rep.seated]
        gone = min(seated, key=lambda rep: self.revenue(rep))
        gone.seated, gone.laid_off = False, True
        seated.remove(gone)
        everything = self.active + self.onboarding
        owners = [account.owner for account in everything]
        accounts = {rep: owners.count(rep) for rep in seated}
        for account in everything:
            if account.owner is gone:
                heir = min(seated, key=lambda rep: accounts[rep])
                accounts[heir] += 1
                self.hand_over(account, heir)

    # -- money ---------------------------------------------------------------------------------

    def revenue(self, rep: Rep | None = None) -> float:
        """Return the annualised revenue of the firm, or of one rep's accounts."""
        ramp, total = self.values["ramp_weeks"], 0.0 if rep else self.pool
        for account in self.active:
            if rep is None or account.owner is rep:
                age = self.env.now - account.active_since
                total += account.revenue * (min(1.0, age / ramp) if ramp > 0 else 1.0)
        return total

    def keep_books(self) -> Process:
        """Close every month until the horizon or ruin."""
        values, start = self.values, self.plan.total_revenue
        cash = values["cash_buffer_months"] * (1 - values["operating_margin"]) * start / 12
        if self.plan.scenario.unlimited_cash:
            cash = inf
        self.rows[0] = self.revenue()
        for month in range(1, self.plan.months + 1):
            yield self.env.timeout(month * 52 / 12 - self.env.now)
            self.expand()
            revenue = self.revenue()
            cost = self.month_cost(revenue)
            result = values["gross_margin"] * revenue / 12 - cost
            cash += result
            if cash < 0:
                self.ruin_week = self.env.now
                return
            outflow = cost + (1 - values["gross_margin"]) * revenue / 12
            short = cash < values["layoff_trigger_months"] * outflow and result < 0
            if short and sum(rep.seated for rep in self.reps) > 1:
                self.lay_off()
            self.rows[month] = revenue

    def expand(self) -> None:
        """Let well-kept accounts grow."""
        for account in self.active:
            growth = self.values["expansion_per_year"] * self.relationship(account) / 12
            account.revenue *= 1 + growth

    def month_cost(self, revenue: float) -> float:
        """Return a month's fixed cost, pay and commission."""
        values, start = self.values, self.plan.total_revenue
        fixed_share = values["gross_margin"] - values["rep_cost_share"]
        fixed_share -= values["commission_rate"] + values["operating_margin"]
        change = revenue / start - 1
        stickiness = values["cost_growth"] if change > 0 else values["cost_flexibility"]
        fixed = fixed_share * start * (1 + stickiness * change)
        seats = sum(rep.seated for rep in self.reps) / len(self.reps)
        pay = values["rep_cost_share"] * start * seats
        return (fixed + pay + values["commission_rate"] * revenue) / 12
