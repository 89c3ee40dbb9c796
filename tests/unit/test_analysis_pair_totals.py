"""Paired differences from totals are those from the rows of the same worlds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simlib.analysis.compare import (
    DEFAULT_MEASURES,
    difference_numbers,
    difference_table,
    plus_minus,
)
from simlib.analysis.from_totals import KNOWN
from simlib.analysis.measures import MEASURES
from simlib.analysis.pairs import PairedDifference, paired
from simlib.analysis.precision import mean_interval
from simlib.inputs.errors import InputError
from simlib.run.result import Comparison
from simlib.run.simulate import compare, simulate
from simlib.run.totals import PAIR_THRESHOLDS, QUANTUM
from tests.both_ways import ARMS, BASE, WORLDS, both
from tests.firms import book_of

EXACT = [name for name in KNOWN if MEASURES[name].unit in ("count", "chance")]
ROUNDED = [name for name in KNOWN if name not in EXACT]


def pairs_of(measure: str, below: float = 0.7) -> list[tuple[PairedDifference, PairedDifference]]:
    """Return each difference as rows have it and as totals have it."""
    rows, totals = both()
    found = [
        [paired(arms.reference, other, measure, below=below) for other in arms.others]
        for arms in (rows, totals)
    ]
    return list(zip(*found, strict=True))


@pytest.mark.parametrize("measure", EXACT)
def test_counts_and_chances_pair_the_same(measure: str) -> None:
    for rows, totals in pairs_of(measure):
        counts = ("worlds", "better", "worse", "same", "measure", "a_label", "b_label")
        for name in counts:
            assert getattr(rows, name) == getattr(totals, name)
        for name in (
            "mean_a",
            "mean_b",
            "difference",
            "low",
            "high",
            "p_value",
            "correlation",
            "variance_factor",
        ):
            expected = pytest.approx(getattr(rows, name), rel=1e-9, abs=1e-12, nan_ok=True)
            assert getattr(totals, name) == expected


@pytest.mark.parametrize("below", PAIR_THRESHOLDS)
def test_survival_pairs_the_same_at_the_known_thresholds(below: float) -> None:
    for rows, totals in pairs_of("survival", below):
        assert (rows.better, rows.worse, rows.low) == (totals.better, totals.worse, totals.low)
        assert rows.p_value == totals.p_value


@pytest.mark.parametrize("measure", ROUNDED)
def test_sums_pair_the_same_but_for_the_quantum(measure: str) -> None:
    money = MEASURES[measure].unit == "money"
    unit = both()[0].reference.initial_revenue if money else 1.0
    for rows, totals in pairs_of(measure):
        for name in ("mean_a", "mean_b", "difference", "low", "high"):
            near = pytest.approx(getattr(rows, name), abs=QUANTUM * unit)
            assert getattr(totals, name) == near
        for name in ("p_value", "correlation"):
            assert getattr(totals, name) == pytest.approx(getattr(rows, name), abs=1e-3)


@pytest.mark.parametrize("measure", ROUNDED)
def test_what_differs_by_less_than_a_quantum_is_the_same(measure: str) -> None:
    reference, other = both()[0].runs[:2]
    money = MEASURES[measure].unit == "money"
    unit = QUANTUM * (reference.initial_revenue if money else 1.0)
    one, two = (np.rint(MEASURES[measure].values(run) / unit) for run in (reference, other))
    found, rows = pairs_of(measure)[0][1], pairs_of(measure)[0][0]
    higher, lower = int((two > one).sum()), int((two < one).sum())
    ordered = (higher, lower) if MEASURES[measure].higher_is_better else (lower, higher)
    assert (found.better, found.worse) == ordered
    assert found.better <= rows.better
    assert found.worse <= rows.worse


@pytest.mark.parametrize("measure", KNOWN)
def test_the_same_diary_under_another_name_is_the_same(measure: str) -> None:
    assert pairs_of(measure)[1][1].identical
    run = both()[1].others[0]
    alone = paired(run, run, measure)
    assert alone.identical
    assert alone.difference == 0


def test_only_the_reference_is_paired() -> None:
    reference, first, second = both()[1].runs
    alone = simulate(ARMS[1], worlds=WORLDS, seed=5, keep="totals", progress=False)
    for a, b in ((first, second), (first, reference), (reference, alone), (alone, first)):
        with pytest.raises(InputError, match="reference only"):
            paired(a, b, "wins")


def test_the_reference_of_another_study_is_refused_though_it_has_the_same_name() -> None:
    reference = both()[1].reference
    folklore = [arm.with_(evidence="folklore") for arm in ARMS[:2]]
    study = compare(folklore, worlds=WORLDS, seed=5, keep="totals", progress=False)
    assert study.reference.scenario.name == reference.scenario.name
    for measure in ("final_revenue", "ruin"):
        with pytest.raises(InputError, match="comparison's reference only"):
            paired(reference, study.others[0], measure)


def test_sums_that_contradict_each_other_are_refused() -> None:
    """More firms closed under both than there are; a correlation above one."""
    reference, other = both()[1].runs[:2]
    pair = other.pair
    assert pair is not None
    for measure, damaged in (
        ("ruin", replace(pair, both_closed=pair.both_closed + WORLDS)),
        ("wins", replace(pair, column_product=3 * pair.column_product)),
    ):
        with pytest.raises(InputError, match="not of one comparison"):
            paired(reference, replace(other, pair=damaged), measure)


def test_other_worlds_are_refused_first() -> None:
    reference, other = both()[1].runs[:2]
    with pytest.raises(InputError, match="same worlds"):
        paired(reference, replace(other, seed=6), "wins")


def test_rows_and_totals_are_not_paired() -> None:
    rows, totals = both()
    for a, b in ((rows, totals), (totals, rows)):
        with pytest.raises(InputError, match="only totals"):
            paired(a.reference, b.others[0], "wins")


def test_what_totals_do_not_know_is_refused() -> None:
    reference, other = both()[1].runs[:2]
    with pytest.raises(InputError, match=r"do not know this measure.*final_revenue"):
        paired(reference, other, "largest_share")
    with pytest.raises(InputError, match=r"0\.5, 0\.6, 0\.7, 0\.8, 0\.9"):
        paired(reference, other, "survival", below=0.75)
    with pytest.raises(InputError, match="unknown measure"):
        paired(reference, other, "final_revenu")


def test_firms_of_different_size_do_not_share_a_unit() -> None:
    small = BASE.with_(book=book_of(90.0, 80.0, 120.0, 60.0, reps=2), name="small")
    arms = compare([BASE, small], worlds=20, keep="totals", progress=False)
    with pytest.raises(InputError, match="begin with different"):
        paired(*arms.runs, "final_revenue")
    rows = compare([BASE, small], worlds=20, progress=False)
    assert paired(*arms.runs, "wins").difference == paired(*rows.runs, "wins").difference


def test_tables_are_the_same() -> None:
    rows, totals = both()
    known = [name for name in DEFAULT_MEASURES if name in KNOWN]
    pd.testing.assert_frame_equal(difference_table(rows, known), difference_table(totals))
    numbers = [difference_numbers(arms, known) for arms in (rows, totals)]
    left_out = ["better", "worse", "same"]
    some, others = (each.drop(columns=left_out) for each in numbers)
    pd.testing.assert_frame_equal(some, others, rtol=1e-3, atol=1e-3)
    assert difference_numbers(totals)["measure"].unique().tolist() == known


def test_own_numbers_of_the_reference_are_its_own() -> None:
    rows, totals = both()
    table = difference_table(Comparison((totals.reference,)), ["accounts_kept", "drawdown"])
    kept = mean_interval(MEASURES["accounts_kept"].values(rows.reference))
    assert table.iloc[0, 0] == plus_minus(kept.mean, kept.half_width)
