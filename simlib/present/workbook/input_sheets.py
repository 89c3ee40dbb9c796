"""The sheets of what went in: answers, book, diaries, evidence with its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simlib.inputs.parameters import parameters
from simlib.present.client.parts import ask_first, how_to_tell, none_holds, run_id
from simlib.present.words.checks import CHECK_TITLE, case_frame, case_notes
from simlib.present.words.headline import survival_headline
from simlib.present.words.price import policy_headline
from simlib.present.workbook.sheets import AS_IS, MONEY, Sheet, Table

if TYPE_CHECKING:
    from simlib.studies.client.case import ClientCase

_NOT_LEVERS = {"name", "client_label", "rationale"}


def input_sheets(case: ClientCase) -> list[Sheet]:
    """Return the sheets of what the case was told, beginning with what to read first."""
    makers = (_read_me, _check, _told, _book, _diaries, _numbers, _causes)
    return [make(case) for make in makers]


def _read_me(case: ClientCase) -> Sheet:
    headline = survival_headline(case.comparison, case.survival, case.inputs)
    arm = case.comparison.runs[case.recommended].label
    chosen = f"Recommended: {arm}." if case.recommended else f"Nothing clearly beats {arm}."
    if case.nothing_holds:
        chosen = f"{none_holds(case)} {ask_first(case)} {how_to_tell(case)}"
    origin = case.comparison.reference.provenance
    about = [
        ("Question", "Which way of spending the sales team's week keeps revenue above break-even?"),
        ("Answer", headline.answer),
        ("Recommendation", chosen),
        ("Price", policy_headline(case.policy).answer),
        *(("How sure", line) for line in headline.how_sure),
        ("Assumptions", f"{case.assumed} of {len(case.told)} answers are assumptions."),
        ("Names", "real names" if case.names_shown else "pseudonyms; the key is kept elsewhere"),
        ("Data", origin.book_source or origin.book),
        ("Run", run_id(case)),
        *((f"Scenario: {run.label}", run.provenance.scenario_hash) for run in case.comparison.runs),
        *(("Note", note) for note in origin.notes),
    ]
    frame = pd.DataFrame(about, columns=["what", "says"])
    return Sheet("read me", case.title, (), (Table("About this workbook", frame),))


def _check(case: ClientCase) -> Sheet:
    lines = (case_notes(case).said,)
    return Sheet("check", CHECK_TITLE, lines, (Table("Warnings", case_frame(case)),))


def _told(case: ClientCase) -> Sheet:
    frame = pd.DataFrame(
        [(each.question, each.answer, each.assumed, each.source) for each in case.told],
        columns=["question", "answer", "assumed", "source"],
    )
    caption = f"{case.assumed} of {len(case.told)} are assumptions"
    return Sheet("told", "What you told us and what we assumed", (), (Table(caption, frame),))


def _book(case: ClientCase) -> Sheet:
    book = case.comparison.reference.scenario.book
    revenue = f"revenue a year, {book.currency}".rstrip(", ")
    frame = pd.DataFrame(
        [
            (a.account_id, a.annual_revenue, a.owner, a.parent or "", a.buyer or "", a.sector)
            for a in sorted(book.accounts, key=lambda a: (-a.annual_revenue, a.account_id))
        ],
        columns=["account", revenue, "owner", "parent", "buyer", "sector"],
    )
    tail = f"Tail of small accounts, one stream: {book.pool_revenue:,.0f} {book.currency} a year."
    return Sheet("book", f"The book: {book.name}", (tail,), (Table("", frame, {revenue: MONEY}),))


def _diaries(case: ClientCase) -> Sheet:
    rows = [run.scenario.discipline.model_dump(exclude=_NOT_LEVERS) for run in case.comparison.runs]
    frame = pd.DataFrame(rows).T
    frame.columns = pd.Index([run.label for run in case.comparison.runs])
    frame.insert(0, "lever", [str(name).replace("_", " ") for name in frame.index])
    return Sheet("diaries", "The diaries compared", (), (Table("", frame),))


def _numbers(case: ClientCase) -> Sheet:
    scenario = case.comparison.reference.scenario
    rows = [
        *(
            (
                p.name.replace("_", " "),
                p.unit,
                scenario.evidence[p.name],
                p.low,
                p.central,
                p.high,
                p.grade,
                p.source,
            )
            for p in parameters().values()
            if p.name in scenario.evidence.values
        )
    ]
    numbers = ["used here", "low", "central", "high"]
    frame = pd.DataFrame(rows, columns=["input", "unit", *numbers, "grade", "source"])
    lines = (
        "Grade A: official statistics. D: assumption. Low to high: the range of the evidence.",
    )
    return Sheet(
        *("evidence", "Every input with its range, grade and source", lines),
        (Table("", frame, dict.fromkeys(numbers, AS_IS)),),
    )


def _causes(case: ClientCase) -> Sheet:
    numbers = ["times a year", "lost without relationship", "danger a relationship averts"]
    numbers += ["least shrink", "most shrink"]
    frame = pd.DataFrame(
        [
            (
                c.label,
                c.scope,
                c.effect,
                c.annual_rate,
                c.loss_probability,
                c.protection,
                c.severity_low,
                c.severity_high,
                c.grade,
                c.source,
            )
            for c in case.comparison.reference.scenario.causes
        ],
        columns=["cause", "strikes each", "effect", *numbers, "grade", "source"],
    )
    table = Table("", frame, dict.fromkeys(numbers, AS_IS))
    return Sheet("causes", "What can end or shrink an account", (), (table,))
