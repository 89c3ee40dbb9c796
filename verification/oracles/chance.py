"""Chance: the generator against its published vectors, and its draws against their laws."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import stats

from simlib.inputs.files import data_path
from simlib.inputs.ids import entity
from simlib.world.philox import draw, draw_erlang_2, draw_exponential, draw_normal, philox
from simlib.world.streams import purpose
from verification.oracles.firms import SEED
from verification.oracles.judging import of_cells, of_fact, of_law, of_mean
from verification.oracles.oracle import Finding, Question

FAMILY = "Chance"
_DRAWS = 20_000
_HALF_WORD = 32
_SOMEBODY = entity("account", "oracle")
_SQUARE_CELLS = 8


@dataclass(frozen=True)
class Vector:
    """A published test vector: what the generator must return at a counter under a key."""

    name: str
    counter: tuple[int, ...]
    key: tuple[int, ...]
    words: str


@cache
def vectors() -> tuple[Vector, ...]:
    """Return the vectors of Random123 for Philox4x32 with ten rounds."""
    with data_path("oracles", "philox.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Vector(row["name"], _words(row["counter"]), _words(row["key"]), row["words"])
            for row in csv.DictReader(lines)
        )


def _words(text: str) -> tuple[int, ...]:
    return tuple(int(word, 16) for word in text.split())


def _vectors(by: float) -> Finding:
    right = 0
    for vector in vectors():
        low, high = vector.key if by == 1 else reversed(vector.key)
        found = philox(low | high << _HALF_WORD, *vector.counter)
        right += " ".join(f"{int(word):08x}" for word in found) == vector.words
    return of_fact(right, len(vectors()))


def _along(law: Callable[..., float], word: str) -> np.ndarray:
    """Return draws along one word of the address."""
    address = {"world": 3, "purpose": purpose("win"), "entity": _SOMEBODY, "ordinal": 0}
    values = [{**address, word: number} for number in range(_DRAWS)]
    return np.array([law(SEED, *each.values()) for each in values])


def _uniform(by: float) -> Finding:
    return of_law(_along(draw, "ordinal"), stats.uniform(0, by))


def _futures(by: float) -> Finding:
    return of_law(_along(draw, "world"), stats.uniform(0, by))


def _exponential(by: float) -> Finding:
    return of_law(_along(draw_exponential, "ordinal"), stats.expon(scale=by))


def _normal(by: float) -> Finding:
    return of_mean(_along(draw_normal, "ordinal") ** 2, by)


def _erlang(by: float) -> Finding:
    return of_law(_along(draw_erlang_2, "ordinal"), stats.gamma(2, scale=by / 2))


def _neighbours(by: float) -> Finding:
    """Fill the unit square with the draws of two neighbouring futures, about the same things."""
    one, other = _along(draw, "ordinal"), _along(lambda s, w, *a: draw(s, w + 1, *a), "ordinal")
    counts = np.histogram2d(one, other, bins=_SQUARE_CELLS, range=[[0, 1], [0, 1]])[0].ravel()
    chances = np.full(counts.size, 1 / counts.size)
    # A wrong theory has more in the first half of the cells than in the second.
    half = counts.size // 2
    chances[:half] *= by
    chances[half:] *= 2 - by
    return of_cells(counts, chances)


ORACLES = (
    Question(
        "Philox vectors",
        FAMILY,
        "the generator against the vectors of Random123",
        "all published words",
        _vectors,
        unit="vectors",
        exact=True,
        broken="low and high word of the key swapped",
    ),
    Question(
        "draws of one future",
        FAMILY,
        "draws along the occasions of one account",
        "uniform between 0 and 1",
        _uniform,
        wrong=1.05,
    ),
    Question(
        "draws of many futures",
        FAMILY,
        "the same draw in 20,000 futures",
        "uniform between 0 and 1",
        _futures,
        wrong=1.05,
    ),
    Question(
        "draws of neighbours",
        FAMILY,
        "pairs of draws of two neighbouring futures fill the unit square evenly",
        "shown: one of 64 cells",
        _neighbours,
        unit="share",
    ),
    Question(
        "exponential draws",
        FAMILY,
        "minus the logarithm of a draw",
        "exponential with mean one",
        _exponential,
    ),
    Question(
        "normal draws",
        FAMILY,
        "the mean square of normal draws (Box-Muller)",
        "one",
        _normal,
    ),
    Question(
        "Erlang draws",
        FAMILY,
        "the mean of two exponential draws",
        "Erlang-2 with mean one",
        _erlang,
    ),
)
