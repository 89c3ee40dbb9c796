"""Rules about whom the reps call: a list that is used up, and single targets that decide a future.

`used_up_week` calls the model's own rules of prospecting (`simlib.model.rules`) with averages, so
that it can speak before anything is played.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from simlib.inputs.units import WEEKS_PER_YEAR
from simlib.inputs.workload import prospect_sizes, workload
from simlib.model import rules
from simlib.studies.audit.facts import AuditWarning, Facts, short
from simlib.words import at_most, counted, percent

if TYPE_CHECKING:
    from simlib.inputs.scenario import Scenario

LARGE_SHARE = 0.1
"""Of today's revenue: a target above it decides a future by its luck alone."""
_MOST_ATTEMPTS = 400
_MOST_MEETINGS = 400
"""After so many team meetings the will to prospect repeats itself from one to the next."""
_POINTS = 64
"""Of the average over time."""
_SPAN = 1e6  # weeks of a calendar without limit


def used_up(facts: Facts) -> AuditWarning | None:
    """Warn where a diary works through its list of targets before the horizon."""
    found = []
    for arm in facts.arms:
        week = used_up_week(arm)
        if week is not None and week <= 52 * arm.horizon_years:
            found.append((week, arm))
    if not found:
        return None
    week, arm = min(found, key=lambda each: each[0])
    targets, horizon = int(arm.evidence["targets_per_rep"]), 52 * arm.horizon_years
    others = len(found) - 1
    also = f" (and {counted(others, 'other diary')})" if others else ""
    says = (
        f"The market is used up before the horizon: under {short(arm.label)}{also} a rep's "
        f"{counted(targets, 'target')} are won or resting after about {max(1, round(week)):,} of "
        f"{horizon:,} weeks; further calls have nobody to go to."
    )
    do = "Ask how many targets there truly are on a rep's list, or plan fewer calls."
    return AuditWarning("targets_used_up", "serious", says, do)


def used_up_week(scenario: Scenario) -> float | None:
    """Return when a rep's list has no target left to call, on average; None if it never is.

    Returns
    -------
    float or None
        Weeks from the start, perhaps beyond the horizon.

    Notes
    -----
    Calls that are kept, and that the week has hours for, each settle a share of a target (a meeting
    or a flat no). Of the settled ones some are won for good; the others rest for ``cooling_weeks``,
    and while a deal is open. The list is used up when won and resting ones are as many as it has.
    """
    calls = calls_per_week(scenario)
    if calls <= 0:
        return None
    evidence, targets = scenario.evidence, scenario.evidence["targets_per_rep"]
    attempts, meetings = _attempts(scenario, calls)
    settled, win = calls / attempts, _win_share(scenario)
    won = settled * meetings * win
    open_weeks = evidence["discovery_delay_weeks"] + (
        evidence["advance_probability"] * evidence["decision_weeks"]
    )
    rest = evidence["cooling_weeks"] + meetings * open_weeks
    if settled * rest >= targets:
        return targets / settled
    resting = (settled - won) * rest
    return (targets - resting) / won if won > 0 else None


def calls_per_week(scenario: Scenario) -> float:
    """Return the calls a rep makes a week: those planned, kept, and with hours to make them in."""
    evidence, diary = scenario.evidence, scenario.discipline
    if diary.calls_per_month <= 0:
        return 0.0
    planned = _keenness(scenario) / rules.call_interval_weeks(diary.calls_per_month)
    if diary.loss_trigger_weeks is not None:
        planned *= 1 - math.exp(-_losses_per_week(scenario) * diary.loss_trigger_weeks)
    hours, week = evidence["call_hours"], evidence["selling_hours_per_week"]
    if hours == 0:
        return planned
    load = workload(scenario).seat_load.values()
    free = week if diary.calls_protected else week * max(0.0, 1 - sum(load) / len(load))
    return min(planned, free / hours)


def _keenness(scenario: Scenario) -> float:
    """Return the average will to prospect over the horizon, or between two check-ins."""
    evidence, diary = scenario.evidence, scenario.discipline
    floor, half = evidence["keenness_floor"], evidence["keenness_half_life_weeks"]
    every = diary.check_in_every_weeks if diary.check_in_kind != "none" else None
    span, start = every or WEEKS_PER_YEAR * scenario.horizon_years, 1.0
    if every and diary.check_in_kind == "team_meeting":
        for _ in range(_MOST_MEETINGS):
            faded = rules.keenness(start, 0.0, span, floor, half)
            start = rules.lifted(faded, evidence["team_meeting_effect_max"] / 2)
    weeks = span * (np.polynomial.legendre.leggauss(_POINTS)[0] + 1) / 2
    weights = np.polynomial.legendre.leggauss(_POINTS)[1] / 2
    will = [rules.keenness(start, 0.0, float(week), floor, half) for week in weeks]
    return float(np.dot(weights, will))


def _attempts(scenario: Scenario, calls: float) -> tuple[float, float]:
    """Return the calls it takes to settle a target, and the share settled by a meeting."""
    evidence = scenario.evidence
    focused = scenario.discipline.target_focus == "focused"
    weeks_between = (1.0 if focused else evidence["targets_per_rep"]) / calls
    forgets = weeks_between > evidence["attempt_memory_weeks"]
    open_share, attempts, meetings = 1.0, 0.0, 0.0
    for number in range(1, _MOST_ATTEMPTS + 1):
        meets = rules.meeting_chance(
            evidence["meeting_probability"],
            1.0 if forgets else float(number),
            evidence["persistence_half_attempts"],
        )
        attempts += open_share
        meetings += open_share * meets
        open_share *= (1 - meets) * (1 - evidence["flat_no_probability"])
    return attempts, meetings


def _win_share(scenario: Scenario) -> float:
    """Return the share of meetings that end in a new account."""
    evidence, diary = scenario.evidence, scenario.discipline
    gain, promised = evidence["over_promise_win_gain"], diary.over_promise
    known = rules.win_chance(evidence["win_with_champion"], gain, promised)
    unknown = rules.win_chance(evidence["win_without_champion"], gain, promised)
    if diary.deep_qualification:  # who has no champion is dropped
        unknown = 0.0
    mean = rules.mean_win_chance(evidence["champion_share"], known, unknown)
    return evidence["advance_probability"] * mean


def _losses_per_week(scenario: Scenario) -> float:
    """Return the accounts a seat loses a week at the relationship it starts with."""
    close = scenario.evidence["initial_relationship"]
    a_year = sum(
        cause.annual_rate * rules.loss_chance(cause.loss_probability, cause.protection, close, 1.0)
        for cause in scenario.causes
        if cause.effect == "loss"
    )
    return a_year * len(scenario.book.accounts) / len(scenario.book.reps) / WEEKS_PER_YEAR


def large(facts: Facts) -> AuditWarning | None:
    """Warn where targets on the lists are worth more than a tenth of today's revenue each."""
    calling = [arm for arm in facts.arms if arm.discipline.calls_per_month > 0]
    if not calling:
        return None
    scenario = calling[0]
    expected = large_targets(scenario)
    if expected < 1:
        return None
    total = len(scenario.book.reps) * int(scenario.evidence["targets_per_rep"])
    median, cap = prospect_sizes(scenario)
    revenue = scenario.book.annual_revenue
    most = f", {at_most(cap / revenue)}" if math.isfinite(cap) else ""
    says = (
        f"About {round(expected):,} of {counted(total, 'target')} would each bring more than "
        f"{percent(LARGE_SHARE)} of today's revenue (the typical one "
        f"{percent(median / revenue)}{most}): one lucky win can make a future."
    )
    do = "Ask what a typical new account is worth, and look at the median."
    return AuditWarning("large_targets", "caution", says, do)


def large_targets(scenario: Scenario) -> float:
    """Return how many targets of all lists are expected above a tenth of today's revenue."""
    median, cap = prospect_sizes(scenario)
    limit = LARGE_SHARE * scenario.book.annual_revenue
    count = len(scenario.book.reps) * scenario.evidence["targets_per_rep"]
    if cap <= limit:
        return 0.0
    spread = scenario.evidence["target_revenue_sigma"]
    if spread == 0:
        return count if median > limit else 0.0
    return count * 0.5 * math.erfc(math.log(limit / median) / (spread * math.sqrt(2)))
