"""What the model must be able to say about prospecting, for and against (minutes: nightly)."""

from __future__ import annotations

import numpy as np
import pytest

from simlib.analysis.pairs import paired
from simlib.inputs.scenario import Scenario
from simlib.run.result import Comparison
from simlib.run.simulate import compare, simulate

pytestmark = pytest.mark.nightly

WORLDS = 80


def sweep(evidence: str, calls_per_month: tuple[float, ...]) -> Comparison:
    """Play protected calls with one-to-ones every two weeks on the supplier's book."""
    base = Scenario(book="supplier", discipline="weekly_block", evidence=evidence)
    arms = [base.with_(calls_per_month=calls) for calls in calls_per_month]
    return compare(arms, worlds=WORLDS, seed=7, log="none", progress=False)


def best(arms: Comparison) -> float:
    """Return the calls a month of the arm with the highest mean revenue after five years."""
    means = [run.revenue[:, -1].mean() for run in arms.runs]
    return arms.runs[int(np.argmax(means))].scenario.discipline.calls_per_month


@pytest.mark.parametrize(
    ("evidence", "low", "high"), [("graded", 4.0, 16.0), ("folklore", 1.0, 4.0)]
)
def test_more_prospecting_is_better_only_up_to_a_point(
    evidence: str, low: float, high: float
) -> None:
    arms = sweep(evidence, (0.0, 1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 32.0))
    optimum = best(arms)
    assert low <= optimum <= high
    chosen = next(r for r in arms.runs if r.scenario.discipline.calls_per_month == optimum)
    for extreme in (arms.runs[0], arms.runs[-1]):
        assert paired(extreme, chosen, "final_revenue").low > 0


def test_quarterly_conversations_without_calls_lose_an_ordinary_share_of_accounts() -> None:
    story = Scenario(book="supplier", discipline="weekly_block", horizon_years=1)
    run = simulate(story.with_(calls_per_month=0.0), worlds=WORLDS, seed=7, progress=False)
    lost = run.worlds["initial_losses"].mean() / len(story.book.accounts)
    assert 0.06 <= lost <= 0.12


@pytest.mark.parametrize("book", ["supplier", "hms_associates", "giftware", "dealer"])
def test_a_weekly_block_grows_no_full_book_by_more_than_15_percent_in_a_year(book: str) -> None:
    story = Scenario(book=book, discipline="weekly_block", horizon_years=1)
    assert len(story.book.accounts) >= 8 * len(story.book.reps)
    run = simulate(story, worlds=24, seed=7, log="none", progress=False)
    assert (run.revenue[:, -1] / run.initial_revenue).mean() <= 1.15
