"""The same fate for every diary: what must not change anybody's chance does not change it."""

from __future__ import annotations

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
from tests.common_random_numbers.worlds import Draws, drawn, lost_week, named_log, struck_weeks
from tests.firms import played

_SECTORS = ("food", "health")


def account(number: int, **fields: object) -> Account:
    given = {"owner": f"rep {number % 2}", "sector": _SECTORS[number % 3 > 0], **fields}
    buyer = "B. Shared" if number in (1, 4) else None
    parent = "Group" if number in (2, 5, 6) else None
    revenue = 900.0 if number == 0 else 60.0 + 17.0 * number
    return Account(f"a{number:02d}", revenue, buyer=buyer, parent=parent, **given)  # type: ignore[arg-type]


ACCOUNTS = [account(number) for number in range(9)]
BOOK = Book.from_accounts(ACCOUNTS, name="nine")


def story(book: Book = BOOK, **fields: object) -> Scenario:
    """Return a busy scenario that cannot end early, so that fates are seen in full."""
    given = {"discipline": "weekly_block", "horizon_years": 2, "request_hours": 1.0, **fields}
    return Scenario(book=book, unlimited_cash=True, name="arm", label="arm", **given)  # type: ignore[arg-type]


def log_of(a_story: Scenario) -> list[tuple[object, ...]]:
    return named_log(a_story, played(a_story)[0])


BASE = story()


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
            Cause(name="fire", label="Fire", scope="sector", effect="loss", annual_rate=1.0)
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
