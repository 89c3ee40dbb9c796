"""Decks, workbooks and pages that must not be written: over edits, by bad names or templates."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from simlib.inputs.errors import InputError
from simlib.present.deck.deck import to_pptx
from simlib.present.deck.template import own_template
from simlib.present.paper.edited import HASH_PART, is_untouched, page_with_hash, write_unless_edited
from simlib.present.workbook.workbook import to_excel
from tests.support.client_cases import client_case

pytestmark = pytest.mark.slow


@pytest.mark.slow
def test_a_deck_of_ours_is_written_again(tmp_path: Path) -> None:
    path = to_pptx(client_case(), tmp_path / "deck.pptx")
    before = path.read_bytes()
    assert to_pptx(client_case(), path).read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["deck.pptx"]


def test_an_edited_deck_is_left_alone(tmp_path: Path) -> None:
    path = to_pptx(client_case(), tmp_path / "deck.pptx")
    edited = Presentation(str(path))
    edited.slides[0].shapes.title.text = "What the board wants to hear"
    edited.save(str(path))
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"deck\.pptx.*edited.*another name"):
        to_pptx(client_case(), path)
    assert path.read_bytes() == before


def test_a_copy_of_a_deck_counts_as_untouched(tmp_path: Path) -> None:
    path = to_pptx(client_case(), tmp_path / "deck.pptx")
    moved = tmp_path / "copy.pptx"
    moved.write_bytes(path.read_bytes())
    assert is_untouched(moved)


@pytest.mark.parametrize("content", [b"", b"no deck", b"PK\x03\x04 broken"])
def test_another_file_of_that_name_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "deck.pptx"
    path.write_bytes(content)
    with pytest.raises(InputError, match="left as it is"):
        to_pptx(client_case(), path)
    assert path.read_bytes() == content


def test_an_edited_workbook_is_left_alone(tmp_path: Path) -> None:
    path = to_excel(client_case(), tmp_path / "book.xlsx")
    before = path.read_bytes()
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(before)
    assert is_untouched(copy)
    assert to_excel(client_case(), path).read_bytes() == before
    edited = openpyxl.load_workbook(path)
    edited.worksheets[0]["A1"] = "What the board wants to hear"
    edited.save(path)
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"book\.xlsx.*edited.*another name"):
        to_excel(client_case(), path)
    assert path.read_bytes() == before


def test_a_workbook_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(InputError, match="left as it is"):
        to_excel(client_case(), path)


def test_a_sealed_workbook_refers_to_its_seal(tmp_path: Path) -> None:
    package = zipfile.ZipFile(to_excel(client_case(), tmp_path / "book.xlsx"))
    relations = package.read("xl/_rels/workbook.xml.rels").decode()
    assert relations.count(HASH_PART) == 1
    assert HASH_PART in package.namelist()
    assert 'Extension="xml"' in package.read("[Content_Types].xml").decode()


@pytest.mark.parametrize("content", [b"<html>\n</html>", b"%PDF-1.4\n%%EOF\n", b"%PDF \xff"])
def test_a_page_tells_whether_it_was_edited(tmp_path: Path, content: bytes) -> None:
    path = write_unless_edited(page_with_hash(content), tmp_path / "page")
    assert write_unless_edited(page_with_hash(content), path) == path
    written = path.read_bytes()
    assert written.startswith(content)
    for edited in (b"x" + written, written + b"x\n", written[:-1], content, written.upper()):
        path.write_bytes(edited)
        with pytest.raises(InputError, match="left as it is"):
            write_unless_edited(page_with_hash(content), path)
        assert path.read_bytes() == edited


def test_names_must_say_what_is_inside(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.pptx"):
        to_pptx(client_case(), tmp_path / "deck.pdf")
    with pytest.raises(InputError, match=r"\.xlsx"):
        to_excel(client_case(), tmp_path / "book.csv")


def test_a_template_that_is_none_is_refused(tmp_path: Path) -> None:
    template = tmp_path / "house.pptx"
    with pytest.raises(InputError, match="no such template"):
        to_pptx(client_case(), tmp_path / "deck.pptx", template=template)
    template.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError, match=r"house\.pptx.*not a template"):
        to_pptx(client_case(), tmp_path / "deck.pptx", template=template)


def test_a_template_without_places_for_text_is_refused(tmp_path: Path) -> None:
    deck = Presentation()
    for layout in list(deck.slide_layouts):
        if layout.name not in ("Title Slide", "Title Only"):
            deck.slide_layouts.remove(layout)
    deck.save(str(tmp_path / "house.pptx"))
    with pytest.raises(InputError, match=r"no layout for such a slide.*Two columns"):
        to_pptx(client_case(), tmp_path / "deck.pptx", template=tmp_path / "house.pptx")


@pytest.mark.parametrize("kind", ["office", "own"])
def test_a_consultants_template_is_used_and_its_own_slides_are_left_out(
    tmp_path: Path, kind: str
) -> None:
    template = Presentation() if kind == "office" else own_template()
    sample = template.slides.add_slide(template.slide_layouts[0])
    sample.shapes.title.text = "Sample of another client"
    template.core_properties.author = "Jo Consultant"
    template.save(str(tmp_path / "house.pptx"))
    path = to_pptx(client_case(), tmp_path / "deck.pptx", template=tmp_path / "house.pptx")
    deck = Presentation(str(path))
    assert len(deck.slides) == 10
    assert sum(shape.has_chart for slide in deck.slides for shape in slide.shapes) == 6
    assert deck.slide_width == template.slide_width
    content = path.read_bytes()
    assert b"Consultant" not in content
    assert "another client" not in "".join(s.shapes.title.text for s in deck.slides)
    for slide in deck.slides:
        empty = [p for p in slide.placeholders if p.has_text_frame and not p.text_frame.text]
        assert not empty, "an empty placeholder says 'click to add text'"
