"""The data-quality report as one self-contained page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from markupsafe import Markup, escape

from simlib.inputs.files import write_atomically
from simlib.intake.report.quality import FileRead, QualityReport, accounts_words, owner_words
from simlib.intake.report.renames import Life
from simlib.present.paper.page import PageTable, page_text
from simlib.words import counted, percent, show_name

_LONGEST = 90
_MOST_ROWS = 500


@dataclass(frozen=True)
class ExactTable(PageTable):
    """A table of text as it stands, every cent shown; columns in ``right`` are set to the right."""

    right: tuple[str, ...] = ()

    @property
    def html(self) -> Markup:
        """The table as escaped HTML."""
        kinds = ["number" if name in self.right else "text" for name in self.frame.columns]
        head = [
            _cell("th", kind, name, scope="col")
            for kind, name in zip(kinds, self.frame, strict=True)
        ]
        body = [
            "<tr>"
            + "".join(_cell("td", kind, cell) for kind, cell in zip(kinds, row, strict=True))
            + "</tr>"
            for row in self.frame.itertuples(index=False)
        ]
        return Markup(
            f"<table>\n<thead><tr>{''.join(head)}</tr></thead>\n<tbody>\n"
            + "\n".join(body)
            + "\n</tbody>\n</table>"
        )


def quality_page(report: QualityReport) -> str:
    """Return the report as HTML: what was read, what became of it, what to look into.

    Parameters
    ----------
    report
        Under pseudonyms unless names are shown.
    """
    return page_text(
        title=f"{show_name(report.title, longest=80)}: what the files say",
        answer=_answer(report),
        tables=_tables(report),
        how_sure=report.cannot_tell,
        notes=[
            *(f"To be answered: {text}" for text in report.questions),
            *(f"Look into this: {text}" for text in report.warnings),
            *report.choices,
            *(f"{file.file}: {note}" for file in report.files for note in file.notes),
        ],
        footer=_footer(report),
    )


def write_quality_page(report: QualityReport, path: str | Path) -> Path:
    """Write the page; whole or not at all."""
    return write_atomically(path, quality_page(report).encode("utf-8", "replace"))


def _answer(report: QualityReport) -> list[str]:
    kept = report.book.kept
    money = f"{kept.amount:,.2f} {report.currency}".strip()
    verdict = (
        "Every row and every cent is accounted for."
        if report.reconciles
        else "Rows and money do NOT add up: do not use this book."
    )
    found = [
        f"{accounts_words(kept.accounts)} with {money} from {report.book.window} are in the book. "
        f"{verdict}"
    ]
    by = {each.by: each for each in report.concentration}
    if "group" in by:
        found.append(
            f"The largest account is {percent(by['account'].largest_share)} of the book; the "
            f"largest group {percent(by['group'].largest_share)}."
        )
    if report.suspects:
        pairs = counted(len(report.suspects), "pair")
        found.append(
            f"{pairs[:1].upper()}{pairs[1:]} of names may be one customer each: a renamed "
            "customer reads as one lost and one won."
        )
    return found


def _tables(report: QualityReport) -> list[PageTable]:
    tables: list[PageTable] = [_money(report), _concentrations(report)]
    if report.other_currencies:
        tables.append(_currencies(report))
    if report.suspects:
        tables.append(_suspects(report))
    if report.unowned:
        tables.append(_unowned(report))
    return [*tables, _files(report)]


def _money(report: QualityReport) -> PageTable:
    rows = [("read from the files", report.rows_read, "", report.read, "")]
    rows += [
        (f"left out: {fate.reason}", fate.rows, "", fate.amount, _places(fate.examples[:3]))
        for fate in report.dropped
    ]
    rows += [("booked", report.booked.rows, f"{report.accounts:,}", report.booked.amount, "")]
    rows += [
        (f"not in the book: {line.reason}", line.rows, f"{line.accounts:,}", line.amount, "")
        for line in report.book.left_out
        if line.rows
    ]
    kept = report.book.kept
    rows += [("in the book", kept.rows, f"{kept.accounts:,}", kept.amount, "")]
    return _table(
        ("", "rows", "accounts", "money", "for example"),
        [
            (what, f"{n:,}", accounts, f"{money:,.2f}", where)
            for what, n, accounts, money, where in rows
        ],
        caption="From the files to the book, to the cent",
        note=_credit_note(report),
        right=("rows", "accounts", "money"),
    )


def _credit_note(report: QualityReport) -> str:
    notes = report.credits
    if not notes.rows:
        return "No credit notes."
    return f"{notes.rows:,} credit notes are among the bookings: {notes.amount:,.2f}."


def _concentrations(report: QualityReport) -> PageTable:
    rows = [
        (
            f"by {each.by}",
            f"{each.units:,}",
            each.largest,
            percent(each.largest_share, digits=1),
            percent(each.five_share, digits=1),
        )
        for each in report.concentration
    ]
    return _table(
        ("", "how many", "largest", "its share", "five largest"),
        rows,
        caption="How much of the book hangs on the largest",
        note=owner_words(report)[:1].upper() + owner_words(report)[1:] + ".",
        right=("how many", "its share", "five largest"),
    )


def _currencies(report: QualityReport) -> PageTable:
    rows = [
        (f.reason, f"{f.rows:,}", f"{f.amount:,.2f}", f.currency) for f in report.other_currencies
    ]
    return _table(
        ("", "rows", "money", "currency"),
        rows,
        caption="Other currencies, never converted and in no sum",
        right=("rows", "money"),
    )


def _suspects(report: QualityReport) -> PageTable:
    rows = [
        (
            _life(pair.one),
            f"{pair.one.amount:,.2f}",
            _life(pair.other),
            f"{pair.other.amount:,.2f}",
            pair.why,
            _places([pair.one.last_place, pair.other.first_place]),
        )
        for pair in report.suspects[:_MOST_ROWS]
    ]
    return _table(
        ("earlier name", "money", "later name", "money ", "why", "look at"),
        rows,
        caption="Names that may be one customer",
        note="Nothing is merged unasked: a line under 'renames' in mapping.yaml, such as "
        f"'{report.suspects[0].one.name}: {report.suspects[0].other.name}', joins two.",
        right=("money", "money "),
    )


def _life(life: Life) -> str:
    return f"{life.name}, {life.first:%Y-%m} to {life.last:%Y-%m}"


def _places(places: Sequence[str]) -> str:
    """Return "a.csv rows 2, 3; b.csv row 7" for places such as "a.csv row 2"."""
    rows: dict[str, list[str]] = {}
    for place in places:
        file, _, row = place.rpartition(" row ")
        rows.setdefault(file, []).append(row)
    return "; ".join(
        f"{file} row{'s' if len(listed) > 1 else ''} {', '.join(listed)}"
        for file, listed in rows.items()
    )


def _unowned(report: QualityReport) -> PageTable:
    rows = [(u.account, f"{u.annual_revenue:,.2f}", u.place) for u in report.unowned[:_MOST_ROWS]]
    return _table(
        ("account", "a year", "look at"),
        rows,
        caption="Accounts without owner",
        note="The simulation deals them to the seats with the least work.",
        right=("a year",),
    )


def _files(report: QualityReport) -> PageTable:
    return _table(
        ("file", "what it is", "rows", "around it", "read as", "columns used", "not used"),
        [_file(file) for file in report.files],
        caption="How the files were read",
        note="'Around it' counts blank rows and titles, totals and notices, which are no data.",
        right=("rows", "around it"),
    )


def _file(file: FileRead) -> tuple[str, ...]:
    by_manual = " (headers from its manual)" if file.evidence == "documentation" else ""
    how = [
        f"{file.encoding}: {file.why}",
        file.separator,
        file.decimals and f"decimal {file.decimals}",
        file.dates,
    ]
    return (
        file.file,
        file.role if file.evidence == "words" else f"{file.role}, {file.system}{by_manual}",
        f"{file.rows:,}",
        f"{file.blank + file.furniture:,}",
        "; ".join(part for part in how if part),
        ", ".join(f"{meaning}: {column}" for meaning, column in file.columns),
        ", ".join(file.unused) or "none",
    )


def _footer(report: QualityReport) -> str:
    names = "real names" if report.names_shown else "pseudonyms; the key lies outside this folder"
    return f"{report.title} · {report.first_day} to {report.last_day} · {names}"


def _table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    caption: str,
    note: str = "",
    right: tuple[str, ...] = (),
) -> ExactTable:
    frame = pd.DataFrame([list(row) for row in rows], columns=list(columns), dtype=object)
    return ExactTable(frame, caption, note=note, right=right)


def _cell(tag: str, kind: str, value: object, *, scope: str = "") -> str:
    text = escape(show_name(value, longest=_LONGEST * 4))
    more = f' scope="{scope}"' if scope else ""
    # Text may break; numbers stay on their line.
    style = ' style="white-space:normal"' if tag == "td" and kind == "text" else ""
    return f'<{tag}{more} class="{kind}"{style}>{text}</{tag}>'
