"""What a book asks of its reps: hours per request, load of each seat, and when that is odd."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simlib.inputs.quantity import left_to_right
from simlib.inputs.units import service_weight
from simlib.words import percent

if TYPE_CHECKING:
    from simlib.inputs.book import Book
    from simlib.inputs.scenario import Scenario

QUARTER_WEEKS = 13.0
ORDINARY_REQUEST_HOURS = (0.3, 10.0)
MOST_REQUEST_HOURS = 400.0


@dataclass(frozen=True, slots=True)
class Workload:
    """The planned week of the initial book."""

    request_hours: float
    """Hours one service request takes."""
    seat_load: dict[str, float]
    """For each rep, planned service and quarterly conversations as a share of his hours."""
    ordinary_reps: tuple[int, int]
    """Fewest and most reps with which a request would take 0.3 to 10 hours."""
    warnings: tuple[str, ...]
    """What a consultant should ask the client before believing a result."""


def workload(scenario: Scenario) -> Workload:
    """Return the workload of the scenario's book under its evidence.

    Hours per request are what makes planned service plus quarterly conversations take
    ``service_load`` of all seat hours, unless the scenario gives them.
    """
    hours = scenario.request_hours
    if hours is None:
        hours = _fitted_request_hours(scenario, len(scenario.book.reps))
    load = _seat_load(scenario, hours)
    reps = _ordinary_reps(scenario)
    warnings = _odd_hours(scenario, hours, reps) + _full_weeks(scenario, load, reps)
    return Workload(hours, load, reps, tuple(warnings))


def seat_turnover(scenario: Scenario) -> float:
    """Return the departures per seat and year; the only rep of a firm is its owner and stays."""
    by_hand = "rep_turnover_per_year" in scenario.evidence.overridden
    if len(scenario.book.reps) == 1 and not by_hand:
        return 0.0
    return scenario.evidence["rep_turnover_per_year"]


def request_factors(book: Book) -> list[float]:
    """Return ``q`` of every account, how many requests it makes beside one of median revenue."""
    median = book.median_revenue
    return [service_weight(account.annual_revenue, median) for account in book.accounts]


def prospect_sizes(scenario: Scenario) -> tuple[float, float]:
    """Return what a prospect buys in the median, and the most that one may buy, a year.

    By default the median is a share of the mean account without the largest, and no prospect is
    larger than the second-largest account; a client who names a typical new account lifts the cap.
    """
    if scenario.typical_new_account is not None:
        return scenario.typical_new_account, math.inf
    revenues = [account.annual_revenue for account in scenario.book.accounts]
    largest = revenues.index(max(revenues))
    others = revenues[:largest] + revenues[largest + 1 :]
    mean = left_to_right(others or revenues) / len(others or revenues)
    return scenario.evidence["target_revenue_median"] * mean, max(others, default=math.inf)


def _requests_per_week(scenario: Scenario) -> float:
    return scenario.evidence["requests_per_week"] * left_to_right(request_factors(scenario.book))


def _conversation_hours_per_week(scenario: Scenario) -> float:
    return len(scenario.book.accounts) * scenario.evidence["review_hours"] / QUARTER_WEEKS


def _fitted_request_hours(scenario: Scenario, reps: int) -> float:
    planned = scenario.evidence["service_load"] * reps * scenario.evidence["selling_hours_per_week"]
    # Never below zero: where conversations alone fill the week, the warning says so.
    left = max(0.0, planned - _conversation_hours_per_week(scenario))
    requests = _requests_per_week(scenario)
    return min(MOST_REQUEST_HOURS, left / requests) if requests > 0 else 0.0


def _seat_load(scenario: Scenario, request_hours: float) -> dict[str, float]:
    evidence, book = scenario.evidence, scenario.book
    load = dict.fromkeys(book.reps, 0.0)
    conversation = evidence["review_hours"] / QUARTER_WEEKS
    for account, q in zip(book.accounts, request_factors(book), strict=True):
        service = evidence["requests_per_week"] * q * request_hours
        load[account.owner] += (service + conversation) / evidence["selling_hours_per_week"]
    return load


def _ordinary_reps(scenario: Scenario) -> tuple[int, int]:
    """Return the fewest and most reps whose fitted request hours are ordinary."""
    seat = scenario.evidence["service_load"] * scenario.evidence["selling_hours_per_week"]
    requests, talk = _requests_per_week(scenario), _conversation_hours_per_week(scenario)
    low, high = ORDINARY_REQUEST_HOURS
    fewest = max(1, math.ceil((talk + low * requests) / seat))
    return fewest, max(fewest, math.floor((talk + high * requests) / seat))


def _odd_hours(scenario: Scenario, hours: float, reps: tuple[int, int]) -> list[str]:
    low, high = ORDINARY_REQUEST_HOURS
    if low <= hours <= high or _requests_per_week(scenario) == 0:
        return []
    return [
        f"a service request would take {hours:.2g} hours (ordinary: {low:g} to {high:g}); "
        f"for this book {_reps(*reps)} would be ordinary"
    ]


def _full_weeks(scenario: Scenario, load: dict[str, float], reps: tuple[int, int]) -> list[str]:
    over = {rep: share for rep, share in load.items() if share > 1}
    if not over:
        return []
    if reps[0] <= len(load) <= reps[1]:
        # Enough reps, unevenly loaded: as many seats as would share the full weeks out.
        ordinary = scenario.evidence["service_load"]
        seats = sum(max(1, math.ceil(share / ordinary)) for share in load.values())
        reps = (seats, seats)
    rep = max(over, key=lambda name: over[name])
    return [
        f"{len(over)} of {len(load)} reps have more than a full week of planned work "
        f"({rep}: {percent(over[rep])}); for this book {_reps(*reps)} would be ordinary"
    ]


def _reps(fewest: int, most: int) -> str:
    if fewest < most:
        return f"{fewest} to {most} reps"
    return f"{fewest} rep" if fewest == 1 else f"{fewest} reps"
