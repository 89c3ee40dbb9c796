"""Ignorance: inputs drawn from their ranges, each input with a stream of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from simlib.analysis.precision import Floats
from simlib.inputs.evidence import Evidence
from simlib.inputs.ranges import evidence_at, uncertain_inputs


@dataclass(frozen=True, slots=True)
class InputDraw:
    """One way the inputs may truly be.

    Attributes
    ----------
    number : int
    evidence : Evidence
    quantiles : dict of str to float
        Where in its range each uncertain input was drawn.
    margin_lowered : bool
        Whether the operating margin had to give way to a fixed cost of zero.
    """

    number: int
    evidence: Evidence
    quantiles: dict[str, float]
    margin_lowered: bool

    def value(self, name: str) -> float:
        """Return the drawn value of a parameter or of a cause's number."""
        if "." not in name:
            return self.evidence[name]
        cause, _, field = name.partition(".")
        return float(getattr(self.evidence.cause(cause), field))


def input_draws(
    evidence_set: str = "graded",
    count: int = 100,
    *,
    seed: int = 1,
    only: Sequence[str] | None = None,
) -> tuple[InputDraw, ...]:
    """Draw evidence from its ranges, all inputs independently.

    Parameters
    ----------
    evidence_set : {"graded", "folklore"}
        ``folklore`` holds the authors' own figures and draws the rest.
    count : int
    seed : int
        Draw ``k`` of an input depends on the seed, its name and ``k``: neither more draws nor
        another input change it.
    only : sequence of str, optional
        Draw these inputs alone and hold the others at their central values.
    """
    known = [each.name for each in uncertain_inputs(evidence_set)]
    names = known if only is None else [name for name in known if name in set(only)]
    draws = []
    for number, row in enumerate(drawn_quantiles(names, count, seed=seed)):
        quantiles = dict(zip(names, map(float, row), strict=True))
        drawn = evidence_at(quantiles, evidence_set)
        draws.append(InputDraw(number, drawn.evidence, quantiles, drawn.margin_lowered))
    return tuple(draws)


def drawn_quantiles(names: Sequence[str], count: int, *, seed: int) -> Floats:
    """Return where in its range each input stands in each draw, shape (count, inputs)."""
    columns = [np.random.default_rng([seed, crc32(name.encode())]).random(count) for name in names]
    return np.array(columns).reshape(len(names), count).T
