from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simlib.inputs.errors import InputError
from simlib.present.paper.stories import stories
from simlib.present.words.story import side_by_side
from simlib.run.simulate import compare
from simlib.studies.client.reality import medoid_place, story_worlds
from tests.support.client_cases import HOSTILE, client_case


@given(arrays(np.float64, (7, 4), elements=st.integers(0, 50).map(float)))
def test_the_medoid_is_the_path_with_the_least_distance(paths: np.ndarray) -> None:
    distance = np.abs(paths[:, None] - paths[None]).sum(axis=(1, 2))
    assert distance[medoid_place(paths)] == distance.min()


def test_a_typical_a_bad_and_a_lucky_future_are_what_they_say() -> None:
    run = client_case().comparison.runs[1]
    typical, bad, lucky = story_worlds(run)
    assert 0.25 < typical.worse < 0.75
    assert bad.worse < 0.2
    assert lucky.worse > 0.8
    place = list(run.worlds["world"]).index(bad.world)
    np.testing.assert_array_equal(bad.run.revenue[0], run.revenue[place])


def test_news_are_dated_in_order_and_at_most_twelve() -> None:
    told = stories(client_case())
    for news in told.news:
        weeks = [week for week, _, _ in news.lines]
        assert weeks == sorted(weeks)
        assert 0 < len(weeks) <= 12
        assert len(news.table) == len(weeks)
    assert told.lives is not None
    assert len(told.charts()) == 4


def test_both_diaries_stand_side_by_side() -> None:
    lives = stories(client_case()).lives
    assert lives is not None
    table = side_by_side(lives)
    assert len(table) == len(lives.a.only) + len(lives.b.only) + len(lives.both)
    shared = table[(table.iloc[:, 1] != "") & (table.iloc[:, 2] != "")]
    assert len(shared) == len(lives.both)


def test_the_reference_has_no_second_life() -> None:
    assert stories(client_case(), diary="today").lives is None


def test_hostile_names_stay_text() -> None:
    case = client_case()
    book = case.comparison.reference.scenario.book
    accounts = tuple(
        replace(each, account_id=f"{place} <script>alert(1)</script> {HOSTILE}"[:60])
        for place, each in enumerate(book.accounts)
    )
    named = replace(book, accounts=accounts)
    arms = [run.scenario.with_(book=named) for run in case.comparison.runs[:2]]
    page = stories(compare(arms, worlds=20, seed=1))._repr_html_()
    assert "<script" not in page
    assert "&lt;script" in page


def test_what_has_no_rows_has_no_stories() -> None:
    arms = [run.scenario for run in client_case().comparison.runs[:2]]
    with pytest.raises(InputError, match="rows"):
        stories(compare(arms, worlds=12, keep="totals"))
    few = replace(client_case(), comparison=compare(arms, worlds=4))
    with pytest.raises(InputError, match="too few"):
        stories(few)
