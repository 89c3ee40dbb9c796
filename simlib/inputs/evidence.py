"""Evidence: every number the world decides, as one frozen set with its overrides on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simlib.inputs.causes import CAUSE_LIMITS, Cause, causes
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.parameters import EVIDENCE_SETS, Parameter, SetName, parameters
from simlib.inputs.quantity import within
from simlib.inputs.records import FrozenDict, Record


class Evidence(Record):
    """A complete set of parameter values and causes.

    Take one by name (`Evidence.named`), then override what you know better::

        Evidence.named("graded").with_(call_hours=3, gross_margin="31 %")
        Evidence.named("graded").with_(**{"neglect.annual_rate": 0.2})

    ``evidence["call_hours"]`` reads a value. ``overridden`` names what was set by hand.
    """

    name: str
    values: Mapping[str, float]
    causes: tuple[Cause, ...]
    overridden: frozenset[str] = frozenset()

    def model_post_init(self, context: Any, /) -> None:
        """Freeze the values and put the causes into canonical order."""
        table = _table()
        for name in self.values:
            if name not in table:
                raise unknown_name("parameter", name, table)
        if missing := [name for name in table if name not in self.values]:
            raise InputError("evidence lacks a value", column=missing[0])
        checked = {name: table[name].check(self.values[name]) for name in table}
        object.__setattr__(self, "values", FrozenDict(checked))
        ordered = tuple(sorted(self.causes, key=lambda cause: cause.name))
        if len({cause.name for cause in ordered}) < len(ordered):
            raise InputError("two causes share a name", value=[cause.name for cause in ordered])
        object.__setattr__(self, "causes", ordered)

    @classmethod
    def named(cls, name: str) -> Evidence:
        """Return one of the four shipped sets: graded, folklore, low, high."""
        if name not in EVIDENCE_SETS:
            raise unknown_name("evidence set", name, EVIDENCE_SETS)
        chosen: SetName = name  # type: ignore[assignment]
        values = {key: parameter.at(chosen) for key, parameter in _table().items()}
        return cls(name=name, values=values, causes=causes(chosen))

    def __getitem__(self, name: str) -> float:
        """Return the value of a parameter."""
        if name not in self.values:
            raise unknown_name("parameter", name, self.values)
        return self.values[name]

    def with_(self, **changes: Any) -> Evidence:
        """Return a copy with parameters or numbers of causes (``neglect.annual_rate``) set.

        Raises
        ------
        InputError
            For an unknown name, or a value outside its hard limits.
        """
        values, found = dict(self.values), list(self.causes)
        for name, value in changes.items():
            if "." in name:
                found = _cause_changed(found, name, value)
            elif name in values:
                values[name] = _table()[name].check(value)
            else:
                raise unknown_name("parameter", name, values)
        return Evidence(
            name=self.name,
            values=values,
            causes=tuple(found),
            overridden=self.overridden | set(changes),
        )

    def with_cause(self, cause: Cause) -> Evidence:
        """Return a copy with ``cause`` added, or put in the place of its namesake."""
        others = tuple(known for known in self.causes if known.name != cause.name)
        return self._with_causes((*others, cause), f"cause {cause.name}")

    def without_causes(self, *names: str) -> Evidence:
        """Return a copy without the named causes; without any cause if none is named."""
        for name in names:
            self.cause(name)
        kept = tuple(cause for cause in self.causes if names and cause.name not in names)
        return self._with_causes(kept, f"without {', '.join(names) or 'causes'}")

    def cause(self, name: str) -> Cause:
        """Return the cause called ``name``."""
        for known in self.causes:
            if known.name == name:
                return known
        raise unknown_name("cause", name, [known.name for known in self.causes])

    def notes(self) -> tuple[str, ...]:
        """Return what a footer must say: each override that lies outside its graded range."""
        table, shipped = _table(), Evidence.named(self.name)
        notes: list[str] = []
        for name, value in self.values.items():
            note = table[name].note(value)
            notes += [note] if note and value != shipped.values[name] else []
        for cause in self.causes:
            notes += cause.notes() if cause not in shipped.causes else []
        return tuple(notes)

    def _with_causes(self, found: tuple[Cause, ...], change: str) -> Evidence:
        return Evidence(
            name=self.name,
            values=self.values,
            causes=found,
            overridden=self.overridden | {change},
        )


def _cause_changed(found: list[Cause], name: str, value: object) -> list[Cause]:
    cause_name, _, field = name.partition(".")
    if cause_name not in [cause.name for cause in found]:
        raise unknown_name("cause", cause_name, [cause.name for cause in found])
    return [
        cause.with_(**{field: _cause_value(name, field, value)})
        if cause.name == cause_name
        else cause
        for cause in found
    ]


def _cause_value(name: str, field: str, value: object) -> object:
    if field not in CAUSE_LIMITS:
        return value
    return within(value, 0.0, CAUSE_LIMITS[field], column=name)


def _table() -> dict[str, Parameter]:
    """Return the parameters that are evidence: the clock is a choice of the scenario."""
    return {name: each for name, each in parameters().items() if each.group != "clock"}
