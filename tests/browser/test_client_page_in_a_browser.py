"""The client's page as a client has it: a file, no network, mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from simlib.present.client.client_page import to_html
from tests.browser.browsing import Watched, browsing, needs_chromium
from tests.support.client_cases import HOSTILE, client_case, hostile_case, small_grid

pytestmark = [pytest.mark.slow, needs_chromium]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    path = to_html(client_case(), tmp_path_factory.mktemp("page") / "p.html", what_if=small_grid())
    with browsing() as watched:
        watched.page.goto(path.as_uri())
        yield watched
        assert watched.errors == []
        assert watched.requests == [path.as_uri()]


def seen(watched: Watched) -> tuple[str, str, str]:
    page = watched.page
    lines = page.locator("#what-if-chart polyline").last.get_attribute("points")
    return (
        page.inner_text("#what-if-verdict"),
        str(lines),
        page.inner_text("#what-if-numbers"),
    )


def test_it_opens_on_the_recommended_diary(watched: Watched) -> None:
    point = small_grid().point("weekly block", 26 / 3, "graded", "none")
    verdict, line, _ = seen(watched)
    assert verdict.startswith("Weekly block, two calls a week planned per rep")
    assert f"in {round(100 * point.share[-1])} of 100 futures" in verdict
    assert len(line.split()) == len(point.share)


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("#what-if-evidence", "1"),
        ("#what-if-stress", "1"),
        ("#what-if-diary", "0"),
    ],
)
def test_a_choice_changes_chart_sentence_and_numbers(
    watched: Watched, control: str, value: str
) -> None:
    before = seen(watched)
    watched.page.select_option(control, value)
    after = seen(watched)
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_the_slider_moves_by_keyboard_and_says_where_it_is(watched: Watched) -> None:
    page = watched.page
    slider = page.locator("#what-if-calls")
    slider.focus()
    slider.press("End")
    assert page.inner_text("#what-if-calls-words") == "One call every working day"
    before = seen(watched)
    slider.press("Home")
    assert slider.get_attribute("aria-valuetext") == "No calls"
    assert seen(watched)[0] != before[0]
    assert "no calls planned" in seen(watched)[0]


def test_every_control_is_reached_by_the_tab_key_and_has_a_name(watched: Watched) -> None:
    page = watched.page
    page.locator("#what-if-diary").focus()
    for name in ("calls", "evidence", "stress"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == f"what-if-{name}"
        assert page.evaluate("document.activeElement.labels.length") == 1


def test_it_fits_a_telephone(watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1100, "height": 1200})


def test_hostile_text_stays_text(watched: Watched, tmp_path: Path) -> None:
    grid, evil = small_grid(), f"</script><b>{HOSTILE}"[:60]
    points = tuple(replace(p, diary=evil) if p.diary == "weekly block" else p for p in grid.points)
    named = replace(grid, diaries=(grid.diaries[0], evil), points=points)
    path = to_html(hostile_case(), tmp_path / "p.html", what_if=named)
    hostile = watched.another()
    hostile.page.on("dialog", lambda dialog: hostile.errors.append(dialog.message))
    hostile.page.goto(path.as_uri())
    assert "</script><b>" in hostile.page.inner_text("#what-if-verdict")
    assert hostile.page.locator("main script, main b").count() == 0
    assert hostile.errors == []
