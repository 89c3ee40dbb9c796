"""Equality of totals to the last bit."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from simlib.run.order import Sums
from simlib.run.totals import PairTotals, Totals


def assert_equal(one: Sums, other: Sums) -> None:
    """Fail unless two sums are equal to the last bit."""
    assert len(one.arms) == len(other.arms)
    for mine, yours in zip((*one.arms, *one.pairs), (*other.arms, *other.pairs), strict=True):
        assert _values(mine) == _values(yours)


def _values(found: Totals | PairTotals) -> dict[str, list[object]]:
    # Python numbers are equal only if all bits are.
    return {f.name: np.asarray(getattr(found, f.name)).ravel().tolist() for f in fields(found)}
