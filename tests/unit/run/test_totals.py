"""Totals: any grouping of the same worlds gives the same sums to the last bit."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache, reduce
from operator import add
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.inputs.scenario import Scenario
from simlib.model.chunk import Chunk
from simlib.model.plan import plan
from simlib.run.order import Order, Sums, play_chunk, work
from simlib.run.simulate import compare
from simlib.run.totals import (
    COLUMNS,
    MOST_WORLDS,
    PAIR_THRESHOLDS,
    QUANTUM,
    REVENUE_BINS,
    THRESHOLDS,
    Numbers,
    fixed,
    numbers,
    pair_totals,
    totals,
)
from tests.support.equal_totals import assert_equal
from tests.support.firms import book_of

WORLDS = 120
SEED = 5
BASE = Scenario(
    book=book_of(300.0, 250.0, 120.0, 60.0, reps=2),
    horizon_years=2,
    stress="lose top:1 in week 30",
)
ARMS = (BASE, BASE.with_(discipline="one_call_a_month"))
ORDER = Order(ARMS, SEED, keep="totals")
MOST = 2**26 - 1
"""The largest number of quanta that is allowed."""


def played(first: int, count: int) -> Sums:
    """Return the sums of some worlds, played as one chunk."""
    found = work(ORDER, first, count).sums
    assert found is not None
    return found


@cache
def at_once() -> Sums:
    """Return the sums of all worlds, played as one chunk."""
    return played(0, WORLDS)


@cache
def chunks() -> tuple[Chunk, ...]:
    """Return all worlds of both scenarios."""
    return tuple(play_chunk(s, SEED, 0, WORLDS, "full", "compiled") for s in ARMS)


# -- grouping ----------------------------------------------------------------------------------


@settings(max_examples=30)
@given(cuts=st.sets(st.integers(1, WORLDS - 1), max_size=8), seed=st.integers(0, 2**16))
def test_any_grouping_in_any_order_is_one_chunk(cuts: set[int], seed: int) -> None:
    edges = [0, *sorted(cuts), WORLDS]
    parts = [played(first, end - first) for first, end in itertools.pairwise(edges)]
    chooser = Random(seed)
    while len(parts) > 1:  # any two may meet first, as with workers that answer when they like
        one = parts.pop(chooser.randrange(len(parts)))
        other = parts.pop(chooser.randrange(len(parts)))
        parts.append(one + other)
    assert_equal(parts[0], at_once())


@pytest.mark.parametrize("executor", ["here", "threads"])
def test_whoever_plays_the_totals_are_the_same(executor: str) -> None:
    arms = compare(ARMS, worlds=WORLDS, seed=SEED, keep="totals", executor=executor, progress=False)  # type: ignore[arg-type]
    found = [run.totals for run in arms.runs]
    assert all(each is not None for each in found)
    pair = arms.runs[1].pair
    assert pair is not None
    assert_equal(Sums(tuple(t for t in found if t), (pair,)), at_once())


def test_both_engines_have_the_same_totals() -> None:
    simpy = work(replace(ORDER, engine="simpy"), 0, 10).sums
    assert simpy is not None
    assert_equal(simpy, played(0, 10))


def test_counts_count_every_world() -> None:
    for arm in at_once().arms:
        assert arm.worlds == WORLDS
        assert (arm.lowest.sum(axis=1) == WORLDS).all()
        assert (arm.revenue_bins.sum(axis=1) == WORLDS).all()
        assert (arm.closed <= arm.lowest[:, 0]).all()
        assert (arm.closed <= arm.revenue_bins[:, 0]).all()
        assert (np.diff(arm.closed) >= 0).all()
        assert arm.losses.sum() == arm.columns[COLUMNS.index("losses")]
        assert arm.losses[:, 0].sum() == arm.columns[COLUMNS.index("initial_losses")]


def test_losses_are_those_of_the_log() -> None:
    for story, chunk in zip(ARMS, chunks(), strict=True):
        names = plan(story).cause_names
        assert chunk.losses.shape == (24, 2, len(names))
        assert chunk.losses.sum() == chunk.tallies["losses"].sum() > 0
        forced = chunk.losses[:, :, names.index("forced")]
        assert forced.sum() == forced[6].sum()  # week 30 is in the seventh month


def test_a_pair_holds_where_both_do() -> None:
    (first, second), (pair,) = at_once().arms, at_once().pairs
    for place, threshold in enumerate(PAIR_THRESHOLDS):
        least = round(100 * threshold)
        held = [arm.lowest[:, least:].sum(axis=1) for arm in (first, second)]
        assert (pair.both_held[place] <= np.minimum(*held)).all()
        assert (pair.both_held[place] >= held[0] + held[1] - WORLDS).all()
    assert (pair.both_closed <= np.minimum(first.closed, second.closed)).all()
    assert (pair.higher + pair.lower <= WORLDS).all()


def test_a_pair_with_itself_differs_nowhere() -> None:
    found = numbers(BASE, chunks()[0])
    pair, alone = pair_totals(found, found), totals(found, chunks()[0].losses)
    assert not pair.higher.any()
    assert not pair.lower.any()
    assert pair.column_product.tolist() == alone.column_squares.tolist()
    assert pair.revenue_product.tolist() == alone.revenue_squares.tolist()
    assert pair.both_closed.tolist() == alone.closed.tolist()


@given(whole=st.integers(1, 100), shift=st.sampled_from([-1, 0, 1]))
def test_a_threshold_is_held_at_the_threshold(whole: int, shift: int) -> None:
    """Bring revenue to a threshold, or one float beside it: only below is below."""
    chunk = chunks()[0]
    monthly = chunk.monthly[:1].copy()
    initial = monthly[0, 0, 0]
    edge = THRESHOLDS[whole - 1] * initial
    monthly[0, 1:, 0] = np.nextafter(edge, edge + shift) if shift else edge
    tallies = chunk.tallies[:1].copy()
    tallies["ruin_week"] = np.nan
    one = replace(chunk, monthly=monthly, tallies=tallies, reps=chunk.reps[:1])
    held = numbers(BASE, one).held[0]
    assert held[0] == 100
    assert (held[1:] == whole - (shift < 0)).all()


# -- fixed point -------------------------------------------------------------------------------


@given(st.lists(st.floats(-1000, 1000), min_size=1))
def test_a_number_is_rounded_to_the_nearest_quantum(found: list[float]) -> None:
    quanta = fixed(np.array(found), "test")
    assert quanta.dtype == np.int64
    assert np.abs(quanta * QUANTUM - found).max() <= QUANTUM / 2


@pytest.mark.parametrize(
    "worst", [1024.0, -1024.0, 1e300, float("nan"), float("inf"), float("-inf")]
)
def test_what_would_overflow_is_refused_by_name(worst: float) -> None:
    with pytest.raises(OverflowError, match=r"revenue: .* units are too many"):
        fixed(np.array([[1.0, 2.0], [worst, 3.0]]), "revenue")


def test_just_below_the_limit_is_kept() -> None:
    assert fixed(np.array([MOST * QUANTUM]), "test").tolist() == [MOST]


def test_a_firm_that_explodes_is_refused() -> None:
    chunk = chunks()[0]
    monthly = chunk.monthly.copy()
    monthly[3, 5, 0] = 1025 * monthly[3, 0, 0]
    with pytest.raises(OverflowError, match=r"revenue: 1025\.0"):
        numbers(BASE, replace(chunk, monthly=monthly))


def test_too_large_a_chunk_is_refused() -> None:
    chunk = chunks()[0]
    many = replace(chunk, monthly=np.broadcast_to(chunk.monthly[:1], (MOST_WORLDS + 1, 25, 7)))
    with pytest.raises(OverflowError, match="at most 1024"):
        numbers(BASE, many)


def _at_the_limit() -> Sums:
    """Return sums of the largest chunk that there may be, of the largest numbers."""
    worlds, months = MOST_WORLDS, 3
    found = Numbers(
        revenue=np.full((worlds, months), MOST),
        columns=np.full((worlds, len(COLUMNS)), -MOST),
        closed=np.zeros((worlds, months), dtype=bool),
        held=np.full((worlds, months), 100),
        shares=np.full((worlds, months), MOST * QUANTUM),
    )
    arm = totals(found, np.zeros((months - 1, 2, 4), dtype=np.int64))
    return Sums((arm,), (pair_totals(found, replace(found, columns=-found.columns)),))


def test_sums_of_the_largest_chunk_are_exact() -> None:
    largest = _at_the_limit()
    arm, pair = largest.arms[0], largest.pairs[0]
    assert arm.revenue_squares.tolist() == [MOST_WORLDS * MOST**2] * 3
    assert arm.columns.tolist() == [-MOST_WORLDS * MOST] * len(COLUMNS)
    assert pair.column_product.tolist() == [-MOST_WORLDS * MOST**2] * len(COLUMNS)
    assert (arm.revenue_bins[:, REVENUE_BINS - 1] == MOST_WORLDS).all()


def test_many_merged_totals_do_not_overflow() -> None:
    """Add 64 of the largest chunks: more than 63 bits hold, so these must be Python's numbers."""
    many = reduce(add, [_at_the_limit()] * 64)
    exact = 64 * MOST_WORLDS * MOST**2
    assert exact > 2**63
    assert many.arms[0].revenue_squares.tolist() == [exact] * 3
    assert many.arms[0].column_squares.tolist() == [exact] * len(COLUMNS)
    assert many.pairs[0].column_product.tolist() == [-exact] * len(COLUMNS)
    assert many.worlds == 64 * MOST_WORLDS
