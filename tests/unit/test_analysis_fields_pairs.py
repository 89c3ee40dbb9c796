"""Every number of a comparison by hand: paired differences and their table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from simlib.analysis.compare import (
    DEFAULT_MEASURES,
    difference_numbers,
    difference_table,
    plus_minus,
    times,
)
from simlib.analysis.measures import MEASURES, measure_named
from simlib.analysis.moments import pair_moments
from simlib.analysis.pairs import paired
from simlib.analysis.tango import tango_interval
from tests.analysis_frames import FakeComparison, FakeRun, make_run, random_run
from tests.intervals import student, wilson

MONTH = 52.0 / 12.0
SURE = 0.8
A = np.array([100.0, 120.0, 80.0, 100.0, 90.0])
B = np.array([110.0, 121.0, 70.0, 100.0, 99.0])


def _near(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


def _ending(final: Any, **more: Any) -> FakeRun:
    table = np.full((len(final), 13), 100.0)
    table[:, -1] = final
    return make_run(table, **more)


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
