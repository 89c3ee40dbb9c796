"""Chance against its published vectors, an independent implementation, and its own laws."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from randomgen import Philox
from scipy import stats

from simlib.inputs.ids import entity
from simlib.world.philox import draw, draw_erlang_2, draw_exponential, draw_normal, philox
from simlib.world.streams import BY_CAUSE, STREAM_MAP, purpose
from verification.oracles.chance import vectors

_WORD = 2**32
VECTORS = {vector.name: vector for vector in vectors()}
_ALPHA = 1e-4
"""Every law below is refused by one right generator in ten thousand; the seeds are fixed."""

_ADDRESS = {"seed": 7, "world": 3, "purpose": purpose("win"), "entity": 12345, "ordinal": 2}
_WORDS = ("world", "purpose", "entity", "ordinal")


def at(**changes: int) -> float:
    """Return the draw at the usual address but for ``changes``."""
    return draw(*({**_ADDRESS, **changes}.values()))


def along(word: str, values: range | list[int], **changes: int) -> np.ndarray:
    """Return the draws along one word of the address."""
    return np.array([at(**{**changes, word: value}) for value in values])


def squares(x: np.ndarray, y: np.ndarray, cells: int = 16) -> float:
    """Return the p-value of the hypothesis that pairs fill the unit square evenly."""
    counts, *_ = np.histogram2d(x, y, bins=cells, range=[[0, 1], [0, 1]])
    return float(stats.chisquare(counts.ravel()).pvalue)


@pytest.mark.parametrize("name", VECTORS)
def test_the_published_vectors_come_out(name: str) -> None:
    vector = VECTORS[name]
    found = philox(vector.key[0] | vector.key[1] << 32, *vector.counter)
    assert " ".join(f"{int(word):08x}" for word in found) == vector.words


def test_an_independent_generator_gives_the_same_words() -> None:
    chooser = np.random.default_rng(1)
    for _ in range(200):
        counter = [int(word) for word in chooser.integers(0, _WORD, 4)]
        key = int(chooser.integers(0, 2**64, dtype=np.uint64))
        # randomgen adds one to its counter before it draws.
        number = sum(word << 32 * place for place, word in enumerate(counter)) - 1
        other = Philox(key=key, counter=number % 2**128, number=4, width=32)
        assert [int(word) for word in philox(key, *counter)] == other.random_raw(4).tolist()


def test_a_draw_is_the_upper_52_bits_of_two_words_and_a_half() -> None:
    for ordinal in range(500):
        w0, w1, *_ = map(int, philox(2**63 + 11, 1, 2, 3, ordinal))
        expected = ((w0 << 32 | w1) // 2**12 + 0.5) / 2**52
        assert draw(2**63 + 11, 1, 2, 3, ordinal) == expected


@pytest.mark.parametrize("words", [(0, 0), (_WORD - 1, _WORD - 1), (_WORD - 1, 0), (0, _WORD - 1)])
def test_the_most_extreme_words_stay_strictly_inside(
    words: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simlib.world.philox.philox", lambda *_: (*map(np.uint64, words), 0, 0))
    interpreted: Callable[..., float] = draw.py_func  # type: ignore[attr-defined]
    u = interpreted(*_ADDRESS.values())
    assert 0.0 < u < 1.0
    assert np.isfinite(np.log(u))
    assert u < 1e-9 or u > 1 - 1e-9 or 0 in words


def test_both_halves_of_the_seed_and_every_word_matter() -> None:
    base = at()
    assert at(seed=7 + 2**32) != base
    assert at(seed=8) != base
    assert at(seed=2**64 - 1) not in (base, at(seed=2**32 - 1))
    assert all(at(**{word: _ADDRESS[word] + 1}) != base for word in _WORDS)


def test_a_seed_above_32_bits_puts_its_high_word_into_the_key() -> None:
    counter, key = VECTORS["digits of pi"].counter, VECTORS["digits of pi"].key
    swapped = philox(key[1] | key[0] << 32, *counter)
    assert list(swapped) != list(philox(key[0] | key[1] << 32, *counter))
    assert list(philox(1 << 32, 0, 0, 0, 0)) != list(philox(1, 0, 0, 0, 0))


def test_the_same_address_always_gives_the_same_number() -> None:
    forth = along("ordinal", range(100))
    back = along("ordinal", [*reversed(range(100))])
    assert np.array_equal(forth, back[::-1])


@pytest.mark.parametrize("word", _WORDS)
def test_draws_are_uniform_along_every_word(word: str) -> None:
    u = along(word, range(20_000))
    assert stats.kstest(u, "uniform").pvalue > _ALPHA
    assert stats.chisquare(np.histogram(u, bins=256, range=(0, 1))[0]).pvalue > _ALPHA
    assert len(np.unique(u)) == len(u)


@pytest.mark.parametrize("word", _WORDS)
@pytest.mark.parametrize("step", [1, 2, 2**16])
def test_neighbours_along_every_word_are_independent(word: str, step: int) -> None:
    values = [2 * step * number for number in range(8_000)]
    x, y = along(word, values), along(word, [value + step for value in values])
    assert stats.pearsonr(x, y).pvalue > _ALPHA
    assert squares(x, y) > _ALPHA


def test_every_two_purposes_are_independent_across_worlds() -> None:
    words = [purpose(name, "neglect" if name in BY_CAUSE else "") for name in STREAM_MAP]
    assert len(set(words)) == len(STREAM_MAP)
    streams = np.array([along("world", range(1_500), purpose=word) for word in words])
    pairs = [*combinations(range(len(words)), 2)]
    correlation = np.corrcoef(streams)
    lowest = _ALPHA / len(pairs)
    limit = stats.norm.isf(lowest / 2) / np.sqrt(streams.shape[1])
    assert max(abs(correlation[pair]) for pair in pairs) < limit
    assert min(squares(streams[i], streams[j], 6) for i, j in pairs) > lowest


def test_accounts_with_neighbouring_ids_are_independent_across_worlds() -> None:
    words = [entity("account", f"a{number:02d}") for number in range(20)]
    streams = np.array([along("world", range(2_000), entity=word) for word in words])
    pairs = [*combinations(range(len(words)), 2)]
    limit = stats.norm.isf(_ALPHA / len(pairs) / 2) / np.sqrt(streams.shape[1])
    correlation = np.corrcoef(streams)
    assert max(abs(correlation[pair]) for pair in pairs) < limit


def test_an_independence_test_can_fail() -> None:
    x = along("ordinal", range(8_000))
    assert squares(x, (x + 0.01 * along("world", range(8_000))) % 1) < _ALPHA


_LAWS: dict[str, tuple[Callable[..., float], stats.rv_continuous]] = {
    "exponential": (draw_exponential, stats.expon()),
    "normal": (draw_normal, stats.norm()),
    "Erlang-2 of mean one": (draw_erlang_2, stats.gamma(2, scale=0.5)),
}


@pytest.mark.parametrize("name", _LAWS)
def test_other_laws_have_their_distribution_and_moments(name: str) -> None:
    drawn, law = _LAWS[name]
    n = 20_000
    x = np.array([drawn(5, 1, 2, 3, occasion) for occasion in range(n)])
    assert stats.kstest(x, law.cdf).pvalue > _ALPHA
    mean, variance = law.stats("mv")
    z = stats.norm.isf(_ALPHA / 2)
    assert np.mean(x) == pytest.approx(mean, abs=z * np.sqrt(variance / n))
    fourth = np.mean((x - mean) ** 4)
    assert np.var(x) == pytest.approx(variance, abs=z * np.sqrt((fourth - variance**2) / n))


def test_other_laws_use_the_ordinals_the_stream_map_promises() -> None:
    for occasion in range(50):
        address = (5, 1, 2, 3)
        u = [draw(*address, ordinal) for ordinal in (occasion, 2 * occasion, 2 * occasion + 1)]
        assert draw_exponential(*address, occasion) == pytest.approx(-np.log(u[0]), rel=1e-14)
        normal = np.sqrt(-2 * np.log(u[1])) * np.cos(2 * np.pi * u[2])
        assert draw_normal(*address, occasion) == pytest.approx(normal, rel=1e-12)
        erlang = -(np.log(u[1]) + np.log(u[2])) / 2
        assert draw_erlang_2(*address, occasion) == pytest.approx(erlang, rel=1e-14)
