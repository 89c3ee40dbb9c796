"""Names are text: in HTML, in figures, in spreadsheets and in the terminal."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from simlib.present import plots
from simlib.present.draw.style import image_bytes
from simlib.present.paper.page import PageFigure, PageTable, page_text
from simlib.present.paper.tables import html_table, safe_cell, text_table, write_csv
from simlib.words import show_name
from tests.support import chart_results as fake

mpl.use("Agg")

SCRIPT = "<script>alert(1)</script>"
MARKUP = [
    SCRIPT,
    '"><img src=x onerror=alert(1)>',
    "</table></main><h1>Bankrupt</h1>",
    "{{ 7 * 7 }}{% for x in y %}",
    "javascript:alert(1)",
    "&lt;b&gt; already escaped",
]
FORMULAS = [
    '=HYPERLINK("http://evil.example","click")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\uff1d1+1",
    '=1+1";=2+2',
    "-1\r=1+1",
]
ODD = [
    "$\\frac{1}{0}$ $x_{",
    "Price $5 to $10 & more_sub^sup",
    "株式会社エクスアンプル",
    "שלום \u202edlrow",
    "👩‍👩‍👧 Family & Co",
    "line\r\nbreak\x00\x1b[31mred",
    "%s %d {0} {name}",
    "A" * 500,
    "",
]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


def page_with(name: str) -> str:
    frame = pd.DataFrame({name: [name]}, index=pd.Index([name], name=name))
    return page_text(
        title=name,
        answer=name,
        tables=[PageTable(frame, name, name, index=True)],
        figures=[PageFigure(b"\x89PNG\r\n\x1a\n", name)],
        how_sure=name,
        notes=[name],
        footer=name,
    )


@pytest.mark.parametrize("name", MARKUP, ids=range(len(MARKUP)))
def test_markup_in_a_name_is_shown_as_text_everywhere_on_the_page(name: str) -> None:
    plain, hostile = parsed(page_with("Acme")), parsed(page_with(name))
    assert hostile.found == plain.found
    assert hostile.text.count(name) >= 7


@pytest.mark.parametrize("name", MARKUP, ids=range(len(MARKUP)))
def test_markup_in_a_table_is_text(name: str) -> None:
    html = html_table(pd.DataFrame({name: [name]}), caption=name)
    assert {tag for tag, _ in parsed(html).found} == {
        *("table", "caption", "thead", "tbody", "tr", "th")
    }
    assert parsed(html).text.count(name) == 3


@pytest.mark.parametrize("name", ODD, ids=range(len(ODD)))
def test_odd_names_reach_page_and_terminal(name: str) -> None:
    page_with(name).encode("utf-8", "replace")
    table = text_table(pd.DataFrame({"account": [name], "n": [1]}))
    assert len(table.split("\n")) == 3
    assert "\x1b" not in table
    assert len(show_name(name)) <= 32


@pytest.mark.parametrize("cell", FORMULAS, ids=range(len(FORMULAS)))
def test_a_formula_in_a_name_is_neutralised(cell: str, tmp_path: Path) -> None:
    assert safe_cell(cell) == "'" + cell.replace("\r", "\n")
    frame = pd.DataFrame({cell: [cell], "n": [1.5]})
    path = write_csv(frame, tmp_path / "book.csv", index=True)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    cells = [cell for row in rows for cell in row]
    assert not any("\r" in text for text in cells)
    assert not any(text.lstrip(" \t\r\n\ufeff\u00a0").startswith(tuple("=+-@")) for text in cells)
    assert rows[1][-1] == "1.5"


@pytest.mark.parametrize(
    "value",
    ["Acme", "-3", "+4.5", "1e5", "", "3M", "a=b", -3, -2.5, None, True, "O'Neil"],
    ids=repr,
)
def test_harmless_cells_stay_as_they_are(value: object) -> None:
    assert safe_cell(value) == value
    assert type(safe_cell(value)) is type(value)


DRAWN = [SCRIPT, FORMULAS[0], *ODD]


@pytest.mark.parametrize("name", DRAWN, ids=range(len(DRAWN)))
def test_a_name_in_a_chart_is_drawn_as_it_is_spelled(name: str) -> None:
    # warnings are errors here: neither mathtext nor a missing letter may complain
    axes = plots.revenue_survival([fake.survival(name), fake.survival("weekly block", 0.3)])
    assert image_bytes(axes, dpi=40)[:4] == b"\x89PNG"
    shown = {text.get_text() for text in axes.texts} | {axes.get_title(loc="left")}
    assert all(not text.get_parse_math() for text in [*axes.texts, axes._left_title])
    if name.startswith("Price"):
        assert any("$5 to $10" in text.replace("\n", " ") for text in shown)
    plt.close("all")


def test_a_formula_behind_a_line_break_stays_inside_its_cell(tmp_path: Path) -> None:
    path = write_csv(pd.DataFrame({"account": ["Acme\r=1+1", "Acme\r\n=1+1"]}), tmp_path / "a.csv")
    text = path.read_bytes().decode("utf-8-sig")
    assert text == 'account\n"Acme\n=1+1"\n"Acme\n=1+1"\n'


def test_marks_that_turn_the_reading_direction_reach_neither_figure_nor_page() -> None:
    name = "Acme \u202egnp.exe\u2066 \x1b[31m"
    axes = plots.revenue_survival(fake.survival(name), title=name, footer=name)
    texts = [*axes.texts, *axes.figure.texts, axes._left_title]
    shown = "".join(text.get_text() for text in texts) + page_with(name)
    assert not {"\u202e", "\u2066", "\x1b"} & set(shown)
    assert "gnp.exe" in shown
    plt.close("all")


def test_tick_labels_keep_their_dollar_signs_when_a_notebook_draws_them() -> None:
    axes = plots.rep_week(fake.week("$x$ & $y$"))
    axes.figure.canvas.draw()
    assert [text.get_parse_math() for text in axes.get_yticklabels()] == [False]
    plt.close("all")


@pytest.mark.slow
@pytest.mark.parametrize("name", [SCRIPT + "$x_{", "株式会社" * 100], ids=range(2))
def test_names_in_every_other_chart_are_text(name: str) -> None:
    drawn = [
        plots.account_survival(fake.accounts(name)),
        plots.recovery(fake.back(name), lost=name),
        plots.concentration(fake.concentrated(name)),
        plots.rep_week([fake.week(name), fake.week()]),
        plots.futures([fake.fates(name), fake.fates()]),
        plots.standing(fake.rank(name)),
        plots.timeline(fake.events(6, name)),
        plots.revenue_fan(fake.fan(name), currency=name, footer=name),
        plots.loss_by_cause(fake.causes((name or "x", "neglect"), (name, "neglect")), title=name),
    ]
    for axes in drawn:
        assert image_bytes(axes, dpi=30)[:4] == b"\x89PNG"
    plt.close("all")
