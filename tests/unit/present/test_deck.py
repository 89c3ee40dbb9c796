"""The deck: ten slides, native charts, notes, no traces, the same bytes each time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from simlib.present.client.parts import case_footer, run_id
from simlib.present.deck.data import nice_axis, shown_arms
from simlib.present.deck.deck import pptx_bytes, to_pptx
from simlib.present.deck.native_charts import spread
from simlib.present.deck.slides import slides
from simlib.present.deck.specs import LineChart
from simlib.present.deck.template import _height, own_template
from simlib.studies.client.case import ClientCase
from tests.support.client_cases import client_case, hostile_case

SOFFICE = shutil.which("soffice")
_EMU_PER_POINT = 12_700


@pytest.fixture(scope="module")
def case() -> ClientCase:
    return client_case()


@pytest.fixture(scope="module")
def deck(case: ClientCase) -> Any:
    from pptx import Presentation

    return Presentation(io.BytesIO(pptx_bytes(case)))


def _charts(deck: Any) -> list[Any]:
    return [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def test_ten_slides_say_what_was_asked_for(deck: Any, case: ClientCase) -> None:
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert len(titles) == 10
    assert "6 of 12" in titles[1]
    assert titles[8].startswith("Change from today to weekly block")
    assert all(titles), "a slide without title cannot be found by a screen reader"
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=1e-3)


def test_six_native_charts_with_alternative_text(deck: Any) -> None:
    charts = _charts(deck)
    assert [type(shape).__name__ for shape in charts] == ["PlaceholderGraphicFrame"] * 6
    for shape in charts:
        assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 30


def test_workbooks_of_charts_hold_what_is_plotted_and_nothing_else(
    deck: Any, case: ClientCase
) -> None:
    specs = [slide.chart for slide in slides(case) if slide.chart is not None]
    for shape, spec in zip(_charts(deck), specs, strict=True):
        blob = shape.chart.part.chart_workbook.xlsx_part.blob
        sheets = openpyxl.load_workbook(io.BytesIO(blob)).worksheets
        cells = [cell.value for row in sheets[0].iter_rows() for cell in row]
        held = [value for value in cells if isinstance(value, int | float)]
        if isinstance(spec, LineChart):
            points = [zip(line.x, line.y, strict=True) for line in spec.lines]
            plotted = [x for line in points for point in line for x in point]
        else:
            plotted = [x for k in range(len(spec.categories)) for x in _row(spec, k)]
        assert len(sheets) == 1
        assert held == pytest.approx(plotted)
        assert all(round(value, 3) == value for value in held), "more digits than are shown"


def _row(spec: Any, place: int) -> list[float]:
    return [bars.values[place] for bars in spec.series]


def test_chart_and_its_workbook_agree_cell_by_cell(deck: Any) -> None:
    for shape in _charts(deck):
        blob = shape.chart.part.chart_workbook.xlsx_part.blob
        sheet = openpyxl.load_workbook(io.BytesIO(blob)).worksheets[0]
        for reference in shape.chart._chartSpace.iter("{*}numRef"):
            cells = re.sub(r"^Sheet1!|\$", "", reference.find("{*}f").text)
            held = [cell.value for row in sheet[cells] for cell in row]
            cached = [float(v.text) for v in reference.iter("{*}v")]
            assert held == pytest.approx(cached)


def test_every_slide_has_notes_footer_and_number(deck: Any, case: ClientCase) -> None:
    footer = case_footer(case)
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert all(word in notes for word in ("Say:", "Where it comes from:", "How sure:", footer))
        assert footer in [shape.text for shape in slide.placeholders if shape.has_text_frame]
        assert "slidenum" in [field.get("type") for field in slide.element.iter("{*}fld")]
    for word in (run_id(case), "simlib", "seed 1", "published evidence", "data of 2025-12-31"):
        assert word in footer


def test_no_properties_no_dates_no_machine(case: ClientCase) -> None:
    package = zipfile.ZipFile(io.BytesIO(pptx_bytes(case)))
    names = package.namelist()
    assert not [name for name in names if re.search("docProps|printer|thumbnail", name)]
    assert {entry.date_time[0] for entry in package.infolist()} == {1980}
    assert len(names) == len(set(names))
    text = b"".join(package.read(name) for name in names if name.endswith((".xml", ".rels")))
    assert not re.search(rb"Steve|Canny|/home/|/tmp/|dcterms", text)


def test_same_bytes_each_time(case: ClientCase) -> None:
    assert pptx_bytes(case) == pptx_bytes(case)


def test_relations_lead_to_parts_and_types_are_declared(case: ClientCase) -> None:
    """What PowerPoint repairs: a relation to nothing, a part without a type, a doubled id."""
    package = zipfile.ZipFile(io.BytesIO(pptx_bytes(case)))
    names = set(package.namelist())
    types = package.read("[Content_Types].xml").decode()
    declared = set(re.findall(r'PartName="/([^"]+)"', types))
    defaults = set(re.findall(r'Extension="([^"]+)"', types))
    assert declared <= names
    for name in names - {"[Content_Types].xml"}:
        assert name in declared or name.rpartition(".")[2] in defaults
    for name in (each for each in names if each.endswith(".rels")):
        folder = Path(name).parent.parent
        for target in re.findall(r'Target="([^"]+)"', package.read(name).decode()):
            found = target.lstrip("/") if target.startswith("/") else _join(folder, target)
            assert found in names, f"{name} leads to {target}"
    for name in (each for each in names if re.match(r"ppt/slides/slide\d+\.xml", each)):
        numbers = re.findall(r'<p:cNvPr id="(\d+)"', package.read(name).decode())
        assert len(numbers) == len(set(numbers))


def _join(folder: Path, target: str) -> str:
    parts: list[str] = []
    for part in (folder / target).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def test_children_of_charts_stand_in_the_order_of_the_standard(deck: Any) -> None:
    """ECMA-376, 21.2.2: PowerPoint repairs a chart whose elements are out of order."""
    orders = {
        "ser": "idx order tx spPr invertIfNegative marker dPt dLbls trendline errBars cat val "
        "xVal yVal smooth",
        "dLbl": "idx delete layout tx numFmt spPr txPr dLblPos showLegendKey showVal showCatName "
        "showSerName showPercent showBubbleSize",
        "catAx": "axId scaling delete axPos majorGridlines minorGridlines title numFmt "
        "majorTickMark minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt auto lblAlgn "
        "lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl",
        "valAx": "axId scaling delete axPos majorGridlines minorGridlines title numFmt "
        "majorTickMark minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt crossBetween "
        "majorUnit minorUnit",
        "chart": "title autoTitleDeleted plotArea legend plotVisOnly dispBlanksAs showDLblsOverMax",
        "errBars": "errDir errBarType errValType noEndCap plus minus val spPr",
    }
    for shape in _charts(deck):
        for name, order in orders.items():
            places = {word: place for place, word in enumerate(order.split())}
            for element in shape.chart._chartSpace.iter(f"{{*}}{name}"):
                found = [places[child.tag.rpartition("}")[2]] for child in element]
                assert found == sorted(found), name


def test_texts_fit_into_their_boxes(deck: Any) -> None:
    for slide in deck.slides:
        for box in slide.placeholders:
            if not box.has_text_frame or not box.text_frame.text.strip():
                continue
            runs = [run for each in box.text_frame.paragraphs for run in each.runs]
            sizes = [run.font.size.pt for run in runs] or [10.0]
            texts = [p.text for p in box.text_frame.paragraphs]
            height = _height(texts, box.width / _EMU_PER_POINT, min(sizes), bold=False)
            assert height <= 1.05 * box.height / _EMU_PER_POINT, box.text_frame.text
            assert min(sizes) >= 9


def test_hostile_names_are_text_only(tmp_path: Path) -> None:
    from pptx import Presentation

    path = to_pptx(hostile_case(), tmp_path / "deck.pptx")
    found = Presentation(str(path))
    title = found.slides[0].shapes.title.text
    assert "<script>" in title
    assert not re.search("[\x00-\x08\u202a-\u202e\ufffe]", title)
    for shape in _charts(found):
        blob = shape.chart.part.chart_workbook.xlsx_part.blob
        cells = openpyxl.load_workbook(io.BytesIO(blob)).worksheets[0].iter_rows()
        kinds = {cell.data_type for row in cells for cell in row}
        assert kinds <= {"s", "n"}, "a formula or a link"


def test_a_case_where_nothing_beats_the_reference(case: ClientCase) -> None:
    stay = replace(case, recommended=0)
    assert slides(stay)[8].title.startswith("Stay with today")
    assert len(pptx_bytes(stay)) > 10_000


def test_a_quote_that_cannot_say_what_comes_back_still_has_a_chart(case: ClientCase) -> None:
    nothing = replace(case.policy.loss_ratio.growth, mean=np.nan, low=np.nan, high=np.nan)
    ratio = replace(case.policy.loss_ratio, growth=nothing, restored=nothing)
    chart = slides(replace(case, policy=replace(case.policy, loss_ratio=ratio)))[6].chart
    assert chart is not None
    assert len(chart.categories) == 1  # type: ignore[union-attr]


def test_the_reference_and_the_recommended_are_always_shown(case: ClientCase) -> None:
    many = replace(case.comparison, runs=case.comparison.runs * 2)
    assert shown_arms(replace(case, comparison=many, recommended=7)) == [0, 1, 2, 7]


@pytest.mark.parametrize(
    ("values", "ends"),
    [([0, 1], (0, 1, 0.2)), ([-0.3, 5.9], (-2, 6, 2)), ([3, 3], (2.8, 3.2, 0.2))],
)
def test_axes_end_at_round_numbers(values: list[float], ends: tuple[float, ...]) -> None:
    low, high, step = nice_axis(values)
    assert low <= min(values)
    assert max(values) <= high
    assert step in {0.1, 0.2, 0.5, 1, 2}
    assert ends[2] == step


def test_labels_are_spread_in_their_order() -> None:
    moved = spread([0.5, 0.51, 0.49, 0.98], 0.06)
    assert list(np.argsort(moved)) == [2, 0, 1, 3]
    assert np.diff(np.sort(moved)).min() >= 0.06 - 1e-3
    assert moved.max() <= 0.98


@pytest.mark.slow
@pytest.mark.parametrize("which", ["plain", "hostile"])
def test_libreoffice_shows_as_many_pages_with_all_words_inside(which: str, tmp_path: Path) -> None:
    if SOFFICE is None or shutil.which("pdftotext") is None:
        pytest.skip("NO SOFFICE OR PDFTOTEXT HERE: the deck was not opened by any program")
    case = client_case() if which == "plain" else hostile_case()
    to_pptx(case, tmp_path / "deck.pptx")
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [SOFFICE, "--headless", "--norestore", profile, "--convert-to", "pdf"]
    subprocess.run(
        [*command, "deck.pptx"], cwd=tmp_path, check=True, capture_output=True, timeout=180
    )
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "deck.pdf", "-"], cwd=tmp_path, check=True, capture_output=True
    ).stdout.decode()
    pages = boxes.split("<page ")[1:]
    assert len(pages) == 10
    for page in pages:
        width, height = (float(x) for x in re.findall(r'(?:width|height)="([\d.]+)"', page)[:2])
        words = re.findall(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)<', page)
        feet = [float(bottom) for *_, bottom, word in words if word == "simlib"]
        for left, top, right, bottom, word in words:
            assert 0.03 * width <= float(left) <= float(right) <= 0.975 * width, word
            assert 0 <= float(top) <= float(bottom) <= max(feet) + 1, word
        above = [float(bottom) for *_, bottom, word in words if float(bottom) < min(feet) - 12]
        assert len(above) > 10
        assert max(above) <= 0.93 * height


def test_answers_are_spread_over_two_columns_under_their_headings(case: ClientCase) -> None:
    for assumed in (0, 1, 6, 11, 12):
        told = tuple(replace(t, assumed=k < assumed) for k, t in enumerate(case.told))
        columns = slides(replace(case, told=told))[1].texts
        lines = [line for column in columns for line in column if not line.startswith("# ")]
        assert len(lines) == 12
        assert all(column[0].startswith("# ") for column in columns)
        assert abs(len(columns[0]) - len(columns[1])) <= 5


def test_a_recommendation_that_most_inputs_speak_against_says_so_in_its_title(
    case: ClientCase,
) -> None:
    arms = list(case.inputs.arms)
    assert arms[1].better is not None
    arms[1] = replace(arms[1], better=replace(arms[1].better, mean=0.35, low=0.28, high=0.43))
    doubted = replace(case, inputs=replace(case.inputs, arms=tuple(arms)))
    assert "35 (28 to 43) of 100 draws" in slides(doubted)[8].title
    assert "draws" not in slides(case)[8].title


def test_own_template_has_three_layouts_with_placeholders() -> None:
    names = [layout.name for layout in own_template().slide_layouts]
    assert names == ["Question", "Finding and chart", "Two columns"]
