"""Account survival and loss by cause: exact estimates, intervals between worlds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.analysis.accounts import account_survival, loss_by_cause
from simlib.analysis.estimators import aalen_johansen, kaplan_meier
from simlib.inputs.errors import InputError
from tests.analysis_frames import FakeRun, make_run, permuted, random_run

MONTH = 52.0 / 12.0


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
