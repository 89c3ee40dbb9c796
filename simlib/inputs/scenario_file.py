"""A scenario as plain data: shipped things by name, everything else in full."""

from __future__ import annotations

from dataclasses import MISSING
from dataclasses import fields as dataclass_fields
from typing import Any, TypeVar

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.causes import Cause
from simlib.inputs.disciplines import Discipline, discipline, disciplines
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.evidence import Evidence
from simlib.inputs.plain_yaml import fields_of, list_of, without_blanks
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import load_book, shipped_books

Made = TypeVar("Made", Account, Book)

_PLAIN_FIELDS = (
    "horizon_years",
    "typical_new_account",
    "request_hours",
    "unlimited_cash",
    "grievances",
    "spoiling",
)
_EVIDENCE_FIELDS = ("set", "values", "causes", "without", "set_by_hand")
_NAMES = {"name", "client_label", "rationale"}
_MOST_CHANGES = 6
_BOOK_FIELDS = ("name", "pool_revenue", "currency", "source", "fictional", "ownership")


def scenario_to_plain(scenario: Scenario) -> dict[str, Any]:
    """Return ``scenario`` as dictionaries, lists, text and numbers."""
    plain: dict[str, Any] = {
        "name": scenario.name if scenario.name != scenario.discipline.name else None,
        "label": scenario.label if scenario.label != scenario.default_label else None,
        "book": _book_to_plain(scenario.book),
        "discipline": _diaries_to_plain(scenario),
        "evidence": _evidence_to_plain(scenario.evidence),
        "stress": [str(event) for event in scenario.stress],
    }
    return without_blanks(plain | {name: getattr(scenario, name) for name in _PLAIN_FIELDS})


def scenario_from_plain(plain: object) -> Scenario:
    """Return the scenario that `scenario_to_plain` wrote.

    Raises
    ------
    InputError
        For an unknown field or a value that a scenario cannot take.
    """
    fields = fields_of(plain, "scenario")
    if "book" not in fields:
        raise InputError("a scenario without book", column="book", allowed="a name, or accounts")
    fields["book"] = _book_from_plain(fields["book"])
    if isinstance(fields.get("discipline"), dict):
        fields["discipline"] = _diaries_from_plain(fields["discipline"])
    if isinstance(fields.get("evidence"), dict):
        fields["evidence"] = _evidence_from_plain(fields["evidence"])
    return Scenario(**fields)


def _book_to_plain(book: Book) -> str | dict[str, Any]:
    if book.name in shipped_books() and load_book(book.name) == book:
        return book.name
    plain: dict[str, Any] = {name: getattr(book, name) for name in _BOOK_FIELDS}
    plain["as_of"] = book.as_of
    plain["reps"] = list(book.reps)
    plain["accounts"] = [_account_to_plain(account) for account in book.accounts]
    return without_blanks(plain)


def _account_to_plain(account: Account) -> dict[str, Any]:
    names = ("account_id", "annual_revenue", "owner", "buyer", "parent", "sector", "since")
    return {name: getattr(account, name) for name in names if getattr(account, name) is not None}


def _book_from_plain(plain: object) -> Book:
    if isinstance(plain, str):
        return load_book(plain)
    fields = {"reps": [], "accounts": [], **fields_of(plain, "book")}
    listed = [fields_of(each, "account") for each in list_of(fields["accounts"], "accounts")]
    accounts = tuple(_checked(Account, each) for each in listed)
    reps = tuple(list_of(fields["reps"], "reps"))
    return _checked(Book, {**fields, "accounts": accounts, "reps": reps})


def _checked(kind: type[Made], fields: dict[str, Any]) -> Made:
    try:
        return kind(**fields)
    except TypeError:
        known = dataclass_fields(kind)
        names, what = [field.name for field in known], kind.__name__.lower()
        unknown = [name for name in fields if name not in names]
        if unknown:
            one = f"an {what}" if what.startswith("a") else f"a {what}"
            raise unknown_name(f"field of {one}", unknown[0], names) from None
        needed = [
            field.name
            for field in known
            if field.default is MISSING and field.default_factory is MISSING
        ]
        missing = ", ".join(name for name in needed if name not in fields)
        raise InputError(f"not a complete {what}: {missing} missing") from None


def _diaries_to_plain(scenario: Scenario) -> str | dict[str, Any]:
    """Return the diary of all reps, or each rep's own, ``"*"`` for all others."""
    usual = _discipline_to_plain(scenario.discipline)
    own = {rep: _discipline_to_plain(diary) for rep, diary in scenario.diaries.items()}
    return {"*": usual, **own} if own else usual


def _diaries_from_plain(plain: dict[str, Any]) -> Discipline | dict[str, Any]:
    if "*" not in plain:
        return _discipline_from_plain(plain)
    return {
        str(rep): _discipline_from_plain(each) if isinstance(each, dict) else each
        for rep, each in plain.items()
    }


def _discipline_to_plain(diary: Discipline) -> str | dict[str, Any]:
    """Return a diary by name, as a few changes of a shipped one, or in full."""
    if disciplines().get(diary.name) == diary:
        return diary.name
    full = diary.model_dump()
    for name, shipped in disciplines().items():
        known = shipped.model_dump()
        changes = {key: value for key, value in full.items() if value != known[key]}
        if diary.name.startswith(name) and len(changes.keys() - _NAMES) <= _MOST_CHANGES:
            return {"like": name, **changes}
    return diary.model_dump(exclude_defaults=True)


def _discipline_from_plain(plain: object) -> Discipline:
    fields = fields_of(plain, "discipline")
    like = fields.pop("like", None)
    return Discipline(**fields) if like is None else discipline(like).with_(**fields)


def _evidence_to_plain(evidence: Evidence) -> str | dict[str, Any]:
    shipped = Evidence.named(evidence.name)
    if evidence == shipped:
        return evidence.name
    values = {k: v for k, v in evidence.values.items() if v != shipped.values[k]}
    known = {cause.name: cause for cause in shipped.causes}
    here = {cause.name for cause in evidence.causes}
    plain = {
        "set": evidence.name,
        "values": values,
        "causes": [
            _cause_to_plain(cause, known.get(cause.name))
            for cause in evidence.causes
            if cause != known.get(cause.name)
        ],
        "without": sorted(known.keys() - here),
        "set_by_hand": sorted(evidence.overridden),
    }
    return without_blanks(plain)


def _cause_to_plain(cause: Cause, shipped: Cause | None) -> dict[str, Any]:
    plain = cause.model_dump(exclude_defaults=True)
    plain["graded_range"] = {key: list(pair) for key, pair in cause.graded_range.items()}
    if shipped and shipped.graded_range == cause.graded_range:
        del plain["graded_range"]
    return plain


def _evidence_from_plain(plain: object) -> Evidence:
    fields = fields_of(plain, "evidence")
    for key in fields:
        if key not in _EVIDENCE_FIELDS:
            raise unknown_name("field of evidence", key, _EVIDENCE_FIELDS)
    evidence = Evidence.named(str(fields.get("set", "graded")))
    evidence = evidence.with_(**fields_of(fields.get("values", {}), "values"))
    for each in list_of(fields.get("causes", []), "causes"):
        evidence = evidence.with_cause(_cause_from_plain(each, evidence))
    if without := list_of(fields.get("without", []), "without"):
        evidence = evidence.without_causes(*without)
    by_hand = frozenset(map(str, list_of(fields.get("set_by_hand", []), "set_by_hand")))
    return Evidence(
        name=evidence.name,
        values=evidence.values,
        causes=evidence.causes,
        overridden=by_hand or evidence.overridden,
    )


def _cause_from_plain(plain: object, evidence: Evidence) -> Cause:
    fields = fields_of(plain, "cause")
    for known in evidence.causes:
        if known.name == fields.get("name"):
            fields.setdefault("graded_range", known.graded_range)
    return Cause(**fields)
