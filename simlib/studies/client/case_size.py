"""How many futures a client's case takes: as many as about a minute allows, for any book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simlib.inputs.scenario import Scenario

BUDGET_MS = 60_000.0
"""Processor time of the whole case: about 35 s on two cores."""
_START_MS, _ACCOUNT_MS, _CALL_MS = 0.1, 0.035, 0.035
"""Of a future of five years: any, and more for each account, and each call a month and seat."""
_MOST_CALLS = 22.0
MIDDLING_CALLS = 2.5
"""Between a reference without calls and diaries that call every day."""
_LOGGED = 2.2
"""How many times as long a future takes that keeps its story."""
_ROWS_BYTES, _EVENT_BYTES = 400e6, 250e6
_EVENT = 70.0  # bytes, as an array and as a frame
_POINTS = 21.0  # of a tornado of ten bars
_MONTHS, _SEAT_COLUMNS, _FIRM_COLUMNS, _FLOAT = 12, 17, 7, 8
_YEARS = 5.0


@dataclass(frozen=True, slots=True)
class CaseSize:
    """Futures and draws of each part of a case.

    Parameters
    ----------
    worlds : int
        Of the comparison.
    after_loss, pilot, policy, tornado : int
        Of the largest account lost, of choosing a diary, of its price, and at every end of a bar.
    draws, worlds_a_draw : int
        Of the inputs.
    """

    worlds: int
    after_loss: int
    pilot: int
    policy: int
    tornado: int
    draws: int
    worlds_a_draw: int


def case_size(scenarios: Sequence[Scenario], worlds: int | None = None) -> CaseSize:
    """Return the size of a case.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The reference and the diaries on offer.
    worlds : int, optional
        Of the comparison; the other parts follow, so that few futures are a quick draft.

    Notes
    -----
    Estimated from the book and the diaries, not measured: the same study is the same result on any
    machine.
    """
    costs = [world_cost_ms(each) for each in scenarios]
    arms, pair = sum(costs), costs[0] + max(costs[1:], default=costs[0])
    wanted = worlds or _within(0.28 * BUDGET_MS / arms, 100, 2_000)
    wanted = max(20, min(wanted, int(_ROWS_BYTES / sum(map(_rows_bytes, scenarios)))))
    kept = int(_EVENT_BYTES / max(map(_event_bytes, scenarios)))
    share = min(1.0, wanted / 500) if worlds else 1.0

    def part(of_budget: float, cost: float, least: int, most: int) -> int:
        return max(20, int(share * _within(of_budget * BUDGET_MS / cost, least, most)))

    draws = max(20, int(share * (200 if arms < 10 else 100)))
    return CaseSize(
        worlds=wanted,
        after_loss=min(part(0.12, _LOGGED * arms, 60, 1_000), max(40, kept)),
        pilot=part(0.07, arms, 60, 500),
        policy=min(part(0.10, _LOGGED * 1.5 * pair, 60, 1_000), max(40, kept)),
        tornado=part(0.20, _POINTS * pair, 30, 300),
        draws=draws,
        worlds_a_draw=_within(
            share * 0.23 * BUDGET_MS / (draws * arms), 4, max(4, int(50 * share))
        ),
    )


def world_cost_ms(scenario: Scenario, calls: float | None = None) -> float:
    """Return about how many milliseconds of one core a future takes, without its story.

    Parameters
    ----------
    scenario : Scenario
    calls : float, optional
        A month and rep, in place of those of its diary: `MIDDLING_CALLS` makes it a number of
        the book alone.
    """
    own = scenario.discipline.calls_per_month if calls is None else calls
    book, calls = scenario.book, min(own, _MOST_CALLS)
    ms = _START_MS + _ACCOUNT_MS * len(book.accounts) + _CALL_MS * calls * len(book.reps)
    return ms * scenario.horizon_years / _YEARS


def _rows_bytes(scenario: Scenario) -> float:
    months = _MONTHS * scenario.horizon_years + 1
    columns = _FIRM_COLUMNS + _SEAT_COLUMNS * len(scenario.book.reps)
    return float(_FLOAT * months * columns)


def _event_bytes(scenario: Scenario) -> float:
    book, calls = scenario.book, min(scenario.discipline.calls_per_month, _MOST_CALLS)
    events = 20 * len(book.accounts) + 130 * calls * len(book.reps)
    return _EVENT * events * scenario.horizon_years / _YEARS


def _within(wanted: float, least: int, most: int) -> int:
    return int(min(max(wanted, least), most))
