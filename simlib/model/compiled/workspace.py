"""Write a plan into the record that the kernels read."""

from __future__ import annotations

from math import inf

import numpy as np

from simlib.model.compiled.layout import EVIDENCE, MOST_BUCKETS, Capacity, World, world_dtype
from simlib.model.firm import opening_balance
from simlib.model.plan import SCOPES, Force, Plan, Scope

_LOSS = "loss"


def workspace(plan: Plan, size: Capacity, kinds_kept: int) -> World:
    """Return an array of one record that holds a plan and room to play its worlds.

    Parameters
    ----------
    size
        At least what the plan needs (`smallest`).
    kinds_kept
        Of how many kinds event rows are wanted (in the order of `EventKind`).
    """
    made = np.zeros(1, dtype=world_dtype(size))
    firm = made[0]
    for name in EVIDENCE:
        firm[name] = plan.values[name]
    _write_numbers(firm, plan)
    _write_levers(firm, plan)
    _write_book(firm, plan)
    _write_prospects(firm, plan)
    _write_causes(firm, plan)
    _write_forced(firm, plan)
    firm["kinds_kept"] = kinds_kept
    return made


def smallest(plan: Plan) -> Capacity:
    """Return the smallest size of world that holds a plan."""
    size = Capacity()
    while not size.holds(
        reps=len(plan.rep_entities),
        accounts=1 + len(plan.revenues) + sum(map(len, plan.prospect_entities)),
        causes=len(plan.cause_names),
        forced=len(plan.forced),
    ):
        size = size.doubled()
    return size


def _write_numbers(firm: World, plan: Plan) -> None:
    seat_cost, fixed, cash = opening_balance(plan)
    numbers = {
        "bucket_count": _bucket_count(plan),
        "buckets_per_week": _bucket_count(plan) / plan.horizon_weeks,
        "opening_pool": plan.pool_revenue,
        "opening_cash": cash,
        "seat_cost": seat_cost,
        "fixed_at_start": fixed,
        "rep_count": len(plan.rep_entities),
        "book_count": len(plan.revenues),
        "targets_per_rep": len(plan.prospect_entities[0]),
        "cause_count": len(plan.causes),
        "cause_names": len(plan.cause_names),
        "grievance": plan.grievance,
        "forced_count": len(plan.forced),
    }
    for name, value in numbers.items():
        firm[name] = value
    for name in (
        "horizon_weeks",
        "months",
        "total_revenue",
        "median_revenue",
        "prospect_median",
        "prospect_cap",
        "turnover",
        "touch_lift",
        "sector_of_prospects",
    ):
        firm[name] = getattr(plan, name)


def _bucket_count(plan: Plan) -> int:
    """Return how many buckets the calendar has: enough that only a few events share one."""
    busy = len(plan.revenues) + 8 * len(plan.rep_entities)
    return min(MOST_BUCKETS, 26 * plan.scenario.horizon_years * busy)


def _write_levers(firm: World, plan: Plan) -> None:
    levers = plan.levers
    for name in ("review_every_weeks", "gesture_every_weeks", "check_in_every_weeks"):
        firm[name] = getattr(levers, name) or 0.0
    firm["calls_per_month"] = levers.calls_per_month
    firm["over_promise"] = levers.over_promise
    firm["check_in_from_week"] = levers.check_in_from_week
    firm["conversations"] = levers.review_channel == "conversation"
    firm["spoiling"] = plan.scenario.spoiling
    firm["grievances"] = plan.scenario.grievances
    firm["only_if_none_open"] = levers.trigger == "none_open"
    within = levers.loss_trigger_weeks
    firm["only_after_loss"] = within is not None
    firm["loss_trigger_weeks"] = inf if within is None else within
    firm["scattered"] = levers.target_focus == "scattered"
    firm["deep_qualification"] = levers.deep_qualification
    firm["one_to_ones"] = levers.check_in_kind == "one_to_one"
    firm["team_meetings"] = levers.check_in_kind == "team_meeting"
    firm["task_hours"] = plan.task_hours
    firm["priorities"] = plan.priorities


def _write_book(firm: World, plan: Plan) -> None:
    count = len(plan.revenues)
    firm["book_revenues"][:count] = plan.revenues
    firm["book_owners"][:count] = plan.owners
    firm["reps"]["entity"][: len(plan.rep_entities)] = plan.rep_entities
    firm["accounts"]["entity"][:count] = plan.account_entities
    for position, scope in enumerate(SCOPES):
        entities = plan.unit_entities[scope]
        firm["unit_counts"][position] = len(entities)
        firm["unit_entities"][position, : len(entities)] = entities
    for scope in ("buyer", "parent", "sector"):
        firm["accounts"][scope][:count] = plan.units[scope]


def _write_prospects(firm: World, plan: Plan) -> None:
    book = len(plan.revenues)
    for rep, entities in enumerate(plan.prospect_entities):
        first = rep * len(entities)
        mine = slice(first, first + len(entities))
        targets, accounts = firm["targets"][mine], firm["accounts"][book + first :][: len(entities)]
        targets["owner"] = rep
        targets["entity"] = accounts["entity"] = entities
        accounts["sector"] = plan.sector_of_prospects
        for number in range(len(entities)):
            _, buyer, parent = plan.prospect_units(rep, number)
            targets["buyer_entity"][number], targets["parent_entity"][number] = buyer, parent
            for scope in ("buyer", "parent"):
                # Behind the units of the book, in canonical order, as in the SimPy model.
                accounts[scope][number] = len(plan.unit_entities[scope]) + first + number


def _write_causes(firm: World, plan: Plan) -> None:
    for place, each in enumerate(plan.causes):
        record, cause = firm["causes"][place], each.cause
        for name in ("shock_gap", "heard", "lost", "severity"):
            record[name] = getattr(each, name)
        for name in ("annual_rate", "loss_probability", "protection"):
            record[name] = getattr(cause, name)
        record["severity_low"], record["severity_high"] = cause.severity_low, cause.severity_high
        record["scope"] = Scope[cause.scope.upper()]
        record["is_loss"] = cause.effect == _LOSS


def _write_forced(firm: World, plan: Plan) -> None:
    for place, event in enumerate(plan.forced):
        record = firm["forced"][place]
        for name in ("week", "severity", "share", "account", "rep", "cause", "ordinal"):
            record[name] = getattr(event, name)
        record["action"] = Force[event.action.upper()]
