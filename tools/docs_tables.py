"""Tables of the documentation, written from the data and from stored results."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from itertools import groupby

from pydantic import TypeAdapter

from simlib.inputs.files import data_path
from simlib.inputs.shipped import load_book, shipped_books
from simlib.present.words.claims import share_words, verdict_word
from simlib.studies.claims.claim import claims
from simlib.studies.claims.results import Trial
from simlib.studies.register import named_study
from simlib.words import EVIDENCE_WORDS, sentence_case


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], numbers: str = "") -> str:
    """Return a Markdown table.

    Parameters
    ----------
    headings : sequence of str
    rows : iterable of sequences
        Shown with ``str``; a bar or line break in a cell does no harm.
    numbers : str
        The headings, separated by blanks, of columns to be set flush right.
    """
    right = numbers.split()
    rule = ["---:" if heading in right else "---" for heading in headings]
    return "\n".join(_line(row) for row in (headings, rule, *rows))


def cell(value: object) -> str:
    """Return a value as it may stand in a table cell."""
    return " ".join(str(value).split()).replace("|", "\\|")


def parameter_tables() -> str:
    """Return every parameter with unit, range, limits, grade and source, one table a group."""
    headings = ["name", "unit", "low", "central", "high", "authors", "limits", "grade", "source"]
    parts = []
    for group, members in groupby(_rows("parameters.csv"), key=lambda row: row["group"]):
        rows = [
            [
                f"`{row['name']}`",
                *(row[key] for key in ("unit", "low", "central", "high")),
                row["folklore"] or row["central"],
                f"{row['minimum']} to {row['maximum']}",
                row["grade"],
                row["source"],
            ]
            for row in members
        ]
        body = table(headings, rows, numbers="low central high authors")
        parts.append(f"### {sentence_case(group.replace('_', ' '))}\n\n{body}")
    return "\n\n".join(parts)


def cause_table() -> str:
    """Return every cause with its numbers, their ranges, grade and source."""
    headings = ["name", "what happens", "hits", "effect", "a year", "ends an account"]
    headings += ["protection", "cut", "grade", "source"]
    rows = [
        [
            f"`{row['name']}`",
            *(row[key] for key in ("label", "scope", "effect")),
            *(_ranged(row, key) for key in ("annual_rate", "loss_probability", "protection")),
            _from_to(row["severity_low"], row["severity_high"]),
            row["grade"],
            row["source"],
        ]
        for row in _rows("causes.csv")
    ]
    return table(headings, rows)


def discipline_table() -> str:
    """Return every diary: how often the reps visit and call, and what their manager asks."""
    headings = ["name", "client's word", "visits every", "calls a month", "protected"]
    headings += ["when", "manager asks every", "why"]
    rows = [
        [
            f"`{row['name']}`",
            row["client_label"],
            _weeks(row["review_every_weeks"]),
            f"{float(row['calls_per_month']):.3g}",
            row["calls_protected"],
            f"`{row['trigger']}`",
            _weeks(row["check_in_every_weeks"]),
            row["rationale"],
        ]
        for row in _rows("disciplines.csv")
    ]
    return table(headings, rows)


def claim_table() -> str:
    """Return every claim with its verdicts, as the stored trial found them."""
    trial = _stored_trial()
    verdicts = [{result.id: result for result in each} for each in trial.by_evidence]
    words = [sentence_case(EVIDENCE_WORDS[each[0].evidence]) for each in trial.by_evidence]
    rows = [
        [
            claim.id,
            claim.author,
            claim.claim,
            *(f"{verdict_word(r[claim.id])}; {share_words(r[claim.id])}" for r in verdicts),
        ]
        for claim in claims().values()
        if claim.id in verdicts[0]
    ]
    body = table(["id", "author", "claim", *words], rows)
    return f"{body}\n\n{trial.footer[0].upper()}{trial.footer[1:]}."


def book_table() -> str:
    """Return the shipped books with what their files add up to."""
    headings = ["name", "firm", "accounts", "seats", "revenue", "largest", "as of"]
    rows = []
    for name in shipped_books():
        book = load_book(name)
        idle = len(set(book.reps) - {account.owner for account in book.accounts})
        seats = f"{len(book.reps)}" + (f" ({idle} without accounts)" if idle else "")
        seats += f" ({book.ownership})" if book.ownership != "named" else ""
        pool = f"; the rest is a pool of {book.pool_revenue:,.0f}" if book.pool_revenue else ""
        revenue = f"{book.annual_revenue:,.0f} {book.currency}{pool}"
        share = f"{100 * book.largest_share:.0f} %"
        firm = f"{'fictional' if book.fictional else 'real'}: {book.source}"
        rows.append([f"`{name}`", firm, len(book.accounts), seats, revenue, share, book.as_of])
    return table(headings, rows, numbers="accounts")


def _rows(file: str) -> list[dict[str, str]]:
    with data_path(file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _stored_trial() -> Trial:
    """Return the trial as stored; whether it is stale is for `tools.studies check` to say."""
    content = json.loads(named_study("claims").path.read_text(encoding="utf-8"))
    found: Trial = TypeAdapter(Trial).validate_python(content["result"])
    return found


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(cell, cells))} |"


def _ranged(row: dict[str, str], key: str) -> str:
    central, low, high = (_plain(row[name]) for name in (key, f"{key}_low", f"{key}_high"))
    return f"{central} ({low} to {high})" if central else ""


def _from_to(low: str, high: str) -> str:
    return f"{_plain(low)} to {_plain(high)}" if low else ""


def _plain(number: str) -> str:
    return f"{float(number):g}" if number else ""


def _weeks(number: str) -> str:
    return f"{float(number):.3g} weeks" if number else "never"
