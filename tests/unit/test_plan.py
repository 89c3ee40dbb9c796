"""Whom chance is about: the counter words of a plan, worked out from the ids themselves."""

from __future__ import annotations

from zlib import crc32

from simlib.model.plan import plan
from tests.firms import book_of, calm, scenario


def _word(*parts: object) -> int:
    return crc32("\x1f".join(map(str, parts)).encode())


def test_draws_are_addressed_by_kind_and_id() -> None:
    ready = plan(scenario(book_of(100.0, 50.0, reps=2), calm(targets_per_rep=2)))
    reps = ready.scenario.book.reps
    assert list(ready.account_entities) == [_word("account", "a00"), _word("account", "a01")]
    assert list(ready.rep_entities) == [_word("rep", rep) for rep in reps]
    assert [list(each) for each in ready.prospect_entities] == [
        [_word("prospect", rep, number) for number in range(2)] for rep in reps
    ]
