"""A cell that reads a client's files: the mapping to see and edit, and only the open questions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simlib.inputs.errors import InputError
from simlib.inputs.reading.raw import read_all
from simlib.intake.imported import Imported, import_files
from simlib.intake.mapping.mapping import Mapping
from simlib.intake.mapping.propose import propose

if TYPE_CHECKING:
    import ipywidgets

_ANSWERS = {"dates": ("day first", "month first"), "decimals": ("point", "comma")}
_LAYOUT = {"width": "100%"}


class Wizard:
    """Read files by a proposed mapping, asking only what they leave open.

    Parameters
    ----------
    paths : iterable of str or Path
        As in `simlib.intake.imported.import_files`, which also takes ``reading``.
    **reading
        ``name``, ``key``, ``show_names``, ``filters``.

    Attributes
    ----------
    mapping : Mapping
        As proposed, its ``questions`` open.
    imported : Imported or None
        What was read, once it was.

    Raises
    ------
    InputError
        For files that cannot be read at all, or hold no money.
    """

    def __init__(self, paths: Iterable[str | Path], **reading: Any) -> None:
        self._paths = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
        self._reading = reading
        self.mapping = propose(read_all(self._paths, {}))
        self.imported: Imported | None = None
        self._box: ipywidgets.Widget | None = None

    @property
    def open_answers(self) -> tuple[str, ...]:
        """What has to be chosen here: ``"dates"``, ``"decimals"``; other questions in the text."""
        asked = " ".join(self.mapping.questions)
        return tuple(name for name in _ANSWERS if f"{name}:" in asked)

    def read(
        self, text: str | None = None, *, dates: str | None = None, decimals: str | None = None
    ) -> Imported:
        """Read the files as the controls do; returns what was read.

        Parameters
        ----------
        text : str, optional
            The mapping as YAML, edited; as proposed by default.
        dates, decimals : str, optional
            Answers to what the files leave open.
        """
        mapping = self.mapping if text is None else Mapping.from_yaml(text)
        told = mapping.answered(dates=dates, decimals=decimals).with_(questions=())
        self.imported = import_files(self._paths, mapping=told, **self._reading)
        return self.imported

    @property
    def box(self) -> ipywidgets.Widget:
        """The widgets, made when first asked for."""
        if self._box is None:
            self._box = self._made()
        return self._box

    def _made(self) -> ipywidgets.Widget:
        import ipywidgets

        text = ipywidgets.Textarea(
            self.mapping.to_yaml(), rows=14, layout=_LAYOUT, continuous_update=False
        )
        choices = {
            name: ipywidgets.ToggleButtons(options=_ANSWERS[name], value=None, description=name)
            for name in self.open_answers
        }
        button = ipywidgets.Button(description="Read", button_style="primary")
        # A label and a text area show text as it is, whatever a file holds.
        asked = [ipywidgets.Label(question) for question in self.mapping.questions]
        found = ipywidgets.Textarea(rows=14, layout=_LAYOUT, disabled=True)

        def clicked(_: object) -> None:
            answers = {name: each.value for name, each in choices.items() if each.value}
            try:
                found.value = str(self.read(text.value, **answers).report)
            except InputError as error:
                found.value = str(error)

        button.on_click(clicked)
        return ipywidgets.VBox([text, *asked, *choices.values(), button, found])

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.box._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        """Return a line that is equal on every machine."""
        files = ", ".join(path.name for path in self._paths)
        return f"Wizard({files}; {len(self.mapping.questions)} open questions)"
