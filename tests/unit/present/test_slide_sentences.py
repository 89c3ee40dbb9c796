"""Lines beside the charts of a deck, for few futures too."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from simlib.present.deck.sentences import recovery_lines


def recovery(low: float, high: float) -> Any:
    return SimpleNamespace(
        label="weekly block",
        back=0.9,
        within_months=24.0,
        share_back=0.5,
        share_back_low=0.2,
        share_back_high=0.8,
        median=[1.0, 0.93],
        median_low=[1.0, low],
        median_high=[1.0, high],
    )


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ((0.81, 1.02), "ends at 93 (81 to 102) %"),
        ((0.93, 0.93), "ends at 93 %"),
        ((float("nan"), float("nan")), "ends at 93 % (too few futures to say how surely)"),
    ],
)
def test_a_middle_future_has_limits_where_there_are_enough_futures(
    limits: tuple[float, float], said: str
) -> None:
    assert recovery_lines([recovery(*limits)])[1].endswith(said)
