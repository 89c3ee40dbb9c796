"""The widgets of the explorer: controls on the left, the answer beside them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
from matplotlib.figure import Figure

from simlib.inputs.errors import InputError
from simlib.present.client.what_if_words import (
    Firm,
    calls_words,
    evidence_words,
    number_rows,
    stress_words,
    verdict,
)
from simlib.present.draw.marks import draw_line, draw_precision, end_labels
from simlib.present.draw.sheet import Sheet, lay_out, plain_axes, time_axis, time_unit
from simlib.present.draw.style import BLACK, BLUE, DASHED, Look, image_bytes, slide_style
from simlib.present.draw.text import label_ends
from simlib.present.words.checks import CHECK_TITLE, choice_notes
from simlib.studies.client.live import Choice, Found
from simlib.studies.client.what_if import EVIDENCE, STRESS
from simlib.words import harmless, of_100, sentence_case, show_name

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

    from simlib.present.explorer.explorer import Explorer
    from simlib.studies.client.what_if import WhatIfPoint

_INCHES = (11.0, 5.0)
_DPI = 110
_CHOSEN, _REFERENCE = Look(BLUE), Look(BLACK, DASHED)
_STALE = "simlib-stale"
_STYLE = f"""<style>
.{_STALE} {{ opacity: .3; filter: grayscale(1); }}
.simlib-verdict {{ font-size: 1.25em; font-weight: 600; line-height: 1.4; min-height: 4.2em;
  margin-top: .8em; }}
.simlib-numbers table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; }}
.simlib-numbers th, .simlib-numbers td {{ text-align: left; padding: .3em 1.4em .3em 0;
  border-bottom: 1px solid #dcdcdc; font-weight: 400; line-height: 1.4; }}
.simlib-check {{ color: #595959; line-height: 1.4; }}
.simlib-check summary {{ cursor: pointer; }}
.simlib-status {{ color: #595959; line-height: 1.4; }}
.simlib-refused {{ color: #a33f00; font-weight: 600; }}
</style>"""
_WIDE = {"description_width": "9em"}
WORLDS = (200, 500, 1_000, 2_000, 5_000)


def choice_lines(firm: Firm, point: WhatIfPoint, reference: WhatIfPoint) -> Figure:
    """Draw survival under a choice (full, blue) and under the reference (dashed, black).

    Parameters
    ----------
    point, reference
        Of the same horizon.

    Returns
    -------
    Figure
        Belongs to nobody: not to pyplot, so that none stays open.
    """
    with slide_style():
        figure = Figure(figsize=_INCHES, dpi=_DPI)
        axes = figure.add_subplot()
        figure.set_layout_engine("none")
        lay_out(
            Sheet(axes, owned=True),
            title=f"Futures of 100 never below {firm.floor} a year",
            x_words=f"{time_unit(_months(point))} from today",
        )
        _draw(axes, point, reference)
    return figure


def choice_image(firm: Firm, point: WhatIfPoint, reference: WhatIfPoint) -> bytes:
    """Return the chart as a PNG file."""
    return image_bytes(choice_lines(firm, point, reference), dpi=_DPI)


def choice_alt(point: WhatIfPoint, reference: WhatIfPoint) -> str:
    """Return the chart in words, for who cannot see it."""
    return f"{_words(point)}; {_words(reference, own=True)}"


def _draw(ax: Axes, point: WhatIfPoint, reference: WhatIfPoint) -> None:
    x = time_axis(ax, _months(point))
    lines = ((reference, _REFERENCE), (point, _CHOSEN))
    for each, look in lines:
        draw_precision(ax, x, 100 * each.low, 100 * each.high, look)
        draw_line(ax, x, 100 * each.share, look)
    ax.set_ylim(0, 103)
    ax.set_yticks(range(0, 101, 20))
    texts = [_words(reference, own=True), _words(point)]
    ends = [100 * float(each.share[-1]) for each, _ in lines]
    label_ends(ax, end_labels(texts, ends, [look for _, look in lines]), x_end=float(x[-1]))
    plain_axes(ax, x_end=float(x[-1]))


def _words(point: WhatIfPoint, *, own: bool = False) -> str:
    how = "as it is" if own else calls_words(point.calls)
    return f"{sentence_case(show_name(point.diary))}, {how}: {of_100(float(point.share[-1]))}"


def _months(point: WhatIfPoint) -> np.ndarray:
    import numpy as np

    return np.arange(len(point.share))


class ExplorerView:
    """The controls and what they show.

    Parameters
    ----------
    explorer : Explorer
        Told of every choice; what comes of it arrives in `show`.
    """

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer
        self._quiet = False  # while controls are set by code
        self._make_controls()
        self._make_answer()
        self._set_controls()
        for control in self.controls.values():
            control.observe(self._changed, names="value")
        self.box = self._laid_out()

    def show(self, found: Found | Exception) -> None:
        """Show what comes of a choice; an error becomes one line and leaves the old chart grey."""
        if isinstance(found, Exception):
            self._refuse(found)
            return
        try:
            self._show(found)
        except Exception as error:
            self._refuse(error)

    def _show(self, found: Found) -> None:
        firm = firm_of_choice(found.choice)
        text = verdict(firm, found.point, is_reference=found.is_reference)
        rows = number_rows(firm, found.point, is_reference=found.is_reference)
        self.chart.value = choice_image(firm, found.point, found.reference)
        alt = escape(choice_alt(found.point, found.reference))
        self.verdict.value = (
            f'<div class="simlib-verdict" role="status">{_safe(text)}</div>'
            f'<span hidden class="simlib-alt">{alt}</span>'
        )
        cells = "".join(
            f'<tr><th scope="row">{_safe(row.what)}</th><td>{_safe(row.value)}</td>'
            f"<td>{_safe(row.change)}</td></tr>"
            for row in rows
        )
        head = (
            '<tr><th scope="col">This choice</th><th scope="col">with 95 % interval</th>'
            f'<th scope="col">against {_safe(show_name(firm.reference))} as it is</th></tr>'
        )
        self.numbers.value = f'<div class="simlib-numbers"><table>{head}{cells}</table></div>'
        self.check.value = _check(found)
        self._say(self._foot(found))
        self.chart.remove_class(_STALE)
        self.verdict.remove_class(_STALE)
        self.numbers.remove_class(_STALE)
        self.check.remove_class(_STALE)

    def _foot(self, found: Found) -> str:
        worlds, seed = found.choice.worlds, found.choice.seed
        all_worlds = self._explorer.choice.worlds
        first = f"First answer; {all_worlds:,} are being played. " if worlds < all_worlds else ""
        text = (
            f"{first}{worlds:,} futures, the same for every choice. Hatched, and in brackets: 95 % "
            "intervals of the simulation, neither the range of fortunes nor what the inputs allow."
        )
        if self._explorer.client_view:
            return text
        return f"{text} Seed {seed}; {found.seconds:.2f} s. {found.footer}"

    def _refuse(self, error: Exception) -> None:
        known = isinstance(error, InputError | ValueError)
        words = str(error) if known else f"{type(error).__name__}: {error}"
        self._say(" ".join(words.split())[:300], refused=True)

    def _say(self, text: str, *, refused: bool = False) -> None:
        kind = "simlib-status simlib-refused" if refused else "simlib-status"
        self.status.value = f'<div class="{kind}" role="status">{_safe(text)}</div>'

    def _make_controls(self) -> None:
        explorer = self._explorer
        self.book = widgets.Dropdown(
            options=[(show_name(name), name) for name in explorer.books], description="Book"
        )
        self.diary = widgets.Dropdown(
            options=[(sentence_case(show_name(label)), label) for label in explorer.diaries],
            description="Diary",
        )
        self.calls = widgets.SelectionSlider(
            options=[(calls_words(each), each) for each in explorer.calls_on_offer],
            description="Calls per rep",
            continuous_update=False,
        )
        self.evidence = widgets.Dropdown(
            options=[(sentence_case(evidence_words(name)), name) for name in EVIDENCE],
            description="Evidence",
        )
        self.stress = widgets.Dropdown(
            options=[(sentence_case(stress_words(name)), name) for name in STRESS],
            description="And if",
        )
        self._make_analyst_controls()
        for control in self.controls.values():
            control.style = _WIDE
            control.layout.width = "auto"

    def _make_analyst_controls(self) -> None:
        worlds = sorted({*WORLDS, self._explorer.worlds})
        self.worlds = widgets.Dropdown(
            options=[(f"{each:,}", each) for each in worlds], description="Futures"
        )
        self.seed = widgets.BoundedIntText(
            value=self._explorer.seed, min=0, max=2**31 - 1, description="Seed"
        )

    @property
    def controls(self) -> dict[str, Any]:
        """Every control by name."""
        names = ("book", "diary", "calls", "evidence", "stress", "worlds", "seed")
        return {name: getattr(self, name) for name in names}

    def _make_answer(self) -> None:
        self.chart = widgets.Image(format="png", layout=widgets.Layout(width="100%"))
        self.verdict, self.numbers, self.check, self.status = (widgets.HTML() for _ in range(4))

    def _laid_out(self) -> widgets.VBox:
        shown = [self.diary, self.calls, self.evidence, self.stress]
        if not self._explorer.client_view:
            shown = [self.book, *shown, self.worlds, self.seed]
        half = widgets.Layout(
            display="grid",
            grid_template_columns="repeat(auto-fit, minmax(340px, 1fr))",
            grid_gap="4px 24px",
        )
        return widgets.VBox(
            [
                widgets.HTML(_STYLE),
                widgets.Box(shown, layout=half),
                *(self.verdict, self.chart, self.numbers, self.check, self.status),
            ],
            layout=widgets.Layout(max_width="960px"),
        )

    def _set_controls(self) -> None:
        """Put the controls where the explorer's choice is."""
        explorer, choice = self._explorer, self._explorer.choice
        self._quiet = True
        self.book.value = explorer.book_name
        self.diary.value = choice.arm.label
        self.calls.value = min(explorer.calls_on_offer, key=lambda each: abs(each - choice.calls))
        self.evidence.value, self.stress.value = choice.evidence, choice.stress
        self.worlds.value = choice.worlds
        self._quiet = False

    def _changed(self, change: Any) -> None:
        if self._quiet:
            return
        for part in (self.chart, self.verdict, self.numbers, self.check):
            part.add_class(_STALE)
        try:
            self._take(change["owner"])
        except Exception as error:
            self._refuse(error)
        else:
            self._explorer.update()

    def _take(self, changed: Any) -> None:
        """Hand the controls to the explorer; a newly picked diary brings its own calls."""
        explorer = self._explorer
        if changed is self.worlds:
            explorer.worlds = self.worlds.value
        explorer.seed = self.seed.value
        if changed is self.book:
            explorer.pick_book(self.book.value)
        own = changed is self.diary
        explorer.choose(
            diary=self.diary.value,
            calls=None if own else self.calls.value,
            evidence=self.evidence.value,
            stress=self.stress.value,
        )
        if own or changed is self.book:
            self._set_controls()


def _check(found: Found) -> str:
    """Return the methodology check of a choice: its summary, the warnings at a click."""
    notes = choice_notes(found.choice)
    head = f"<summary>{CHECK_TITLE}: {_safe(notes.summary)}</summary>"
    lines = "".join(f"<li>{_safe(line)}</li>" for line in notes.lines)
    return f'<details class="simlib-check">{head}<ul>{lines}</ul></details>'


def _safe(text: str) -> str:
    return escape(harmless(text))


def firm_of_choice(choice: Choice) -> Firm:
    """Return the threshold in money, the years and the reference of a choice."""
    seen = choice.reference
    return Firm(
        choice.below,
        seen.book.annual_revenue,
        seen.book.currency,
        seen.horizon_years,
        reference=seen.label,
    )
