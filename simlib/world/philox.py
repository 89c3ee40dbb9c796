"""Chance as a pure function: Philox4x32-10 with the four counter words as an address.

``draw(seed, world, purpose, entity, ordinal)`` needs no generator object and no order of calls, so
common random numbers hold by construction. Source: Salmon et al., "Parallel random numbers: as
easy as 1, 2, 3", SC11 (doi 10.1145/2063384.2063405); checked against the Random123 vectors.
"""

from __future__ import annotations

import math

import numpy as np

from simlib.world.jit import compiled

Word = int | np.uint64
"""A number of the address; Numba needs every term of the generator to be unsigned."""

_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW_WORD = np.uint64(0xFFFFFFFF)
_WORD_BITS = np.uint64(32)
_DROPPED_BITS = np.uint64(12)
_ROUNDS = 10
_UNIT = 2.0**-52


@compiled("UniTuple(uint64, 4)(uint64, uint64, uint64, uint64, uint64)")
def philox(
    seed: Word, word_0: Word, word_1: Word, word_2: Word, word_3: Word
) -> tuple[Word, Word, Word, Word]:
    """Return the four 32-bit words at a counter address; the key is the seed, low word first."""
    c0, c1 = np.uint64(word_0), np.uint64(word_1)
    c2, c3 = np.uint64(word_2), np.uint64(word_3)
    k0, k1 = np.uint64(seed) & _LOW_WORD, np.uint64(seed) >> _WORD_BITS
    for _ in range(_ROUNDS):
        product_0, product_1 = _MULTIPLIER_0 * c0, _MULTIPLIER_1 * c2
        c0, c2 = (product_1 >> _WORD_BITS) ^ c1 ^ k0, (product_0 >> _WORD_BITS) ^ c3 ^ k1
        c1, c3 = product_1 & _LOW_WORD, product_0 & _LOW_WORD
        k0, k1 = (k0 + _WEYL_0) & _LOW_WORD, (k1 + _WEYL_1) & _LOW_WORD
    return c0, c1, c2, c3


@compiled("float64(uint64, uint64, uint64, uint64, uint64)")
def draw(seed: Word, world: Word, purpose: Word, entity: Word, ordinal: Word) -> float:
    """Return a uniform number strictly between 0 and 1.

    Parameters
    ----------
    seed : int
        64-bit seed of the study.
    world, purpose, entity, ordinal : int
        The address, each below 2**32: which future, what is decided (`streams.purpose`), about whom
        (`simlib.inputs.ids.entity`), and the number of the occasion.
    """
    w0, w1, _, _ = philox(seed, world, purpose, entity, ordinal)
    # 52 bits and a half: with 53 the largest value would round to 1.0.
    return (float(((w0 << _WORD_BITS) | w1) >> _DROPPED_BITS) + 0.5) * _UNIT


@compiled("float64(uint64, uint64, uint64, uint64, uint64)")
def draw_exponential(seed: Word, world: Word, purpose: Word, entity: Word, ordinal: Word) -> float:
    """Return an exponential number of mean one, ``-log(u)``."""
    return -math.log(draw(seed, world, purpose, entity, ordinal))


@compiled("float64(uint64, uint64, uint64, uint64, uint64)")
def draw_normal(seed: Word, world: Word, purpose: Word, entity: Word, occasion: Word) -> float:
    """Return a standard normal number by Box-Muller from ordinals ``2n`` and ``2n + 1``."""
    first = np.uint64(2) * np.uint64(occasion)
    radius = math.sqrt(-2.0 * math.log(draw(seed, world, purpose, entity, first)))
    angle = 2.0 * math.pi * draw(seed, world, purpose, entity, first + np.uint64(1))
    return radius * math.cos(angle)


@compiled("float64(uint64, uint64, uint64, uint64, uint64)")
def draw_erlang_2(seed: Word, world: Word, purpose: Word, entity: Word, occasion: Word) -> float:
    """Return an Erlang-2 number of mean one from ordinals ``2n`` and ``2n + 1``."""
    first = np.uint64(2) * np.uint64(occasion)
    one = draw_exponential(seed, world, purpose, entity, first)
    other = draw_exponential(seed, world, purpose, entity, first + np.uint64(1))
    return 0.5 * (one + other)
