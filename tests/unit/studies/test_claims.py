"""Claims on trial: the registry, the verdicts, and the arms that they play."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simlib.analysis.precision import Interval
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.files import data_path
from simlib.inputs.shipped import load_book
from simlib.present.words.claims import (
    break_even_words,
    number_words,
    reasons_table,
    structures_table,
    trial_headline,
    turning_words,
    verdict_table,
)
from simlib.studies.claims import claim as claim_module
from simlib.studies.claims import results as verdict
from simlib.studies.claims.claim import ClaimTest, claims
from simlib.studies.claims.flips import (
    axis_of,
    claim_break_even,
    corner,
    movers,
    nearest_zero,
)
from simlib.studies.claims.play import CASES, Job, holds, margins_of, play_job, play_setting
from simlib.studies.claims.reading import (
    Reading,
    chance,
    chance_gain,
    compared,
    gain,
    joined,
    mean,
    p_beyond,
    ratio,
)
from simlib.studies.claims.results import decided
from simlib.studies.claims.setting import Setting, standard_book_with_largest_at
from simlib.studies.claims.trial import STRUCTURES, Effort, trial
from simlib.studies.design import input_draws, largest_of_rep, with_loss_rates, with_share_of_rep
from tests.support.court_results import interval, made_trial, result_of, without_flip

CENTRAL = Setting(Evidence.named("graded"))
SMALL = Effort(worlds=20, draws=20, worlds_a_draw=4, structure_worlds=10, axis_worlds=10)


# -- the registry ------------------------------------------------------------------------------


def test_all_25_claims_are_registered_and_can_be_played() -> None:
    assert list(claims()) == [f"C{number:02d}" for number in range(1, 26)] == sorted(CASES)
    decided_by = {name for name, claim in claims().items() if claim.decided_by}
    assert decided_by == {f"C{n:02d}" for n in (3, 8, 10, 12, 13, 14, 16, 17, 23, 24)}
    assert {n for n, c in claims().items() if c.structures} == {"C02", "C04", "C09", "C15"}


def test_every_threshold_has_the_day_it_was_fixed_on() -> None:
    for claim in claims().values():
        assert all(test.fixed_on.year >= 2026 for test in claim.tests)
        assert "babysitter" not in claim.client_claim


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [("threshold", "high", "row 2"), ("direction", "over", "row 2"), ("claim", "C99", "C99")],
)
def test_a_bad_table_of_tests_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: str, value: str, message: str
) -> None:
    for name in ("claims.csv", "claim_tests.csv"):
        with data_path(name).open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        if name == "claim_tests.csv":
            rows[0][column] = value
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    monkeypatch.setattr(claim_module, "data_path", lambda name: tmp_path / name)
    with pytest.raises(InputError, match=message):
        claim_module.claims.__wrapped__()


# -- readings ----------------------------------------------------------------------------------


def test_the_factor_of_a_difference_is_that_of_separate_over_common_worlds() -> None:
    rng = np.random.default_rng(6)
    before = rng.normal(10, 3, size=200)
    after = before + rng.normal(1, 1, size=200)
    by_hand = (before.var() + after.var()) / (after - before).var()
    assert gain(before, after).variance_factor() == pytest.approx(by_hand)
    assert gain(before, after).estimate() == pytest.approx((after - before).mean())
    bought, kept = before > 10, after > 10
    by_hand = (bought.var() + kept.var()) / (kept * 1.0 - bought).var()
    assert chance_gain(bought, kept).variance_factor() == pytest.approx(by_hand)


def test_the_factor_of_a_ratio_is_about_one_in_separate_worlds_and_more_in_common_ones() -> None:
    rng = np.random.default_rng(7)
    common, own, other = rng.gamma(9, 1, size=(3, 2_000))
    assert ratio(own, other).variance_factor() == pytest.approx(1, abs=0.1)
    # The noise that is left has a tenth of the spread, so about a hundred times as much is saved.
    assert ratio(common + 0.1 * own, common + 0.1 * other).variance_factor() > 30
    rates = compared(lambda m: m[0] / m[1] - m[2] / m[3], [own, common], [other, common])
    assert math.isfinite(rates.variance_factor())


def test_one_arm_alone_saves_nothing() -> None:
    values = np.arange(5.0)
    assert math.isnan(mean(values).variance_factor())
    assert math.isnan(chance(values > 2).variance_factor())
    assert math.isnan(gain(values, values).variance_factor())


def test_the_jackknife_of_a_mean_is_student_to_the_last_digit() -> None:
    values = np.random.default_rng(3).exponential(size=40)
    by_hand = mean(values).interval()
    cut = Reading("function", values[np.newaxis], lambda means: means[0]).interval()
    assert (cut.mean, cut.low, cut.high) == pytest.approx((by_hand.mean, by_hand.low, by_hand.high))


def test_the_interval_of_a_ratio_covers_in_95_of_100_cases() -> None:
    rng, covered = np.random.default_rng(3), 0
    for _ in range(400):
        base = rng.gamma(4, 1, size=60)
        found = ratio(base * rng.gamma(9, 1, size=60), base * rng.gamma(3, 1, size=60)).interval()
        covered += found.low <= 3.0 <= found.high
    assert 0.92 <= covered / 400 <= 0.98


def test_worlds_without_the_question_do_not_count() -> None:
    found = chance(np.array([1.0, 0.0, np.nan, 1.0])).interval()
    assert (found.n, found.mean) == (3, pytest.approx(2 / 3))
    nothing = chance(np.array([np.nan])).interval()
    assert nothing.n == 0
    assert np.isnan(nothing.mean)


def test_blocks_of_worlds_are_joined_in_order() -> None:
    parts = [mean(np.array([1.0, 2.0])), mean(np.array([4.0]))]
    assert joined(parts).columns.tolist() == [[1.0, 2.0, 4.0]]


@pytest.mark.parametrize(("at", "p"), [(0.5, 1.0), (0.5392, 0.05), (0.4608, 0.05)])
def test_p_is_5_of_100_where_a_limit_touches_the_threshold(at: float, p: float) -> None:
    assert p_beyond(Interval(at, at - 0.0392, at + 0.0392, 0.0392, 100), 0.5) == pytest.approx(p)


# -- verdicts ----------------------------------------------------------------------------------

ABOVE = ClaimTest(
    claim="C04",
    test="t",
    estimand="e",
    unit="share",
    direction="above",
    threshold=0.1,
    fixed_on="2026-01-01",
)


def a_test(passed: bool, *, again: bool | None = None, p: float = 0.001) -> verdict.TestResult:
    estimate = interval(0.2 if passed else 0.0)
    return verdict.TestResult(
        *("t", "e", "share", "above", 0.1, estimate, math.nan),
        *(passed, passed if again is None else again, p),
    )


@pytest.mark.parametrize(
    ("passed", "share", "confirmed", "word", "close"),
    [
        (True, 0.95, False, "holds", False),
        (True, 0.85, False, "holds", True),
        (True, 0.5, True, "holds only if", False),
        (True, 0.5, False, "undecided", True),
        (False, 0.05, False, "fails", False),
        (False, 0.5, True, "holds only if", False),
        (False, 0.95, False, "undecided", True),
    ],
)
def test_the_rules_of_the_court(
    passed: bool, share: float, confirmed: bool, word: str, close: bool
) -> None:
    found = decided(
        claims()["C04"], [a_test(passed)], interval(share, 0.05), flip_confirmed=confirmed
    )
    assert (found.word, found.close) == (word, close)


def test_a_verdict_that_noise_could_turn_is_close() -> None:
    share = interval(0.99, 0.01)
    shaky = [a_test(True, p=0.2)]
    assert decided(claims()["C04"], shaky, share, flip_confirmed=False).close
    turned = [a_test(True, again=False)]
    assert decided(claims()["C04"], turned, share, flip_confirmed=False).close


def test_the_model_cannot_say_what_one_input_decides() -> None:
    found = decided(claims()["C08"], [a_test(True)], interval(0.99, 0.01), flip_confirmed=False)
    assert found.word == "model cannot say"


def test_nan_is_on_nobodys_side() -> None:
    assert not ABOVE.passes(float("nan"))
    assert not ABOVE.with_(direction="below").passes(float("nan"))


# -- what is played ----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_trial_of_few_worlds_has_an_interval_on_every_verdict() -> None:
    found = trial(["C02", "C08", "C11"], effort=SMALL, seed=5)
    assert [result.id for result in found.of("graded")] == ["C02", "C08", "C11"]
    for result in found.results:
        assert result.share.n == SMALL.draws
        assert result.worlds == SMALL.worlds
        for test in result.tests:
            assert test.estimate.n > 0
            assert test.estimate.low <= test.estimate.mean <= test.estimate.high
            assert test.estimate.half_width > 0 or test.estimate.mean == 0
        assert (result.break_even is not None) == bool(claims()[result.id].decided_by)
    loss = found.results[0]
    assert [each.structure for each in loss.structures] == list(STRUCTURES)
    assert trial(["C02"], effort=SMALL, seed=5).results[0].share == loss.share


def test_no_two_parts_of_a_trial_share_worlds() -> None:
    effort = Effort()
    parts = ["verdict", "fresh", "structures", "axes", "draws", "flips"]
    begins = [effort.first_world(part) for part in parts]
    lengths = [400, 400, 200, 100, 1600]
    assert begins == [sum(lengths[:place]) for place in range(6)]


@pytest.mark.parametrize("claim", claims())
def test_every_claim_reads_one_number_a_world_for_every_test(claim: str) -> None:
    read = play_job(Job(CENTRAL, (claim,), 0, 6, 5))[claim]
    assert len(read) == len(claims()[claim].tests)
    for reading in read:
        assert reading.columns.shape[1] == 6


def test_blocks_do_not_change_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = play_setting(CENTRAL, ["C04"], worlds=12, first_world=3, seed=5)["C04"][0]
    monkeypatch.setattr("simlib.studies.claims.play.BLOCK", 5)
    parts = play_setting(CENTRAL, ["C04"], worlds=12, first_world=3, seed=5)["C04"][0]
    assert np.array_equal(whole.columns, parts.columns)


def test_claims_that_share_arms_play_them_once(monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[str] = []
    from simlib.studies.claims import play

    real = play.simulate

    def counted(story: object, **given: object) -> object:
        played.append(story.key())  # type: ignore[attr-defined]
        return real(story, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(play, "simulate", counted)
    play_job(Job(CENTRAL, ("C01", "C02", "C04", "C07", "C11"), 0, 2, 5))
    assert len(played) == len(set(played)) == 5


def test_the_dominant_customer_has_half_of_the_book() -> None:
    assert standard_book_with_largest_at(0.5).largest_share == pytest.approx(0.5)


def test_perfect_attention_saves_and_ruins_nobody_anew() -> None:
    for options in ({}, *STRUCTURES.values()):
        read = play_job(Job(replace(CENTRAL, **options), ("C15",), 0, 20, 5))["C15"]
        for reading in read:
            lost, perfect = reading.columns
            assert (perfect <= lost).all()
            assert perfect.sum() < lost.sum()


@pytest.mark.parametrize(
    "arguments", [{"only": ["C99"]}, {"effort": Effort(worlds=5)}, {"effort": Effort(draws=5)}]
)
def test_unknown_claims_and_too_little_effort_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(InputError):
        trial(**arguments)  # type: ignore[arg-type]


# -- along the input that decides --------------------------------------------------------------


def test_a_crossing_is_found_by_hand() -> None:
    values = np.array([0.0, 1.0, 3.0])
    assert nearest_zero(values, np.array([-1.0, 1.0, 2.0]), near=3) == (pytest.approx(0.5), True)
    assert nearest_zero(values, np.array([3.0, 1.0, -1.0]), near=0) == (pytest.approx(2.0), False)
    assert np.isnan(nearest_zero(values, np.array([1.0, 2.0, 3.0]), near=1)[0])
    both = np.array([-1.0, 1.0, -1.0])
    assert nearest_zero(values, both, near=0.6) == (pytest.approx(0.5), True)
    assert nearest_zero(values, both, near=2.5) == (pytest.approx(2.0), False)


@pytest.mark.parametrize("claim", [c for c in claims().values() if c.decided_by], ids=str)
def test_every_axis_covers_its_graded_range(claim: claim_module.Claim) -> None:
    axis = axis_of(claim)
    assert list(axis.values) == sorted(axis.values)
    assert axis.values[0] <= axis.low < axis.high <= axis.values[-1]


def test_more_losses_shorten_the_life_of_accounts() -> None:
    found = claim_break_even(claims()["C14"], CENTRAL, worlds=20, first_world=0, seed=5)
    assert found.holds_above
    assert found.turns
    assert found.value_low <= found.value <= found.value_high
    twice = with_loss_rates(Evidence.named("graded"), 2.0)
    assert twice.cause("closes").annual_rate == 0.02
    assert twice.cause("recession").annual_rate == 0.16


# -- in words ----------------------------------------------------------------------------------


def test_every_verdict_is_said_with_its_interval() -> None:
    found = made_trial()
    table = verdict_table(found)
    assert len(table) == 25
    assert table.loc["C01"].iloc[1:].str.contains("(close)", regex=False).all()
    assert "of 100 draws" in table.iloc[3, 1]
    reasons = reasons_table(found, "graded")
    assert reasons["Measured"].str.contains(r"\(.* to .*\)").all()
    assert reasons["Turns"].str.len().min() > 20
    headline = str(trial_headline(found))
    assert "25 claims" in headline
    assert "C01" in headline
    assert structures_table(found).loc["C02, published figures", "firm"] == "no"


def test_what_turns_a_claim_is_one_sentence() -> None:
    flipped = result_of(claims()["C05"], "graded", "fails")
    assert turning_words(flipped) == (
        "Holds where 100 calls bring fewer than 11 first meetings: in 90 (82 to 98) of 100 fresh "
        "draws there, against 30 anywhere."
    )
    assert "No two or three inputs" in turning_words(without_flip(flipped))
    turned = result_of(claims()["C08"], "graded", "holds").break_even
    assert turned is not None
    assert break_even_words(turned) == (
        "Holds where 100 calls bring more than 44 first meetings (30 to 55), outside what is "
        "assumed 8 to 40."
    )
    never = replace(turned, value=float("nan"), holds_above=False)
    assert break_even_words(never).startswith("Fails wherever")


def test_numbers_are_shown_in_their_unit() -> None:
    assert number_words(a_test(True)) == "20 % (18 to 22), asked above 10 %"
    chances = replace(a_test(True), unit="chance")
    assert number_words(chances) == "20 of 100 (18 to 22), asked above 10 of 100"
    paired = replace(a_test(True), variance_factor=9.04)
    assert number_words(paired) == "20 % (18 to 22), asked above 10 % (9.0 x)"
    assert number_words(replace(a_test(True), unit="ratio", threshold=0.25)).startswith(
        "0.20 (0.18"
    )


# -- what turns a verdict ----------------------------------------------------------------------


def test_nothing_moves_a_claim_that_always_holds_alike() -> None:
    draws = input_draws(count=20, seed=3)
    assert movers(draws, np.ones(20)) == []
    assert movers(draws, np.full(20, np.nan)) == []


def test_the_inputs_that_move_a_margin_are_found() -> None:
    draws = input_draws(count=80, seed=3)
    margins = np.array(
        [d.quantiles["meeting_probability"] - 0.6 * d.quantiles["call_hours"] for d in draws]
    )
    assert set(movers(draws, margins)[:2]) == {"meeting_probability", "call_hours"}


def test_the_margin_is_that_of_the_worst_test_and_positive_where_a_claim_holds() -> None:
    claim = claims()["C05"]  # above 0.25, and below 0

    def read(first: float, second: float) -> dict[str, tuple[Reading, ...]]:
        return {"C05": (mean(np.array([first, first])), mean(np.array([second, second])))}

    drawn = [read(0.5, -0.2), read(0.1, -0.2), read(0.5, 0.1), read(float("nan"), -0.2)]
    margins = margins_of(claim, drawn)
    assert [margin > 0 for margin in margins] == [holds(claim, each) for each in drawn]
    assert list(margins > 0) == [True, False, False, False]


def test_a_client_takes_a_share_of_what_his_rep_owns() -> None:
    book = load_book("dealer")
    changed = with_share_of_rep(book, "Marcus Hale", 0.2)
    owned = {a.account_id: a.annual_revenue for a in changed.accounts if a.owner == "Marcus Hale"}
    before = sum(a.annual_revenue for a in book.accounts if a.owner == "Marcus Hale")
    assert sum(owned.values()) == pytest.approx(before)
    assert owned[largest_of_rep(book, "Marcus Hale").account_id] == pytest.approx(0.2 * before)
    assert changed.annual_revenue == pytest.approx(book.annual_revenue)


def test_a_planted_corner_is_found_in_noise() -> None:
    rng = np.random.default_rng(3)
    cube = rng.random((200, 3))
    margins = 1.5 * cube[:, 0] - cube[:, 1] - 0.9 + rng.normal(0, 0.3, 200)
    limits = {limit.name: limit for limit in corner(["up", "down", "idle"], cube, margins)}
    assert limits["up"].low > 0.4
    assert limits["up"].high == 1
    assert limits["down"].high < 0.7
    fresh = rng.random((4000, 3))
    inside = np.all(
        [
            (fresh[:, k] >= limit.low) & (fresh[:, k] <= limit.high)
            for k, name in enumerate(("up", "down", "idle"))
            if (limit := limits.get(name))
        ],
        axis=0,
    )
    wins = 1.5 * fresh[:, 0] - fresh[:, 1] - 0.9 > 0
    assert wins[inside].mean() > 2 * wins.mean()


def test_there_is_no_corner_where_all_draws_say_the_same() -> None:
    cube = np.random.default_rng(3).random((40, 2))
    assert corner(["a", "b"], cube, np.full(40, 1.0)) == ()
    assert corner(["a", "b"], cube, np.full(40, -1.0)) == ()
    assert corner(["a", "b"], cube, np.full(40, np.nan)) == ()
