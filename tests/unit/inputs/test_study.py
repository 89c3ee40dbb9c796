"""A study in one file: read back equal, diffed by change, refused in words, never half-written."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.causes import Cause
from simlib.inputs.disciplines import discipline, disciplines
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.plain_yaml import flat, without_blanks
from simlib.inputs.scenario import Scenario
from simlib.inputs.study import Study
from tests.support.firms import IDLE, book_of
from tests.support.refusals import words_of

GRADED = Evidence.named("graded")

FIRE = Cause(
    name="fire", label="Fire", scope="parent", effect="loss", annual_rate=0.1, loss_probability=0.5
)

BASE = Scenario(book="hms_associates", name="base", label="Base")

HEAD = "simlib_study: 1\nscenarios:\n- "

NO_STUDIES = (
    "",
    "simlib_study: 2\nscenarios: []",
    "simlib_study: 1",
    "simlib_study: 1\nluck: 3\nscenarios: []",
    "simlib_study: 1\n3: 4",
    "a: [",
)

NO_SCENARIOS = (
    "supplier",
    "{discipline: devoted}",
    "{book: 3}",
    "{book: supplier, colour: red}",
    "{book: supplier, discipline: {3: 4}}",
    "{book: supplier, discipline: {like: lazy}}",
    "{book: supplier, evidence: {valuse: 3}}",
    "{book: supplier, evidence: {3: 4}}",
    "{book: supplier, evidence: {set: no}}",
    "{book: supplier, evidence: {values: 3}}",
    "{book: supplier, evidence: {causes: 3}}",
    "{book: supplier, evidence: {causes: [3]}}",
    "{book: supplier, evidence: {without: 3}}",
    "{book: supplier, evidence: {set_by_hand: 3}}",
    "{book: {name: x, accounts: 3}}",
    "{book: {name: x, accounts: [3]}}",
    "{book: {name: x}}",
    "{book: {name: x, reps: 3}}",
    "{book: {name: x, currenzy: E}}",
    "{book: {name: x, accounts: [{account_id: a, sectr: b}]}}",
    "{book: {name: x, accounts: [{account_id: a}]}}",
    "{book: {accounts: [{account_id: a, annual_revenue: 3}]}}",
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

BURNS = Cause(
    name="fire",
    label="Fire",
    scope="parent",
    effect="loss",
    annual_rate=0.5,
    loss_probability=0.25,
    graded_range={"annual_rate": (0.1, 1.0)},
)


def reread(*scenarios: Scenario, **fields: int) -> None:
    study = Study(scenarios=scenarios, **fields)
    again = Study.from_yaml(study.to_yaml())
    assert again == study
    assert again.to_yaml() == study.to_yaml()
    assert [one.key() for one in again.scenarios] == [one.key() for one in scenarios]


# -- read back -------------------------------------------------------------------------------

_STORIES: dict[str, dict[str, Any]] = {
    "shipped things": {},
    "another set": {"evidence": "folklore"},
    "a lever": {"calls_per_month": 4.5},
    "no reviews": {"review_every_weeks": None},
    "a diary of one's own": {"discipline": IDLE},
    "a number": {"call_hours": 3},
    "the number that was there": {"call_hours": 2},
    "a cause changed": {"neglect.annual_rate": 0.2},
    "a cause added": {"evidence": GRADED.with_cause(FIRE)},
    "a cause replaced": {"evidence": GRADED.with_cause(FIRE.with_(name="neglect"))},
    "a cause with a range of its own": {
        "evidence": GRADED.with_cause(FIRE.with_(graded_range={"annual_rate": (0.05, 0.2)}))
    },
    "causes taken away": {"evidence": GRADED.without_causes("closes", "neglect")},
    "no causes": {"evidence": GRADED.without_causes()},
    "one cause only": {"evidence": GRADED.without_causes().with_cause(FIRE)},
    "stress": {"stress": ["lose top:1 in week 52", "strike top:2 with neglect in week 60.5"]},
    "a departure": {"stress": "owner:rep_057 leaves with share 60 % in week 10"},
    "a horizon": {"horizon_years": 2},
    "a typical account": {"typical_new_account": 12_500.5},
    "request hours": {"request_hours": 2.25},
    "requests that take no time": {"request_hours": 0.0},
    "unlimited cash": {"unlimited_cash": True},
    "a book of one's own": {"book": book_of(100.0, 50.25, 1e-3, reps=2)},
    "a top of a book": {"book": Book.shipped("giftware").top(5)},
    "words of one's own": {"label": "Über: 50 % · #1", "name": "yes"},
}


@pytest.mark.parametrize("name", _STORIES)
def test_a_study_is_read_back_equal(name: str) -> None:
    reread(BASE.with_(**_STORIES[name]))


@pytest.mark.parametrize("name", disciplines())
def test_every_shipped_discipline_is_written_by_name(name: str) -> None:
    study = Study(scenarios=Scenario(book="supplier", discipline=name), worlds=20, seed=2**63)
    plain = yaml.safe_load(study.to_yaml())
    assert plain["scenarios"][0]["discipline"] == name
    assert plain["scenarios"][0]["book"] == "supplier"
    assert (plain["seed"], plain["worlds"]) == (2**63, 20)
    reread(*study.scenarios, worlds=20, seed=2**63)


_HOSTILE = st.one_of(
    st.text(st.characters(categories=("L", "M", "N", "P", "S", "Zs")), min_size=1, max_size=20),
    st.sampled_from(
        [
            *("01", "1e3", "yes", "null", "~", "2020-01-01", "=cmd()", "- x", "a: b", "#x", "'"),
            *('"', "<b>", "../..", "%", "{}", "[]", "!!python/object:os.system", "é", "0x1F"),
        ]
    ),
).filter(lambda text: text.strip() != "")

_OPTIONAL = st.none() | _HOSTILE

_ACCOUNTS = st.builds(
    Account,
    account_id=_HOSTILE,
    annual_revenue=st.floats(1e-3, 1e12),
    owner=_HOSTILE,
    buyer=_OPTIONAL,
    parent=_OPTIONAL,
    sector=_HOSTILE,
    since=st.none() | st.dates(),
)

_BOOKS = st.builds(
    Book.from_accounts,
    st.lists(_ACCOUNTS, min_size=1, max_size=4, unique_by=lambda account: account.account_id),
    name=_HOSTILE,
    pool_revenue=st.floats(0, 1e9),
    currency=_HOSTILE,
    as_of=st.none() | st.dates(),
    source=_HOSTILE,
    fictional=st.booleans(),
)


@settings(derandomize=True, max_examples=60, phases=[Phase.generate, Phase.shrink])
@given(
    book=_BOOKS,
    label=_HOSTILE,
    hours=st.none() | st.floats(0, 400),
    values=st.dictionaries(
        st.sampled_from(["call_hours", "review_lift", "gross_margin"]), st.floats(0.3, 0.9)
    ),
    rate=st.floats(0, 52),
)
def test_any_inline_book_is_read_back_equal(
    book: Book, label: str, hours: float | None, values: dict[str, float], rate: float
) -> None:
    evidence = GRADED.with_(**values).with_cause(FIRE.with_(label=label, annual_rate=rate))
    reread(Scenario(book=book, label=label, request_hours=hours, evidence=evidence))


def test_a_book_under_a_shipped_name_is_not_mistaken_for_it() -> None:
    impostor = book_of(1.0, 2.0, name="supplier")
    study = Study(scenarios=Scenario(book=impostor))
    assert Study.from_yaml(study.to_yaml()).scenarios[0].book == impostor


def test_a_study_survives_a_pickle() -> None:
    study = Study(scenarios=(BASE, BASE.with_(name="b", call_hours=3)), seed=4)
    assert pickle.loads(pickle.dumps(study)) == study


# -- differences -----------------------------------------------------------------------------


def changed(**changes: Any) -> tuple[str, ...]:
    """Return the difference that changing a named scenario makes."""
    return Study(scenarios=BASE).diff(Study(scenarios=BASE.with_(**changes)))


def test_equal_studies_have_no_difference() -> None:
    assert changed() == ()


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"horizon_years": 3}, ("scenarios.base.horizon_years: 5 -> 3",)),
        ({"evidence": "low"}, ("scenarios.base.evidence: graded -> low",)),
        ({"discipline": "devoted"}, ("scenarios.base.discipline: weekly_block -> devoted",)),
        ({"unlimited_cash": True}, ("scenarios.base.unlimited_cash: - -> True",)),
        (
            {"stress": "lose top:1 in week 3"},
            ("scenarios.base.stress.0: - -> lose top:1 in week 3",),
        ),
        ({"request_hours": 0.0}, ("scenarios.base.request_hours: - -> 0.0",)),
    ],
    ids=str,
)
def test_a_difference_names_exactly_what_changed(
    changes: dict[str, Any], lines: tuple[str, ...]
) -> None:
    assert changed(**changes) == lines


def test_a_difference_of_the_study_itself() -> None:
    old, new = Study(scenarios=BASE, seed=1), Study(scenarios=BASE, seed=2, worlds=50)
    assert old.diff(new) == ("seed: 1 -> 2", "worlds: 1000 -> 50")
    assert new.diff(old) == ("seed: 2 -> 1", "worlds: 50 -> 1000")


def test_a_changed_number_is_shown_with_old_and_new_value() -> None:
    old = Study(scenarios=BASE.with_(call_hours=3))
    new = Study(scenarios=BASE.with_(call_hours=4))
    assert old.diff(new) == ("scenarios.base.evidence.values.call_hours: 3.0 -> 4.0",)


def test_a_changed_account_is_named_by_its_id() -> None:
    old, new = (
        Study(scenarios=Scenario(book=book_of(100.0, 50.0, size), name="base"))
        for size in (25.0, 30.0)
    )
    assert old.diff(new) == ("scenarios.base.book.accounts.a02.annual_revenue: 25.0 -> 30.0",)


def test_a_changed_lever_is_not_a_page_of_differences() -> None:
    lines = Study(scenarios=Scenario(book="supplier")).diff(
        Study(scenarios=Scenario(book="supplier").with_(calls_per_month=4))
    )
    assert any("calls_per_month" in line for line in lines)
    assert len(lines) <= 6, lines


# -- files -----------------------------------------------------------------------------------


def test_a_saved_study_is_loaded_equal(tmp_path: Path) -> None:
    study = Study(scenarios=BASE.with_(call_hours=3), seed=9)
    study.save(tmp_path / "study.yaml")
    assert Study.load(tmp_path / "study.yaml") == study
    assert [path.name for path in tmp_path.iterdir()] == ["study.yaml"]


def test_a_failing_save_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "study.yaml"
    Study(scenarios=BASE).save(path)
    before = path.read_bytes()

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simlib.inputs.files.os.replace", full_disk)
    with pytest.raises(InputError, match="No space left"):
        Study(scenarios=BASE, seed=2).save(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["study.yaml"]


def test_a_study_needs_a_scenario_and_possible_numbers() -> None:
    for fields in ({"scenarios": ()}, {"worlds": 0}, {"worlds": 2**33}, {"seed": -1}):
        with pytest.raises(InputError):
            Study(**{"scenarios": BASE, **fields})
    assert Study(scenarios=BASE, seed=2**64 - 1).seed == 2**64 - 1
    assert Study(scenarios=BASE).scenarios == (BASE,)


def test_a_date_in_a_book_stays_a_date() -> None:
    book = Book.from_accounts(
        [Account("a", 1.0, owner="z", since=date(2020, 2, 29))], name="x", as_of=date(2021, 1, 1)
    )
    again = Study.from_yaml(Study(scenarios=Scenario(book=book)).to_yaml()).scenarios[0].book
    assert (again.as_of, again.accounts[0].since) == (date(2021, 1, 1), date(2020, 2, 29))


def test_blanks_are_left_out_and_nought_is_not() -> None:
    plain = {"a": "", "b": [], "c": {}, "d": None, "e": False, "f": 0, "g": "x", "h": True}
    assert without_blanks(plain) == {"f": 0, "g": "x", "h": True}


def test_nested_lists_get_dotted_keys() -> None:
    nested = {"a": [{"name": "n", "x": 1}, {"account_id": "i", "x": 2}, {"x": 3}, 4], "b": {"c": 5}}
    assert flat(nested) == {
        "a.n.name": "n",
        "a.n.x": 1,
        "a.i.account_id": "i",
        "a.i.x": 2,
        "a.2.x": 3,
        "a.3": 4,
        "b.c": 5,
    }


def test_a_study_is_refused_alike_as_text_and_as_a_file_that_is_named(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    file = tmp_path / "study.yaml"
    said = {}
    for short in (*NO_STUDIES, *NO_SCENARIOS):
        text = f"{HEAD}{short}" if short in NO_SCENARIOS else short
        file.write_text(text)
        said[short] = words_of(lambda text=text: Study.from_yaml(text))
        assert words_of(lambda: Study.load(file)) == f"{file}: {said[short]}"
    assert said == snapshot


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "none.yaml"
    assert words_of(lambda: Study.load(file)) == (
        f"{file}: cannot be read: [Errno 2] No such file or directory: {str(file)!r}"
    )


def test_a_study_is_written_in_full_where_it_differs_and_by_name_where_not(
    snapshot: SnapshotAssertion,
) -> None:
    evidence = Evidence.named("folklore").with_(call_hours=3).with_cause(BURNS)
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
    assert study.to_yaml() == snapshot
    assert Study.from_yaml(study.to_yaml()) == study


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


def test_what_changed_is_told_line_by_line(snapshot: SnapshotAssertion) -> None:
    one = Study(scenarios=Scenario(book=BOOK, name="ours"), worlds=20)
    other = Study(scenarios=Scenario(book=BOOK.top(1), name="ours", evidence="low"), worlds=30)
    assert one.diff(other) == snapshot
