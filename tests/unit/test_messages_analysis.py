"""What a user reads when a run cannot answer what was asked, word for word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simlib.analysis.accounts import account_survival, loss_by_cause
from simlib.analysis.causes import cause_incidence
from simlib.analysis.dry_spells import longest_in_year, weekly_hits
from simlib.analysis.from_totals import measure_moments, measure_sums, survived
from simlib.analysis.futures import futures
from simlib.analysis.luck import ahead_same
from simlib.analysis.pairs import paired
from simlib.analysis.quotient import quotient_interval
from simlib.analysis.ratio import ratio_interval
from simlib.analysis.recovery import recovery
from simlib.analysis.revenue import never_below, revenue_fan
from simlib.analysis.worst import worst_values
from simlib.run.simulate import compare
from tests.analysis_frames import FakeRun, make_run
from tests.both_ways import BASE, both
from tests.firms import book_of
from tests.refusals import names_of, words_of

MONTH = 52.0 / 12.0
KNOWN = (
    "final_revenue, cumulative_revenue, accounts_kept, initial_losses, wins, layoffs, drawdown, "
    'accounts_lost, survival, ruin; or keep="worlds", which knows all'
)


def _run(**fields: Any) -> FakeRun:
    return make_run(np.ones((2, 13)), **fields)


def _without_accounts() -> FakeRun:
    return _run(accounts=0)


LOST = [(0, 5.0, "A0", "neglect")]
RUNS: list[tuple[Callable[[], object], str]] = [
    (
        lambda: account_survival(_without_accounts()),
        "the book has no account to follow; found 'test'",
    ),
    (
        lambda: cause_incidence(_without_accounts()),
        "the book has no account to follow; found 'test'",
    ),
    (
        lambda: loss_by_cause(_run(losses=LOST, log=False)),
        "the event log of this run does not hold every loss; found '0 logged losses of initial "
        'accounts\'; allowed: a run with log="story" or log="full"',
    ),
    (
        lambda: loss_by_cause(_run(), largest=0),
        "too few causes to show; found 0; allowed: 1 or more",
    ),
    (
        lambda: weekly_hits(_run(), "won"),
        'no event log; allowed: a run with log="story" or log="full"',
    ),
    (
        lambda: longest_in_year(np.zeros((1, 1, 103), dtype=bool), 2),
        "column 'year': no such year; found 2; allowed: within the horizon",
    ),
    (
        lambda: longest_in_year(np.zeros((1, 1, 104), dtype=bool), 0),
        "column 'year': no such year; found 0; allowed: within the horizon",
    ),
    (
        lambda: futures(_run(), below=0.0),
        "not two limits; found (0.0, 1.0); allowed: 0 < below <= above",
    ),
    (
        lambda: futures(_run(), below=1.2),
        "not two limits; found (1.2, 1.0); allowed: 0 < below <= above",
    ),
    (
        lambda: never_below(_run(), 0),
        "not a threshold; found 0; allowed: a share of initial revenue > 0",
    ),
    (
        lambda: never_below(_run(), np.inf),
        "not a threshold; found inf; allowed: a share of initial revenue > 0",
    ),
    (
        lambda: recovery(_run(stress=("shrink top:1 by 40 % in week 9", "lose top:1 in week 52"))),
        "column 'stress': the scenario forces no loss within its horizon; found ['shrink top:1 by "
        "0.4 in week 9', 'lose top:1 in week 52']; allowed: an event such as "
        "'lose top:1 in week 52'",
    ),
    (
        lambda: recovery(_run(stress=("lose top:1 in week 51",))),
        "column 'stress': the forced loss took no account in any world; found 51.0; "
        'allowed: a run with its event log, log="story" or "full"',
    ),
    (
        lambda: worst_values([1.0], share=1.0),
        "not a share of futures; found 1.0; allowed: strictly between 0 and 1",
    ),
    (
        lambda: worst_values([1.0], share=0.0),
        "not a share of futures; found 0.0; allowed: strictly between 0 and 1",
    ),
    (
        lambda: quotient_interval([1.0, 2.0], [1.0]),
        "one pair of numbers a world is needed; found ((2,), (1,))",
    ),
    (
        lambda: quotient_interval([], []),
        "one pair of numbers a world is needed; found ((0,), (0,))",
    ),
    (
        lambda: quotient_interval(np.ones((1, 2)), np.ones((1, 2))),
        "one pair of numbers a world is needed; found ((1, 2), (1, 2))",
    ),
    (
        lambda: ratio_interval(np.ones(2), np.ones(3)),
        "not parts of wholes; found ((2,), (3,))",
    ),
    (
        lambda: ratio_interval(-np.ones(2), np.ones(2)),
        "not parts of wholes; found ((2,), (2,))",
    ),
    (
        lambda: ratio_interval(np.ones((1, 2)), np.ones((1, 2))),
        "not parts of wholes; found ((1, 2), (1, 2))",
    ),
    (
        lambda: ahead_same(np.ones(3), np.ones(4)),
        "one number a world of the same worlds is needed; found ((3,), (4,)); "
        "allowed: at least three worlds",
    ),
    (
        lambda: ahead_same(np.ones(2), np.ones(2)),
        "one number a world of the same worlds is needed; found ((2,), (2,)); "
        "allowed: at least three worlds",
    ),
    (
        lambda: paired(_run(), _run(seed=8), "wins"),
        "column 'seed': only runs in the same worlds can be paired; found (7, 8)",
    ),
    (
        lambda: paired(_run(), _run(first_world=8), "wins"),
        "column 'first_world': only runs in the same worlds can be paired; found (0, 8)",
    ),
    (
        lambda: paired(_run(), make_run(np.ones((3, 13))), "wins"),
        "column 'world_count': only runs in the same worlds can be paired; found (2, 3)",
    ),
    (
        lambda: paired(_run(), make_run(np.ones((2, 25))), "wins"),
        "column 'months': the runs end at different months; found (12, 24)",
    ),
    (
        lambda: paired(_run(), _run(ruin_week=[MONTH, MONTH]), "largest_share"),
        "no world in which both runs have this measure; found 'largest_share'",
    ),
    (
        lambda: paired(_run(), _run(), "win"),
        "unknown measure; found 'win'; allowed: did you mean wins or ruin? known: accounts_kept, "
        "accounts_lost, cumulative_revenue, drawdown, final_revenue, initial_losses, "
        "largest_share, layoffs, ruin, survival, wins",
    ),
]


@pytest.mark.parametrize(("refused", "words"), RUNS, ids=names_of(w for _, w in RUNS))
def test_a_run_says_in_these_words_what_it_cannot_answer(
    refused: Callable[[], object], words: str
) -> None:
    assert words_of(refused) == words


def _totals() -> Any:
    return both()[1].reference.totals


def _rich() -> Any:
    """Return totals of which a third of the worlds end above 500 % of initial revenue."""
    run = both()[1].reference
    bins = run.totals.revenue_bins.copy()
    bins[-1] = 0
    bins[-1, [100, 500]] = 200, 100
    none = np.zeros_like(run.totals.closed)
    return replace(run, totals=replace(run.totals, revenue_bins=bins, closed=none))


def _small() -> Any:
    small = BASE.with_(book=book_of(90.0, 80.0, 120.0, 60.0, reps=2), name="small")
    return compare([BASE, small], worlds=2, keep="totals", progress=False).runs


def _damaged() -> Any:
    reference, other = both()[1].runs[:2]
    pair = replace(other.pair, both_closed=other.pair.both_closed + 300)
    return paired(reference, replace(other, pair=pair), "ruin")


TOTALS: list[tuple[Callable[[], object], str]] = [
    (
        lambda: survived(_totals(), 0.781),
        "totals do not know this threshold; found 0.781; "
        'allowed: 0.01, 0.02, ... 1.00; or keep="worlds", which knows any',
    ),
    (
        lambda: survived(_totals(), 1.01),
        "totals do not know this threshold; found 1.01; "
        'allowed: 0.01, 0.02, ... 1.00; or keep="worlds", which knows any',
    ),
    (
        lambda: paired(*both()[1].runs[:2], "survival", below=0.75),
        "totals of a comparison do not know this threshold; found 0.75; "
        'allowed: 0.5, 0.6, 0.7, 0.8, 0.9; or keep="worlds", which knows any',
    ),
    (
        lambda: measure_sums(both()[1].reference, _totals(), "largest_share", 0.7),
        f"totals do not know this measure; found 'largest_share'; allowed: {KNOWN}",
    ),
    (
        lambda: paired(*both()[1].runs[:2], "largest_share"),
        f"totals do not know this measure; found 'largest_share'; allowed: {KNOWN}",
    ),
    (
        lambda: paired(*both()[1].runs[1:], "wins"),
        "where only totals are kept, a run is paired with its comparison's reference only; found "
        "('one_call_a_month', 'same again'); "
        "allowed: first the reference, then another run of its comparison",
    ),
    (
        lambda: measure_moments(both()[0].reference, both()[1].others[0], "wins", 0.7),
        "this run keeps rows, the other only totals; found 'weekly_block'",
    ),
    (
        lambda: paired(*_small(), "final_revenue"),
        "totals cannot compare revenues of firms that begin with different ones; found "
        '(1070.0, 350.0); allowed: one book, or keep="worlds"',
    ),
    (
        _damaged,
        "these runs are not of one comparison: their totals contradict each other; found "
        "('weekly_block', 'one_call_a_month')",
    ),
    (
        lambda: revenue_fan(_rich(), quantiles=(0.5, 0.9, 0.95)),
        "totals do not tell revenues above 500 % of initial revenue apart; found [0.9, 0.95]; "
        'allowed: lower quantiles, or keep="worlds"',
    ),
]


@pytest.mark.parametrize(("refused", "words"), TOTALS, ids=names_of(w for _, w in TOTALS))
def test_totals_say_in_these_words_what_they_do_not_know(
    refused: Callable[[], object], words: str
) -> None:
    assert words_of(refused) == words
