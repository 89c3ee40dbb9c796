"""Notebook 10 served by Voila: moving a slider changes figure and verdict, nothing leaves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.browsing import Watched, browsing, free_port, needs_chromium, served
from tools import explorer
from tools.setup import ROOT

pytestmark = [pytest.mark.slow, needs_chromium]
_SHOWN = """(old) => {
  const verdict = document.querySelector('.simlib-verdict');
  return verdict && verdict.innerText !== old && !document.querySelector('.simlib-stale');
}"""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    port = free_port()
    with (
        served(
            explorer.command(port, browser=False),
            port,
            folder=ROOT,
            environment=explorer.environment(),
            log=tmp_path_factory.mktemp("voila") / "log.txt",
        ) as address,
        browsing() as watched,
    ):
        watched.page.goto(address)
        watched.page.wait_for_function(_SHOWN, arg="")
        yield watched
        assert watched.errors == []
        assert watched.outside(address) == []


def verdict(watched: Watched) -> str:
    return watched.page.inner_text(".simlib-verdict")


def chart(watched: Watched) -> str:
    """Return the bytes of the chart as numbers; its address differs each time it is sent."""
    return str(
        watched.page.evaluate(
            "async () => { const image = document.querySelector('.jupyter-widgets.widget-image');"
            " const data = await (await fetch(image.src)).arrayBuffer();"
            " return Array.from(new Uint8Array(data)).join(); }"
        )
    )


def test_a_client_sees_no_code_and_no_part_for_analysts(watched: Watched) -> None:
    page = watched.page
    assert page.locator(".jp-InputArea-editor").count() == 0
    text = page.inner_text("body")
    assert "The explorer: try a diary yourself" in text
    assert "import" not in text
    assert "The same without a mouse" not in text


def test_moving_the_slider_changes_figure_and_verdict(watched: Watched) -> None:
    page, before, drawn = watched.page, verdict(watched), chart(watched)
    handle = page.locator(".noUi-handle").first
    handle.focus()
    handle.press("ArrowLeft")
    page.wait_for_selector(".simlib-stale")  # the old chart is grey while the new one is played
    page.wait_for_function(_SHOWN, arg=before)
    assert chart(watched) != drawn
    assert "6.5 calls a month" in verdict(watched)


def test_what_was_played_is_shown_again_at_once(watched: Watched) -> None:
    page, before = watched.page, verdict(watched)
    handle = page.locator(".noUi-handle").first
    handle.focus()
    handle.press("ArrowRight")
    page.wait_for_function(_SHOWN, arg=before)
    assert "two calls a week" in verdict(watched)


def test_of_many_moves_only_the_last_is_played(watched: Watched) -> None:
    page = watched.page
    handle = page.locator(".noUi-handle").first
    handle.focus()
    for _ in range(5):
        handle.press("ArrowRight")
    page.wait_for_function(
        "() => document.querySelector('.simlib-verdict').innerText.includes('every working day')"
        " || document.querySelector('.simlib-verdict').innerText.includes('43.3')"
    )
    page.wait_for_function("() => !document.querySelector('.simlib-stale')")


def test_the_largest_account_can_be_lost(watched: Watched) -> None:
    page, before = watched.page, verdict(watched)
    page.get_by_label("And if").select_option(label="The largest account is lost after a year")
    page.wait_for_function(_SHOWN, arg=before)
    assert "the largest account is lost after a year" in verdict(watched)
