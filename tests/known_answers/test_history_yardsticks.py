"""What was measured on the real ledgers before this code was there, measured again."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from simlib.history.backtest import backtest
from simlib.history.history import history
from simlib.history.relationships import relationships
from simlib.history.retention import retention
from simlib.history.rows import LossRule
from simlib.history.survival import survival
from tests.support.ledgers import iowa, online_retail, san_francisco, san_francisco_clients


@pytest.fixture(scope="module")
def giftware():
    return online_retail()


@pytest.fixture(scope="module")
def lobbyists():
    return san_francisco()


def test_online_retail_kept_62_percent_and_replaced_137(giftware):
    """Years counted back from the last invoice; stopped: nothing positive in the second year."""
    [year] = retention(giftware).years
    assert round(year.grr.mean, 2) == 0.62
    assert round(year.nrr.mean, 2) == 0.81
    assert round(year.replacement.mean, 2) == 1.37
    assert not year.largest_stopped
    assert round(year.lost / year.accounts, 2) == 0.37


def test_a_largest_client_stopped_in_a_fifth_of_the_years(lobbyists):
    """Firms of six clients or more that go on; with fewer clients the share of years is alike."""
    found = retention(lobbyists, least_accounts=6)
    assert round(found.largest_stopped.mean, 2) == 0.20
    assert round(found.typical_largest, 2) == 0.27
    assert len(found.years) == 50
    for least in (2, 3, 5):
        share = retention(lobbyists, least_accounts=least).largest_stopped
        assert share.low < 0.20 < share.high


def test_the_published_lobbying_survival_counts_time_in_which_no_loss_can_show():
    """0.52, 0.41, 0.27, 0.14 after 6, 12, 24, 48 months come from these choices.

    Silent for ten months is lost; each client's first relationship only, those of the first month
    left out; length from first to last month billed; and those not lost censored at their last
    booking. The last one flatters: a loss of the last ten months cannot show, but its time counts.
    """
    ledger, rule = san_francisco_clients(), LossRule(300)
    first = [
        each
        for each in relationships(ledger, rule)
        if not each.left_truncated and not each.came_back
    ]
    months = [
        12 * (each.end.year - each.start.year) + each.end.month - each.start.month for each in first
    ]
    curve = SurvfuncRight(np.maximum(months, 0.01), [int(each.lost) for each in first])
    at = np.searchsorted(curve.surv_times, [6, 12, 24, 48], side="right") - 1
    np.testing.assert_allclose(curve.surv_prob[at], [0.52, 0.41, 0.27, 0.14], atol=0.008)
    # Watched only as far as the rule can tell, relationships are shorter.
    found = survival(ledger, rule)
    np.testing.assert_allclose(
        [found.at(month) for month in (6, 12, 24, 48)], [0.45, 0.28, 0.16, 0.07], atol=0.01
    )


def test_stores_of_one_supplier_have_a_history():
    found = history(iowa(), worlds=20)
    assert found.own is not None
    assert found.own.low[12] < found.own.share[12] < found.own.high[12]
    assert found.pooled.weight > 0.9
    assert 0.4 < found.own.share[12] < 0.7 < found.model.share[12]
    assert found.owners.owners == 0


@pytest.mark.slow
def test_the_back_test_on_real_firms_prints_what_it_is(lobbyists, giftware):
    """The model, told little by a short ledger, expects too many lobbying clients to stay."""
    many = backtest(lobbyists, origins=2, worlds=20)
    scores = {each.name: each.brier.mean for each in many.forecasts}
    assert scores["model"] < scores["nobody leaves"]
    assert scores["silence"] < scores["model"]
    assert many.forecasts[0].expected > many.forecasts[0].stayed
    assert len(many.firms) > 15
    one = backtest(giftware, rule=LossRule(180), worlds=40)
    assert len(one.stayed) == 150
    assert one.forecasts[0].brier.mean < 0.2
    assert 0 < one.firms[0].data_weight < 1
