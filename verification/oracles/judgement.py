"""Many oracles judged together: Holm's procedure holds the chance of any false alarm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from statsmodels.stats.multitest import multipletests

from simlib.inputs.errors import InputError
from verification.oracles.oracle import Oracle

LEVEL = 0.05
"""Chance that any oracle at all is failed by a model without fault."""


@dataclass(frozen=True)
class Judged:
    """An oracle with its verdict."""

    oracle: Oracle
    p_holm: float
    """Its p-value after Holm, among all that were judged with it."""
    passed: bool
    """Whether that is at or above the level."""


def holm(oracles: Sequence[Oracle], *, level: float = LEVEL) -> tuple[Judged, ...]:
    """Judge oracles together.

    Parameters
    ----------
    level
        Chance of any false alarm, strictly between 0 and 1.

    Returns
    -------
    tuple of Judged
        In the same order. Exact oracles have nothing to do with chance: they pass or fail by
        themselves and take no part in the adjustment.

    Raises
    ------
    InputError
        Without oracles, or for an impossible level.
    """
    if not oracles or not 0 < level < 1:
        raise InputError("nothing to judge", value=(len(oracles), level), allowed="level in (0, 1)")
    tried = iter(holm_adjusted([oracle.p for oracle in oracles if not oracle.exact]))
    adjusted = [oracle.p if oracle.exact else next(tried) for oracle in oracles]
    return tuple(Judged(oracle, p, p >= level) for oracle, p in zip(oracles, adjusted, strict=True))


def holm_adjusted(p_values: Sequence[float]) -> list[float]:
    """Return p-values after Holm's step-down adjustment (statsmodels), in the same order."""
    if not p_values:
        return []
    return [float(p) for p in multipletests(list(p_values), method="holm")[1]]
