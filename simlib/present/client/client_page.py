"""The client's page: one HTML file with a what-if that clicks without Python or network."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from simlib.present.client.parts import answer, case_footer, figures, how_sure, notes, tables
from simlib.present.client.pdf import to_pdf
from simlib.present.client.what_if_words import what_if_data
from simlib.present.paper.edited import page_with_hash, refuse_edited, write_unless_edited
from simlib.present.words.checks import CHECK_TITLE, case_notes
from simlib.studies.client.what_if import what_if as play_what_if
from simlib.words import harmless

if TYPE_CHECKING:
    from simlib.studies.client.case import ClientCase
    from simlib.studies.client.what_if import WhatIf

__all__ = ["client_page_text", "client_what_if", "to_html", "to_pdf", "write_page"]


def to_html(case: ClientCase, path: str | Path, *, what_if: WhatIf | None = None) -> Path:
    """Write the client's page: answer, what-if to click through, figures, assumptions, limits.

    Parameters
    ----------
    case : ClientCase
        Everything that is shown, masked or not as it is.
    path : str or Path
        Where to write; whole or not at all. A page written here before is replaced only if nobody
        edited it since.
    what_if : WhatIf, optional
        Played now if not given, with the recommended diary beside the reference (about 20 s).

    Returns
    -------
    Path
        The path written. The file asks for nothing outside itself, and its policy forbids it.

    Raises
    ------
    InputError
        If the page there was edited, or is none of ours.
    """
    refuse_edited([path])  # before anything is played
    grid = client_what_if(case) if what_if is None else what_if
    return write_page(client_page_text(case, grid), path)


def write_page(text: str, path: str | Path) -> Path:
    """Write a page from `client_page_text` unless that would lose somebody's edits."""
    return write_unless_edited(page_with_hash(text.encode("utf-8", "replace")), path)


def client_page_text(case: ClientCase, grid: WhatIf | None) -> str:
    """Return the page as HTML; see `to_html`."""
    style, script = _part("client.css"), _part("client.js")
    plain = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    return plain.from_string(_part("client.html.j2")).render(
        title=case.title,
        answer=answer(case),
        what_if=None if grid is None else what_if_data(grid),
        other_worlds=_other_worlds(case, grid),
        figures=figures(case),
        tables=tables(case, grid),
        how_sure=how_sure(case),
        check=case_notes(case),
        check_title=CHECK_TITLE,
        notes=notes(case),
        footer=f"{case.comparison.reference.scenario.book.source} · {case_footer(case)}",
        style=Markup(style),
        script=Markup(script),
        style_hash=_digest(style),
        script_hash=_digest(script),
    )


def client_what_if(case: ClientCase, *, worlds: int | None = None) -> WhatIf:
    """Play the what-if of a case: the reference and the recommended diary in the case's worlds.

    Parameters
    ----------
    case
        Where nothing is recommended, the first diary on offer stands beside the reference.
    worlds
        As in `simlib.studies.client.what_if.what_if`.
    """
    runs = case.comparison.runs
    beside = runs[case.recommended or 1 : (case.recommended or 1) + 1]
    return play_what_if(
        runs[0].scenario,
        below=case.below,
        diaries=[run.scenario for run in beside],
        worlds=worlds,
        seed=runs[0].seed,
    )


def _other_worlds(case: ClientCase, grid: WhatIf | None) -> str:
    """Return how many futures the answer has, if the what-if has another number."""
    count = case.comparison.reference.world_count
    return "" if grid is None or grid.worlds == count else f"{count:,}"


@lru_cache(maxsize=4)
def _part(name: str) -> str:
    return files("simlib.present").joinpath("templates", name).read_text("utf-8").strip()


def _digest(text: str) -> Markup:
    """Return what the page's policy knows a style or script by."""
    return Markup(f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}")


def _shown(value: object) -> object:
    # markup has been made from harmless text already
    return value if isinstance(value, Markup) or not isinstance(value, str) else harmless(value)
