"""Compiled code is never stale, and takes only what it was compiled for."""

from __future__ import annotations

import ctypes
import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from simlib.model import rules
from simlib.world import jit
from simlib.world.philox import draw, philox


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of the package, which the hash of the engine then looks at."""
    copy = tmp_path / "simlib"
    shutil.copytree(jit._PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(jit, "_PACKAGE", copy)
    jit.sources_hash.cache_clear()
    yield copy
    jit.sources_hash.cache_clear()


def _hash_now() -> str:
    jit.sources_hash.cache_clear()
    return jit.engine_hash()


def test_a_copy_of_the_engine_has_its_hash(package: Path) -> None:
    there = _hash_now()
    shutil.rmtree(package / "analysis")
    assert _hash_now() == there
    assert len(there) == 16


@pytest.mark.parametrize("file", ["world/philox.py", "model/rules.py", "model/shocks.py"])
def test_an_edit_of_an_engine_source_changes_the_cache_folder(package: Path, file: str) -> None:
    before = jit._cache_folder()
    source = package / file
    source.write_text(source.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    jit.sources_hash.cache_clear()
    assert jit._cache_folder() != before


def test_a_new_engine_file_changes_the_hash_and_another_layer_does_not(package: Path) -> None:
    before = _hash_now()
    (package / "run" / "frames.py").write_text("")
    assert _hash_now() == before
    (package / "model" / "another.py").write_text("")
    assert _hash_now() != before


def test_the_cache_goes_where_the_user_wants_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMLIB_CACHE_DIR", str(tmp_path / "here"))
    folder = jit._cache_folder()
    assert folder == tmp_path / "here" / "simlib" / jit.engine_hash()
    assert folder.is_dir()


def test_a_cache_folder_that_cannot_be_made_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SIMLIB_CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    folder = jit._cache_folder()
    assert folder == tmp_path / "simlib-cache" / jit.engine_hash()
    assert folder.is_dir()


def test_compiling_leaves_the_settings_of_numba_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMLIB_CACHE_DIR", str(tmp_path))
    before = jit.numba.config.CACHE_DIR

    @jit.compiled("float64(float64)")
    def doubled(number: float) -> float:
        return 2.0 * number

    assert doubled(3.0) == 6.0
    assert before == jit.numba.config.CACHE_DIR


@pytest.mark.parametrize("wrong", ["a", None, [1], 1j])
def test_a_draw_refuses_an_address_that_is_not_a_number(wrong: object) -> None:
    with pytest.raises(TypeError):
        draw(1, wrong, 0, 0, 0)  # type: ignore[arg-type]


def test_a_draw_refuses_an_address_that_is_too_short() -> None:
    with pytest.raises(TypeError):
        draw(1, 2, 3, 4)  # type: ignore[call-arg]


@pytest.mark.parametrize("wrong", [-1, 2**64])
def test_words_outside_64_bits_do_not_wrap_around(wrong: int) -> None:
    with pytest.raises(OverflowError):
        philox(wrong, 0, 0, 0, 0)


def test_a_rule_computes_in_doubles_without_shortcuts() -> None:
    assert rules.lifted(0.25, 0.5) == 0.25 + 0.5 * 0.75
    assert rules.relationship(1.0, 0.0, 26.0, 26.0) == 0.5
    assert rules.scaled(0.1, 3.0) == 0.1 * 3.0
    # With fastmath an overflow could come back as anything.
    assert math.isinf(rules.scaled(1e308, 10.0))
    assert math.isnan(rules.scaled(math.nan, 0.0))


def test_only_one_signature_is_compiled() -> None:
    before = len(rules.lifted.signatures)  # type: ignore[attr-defined]
    rules.lifted(0, 1)
    assert len(rules.lifted.signatures) == before == 1  # type: ignore[attr-defined]


def _doubled(number: float) -> float:
    return 2.0 * number


def test_it_is_known_whether_an_entry_is_there_or_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMLIB_CACHE_DIR", str(tmp_path))
    entry = jit.entry(_doubled)
    assert not jit.is_compiled(entry)
    assert entry(2.0) == 4.0
    assert jit.is_compiled(entry)
    assert jit.is_compiled(jit.entry(_doubled)), "from disk, before it is called"
    for index in tmp_path.rglob("*.nbi"):
        # What another clone compiled, or what was there before an edit, does not count.
        index.rename(index.with_name(f"of_another_{index.name}"))
    assert not jit.is_compiled(jit.entry(_doubled))


def test_an_interrupt_that_is_lost_in_a_callback_stops_all_the_same() -> None:
    """As LLVM does: what is raised in a callback is told to nobody, and something else fails."""
    calls_back = ctypes.CFUNCTYPE(None)

    def interrupted() -> None:
        raise KeyboardInterrupt

    def compiles(fails: bool) -> None:
        calls_back(interrupted)()
        if fails:
            raise RuntimeError("no compiled object yet")

    for fails in (True, False):
        with pytest.raises(KeyboardInterrupt), jit.stoppable():
            compiles(fails)
    with pytest.raises(RuntimeError, match="of its own"), jit.stoppable():
        raise RuntimeError("of its own")
