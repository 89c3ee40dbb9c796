"""Tables of the documentation, each made from the table the model reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from simlib.inputs.causes import Cause, causes
from simlib.inputs.disciplines import PRIORITY_ORDERS, Discipline, disciplines
from simlib.inputs.parameters import parameters
from simlib.inputs.shipped import load_book, shipped_books
from simlib.words import money, percent
from simlib.world.streams import BY_CAUSE, STREAM_MAP
from verification.charts.model import DECIDED_IN, SCOPE_WORDS, TASK_WORDS

_SHARES = ("annual_rate", "loss_probability", "protection")


def parameter_groups() -> tuple[str, ...]:
    """Return the groups of the evidence table in its order."""
    return tuple(dict.fromkeys(each.group for each in parameters().values()))


def parameter_table(group: str | None = None) -> pd.DataFrame:
    """Return every parameter with unit, range, limits, grade and source.

    Parameters
    ----------
    group
        Only those of a group.
    """
    rows = [
        {
            "group": each.group,
            "parameter": each.name,
            "unit": each.unit,
            "central": f"{each.central:g}",
            "range": f"{each.low:g} to {each.high:g}",
            "sales authors": "" if each.folklore == each.central else f"{each.folklore:g}",
            "allowed": f"{each.minimum:g} to {each.maximum:g}",
            "grade": each.grade,
            "source": each.source,
        }
        for each in parameters().values()
        if group is None or each.group == group
    ]
    return pd.DataFrame(rows).set_index(["group", "parameter"])


def cause_table() -> pd.DataFrame:
    """Return every cause with its numbers, ranges, grade and source."""
    folklore = {each.name: each for each in causes("folklore")}
    rows = [
        {
            "cause": each.label,
            "strikes": SCOPE_WORDS[each.scope],
            "effect": each.effect,
            "a year": _ranged(each, "annual_rate"),
            "ends an account": _ranged(each, "loss_probability"),
            "trust prevents": _ranged(each, "protection"),
            "takes": _severity(each),
            "sales authors": _folklore(each, folklore[each.name]),
            "grade": each.grade,
            "source": each.source,
        }
        for each in causes("graded")
    ]
    return pd.DataFrame(rows).set_index("cause")


def _ranged(cause: Cause, field: str) -> str:
    if field not in cause.graded_range:
        return "" if getattr(cause, field) == 0 else f"{getattr(cause, field):g}"
    low, high = cause.graded_range[field]
    return f"{getattr(cause, field):g} ({low:g} to {high:g})"


def _severity(cause: Cause) -> str:
    if cause.effect == "loss":
        return "all"
    return f"{percent(cause.severity_low)} to {percent(cause.severity_high)}"


def _folklore(graded: Cause, claimed: Cause) -> str:
    words = {"annual_rate": "a year", "loss_probability": "ends", "protection": "prevents"}
    told = [
        f"{getattr(claimed, field):g} {words[field]}"
        for field in _SHARES
        if getattr(claimed, field) != getattr(graded, field)
    ]
    return ", ".join(told)


def discipline_table() -> pd.DataFrame:
    """Return every lever of every shipped diary, a column a diary."""
    levers = [name for name in Discipline.model_fields if name not in ("name", "client_label")]
    columns = {
        each.client_label: [_shown(getattr(each, lever)) for lever in levers]
        for each in disciplines().values()
    }
    return pd.DataFrame(columns, index=pd.Index([_plain(lever) for lever in levers], name="lever"))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3g}"
    return "never" if value is None else str(value)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def stream_table() -> pd.DataFrame:
    """Return every stream of chance by its number in the picture."""
    home = {stream: box for box, streams in DECIDED_IN.items() for stream in streams}
    rows = [
        {
            "number": number,
            "stream": name.rstrip(":"),
            "one a cause": "yes" if name in BY_CAUSE else "",
            "whose, and what it decides": words,
            "in the picture": home[name],
        }
        for number, (name, words) in enumerate(STREAM_MAP.items(), start=1)
    ]
    return pd.DataFrame(rows).set_index("number")


def priority_table() -> pd.DataFrame:
    """Return the named orders of work, most urgent first."""
    columns = {
        name: [" / ".join(TASK_WORDS[kind] for kind in group) for group in groups]
        for name, groups in PRIORITY_ORDERS.items()
    }
    places = pd.RangeIndex(1, 1 + max(map(len, columns.values())), name="comes")
    return pd.DataFrame({name: pd.Series(rows, index=places) for name, rows in columns.items()})


def rank_table(ranks: Iterable[str]) -> pd.DataFrame:
    """Return who goes first among events of the same instant.

    Parameters
    ----------
    ranks : iterable of str
        Names in the order of the calendar: ``[rank.name for rank in simlib.model.clock.Rank]``.
    """
    words = [name.lower().replace("_", " ") for name in ranks]
    return pd.DataFrame({"event": words}, index=pd.RangeIndex(1, len(words) + 1, name="rank"))


def book_table() -> pd.DataFrame:
    """Return the shipped books in numbers."""
    rows = []
    for name in shipped_books():
        book = load_book(name)
        rows.append(
            {
                "book": name,
                "accounts": len(book.accounts),
                "seats": len(book.reps),
                "revenue a year": money(book.annual_revenue, book.currency),
                "largest account": percent(book.largest_share),
                "as of": str(book.as_of),
                "source": book.source,
            }
        )
    return pd.DataFrame(rows).set_index("book")


@dataclass(frozen=True)
class Sections:
    """Parts of a written page, shown as text in a notebook."""

    text: str

    def _repr_markdown_(self) -> str:
        return self.text

    def __repr__(self) -> str:
        """Return its headings."""
        heads = [line.lstrip("# ") for line in self.text.splitlines() if line.startswith("#")]
        return f"Sections({', '.join(heads)})"


def sections(page: str, headings: Sequence[str]) -> Sections:
    """Return sections of a page in Markdown, one level deeper, in the order asked for.

    Parameters
    ----------
    page
        The text of the page, such as that of ``simlib/model/README.md``.
    headings
        As they stand in it, without the marks.

    Raises
    ------
    KeyError
        For a heading the page does not have, so that nothing goes missing unseen.
    """
    found: dict[str, list[str]] = {}
    heading = ""
    for line in page.splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ").strip()
        found.setdefault(heading, []).append(line)
    parts = ["\n".join(["#" + found[name][0], *found[name][1:]]).strip() for name in headings]
    return Sections("\n\n".join(parts))
