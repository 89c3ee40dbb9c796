"""The page: everything inside, the answer first, nothing asked of the network."""

from __future__ import annotations

import re
from base64 import b64decode
from html.parser import HTMLParser
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from simlib.present.draw.style import image_bytes
from simlib.present.paper.page import PageFigure, PageTable, page_text, write_page

mpl.use("Agg")

PNG = b"\x89PNG\r\n\x1a\nnot really"
TABLE = PageTable(
    pd.DataFrame({"diary": ["weekly block"], "won": [12]}), "All diaries", "± is 95 %"
)


class Outline(HTMLParser):
    """What a browser would load, and the texts in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        self.texts += [data.strip()] if data.strip() else []


def page(**changes: object) -> str:
    parts: dict[str, object] = {
        "title": "Which diary survives?",
        "answer": ["Weekly block.", "In 62 of 100 futures."],
        "tables": [TABLE],
        "figures": [PageFigure(PNG, "Weekly block keeps 62 of 100 futures")],
        "how_sure": "500 futures.",
        "notes": ["The firm is fictional."],
        "footer": "seed 7",
    }
    return page_text(**{**parts, **changes})  # type: ignore[arg-type]


def outline(text: str) -> Outline:
    parser = Outline()
    parser.feed(text)
    return parser


def test_the_answer_comes_first_and_provenance_last() -> None:
    texts = outline(page()).texts
    order = [
        *("Which diary survives?", "Weekly block.", "Weekly block keeps 62 of 100 futures"),
        *("All diaries", "How sure are we?", "The firm is fictional.", "seed 7"),
    ]
    places = [texts.index(text, 1) for text in order]
    assert places == sorted(places)


def test_nothing_is_loaded_from_anywhere() -> None:
    text = page()
    seen = outline(text)
    assert all(address.startswith("data:image/png;base64,") for address in seen.addresses)
    assert not {"script", "link", "iframe", "object"} & set(seen.tags)
    assert not re.search(r"https?:|url\(|@import", text)
    assert "default-src 'none'" in text


def test_pictures_are_inside_and_described() -> None:
    text = page()
    (address,) = outline(text).addresses
    assert b64decode(address.split(",", 1)[1]) == PNG
    assert 'alt="Weekly block keeps 62 of 100 futures"' in text


def test_a_figure_an_axes_and_a_file_are_the_same_picture(tmp_path: Path) -> None:
    figure, axes = plt.subplots(figsize=(2, 1))
    content = image_bytes(figure)
    (tmp_path / "a.png").write_bytes(content)
    sources = {
        PageFigure(image, "x").source for image in (figure, axes, tmp_path / "a.png", content)
    }
    assert len(sources) == 1
    plt.close(figure)


def test_what_is_not_a_png_is_refused_and_nothing_written(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("<script>alert(1)</script>")
    target = tmp_path / "page.html"
    with pytest.raises(ValueError, match="is not a PNG file"):
        write_page(
            target, title="t", answer="a", figures=[PageFigure(tmp_path / "a.png", "finding")]
        )
    assert not target.exists()


def test_empty_parts_leave_no_headings() -> None:
    text = page(tables=[], figures=[], how_sure=(), notes=[], footer="")
    assert "<h2>" not in text
    assert "<footer>" not in text


def test_the_same_page_has_the_same_bytes(tmp_path: Path) -> None:
    first, second = (
        write_page(tmp_path / name, title="t", answer="a", tables=[TABLE]) for name in ("1", "2")
    )
    assert first.read_bytes() == second.read_bytes()
