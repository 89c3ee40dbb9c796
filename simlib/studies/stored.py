"""Results of long studies on disk: written whole, read back as they were, refused when stale."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, cast, get_type_hints

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, ConfigDict, PlainSerializer, TypeAdapter, ValidationError

from simlib.analysis.precision import Shown
from simlib.inputs.errors import InputError
from simlib.inputs.files import data_path, write_atomically
from simlib.studies.fingerprint import code_hash, data_hash, read_again

FloatArray = Annotated[
    NDArray[np.float64],
    BeforeValidator(lambda values: np.asarray(values, dtype=np.float64)),
    PlainSerializer(lambda values: values.tolist(), return_type=list),
]
"""An array of floats of any shape as a field of a stored result."""
Settings = dict[str, int | float | str]
"""Keyword arguments of a study."""


class Stored(Shown):
    """Base of results that may be stored: frozen dataclasses of plain values, tuples and arrays."""

    __pydantic_config__ = ConfigDict(arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Where a stored result comes from."""

    study: str
    made: str
    """ISO date."""
    code: str
    inputs: str
    """Hashes of the code that made it, and of the data it read."""
    settings: Settings
    """Seed, numbers of worlds and of draws, and whatever else the study was told."""


@dataclass(frozen=True)
class LongStudy:
    """A long study: how it is made and where its result lies."""

    name: str
    """Of the result file below ``data/results``."""
    play: Callable[..., Stored]
    """Plays it and returns its result; the root of the code that the result depends on."""
    settings: Settings
    """Keyword arguments of ``play``: always ``seed``, mostly ``worlds``, ``draws``."""
    minutes: float
    """About how long it takes on two cores."""
    tables: tuple[str, ...] = ()
    """Files below ``data`` that it reads beside evidence, causes, diaries and books."""

    @property
    def path(self) -> Path:
        """Its result file."""
        return data_path("results", f"{self.name}.json")

    def manifest(self) -> Manifest:
        """Return the manifest that a result made today would carry."""
        code = code_hash(self.play.__module__, self.play.__name__)
        inputs, today = data_hash(*self.tables), date.today().isoformat()
        return Manifest(self.name, today, code, inputs, dict(self.settings))

    def build(self) -> Path:
        """Play the study and store its result.

        Raises
        ------
        InputError
            If code or data change while it is played: nobody could say what the result is of.
        """
        read_again()
        before = self.manifest()
        result = self.play(**self.settings)
        read_again()
        if self.manifest() != before:
            raise _refused(self.path, "code or data changed while it was played")
        return self.save(result)

    def save(self, result: Stored) -> Path:
        """Write a result with today's manifest, whole or not at all."""
        adapter: TypeAdapter[Any] = TypeAdapter(type(result))
        content = json.dumps(
            {"manifest": vars_of(self.manifest()), "result": adapter.dump_python(result)},
            indent=None,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        return write_atomically(self.path, content.encode())

    def load(self) -> Stored:
        """Return the stored result.

        Raises
        ------
        InputError
            If there is none, or code, data or settings have changed since it was made.
        """
        found = self._read()
        why = self.stale()
        if why:
            raise _refused(self.path, f"the stored result is stale: {why}")
        kind = get_type_hints(self.play)["return"]
        try:
            return cast(Stored, TypeAdapter(kind).validate_python(found["result"]))
        except ValidationError as error:
            raise _refused(self.path, f"not a result: {error.errors()[0]['msg']}") from None

    def stale(self) -> str:
        """Return why the stored result may not be used any more, "" if it may."""
        was, now = self._read()["manifest"], self.manifest()
        for key, words in (
            ("code", "the code has changed"),
            ("inputs", "the evidence, causes, diaries or books have changed"),
            ("settings", "seed, worlds or other settings have changed"),
        ):
            if was.get(key) != getattr(now, key):
                return words
        return ""

    def stored_manifest(self) -> Manifest:
        """Return the manifest of the stored result."""
        return Manifest(**self._read()["manifest"])

    def with_settings(self, **settings: int | float | str) -> LongStudy:
        """Return the study with other settings, for a quick look."""
        return replace(self, settings={**self.settings, **settings})

    def _read(self) -> dict[str, Any]:
        if not self.path.is_file():
            raise _refused(self.path, "there is no stored result")
        try:
            return cast(dict[str, Any], json.loads(self.path.read_text(encoding="utf-8")))
        except ValueError:
            raise _refused(self.path, "not a result file") from None


def vars_of(manifest: Manifest) -> dict[str, Any]:
    """Return the fields of a manifest."""
    return {name: getattr(manifest, name) for name in manifest.__slots__}


def _refused(path: Path, message: str) -> InputError:
    return InputError(message, file=path.name, allowed=f"make studies, or {_command(path)}")


def _command(path: Path) -> str:
    return f"python -m tools.studies build {path.stem}"
