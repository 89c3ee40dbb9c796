"""Paired differences and their table, and every number by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests

from simlib.analysis.compare import (
    DEFAULT_MEASURES,
    difference_numbers,
    difference_table,
    plus_minus,
    times,
)
from simlib.analysis.difference import exact_mcnemar, tango_interval
from simlib.analysis.from_totals import pair_moments
from simlib.analysis.measures import MEASURES, measure_named
from simlib.analysis.pairs import paired
from simlib.inputs.errors import InputError
from tests.support.scipy_intervals import student, wilson
from tests.support.synthetic_runs import FakeComparison, FakeRun, make_run, random_run

MONTH = 52.0 / 12.0
SURE = 0.8
A = np.array([100.0, 120.0, 80.0, 100.0, 90.0])
B = np.array([110.0, 121.0, 70.0, 100.0, 99.0])

LABELS = {
    "final_revenue": ("Revenue a year at the end", "money", True),
    "cumulative_revenue": ("Revenue of all years", "money", True),
    "survival": ("Never below 70 % of today's revenue", "chance", True),
    "ruin": ("Ran out of cash", "chance", False),
    "accounts_kept": ("Of today's accounts, kept", "count", True),
    "accounts_lost": ("Accounts lost", "count", False),
    "initial_losses": ("Of today's accounts, lost", "count", False),
    "wins": ("Accounts won", "count", True),
    "largest_share": ("Share of the largest account", "share", False),
    "drawdown": ("Deepest fall from a peak", "share", False),
    "layoffs": ("Layoffs", "count", False),
}


def _ending(final: Any, **more: Any) -> FakeRun:
    table = np.full((len(final), 13), 100.0)
    table[:, -1] = final
    return make_run(table, **more)


def test_a_paired_difference_is_students_on_the_differences() -> None:
    a, b = _ending([100, 120, 80, 100]), _ending([110, 121, 95, 100])
    found = paired(a, b, "final_revenue")
    differences = np.array([10, 1, 15, 0])
    low, high = stats.t.interval(0.95, 3, loc=differences.mean(), scale=stats.sem(differences))
    assert (found.difference, found.low, found.high) == pytest.approx((6.5, low, high))
    assert (found.better, found.worse, found.same) == (3, 0, 1)
    assert found.p_value == pytest.approx(stats.ttest_1samp(differences, 0).pvalue)
    assert found.correlation == pytest.approx(
        np.corrcoef([100, 120, 80, 100], [110, 121, 95, 100])[0, 1]
    )


def test_lower_is_better_where_it_is() -> None:
    a = _ending([100] * 3, worlds={"losses": [3, 3, 3]})
    b = _ending([100] * 3, worlds={"losses": [1, 3, 4]})
    found = paired(a, b, "accounts_lost")
    assert (found.better, found.worse, found.same) == (1, 1, 1)
    assert found.difference == pytest.approx(-1 / 3)


def test_closing_early_is_not_keeping_accounts() -> None:
    losses = [(0, 5.0, "A0", "neglect"), (1, 5.0, "A0", "neglect"), (1, 9.0, "A1", "neglect")]
    a = _ending([100] * 2, losses=losses)
    b = _ending([100] * 2, ruin_week=[MONTH, MONTH])
    assert paired(a, b, "initial_losses").better == 2
    kept = paired(a, b, "accounts_kept")
    assert (kept.mean_a, kept.mean_b, kept.worse) == (2.5, 0, 2)


def test_cumulative_revenue_adds_the_months() -> None:
    found = paired(_ending([100, 100]), _ending([112, 100]), "cumulative_revenue")
    assert (found.mean_a, found.mean_b) == (pytest.approx(100), pytest.approx(100.5))


def test_ruin_is_compared_by_discordant_worlds() -> None:
    never, closes = np.nan, 6 * MONTH
    a = _ending([100] * 6, ruin_week=[closes, closes, closes, never, never, never])
    b = _ending([100] * 6, ruin_week=[closes, never, never, closes, never, never])
    found = paired(a, b, "ruin")
    assert (found.better, found.worse, found.same) == (2, 1, 3)
    assert found.difference == pytest.approx(-1 / 6)
    expected = tango_interval(1, 2, 6)
    assert (found.low, found.high) == (expected.low, expected.high)
    assert found.p_value == 1.0


def test_identical_runs_differ_nowhere_but_promise_no_certainty_of_chances() -> None:
    run = random_run(50)
    assert paired(run, run, "final_revenue").identical
    found = paired(run, run, "ruin")
    z = stats.norm.ppf(0.975)
    assert found.identical
    assert (found.low, found.high) == pytest.approx((-(z**2) / (50 + z**2), z**2 / (50 + z**2)))


def test_largest_share_is_compared_where_both_firms_trade() -> None:
    share = np.full((3, 13), 0.4)
    a = _ending([100] * 3, monthly={"largest_share": share}, ruin_week=[MONTH, np.nan, np.nan])
    b = _ending([100] * 3, monthly={"largest_share": share / 2})
    found = paired(a, b, "largest_share")
    assert found.worlds == 2
    assert found.difference == pytest.approx(-0.2)


def test_survival_follows_its_threshold() -> None:
    a, b = _ending([60, 100]), _ending([80, 100])
    assert paired(a, b, "survival", below=0.7).difference == 0.5
    assert paired(a, b, "survival", below=0.9).difference == 0


@pytest.mark.parametrize("measure", list(MEASURES))
def test_swapping_the_arms_mirrors_every_measure(measure: str) -> None:
    a, b = random_run(30, seed=1), random_run(30, seed=2)
    one, two = paired(a, b, measure), paired(b, a, measure)
    assert (one.difference, one.low, one.high) == pytest.approx(
        (-two.difference, -two.high, -two.low)
    )
    assert (one.better, one.worse) == (two.worse, two.better)


def test_only_the_same_worlds_are_paired() -> None:
    run = _ending([100, 100])
    for other in (
        _ending([100, 100], seed=8),
        _ending([100, 100], first_world=2),
        _ending([100, 100, 100]),
    ):
        with pytest.raises(InputError, match="same worlds"):
            paired(run, other, "wins")
    with pytest.raises(InputError, match="different months"):
        paired(run, make_run(np.ones((2, 25))), "wins")


def test_an_unknown_measure_is_refused_with_its_neighbours() -> None:
    run = _ending([100, 100])
    with pytest.raises(InputError, match="final_revenue"):
        paired(run, run, "final_revenu")


def test_a_measure_that_nobody_has_is_refused() -> None:
    run = _ending([100, 100], ruin_week=[MONTH, MONTH])
    with pytest.raises(InputError, match="no world"):
        paired(run, run, "largest_share")


# R, PropCIs::scoreci.mp(b, c, n), which estimates (c - b) / n: (7, 1, 21) at 95 % is -0.517 to
# -0.026 with the signs of p1 - p2 (airway reactivity; Bentur 2009, Fagerland et al. 2014), and
# (25, 28, 618) at 90 % is -0.0148 to 0.0247.
@pytest.mark.parametrize(
    ("ups", "downs", "n", "confidence", "low", "high"),
    [(1, 7, 21, 0.95, -0.517, -0.026), (28, 25, 618, 0.90, -0.0148, 0.0247)],
)
def test_tango_is_what_r_prints(
    ups: int, downs: int, n: int, confidence: float, low: float, high: float
) -> None:
    found = tango_interval(ups, downs, n, confidence=confidence)
    digits = 3 if n == 21 else 4
    assert (round(found.low, digits), round(found.high, digits)) == (low, high)


@given(ups=st.integers(0, 40), downs=st.integers(0, 40), same=st.integers(0, 60))
def test_tango_is_ordered_mirrored_and_never_certain(ups: int, downs: int, same: int) -> None:
    n = max(1, ups + downs + same)
    found, mirror = tango_interval(ups, downs, n), tango_interval(downs, ups, n)
    assert -1 <= found.low <= found.mean <= found.high <= 1
    assert found.high - found.low > 0
    assert (found.low, found.high) == pytest.approx((-mirror.high, -mirror.low))


def test_tango_limits_are_where_the_score_test_just_rejects() -> None:
    ups, downs, n = 5, 11, 60
    found = tango_interval(ups, downs, n)
    for limit in (found.low, found.high):

        def minus_log_likelihood(down: float, limit: float = limit) -> float:
            up = down + limit
            return -(
                ups * np.log(up) + downs * np.log(down) + (n - ups - downs) * np.log(1 - up - down)
            )

        bounds = (max(0, -limit) + 1e-9, (1 - limit) / 2 - 1e-9)
        down = optimize.minimize_scalar(minus_log_likelihood, bounds=bounds, method="bounded").x
        error = np.sqrt(n * (2 * down + limit - limit**2))
        assert abs(ups - downs - n * limit) / error == pytest.approx(
            stats.norm.ppf(0.975), rel=1e-4
        )


@pytest.mark.parametrize(("ups", "downs", "n"), [(-1, 0, 5), (3, 3, 5), (0, 0, 0)])
def test_impossible_counts_are_refused(ups: int, downs: int, n: int) -> None:
    with pytest.raises(InputError, match="impossible"):
        tango_interval(ups, downs, n)


def test_mcnemar_is_the_sign_test() -> None:
    assert exact_mcnemar(0, 0) == 1
    assert exact_mcnemar(2, 9) == pytest.approx(stats.binomtest(2, 11).pvalue)
    assert exact_mcnemar(5, 5) == 1


def test_the_table_shows_values_then_differences() -> None:
    reference = random_run(200, seed=1, name="sink_or_swim", label="on their own")
    other = random_run(200, seed=2, name="weekly_block", label="weekly block")
    table = difference_table(
        FakeComparison((reference, other, reference)), ["final_revenue", "ruin"]
    )
    assert table.shape == (3, 2)
    assert table.columns.tolist() == [
        "Revenue a year at the end, k EUR",
        "Ran out of cash, futures of 100",
    ]
    assert table.index[1] == "weekly block"
    assert table.iloc[1, 0][0] in "+-"
    assert " ± " in table.iloc[0, 1]
    assert table.iloc[2].tolist() == ["0 (same in every future)"] * 2


def test_the_numbers_behind_the_table_are_corrected_for_many_looks() -> None:
    runs = tuple(random_run(60, seed=seed, name=f"s{seed}", label=f"l{seed}") for seed in (1, 2, 3))
    numbers = difference_numbers(FakeComparison(runs), ["final_revenue", "ruin", "accounts_lost"])
    assert len(numbers) == 6
    assert (numbers["p_holm"] >= numbers["p_value"]).all()
    first = numbers.iloc[0]
    assert first["difference"] == paired(runs[0], runs[1], "final_revenue").difference


def test_arms_of_one_label_are_told_apart() -> None:
    runs = (
        random_run(5, name="base", label="weekly block"),
        random_run(5, name="folklore", label="weekly block"),
    )
    table = difference_table(FakeComparison(runs), ["wins"])
    assert table.index.tolist() == ["weekly block (base) (reference)", "weekly block (folklore)"]


def test_a_lone_reference_makes_a_table_without_differences() -> None:
    lone = FakeComparison((random_run(5),))
    assert len(difference_table(lone)) == 1
    assert difference_numbers(lone).empty


@pytest.mark.parametrize(
    ("value", "half_width", "signed", "text"),
    [
        (12.3456, 0.217, False, "12.35 ± 0.22"),
        (0.5, 0.031, True, "+0.500 ± 0.031"),
        (-1234.5, 120.0, True, "-1,234 ± 120"),
        (3.0, float("nan"), False, "3 ± ?"),
        (0.0, 0.0, False, "0 ± 0"),
    ],
)
def test_printed_digits_follow_the_half_width(
    value: float, half_width: float, signed: bool, text: str
) -> None:
    assert plus_minus(value, half_width, signed=signed) == text


def test_the_variance_factor_is_that_of_separate_over_common_futures() -> None:
    """By hand: b is a plus noise, so var(a) + var(b) over var(noise)."""
    rng = np.random.default_rng(3)
    a = 100 + 10 * rng.normal(size=(200, 1)) @ np.ones((1, 13))
    noise = rng.normal(size=(200, 1)) @ np.ones((1, 13))
    a, b = (
        make_run(np.abs(revenue), worlds={"final_revenue": revenue[:, -1]}, name=name)
        for revenue, name in ((a, "first"), (a + noise, "second"))
    )
    found = paired(a, b, "final_revenue").variance_factor
    by_hand = (np.var(a.revenue[:, -1]) + np.var(b.revenue[:, -1])) / np.var(noise[:, 0])
    assert found == pytest.approx(by_hand)
    table = difference_table(FakeComparison((a, b)), ["final_revenue"])
    assert table.iloc[1, 0].endswith(f"({by_hand:.1f} x)")
    assert np.isnan(paired(a, a, "final_revenue").variance_factor)


def _near(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


def test_a_paired_difference_of_numbers() -> None:
    found = paired(_ending(A, label="one"), _ending(B, label="two"), "final_revenue", SURE)
    difference, low, high = student(B - A, SURE)
    assert (found.measure, found.a_label, found.b_label) == ("final_revenue", "one", "two")
    assert (found.mean_a, found.mean_b) == _near((98.0, 100.0))
    assert (found.difference, found.low, found.high) == _near((difference, low, high))
    assert found.half_width == _near(high - difference)
    assert (found.better, found.worse, found.same, found.worlds) == (3, 1, 1, 5)
    assert found.correlation == _near(stats.pearsonr(A, B).statistic)
    assert found.variance_factor == _near((np.var(A) + np.var(B)) / np.var(B - A))
    assert found.p_value == _near(stats.ttest_rel(B, A).pvalue)
    assert (found.confidence, found.identical) == (SURE, False)
    assert paired(_ending(A), _ending(B), "final_revenue").confidence == 0.95


def test_a_paired_difference_of_chances() -> None:
    closes = 6 * MONTH
    a = _ending([100] * 6, ruin_week=[closes, closes, closes, np.nan, np.nan, np.nan])
    b = _ending([100] * 6, ruin_week=[closes, np.nan, np.nan, np.nan, np.nan, np.nan])
    found, expected = paired(a, b, "ruin", SURE), tango_interval(0, 2, 6, confidence=SURE)
    assert (found.difference, found.low, found.high) == (expected.mean, expected.low, expected.high)
    assert found.half_width == max(found.difference - found.low, found.high - found.difference)
    assert (found.mean_a, found.mean_b, found.better, found.worse) == (0.5, 1 / 6, 2, 0)
    assert found.p_value == 0.5


def test_p_values_where_there_is_nothing_to_test() -> None:
    assert paired(_ending(A), _ending(A), "final_revenue").p_value == 1.0
    assert paired(_ending(A), _ending(A + 1), "final_revenue").p_value == 0.0
    assert np.isnan(paired(_ending([1.0]), _ending([2.0]), "final_revenue").p_value)
    alone = pair_moments(np.array([1.0]), np.array([3.0]))
    assert (alone.n, alone.difference, alone.ups, alone.downs) == (1, 2.0, 1, 0)
    assert np.isnan([alone.error, alone.correlation, alone.variance_factor]).all()


def test_the_correlation_with_what_never_changes_is_unknown() -> None:
    still, two = np.ones(2), np.array([1.0, 2.0])
    assert np.isnan(pair_moments(still, two).correlation)
    assert np.isnan(pair_moments(two, still).correlation)
    assert pair_moments(two, two).correlation == _near(1.0)
    assert pair_moments(two, -two).error == _near(stats.sem([-2.0, -4.0]))


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_says_what_it_is(name: str) -> None:
    found = measure_named(name)
    assert (found.name, found.label, found.unit, found.higher_is_better) == (name, *LABELS[name])
    strict = measure_named("survival", below=0.85)
    assert strict.label == "Never below 85 % of today's revenue"
    assert MEASURES["survival"].label == "Never below a threshold"


def test_measures_are_numbers_of_a_world() -> None:
    share = np.full((2, 13), 0.4)
    worlds = {"wins": [3, 4], "drawdown": [0.25, 0.5], "layoffs": [0, 1], "losses": [5, 6]}
    losses = [(0, 3.0, "A0", "x")]
    run = _ending([60, 90], monthly={"largest_share": share}, worlds=worlds, losses=losses)
    expected = {
        "final_revenue": [60, 90],
        "cumulative_revenue": [(1100 + 60) / 12, (1100 + 90) / 12],
        "survival": [0, 1],
        "ruin": [0, 0],
        "accounts_kept": [3, 4],
        "accounts_lost": [5, 6],
        "initial_losses": [1, 0],
        "wins": [3, 4],
        "largest_share": [0.4, 0.4],
        "drawdown": [0.25, 0.5],
        "layoffs": [0, 1],
    }
    for name, values in expected.items():
        assert measure_named(name).values(run).tolist() == _near(values)
    assert list(MEASURES) == list(expected)
    assert measure_named("survival", below=0.95).values(run).tolist() == [0, 0]


def _three() -> FakeComparison:
    runs = [random_run(60, seed=seed, name=f"s{seed}", label=f"l{seed}") for seed in (1, 2, 3)]
    return FakeComparison(tuple(runs))


def test_the_table_by_hand() -> None:
    table = difference_table(_three(), ["final_revenue", "ruin", "wins"], confidence=SURE)
    assert table.index.name == "Diary"
    assert table.index.tolist() == ["l1 (reference)", "l2", "l3"]
    assert table.columns.tolist() == [
        "Revenue a year at the end, k EUR",
        "Ran out of cash, futures of 100",
        "Accounts won",
    ]
    runs = _three().runs
    final = [run.worlds["final_revenue"].to_numpy() for run in runs]
    mean, low, _ = student(final[0], SURE)
    assert table.iloc[0, 0] == plus_minus(mean / 1e3, (mean - low) / 1e3)
    closed = int(runs[0].worlds["ruin_week"].notna().sum())
    share, low, high = wilson(closed, 60, SURE)
    assert table.iloc[0, 1] == plus_minus(100 * share, 100 * max(share - low, high - share))
    for place in (1, 2):
        pair = paired(runs[0], runs[place], "final_revenue", SURE)
        text = plus_minus(pair.difference / 1e3, pair.half_width / 1e3, signed=True)
        assert table.iloc[place, 0] == f"{text} ({pair.variance_factor:.1f} x)"
        pair = paired(runs[0], runs[place], "ruin", SURE)
        text = plus_minus(100 * pair.difference, 100 * pair.half_width, signed=True)
        assert table.iloc[place, 1] == f"{text} ({pair.variance_factor:.1f} x)"
    assert table["Accounts won"].tolist() == ["0 ± 0", *["0 (same in every future)"] * 2]


def test_what_a_table_shows_unless_told() -> None:
    assert (
        *("final_revenue", "survival", "ruin", "accounts_kept", "wins", "largest_share"),
    ) == DEFAULT_MEASURES
    table = difference_table(_three())
    assert table.columns.tolist() == [
        "Revenue a year at the end, k EUR",
        "Never below 70 % of today's revenue, futures of 100",
        "Ran out of cash, futures of 100",
        "Of today's accounts, kept",
        "Accounts won",
        "Share of the largest account, %",
    ]
    strict = difference_table(_three(), ["survival"], below=0.9)
    assert strict.columns.tolist() == ["Never below 90 % of today's revenue, futures of 100"]
    usual = difference_table(_three(), ["final_revenue"], confidence=0.95)
    assert table.iloc[:, :1].equals(usual)
    assert difference_numbers(_three())["measure"].tolist() == [*DEFAULT_MEASURES] * 2


@pytest.mark.parametrize(
    ("revenue", "cell", "unit"),
    [
        (2.5e9, "2.5 ± 0", "bn EUR"),
        (1e6, "1 ± 0", "m EUR"),
        (999_999.0, "999.999 ± 0", "k EUR"),
        (1e3, "1 ± 0", "k EUR"),
        (7.0, "7 ± 0", "EUR"),
        (0.5, "0.5 ± 0", "EUR"),
    ],
)
def test_money_is_shown_in_the_unit_of_its_size(revenue: float, cell: str, unit: str) -> None:
    table = difference_table(
        FakeComparison((make_run(np.full((3, 13), revenue)),)), ["final_revenue"]
    )
    assert table.columns.tolist() == [f"Revenue a year at the end, {unit}"]
    assert table.iloc[0, 0] == cell


def test_money_of_no_currency_has_no_unit() -> None:
    run = make_run(np.full((3, 13), 7.0))
    run.scenario.book.currency = ""
    assert difference_table(FakeComparison((run,)), ["final_revenue"]).columns.tolist() == [
        "Revenue a year at the end"
    ]


def test_the_numbers_by_hand() -> None:
    arms = _three()
    numbers = difference_numbers(arms, ["final_revenue", "survival"], below=0.9, confidence=SURE)
    assert numbers.columns.tolist() == [
        *("arm", "scenario", "measure", "mean_reference", "mean", "difference", "low", "high"),
        *("half_width", "worlds", "correlation", "variance_factor", "better", "worse", "same"),
        *("p_value", "p_holm"),
    ]
    assert numbers["arm"].tolist() == ["l2", "l2", "l3", "l3"]
    assert numbers["scenario"].tolist() == ["s2", "s2", "s3", "s3"]
    assert numbers["measure"].tolist() == ["final_revenue", "survival"] * 2
    for place, row in enumerate(numbers.itertuples()):
        other = arms.others[place // 2]
        pair = paired(arms.reference, other, row.measure, SURE, below=0.9)
        assert (row.mean_reference, row.mean) == (pair.mean_a, pair.mean_b)
        for name in numbers.columns[5:16]:
            assert getattr(row, name) == getattr(pair, name)
    holm = multipletests(numbers["p_value"], method="holm")[1]
    assert numbers["p_holm"].to_numpy() == _near(holm)


def test_an_unknown_p_value_is_taken_for_no_finding() -> None:
    arms = FakeComparison((_ending([1.0]), _ending([2.0], name="other", label="other")))
    numbers = difference_numbers(arms, ["final_revenue"])
    assert np.isnan(numbers["p_value"][0])
    assert numbers["p_holm"].tolist() == [1.0]


def test_what_common_futures_save_is_shown_where_it_is_known() -> None:
    assert (times(9.04), times(float("nan"))) == (" (9.0 x)", "")
    assert plus_minus(5.0, float("inf"), signed=True) == "+5 ± ?"
    assert plus_minus(12_345.0, 0.0, signed=True) == "+12,345 ± 0"
    assert plus_minus(1.0, 9.96) == "1.0 ± 10.0"
