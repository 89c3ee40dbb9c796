"""``simlib list``: what there is to choose from."""

from __future__ import annotations

from simlib.cli.words import say


def show_list() -> None:
    """List the shipped books, diaries, evidence sets and causes."""
    from simlib.inputs.disciplines import disciplines
    from simlib.inputs.evidence import Evidence
    from simlib.inputs.parameters import EVIDENCE_SETS
    from simlib.inputs.shipped import load_book, shipped_books

    say("Books")
    for name in shipped_books():
        book = load_book(name)
        say(f"  {name:18}{len(book.accounts):4} accounts, {len(book.reps):2} reps: {book.source}")
    say("\nDiaries")
    for name, diary in disciplines().items():
        say(f"  {name:18}{diary.client_label}: {diary.rationale}")
    say(f"\nEvidence sets: {', '.join(EVIDENCE_SETS)}")
    say("\nCauses")
    for cause in Evidence.named("graded").causes:
        say(f"  {cause.name:18}{cause.label}")
