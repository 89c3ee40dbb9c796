"""Why, attribution, the bridge and luck: what they play, refuse, and hold together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simlib.analysis.fates import initial_losses
from simlib.analysis.pairs import paired
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.simulate import compare, simulate
from simlib.studies.drivers.break_even import flips
from simlib.studies.why.gap import DRIVERS, Why, bridge, why
from simlib.studies.why.losses import (
    CLASSES,
    LossAttribution,
    attribution,
    with_perfect_relationship,
)
from simlib.studies.why.luck import luck
from tests.support import why_results as fake

BASE = Scenario(book="hms_associates", horizon_years=2)
SERVICE, WEEKLY = (BASE.with_(discipline=name) for name in ("devoted", "weekly_block"))
LONG = Scenario(book="supplier", discipline="weekly_block", unlimited_cash=True)
HELD_AT_ONE = {
    "initial_relationship": 1.0,
    "relationship_half_life_weeks": 1000.0,
    "handover_retention": 1.0,
    "late_service_penalty": 0.0,
    "service_lift": 1.0,
    "review_lift": 1.0,
}
"""Evidence that keeps every relationship near 1 by the way the model lives."""


def lost(run: object) -> set[tuple[int, str]]:
    rows, _ = initial_losses(run)  # type: ignore[arg-type]
    return set(zip(rows["world"], rows["account"].astype(str), strict=True))


@pytest.fixture(scope="module")
def explained() -> Why:
    return why(
        SERVICE, WEEKLY, worlds=60, seed=5, inputs=["meeting_probability"], worlds_a_value=40
    )


@pytest.fixture(scope="module")
def divided() -> LossAttribution:
    return attribution(LONG, worlds=60, seed=5)


def test_perfect_relationships_end_no_account_by_neglect() -> None:
    perfect = LONG.with_(evidence=with_perfect_relationship(LONG.evidence))
    rows, _ = initial_losses(simulate(perfect, worlds=40, seed=5, log="story"))
    assert len(rows) > 0
    assert "neglect" not in set(rows["cause"].astype(str))


def test_perfect_relationships_are_those_that_a_life_near_one_would_have() -> None:
    arms = [
        LONG.with_(name="exact", evidence=with_perfect_relationship(LONG.evidence)),
        LONG.with_(name="lived", review_every_weeks=2.0, calls_per_month=0.0, **HELD_AT_ONE),
        LONG.with_(name="as it is"),
    ]
    exact, lived, actual = (lost(run) for run in compare(arms, worlds=60, seed=5, log="story").runs)
    assert exact <= lived
    assert exact <= actual
    # A relationship of 0.99 in place of 1 costs an account in a thousand decisions.
    assert len(lived - exact) < 0.03 * len(exact)
    assert len(actual - exact) > 0.3 * len(exact)


def test_the_unavoidable_losses_do_not_depend_on_the_diary() -> None:
    evidence = with_perfect_relationship(LONG.evidence)
    arms = [LONG.with_(discipline=d, evidence=evidence) for d in ("arms_length", "weekly_block")]
    one, two = (lost(run) for run in compare(arms, worlds=40, seed=5, log="story").runs)
    assert one == two


def test_classes_and_causes_add_up_to_all_losses(divided: LossAttribution) -> None:
    run = simulate(LONG, worlds=60, seed=5)
    assert divided.losses.mean == run.worlds["initial_losses"].mean()
    assert divided.counts.sum() == pytest.approx(divided.losses.mean, rel=1e-12)
    assert sum(share.mean for share in divided.shares) == pytest.approx(1.0, abs=1e-12)
    places = [CLASSES.index(name) for name in ("prospecting", "attention")]
    saved = sum(divided.shares[place].mean for place in places)
    assert divided.savable.mean == pytest.approx(saved)
    by_cause = divided.counts.sum(axis=1)
    neglect = by_cause[divided.causes.index("neglect")] / by_cause.sum()
    assert divided.neglect_booked.mean == pytest.approx(neglect)


def test_all_losses_booked_as_neglect_could_have_been_saved_or_came_sooner(
    divided: LossAttribution,
) -> None:
    row = divided.counts[divided.causes.index("neglect")]
    anyway = row[CLASSES.index("replaced")] + row[CLASSES.index("unavoidable")]
    assert anyway / divided.losses.mean <= divided.sooner.mean


def test_a_diary_without_calls_loses_nothing_to_them_and_replaces_nothing() -> None:
    found = attribution(LONG.with_(discipline="devoted"), worlds=30, seed=5)
    shares = dict(zip(CLASSES, found.shares, strict=True))
    assert shares["prospecting"].mean == shares["replaced"].mean == 0
    assert found.calls_net.mean == 0


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.1, 0.2, "below"), (0.9, 0.95, "above"), (0.62, 0.7, "inside"), (0.5, 0.65, "undecided")],
)
def test_the_verdict_needs_the_whole_interval(low: float, high: float, verdict: str) -> None:
    row = fake.attributions().rows[0]
    savable = replace(row.savable, low=low, high=high)
    assert replace(row, savable=savable).verdict() == verdict


def test_grievances_make_fates_of_their_own() -> None:
    with pytest.raises(InputError, match="grievances"):
        attribution(LONG.with_(grievances=True), worlds=5)


def test_why_says_what_the_paired_difference_says(explained: Why) -> None:
    arms = compare([SERVICE, WEEKLY], worlds=60, seed=5)
    pair = paired(*arms.runs, "final_revenue")
    assert explained.pair == pair
    assert explained.net_better.mean == pytest.approx((pair.better - pair.worse) / pair.worlds)
    assert explained.net_better.low < explained.net_better.mean < explained.net_better.high


def test_hours_that_appear_somewhere_are_taken_elsewhere(explained: Why) -> None:
    # The one rep of this book has no empty chair, so a week is a week under both diaries.
    assert sum(row.moved.mean for row in explained.hours) == pytest.approx(0.0, abs=1e-9)
    calls = next(row for row in explained.hours if row.kind == "call")
    assert calls.before == 0
    assert calls.moved.low > 0


def test_runs_and_scenarios_are_explained_alike(explained: Why) -> None:
    arms = compare([SERVICE, WEEKLY], worlds=60, seed=5)
    assert why(*arms.runs).pair == explained.pair
    with pytest.raises(InputError, match="a run and a scenario"):
        why(arms.runs[0], WEEKLY)
    others = compare([SERVICE, WEEKLY], worlds=60, seed=6)
    with pytest.raises(InputError, match="same worlds"):
        why(arms.runs[0], others.runs[1])


def test_both_lives_are_of_one_fate(explained: Why) -> None:
    told = explained.lives
    a, b = (simulate(each, worlds=1, seed=5, first_world=told.world) for each in (SERVICE, WEEKLY))
    assert (told.a.outcome, told.b.outcome) == (a.revenue[0, -1], b.revenue[0, -1])
    assert (told.a.won, told.a.lost) == (a.worlds["wins"][0], a.worlds["losses"][0])
    assert 0.3 < told.better_share < 0.7
    keys = [{(e.week, e.kind, e.account) for e in life.only} for life in (told.a, told.b)]
    assert not keys[0] & keys[1]
    assert all(event.kind == "lost" for event in told.both)


def test_an_input_that_decides_turns_the_answer_and_the_tie_is_on_the_way() -> None:
    # Calls that never bring a meeting only cost hours: somewhere on the way the two tie.
    hunted = WEEKLY.with_(calls_per_month=30.0, name="many calls")
    found = flips(SERVICE, hunted, ["meeting_probability"], worlds=40, seed=3)
    low = found.singles[0]
    assert found.central.mean > 0
    assert low.inputs[0].end == 0.08
    if low.share is None:
        assert low.at_end.mean > 0
    else:
        tie = low.inputs[0].break_even
        assert tie is not None
        assert 0.08 < tie < 0.16
    assert [f.inputs[0].end for f in found.singles] == [0.08, 0.4]


def test_two_inputs_are_moved_together_and_their_tie_is_found() -> None:
    names = ["meeting_probability", "target_revenue_median", "service_load"]
    found = flips(SERVICE, WEEKLY, names, worlds=40, seed=3)
    assert len(found.singles) == 6
    assert len(found.pairs) == 3
    for flip in found.pairs:
        ends = [single for single in found.singles if single.inputs[0].name == flip.inputs[0].name]
        assert flip.at_end.mean < min(single.at_end.mean for single in ends) + 1e-6
        if flip.share is not None:
            for moved in flip.inputs:
                assert moved.low is not None
                assert moved.high is not None
                assert moved.break_even is not None
                assert moved.low <= moved.break_even <= moved.high
    with pytest.raises(InputError, match="no input"):
        flips(SERVICE, WEEKLY, [], worlds=20)
    with pytest.raises(InputError, match="meeting_probability"):
        flips(SERVICE, WEEKLY, ["meeting_probabilty"], worlds=20)


def test_the_bridge_adds_up_and_its_ends_are_the_diaries() -> None:
    found = bridge(SERVICE, WEEKLY, worlds=50, seed=5)
    arms = compare([SERVICE, WEEKLY], worlds=50, seed=5)
    pair = paired(*arms.runs, "final_revenue")
    assert found.start.mean == pytest.approx(pair.mean_a)
    assert found.end.mean == pytest.approx(pair.mean_b)
    total = sum(driver.value.mean for driver in found.drivers)
    assert total == pytest.approx(pair.difference)
    assert found.largest_rounding < 1e-6 * pair.mean_a
    assert [(d.label, d.more) for d in found.drivers] == [
        ("visits", False),
        ("prospecting calls", True),
        ("one-to-ones", True),
    ]


def test_a_bridge_needs_one_firm_and_drivers_for_all_that_differs() -> None:
    with pytest.raises(InputError, match="more than the diary"):
        bridge(SERVICE, WEEKLY.with_(cash_buffer_months=3.0), worlds=5)
    with pytest.raises(InputError, match="lever that no driver holds"):
        bridge(SERVICE, WEEKLY, drivers=DRIVERS[2:3], worlds=5)
    with pytest.raises(InputError, match="1 to 5"):
        bridge(SERVICE, SERVICE.with_(name="the same"), worlds=5)


def test_luck_is_the_same_seen_from_both_sides() -> None:
    found = luck([WEEKLY, SERVICE], years=(1, 2), worlds=120, seed=5)
    assert found.independent[:, 0, 1, 0] + found.independent[:, 1, 0, 0] == pytest.approx(1.0)
    assert (found.same_fate[:, 0, 1, 0] + found.same_fate[:, 1, 0, 0] <= 1).all()
    lead = found.leads[0]
    assert lead.ahead[23] == found.independent[1, 0, 1, 0]
    assert lead.same_fate[23] == found.same_fate[1, 0, 1, 0]
    assert len(lead.months) == 24


def test_survivors_are_all_firms_where_cash_has_no_limit() -> None:
    arms = [WEEKLY.with_(unlimited_cash=True), SERVICE.with_(unlimited_cash=True)]
    found = luck(arms, years=(1, 2), worlds=100, seed=5)
    for row in found.survivors:
        assert row.still_open.mean == 1.0
        assert row.survivors.mean == pytest.approx(row.everyone.mean)
    with pytest.raises(InputError, match="contribution"):
        luck(arms, years=(1, 2), worlds=100, counted="contribution")


def test_luck_needs_two_diaries_and_the_right_horizon() -> None:
    with pytest.raises(InputError, match="two scenarios"):
        luck([WEEKLY], years=(1, 2))
    with pytest.raises(InputError, match="horizon"):
        luck([WEEKLY, SERVICE], years=(1, 5))
    with pytest.raises(InputError, match="rising"):
        luck([WEEKLY, SERVICE], years=(2, 1))
