"""How functions are compiled, where compiled code is kept, and what is said of unknown streams."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numba
import pytest

from simlib.inputs.errors import InputError
from simlib.world import jit
from simlib.world.streams import purpose, refuse_purpose_collisions

USUAL = {"nogil": True, "error_model": "numpy"}
INLINE = {**USUAL, "forceinline": True}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """Return what Numba is asked for, and in which cache folder, instead of compiling."""
    calls: list[Any] = []
    config = SimpleNamespace(CACHE_DIR="before", BOUNDSCHECK=None)

    def njit(*signature: str, **options: Any) -> Callable[[Any], Any]:
        def compiling(function: Any) -> Any:
            calls.append((signature, options, function, config.CACHE_DIR))
            return f"compiled {function}"

        return compiling

    fake = SimpleNamespace(njit=njit, config=config, __version__=numba.__version__)
    monkeypatch.setattr(jit, "numba", fake)
    monkeypatch.setenv("SIMLIB_CACHE_DIR", str(tmp_path))
    return calls


def test_a_rule_is_compiled_for_one_signature_and_kept(asked: list[Any], tmp_path: Path) -> None:
    assert jit.compiled("float64(float64)")("rule") == "compiled rule"  # type: ignore[type-var]
    folder = str(tmp_path / "simlib" / jit.engine_hash())
    assert asked == [(("float64(float64)",), {"cache": True, **INLINE}, "rule", folder)]
    assert jit.numba.config.CACHE_DIR == "before"


def test_a_kernel_is_a_part_of_its_entry(asked: list[Any], tmp_path: Path) -> None:
    assert jit.kernel("part") == "compiled part"  # type: ignore[type-var]
    assert jit.entry("whole") == "compiled whole"  # type: ignore[type-var]
    folder = str(tmp_path / "simlib" / jit.engine_hash())
    assert asked == [
        ((), INLINE, "part", "before"),
        ((), {"cache": True, **USUAL}, "whole", folder),
    ]


def test_what_cannot_be_compiled_leaves_the_settings_alone(asked: list[Any]) -> None:
    def failing() -> None:
        assert jit.numba.config.CACHE_DIR != "before"
        raise ValueError("cannot")

    with pytest.raises(ValueError, match="cannot"):
        jit._with_cache(failing)
    assert jit.numba.config.CACHE_DIR == "before"


def test_code_with_bounds_checks_is_kept_apart(asked: list[Any], tmp_path: Path) -> None:
    plain = tmp_path / "simlib" / jit.engine_hash()
    assert jit._cache_folder() == plain
    jit.numba.config.BOUNDSCHECK = 1  # type: ignore[attr-defined]
    assert jit._cache_folder() == plain.with_name(f"{plain.name}-checked")


def test_the_cache_folder_is_the_users_and_else_a_temporary_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = Path("simlib") / jit.engine_hash()
    monkeypatch.delenv("SIMLIB_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert jit._cache_folder() == tmp_path / "xdg" / here
    monkeypatch.setenv("SIMLIB_CACHE_DIR", str(tmp_path / "own"))
    assert jit._cache_folder() == tmp_path / "own" / here
    assert jit._cache_folder().is_dir()
    monkeypatch.delenv("SIMLIB_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    assert jit._cache_folder() == tmp_path / "home" / ".cache" / here
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SIMLIB_CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    assert jit._cache_folder() == tmp_path / "tmp" / "simlib-cache" / jit.engine_hash()
    assert jit._cache_folder().is_dir()


def test_a_hash_is_of_numba_and_of_every_name_and_source(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(jit, "_PACKAGE", tmp_path)
    monkeypatch.setattr(jit, "_ENGINE", ("world", "model", "inputs/units.py"))
    content = numba.__version__.encode()
    for name, source in {
        "model/a.py": b"1",
        "model/sub/b.py": b"2",
        "world/a.py": b"3",
        "inputs/units.py": b"4",
        "inputs/no.py": b"5",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(source)
    (tmp_path / "model" / "notes.txt").write_text("no source")
    for name, source in (
        ("world/a.py", b"3"),
        ("model/a.py", b"1"),
        ("model/sub/b.py", b"2"),
        ("inputs/units.py", b"4"),
    ):
        content += name.encode() + b"\0" + source
    jit.sources_hash.cache_clear()
    try:
        assert jit.engine_hash() == hashlib.sha256(content).hexdigest()[:16]
    finally:
        jit.sources_hash.cache_clear()


def test_unknown_streams_are_refused_in_these_words() -> None:
    for name, cause in (("luck", ""), ("win", "neglect"), ("heard:", "")):
        with pytest.raises(KeyError) as caught:
            purpose(name, cause)
        assert caught.value.args == (f"{name}{cause} is not in the stream map",)
    twin = ["plumless", "buckeroo"]
    with pytest.raises(InputError) as refused:
        refuse_purpose_collisions(twin)
    assert str(refused.value) == (
        "the random streams 'shock_gap:plumless' and 'shock_gap:buckeroo' would be the same one; "
        "allowed: another name for the cause"
    )
