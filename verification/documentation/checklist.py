"""The STRESS-DES checklist, its answers filled from the model itself."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from simlib.inputs.errors import InputError
from simlib.inputs.files import data_path
from verification.documentation.facts import facts

FILE = "stress_des.yaml"


@dataclass(frozen=True)
class Point:
    """One point of the checklist."""

    section: str
    number: str
    title: str
    asks: str
    """What the point wants to know."""
    answer: str
    """Filled."""
    quotes: tuple[str, ...]
    """The facts it quotes."""


@dataclass(frozen=True)
class Checklist:
    """All points in order, shown as text in a notebook."""

    points: tuple[Point, ...]

    def _repr_markdown_(self) -> str:
        lines: list[str] = []
        section = ""
        for point in self.points:
            if point.section != section:
                section = point.section
                lines.append(f"### {point.number.split('.')[0]} · {section}")
            lines.append(f"**{point.number} {point.title}.** *{point.asks}* {point.answer}")
        return "\n\n".join(lines)

    def __repr__(self) -> str:
        """Return one line: what it is and how long."""
        return f"Checklist({len(self.points)} points)"


def stress_des(known: Mapping[str, str] | None = None) -> Checklist:
    """Return the checklist, every quoted fact filled in.

    Parameters
    ----------
    known : mapping of str to str, optional
        Facts by name; those of `verification.documentation.facts.facts` by default.

    Raises
    ------
    InputError
        If an answer quotes a fact that nobody knows.
    """
    told = facts() if known is None else known
    sections = yaml.safe_load(data_path(FILE).read_text(encoding="utf-8"))
    return Checklist(
        tuple(
            _point(section["section"], point, told)
            for section in sections
            for point in section["points"]
        )
    )


def _point(section: str, point: Mapping[str, str], told: Mapping[str, str]) -> Point:
    quotes = [name for _, name, _, _ in string.Formatter().parse(point["answer"]) if name]
    if missing := [name for name in quotes if name not in told]:
        raise InputError("no such fact", file=FILE, column=point["number"], value=missing[0])
    return Point(
        section=section,
        number=point["number"],
        title=point["title"],
        asks=point["asks"],
        answer=point["answer"].strip().format(**told),
        quotes=tuple(quotes),
    )
