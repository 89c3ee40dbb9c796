"""A deterministic miniature: every draw is one half, and the year is worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simlib.inputs.causes import Cause
from simlib.inputs.disciplines import Discipline
from simlib.model.records import EVENT_KINDS
from tests.support.firms import book_of, calm, played, scenario

_CALLS = 6.0


@pytest.fixture
def half_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every uniform number is 1/2, every exponential and Erlang its mean 1, every normal 0."""
    for name, value in {
        "draw": 0.5,
        "draw_exponential": 1.0,
        "draw_erlang_2": 1.0,
        "draw_normal": 0.0,
    }.items():
        monkeypatch.setattr(f"simlib.model.firm.{name}", lambda *_address, v=value: v)


def _log(kinds: set[str]) -> list[tuple[float, str, int]]:
    return [
        (round(float(row["week"]), 9), EVENT_KINDS[row["kind"]], int(row["account"]))
        for row in _events()
        if EVENT_KINDS[row["kind"]] in kinds
    ]


def _events() -> np.ndarray:
    diary = Discipline(
        name="mini",
        client_label="mini",
        review_every_weeks=8.0,
        calls_per_month=52 / 12 / _CALLS,
        calls_protected=True,
    )
    evidence = calm(
        requests_per_week=0.1,
        initial_relationship=0.8,
        relationship_half_life_weeks=26,
        notice_weeks=3,
        meeting_probability=0.9,
        persistence_half_attempts=1.0,
        advance_probability=0.8,
        win_with_champion=0.7,
        win_without_champion=0.7,
        champion_share=0.4,
        discovery_delay_weeks=2,
        decision_weeks=10,
        selling_hours_per_week=20,
        targets_per_rep=2,
        ramp_weeks=0,
    ).with_cause(
        Cause(
            name="storm",
            label="Storm",
            scope="account",
            effect="loss",
            annual_rate=4.0,
            loss_probability=0.9,
            protection=0.8,
        )
    )
    story = scenario(book_of(100.0, 100.0), evidence, diary, request_hours=10.0, horizon_years=1)
    return played(story)[0].events


@pytest.mark.usefixtures("half_chance")
def test_prospecting_follows_the_timetable() -> None:
    """Calls due at 3, 9, 15 ... (phase half of 6 weeks); a call takes 2 h = 0.1 weeks.

    First call, attempt 1: chance 0.9 * (1 - 1/2) = 0.45 < 0.5, no meeting; flat no 0.12 < 0.5: call
    again. Second call, attempt 2 within memory: 0.9 * 3/4 = 0.675: a meeting at 9.1. Discovery is
    ready at 11.1 and takes 4 h = 0.2: 11.3, 0.5 < 0.8 it advances; the proposal takes 12 h: 11.9;
    decided 10 weeks later, 21.9: 0.5 < 0.7 it is won. Onboarding 20 h = 1 week: active at 22.9,
    unless the rep is busy. The other target is called at 15 and 21; by then both accounts have
    asked for service at 20 (0.5 weeks each), and a review that was due at 20 starts at the very end
    of the task that is done at 21.0, before the call due at 21: 21.2 + 0.1.
    """
    found = _log({"call", "meeting", "opportunity", "won", "active"})
    first_target = 2
    own = [(week, kind) for week, kind, account in found if account == first_target]
    assert own[:5] == [
        (3.1, "call"),
        (9.1, "call"),
        (9.1, "meeting"),
        (11.3, "opportunity"),
        (21.9, "won"),
    ]
    other = [(week, kind) for week, kind, account in found if account == first_target + 1]
    assert other[:3] == [(15.1, "call"), (21.3, "call"), (21.3, "meeting")]


@pytest.mark.usefixtures("half_chance")
def test_service_and_reviews_follow_the_timetable() -> None:
    """Both accounts ask every 10 weeks (q = 1) for 10 h = 0.5 weeks, in account order; reviews are
    due at 4, 12, 20 ... and take 4 h = 0.2 weeks; calls at 3, 9, 15 (0.1 weeks) come first."""
    found = [row for row in _log({"requested", "served", "reviewed"}) if row[0] < 13]
    assert found == [
        (4.2, "reviewed", 0),
        (4.4, "reviewed", 1),
        (10.0, "requested", 0),
        (10.0, "requested", 1),
        (10.5, "served", 0),
        (11.0, "served", 1),
        (12.2, "reviewed", 0),
        (12.4, "reviewed", 1),
    ]


@pytest.mark.usefixtures("half_chance")
def test_shocks_and_rescues_follow_the_timetable() -> None:
    """The storm strikes both at 13 and is decided three weeks later.

    The relationship was lifted at 4.2, 10.5 and 12.2, so at 13 it stands above one half: heard. A
    rescue takes 8 h = 0.4 weeks: 13.4 and 13.8 (nothing else waits). At 16 the chance to be lost is
    0.9 * (1 - 0.8 r'), r' the rescued relationship, which is below one half: kept.
    """
    found = [r for r in _log({"shock", "heard", "rescued", "kept", "lost"}) if r[0] < 20]
    assert found == [
        (13.0, "shock", 0),
        (13.0, "heard", 0),
        (13.0, "shock", 1),
        (13.0, "heard", 1),
        (13.4, "rescued", 0),
        (13.8, "rescued", 1),
        (16.0, "kept", 0),
        (16.0, "kept", 1),
    ]


@pytest.mark.usefixtures("half_chance")
def test_the_chance_to_be_lost_is_the_hand_computed_one() -> None:
    level, since = 0.8, 0.0
    for week, lift in ((4.2, 0.5), (10.5, 0.04), (12.2, 0.5)):
        level, since = _lifted(level * 2 ** (-(week - since) / 26), lift), week
    rescued = _lifted(level * 2 ** (-(16.0 - since) / 26), 0.5)
    kept = next(row for row in _events() if EVENT_KINDS[row["kind"]] == "kept")
    assert kept["value"] == pytest.approx(0.9 * (1 - 0.8 * rescued), rel=1e-12)


def _lifted(level: float, lift: float) -> float:
    return level + lift * (1 - level)
