"""A study file word for word: how it is written, and what is said when it cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.causes import Cause
from simlib.inputs.disciplines import discipline
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.inputs.study import Study
from tests.refusals import words_of

HEAD = "simlib_study: 1\nscenarios:\n- "
STUDIES: dict[str, str] = {
    "": "column 'study': study should be fields with names; found None",
    "simlib_study: 2\nscenarios: []": "not a study file; allowed: 'simlib_study: 1' at its top",
    "simlib_study: 1": "column 'scenarios': scenarios should be a list; found None",
    "simlib_study: 1\nluck: 3\nscenarios: []": (
        "unknown field of a study; found 'luck'; allowed: known: scenarios, seed, worlds"
    ),
    "simlib_study: 1\n3: 4": (
        "column 'study': study should be fields with names; found {'simlib_study': 1, 3: 4}"
    ),
    "a: [": (
        "not YAML: while parsing a flow node expected the node content, but found '<stream "
        'end>\' in "<unicode string>", line 1, column 5: a: [ ^'
    ),
}
SCENARIOS: dict[str, str] = {
    "supplier": "column 'scenario': scenario should be fields with names; found 'supplier'",
    "{discipline: devoted}": (
        "column 'book': a scenario without book; allowed: a name, or accounts"
    ),
    "{book: 3}": "column 'book': book should be fields with names; found 3",
    "{book: supplier, colour: red}": (
        "unknown field of a scenario; found 'colour'; allowed: known: book, discipline, "
        "evidence, grievances, horizon_years, label, name, request_hours, spoiling, stress, "
        "typical_new_account, unlimited_cash"
    ),
    "{book: supplier, discipline: {3: 4}}": (
        "column 'discipline': discipline should be fields with names; found {3: 4}"
    ),
    "{book: supplier, discipline: {like: lazy}}": (
        "unknown discipline; found 'lazy'; allowed: known: all_hunt, arms_length, babysitter, "
        "big_game, daily_habit, devoted, feast_or_famine, one_call_a_month, sink_or_swim, "
        "weekly_block"
    ),
    "{book: supplier, evidence: {valuse: 3}}": (
        "unknown field of evidence; found 'valuse'; allowed: did you mean values or causes? "
        "known: causes, set, set_by_hand, values, without"
    ),
    "{book: supplier, evidence: {3: 4}}": (
        "column 'evidence': evidence should be fields with names; found {3: 4}"
    ),
    "{book: supplier, evidence: {set: no}}": (
        "unknown evidence set; found 'False'; allowed: known: folklore, graded, high, low"
    ),
    "{book: supplier, evidence: {values: 3}}": (
        "column 'values': values should be fields with names; found 3"
    ),
    "{book: supplier, evidence: {causes: 3}}": (
        "column 'causes': causes should be a list; found 3"
    ),
    "{book: supplier, evidence: {causes: [3]}}": (
        "column 'cause': cause should be fields with names; found 3"
    ),
    "{book: supplier, evidence: {without: 3}}": (
        "column 'without': without should be a list; found 3"
    ),
    "{book: supplier, evidence: {set_by_hand: 3}}": (
        "column 'set_by_hand': set_by_hand should be a list; found 3"
    ),
    "{book: {name: x, accounts: 3}}": "column 'accounts': accounts should be a list; found 3",
    "{book: {name: x, accounts: [3]}}": (
        "column 'account': account should be fields with names; found 3"
    ),
    "{book: {name: x}}": "column 'account_id': a book needs at least one account",
    "{book: {name: x, reps: 3}}": "column 'reps': reps should be a list; found 3",
    "{book: {name: x, currenzy: E}}": (
        "unknown field of a book; found 'currenzy'; allowed: did you mean currency? known: "
        "accounts, as_of, currency, fictional, name, ownership, pool_revenue, reps, source"
    ),
    "{book: {name: x, accounts: [{account_id: a, sectr: b}]}}": (
        "unknown field of an account; found 'sectr'; allowed: did you mean sector? known: "
        "account_id, annual_revenue, buyer, owner, parent, sector, since"
    ),
}
ALL = STUDIES | {f"{HEAD}{text}": words for text, words in SCENARIOS.items()}


@pytest.mark.parametrize("text", ALL)
def test_a_study_is_refused_in_these_words(text: str, tmp_path: Path) -> None:
    assert words_of(lambda: Study.from_yaml(text)) == ALL[text]
    file = tmp_path / "study.yaml"
    file.write_text(text)
    assert words_of(lambda: Study.load(file)) == f"{file}: {ALL[text]}"


def test_what_lacks_a_field_is_not_complete() -> None:
    account = f"{HEAD}{{book: {{name: x, accounts: [{{account_id: a}}]}}}}"
    found = words_of(lambda: Study.from_yaml(account))
    assert found == "not a complete account: annual_revenue missing"
    accounts = "accounts: [{account_id: a, annual_revenue: 3}]"
    book = f"{HEAD}{{book: {{{accounts}}}}}"
    found = words_of(lambda: Study.from_yaml(book))
    assert found == "not a complete book: name missing"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "none.yaml"
    assert words_of(lambda: Study.load(file)) == (
        f"{file}: cannot be read: [Errno 2] No such file or directory: {str(file)!r}"
    )


BOOK = Book(
    name="two",
    accounts=(
        Account("A", 100.0, "Ann", buyer="Bea", sector="steel", since=date(2020, 1, 2)),
        Account("B", 50.5, "Bo"),
    ),
    reps=("Ann", "Bo", "Zoe"),
    pool_revenue=7.0,
    currency="EUR",
    as_of=date(2025, 12, 31),
    source="made up",
    fictional=True,
)
FIRE = Cause(
    name="fire",
    label="Fire",
    scope="parent",
    effect="loss",
    annual_rate=0.5,
    loss_probability=0.25,
    graded_range={"annual_rate": (0.1, 1.0)},
)
WRITTEN = """\
simlib_study: 1
seed: 7
worlds: 20
scenarios:
- name: ours
  label: Our firm
  book:
    name: two
    pool_revenue: 7.0
    currency: EUR
    source: made up
    fictional: true
    ownership: named
    as_of: 2025-12-31
    reps:
    - Ann
    - Bo
    - Zoe
    accounts:
    - account_id: A
      annual_revenue: 100.0
      owner: Ann
      buyer: Bea
      sector: steel
      since: 2020-01-02
    - account_id: B
      annual_revenue: 50.5
      owner: Bo
      sector: all
  discipline:
    like: weekly_block
    name: weekly_block (calls_per_month 4)
    client_label: weekly block (calls_per_month 4)
    calls_per_month: 4.0
  evidence:
    set: folklore
    values:
      call_hours: 3.0
    causes:
    - name: fire
      label: Fire
      scope: parent
      effect: loss
      annual_rate: 0.5
      loss_probability: 0.25
      graded_range:
        annual_rate:
        - 0.1
        - 1.0
    without:
    - neglect
    set_by_hand:
    - call_hours
    - cause fire
    - without neglect
  stress:
  - lose top:1 in week 52
  horizon_years: 3
  typical_new_account: 12.5
  request_hours: 0.0
  unlimited_cash: true
  grievances: true
  spoiling: true
- book: supplier
  discipline: devoted
  evidence: graded
  horizon_years: 5
"""


def test_a_study_is_written_in_full_where_it_differs_and_by_name_where_not() -> None:
    evidence = Evidence.named("folklore").with_(call_hours=3).with_cause(FIRE)
    ours = Scenario(
        book=BOOK,
        name="ours",
        label="Our firm",
        discipline=Scenario(book="supplier").with_(calls_per_month=4).discipline,
        evidence=evidence.without_causes("neglect"),
        stress="lose top:1 in week 52",
        horizon_years=3,
        typical_new_account=12.5,
        request_hours=0,
        unlimited_cash=True,
        grievances=True,
        spoiling=True,
    )
    study = Study(
        scenarios=(ours, Scenario(book="supplier", discipline="devoted")), worlds=20, seed=7
    )
    assert study.to_yaml() == WRITTEN
    assert Study.from_yaml(WRITTEN) == study


def test_a_diary_far_from_any_of_ours_is_written_in_full() -> None:
    changes = {
        "calls_per_month": 9.0,
        "review_every_weeks": 9.0,
        "gesture_every_weeks": 9.0,
        "check_in_every_weeks": 9.0,
        "service_inflation": 1.5,
        "over_promise": 0.5,
    }
    near = discipline("sink_or_swim").with_(**changes, name="sink_or_swim more")
    far = near.with_(calls_protected=True)
    plain = [
        Study(scenarios=Scenario(book="supplier", discipline=each)).to_yaml()
        for each in (near, far)
    ]
    assert [("like: sink_or_swim" in text) for text in plain] == [True, False]
    other = near.with_(name="another")
    assert "like:" not in Study(scenarios=Scenario(book="supplier", discipline=other)).to_yaml()


def test_what_changed_is_told_line_by_line() -> None:
    one = Study(scenarios=Scenario(book=BOOK, name="ours"), worlds=20)
    other = Study(scenarios=Scenario(book=BOOK.top(1), name="ours", evidence="low"), worlds=30)
    assert one.diff(other) == (
        "scenarios.ours.book.accounts.B.account_id: B -> -",
        "scenarios.ours.book.accounts.B.annual_revenue: 50.5 -> -",
        "scenarios.ours.book.accounts.B.owner: Bo -> -",
        "scenarios.ours.book.accounts.B.sector: all -> -",
        "scenarios.ours.book.pool_revenue: 7.0 -> 57.5",
        "scenarios.ours.book.reps.1: Bo -> Zoe",
        "scenarios.ours.book.reps.2: Zoe -> -",
        "scenarios.ours.book.source: made up -> made up; the 1 largest accounts, 1 others as one "
        "stream",
        "scenarios.ours.evidence: graded -> low",
        "worlds: 20 -> 30",
    )
