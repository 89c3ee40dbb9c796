"""Where a playing world lives: one structured record that every kernel gets as ``firm``.

A record is a plain pointer to compiled code; many arrays in its place would be counted in and out
at every call. Its tables stand elsewhere, as long as the firm needs them: the record knows where.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simlib.inputs.disciplines import TASK_KINDS
from simlib.inputs.parameters import parameters
from simlib.model.plan import SCOPES

World = Any
"""The record of a playing world; its fields stand in `WORLD`."""
Table = Any
"""A numpy array that leaves a world."""

LEVELS = 11
"""Priorities a rep's queue can have; the highest is 1 + the number of kinds of task."""

EVIDENCE = tuple(sorted(parameters().keys() - {"horizon_years", "targets_per_rep"}))
"""What the kernels read of the evidence, by its names in ``parameters.csv``.

The horizon is a field of the scenario, and targets are counted: both have fields of their own.
"""

TASKS = len(TASK_KINDS)
MONTHS_REMEMBERED = 3
"""Months whose hours say how much of his time a rep hunts."""


def _fields(**fields: str) -> list[tuple[str, str]]:
    """Return fields of a row; a word of types for each type."""
    return [(name, kind) for kind, names in fields.items() for name in names.split()]


def _record(**fields: str) -> np.dtype[np.void]:
    """Return the type of a table's row."""
    return np.dtype(_fields(**fields), align=True)


ACCOUNT = _record(
    f8="revenue level level_week won_week active_since q request_rate year_start_revenue",
    u4="entity",
    i4="status owner open_requests open_review open_gesture open_rescue grievances outbursts "
    "first_decision review_clock gesture_clock buyer parent sector",
)
TARGET = _record(
    f8="potential last_attempt_week",
    u4="entity buyer_entity parent_entity",
    i4="occupant champion attempts attempts_ever opportunities_ever owner is_open opportunity "
    "discovered",
)
"""A prospect and, while one is open, its opportunity: number ``opportunity``."""
LEVERS = (
    "review_every_weeks gesture_every_weeks calls_per_month check_in_every_weeks over_promise "
    "check_in_from_week loss_trigger_weeks touch_lift"
)
SWITCHES = (
    "only_if_none_open only_after_loss scattered refill deep_qualification one_to_ones "
    "team_meetings conversations"
)
"""What a diary says in numbers, 0 for never, and in yes and no."""
REP = np.dtype(
    [
        *_fields(
            f8="keenness keenness_week keenness_half_life team_effect last_loss_week arrived "
            "seat_change_week seated_weeks vacant_weeks ignored_hours",
            u4="entity",
            i4="seated laid_off tenure accounts open_opportunities open_call open_check_in listed "
            "current next_in_turn busy woken kind subject ref waiting calls_due calls_kept "
            "calls_made leader",
        ),
        *_fields(f8=LEVERS, i4=SWITCHES),
        ("task_hours", "f8", (TASKS,)),
        ("priorities", "i4", (TASKS,)),
        ("hours", "f8", (TASKS,)),
        ("hunting_of_month", "f8", (MONTHS_REMEMBERED,)),
        ("hours_of_month", "f8", (MONTHS_REMEMBERED,)),
    ],
    align=True,
)
"""A seat; ``kind``, ``subject``, ``ref`` and ``arrived`` are those of the task in service, and of
``waiting`` each bit says whether anything waits in that priority; ``leader`` is the first of those
he meets with in team meetings, himself perhaps.
"""
CAUSE = _record(
    u8="shock_gap heard lost severity",
    f8="annual_rate loss_probability protection severity_low severity_high",
    i8="scope is_loss",
)
FORCED = _record(f8="week severity share", i8="action account rep cause ordinal")
DECISION = _record(u4="ordinal", i4="cause rescued number next")
TASK = _record(f8="arrived", i8="tie", i4="kind subject ref next previous")
EVENT = _record(f8="week", i8="key", i4="ref next")
ROW = _record(f8="week value", i8="kind rep account cause")


FULL_DECISIONS, FULL_TASKS, FULL_EVENTS, FULL_ROWS = 1, 2, 3, 4
FULL = {
    FULL_DECISIONS: "decisions",
    FULL_TASKS: "tasks",
    FULL_EVENTS: "events",
    FULL_ROWS: "rows",
}
"""Names of the tables that may run full while a world is played; they are made larger then."""

_NUMBER, _AMOUNT, _WORD = np.dtype("i4"), np.dtype("f8"), np.dtype("u4")
TABLES: dict[str, np.dtype[Any]] = {
    "unit_entities": _WORD,
    "members": _NUMBER,
    "members_from": _NUMBER,
    "book_revenues": _AMOUNT,
    "book_owners": _NUMBER,
    "causes": CAUSE,
    "forced": FORCED,
    "accounts": ACCOUNT,
    "targets": TARGET,
    "guesses": _AMOUNT,
    "free_from": _AMOUNT,
    "reps": REP,
    "decisions": DECISION,
    "tasks": TASK,
    "heads": _NUMBER,
    "tails": _NUMBER,
    "events": EVENT,
    "buckets": _NUMBER,
    "rows": ROW,
    "active": _NUMBER,
    "onboarding": _NUMBER,
    "in_progress": _NUMBER,
    "woken": _NUMBER,
    "year_start": _NUMBER,
    "lost_by_cause": _NUMBER,
    "found": _NUMBER,
    "amounts": _AMOUNT,
}
"""What the rows of each table are; how many a world has stands in its record (`tables`)."""

_PLAN_NUMBERS = (
    "horizon_weeks slots_per_week total_revenue opening_pool opening_cash seat_cost "
    "fixed_at_start median_revenue prospect_median prospect_cap turnover"
)
_COUNTS = (
    "grievances spoiling months rep_count book_count targets_per_rep cause_count cause_names "
    "grievance forced_count sector_of_prospects kinds_kept slot_count ring widest_scope"
)
_STATE = (
    "full ref active_count onboarding_count in_progress_count woken_count year_start_count "
    "slot events_used free_event tasks_used free_task "
    "decisions_used free_decision decisions_made row_count "
    "manager_busy manager_woken manager_kind manager_subject manager_ref "
    "wins losses initial_losses layoffs"
)


def _world() -> np.dtype[np.void]:
    """Return the type of a world's record: the plan first, then what changes while it plays."""
    plan = _fields(
        u8="seed world",
        f8=" ".join((*EVIDENCE, _PLAN_NUMBERS)),
        i8=_COUNTS,
    )
    state = _fields(f8="week cash pool_revenue ruin_week", i8=f"key closed {_STATE}")
    lists = [
        ("unit_counts", "i8", (len(SCOPES),)),
    ]
    places = [(f"{name}_at", "u8") for name in TABLES]
    rooms = [(f"{name}_room", "i8") for name in TABLES]
    return np.dtype([*plan, *state, *lists, *places, *rooms], align=True)


WORLD = _world()
"""The same for every firm, whatever its size: nothing is ever compiled for one."""
