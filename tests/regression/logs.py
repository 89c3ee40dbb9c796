"""Digests of event logs: what every firm below went through, event for event.

``python -m tests.regression.logs`` adds those of new firms to ``logs.json``. With ``anew`` it does
all again, which is right only when the model is meant to play otherwise what was already there:
additions are neutral until they are asked for.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import llvmlite.binding as llvm
import numpy as np

from simlib.inputs.disciplines import disciplines
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import shipped_books
from simlib.model.chunk import Chunk
from simlib.model.records import EVENT_KINDS, MONTHLY_COLUMNS
from simlib.run.order import play_chunk
from tests.equality.rough import ROUGH

PATH = Path(__file__).with_name("logs.json")
_WORLDS, _SEED = 2, 11
_COLUMNS = ("revenue", "cash", "accounts", "largest_share", "hhi", "pipeline", "seated")
_NAMES = np.array([name.encode() for name in EVENT_KINDS], dtype="S16")


def stories() -> dict[str, Callable[[], Scenario]]:
    """Return the firms by name: the rough lives, and every diary on every shipped book."""
    found: dict[str, Callable[[], Scenario]] = {name: each.story for name, each in ROUGH.items()}
    for book in shipped_books():
        for diary in _FIRST_DIARIES:
            found[f"{book}, {diary}"] = lambda book=book, diary=diary: Scenario(  # type: ignore[misc]
                book=book, discipline=diary, horizon_years=2
            )
    return found


_FIRST_DIARIES = tuple(disciplines())


def digests(story: Scenario) -> dict[str, str]:
    """Return hashes of the log and the months of a firm: of every bit, and of six digits.

    ``exp``, ``log`` and ``pow`` may differ in the last bit between processors: the second hash is
    for those.
    """
    chunk = play_chunk(story, _SEED, 0, _WORLDS, "full", "compiled")
    return {"bits": _digest(chunk, _exactly), "digits": _digest(chunk, _roundly)}


def processor() -> str:
    """Return the processor on which bits are compared."""
    return str(llvm.get_host_cpu_name())


def stored() -> dict[str, dict[str, str]]:
    """Return what was written last, the processor under its own name."""
    found: dict[str, dict[str, str]] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def _digest(chunk: Chunk, written: Callable[[np.ndarray], bytes]) -> str:
    digest = hashlib.sha256()
    for part in _parts(chunk):
        digest.update(written(part))
    return digest.hexdigest()[:16]


def _parts(chunk: Chunk) -> Iterator[np.ndarray]:
    events = chunk.events
    yield _NAMES[events["kind"]]
    for column in ("world", "week", "rep", "account", "cause", "value"):
        yield events[column]
    for name in _COLUMNS:
        yield chunk.monthly[:, :, MONTHLY_COLUMNS.index(name)]


def _exactly(values: np.ndarray) -> bytes:
    return np.ascontiguousarray(values).tobytes()


def _roundly(values: np.ndarray) -> bytes:
    if values.dtype.kind != "f":
        return _exactly(values)
    return "\n".join(f"{value:.6g}" for value in values.ravel()).encode()


if __name__ == "__main__":
    known = {} if "anew" in sys.argv else stored()
    written = {n: known.get(n) or digests(story()) for n, story in stories().items()}
    text = json.dumps({"processor": {"bits": processor()}, **written}, indent=1)
    PATH.write_text(text + "\n", encoding="utf-8")
