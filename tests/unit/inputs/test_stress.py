"""Stress events: one readable line each, resolved on the initial book, never idle or double."""

from __future__ import annotations

import math
import pickle

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.inputs.stress import StressEvent

BOOK = Book.from_accounts(
    [
        Account("Acme", 50.0, owner="Ann"),
        Account("Bolt", 90.0, owner="Ben"),
        Account("Cog", 90.0, owner="Ann"),
        Account("Dial with gold", 10.0, owner="Ben"),
    ],
    name="four",
    reps=["Hunter"],
)


def stressed(*lines: str | StressEvent) -> Scenario:
    return Scenario(book=BOOK, stress=lines, horizon_years=2)


def event(line: str) -> StressEvent:
    return StressEvent.parse(line)


# -- lines -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("lose top:1 in week 52", {"action": "lose", "selector": "top:1", "cause": "forced"}),
        ("  lose   top:1  in week 52 ", {"action": "lose", "selector": "top:1"}),
        ("lose id:Acme with fire in week 52", {"selector": "id:Acme", "cause": "fire"}),
        ("shrink id:Acme by 40 % in week 52", {"action": "shrink", "severity": 0.4}),
        ("shrink top:2@Ann by 0.4 in week 52", {"selector": "top:2@Ann", "severity": 0.4}),
        ("strike top:1 with neglect in week 52", {"action": "strike", "cause": "neglect"}),
        (
            "owner:Ann leaves with share 60% in week 52",
            {"action": "leaves", "selector": "owner:Ann", "share": 0.6, "cause": "owner_leaves"},
        ),
        ("lose id:A Week in Bali in week 52", {"selector": "id:A Week in Bali"}),
    ],
)
def test_a_line_says_what_will_happen(line: str, fields: dict[str, object]) -> None:
    found = event(line).model_dump()
    assert found["week"] == 52
    assert {key: found[key] for key in fields} == fields


@pytest.mark.parametrize(
    "line",
    [
        "",
        "lose top:1",
        "lose in week 3",
        "lose top:1 in week soon",
        "lose top:1 in week -3",
        "lose top:1 in week 1.2.3",
        "lose top:1 in week .",
        "shrink top:1 in week 3",
        "shrink top:1 by 1.2.3 in week 3",
        "shrink top:1 by 140 % in week 3",
        "strike top:1 in week 3",
        "owner:Ann leaves in week 3",
        "owner:Ann leaves with share 2 in week 3",
        "owner:Ann leaves with share 0.1.2 in week 3",
        "win top:1 in week 3",
    ],
)
def test_a_line_that_says_nothing_clear_is_refused(line: str) -> None:
    with pytest.raises(InputError, match="allowed"):
        event(line)


_IDS = st.text(
    st.characters(categories=("L", "N", "P", "S"), include_characters=" "), min_size=1, max_size=12
).filter(lambda text: text == text.strip())
_WEEKS = st.one_of(st.integers(0, 1040).map(float), st.floats(0, 1040))
_SHARES = st.one_of(st.floats(0, 1), st.integers(0, 100).map(lambda percent: percent / 100))
_ACCOUNTS = st.one_of(
    _IDS.map("id:{}".format),
    st.integers(1, 99).map("top:{}".format),
    st.tuples(st.integers(1, 99), _IDS).map(lambda pair: f"top:{pair[0]}@{pair[1]}"),
)
_CAUSES = st.sampled_from(["forced", "fire", "neglect"])
_EVENTS = st.one_of(
    st.builds(StressEvent, week=_WEEKS, action=st.just("lose"), selector=_ACCOUNTS, cause=_CAUSES),
    st.builds(
        StressEvent,
        week=_WEEKS,
        action=st.just("shrink"),
        selector=_ACCOUNTS,
        severity=_SHARES,
        cause=_CAUSES,
    ),
    st.builds(
        StressEvent,
        week=_WEEKS,
        action=st.just("strike"),
        selector=_ACCOUNTS,
        cause=st.sampled_from(["fire", "neglect"]),
    ),
    st.builds(
        StressEvent,
        week=_WEEKS,
        action=st.just("leaves"),
        selector=_IDS.map("owner:{}".format),
        share=_SHARES,
        cause=st.just("owner_leaves"),
    ),
)


@settings(derandomize=True, phases=[Phase.generate, Phase.shrink])
@given(_EVENTS)
def test_every_event_is_read_back_from_its_line(any_event: StressEvent) -> None:
    assert event(str(any_event)) == any_event


@pytest.mark.parametrize(
    "awkward",
    [
        StressEvent(week=3, action="lose", selector="id:House with garden"),
        StressEvent(week=3, action="lose", selector="id:Two  blanks"),
        StressEvent(week=3, action="shrink", selector="id:Cut by 5 %", severity=0.1),
        StressEvent(week=3, action="shrink", selector="top:1", severity=1e-7),
        StressEvent(week=1e-5, action="lose", selector="top:1"),
    ],
    ids=str,
)
def test_awkward_ids_and_numbers_are_read_back_too(awkward: StressEvent) -> None:
    assert event(str(awkward)) == awkward


# -- whom it means ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selector", "account_id"),
    [
        ("id:Acme", "Acme"),
        ("id:Dial with gold", "Dial with gold"),
        # Bolt and Cog tie; the order of the book decides.
        ("top:1", "Bolt"),
        ("top:2", "Cog"),
        ("top:3", "Acme"),
        ("top:4", "Dial with gold"),
        ("top:1@Ann", "Cog"),
        ("top:2@Ann", "Acme"),
        ("top:1@Ben", "Bolt"),
    ],
)
def test_a_selector_means_an_account_of_the_initial_book(selector: str, account_id: str) -> None:
    found = StressEvent(week=1, action="lose", selector=selector).account_index(BOOK)
    assert BOOK.accounts[found].account_id == account_id


@pytest.mark.parametrize(
    "selector",
    [
        "top:0",
        "top:5",
        "top:-1",
        "top:x",
        "top:3@Ann",
        "top:1@Hunter",
        "top:1@Nobody",
        "id:Acm",
        "id:",
        "big",
        "owner:Ann",
    ],
)
def test_a_selector_that_means_nobody_is_refused(selector: str) -> None:
    with pytest.raises(InputError):
        stressed(StressEvent(week=1, action="lose", selector=selector))


def test_an_unknown_account_or_owner_lists_near_ones() -> None:
    with pytest.raises(InputError, match="did you mean Acme"):
        stressed("lose id:Acne in week 3")
    with pytest.raises(InputError, match="did you mean Ann"):
        stressed("owner:Anna leaves with share 0.5 in week 3")


def test_an_owner_is_a_seat_of_the_book() -> None:
    lines = [f"owner:{rep} leaves with share 0.5 in week 3" for rep in ("Ann", "Ben", "Hunter")]
    assert [event(line).rep_index(BOOK) for line in lines] == [0, 1, 2]


# -- what a scenario refuses -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["lose top:1 in week 105"], "after the horizon"),
        (["lose top:1 in week 3", "lose top:1 in week 3"], "twice"),
        (["lose top:1 in week 3", "lose id:Bolt in week 3"], "twice"),
        (["strike top:1 with downturn in week 3"], "only a loss cause can strike"),
        (["strike top:1 with fire in week 3"], "unknown cause"),
    ],
)
def test_events_that_could_never_happen_or_twice_are_refused(lines: list[str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        stressed(*lines)


def test_the_last_week_of_the_horizon_is_not_too_late() -> None:
    assert stressed("lose top:1 in week 104").stress[0].week == 104


def test_a_refusal_says_what_is_wrong_and_not_where_pydantic_stood() -> None:
    with pytest.raises(InputError) as refusal:
        stressed("lose top:1 in week 3", "lose top:1 in week 3")
    said = str(refusal.value)
    assert "{'book'" not in said
    assert "allowed: the same stress event twice" not in said


@pytest.mark.parametrize("week", [math.nan, math.inf, -1])
def test_a_week_that_never_comes_is_refused(week: float) -> None:
    with pytest.raises(InputError):
        stressed(StressEvent(week=week, action="lose", selector="top:1"))


@pytest.mark.parametrize("stress", [3, [3], [None], {"lose": 3}], ids=repr)
def test_what_is_no_list_of_lines_is_refused(stress: object) -> None:
    with pytest.raises(InputError):
        Scenario(book=BOOK, stress=stress)  # type: ignore[arg-type]


def test_one_line_needs_no_list() -> None:
    assert Scenario(book=BOOK, stress="lose top:1 in week 3") == Scenario(
        book=BOOK, stress=[event("lose top:1 in week 3")]
    )


def test_an_event_survives_a_pickle() -> None:
    one = event("owner:Ann leaves with share 0.6 in week 52")
    assert pickle.loads(pickle.dumps(one)) == one
