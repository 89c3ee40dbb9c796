"""Write a plan into the record that the kernels read."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from simlib.model.compiled.layout import EVIDENCE, LEVELS, TABLES, WORLD, World
from simlib.model.firm import opening_balance
from simlib.model.plan import SCOPES, Diary, Force, Plan, Scope

_LOSS = "loss"
_SLOTS_A_WEEK, _BUCKETS = 0.5, 6
"""Of the calendar, for each busy account: few events share a slot, and the ring stays in cache."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The record of a world and the tables it points to, which live as long as this does."""

    record: np.ndarray
    """Shape (1,), of `WORLD`."""
    tables: dict[str, np.ndarray]

    def enlarge(self, name: str) -> None:
        """Give a table twice the room; what stood in it is gone."""
        self._place(name, 2 * len(self.tables[name]))

    def _place(self, name: str, room: int) -> None:
        self.tables[name] = np.zeros(room, dtype=TABLES[name])
        self.record[f"{name}_at"] = self.tables[name].ctypes.data
        self.record[f"{name}_room"] = room

    @classmethod
    def of(cls, plan: Plan, kinds_kept: int) -> Workspace:
        """Return a plan written down, with room to play its worlds.

        Parameters
        ----------
        plan
        kinds_kept
            Of how many kinds event rows are wanted (in the order of `EventKind`).
        """
        made = cls(np.zeros(1, dtype=WORLD), {})
        for name, room in rooms(plan).items():
            made._place(name, room)
        firm = made.record[0]
        for name in EVIDENCE:
            firm[name] = plan.values[name]
        _write_numbers(firm, plan)
        firm["spoiling"], firm["grievances"] = plan.scenario.spoiling, plan.scenario.grievances
        for rep, diary in zip(made.tables["reps"], plan.diaries, strict=True):
            _write_diary(rep, diary)
        _write_teams(made.tables["reps"])
        _write_book(made, plan)
        _write_prospects(made.tables, plan)
        _write_causes(made.tables["causes"], plan)
        _write_forced(made.tables["forced"], plan)
        firm["kinds_kept"] = kinds_kept
        return made


def rooms(plan: Plan) -> dict[str, int]:
    """Return how many rows each table has at first.

    All but four cannot run full. Those four get what a busy firm of that size needs, and more when
    a world needs it; memory that is never touched is never taken.
    """
    book, reps = len(plan.revenues), len(plan.rep_entities)
    prospects = sum(map(len, plan.prospect_entities))
    accounts, size = book + prospects, _busy(plan)
    every = dict.fromkeys(("accounts", "active", "onboarding", "year_start"), accounts)
    every |= dict.fromkeys(("found", "amounts"), max(accounts + prospects, reps))
    every |= dict.fromkeys(("heads", "tails"), reps * LEVELS + 1)
    every |= dict.fromkeys(("targets", "guesses", "free_from", "in_progress"), prospects)
    every |= dict.fromkeys(("book_revenues", "book_owners"), book)
    every |= dict.fromkeys(("reps", "woken"), reps)
    every |= {
        "unit_entities": len(SCOPES) * _widest(plan),
        "members": 2 * book,
        "members_from": 2 * (_widest(plan) + 1),
        "causes": len(plan.causes),
        "forced": len(plan.forced),
        "buckets": _buckets(plan),
        "lost_by_cause": 2 * len(plan.cause_names),
        "decisions": 64 + size,
        "tasks": 256 + 4 * size,
        "events": 256 + 16 * size,
        "rows": 64 + 4 * size,
    }
    return {name: max(1, every[name]) for name in TABLES}


def _write_numbers(firm: World, plan: Plan) -> None:
    seat_cost, fixed, cash = opening_balance(plan)
    numbers = {
        "slot_count": _SLOTS_A_WEEK * _busy(plan) * plan.horizon_weeks,
        "slots_per_week": _SLOTS_A_WEEK * _busy(plan),
        "ring": _buckets(plan) - 1,
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
        "widest_scope": _widest(plan),
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
        "sector_of_prospects",
    ):
        firm[name] = getattr(plan, name)


def _busy(plan: Plan) -> int:
    """Return how busy the calendar is, counted in accounts."""
    return len(plan.revenues) + 8 * len(plan.rep_entities)


def _buckets(plan: Plan) -> int:
    """Return the size of the calendar's ring, a power of two: a quarter of a year and more."""
    return 1 << (_BUCKETS * _busy(plan)).bit_length()


def _widest(plan: Plan) -> int:
    return max(map(len, plan.unit_entities.values()))


def _write_diary(rep: World, diary: Diary) -> None:
    levers = diary.levers
    for name in ("review_every_weeks", "gesture_every_weeks", "check_in_every_weeks"):
        rep[name] = getattr(levers, name) or 0.0
    for name in ("calls_per_month", "over_promise", "check_in_from_week", "deep_qualification"):
        rep[name] = getattr(levers, name)
    rep["conversations"] = levers.review_channel == "conversation"
    rep["only_if_none_open"] = levers.trigger == "none_open"
    within = levers.loss_trigger_weeks
    rep["only_after_loss"] = within is not None
    rep["loss_trigger_weeks"] = inf if within is None else within
    rep["scattered"] = levers.target_focus == "scattered"
    rep["refill"] = levers.refill_targets
    rep["one_to_ones"] = levers.check_in_kind == "one_to_one"
    rep["team_meetings"] = levers.check_in_kind == "team_meeting"
    for name in ("touch_lift", "task_hours", "priorities"):
        rep[name] = getattr(diary, name)


def _write_teams(reps: np.ndarray) -> None:
    """Name for each rep the first of those whose diaries call them to the same meetings."""
    when = ("team_meetings", "check_in_every_weeks", "check_in_from_week")
    for rep in reps:
        alike = np.all([reps[name] == rep[name] for name in when], axis=0)
        rep["leader"] = np.argmax(alike)


def _write_book(made: Workspace, plan: Plan) -> None:
    count, tables = len(plan.revenues), made.tables
    tables["book_revenues"][:count] = plan.revenues
    tables["book_owners"][:count] = plan.owners
    tables["reps"]["entity"] = plan.rep_entities
    tables["accounts"]["entity"][:count] = plan.account_entities
    for position, scope in enumerate(SCOPES):
        entities, first = plan.unit_entities[scope], position * _widest(plan)
        made.record[0]["unit_counts"][position] = len(entities)
        tables["unit_entities"][first : first + len(entities)] = entities
    for scope in ("buyer", "parent", "sector"):
        tables["accounts"][scope][:count] = plan.units[scope]
    for place, scope in enumerate(("buyer", "parent")):
        units = np.asarray(plan.units[scope])
        tables["members"][place * count :][:count] = np.argsort(units, kind="stable")
        starts = np.searchsorted(np.sort(units), np.arange(_widest(plan) + 1))
        tables["members_from"][place * (_widest(plan) + 1) :][: _widest(plan) + 1] = starts


def _write_prospects(tables: dict[str, np.ndarray], plan: Plan) -> None:
    book = len(plan.revenues)
    for rep, entities in enumerate(plan.prospect_entities):
        first = rep * len(entities)
        mine = slice(first, first + len(entities))
        targets, accounts = tables["targets"][mine], tables["accounts"][book + first :]
        accounts = accounts[: len(entities)]
        targets["owner"] = rep
        targets["entity"] = accounts["entity"] = entities
        accounts["sector"] = plan.sector_of_prospects
        for number in range(len(entities)):
            _, buyer, parent = plan.prospect_units(rep, number)
            targets["buyer_entity"][number], targets["parent_entity"][number] = buyer, parent
            for scope in ("buyer", "parent"):
                # Behind the units of the book, in canonical order, as in the SimPy model.
                accounts[scope][number] = len(plan.unit_entities[scope]) + first + number


def _write_causes(records: np.ndarray, plan: Plan) -> None:
    for place, each in enumerate(plan.causes):
        record, cause = records[place], each.cause
        for name in ("shock_gap", "heard", "lost", "severity"):
            record[name] = getattr(each, name)
        for name in ("annual_rate", "loss_probability", "protection"):
            record[name] = getattr(cause, name)
        record["severity_low"], record["severity_high"] = cause.severity_low, cause.severity_high
        record["scope"] = Scope[cause.scope.upper()]
        record["is_loss"] = cause.effect == _LOSS


def _write_forced(records: np.ndarray, plan: Plan) -> None:
    for place, event in enumerate(plan.forced):
        record = records[place]
        for name in ("week", "severity", "share", "account", "rep", "cause", "ordinal"):
            record[name] = getattr(event, name)
        record["action"] = Force[event.action.upper()]
