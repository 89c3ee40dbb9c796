"""Both engines play the large shipped books alike, to the last bit, in every diary and evidence.

SimPy takes up to a second for five years of such a world on a slow machine, hence 3 worlds each;
`test_engines` has 50 of each for the nightly run.
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
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("evidence", EVIDENCE_SETS)
@pytest.mark.parametrize("diary", disciplines())
@pytest.mark.parametrize("book", LARGE)
def test_the_large_books_are_played_alike(book: str, diary: str, evidence: str) -> None:
    assert_engines_agree(Scenario(book=book, discipline=diary, evidence=evidence), worlds=3)
