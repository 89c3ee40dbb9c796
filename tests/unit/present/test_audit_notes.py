"""The methodology check where it is read: terminal, page, Markdown; names stay text."""

from __future__ import annotations

import pytest

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.scenario import Scenario
from simlib.present.paper.page import page_text
from simlib.present.paper.reports import digest
from simlib.present.words.checks import (
    CHECK_TITLE,
    SHORT_WORDS,
    audit_notes,
    choice_notes,
    run_notes,
)
from simlib.run.simulate import compare, simulate
from simlib.studies.audit.facts import AuditWarning
from simlib.studies.audit.review import RULES, audit
from simlib.studies.client.live import Choice
from tests.support.court_results import ignorance

ATTACK = "<b>_x_</b> [a](b) \u202e$1$"
CAUTION = AuditWarning("thin_tail", "caution", "Few futures.", "Play more.")
SERIOUS = AuditWarning("overload", "serious", f"{ATTACK} has no time.", "Ask.")


def test_every_rule_has_short_words() -> None:
    assert set(SHORT_WORDS) == set(RULES)


@pytest.mark.parametrize(
    ("warnings", "summary"),
    [
        ((), "nothing known speaks against these numbers."),
        ((CAUTION,), "one warning."),
        ((SERIOUS,), "one warning, serious."),
        ((SERIOUS, SERIOUS), "two warnings, all serious."),
        ((SERIOUS, CAUTION, CAUTION), "three warnings, one of them serious."),
    ],
)
def test_the_summary_counts(warnings: tuple[AuditWarning, ...], summary: str) -> None:
    notes = audit_notes(warnings)
    assert notes.summary == summary
    assert str(notes).startswith(f"{CHECK_TITLE}: {summary}")
    assert len(str(notes).splitlines()) == 1 + len(warnings)


def test_names_are_text_wherever_they_are_shown() -> None:
    notes = audit_notes([SERIOUS])
    assert "\u202e" not in str(notes)
    assert "\\<b\\>\\_x\\_" in notes._repr_markdown_()
    page = page_text(title="t", answer="a", check=notes)
    assert "&lt;b&gt;_x_&lt;/b&gt;" in page
    assert "<b>" not in page


def test_a_page_says_that_nothing_was_found_and_none_says_nothing() -> None:
    assert "Nothing known speaks" in page_text(title="t", answer="a", check=audit_notes([]))
    assert CHECK_TITLE not in page_text(title="t", answer="a")


def test_a_run_and_a_comparison_are_checked_with_what_is_known_besides() -> None:
    scenario = Scenario(book="supplier", horizon_years=1)
    found = compare([scenario, scenario.with_(discipline="devoted")], worlds=20, seed=1)
    assert run_notes(found).lines == tuple(map(str, audit(scenario, found)))
    assert "input" in run_notes(found, ignorance()).in_brief
    run = simulate(scenario, worlds=20, seed=1, log="story")
    assert str(run_notes(run)) in digest(run)


def test_a_choice_of_the_explorer_is_checked_as_it_is_played() -> None:
    arm = Scenario(book="supplier", discipline="weekly_block")
    choice = Choice(arm, arm, 21.0, "graded", "none", 0.7, worlds=200, seed=1)
    assert {"targets used up", "few futures behind the worst"} <= set(choice_notes(choice).about)


def test_a_long_hostile_name_does_not_drown_its_sentence() -> None:
    accounts = [Account(f"a{k}", 100.0, owner=ATTACK.replace("\u202e", "") * 4) for k in range(9)]
    firm = Scenario(book=Book.from_accounts(accounts, name="b"), request_hours=400.0)
    (line,) = (n for n in audit_notes(audit(firm)).lines if "planned work" in n)
    assert len(line) < 400
