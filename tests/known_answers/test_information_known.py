"""The value of information where it has a closed form: two choices, normal benefits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from simlib.studies.drivers.worth import explained, value_of_input, value_of_world, value_on_fresh

MEAN, STRONG, WEAK = 0.1, 0.8, 0.5
DRAWS, WORLDS = 2_000, 20


def worth(spread: float) -> float:
    """Return E max(0, X) - max(0, E X) of a normal X (unit normal loss)."""
    z = MEAN / spread
    return float(spread * norm.pdf(z) + MEAN * norm.cdf(z) - max(MEAN, 0.0))


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    quantiles = rng.random((DRAWS, 3))
    scores = norm.ppf(quantiles)
    gain = MEAN + STRONG * scores[:, 0] + WEAK * scores[:, 1]
    played = gain[:, np.newaxis] + rng.normal(0, 1, (DRAWS, WORLDS))
    return quantiles, np.stack([np.zeros_like(played), played], axis=1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_worth_of_an_answer_lies_in_its_interval(seed: int) -> None:
    quantiles, benefits = drawn(seed)
    means = benefits.mean(axis=2)
    for column, spread in ((0, STRONG), (1, WEAK)):
        found = value_of_input(quantiles[:, column], means)
        assert found.low <= worth(spread) <= found.high
        assert found.half_width < 0.05
        half = DRAWS // 2
        fresh = value_on_fresh(
            *(quantiles[:half, column], means[:half], quantiles[half:, column], means[half:])
        )
        assert fresh.low <= worth(spread) <= fresh.high


def test_two_answers_together_are_worth_more_than_either() -> None:
    quantiles, benefits = drawn(7)
    means, half = benefits.mean(axis=2), DRAWS // 2
    both = value_on_fresh(*(quantiles[:half, :2], means[:half], quantiles[half:, :2], means[half:]))
    truth = worth(float(np.hypot(STRONG, WEAK)))
    assert both.low <= truth <= both.high
    assert both.mean > worth(STRONG)


def test_estimates_are_right_on_average_and_an_idle_answer_is_never_worth_much() -> None:
    found = np.array(
        [
            [value_of_input(quantiles[:, k], benefits.mean(axis=2)).mean for k in range(3)]
            for quantiles, benefits in (drawn(seed) for seed in range(20))
        ]
    ).mean(axis=0)
    assert found[0] == pytest.approx(worth(STRONG), abs=0.01)
    assert found[1] == pytest.approx(worth(WEAK), abs=0.01)
    assert -0.015 < found[2] <= 0.002  # errs downwards, if at all


def test_the_textbook_estimate_finds_worth_where_there_is_none() -> None:
    quantiles, benefits = drawn(1)
    nothing = benefits - benefits.mean(axis=(0, 2), keepdims=True)  # a tie
    basis = np.vander(quantiles[:, 2], 4)
    fitted = basis @ np.linalg.lstsq(basis, nothing.mean(axis=2), rcond=None)[0]
    textbook = fitted.max(axis=1).mean() - nothing.mean(axis=(0, 2)).max()
    assert textbook > 0.005
    assert value_of_input(quantiles[:, 2], nothing.mean(axis=2)).low <= 0


def test_knowing_everything_is_worth_at_least_as_much_as_any_answer() -> None:
    quantiles, benefits = drawn(4)
    total = value_of_world(benefits)
    truth = worth(float(np.hypot(STRONG, WEAK)))
    assert total.mean == pytest.approx(truth, abs=0.03)
    assert total.mean <= truth + 0.02
    assert total.mean > value_of_input(quantiles[:, 0], benefits.mean(axis=2)).mean


def test_an_answer_that_turns_no_choice_is_worth_exactly_nothing() -> None:
    quantiles, benefits = drawn(5)
    found = value_of_input(quantiles[:, 0], benefits.mean(axis=2) + np.array([0.0, 50.0]))
    assert (found.mean, found.half_width) == (0.0, 0.0)


def test_what_an_input_explains_is_its_share_of_the_variance() -> None:
    quantiles, benefits = drawn(6)
    gain = benefits[:, 1]
    total = STRONG**2 + WEAK**2
    for column, share in ((0, STRONG**2 / total), (1, WEAK**2 / total), (2, 0.0)):
        found = explained(quantiles[:, column], gain)
        assert found.low <= share <= found.high
        assert found.half_width < 0.08
