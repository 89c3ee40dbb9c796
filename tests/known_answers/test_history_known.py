"""What a ledger says, against answers worked out by hand and against a world that is known."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

from simlib.history.backtest import calibration, scored
from simlib.history.owners import owner_departures
from simlib.history.pooling import (
    Prior,
    annual_rate,
    pooled_rate,
    prior_rate,
    scaled_evidence,
    turnovers,
)
from simlib.history.relationships import relationships
from simlib.history.retention import retention
from simlib.history.rows import LossRule
from simlib.history.survival import on_the_book, survival
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from tests.support.ledgers import ledger, monthly

YEAR = LossRule(365)


def test_relationships_end_at_the_last_booking_before_the_silence():
    found = relationships(
        ledger(
            [
                ("back", "2020-03-01", 10, "Rep 01"),
                ("back", "2020-05-01", 20, "Rep 01"),
                ("back", "2020-05-20", -5, "Rep 01"),
                ("back", "2021-06-01", 40, "Rep 02"),
                ("gone", "2020-01-05", 7),
                ("here", "2020-02-20", 1),
                ("here", "2021-12-31", 1),
            ]
        ),
        LossRule(300),
    )
    told = [
        (each.account, each.start, each.end, each.lost, each.came_back, each.revenue)
        for each in found
    ]
    assert told == [
        ("back", date(2020, 3, 1), date(2020, 5, 1), True, False, 25.0),
        ("back", date(2021, 6, 1), date(2021, 6, 1), False, True, 40.0),
        ("gone", date(2020, 1, 5), date(2020, 1, 5), True, False, 7.0),
        ("here", date(2020, 2, 20), date(2020, 2, 20), True, False, 1.0),
        ("here", date(2021, 12, 31), date(2021, 12, 31), False, True, 1.0),
    ]
    assert [each.left_truncated for each in found] == [False, False, True, False, False]
    assert found[1].owner == "Rep 02"


@pytest.mark.parametrize(("silent", "lost"), [(30, True), (31, False)])
def test_a_silence_of_exactly_the_rules_days_is_a_loss(silent: int, lost: bool):
    # From 1 January to 1 February thirty days pass without a booking.
    rows = [("a", "2021-01-01", 1), ("a", "2021-02-01", 1), ("b", "2021-02-01", 1)]
    assert relationships(ledger(rows), LossRule(silent))[0].lost is lost


def test_months_are_silent_from_their_end():
    # Billed in January and again a year later: eleven silent months, 334 days.
    rows = [("a", "2021-01", 1), ("a", "2022-01", 1)]
    for silent, pieces in ((334, 2), (335, 1)):
        found = relationships(ledger(rows, by_month=True), LossRule(silent))
        assert len(found) == pieces


def test_survival_by_hand():
    """Four new accounts last 10, 20, 45 days and longer; the last is watched to the end."""
    rows = [("old", "2020-01-01", 1), ("old", "2020-12-31", 1)]
    for name, last in (("a", 10), ("b", 20), ("c", 45)):
        first = date(2020, 3, 1)
        rows += [(name, first, 1), (name, date.fromordinal(first.toordinal() + last - 1), 1)]
    rows += [("d", f"2020-{month:02d}-01", 1) for month in range(3, 13)]
    found = survival(ledger(rows), LossRule(60, opening_days=5))
    assert (found.watched, found.lost, found.left_out) == (4, 3, 1)
    assert found.share[0] == 1
    assert found.at(1) == pytest.approx(2 / 4)
    assert found.at(2) == pytest.approx(1 / 4)
    assert math.isnan(found.at(36))
    assert found.low[1] < found.share[1] < found.high[1]


def test_a_known_earlier_start_enters_late():
    """Of two accounts one was a customer two years before the ledger began."""
    rows = [
        *monthly("old", "2020-01", "2020-06"),
        *monthly("new", "2020-01", "2020-12"),
        *monthly("end", "2020-01", "2023-12"),
    ]
    own = ledger(rows, by_month=True)
    since = {"old": date(2018, 1, 1), "new": date(2019, 12, 1), "end": date(2019, 12, 1)}
    found = survival(own, LossRule(90), since=since)
    # At risk when new is lost after 13 months: new and end; old only later, beside end.
    assert found.at(12) == 1
    assert found.at(14) == pytest.approx(1 / 2)
    assert found.at(31) == pytest.approx(1 / 4)
    assert found.left_out == 0
    assert sum(each.left_truncated for each in relationships(own, LossRule(90))) == 3


@pytest.fixture(scope="module")
def known_world():
    """Return monthly bills of accounts that leave at 0.5 a year, whatever their age."""
    rng = np.random.default_rng(3)
    rows = []
    for number in range(1500):
        start = rng.uniform(-36, 84)
        end = start + rng.exponential(24)
        for month in range(max(0, math.ceil(start)), min(83, math.floor(end)) + 1):
            rows.append((f"{number}", f"{2010 + month // 12}-{month % 12 + 1:02d}", 1))
    return ledger(rows, by_month=True)


@pytest.mark.parametrize("silent", [60, 365])
def test_survival_finds_the_truth_under_any_rule(known_world, silent: int):
    found = survival(known_world, LossRule(silent))
    for month in (6, 12, 24, 48):
        # Billed from the first whole month on: half a month is lost on either side.
        truth = math.exp(-(month - 0.5) / 24)
        assert found.at(month) == pytest.approx(truth, abs=0.04)


def test_censoring_at_the_last_booking_flatters(known_world):
    """Losses of the last year are not seen yet: counting its time all the same is wrong."""
    rule = LossRule(365)
    known = [each for each in relationships(known_world, rule) if not each.left_truncated]
    curve = SurvfuncRight([each.days for each in known], [int(each.lost) for each in known])
    at_a_year = curve.surv_prob[np.searchsorted(curve.surv_times, 365.25, side="right") - 1]
    truth = math.exp(-11.5 / 24)
    assert at_a_year > truth + 0.02
    assert abs(survival(known_world, rule).at(12) - truth) < at_a_year - truth


def test_the_book_and_its_turnover_tell_the_same_year(known_world):
    rule = LossRule(60)
    share = on_the_book(known_world, rule).at(12)
    found = turnovers(known_world, rule)
    lost = sum(each.lost for each in found) / sum(each.accounts for each in found)
    assert share == pytest.approx(1 - lost, abs=0.01)
    assert annual_rate(found).mean == pytest.approx(0.5, abs=0.05)
    assert annual_rate(found).low < 0.5 < annual_rate(found).high


def two_years() -> list:
    """a shrinks, b grows, c stops, d comes, e comes back after two years."""
    return [
        ("e", "2019-06", 50),
        *(("a", f"2020-{m:02d}", 10) for m in range(1, 13)),
        *(("a", f"2021-{m:02d}", 5) for m in range(1, 13)),
        ("b", "2020-05", 40),
        ("b", "2021-05", 100),
        ("c", "2020-05", 240),
        ("d", "2021-12", 60),
        ("e", "2021-12", 20),
        ("z", "2019-01", 1),
    ]


def test_retention_by_hand():
    found = retention(ledger(two_years(), by_month=True))
    assert [each.end for each in found.years] == [date(2020, 12, 31), date(2021, 12, 31)]
    last = found.years[-1]
    assert (last.accounts, last.lost, last.won, last.came_back) == (3, 1, 2, 1)
    assert last.before == 400
    assert last.grr.mean == pytest.approx((60 + 40) / 400)
    assert last.nrr.mean == pytest.approx((60 + 100) / 400)
    assert last.replacement.mean == pytest.approx(80 / 240)
    assert last.largest_share == pytest.approx(240 / 400)
    assert last.largest_stopped
    assert last.lost_share.low < 1 / 3 < last.lost_share.high
    for each in (last.grr, last.nrr, last.replacement):
        assert each.low <= each.mean <= each.high
    # In 2020 both of 2019 were gone, and e was the largest.
    assert found.largest_stopped.mean == 1


def test_retention_over_firms_draws_firms_as_a_whole():
    one = ledger(two_years(), by_month=True)
    found = retention({"A": one, "B": one})
    alone = retention(one)
    assert len(found.years) == 4
    assert found.grr.mean == pytest.approx(alone.grr.mean)
    assert found.grr.low == pytest.approx(found.grr.high)  # alike firms do not differ
    assert retention({"A": one}, least_accounts=3).years[0].accounts == 3


def test_owners_who_leave_by_hand():
    rows = [
        *monthly("a", "2020-01", "2020-12", owner="Rep 01"),
        *monthly("b", "2020-01", "2020-12", owner="Rep 01"),
        *monthly("b", "2021-01", "2023-12", owner="Rep 02"),
        *monthly("c", "2020-01", "2023-12", owner="Rep 02"),
        *monthly("d", "2020-01", "2020-11", owner="Rep 02"),
        *monthly("f", "2020-01", "2020-03", owner="Rep 03"),
    ]
    found = owner_departures(ledger(rows, by_month=True))
    [departure] = found.departures  # Rep 03 had one account only
    assert (departure.owner, departure.accounts, departure.left) == ("Rep 01", 2, 1)
    assert (departure.others, departure.others_left) == (3, 2)
    assert departure.revenue_left == 1200
    assert found.left.mean == 1 / 2
    assert found.base.mean == pytest.approx(2 / 3)
    assert found.owners == 3


def test_pooling_weighs_by_account_years():
    """Ten accounts, two lost in the year: the gamma posterior of the textbook."""
    rows = [row for k in range(8) for row in monthly(f"stays {k}", "2020-01", "2021-12")]
    rows += [row for k in range(2) for row in monthly(f"goes {k}", "2020-01", "2020-12")]
    own = ledger(rows, by_month=True)
    prior = Prior(mean=0.1, shape=2.0, relationship=0.8)
    found = pooled_rate(own, prior, LossRule(365))
    rate = -math.log(1 - 2 / 10)
    years = 2 / rate
    assert found.identified
    assert found.own.mean == pytest.approx(rate)
    assert found.weight == pytest.approx(years / (years + 20))
    assert found.pooled.mean == pytest.approx(4 / (years + 20))
    assert found.pooled.mean == pytest.approx(found.weight * rate + (1 - found.weight) * 0.1)
    assert found.pooled.low == pytest.approx(stats.gamma.ppf(0.025, 4, scale=1 / (years + 20)))
    assert found.factor == pytest.approx(found.pooled.mean / 0.1)
    assert np.mean(found.factors(200)) == pytest.approx(found.factor, rel=0.02)


def test_a_file_without_losses_does_not_identify_a_rate():
    prior = Prior(mean=0.1, shape=2.0, relationship=0.8)
    kept = ledger(monthly("a", "2020-01", "2021-12"), by_month=True)
    gone = ledger([*monthly("a", "2020-01", "2021-12"), *monthly("b", "2020-01", "2020-12")],
                  by_month=True, kind="deals")  # fmt: skip
    short = ledger(monthly("a", "2020-01", "2020-08"), by_month=True)
    told = {}
    for name, own in (("kept", kept), ("deals", gone), ("short", short)):
        found = pooled_rate(own, prior, YEAR)
        assert not found.identified
        assert found.weight == 0
        assert found.pooled.mean == pytest.approx(0.1)
        told[name] = found.reason
    assert told["kept"] == "no account is ever lost in this file"
    assert told["deals"].startswith("deals do not show")
    assert "too short" in told["short"]


def test_scaled_evidence_moves_the_models_losses_in_proportion():
    firm = Scenario(book="supplier", discipline="devoted", horizon_years=1)
    prior = prior_rate(firm)
    double = prior_rate(firm.with_(evidence=scaled_evidence(firm.evidence, 2.0)))
    assert double.mean / prior.mean == pytest.approx(2.0, rel=0.12)
    shrinks = {c.name: c.annual_rate for c in firm.evidence.causes if c.effect == "shrink"}
    scaled = scaled_evidence(firm.evidence, 2.0)
    assert {c.name: c.annual_rate for c in scaled.causes if c.effect == "shrink"} == shrinks
    assert prior.interval().low < prior.mean < prior.interval().high


def test_evidence_without_losses_cannot_be_pooled_with():
    firm = Scenario(book="supplier", discipline="devoted", horizon_years=1)
    with pytest.raises(InputError, match="no cause of loss"):
        prior_rate(firm.with_(evidence=firm.evidence.without_causes()))


def test_scores_by_hand():
    chance, stayed = np.array([0.9, 0.6, 0.2, 0.2]), np.array([True, False, False, True])
    found = scored("x", "x", chance, stayed, [""] * 4, np.ones(4))
    assert found.brier.mean == pytest.approx((0.01 + 0.36 + 0.04 + 0.64) / 4)
    assert found.better.mean == pytest.approx(2 / 4 - found.brier.mean)
    assert (found.expected, found.stayed) == (pytest.approx(0.475), 0.5)
    bins = calibration(np.repeat([0.2, 0.8], 10), np.repeat([False, True], 10))
    assert [(b.predicted, b.happened.mean, b.accounts) for b in bins] == [
        (pytest.approx(0.2), 0, 10),
        (pytest.approx(0.8), 1, 10),
    ]


def test_accounts_of_a_firm_share_its_fate():
    stayed = np.repeat([True, False], 20)
    chance = np.full(40, 0.8)
    alone = scored("x", "x", chance, stayed, [""] * 40, chance)
    firms = scored("x", "x", chance, stayed, ["A"] * 20 + ["B"] * 20, chance)
    assert firms.brier.mean == pytest.approx(alone.brier.mean)
    assert firms.brier.half_width > 2 * alone.brier.half_width
