"""The comparison can fail: each mutant of the SimPy engine breaks one exact rule and is caught.

The compiled engine has long been compiled when a mutant comes, so it keeps to the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from simlib.inputs.scenario import Scenario
from simlib.model import (
    accounts,
    books,
    desk,
    firm,
    management,
    play,
    prospecting,
    shocks,
    tenure,
)
from simlib.model.chunk import Chunk
from simlib.model.clock import Rank
from simlib.model.desk import Task
from simlib.model.firm import Firm
from simlib.model.state import Account, Decision, Rep, Target
from simlib.run.order import play_chunk
from tests.equality.difference import first_difference
from tests.equality.rough import POOR, ROUGH, SELLING, Rough, shaken

_MODULES = (accounts, books, desk, firm, management, play, prospecting, shocks, tenure)


@dataclass(frozen=True)
class Mutant:
    """How the SimPy engine is changed, the scenario that shows it, and where it shows."""

    change: Callable[[pytest.MonkeyPatch], None]
    rough: Rough
    found: str = r"world \d+, event \d+: \[.*\] against \[.*\]"


def _swap(one: Rank, other: Rank) -> Callable[[pytest.MonkeyPatch], None]:
    """Return the change that lets two ranks trade places."""
    ranks: dict[str, Rank] = {rank.name: rank for rank in Rank}
    ranks[one.name], ranks[other.name] = other, one

    def change(patch: pytest.MonkeyPatch) -> None:
        for module in _MODULES:
            if hasattr(module, "Rank"):
                patch.setattr(module, "Rank", SimpleNamespace(**ranks))

    return change


def _sets(module: Any, name: str, mutated: Callable[..., Any]) -> Callable[..., None]:
    """Return the change that puts ``mutated`` into the place of a function, which it gets first."""
    original = getattr(module, name)

    def change(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(module, name, lambda *given, **named: mutated(original, *given, **named))

    return change


def _revenue_before_expansion(patch: pytest.MonkeyPatch) -> None:
    expand, settle = books._expand_accounts, books._settle

    def settled(a_firm: Firm, revenue: float) -> tuple[float, float]:
        result = settle(a_firm, revenue)
        expand(a_firm)
        return result

    patch.setattr(books, "_expand_accounts", lambda a_firm: None)
    patch.setattr(books, "_settle", settled)


def _layoff_after_the_rows(patch: pytest.MonkeyPatch) -> None:
    lay_off, write = books._lay_off_if_needed, books._write_rows
    due: list[tuple[Any, ...]] = []

    def written(*given: Any, **named: Any) -> None:
        write(*given, **named)
        while due:
            lay_off(*due.pop())

    patch.setattr(books, "_lay_off_if_needed", lambda *given: due.append(given))
    patch.setattr(books, "_write_rows", written)


def _forgets_attempts(original: Callable[..., Target | None], *given: Any) -> Target | None:
    """Number the attempts on a target by those remembered, not by all that ever were."""
    target = original(*given)
    if target is not None:
        target.attempts_ever = target.attempts
    return target


def _late_on_the_deadline(patch: pytest.MonkeyPatch) -> None:
    original = accounts.serve

    def serve(a_firm: Firm, account: Account, task: Task) -> None:
        if a_firm.week - task.arrived == a_firm.values["service_deadline_weeks"]:
            task.arrived -= 1.0
        original(a_firm, account, task)

    patch.setattr(accounts, "serve", serve)


def _lasting_rescue(patch: pytest.MonkeyPatch) -> None:
    """Let a rescue lift the relationship itself instead of the decisions then pending."""

    original = shocks.rescue

    def rescue(a_firm: Firm, shaken: Decision, task: Task) -> None:
        original(a_firm, shaken, task)
        if shaken in shaken.account.pending:
            a_firm.touch(shaken.account, a_firm.values["rescue_lift"])

    patch.setattr(shocks, "rescue", rescue)


def _sums_from_the_right(patch: pytest.MonkeyPatch) -> None:
    def revenue(a_firm: Firm) -> float:
        total = 0.0
        for account in reversed(a_firm.active):
            total += a_firm.paid_by(account)
        return total + a_firm.pool_revenue

    patch.setattr(Firm, "revenue", revenue)


def _won_accounts_left_behind(
    original: Callable[..., list[Account]], a_firm: Firm, rep: Rep
) -> list[Account]:
    return [each for each in original(a_firm, rep) if each not in a_firm.onboarding]


AT_MONTH_ENDS = ROUGH["forced events at month ends"]
SELLERS = Rough(SELLING)
UNTIMELY = Rough({"request_hours": 10.0, "selling_hours_per_week": 10.0})
MUTANTS = {
    "forced events after the month end": Mutant(
        _swap(Rank.FORCED, Rank.MONTH_END), Rough({**AT_MONTH_ENDS.changes, **POOR})
    ),
    "decisions before forced events": Mutant(
        _swap(Rank.FORCED, Rank.DECISION),
        Rough({"stress": AT_MONTH_ENDS.changes["stress"], "notice_weeks": 0.0}),
    ),
    "revenue before expansion": Mutant(_revenue_before_expansion, ROUGH["ruin"]),
    "a layoff after the rows": Mutant(
        _layoff_after_the_rows, ROUGH["layoffs"], r"world \d+, month \d+, \w+: .* against .*"
    ),
    "the promise of the next call": Mutant(
        _sets(prospecting, "_keeps_promise", lambda keeps, a, rep, due: keeps(a, rep, due + 1)),
        SELLERS,
    ),
    "attempts counted as remembered": Mutant(
        _sets(prospecting, "next_target", _forgets_attempts),
        Rough({"attempt_memory_weeks": 0.0, "calls_per_month": 20.0}),
    ),
    "late on the very deadline": Mutant(
        _late_on_the_deadline,
        Rough({**UNTIMELY.changes, "service_deadline_weeks": 1.0, "priority_order": "babysitter"}),
    ),
    "a rescue that lasts": Mutant(_lasting_rescue, Rough({**shaken(6.0), "notice_weeks": 8.0})),
    "won accounts left behind": Mutant(
        _sets(Firm, "accounts_of", _won_accounts_left_behind), ROUGH["layoffs"]
    ),
    "a sum from the right": Mutant(
        _sums_from_the_right, SELLERS, r"world \d+, month \d+, \w+: .* against .*"
    ),
}


def _played(story: Scenario, engine: Any) -> Chunk:
    return play_chunk(story, 11, 0, 4, "full", engine)


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant = MUTANTS[name]
    story = mutant.rough.story()
    compiled = _played(story, "compiled")
    assert first_difference(compiled, _played(story, "simpy")) is None
    mutant.change(monkeypatch)
    message = first_difference(compiled, _played(story, "simpy"))
    assert message is not None
    assert re.fullmatch(mutant.found, message), message
