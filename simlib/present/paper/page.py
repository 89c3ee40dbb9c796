"""One page of HTML that holds everything: it opens offline and can be sent by mail."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simlib.inputs.files import write_atomically
from simlib.present.draw.style import image_bytes
from simlib.present.paper.tables import html_table
from simlib.present.words.checks import CHECK_TITLE, AuditNotes
from simlib.words import harmless

_PNG_MARK = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class PageFigure:
    """A picture with the finding it shows."""

    image: Figure | Axes | Path | str | bytes
    """A figure, the path of a PNG file, or its bytes."""
    caption: str
    """The finding in one sentence; also read aloud in place of the picture."""

    @property
    def source(self) -> str:
        """The picture as a data address."""
        return f"data:image/png;base64,{b64encode(self._png()).decode('ascii')}"

    def _png(self) -> bytes:
        if isinstance(self.image, Figure | Axes):
            return image_bytes(self.image)
        content = self.image if isinstance(self.image, bytes) else Path(self.image).read_bytes()
        if not content.startswith(_PNG_MARK):
            raise ValueError(f"the picture for {self.caption!r} is not a PNG file")
        return content


@dataclass(frozen=True)
class PageTable:
    """A table with what it says and how to read it."""

    frame: pd.DataFrame
    caption: str
    note: str = ""
    index: bool = False
    longest: int = 48

    @property
    def html(self) -> Markup:
        """The table as escaped HTML."""
        return Markup(html_table(self.frame, index=self.index, longest=self.longest))


def page_text(
    *,
    title: str,
    answer: str | Sequence[str],
    tables: Sequence[PageTable] = (),
    figures: Sequence[PageFigure] = (),
    how_sure: str | Sequence[str] = (),
    check: AuditNotes | None = None,
    notes: Sequence[str] = (),
    footer: str = "",
) -> str:
    """Return the page as HTML; see `write_page`."""
    return _template().render(
        title=title,
        answer=_paragraphs(answer),
        tables=tables,
        figures=figures,
        how_sure=_paragraphs(how_sure),
        check=check,
        check_title=CHECK_TITLE,
        notes=list(notes),
        footer=footer,
    )


def write_page(
    path: str | Path,
    *,
    title: str,
    answer: str | Sequence[str],
    tables: Sequence[PageTable] = (),
    figures: Sequence[PageFigure] = (),
    how_sure: str | Sequence[str] = (),
    check: AuditNotes | None = None,
    notes: Sequence[str] = (),
    footer: str = "",
) -> Path:
    """Write one self-contained page: answer, figures, tables, certainty, notes, provenance.

    Parameters
    ----------
    path
        Where to write; whole or not at all.
    title
        The question.
    answer
        The answer in one to three sentences, a paragraph each.
    tables
        With intervals.
    figures
        In the order of reading.
    how_sure
        How sure we are: intervals, what the simulation cannot know.
    check
        What to be warned of.
    notes
        Assumptions, one a line.
    footer
        ``run.provenance.footer()``.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    ValueError
        If a picture is not a PNG file.
    OSError
        If a picture cannot be read or the page not be written.
    """
    text = page_text(
        title=title,
        answer=answer,
        tables=tables,
        figures=figures,
        how_sure=how_sure,
        check=check,
        notes=notes,
        footer=footer,
    )
    return write_atomically(path, text.encode("utf-8", "replace"))


def _paragraphs(text: str | Sequence[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@lru_cache(maxsize=1)
def _template() -> Template:
    source = files("simlib.present").joinpath("templates", "page.html.j2").read_text("utf-8")
    plain = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    return plain.from_string(source)


def _shown(value: object) -> object:
    # markup has been made from harmless text already
    return value if isinstance(value, Markup) or not isinstance(value, str) else harmless(value)
