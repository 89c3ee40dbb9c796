"""A client's study as text: safe YAML in, readable and commented YAML out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.disciplines import Discipline
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.plain import fields_of, list_of
from simlib.inputs.plain_yaml import read_plain, write_plain
from simlib.inputs.scenario import Scenario
from simlib.inputs.scenario_file import scenario_from_plain, scenario_to_plain
from simlib.studies.client.profile_questions import questions

if TYPE_CHECKING:
    from simlib.studies.client.profile import Profile
    from simlib.studies.client.study import ClientStudy

FORMAT = "simlib_client_study"
_VERSION = 1
_ANYBODY = Book("any", (Account("any", 1.0, owner="any"),), ("any",))
"""A book for reading diaries and evidence, which need none."""


def study_from_text(file: Path) -> dict[str, Any]:
    """Return the fields of a study file, diaries and evidence made of what it says.

    Raises
    ------
    InputError
        For a file that is missing, too large, not text, not YAML, or not such a study.
    """
    fields = fields_of(read_yaml(file), "study")
    if fields.pop(FORMAT, None) != _VERSION:
        raise InputError("not a client's study", allowed=f"'{FORMAT}: {_VERSION}' at its top")
    if "folder" in fields:
        raise InputError("the folder is where the file lies", column="folder")
    if "book" not in fields:
        raise InputError("a study without book", column="book", allowed="a file, or a name")
    if fields.get("profile") is None:
        fields.pop("profile", None)
    else:
        fields["profile"] = fields_of(fields["profile"], "profile")
    if "diaries" in fields:
        fields["diaries"] = tuple(map(_diary, list_of(fields["diaries"], "diaries")))
    if "evidence" in fields:
        fields["evidence"] = _evidence(fields["evidence"])
    if "ranges" in fields:
        fields["ranges"] = fields_of(fields["ranges"], "ranges")
    if "stress" in fields:
        fields["stress"] = list_of(fields["stress"], "stress")
    return fields


def is_client_study(file: Path) -> bool:
    """Return whether a file says that it is a client's study."""
    plain = read_yaml(file)
    return isinstance(plain, dict) and FORMAT in plain


def read_yaml(file: Path) -> object:
    """Return what a YAML file says: plain data, no aliases, at most a megabyte.

    Raises
    ------
    InputError
        Naming the file.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", file=file) from None
    return read_plain(text, file=file)


def study_to_text(study: ClientStudy) -> str:
    """Return a study as text that `study_from_text` reads back."""
    head = {
        FORMAT: _VERSION,
        "title": study.title,
        "client": study.client,
        "book": study.book,
        "currency": study.currency,
        "as_of": study.as_of,
        "names_shown": study.names_shown,
    }
    tail = {
        "diaries": [_plain(discipline=diary)["discipline"] for diary in study.diaries],
        "evidence": _evidence_to_plain(study.evidence),
        "ranges": {name: list(ends) for name, ends in study.ranges.items()},
        "stress": [str(event) for event in study.stress],
        "horizon_years": study.horizon_years,
        "worlds": study.worlds,
        "seed": study.seed,
    }
    tail = {key: value for key, value in tail.items() if value not in ([], {})}
    return write_plain(head) + _profile_text(study.profile, study.evidence) + write_plain(tail)


def _profile_text(profile: Profile, evidence: Evidence) -> str:
    count = len(questions())
    lines = [f"profile:  # {profile.assumed} of {count} are assumptions"]
    for asked in questions().values():
        answer = getattr(profile, asked.name)
        default = f"Unanswered: {asked.default_shown(evidence)}."
        lines += [f"  # {asked.question} {default}", f"  {asked.name}: {_scalar(answer)}"]
    return "\n".join(lines) + "\n"


def _scalar(value: object) -> str:
    return str(yaml.safe_dump(value, default_flow_style=True)).splitlines()[0]


def _plain(**fields: Any) -> dict[str, Any]:
    return scenario_to_plain(Scenario(book=_ANYBODY, **fields))


def _read(**fields: Any) -> Scenario:
    book = {"name": "any", "reps": ["any"], "accounts": [_ANYBODY_PLAIN]}
    return scenario_from_plain({"book": book, **fields})


def _evidence(plain: object) -> Evidence:
    if not isinstance(plain, dict) or "changes" not in plain:
        return _read(evidence=plain).evidence
    fields = fields_of(plain, "evidence")
    changes = fields_of(fields.pop("changes"), "changes")
    return _read(evidence=fields).evidence.with_(**changes)


def _evidence_to_plain(evidence: Evidence) -> Any:
    """Return evidence as a name, as a set with a few changed numbers, or in full."""
    shipped = Evidence.named(evidence.name)
    changes: dict[str, float] = {}
    for name in sorted(evidence.overridden):
        cause, dot, field = name.partition(".")
        if dot and cause in {each.name for each in evidence.causes}:
            changes[name] = getattr(evidence.cause(cause), field)
        elif name in evidence.values:
            changes[name] = evidence[name]
    if changes and shipped.with_(**changes) == evidence:
        return {"set": evidence.name, "changes": changes}
    return _plain(evidence=evidence)["evidence"]


def _diary(plain: object) -> Discipline:
    return _read(discipline=plain).discipline


_ANYBODY_PLAIN = {"account_id": "any", "annual_revenue": 1.0, "owner": "any"}
