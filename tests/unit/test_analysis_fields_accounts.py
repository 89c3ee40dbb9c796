"""Every number of a result by hand, with limits as sure as was asked for: the accounts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from simlib.analysis.accounts import account_survival, loss_by_cause
from simlib.analysis.causes import cause_incidence
from simlib.analysis.fates import initial_fates
from simlib.analysis.largest import largest_lost
from simlib.analysis.majors import majors_kept
from simlib.analysis.typical import typical_world
from tests.analysis_frames import FakeRun, make_run, random_run
from tests.firms import book_of
from tests.intervals import bands, student, wilson

MONTH = 52.0 / 12.0
SURE = 0.8
WORLDS, MONTHS, ACCOUNTS = 30, 25, 5


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
