"""A study: scenarios, worlds and seed in one readable file that can be diffed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, ValidationError, field_validator

from simlib.inputs.errors import InputError
from simlib.inputs.files import write_text
from simlib.inputs.plain_yaml import fields_of, flat, list_of, read_plain, write_plain
from simlib.inputs.records import Record
from simlib.inputs.scenario import Scenario
from simlib.inputs.scenario_file import scenario_from_plain, scenario_to_plain

_FORMAT = 1


class Study(Record):
    """What was asked: which scenarios, in how many worlds, from which seed.

    ``Study(scenarios=(base, other)).save("study.yaml")``; ``Study.load("study.yaml")`` gives an
    equal study, ``old.diff(new)`` says in words what was changed.
    """

    scenarios: Annotated[tuple[Scenario, ...], Field(min_length=1)]
    worlds: Annotated[int, Field(ge=1, le=2**32)] = 1000
    seed: Annotated[int, Field(ge=0, lt=2**64)] = 1

    @field_validator("scenarios", mode="before")
    @classmethod
    def _one_or_many(cls, scenarios: Any) -> Any:
        return (scenarios,) if isinstance(scenarios, Scenario) else tuple(scenarios)

    def save(self, path: str | Path) -> None:
        """Write the study to ``path``; an older file stays whole until the new one is."""
        write_text(path, self.to_yaml())

    @classmethod
    def load(cls, path: str | Path) -> Study:
        """Return the study in the file ``path``.

        Raises
        ------
        InputError
            Naming the file, and what in it cannot be used.
        """
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot be read: {error}", file=path) from None
        try:
            return cls.from_yaml(text)
        except (InputError, ValidationError) as error:
            raise InputError(str(error), file=path) from None

    def to_yaml(self) -> str:
        """Return the study as readable text: what differs from the shipped data, and no more."""
        plain = {
            "simlib_study": _FORMAT,
            "seed": self.seed,
            "worlds": self.worlds,
            "scenarios": [scenario_to_plain(scenario) for scenario in self.scenarios],
        }
        return write_plain(plain)

    @classmethod
    def from_yaml(cls, text: str) -> Study:
        """Return the study that `to_yaml` wrote."""
        fields = fields_of(read_plain(text), "study")
        if fields.pop("simlib_study", None) != _FORMAT:
            raise InputError("not a study file", allowed=f"'simlib_study: {_FORMAT}' at its top")
        listed = list_of(fields.pop("scenarios", None), "scenarios")
        return cls(scenarios=tuple(scenario_from_plain(each) for each in listed), **fields)

    def diff(self, other: Study) -> tuple[str, ...]:
        """Return what changes from this study to ``other``, one line each."""
        mine, theirs = (flat(yaml.safe_load(study.to_yaml())) for study in (self, other))
        lines = []
        for key in sorted(mine.keys() | theirs.keys()):
            before, after = mine.get(key, "-"), theirs.get(key, "-")
            lines += [f"{key}: {before} -> {after}"] if before != after else []
        return tuple(lines)
