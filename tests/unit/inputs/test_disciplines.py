"""Disciplines: each differs from a neutral diary by exactly what its rationale says."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from simlib.inputs.disciplines import (
    PRIORITY_ORDERS,
    TASK_KINDS,
    Discipline,
    discipline,
    disciplines,
)
from simlib.inputs.errors import InputError
from simlib.inputs.files import data_path

NEUTRAL = Discipline(name="neutral", client_label="neutral")
"""Quarterly conversations, service as asked for, and nothing else."""

_MONTH = pytest.approx(52 / 12)
_WEEKLY, _TWICE_A_WEEK, _DAILY = (pytest.approx(n * 52 / 12, rel=1e-9) for n in (1, 2, 5))

# By hand, from the words of each rationale: (label, rationale, what differs from NEUTRAL).
EXPECTED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "babysitter": (
        "service-heavy",
        "95 % of the week on existing accounts: inflated service and constant gestures, "
        "calls only if time is left",
        {
            "gesture_every_weeks": 0.75,
            "service_inflation": 1.5,
            "priority_order": "babysitter",
            "calls_per_month": _WEEKLY,
        },
    ),
    "arms_length": (
        "remote",
        "e-mail in place of conversation; a call a month on paper",
        {"review_channel": "email", "calls_per_month": 1.0, "target_focus": "scattered"},
    ),
    "sink_or_swim": (
        "on their own",
        "means to call every week; nobody asks; the will fades",
        {"calls_per_month": _WEEKLY},
    ),
    "feast_or_famine": (
        "after a loss",
        "prospects only in the half year after a loss of his own",
        {
            "calls_per_month": _WEEKLY,
            "trigger": "after_loss_26",
            "check_in_every_weeks": _MONTH,
            "check_in_kind": "one_to_one",
        },
    ),
    "big_game": (
        "one big deal",
        "chases one large deal and stops while it is open",
        {
            "calls_per_month": _WEEKLY,
            "trigger": "none_open",
            "check_in_every_weeks": _MONTH,
            "check_in_kind": "one_to_one",
        },
    ),
    "one_call_a_month": (
        "monthly call",
        "one strategic call a month, protected and asked for",
        {
            "calls_per_month": 1.0,
            "calls_protected": True,
            "check_in_every_weeks": _MONTH,
            "check_in_kind": "one_to_one",
        },
    ),
    "weekly_block": (
        "weekly block",
        "two calls a week in a protected block",
        {
            "calls_per_month": _TWICE_A_WEEK,
            "calls_protected": True,
            "check_in_every_weeks": 2.0,
            "check_in_kind": "one_to_one",
        },
    ),
    "daily_habit": (
        "daily habit",
        "a call every working day",
        {
            "calls_per_month": _DAILY,
            "calls_protected": True,
            "check_in_every_weeks": 1.0,
            "check_in_kind": "one_to_one",
        },
    ),
    "devoted": (
        "service only",
        "frequent conversations, perfect service, no prospecting: the best case for service is "
        "enough",
        {"review_every_weeks": 6.5},
    ),
    "all_hunt": (
        "hunters",
        "prospects most of the week and neglects the book",
        {
            "review_every_weeks": None,
            "calls_per_month": pytest.approx(10 * 52 / 12, rel=1e-9),
            "calls_protected": True,
            "check_in_every_weeks": 1.0,
            "check_in_kind": "one_to_one",
        },
    ),
}
_WORDS = ("name", "client_label", "rationale")


def levers(diary: Discipline) -> dict[str, Any]:
    return {key: value for key, value in diary.model_dump().items() if key not in _WORDS}


def test_exactly_ten_disciplines_are_shipped() -> None:
    assert list(disciplines()) == list(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_discipline_differs_by_what_its_rationale_says(name: str) -> None:
    label, rationale, differences = EXPECTED[name]
    diary, neutral = discipline(name), levers(NEUTRAL)
    found = {key: value for key, value in levers(diary).items() if value != neutral[key]}
    assert found == differences
    assert (diary.name, diary.client_label, diary.rationale) == (name, label, rationale)


def test_no_two_disciplines_are_alike() -> None:
    assert len({str(levers(diary)) for diary in disciplines().values()}) == len(EXPECTED)
    assert len({diary.client_label for diary in disciplines().values()}) == len(EXPECTED)


def test_labels_for_clients_never_say_what_clients_should_not_read() -> None:
    for name, diary in disciplines().items():
        assert name.replace("_", " ") != diary.client_label or name in (
            "weekly_block",
            "daily_habit",
        )


# -- priorities ------------------------------------------------------------------------------


def order_of(diary: Discipline) -> list[set[str]]:
    """Return the kinds of task from the most urgent on; those of one rank together."""
    ranks = sorted({diary.priority_of(kind) for kind in TASK_KINDS})
    return [{kind for kind in TASK_KINDS if diary.priority_of(kind) == rank} for rank in ranks]


_MIDDLE = [{"discovery", "proposal"}, {"onboarding"}]


def test_the_usual_order() -> None:
    assert order_of(NEUTRAL) == [
        {"rescue"},
        {"check_in"},
        *_MIDDLE,
        {"service"},
        {"review"},
        {"gesture"},
        {"call"},
    ]


def test_the_order_of_the_babysitter() -> None:
    assert order_of(discipline("babysitter")) == [
        {"service"},
        {"gesture"},
        {"review"},
        {"rescue"},
        {"check_in"},
        *_MIDDLE,
        {"call"},
    ]


@pytest.mark.parametrize("order", PRIORITY_ORDERS)
def test_a_protected_call_is_in_the_calendar(order: str) -> None:
    loose = NEUTRAL.with_(priority_order=order)
    fixed = loose.with_(calls_protected=True)
    assert order_of(loose)[-1] == {"call"}
    assert order_of(fixed) == [{"call"}, *order_of(loose)[:-1]]


@pytest.mark.parametrize("order", PRIORITY_ORDERS)
def test_an_order_names_every_kind_once(order: str) -> None:
    named = [kind for group in PRIORITY_ORDERS[order] for kind in group]
    assert sorted(named) == sorted(TASK_KINDS)


# -- levers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trigger", "weeks"),
    [("always", None), ("none_open", None), ("after_loss_26", 26.0), ("after_loss_8", 8.0)],
)
def test_the_trigger_says_how_long_a_loss_is_remembered(trigger: str, weeks: float | None) -> None:
    assert NEUTRAL.with_(trigger=trigger).loss_trigger_weeks == weeks


@pytest.mark.parametrize(
    "changes",
    [
        {"review_every_weeks": -1},
        {"gesture_every_weeks": -0.1},
        {"check_in_every_weeks": float("nan")},
        {"review_channel": "fax"},
        {"service_inflation": 0},
        {"service_inflation": 11},
        {"priority_order": "whim"},
        {"calls_per_month": -1},
        {"calls_per_month": 401},
        {"calls_per_month": "many"},
        {"trigger": "sometimes"},
        {"trigger": "after_loss_"},
        {"target_focus": "both"},
        {"check_in_kind": "chat"},
        {"coaching_focus": "winning"},
        {"over_promise": 1.1},
        {"over_promise": -0.1},
        {"deep_qualification": "perhaps"},
    ],
    ids=str,
)
def test_a_lever_that_cannot_be_is_refused_by_name(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=f"'{next(iter(changes))}'"):
        NEUTRAL.with_(**changes)


def test_an_unknown_lever_or_discipline_lists_near_ones() -> None:
    with pytest.raises(InputError, match="did you mean calls_per_month"):
        NEUTRAL.with_(call_per_month=3)
    with pytest.raises(InputError, match="did you mean weekly_block"):
        discipline("weekly_blok")


def test_with_returns_a_copy_and_never_mutates() -> None:
    shipped = discipline("weekly_block")
    before = shipped.model_dump()
    changed = shipped.with_(calls_per_month=1)
    assert discipline("weekly_block").model_dump() == before
    assert changed.calls_per_month == 1.0
    with pytest.raises(Exception, match="frozen"):
        shipped.calls_per_month = 3  # type: ignore[misc]


def test_a_discipline_survives_a_pickle() -> None:
    for diary in disciplines().values():
        assert pickle.loads(pickle.dumps(diary)) == diary


def test_a_broken_table_is_refused_with_file_and_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = data_path("disciplines.csv").read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace(",email,", ",pigeon,")
    (tmp_path / "disciplines.csv").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr("simlib.inputs.disciplines.data_path", tmp_path.joinpath)
    with pytest.raises(InputError, match=r"disciplines\.csv, row 3.*'review_channel'.*'pigeon'"):
        disciplines.__wrapped__()


@pytest.mark.parametrize("lever", ["review_every_weeks", "gesture_every_weeks"])
def test_an_interval_of_a_blink_is_refused(lever: str) -> None:
    """A billion events are no diary; zero means never."""
    with pytest.raises(InputError, match=lever):
        discipline("weekly_block").with_(**{lever: 1e-9})
    assert getattr(discipline("weekly_block").with_(**{lever: 0}), lever) == 0
