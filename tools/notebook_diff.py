"""What changed between two runs of a notebook cell, in a reader's words.

Numbers are named by the row and column of their table or by their line. Where a number
carries its Monte Carlo error, as ``0.12 ± 0.01`` or ``0.12 (0.11 to 0.13)``, a change is
judged by it: two independent estimates differ by more than the root of the summed squares
of their half-widths in about one case of twenty (at 95 %).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from nbformat import NotebookNode

from tools.notebook_figures import differing_share, is_same_figure
from tools.notebook_tables import Table, html_table, is_table, text_table_place

INSIDE = "inside Monte Carlo error"
BEYOND = "beyond Monte Carlo error"
NO_INTERVAL = "no interval stated"
NOTHING = "(nothing)"

_NUMBER = r"[-+\u2212]?(?:\d{1,3}(?:[,_\u202f\u2009]\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?"
_UNIT = r"(?:\s?(?:%|[A-Za-z]{1,3}\b))?"
_ESTIMATE = re.compile(
    rf"(?P<value>{_NUMBER})(?:{_UNIT}\s*(?:±|\+/-)\s*(?P<half>{_NUMBER})"
    rf"|{_UNIT}\s*[\[(]\s*(?P<low>{_NUMBER}){_UNIT}\s*(?:to|,|;|[-–…]|\.\.)"
    rf"\s*(?P<high>{_NUMBER}){_UNIT}\s*[\])])?"
)

Sanitize = Callable[[str], str]


@dataclass(frozen=True)
class Change:
    """One difference between a stored output and the one computed now.

    Attributes
    ----------
    place : str
        Row and column of a table, a line, or a figure.
    stored, now : str
        What stands there; ``(nothing)`` where one side has no such place.
    verdict : str
        ``inside`` or ``beyond Monte Carlo error``, ``no interval stated``, or empty
        where the change is not one of numbers.
    """

    place: str
    stored: str
    now: str
    verdict: str = ""

    def __str__(self) -> str:
        """Return the change on one line."""
        line = f"{self.place}: {self.stored} -> {self.now}"
        return f"{line}  [{self.verdict}]" if self.verdict else line


def changes(
    stored: Sequence[NotebookNode],
    now: Sequence[NotebookNode],
    sanitize: Sanitize = lambda text: text,
) -> list[Change]:
    """Return the differences between two lists of outputs of one cell, in reading order.

    Parameters
    ----------
    stored, now : sequence of outputs
        The committed outputs and those of a new run.
    sanitize : callable, optional
        Takes out of a text what may differ between equal runs.
    """
    found: list[Change] = []
    before, after = _pieces(stored, sanitize), _pieces(now, sanitize)
    for kind in dict.fromkeys([*before, *after]):
        pairs = list(zip_longest(before.get(kind, []), after.get(kind, [])))
        for number, (old, new) in enumerate(pairs, start=1):
            name = kind if len(pairs) == 1 else f"{kind} {number}"
            found += _piece_changes(kind, name, old, new)
    return found


def verdict(stored: str, now: str) -> str:
    """Judge the change of a text by the Monte Carlo errors stated in it.

    Returns
    -------
    str
        Empty if the words changed and not only the numbers; else the gravest finding.
    """
    if _ESTIMATE.sub("#", stored) != _ESTIMATE.sub("#", now):
        return ""
    pairs = zip(_estimates(stored), _estimates(now), strict=True)
    found = {_judge(old, new) for old, new in pairs if old != new}
    return next((word for word in (BEYOND, NO_INTERVAL, INSIDE) if word in found), "")


def _judge(old: tuple[float, float | None], new: tuple[float, float | None]) -> str:
    halves = [half for _, half in (old, new) if half is not None]
    if not halves:
        return NO_INTERVAL
    combined = sum(half**2 for half in halves) ** 0.5
    # Both sides were rounded when they were printed.
    return INSIDE if abs(new[0] - old[0]) <= combined * (1 + 1e-9) else BEYOND


def _estimates(text: str) -> Iterator[tuple[float, float | None]]:
    for match in _ESTIMATE.finditer(text):
        half = None
        if match["half"]:
            half = abs(_as_number(match["half"]))
        elif match["low"]:
            half = abs(_as_number(match["high"]) - _as_number(match["low"])) / 2
        yield _as_number(match["value"]), half


def _as_number(text: str) -> float:
    return float(re.sub(r"[,_\u202f\u2009]", "", text).replace("\u2212", "-"))


def _pieces(outputs: Sequence[NotebookNode], sanitize: Sanitize) -> dict[str, list[str]]:
    """Sort what a reader sees by kind, each kind in the order of its appearance."""
    pieces: dict[str, list[str]] = {}
    for output in outputs:
        kind, content = _piece(output)
        pieces.setdefault(kind, []).append(content if kind == "figure" else sanitize(content))
    return pieces


def _piece(output: NotebookNode) -> tuple[str, str]:
    if output.output_type == "stream":
        return ("text" if output.name == "stdout" else "warning"), str(output.text)
    if output.output_type == "error":
        return "error", f"{output.ename}: {output.evalue}"
    data = output.data
    if "image/png" in data:
        return "figure", str(data["image/png"])
    if is_table(str(data.get("text/html", ""))):
        return "table", str(data["text/html"])
    for mime in ("text/plain", "text/html", "text/markdown", "text/latex"):
        if mime in data:
            return "result", str(data[mime])
    return "result", str(dict(data))


def _piece_changes(kind: str, name: str, old: str | None, new: str | None) -> list[Change]:
    if old is None or new is None:
        shown = [NOTHING if piece is None else _glimpse(kind, piece) for piece in (old, new)]
        return [Change(name, *shown)]
    if kind == "figure":
        return _figure_changes(name, old, new)
    if old == new:
        return []
    if kind == "table":
        return _table_changes(name, html_table(old), html_table(new))
    return list(_text_changes(name, old.splitlines(), new.splitlines()))


def _glimpse(kind: str, piece: str) -> str:
    if kind in ("figure", "table"):
        return f"a {kind}"
    first = piece.strip().splitlines()[0] if piece.strip() else "(blank)"
    return first if len(first) <= 80 else first[:77] + "..."


def _figure_changes(name: str, old: str, new: str) -> list[Change]:
    if is_same_figure(old, new):
        return []
    return [Change(name, "as stored", differing_share(old, new))]


def _table_changes(name: str, old: Table, new: Table) -> list[Change]:
    found = []
    for row, column in dict.fromkeys([*old, *new]):
        before, after = old.get((row, column), NOTHING), new.get((row, column), NOTHING)
        if before != after:
            place = f'{name}, row "{row}", column "{column}"'
            found.append(Change(place, before, after, verdict(before, after)))
    return found or [Change(name, "as stored", "the same cells, laid out differently")]


def _text_changes(name: str, old: list[str], new: list[str]) -> Iterator[Change]:
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, a_begin, a_end, b_begin, b_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        pairs = zip_longest(range(a_begin, a_end), range(b_begin, b_end))
        for a, b in pairs:
            yield from _line_changes(name, old, new, a, b)


def _line_changes(
    name: str, old: list[str], new: list[str], a: int | None, b: int | None
) -> Iterator[Change]:
    before = NOTHING if a is None else old[a].strip()
    after = NOTHING if b is None else new[b].strip()
    if a is not None and b is not None:
        cells = list(text_table_place(old, a, new[b]))
        if cells:
            for row, column, stored, now in cells:
                place = f'{name}, row "{row}", column "{column}"'
                yield Change(place, stored, now, verdict(stored, now))
            return
    line = a if a is not None else b
    assert line is not None
    yield Change(f"{name}, line {line + 1}", before, after, verdict(before, after))
