"""The same fate for every diary: what must not change anybody's chance does not change it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.causes import Cause
from simlib.inputs.disciplines import discipline
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.model.records import Outcome
from tests.common_random_numbers.nine import ACCOUNTS, BASE, BOOK, story
from tests.common_random_numbers.worlds import Draws, drawn, lost_week, named_log, struck_weeks
from tests.support.firms import played


def log_of(a_story: Scenario) -> list[tuple[object, ...]]:
    return named_log(a_story, played(a_story)[0])


@cache
def base(world: int = 0) -> tuple[Draws, Outcome]:
    return drawn(BASE, world=world)


@cache
def base_log() -> list[tuple[object, ...]]:
    return log_of(BASE)


# -- things that must leave the whole log alone ----------------------------------------------


@pytest.mark.parametrize("name", ["aaa_first", "mmm_between", "zzz_last"])
@pytest.mark.parametrize("scope", ["account", "buyer", "parent", "sector", "economy"])
def test_a_zero_rate_cause_changes_nothing(name: str, scope: str) -> None:
    cause = Cause(name=name, label=name, scope=scope, effect="loss", annual_rate=0)
    more = BASE.with_(evidence=BASE.evidence.with_cause(cause.with_(loss_probability=1)))
    assert log_of(more) == base_log()


def test_a_cause_switched_off_is_as_good_as_dropped() -> None:
    dropped = BASE.with_(evidence=BASE.evidence.without_causes("competitor"))
    off = BASE.with_(**{"competitor.annual_rate": 0.0})
    assert log_of(off) == log_of(dropped) != log_of(BASE)


def test_another_order_of_the_file_changes_nothing(tmp_path: Path) -> None:
    BOOK.to_csv(tmp_path / "sorted.csv")
    lines = (tmp_path / "sorted.csv").read_text(encoding="utf-8").splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("account_id"))
    rows = lines[head + 1 :]
    logs = []
    for seed in (None, 1, 2):
        order = Random(seed).sample(rows, len(rows)) if seed else rows
        path = tmp_path / "sorted.csv" if seed is None else tmp_path / f"{seed}.csv"
        path.write_text("\n".join([*lines[: head + 1], *order, ""]), encoding="utf-8")
        assert seed is None or order != rows
        logs.append(log_of(story(Book.from_csv(path))))
    assert logs[0] == logs[1] == logs[2] == log_of(BASE)


@pytest.mark.parametrize("name", ["weekly_block", "babysitter", "feast_or_famine"])
def test_a_diary_with_another_name_is_the_same_run(name: str) -> None:
    renamed = discipline(name).with_(name="other", client_label="other", rationale="none")
    assert log_of(story(discipline=renamed)) == log_of(story(discipline=name))


def test_the_same_number_by_hand_is_the_same_run() -> None:
    graded = Evidence.named("graded")
    by_hand = graded.with_(call_hours=graded["call_hours"], keenness_floor="10 %")
    assert log_of(story(evidence=by_hand)) == log_of(BASE)


# -- things that may change what happens, but nobody's chance --------------------------------


def _with_account(number: int) -> Scenario:
    # Sorted before, among and behind the others.
    extra = Account(("A", "a04b", "z")[number], 75.0, owner="rep 1", sector="food")
    return story(Book.from_accounts([*ACCOUNTS, extra], name="ten"))


CHANGES = {
    "an account before all others": lambda: _with_account(0),
    "an account between the others": lambda: _with_account(1),
    "an account behind all others": lambda: _with_account(2),
    "a hunter before the reps": lambda: story(
        Book.from_accounts(ACCOUNTS, name="nine", reps=["hunter"])
    ),
    "a hunter behind the reps": lambda: story(
        Book.from_accounts(ACCOUNTS, name="nine", reps=["zz hunter"])
    ),
    "one more target": lambda: BASE.with_(targets_per_rep=41),
    "another diary": lambda: story(discipline="babysitter"),
    "a new cause": lambda: BASE.with_(
        evidence=BASE.evidence.with_cause(
            Cause(
                name="fire",
                label="Fire",
                scope="sector",
                effect="loss",
                annual_rate=1.0,
                loss_probability=0.5,
            )
        )
    ),
}


@pytest.fixture(scope="module", params=CHANGES)
def changed(request: pytest.FixtureRequest) -> Scenario:
    return CHANGES[request.param]()


def _alike(before: Draws, after: Draws) -> int:
    """Assert that what both drew is the same, occasion by occasion; return how much it was."""
    shared = 0
    for key in before.keys() & after.keys():
        occasions = before[key].keys() & after[key].keys()
        assert [before[key][o] for o in occasions] == [after[key][o] for o in occasions], key
        shared += len(occasions)
    return shared


@pytest.mark.parametrize("world", [0, 5])
def test_every_draw_of_the_others_is_the_same(changed: Scenario, world: int) -> None:
    before, _ = base(world)
    after, _ = drawn(changed, world=world)
    assert _alike(before, after) > 1000
    # Whoever is there from the start has chances of his own in every arm.
    initial = {key for key in before if key[0].startswith("shock_gap:") and " rep " not in key[1]}
    assert len(initial) > 50
    assert initial <= after.keys()


@pytest.mark.parametrize("world", [0, 5])
def test_everybody_is_struck_in_the_same_weeks(changed: Scenario, world: int) -> None:
    (_, before), (_, after) = base(world), drawn(changed, world=world)
    struck, again = struck_weeks(BASE, before), struck_weeks(changed, after)
    ends, others = lost_week(BASE, before), lost_week(changed, after)
    compared = 0
    for cause in BASE.evidence.causes:
        for each in BOOK.accounts:
            end = min(ends[each.account_id], others[each.account_id])
            key = (cause.name, each.account_id)
            expected = [week for week in struck[key] if week < end]
            assert [week for week in again[key] if week < end] == expected, key
            compared += len(expected)
    assert compared > 10


# -- another id: its own chances, and nobody else's ------------------------------------------


def _renamed(field: str, old: str, new: str) -> Scenario:
    rows = [
        replace(each, **{field: new}) if getattr(each, field) == old else each for each in ACCOUNTS
    ]
    return story(Book.from_accounts(rows, name="nine"))


@pytest.mark.parametrize("new", ["A first", "a035", "zz last"])
def test_renaming_an_account_redraws_that_account_alone(new: str) -> None:
    renamed = _renamed("account_id", "a03", new)
    (before, first), (after, second) = base(), drawn(renamed)
    assert _alike(before, after) > 1000
    assert _redrawn(before, after, "account a03", f"account {new}") > 10
    others = {key for key in before if key[0].startswith("shock_gap:") and " rep " not in key[1]}
    assert {key for key in others if not key[1].endswith("account a03")} <= after.keys()
    struck, again = struck_weeks(BASE, first), struck_weeks(renamed, second)
    mine = [(cause.name, "a03") for cause in BASE.evidence.causes if cause.scope == "account"]
    assert [struck[key] for key in mine] != [again[cause, new] for cause, _ in mine]


def test_renaming_a_rep_redraws_his_own_chances_alone() -> None:
    before, _ = base()
    after, _ = drawn(_renamed("owner", "rep 1", "rep 2"))
    assert _alike(before, after) > 1000
    assert _redrawn(before, after, "rep rep 1", "rep rep 2") > 5
    # His targets are his own too; the accounts that he looks after are not.
    assert _redrawn(before, after, "prospect rep 1", "prospect rep 2") > 10
    struck = {key for key in before if key[0].startswith("shock_gap:") and " rep " not in key[1]}
    assert struck <= after.keys()


def _redrawn(before: Draws, after: Draws, old: str, new: str) -> int:
    """Assert that no draw of the old id came again under the new; return how many there were."""
    # With a space behind, so that a03 is not found in a035.
    assert not any(f"{old} " in f"{whom} " for _, whom in after)
    compared = 0
    for purpose, whom in [key for key in before if f"{old} " in f"{key[1]} "]:
        theirs = after.get((purpose, f"{whom} ".replace(f"{old} ", f"{new} ").rstrip()), {})
        shared = before[purpose, whom].keys() & theirs.keys()
        assert all(before[purpose, whom][each] != theirs[each] for each in shared), (purpose, whom)
        compared += len(shared)
    return compared


def test_a_comparison_of_draws_can_fail() -> None:
    before, _ = base()
    after, _ = drawn(BASE, seed=12)
    with pytest.raises(AssertionError):
        _alike(before, after)


def test_a_changed_rate_of_one_cause_leaves_the_others_alone() -> None:
    slower = BASE.with_(**{"neglect.annual_rate": 0.1})
    (draws, _), (more, _) = base(), drawn(slower)
    for key in draws:
        if key[0].startswith("shock_gap:") and "prospect" not in key[1]:
            assert key in more
    assert _alike(draws, more)


def test_every_occasion_is_counted_in_its_own_sequence() -> None:
    """The ordinals of a stream run from 0 without holes where every occasion draws."""
    draws, _ = base()
    counted = ("shock_gap:", "request_gap", "meeting", "departure_gap", "advance")
    keys = [key for key in draws if key[0].startswith(counted)]
    assert len(keys) > 100
    assert all(sorted(draws[key]) == list(range(len(draws[key]))) for key in keys)


# -- worlds and seeds ------------------------------------------------------------------------


def test_no_two_worlds_are_alike() -> None:
    logs = [tuple(outcome.events["week"]) for outcome in played(BASE, worlds=25)]
    assert len(set(logs)) == len(logs)
    assert len({weeks[0] for weeks in logs}) == len(logs)


@pytest.mark.parametrize("seed", [12, 11 + 2**32, 2**64 - 1])
def test_another_seed_changes_everything(seed: int) -> None:
    before, first = base()
    after, second = drawn(BASE, seed=seed)
    shared = [
        before[key][occasion] == after[key][occasion]
        for key in before.keys() & after.keys()
        for occasion in before[key].keys() & after[key].keys()
    ]
    assert len(shared) > 1000
    assert not any(shared)
    weeks = [set(outcome.events["week"]) for outcome in (first, second)]
    # What is due every few weeks from the calendar may still fall together.
    assert len(weeks[0] & weeks[1]) < 0.01 * len(weeks[0])
