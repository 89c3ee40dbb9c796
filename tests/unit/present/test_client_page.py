from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from simlib.inputs.errors import InputError
from simlib.present.client import pdf
from simlib.present.client.client_page import client_page_text, to_html, to_pdf
from simlib.present.client.parts import case_footer, recommendation
from simlib.present.client.pdf import CHOICE, chromium, renumbered
from simlib.present.client.what_if_words import what_if_data, what_if_table
from tests.support.client_cases import HOSTILE, client_case, hostile_case, small_grid

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page() -> str:
    return client_page_text(client_case(), small_grid())


def embedded(page: str) -> dict:
    found = re.search(r'id="what-if-data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_page_asks_for_nothing_outside_itself(page: str) -> None:
    assert not re.search(r'(src|href|action)\s*=\s*"(?!data:)', page)
    assert "url(http" not in page
    assert "@import" not in page
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert policy[1].startswith("default-src 'none'")
    assert "unsafe" not in policy[1]


def test_the_policy_allows_this_script_and_this_style_only(page: str) -> None:
    for tag in ("script", "style"):
        text = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert text
        digest = b64encode(sha256(text[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in page


def test_every_combination_is_in_the_page_in_the_order_of_the_script(page: str) -> None:
    data, grid = embedded(page), small_grid()
    sizes = [len(data["choices"][name]) for name in ("diary", "calls", "evidence", "stress")]
    place = ((1 * sizes[1] + 2) * sizes[2] + 1) * sizes[3] + 1
    point = grid.point("weekly block", grid.calls[2], "folklore", "lose the largest")
    assert data["points"][place]["share"][-1] == round(1000 * float(point.share[-1]))
    assert "the authors' figures" in data["points"][place]["verdict"]
    assert len(data["points"]) == sizes[0] * sizes[1] * sizes[2] * sizes[3] == len(grid.points)
    assert len(data["references"]) == sizes[2] * sizes[3]
    assert data["start"] == {"diary": 1, "calls": 3, "evidence": 0, "stress": 0}


def test_hostile_names_stay_text() -> None:
    page = client_page_text(hostile_case(), small_grid())
    assert '<script>alert("x")' not in page
    assert "&lt;script&gt;alert" in page
    assert page.count("<script") == 2
    assert "\u202e" not in page


def test_a_diary_that_closes_the_script_does_not() -> None:
    from dataclasses import replace

    grid = small_grid()
    evil = f"</script><img src=x onerror=alert(1)>{HOSTILE}"[:70]
    named = tuple(replace(p, diary=evil) if p.diary == "weekly block" else p for p in grid.points)
    page = client_page_text(
        client_case(), replace(grid, diaries=(grid.diaries[0], evil), points=named)
    )
    assert page.count("</script>") == 2
    assert "<img src=x" not in page
    assert "</script><img" in embedded(page)["choices"]["diary"][1].lower()


def test_the_page_is_the_same_each_time_and_counts_assumptions(tmp_path: Path, page: str) -> None:
    path = to_html(client_case(), tmp_path / "page.html", what_if=small_grid())
    before = path.read_text("utf-8")
    assert before.startswith(page)
    assert to_html(client_case(), path, what_if=small_grid()).read_text("utf-8") == before
    path.write_text(before.replace("assumed", "agreed"), "utf-8")
    with pytest.raises(InputError, match="edited"):
        to_html(client_case(), path, what_if=small_grid())
    assert "what we assumed (6 of 12)" in page
    assert case_footer(client_case()) in page


def test_the_table_holds_every_combination() -> None:
    table, grid = what_if_table(small_grid()), small_grid()
    assert table.shape == (len(grid.diaries) * len(grid.calls), 2 + 4)


def test_nothing_is_recommended_that_is_not_clearly_better() -> None:
    from dataclasses import replace

    assert recommendation(replace(client_case(), recommended=0)).startswith("Nothing on offer")
    assert recommendation(client_case()).startswith("Weekly block")


def test_few_worlds_quote_no_odds_of_closing() -> None:
    points = what_if_data(small_grid())["points"]
    assert all("not quoted" in point["rows"][1][1] for point in points)


def test_a_pdf_without_a_browser_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>x")
    monkeypatch.setattr(pdf, "chromium", lambda: None)
    with pytest.raises(InputError, match="needs a browser"):
        to_pdf(page, tmp_path / "page.pdf")
    with pytest.raises(InputError, match="no page to print"):
        to_pdf(tmp_path / "none.html", tmp_path / "page.pdf")


def test_a_browser_that_prints_nothing_is_an_error_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    page = tmp_path / "page.html"
    page.write_text("<p>x")
    monkeypatch.setenv(CHOICE, sys.executable)  # takes none of the flags
    with pytest.raises(InputError, match="did not print"):
        to_pdf(page, tmp_path / "page.pdf")
    assert not (tmp_path / "page.pdf").exists()


def test_elements_of_a_pdf_are_numbered_in_their_order() -> None:
    """On a busy machine the browser skips a number, and the same page was another file."""
    first = b"/ID (node00000009) [(node00000009) 1 0 R (node00000012) 2 0 R]"
    again = b"/ID (node00000010) [(node00000010) 1 0 R (node00000013) 2 0 R]"
    assert renumbered(first) == renumbered(again)
    assert renumbered(again) == b"/ID (node00000000) [(node00000000) 1 0 R (node00000001) 2 0 R]"


@pytest.mark.slow
@pytest.mark.skipif(chromium() is None, reason="NO CHROMIUM ON THIS MACHINE: no PDF was printed")
def test_a_pdf_is_printed_and_is_the_same_again(tmp_path: Path) -> None:
    page = to_html(client_case(), tmp_path / "page.html", what_if=small_grid())
    first, again = (to_pdf(page, tmp_path / name).read_bytes() for name in ("a.pdf", "b.pdf"))
    assert first.startswith(b"%PDF-")
    assert len(first) > 100_000
    assert first == again
