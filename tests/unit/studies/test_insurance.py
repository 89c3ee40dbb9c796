"""The price of prospecting as a study: what it plays, refuses and returns."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from pydantic import TypeAdapter

from simlib.analysis.contribution import PROSPECTING, hours_spent, selling_hour_cost
from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.present.words.price import (
    finding_break_even_rate,
    finding_hour_price,
    finding_policy,
    policies_table,
    policy_headline,
    replacement_headline,
    reverse_stress_headline,
    round_money,
)
from simlib.present.words.replace import finding_replacement, finding_reverse_stress
from simlib.run.simulate import simulate
from simlib.studies.design import with_loss_rates
from simlib.studies.price.choice import acceptability
from simlib.studies.price.hours import break_even_rate, hour_prices
from simlib.studies.price.policy import Policy, policy, without_prospecting, without_wins
from simlib.studies.price.replace import Replacement, ranked_accounts, replacement, reverse_stress
from simlib.studies.price.terms import lost_revenue, unprotected_causes
from tests.support.insurance_results import HOSTILE, hours, rates, stakes, stressed
from tests.support.insurance_results import policy as made_up

FIRM = Scenario(book="hms_associates", discipline="weekly_block", horizon_years=2)


@pytest.fixture(scope="module")
def quote() -> Policy:
    return policy(FIRM, worlds=60, seed=2)


def test_the_firm_it_is_compared_with_does_the_same_without_prospecting() -> None:
    bare = without_prospecting(FIRM)
    assert bare.discipline.review_every_weeks == FIRM.discipline.review_every_weeks
    run = simulate(bare, worlds=5, seed=2)
    assert hours_spent(run, PROSPECTING).tolist() == [0.0] * 5
    assert run.worlds["wins"].sum() == 0


def test_calls_that_never_win_cost_hours_and_bring_nothing() -> None:
    run = simulate(without_wins(FIRM), worlds=5, seed=2)
    assert run.worlds["wins"].sum() == 0
    assert hours_spent(run, ["call", "discovery", "proposal"]).min() > 0
    assert hours_spent(run, ["onboarding"]).max() == 0


def test_a_quote_adds_up(quote: Policy) -> None:
    premium = quote.premium
    assert premium.hours.mean == pytest.approx(sum(each.mean for each in premium.hours_by_kind))
    assert premium.hour_cost == selling_hour_cost(FIRM)
    weekly = premium.hours.mean * quote.seats * premium.hour_cost
    assert premium.weekly.mean == pytest.approx(weekly, rel=0.01)
    ruin = quote.cover.ruin
    assert ruin.removed.mean == pytest.approx(ruin.without.mean - ruin.with_it.mean)
    assert quote.waiting.median.mean < quote.payback.median.mean
    assert [each.name for each in quote.exclusions] == ["ruin", "below", "unprotected", "waiting"]
    assert "60 futures, seed 2" in quote.footer


def test_an_hour_may_be_worth_more_than_it_costs(quote: Policy) -> None:
    dear = policy(FIRM, worlds=60, seed=2, hour_cost=10 * quote.premium.hour_cost)
    assert dear.premium.weekly.mean == pytest.approx(10 * quote.premium.weekly.mean)
    assert repr(dear.cover) == repr(quote.cover)  # not ==: what is not a number differs from itself
    assert dear.loss_ratio.net.mean < quote.loss_ratio.net.mean


def test_a_quote_comes_back_from_a_file_as_it_was(quote: Policy) -> None:
    adapter = TypeAdapter(Policy)
    again = adapter.validate_python(json.loads(json.dumps(adapter.dump_python(quote))))
    np.testing.assert_array_equal(again.waiting.paid, quote.waiting.paid)
    # As text: a factor that nothing is known of is NaN, which equals nothing.
    covers = [json.dumps(adapter.dump_python(each)["cover"]) for each in (again, quote)]
    assert covers[0] == covers[1]
    assert again.payback.most == quote.payback.most


def test_parts_of_lost_revenue_are_parts() -> None:
    run = simulate(FIRM, worlds=40, seed=2, log="story")
    lost, unprotected, early = lost_revenue(run)
    assert lost.shape == (40,)
    assert (unprotected <= lost).all()
    assert (early <= lost).all()
    assert set(unprotected_causes(FIRM.evidence)) == {
        *("acquired", "closes", "conflict", "leadership")
    }


def test_loss_rates_are_multiplied_and_shrinks_left_alone() -> None:
    graded = Evidence.named("graded")
    double = with_loss_rates(graded, 2.0)
    assert double.cause("neglect").annual_rate == 2 * graded.cause("neglect").annual_rate
    assert double.cause("recession").annual_rate == graded.cause("recession").annual_rate
    assert with_loss_rates(graded, 1.0).causes == graded.causes


def test_more_losses_are_found_at_higher_rates_and_none_at_none() -> None:
    found = break_even_rate(FIRM, factors=(0.0, 1.0, 3.0), worlds=30, seed=2)
    lost = [point.lost_a_year.mean for point in found.points]
    assert lost[0] == 0.0
    assert 0 < lost[1] < lost[2]
    assert 0.04 < lost[1] < 0.2


def test_hours_are_priced_in_the_same_futures() -> None:
    found = hour_prices(FIRM, doses=(0.0, 2.0, 8.6666666667), worlds=30, seed=2)
    assert [(step.calls_from, step.calls_to) for step in found.steps] == [(0, 2), (2, 8.666667)]
    assert found.first == found.steps[0]
    assert (found.marginal.calls_from, found.marginal.calls_to) == (6.5, 10.833333)
    assert found.first.hours.mean > 0


def test_somebody_is_best_at_every_value_of_an_hour() -> None:
    arms = [FIRM.with_(discipline=name) for name in ("devoted", "weekly_block")]
    found = acceptability(arms, values=(0, 1e9), worlds=30, draws=20, worlds_a_draw=3, seed=2)
    for best in (found.over_inputs, found.over_futures):
        np.testing.assert_allclose(best.share.sum(axis=0), 1.0)
        assert (best.low <= best.share).all()
        assert (best.share <= best.high).all()
    # Where an hour is worth a fortune, who chooses fewer hours is best whatever it earns.
    spent = [
        hours_spent(simulate(arm, worlds=30, seed=2), (*PROSPECTING, "review")) for arm in arms
    ]
    fewer = int(spent[1].mean() < spent[0].mean())
    assert found.over_futures.share[fewer, 1] > 0.9


def test_every_account_is_lost_in_turn_whatever_it_is_called() -> None:
    rows = list(FIRM.book.accounts)
    rows[3] = replace(rows[3], account_id="in week 9 with neglect; id:x")
    book = Book.from_accounts(rows, name="odd names", reps=FIRM.book.reps)
    firm = FIRM.with_(book=book)
    found = replacement(firm, largest=6, worlds=20, seed=2)
    assert [each.account for each in found.accounts] == [
        account.account_id for account in ranked_accounts(firm)[:6]
    ]
    assert found.none_lost.share == 0
    assert found.accounts[0].share == pytest.approx(book.largest_share)


def test_singles_and_pairs_are_tried_and_the_smallest_played_again() -> None:
    found = reverse_stress(FIRM, largest=3, pairs_among=3, worlds=30, seed=2)
    bare, insured = found.diaries
    assert len(bare.losses) == len(insured.losses) == 3 + 3
    shares = [loss.share for loss in bare.losses]
    assert shares == sorted(shares)
    assert all(each.loss is None or each.loss in bare.again for each in bare.smallest)
    assert found.within_months == 24


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: policy(FIRM.with_(discipline="devoted")), "a diary without calls"),
        (lambda: policy(FIRM, hour_cost=-1), "below 0"),
        (lambda: hour_prices(FIRM, doses=(1.0, 2.0)), "must rise from 0"),
        (lambda: hour_prices(FIRM.with_(discipline="devoted")), "no hour to price"),
        (lambda: break_even_rate(FIRM, factors=(2.0, 1.0)), "must rise"),
        (lambda: acceptability([FIRM]), "too little to compare"),
        (lambda: acceptability([FIRM, FIRM], values=(-1,)), "nothing or more"),
        (lambda: replacement(FIRM, sure=0.4), "not a share"),
        (lambda: replacement(FIRM, largest=0), "too few accounts"),
        (lambda: reverse_stress(FIRM, pairs_among=-1), "too few accounts; found"),
    ],
)
def test_what_makes_no_sense_is_refused(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(InputError, match=message):
        call()


def test_titles_say_what_was_found_and_admit_what_was_not() -> None:
    assert finding_policy(made_up()).startswith("Weekly block: 6 of 28 hours a week bring 20")
    assert "do not clearly change" in finding_policy(made_up(removed=0.01))
    assert "it pays: 0.9 m EUR" in policy_headline(made_up()).answer
    assert "it does not pay: 0.9 m EUR" in policy_headline(made_up(net=-9e5)).answer
    assert "cannot tell whether it pays" in policy_headline(made_up(net=1e4)).answer
    assert finding_hour_price(hours()).endswith("one more hour loses 55")
    assert finding_hour_price(hours(400.0)).endswith("one more hour still earns 400")
    assert "cannot tell" in finding_hour_price(hours(113.0))
    assert finding_hour_price(hours(50.0)).endswith("earns less than it costs (50)")
    assert "pays up to 29" in finding_break_even_rate(rates())
    assert "pays at any rate up to 36" in finding_break_even_rate(rates(1e6))
    assert "never pays" in finding_break_even_rate(rates(-9e6))
    assert finding_replacement(stakes()).startswith("Three accounts of 15 cannot be replaced")
    assert finding_replacement(stakes(replaced=9.0)).startswith("Every account is in time")
    assert finding_reverse_stress(stressed()).startswith("Losing Kestrel Foods + Quillon Soaps")


def test_hostile_names_are_tamed_in_titles() -> None:
    for title in (finding_replacement(stakes(HOSTILE)), finding_reverse_stress(stressed(HOSTILE))):
        assert "\n" not in title
        assert "\u202e" not in title


def test_money_keeps_two_figures_that_count() -> None:
    found = [round_money(x) for x in (2649, 3753.2, 113.3, 7.26, 0, 913_000)]
    assert found == ["2,600", "3,800", "110", "7.3", "0", "0.91 m"]
    assert isinstance(stakes(), Replacement)


def test_chances_of_running_out_of_cash_are_not_quoted_from_few_futures() -> None:
    table = policies_table([made_up()])
    assert table.loc["hours a week and rep", "weekly block"] == "5.8 (5.7 to 5.9)"
    ruin = made_up().cover.ruin
    many = replace(
        ruin, without=replace(ruin.without, n=1000), with_it=replace(ruin.with_it, n=1000)
    )
    known = replace(made_up(), cover=replace(made_up().cover, ruin=many))
    row = "out of cash of 100, without"
    found = [policies_table([each]).loc[row, "weekly block"] for each in (made_up(), known)]
    assert found == ["too few futures", "20 (17 to 23)"]


def test_names_in_headlines_cannot_write_markdown() -> None:
    for headline in (
        replacement_headline(stakes(HOSTILE)),
        reverse_stress_headline(stressed(HOSTILE)),
    ):
        assert "<b>" not in headline.answer
        assert "\\<b\\>" in headline.answer
