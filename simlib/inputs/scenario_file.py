"""A scenario as plain data: shipped things by name, everything else in full."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from typing import Any, TypeVar

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.causes import Cause
from simlib.inputs.disciplines import Discipline, disciplines
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import load_book, shipped_books

Made = TypeVar("Made", Account, Book)

_PLAIN_FIELDS = ("name", "label", "horizon_years", "typical_new_account", "request_hours")
_BOOK_FIELDS = ("name", "pool_revenue", "currency", "source", "fictional", "ownership")


def scenario_to_plain(scenario: Scenario) -> dict[str, Any]:
    """Return ``scenario`` as dictionaries, lists, text and numbers."""
    plain: dict[str, Any] = {name: getattr(scenario, name) for name in _PLAIN_FIELDS}
    plain |= {
        "unlimited_cash": scenario.unlimited_cash,
        "book": _book_to_plain(scenario.book),
        "discipline": _discipline_to_plain(scenario.discipline),
        "evidence": _evidence_to_plain(scenario.evidence),
        "stress": [str(event) for event in scenario.stress],
    }
    return {key: value for key, value in plain.items() if value not in (None, [], False)}


def scenario_from_plain(plain: object) -> Scenario:
    """Return the scenario that `scenario_to_plain` wrote.

    Raises
    ------
    InputError
        For an unknown field or a value that a scenario cannot take.
    """
    if not isinstance(plain, dict):
        raise InputError("not a scenario", value=plain, allowed="fields of a scenario")
    if "book" not in plain:
        raise InputError("a scenario without book", column="book", allowed="a name, or accounts")
    fields = dict(plain)
    fields["book"] = _book_from_plain(fields["book"])
    if isinstance(fields.get("discipline"), dict):
        fields["discipline"] = Discipline(**fields["discipline"])
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
    return {key: value for key, value in plain.items() if value not in (None, "", False, 0.0)}


def _account_to_plain(account: Account) -> dict[str, Any]:
    names = ("account_id", "annual_revenue", "owner", "buyer", "parent", "sector", "since")
    return {name: getattr(account, name) for name in names if getattr(account, name) is not None}


def _book_from_plain(plain: object) -> Book:
    if isinstance(plain, str):
        return load_book(plain)
    if not isinstance(plain, dict) or "accounts" not in plain:
        raise InputError("not a book", column="book", value=plain, allowed="a name, or accounts")
    fields = {"reps": [], **plain}
    accounts = tuple(_checked(Account, each) for each in fields.pop("accounts"))
    return _checked(Book, {**fields, "accounts": accounts, "reps": tuple(fields["reps"])})


def _checked(kind: type[Made], fields: dict[str, Any]) -> Made:
    try:
        return kind(**fields)
    except TypeError:
        known = [field.name for field in dataclass_fields(kind)]
        unknown = [name for name in fields if name not in known]
        if unknown:
            raise unknown_name(f"field of a {kind.__name__.lower()}", unknown[0], known) from None
        missing = [name for name in ("account_id", "annual_revenue", "name") if name not in fields]
        raise InputError(f"not a complete {kind.__name__.lower()}", value=missing) from None


def _discipline_to_plain(diary: Discipline) -> str | dict[str, Any]:
    if disciplines().get(diary.name) == diary:
        return diary.name
    return diary.model_dump(exclude_defaults=True)


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
            cause.model_dump(exclude_defaults=True, exclude={"graded_range"})
            for cause in evidence.causes
            if cause != known.get(cause.name)
        ],
        "without": sorted(known.keys() - here),
        "set_by_hand": sorted(evidence.overridden),
    }
    return {key: value for key, value in plain.items() if value}


def _evidence_from_plain(plain: dict[str, Any]) -> Evidence:
    for key in plain:
        if key not in ("set", "values", "causes", "without", "set_by_hand"):
            raise unknown_name("field of evidence", key, ("set", "values", "causes", "without"))
    evidence = Evidence.named(str(plain.get("set", "graded"))).with_(**plain.get("values", {}))
    known = {cause.name: cause for cause in evidence.causes}
    for fields in plain.get("causes", []):
        old = known.get(str(fields.get("name")))
        ranges = {"graded_range": old.graded_range} if old else {}
        evidence = evidence.with_cause(Cause(**fields, **ranges))
    if plain.get("without"):
        evidence = evidence.without_causes(*plain["without"])
    by_hand = frozenset(plain.get("set_by_hand", evidence.overridden))
    return Evidence(
        name=evidence.name, values=evidence.values, causes=evidence.causes, overridden=by_hand
    )
