"""A desk chooses at the end of an event, forgets what has lost its reason, and can be extended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simlib.inputs.disciplines import TaskKind
from simlib.inputs.scenario import Scenario
from simlib.model.accounts import win_back
from simlib.model.clock import Process, Rank
from simlib.model.firm import Firm
from simlib.model.plan import plan
from simlib.model.play import play
from simlib.model.records import EVENT_KINDS
from simlib.model.state import Status
from tests.support.firms import book_of, calm, deadly, log, scenario

QUIET = scenario(book_of(100.0, 80.0), calm(), horizon_years=1)


def lived(process: Callable[[Firm], Process], story: Scenario = QUIET) -> list[tuple[Any, ...]]:
    return log(play(plan(story), 11, 0, (process,)))


def test_of_two_things_that_come_at_once_the_more_urgent_goes_first() -> None:
    done: list[tuple[str, float]] = []

    def both(firm: Firm) -> Process:
        yield firm.wait(1.0, Rank.REVIEW_DUE)
        desk, account = firm.reps[0].desk, firm.active[0]
        # The call comes first, the rescue is more urgent.
        desk.work(TaskKind.CALL, firm.reps[0], effect=lambda _: done.append(("call", firm.week)))
        yield desk.work(TaskKind.RESCUE, account)
        done.append(("rescue", firm.week))

    lived(both)
    assert [name for name, _ in done] == ["rescue", "call"]
    assert done[0][1] == 1.0 + 8 / 28
    assert done[1][1] == pytest.approx(1.0 + 10 / 28)


def test_work_for_an_account_that_is_lost_takes_no_time_and_never_ends() -> None:
    ended: list[str] = []

    def waits(firm: Firm) -> Process:
        account, desk = firm.active[0], firm.reps[0].desk
        yield firm.wait(1.0, Rank.REVIEW_DUE)
        firm.start(told(firm, "other", desk.work(TaskKind.GESTURE, firm.active[1], hours=28.0)))
        firm.start(told(firm, "lost", desk.work(TaskKind.REVIEW, account, hours=28.0)))
        firm.start(told(firm, "moved", desk.work("paperwork", hours=14.0)))
        firm.part(account)

    def told(firm: Firm, name: str, event: object) -> Process:
        yield event  # type: ignore[misc]
        ended.append(f"{name} {firm.week:g}")

    lived(waits)
    assert ended == ["other 2", "moved 2.5"]


def test_a_process_can_be_waited_for() -> None:
    seen: list[float] = []

    def outer(firm: Firm) -> Process:
        yield firm.start(inner(firm))
        seen.append(firm.week)

    def inner(firm: Firm) -> Process:
        yield firm.wait(3.0, Rank.REVIEW_DUE)

    lived(outer)
    assert seen == [3.0]


@pytest.mark.parametrize("weeks_away", [0.0, 0.5, 30.0])
def test_a_second_life_goes_on_where_the_first_stopped(weeks_away: float) -> None:
    """However soon it returns, it has one clock of requests and of shocks, and new ordinals."""
    cause = deadly(4.0, name="storm", label="Storm", scope="account")
    evidence = calm(requests_per_week=2.0).with_cause(cause.with_(loss_probability=0.0))
    story = scenario(book_of(100.0), evidence, horizon_years=2)

    def returns(firm: Firm) -> Process:
        account = firm.active[0]
        yield firm.wait(26.0, Rank.FORCED)
        firm.part(account)
        yield firm.wait(weeks_away, Rank.FORCED)
        win_back(firm, account, level=0.5)
        assert account.status is Status.ACTIVE
        yield firm.wait(50.0, Rank.FORCED)
        assert len(firm.units["account"][0].struck_by) == 1

    def stays(firm: Firm) -> Process:
        yield firm.wait(1.0, Rank.FORCED)

    usual, both = (weeks_of(lived(each, story)) for each in (stays, returns))
    for what, least in (("requested", 50), ("shock", 3)):
        drawn = {round(gap, 9) for gap in np.diff(usual[what])}
        # But for the gap in which it was away, every gap is one of the account's own.
        assert sum(round(gap, 9) not in drawn for gap in np.diff(both[what])) <= 1
        assert len(both[what]) > least


def weeks_of(rows: list[tuple[Any, ...]]) -> dict[str, list[float]]:
    """Return the weeks in which an account asked for service, and was struck."""
    asked = ("requested", "ignored")
    named = [(week, EVENT_KINDS[kind]) for week, kind, *_ in rows]
    return {
        "requested": [week for week, kind in named if kind in asked],
        "shock": [week for week, kind in named if kind == "shock"],
    }
