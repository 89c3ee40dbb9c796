"""Both engines play the large shipped books alike, to the last bit, in every diary and evidence.

SimPy takes up to a second for five years of such a world on a slow machine, hence a selection:
every diary on every large book, the sets of evidence dealt out so that each book meets each of
them, and each diary another one on each book. `test_engines` plays all pairings at night.
"""

from __future__ import annotations

import pytest

from simlib.inputs.disciplines import disciplines
from simlib.inputs.parameters import EVIDENCE_SETS
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import shipped_books
from tests.equality.difference import assert_engines_agree
from tests.equality.test_engines import SMALL

LARGE = sorted(set(shipped_books()) - set(SMALL))
SELECTION = [
    (book, diary, EVIDENCE_SETS[(shelf + number) % len(EVIDENCE_SETS)])
    for shelf, book in enumerate(LARGE)
    for number, diary in enumerate(disciplines())
]


def test_the_selection_leaves_nothing_out() -> None:
    books, diaries = set(LARGE), set(disciplines())
    assert {(book, diary) for book, diary, _ in SELECTION} == {
        (b, d) for b in books for d in diaries
    }
    assert {(b, e) for b, _, e in SELECTION} == {(b, e) for b in books for e in EVIDENCE_SETS}
    for diary in diaries:
        assert len({e for _, d, e in SELECTION if d == diary}) == len(LARGE)


@pytest.mark.slow
@pytest.mark.parametrize(("book", "diary", "evidence"), SELECTION)
def test_the_large_books_are_played_alike(book: str, diary: str, evidence: str) -> None:
    assert_engines_agree(Scenario(book=book, discipline=diary, evidence=evidence), worlds=1)
