"""Account survival and loss by cause: exact estimates, and every number by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simlib.analysis.accounts import account_survival, loss_by_cause
from simlib.analysis.causes import cause_incidence
from simlib.analysis.concentration import largest_lost
from simlib.analysis.estimators import aalen_johansen, kaplan_meier
from simlib.analysis.fates import initial_fates, majors_kept
from simlib.analysis.futures import typical_world
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.simulate import simulate
from tests.support.firms import book_of
from tests.support.scipy_intervals import bands, student, wilson
from tests.support.synthetic_runs import FakeRun, make_run, permuted, random_run

MONTH = 52.0 / 12.0

SURE = 0.8

WORLDS, MONTHS, ACCOUNTS = 30, 25, 5

STORY = Scenario(
    book=book_of(900.0, 80.0, 120.0, 60.0, reps=2),
    horizon_years=2,
    stress=("lose id:a01 in week 10", "lose top:1 in week 60"),
)


def _subjects(run: FakeRun) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Return time, cause code (0 = none) and whether our closure came first, one row a subject."""
    accounts = [account.account_id for account in run.scenario.book.accounts]
    ruin = run.worlds["ruin_week"].to_numpy()
    end = np.where(np.isfinite(ruin), ruin, run.months[-1] * 52.0 / 12.0)
    time = np.repeat(end, len(accounts))
    status = np.zeros(len(time), dtype=int)
    causes = sorted(set(run.events["cause"]))
    for row in run.events.itertuples():
        at = (row.world - run.first_world) * len(accounts) + accounts.index(row.account)
        time[at], status[at] = row.week, 1 + causes.index(row.cause)
    closed = (status == 0) & np.repeat(np.isfinite(ruin), len(accounts))
    return time, status, closed, causes


def test_loss_by_cause_is_aalen_johansen_exactly() -> None:
    run = random_run(60, 3, accounts=9, ruin_share=0.4)
    time, status, closed, causes = _subjects(run)
    status = np.where(closed, len(causes) + 1, status)
    oracle = aalen_johansen(time, status).at(run.months * 52.0 / 12.0)
    found = loss_by_cause(run)
    for cause, incidence in zip(found.causes, found.incidence, strict=True):
        expected = oracle[[*causes, "closed"].index(cause)]
        assert incidence == pytest.approx(expected, abs=1e-12)


def test_account_survival_is_kaplan_meier_exactly() -> None:
    run = random_run(60, 3, accounts=9, ruin_share=0.4)
    time, status, _closed, _causes = _subjects(run)
    oracle = kaplan_meier(time, status > 0).at(run.months * 52.0 / 12.0)
    assert account_survival(run).share == pytest.approx(oracle, abs=1e-12)


def test_the_two_curves_answer_different_questions() -> None:
    run = random_run(60, 3, accounts=9, ruin_share=0.5)
    # Who stays if we stay open, against who is still with a firm that is still open.
    assert (account_survival(run).share >= loss_by_cause(run).survival - 1e-12).all()


@given(seed=st.integers(0, 2**20), ruin_share=st.sampled_from([0.0, 0.3, 0.9]))
def test_causes_and_survival_add_to_one(seed: int, ruin_share: float) -> None:
    run = random_run(7, 1, seed=seed, ruin_share=ruin_share)
    for largest in (None, 1):
        found = loss_by_cause(run, largest=largest)
        assert found.incidence.sum(axis=0) + found.survival == pytest.approx(np.ones(13), abs=1e-12)
        assert (np.diff(found.incidence, axis=1) >= -1e-12).all()
        assert (np.diff(found.survival) <= 0).all()
        assert (found.low >= 0).all()
        assert (found.high <= 1).all()
        assert (found.low <= found.incidence + 1e-12).all()
        assert (found.incidence <= found.high + 1e-12).all()


@given(seed=st.integers(0, 2**20), ruin_share=st.sampled_from([0.0, 0.3, 0.9]))
def test_account_survival_only_falls(seed: int, ruin_share: float) -> None:
    curve = account_survival(random_run(7, 1, seed=seed, ruin_share=ruin_share))
    known = curve.share[np.isfinite(curve.share)]
    assert known[0] == 1
    assert (np.diff(known) <= 0).all()
    assert ((known >= 0) & (known <= 1)).all()


def test_who_lived_which_world_changes_nothing() -> None:
    run = random_run(40, 2)
    other = permuted(run, np.random.default_rng(4).permutation(40))
    one, two = account_survival(run), account_survival(other)
    for name in ("share", "low", "high"):
        assert getattr(one, name) == pytest.approx(getattr(two, name), abs=1e-12)
    assert loss_by_cause(run).high == pytest.approx(loss_by_cause(other).high, abs=1e-12)


def test_largest_causes_come_first_and_the_rest_is_added_up() -> None:
    losses = [(0, 1.0, "A0", "neglect"), (0, 1.0, "A1", "neglect"), (1, 9.0, "A0", "acquired")]
    losses.append((1, 9.0, "A1", "competitor"))
    run = make_run(np.ones((2, 13)), losses=losses)
    assert loss_by_cause(run).causes == ("neglect", "acquired", "competitor", "closed")
    merged = loss_by_cause(run, largest=1)
    assert merged.causes == ("neglect", "closed", "other")
    assert merged.incidence[:, -1].tolist() == [0.25, 0, 0.25]
    assert merged.labels[1:] == ("Our own closure", "Other causes")
    with pytest.raises(InputError, match="too few causes"):
        loss_by_cause(run, largest=0)


def test_closure_takes_what_is_left() -> None:
    run = make_run(
        np.ones((2, 4)),
        ruin_week=[2 * MONTH, np.nan],
        losses=[(0, 1.0, "A3", "neglect")],
    )
    found = loss_by_cause(run)
    assert found.incidence[found.causes.index("closed")].tolist() == [0, 0, 0.375, 0.375]
    assert found.survival.tolist() == [1, 0.875, 0.5, 0.5]


def test_a_loss_at_a_month_end_belongs_to_that_month() -> None:
    run = make_run(np.ones((1, 4)), losses=[(0, 2 * MONTH, "A0", "neglect")])
    assert account_survival(run).share.tolist() == [1, 1, 0.75, 0.75]


def test_accounts_won_later_are_not_followed() -> None:
    run = make_run(np.ones((2, 13)), losses=[(0, 5.0, "R1#3", "neglect")])
    assert account_survival(run).share[-1] == 1


def test_a_run_without_its_log_is_refused() -> None:
    run = make_run(np.ones((2, 13)), losses=[(0, 5.0, "A0", "neglect")], log=False)
    for ask in (account_survival, loss_by_cause):
        with pytest.raises(InputError, match="event log"):
            ask(run)


def test_nothing_lost_yet_is_not_proof_of_nothing_lost_ever() -> None:
    run = make_run(np.ones((50, 13)))
    curve, causes = account_survival(run), loss_by_cause(run)
    assert causes.causes == ("closed",)
    assert curve.low[0] == 1
    assert 0.9 < curve.low[-1] < 1
    assert 0 < causes.high[0, -1] < 0.1
    assert causes.survival_low[-1] < 1


def test_accounts_that_share_a_fate_do_not_sharpen_the_interval() -> None:
    # In half of the worlds all 100 accounts leave at once: 20 coins, not 2,000.
    losses = [(w, 5.0, f"A{a}", "neglect") for w in range(0, 20, 2) for a in range(100)]
    curve = account_survival(make_run(np.ones((20, 13)), losses=losses, accounts=100))
    width = curve.high[-1] - curve.low[-1]
    assert curve.share[-1] == 0.5
    assert width > 0.4


@pytest.mark.slow
def test_the_jackknife_covers() -> None:
    # Independent accounts: the share surviving a year is exp(-52 / 156) of an open firm's.
    truth, covered = np.exp(-52 / 156), []
    for seed in range(150):
        curve = account_survival(random_run(25, 1, seed=seed, ruin_share=0.3), confidence=0.9)
        covered.append(curve.low[-1] <= truth <= curve.high[-1])
    assert 0.82 < np.mean(covered) < 0.97


def test_numbers_at_risk_are_those_still_with_an_open_firm() -> None:
    run = make_run(
        np.ones((3, 25)),
        ruin_week=[np.nan, 13 * MONTH, 12 * MONTH],
        losses=[(0, 1.0, "A0", "neglect"), (0, 60.0, "A1", "neglect")],
    )
    curve = account_survival(run)
    assert curve.at_risk_years.tolist() == [0, 1, 2]
    assert curve.at_risk.tolist() == [12, 7, 2]


def test_survival_is_unknown_after_the_last_firm_closed() -> None:
    curve = account_survival(make_run(np.ones((2, 13)), ruin_week=[3 * MONTH, 6 * MONTH]))
    assert curve.share[6] == 1
    assert np.isnan(curve.share[7:]).all()


def test_one_world_has_an_estimate_without_a_promise() -> None:
    run = make_run(np.ones((1, 13)), losses=[(0, 5.0, "A0", "neglect")])
    curve = account_survival(run)
    assert curve.share[-1] == 0.75
    assert np.isnan(curve.low[-1])


def test_worlds_may_start_at_any_number() -> None:
    losses = [(1, 5.0, "A0", "neglect")]
    plain = account_survival(make_run(np.ones((3, 13)), losses=losses))
    later = account_survival(make_run(np.ones((3, 13)), losses=losses, first_world=5000))
    assert np.array_equal(plain.share, later.share)


@pytest.mark.parametrize(
    ("times", "status"),
    [([], []), ([1.0], [1, 0]), ([-1.0], [1]), ([np.inf], [1]), ([1.0], [-1])],
)
def test_estimators_refuse_what_is_no_data(times: list[float], status: list[int]) -> None:
    for estimator in (kaplan_meier, aalen_johansen):
        with pytest.raises(InputError):
            estimator(times, status)


def test_kaplan_meier_knows_one_kind_of_end() -> None:
    with pytest.raises(InputError, match="yes or no"):
        kaplan_meier([1.0, 2.0], [1, 2])


def test_estimators_without_any_end() -> None:
    assert kaplan_meier([3.0, 4.0], [0, 0]).at([0, 10]).tolist() == [1, 1]
    assert np.isnan(kaplan_meier([3.0, 4.0], [0, 0]).median)
    assert aalen_johansen([3.0, 4.0], [0, 0]).survival.tolist() == [1, 1]


def test_where_every_world_says_the_same_a_curve_still_has_an_interval() -> None:
    """The jackknife sees no spread; Wilson's limit says what twelve worlds cannot rule out."""
    losses = [(world, 6.0, f"A{n}", "neglect") for world in range(12) for n in range(4)]
    found = account_survival(make_run(np.full((12, 13), 100.0), losses=losses))
    unseen = 3.8415 / (12 + 3.8415)  # Wilson for 0 of 12
    assert found.share[[0, -1]] == pytest.approx([1.0, 0.0])
    assert [found.low[-1], found.high[-1]] == pytest.approx([0.0, unseen], abs=1e-4)
    assert [found.low[0], found.high[0]] == [1.0, 1.0]
    assert found.low[1] == pytest.approx(1 - unseen, abs=1e-4)


@pytest.fixture(scope="module")
def run() -> FakeRun:
    return random_run(WORLDS, 2, accounts=ACCOUNTS, ruin_share=0.3, first_world=100)


def _near(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-12)


def _open(run: FakeRun) -> Any:
    ruin_week = run.worlds["ruin_week"].to_numpy()[:, np.newaxis]
    return ~(ruin_week <= np.arange(MONTHS) * MONTH + 1e-6)


def _lost(run: FakeRun, cause: str | None = None) -> Any:
    """Return the accounts each world has lost by each month end, shape (worlds, months)."""
    gone = np.zeros((WORLDS, MONTHS), dtype=int)
    for row in run.events.itertuples():
        if cause in (None, row.cause):
            gone[row.world - 100] += row.week <= np.arange(MONTHS) * MONTH + 1e-9
    return gone


def _kaplan_meier(run: FakeRun, worlds: Any) -> Any:
    """Return the product of the shares that each month leaves of the accounts at risk."""
    gone, share = _lost(run)[worlds], [1.0]
    at_risk = (ACCOUNTS - gone) * _open(run)[worlds]
    for month in range(1, MONTHS):
        lost = (gone[:, month] - gone[:, month - 1]).sum()
        share.append(share[-1] * (1 - lost / at_risk[:, month - 1].sum()))
    return np.array(share)


def test_account_survival(run: FakeRun) -> None:
    found = account_survival(run, confidence=SURE)
    assert (found.label, found.worlds, found.confidence) == ("weekly block", WORLDS, SURE)
    assert found.accounts == ACCOUNTS
    assert found.months.tolist() == list(range(MONTHS))
    assert found.weeks == _near(np.arange(MONTHS) * MONTH)
    everybody = np.arange(WORLDS)
    share = _kaplan_meier(run, everybody)
    assert found.share == _near(share)
    without = np.array([_kaplan_meier(run, np.delete(everybody, w)) for w in everybody])
    squares = ((without - without.mean(axis=0)) ** 2).sum(axis=0)
    error = np.sqrt((WORLDS - 1) / WORLDS * squares)
    reach = stats.t.ppf(0.9, WORLDS - 1) * error
    assert found.low[1:] == _near((share - reach)[1:])
    assert found.high[1:] == _near((share + reach)[1:])
    assert found.at_risk_years.tolist() == [0, 1, 2]
    assert (
        found.at_risk.tolist()
        == ((ACCOUNTS - _lost(run)) * _open(run)).sum(axis=0)[[0, 12, 24]].tolist()
    )
    assert found.method == "Kaplan-Meier, our closure censors; 80 % band between futures"
    assert account_survival(run).method == (
        "Kaplan-Meier, our closure censors; 95 % band between futures"
    )


def _shares(run: FakeRun, causes: tuple[str, ...]) -> dict[str, Any]:
    left = (ACCOUNTS - _lost(run)) / ACCOUNTS
    found = {cause: _lost(run, cause) / ACCOUNTS for cause in causes if cause != "closed"}
    return {**found, "closed": left * ~_open(run)}


def _hold(low: Any, high: Any, shares: Any) -> None:
    mean, expected_low, expected_high = bands([student(each, SURE) for each in shares.T])
    unseen = wilson(0, WORLDS, SURE)[2]
    assert low[1:] == _near(np.clip(expected_low, 0, 1)[1:])
    assert high[1:] == _near(np.where(mean > 0, np.clip(expected_high, 0, 1), unseen)[1:])


def test_loss_by_cause(run: FakeRun) -> None:
    found = loss_by_cause(run, confidence=SURE)
    assert (found.label, found.worlds, found.confidence) == ("weekly block", WORLDS, SURE)
    assert (found.accounts, found.months.tolist()) == (ACCOUNTS, list(range(MONTHS)))
    assert sorted(found.causes) == ["acquired", "closed", "competitor", "neglect"]
    shares = _shares(run, found.causes)
    final = [shares[cause][:, -1].mean() for cause in found.causes]
    assert final == sorted(final, reverse=True)
    for place, cause in enumerate(found.causes):
        assert found.incidence[place] == _near(shares[cause].mean(axis=0))
        _hold(found.low[place], found.high[place], shares[cause])
        assert (found.low[place, 0], found.high[place, 0]) == (0, 0)
    with_us = 1 - sum(shares.values())
    assert found.survival == _near(with_us.mean(axis=0))
    _hold(found.survival_low, found.survival_high, with_us)
    assert (found.survival_low[0], found.survival_high[0]) == (1, 1)
    assert loss_by_cause(run).confidence == 0.95


def test_the_rest_of_the_causes_has_an_interval_of_its_own(run: FakeRun) -> None:
    every = loss_by_cause(run, confidence=SURE)
    kept = next(cause for cause in every.causes if cause != "closed")
    merged = loss_by_cause(run, largest=1, confidence=SURE)
    assert sorted(merged.causes) == sorted([kept, "closed", "other"])
    assert merged.causes[-1] == "other"
    shares = _shares(run, every.causes)
    rest = sum(shares[cause] for cause in every.causes if cause not in (kept, "closed"))
    assert merged.incidence[-1] == _near(rest.mean(axis=0))
    _hold(merged.low[-1], merged.high[-1], rest)
    assert loss_by_cause(run, largest=3).causes == every.causes
    assert "other" not in loss_by_cause(run, largest=3).causes
    assert loss_by_cause(run, largest=2).causes[-1] == "other"


def test_words_for_causes() -> None:
    names = ("owner_leaves", "forced", "competitor", "a_new_one")
    losses = [(0, 5.0, f"A{n}", cause) for n, cause in enumerate(names)]
    run = make_run(np.ones((2, 13)), losses=losses)
    found = loss_by_cause(run)
    known = run.scenario.evidence.cause("competitor").label
    assert dict(zip(found.causes, found.labels, strict=True)) == {
        "owner_leaves": "Follows its owner out of the door",
        "forced": "The forced loss",
        "competitor": known,
        "a_new_one": "a new one",
        "closed": "Our own closure",
    }
    merged = loss_by_cause(run, largest=1)
    assert (merged.causes[-1], merged.labels[-1]) == ("other", "Other causes")
    assert cause_incidence(run).labels == tuple(
        label for cause, label in zip(found.causes, found.labels, strict=True) if cause != "closed"
    )


def test_cause_incidence(run: FakeRun) -> None:
    found = cause_incidence(run, confidence=SURE)
    assert (found.label, found.worlds, found.confidence) == ("weekly block", WORLDS, SURE)
    assert (found.accounts, found.months.tolist()) == (ACCOUNTS, list(range(MONTHS)))
    every = loss_by_cause(run, confidence=SURE)
    places = [place for place, cause in enumerate(every.causes) if cause != "closed"]
    assert found.causes == tuple(every.causes[place] for place in places)
    for name in ("incidence", "low", "high"):
        assert np.array_equal(getattr(found, name), getattr(every, name)[places])
    assert cause_incidence(run).confidence == 0.95


def test_equal_causes_stand_in_the_order_of_their_names() -> None:
    losses = [(0, 5.0, "A0", "neglect"), (0, 5.0, "A1", "acquired"), (1, 9.0, "A2", "conflict")]
    run = make_run(np.ones((2, 13)), losses=losses)
    assert cause_incidence(run).causes == ("acquired", "conflict", "neglect")
    assert loss_by_cause(run).causes == ("acquired", "conflict", "neglect", "closed")
    assert loss_by_cause(run, largest=2).causes == ("acquired", "conflict", "closed", "other")


def test_fates_are_counts_of_a_month() -> None:
    losses = [(0, MONTH, "A0", "neglect"), (0, MONTH + 0.1, "A1", "acquired")]
    run = make_run(np.ones((2, 4)), losses=losses, ruin_week=[3 * MONTH, np.nan], accounts=4)
    found = initial_fates(run)
    assert (found.accounts, found.causes, found.months.tolist()) == (
        4,
        ("acquired", "neglect"),
        [0, 1, 2, 3],
    )
    assert found.lost[0].tolist() == [[0, 0, 1, 0], [0, 1, 0, 0]]
    assert found.lost_by_then.tolist() == [[0, 1, 2, 2], [0, 0, 0, 0]]
    assert found.present.tolist() == [[4, 3, 2, 0], [4, 4, 4, 4]]
    assert found.incidence[0].tolist() == [[0, 0, 0.25, 0.25], [0, 0.25, 0.25, 0.25]]
    assert found.closure.tolist() == [[0, 0, 0, 0.5], [0, 0, 0, 0]]


def _ranked(*losses: tuple[int, float, str, str], **more: Any) -> FakeRun:
    run = make_run(np.ones((10, 49)), losses=losses, accounts=4, **more)
    book = book_of(10.0, 40.0, 30.0, 20.0)
    accounts = [
        type(account)(f"A{number}", account.annual_revenue, account.owner)
        for number, account in enumerate(book.accounts)
    ]
    run.scenario.book.accounts = tuple(accounts)
    return run


def test_the_largest_are_those_of_todays_revenue() -> None:
    run = _ranked(
        (0, 5.0, "A1", "x"), (0, 6.0, "A2", "x"), (1, 156.0, "A2", "x"), (2, 157.0, "A1", "x")
    )
    found = largest_lost(run, accounts=2, confidence=SURE)
    share, low, high = wilson(2, 10, SURE)
    assert (found.label, found.accounts, found.years, found.worlds) == ("weekly block", 2, 3.0, 10)
    assert (found.share, found.low, found.high) == _near((share, low, high))
    assert largest_lost(run, accounts=1).share == 0.1
    assert largest_lost(run, accounts=1, years=4).share == 0.2
    usual = largest_lost(run)
    assert (usual.accounts, usual.years, usual.share) == (4, 3.0, 0.2)
    assert (usual.low, usual.high) == _near(wilson(2, 10, 0.95)[1:])


def test_majors_are_the_five_largest_unless_said() -> None:
    run = _ranked((0, 5.0, "A1", "x"), (1, 6.0, "A0", "x"), ruin_week=[*[np.nan] * 9, 12 * MONTH])
    assert majors_kept(run).tolist() == [0.75, 0.75, *[1.0] * 7, 0.0]
    assert majors_kept(run, accounts=1).tolist() == [0.0, 1.0, *[1.0] * 7, 0.0]


def test_a_story_is_told_of_the_world_in_the_middle() -> None:
    run = make_run([[9.0, 1], [9, 5], [9, 2], [9, 7], [9, 3]], first_world=40)
    assert typical_world(run) == 44
    assert typical_world(make_run([[9.0, 2], [9, 4], [9, 2], [9, 4]], first_world=3)) == 3


def test_a_loss_counts_from_the_year_in_which_it_happens() -> None:
    run = simulate(STORY, worlds=40, seed=3, log="story", progress=False)
    assert largest_lost(run, accounts=1, years=2).share == 1.0
    small = largest_lost(run, accounts=3, years=1)
    assert 0.0 < largest_lost(run, accounts=1, years=1).share <= small.share <= 1.0


def test_a_run_without_its_log_does_not_say_that_nothing_is_lost() -> None:
    run = simulate(STORY, worlds=4, seed=3, progress=False)
    with pytest.raises(InputError, match="story"):
        largest_lost(run)


def test_the_last_account_of_all_can_be_lost() -> None:
    run = make_run(np.ones((1, 4)), accounts=1, losses=[(0, 5.0, "A0", "x")])
    assert account_survival(run).share.tolist() == [1, 1, 0, 0]


def test_limits_of_a_curve_stay_between_none_and_all() -> None:
    run = make_run(np.ones((2, 4)), losses=[(0, 5.0, "A0", "x")])
    found = account_survival(run)
    assert (found.share[-1], found.low[-1], found.high[-1]) == (0.875, 0.0, 1.0)
