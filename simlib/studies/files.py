"""Results of long studies on disk: written whole, read back as they were, refused when stale."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from simlib.inputs.errors import InputError
from simlib.inputs.files import write_atomically
from simlib.inputs.paths import data_path
from simlib.studies.sources import code_hash, data_hash, read_again
from simlib.studies.stored import Stored

Settings = dict[str, int | float | str]
"""Keyword arguments of a study."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Where a stored result comes from.

    Attributes
    ----------
    study : str
    made : str
        ISO date.
    code, inputs : str
        Hashes of the code that made it, and of the data it read.
    settings : dict
        Seed, numbers of worlds and of draws, and whatever else the study was told.
    """

    study: str
    made: str
    code: str
    inputs: str
    settings: Settings


@dataclass(frozen=True)
class Study:
    """A long study: how it is made and where its result lies.

    Parameters
    ----------
    name : str
        Of the result file below ``data/results``.
    module : str
        Below `simlib.studies`: holds ``study(**settings)``, which plays it, and is the root of
        the code its result depends on.
    settings : dict
        Keyword arguments of ``study``: always ``seed``, mostly ``worlds``, ``draws``.
    minutes : float
        About how long it takes on two cores.
    tables : tuple of str
        Files below ``data`` that it reads beside evidence, causes, diaries and books.
    """

    name: str
    module: str
    settings: Settings
    minutes: float
    tables: tuple[str, ...] = ()

    @property
    def home(self) -> str:
        """The dotted name of its module."""
        return f"simlib.studies.{self.module}"

    @property
    def path(self) -> Path:
        """Its result file."""
        return data_path("results", f"{self.name}.json")

    def manifest(self) -> Manifest:
        """Return the manifest that a result made today would carry."""
        code, inputs = code_hash(self.home), data_hash(*self.tables)
        return Manifest(self.name, date.today().isoformat(), code, inputs, dict(self.settings))

    def build(self) -> Path:
        """Play the study and store its result.

        Raises
        ------
        InputError
            If code or data change while it is played: nobody could say what the result is of.
        """
        read_again()
        before = self.manifest()
        result = self._function(**self.settings)
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
        result_type = self._function.__annotations__["return"]
        if isinstance(result_type, str):
            result_type = getattr(import_module(self.home), result_type)
        try:
            return cast(Stored, TypeAdapter(result_type).validate_python(found["result"]))
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

    def with_settings(self, **settings: int | float | str) -> Study:
        """Return the study with other settings, for a quick look."""
        return replace(self, settings={**self.settings, **settings})

    @property
    def _function(self) -> Callable[..., Stored]:
        return cast(Callable[..., Stored], import_module(self.home).study)

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
