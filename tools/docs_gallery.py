"""The gallery: figures with the finding that the code wrote into each, and who drew them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from simlib.inputs.errors import InputError
from tools.notebook_files import source_paths
from tools.setup import ROOT

FIGURES = ROOT / "figures"
GALLERY = (
    "03_futures",
    "02_loss_by_cause",
    "04_dose_revenue",
    "05_policy",
    "06_bridge",
    "07_answers",
)
"""The figures of the README's gallery, in reading order, two a row."""


def finding(figure: Path) -> str:
    """Return the finding that `simlib.save` wrote into a figure.

    Raises
    ------
    InputError
        If there is no such figure, or it carries no finding.
    """
    if not figure.is_file():
        raise InputError("no such figure", file=figure.name, allowed="make notebooks")
    with Image.open(figure) as picture:
        title = str(picture.info.get("Title", ""))
    if not title:
        raise InputError(
            "this figure carries no finding", file=figure.name, allowed="make notebooks"
        )
    return title


def figure_block(name: str) -> str:
    """Return a figure with its finding as caption and alternative text, and its notebook."""
    words = finding(FIGURES / f"{name}.png")
    (notebook,) = source_paths([name[:2]])
    alternative = words.replace("[", "(").replace("]", ")")
    picture = f"[![{alternative}](figures/{name}.png)](figures/{name}.png)"
    link = f"[`{notebook.stem}`](notebooks/{notebook.stem}.ipynb)"
    return f"{picture}\n\n*{_plain(words)}* ({link})"


def gallery(names: tuple[str, ...] = GALLERY) -> str:
    """Return the figures as a table of two columns, which GitHub scales to the page."""
    cells = [figure_block(name).replace("\n\n", "<br>").replace("|", "\\|") for name in names]
    rows = [cells[place : place + 2] for place in range(0, len(cells), 2)]
    return "\n".join(["| | |", "|---|---|", *(f"| {' | '.join(row)} |" for row in rows)])


def _plain(words: str) -> str:
    """Return words in which no sign means emphasis."""
    return words.replace("*", "\\*").replace("_", "\\_")
