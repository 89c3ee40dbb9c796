"""What would have to be true for the other side to win, on small runs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from simlib.inputs.errors import InputError
from simlib.inputs.ranges import uncertain_input
from simlib.inputs.scenario import Scenario
from simlib.studies.design import Played
from simlib.studies.drivers.prim import Limit
from simlib.studies.drivers.turns import Flipped, squeezed, what_would_flip

BASE = Scenario(book="hms_associates", discipline="devoted", horizon_years=2)
PAIR = (BASE, BASE.with_(discipline="daily_habit"))


CORNER = {"meeting_probability": (0.0, 0.35), "service_load": (0.5, 1.0)}
"""Where, in the planted world, service only wins in nine of ten draws; else in one of twenty."""


def planted(
    diaries: object, names: Sequence[str], quantiles: np.ndarray, measures: object, **told: object
) -> Played:
    """Play nothing: the second diary loses in a corner, in all worlds of a draw alike."""
    rng = np.random.default_rng(int(str(told["first_world"])))
    inside = np.ones(len(quantiles), dtype=bool)
    for name, (low, high) in CORNER.items():
        column = quantiles[:, list(names).index(name)]
        inside &= (column >= low) & (column <= high)
    loses = rng.random(len(quantiles)) < np.where(inside, 0.9, 0.05)
    values = np.zeros((len(quantiles), 2, 1, 3))
    values[:, 1, 0] = np.where(loses, -1.0, 1.0)[:, np.newaxis]
    return Played(values, margins_lowered=2)


@pytest.fixture(scope="module")
def found() -> Flipped:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simlib.studies.drivers.turns.play_points", planted)
        return what_would_flip(PAIR, draws=400, check_draws=300, seed=1)


def test_a_planted_corner_is_found_in_values(found: Flipped) -> None:
    assert (found.winner, found.underdog) == ("daily habit", "service only")
    limits = {limit.name: limit for limit in found.limits}
    assert limits.keys() == CORNER.keys()
    meetings = uncertain_input("meeting_probability")
    assert limits["meeting_probability"].low is None
    assert limits["meeting_probability"].high == pytest.approx(meetings.at(0.35), rel=0.05)
    assert limits["service_load"].low == pytest.approx(0.57, abs=0.02)
    assert limits["service_load"].high is None
    assert found.margins_lowered == 6


def test_its_shares_are_those_of_fresh_draws(found: Flipped) -> None:
    assert found.confirmed
    assert found.inside is not None
    assert found.outside is not None
    assert found.coverage is not None
    assert found.inside.n == found.check_draws == 300
    assert found.inside.low <= 0.9
    assert found.inside.mean > 0.75
    assert found.outside.high < 0.2
    held = np.ones(300, dtype=bool)
    for column, limit in enumerate(found.limits):
        low = -np.inf if limit.low is None else limit.low
        high = np.inf if limit.high is None else limit.high
        held &= (found.points[:, column] >= low) & (found.points[:, column] <= high)
    assert found.outside.mean == pytest.approx(found.won[~held].mean())
    assert found.coverage.mean == pytest.approx(held[found.won > 0].mean())
    assert found.wins.mean == found.won.mean()


def test_the_order_of_the_diaries_does_not_matter() -> None:
    told = {"draws": 30, "worlds_a_draw": 4, "check_draws": 20, "check_worlds": 4}
    one, other = what_would_flip(PAIR, **told), what_would_flip(PAIR[::-1], **told)
    assert (one.winner, one.underdog) == (other.winner, other.underdog)
    assert (one.won == other.won).all()


def test_equal_diaries_tell_nothing() -> None:
    same = (BASE, BASE.with_(name="again"))
    found = what_would_flip(same, draws=20, worlds_a_draw=2, check_draws=20, check_worlds=2)
    assert found.limits == ()
    assert found.inside is None
    assert found.coverage is None
    assert not found.confirmed
    assert found.points.shape == (20, 0)
    assert found.wins.mean == 0


def test_squeezed_draws_lie_in_the_box_and_keep_the_rest() -> None:
    cube = np.random.default_rng(1).random((50, 3))
    inside = squeezed(cube, ("a", "b", "c"), [Limit("b", 0.2, 0.3)])
    assert (inside[:, [0, 2]] == cube[:, [0, 2]]).all()
    assert inside[:, 1].min() >= 0.2
    assert inside[:, 1].max() <= 0.3
    assert (np.argsort(inside[:, 1]) == np.argsort(cube[:, 1])).all()


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(InputError, match="two diaries"):
        what_would_flip(PAIR[:1])
    with pytest.raises(InputError, match="too few draws"):
        what_would_flip(PAIR, check_draws=5)
