"""Evidence: numbers as people write them, limits, four sets, and overrides on record."""

from __future__ import annotations

import csv
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.files import data_path
from simlib.inputs.parameters import EVIDENCE_SETS, Parameter, parameters
from simlib.inputs.quantity import left_to_right, parse_number, within
from simlib.inputs.scenario import Scenario
from tests.support.firms import book_of, deadly

GRADED = Evidence.named("graded")

_ROWS = {
    row["name"]: row
    for row in csv.DictReader(data_path("parameters.csv").read_text(encoding="utf-8").splitlines())
}


# -- numbers as people write them ------------------------------------------------------------


@pytest.mark.parametrize("written", ["27 %", "27%", " 27 % ", "0.27", 0.27], ids=repr)
def test_a_share_is_read_however_it_is_written(written: object) -> None:
    assert GRADED.with_(gross_margin=written)["gross_margin"] == 0.27


@pytest.mark.parametrize("written", [27, 27.0, "27"], ids=repr)
def test_a_share_of_27_is_refused_with_a_hint(written: object) -> None:
    with pytest.raises(InputError) as refusal:
        GRADED.with_(gross_margin=written)
    said = str(refusal.value)
    assert all(part in said for part in ("'gross_margin'", repr(written), "0 to 1", "'27 %'"))


@pytest.mark.parametrize("written", [-0.1, 1.5, 101, "-3 %", "170 %"])
def test_what_no_percent_sign_could_mend_gets_no_wrong_hint(written: object) -> None:
    with pytest.raises(InputError, match="out of its limits") as refusal:
        GRADED.with_(gross_margin=written)
    mended = written == 1.5
    assert ("did you mean" in str(refusal.value)) is mended


@pytest.mark.parametrize(
    "written", ["0,27", "1_000", "1 000", "27 percent", "", "%", "nan", "inf", None, True, [0.2]]
)
def test_what_is_not_plainly_a_number_is_never_guessed(written: object) -> None:
    with pytest.raises(InputError, match="not a number"):
        GRADED.with_(gross_margin=written)


def test_a_percentage_of_hours_or_weeks_is_refused() -> None:
    for name in ("call_hours", "notice_weeks", "targets_per_rep", "coaching_hours_per_week"):
        with pytest.raises(InputError, match="percentage"):
            GRADED.with_(**{name: "50 %"})


def test_counts_are_whole() -> None:
    assert GRADED.with_(targets_per_rep=41.0)["targets_per_rep"] == 41
    with pytest.raises(InputError, match=r"column 'targets_per_rep': must be whole; found 3.5"):
        GRADED.with_(targets_per_rep=3.5)


def test_a_quantity_error_names_file_and_column() -> None:
    with pytest.raises(InputError, match=r"notes\.csv, column 'rate'"):
        parse_number("many", column="rate", file="notes.csv")
    with pytest.raises(InputError, match=r"notes\.csv, column 'rate'"):
        within(3, 0, 1, column="rate", file="notes.csv")


# -- the table -------------------------------------------------------------------------------


def test_every_parameter_is_documented() -> None:
    assert list(parameters()) == list(_ROWS)
    for parameter in parameters().values():
        assert parameter.unit, parameter.name
        assert parameter.source, parameter.name
        assert set(parameter.grade.split("/")) <= set("ABCD"), parameter.name


@pytest.mark.parametrize(
    ("field", "value"), [("low", 9.0), ("maximum", 0.5), ("folklore", 99.0), ("minimum", 0.4)]
)
def test_a_parameter_whose_limits_are_out_of_order_is_refused(field: str, value: float) -> None:
    sane = parameters()["initial_relationship"]
    with pytest.raises(InputError, match="minimum"):
        sane.with_(**{field: value if field != "minimum" else 0.45})


def test_a_broken_table_is_refused_with_file_and_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = data_path("parameters.csv").read_text(encoding="utf-8").splitlines()
    broken = [lines[0], lines[1], lines[2].replace("1000", "a lot")]
    (tmp_path / "parameters.csv").write_text("\n".join(broken), encoding="utf-8")
    monkeypatch.setattr("simlib.inputs.parameters.data_path", tmp_path.joinpath)
    with pytest.raises(InputError, match=r"parameters\.csv, row 3.*maximum"):
        parameters.__wrapped__()


# -- the four sets ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "column"),
    [("graded", "central"), ("folklore", "folklore"), ("low", "low"), ("high", "high")],
)
def test_a_set_is_a_column_of_the_table_but_for_the_clock(name: str, column: str) -> None:
    expected = {key: float(row[column]) for key, row in _ROWS.items() if row["group"] != "clock"}
    assert dict(Evidence.named(name).values) == expected


def test_the_clock_is_never_varied() -> None:
    """How long to look is a choice of the study, not something the world decides."""
    clock = parameters()["horizon_years"]
    assert [key for key, row in _ROWS.items() if row["group"] == "clock"] == [clock.name]
    assert clock.low != clock.high
    assert {Scenario(book=book_of(1.0), evidence=e).horizon_years for e in EVIDENCE_SETS} == {5}


def test_the_sets_differ_where_the_table_does() -> None:
    sets = [Evidence.named(name) for name in EVIDENCE_SETS]
    assert len({tuple(one.values.values()) for one in sets}) == len(EVIDENCE_SETS)


@pytest.mark.parametrize("name", ["grade", "Graded", "", "central"])
def test_an_unknown_set_is_refused_and_the_known_are_listed(name: str) -> None:
    with pytest.raises(InputError, match="folklore, graded, high, low"):
        Evidence.named(name)


def test_shipped_evidence_has_nothing_to_confess() -> None:
    for name in EVIDENCE_SETS:
        assert Evidence.named(name).notes() == ()
        assert Evidence.named(name).overridden == frozenset()


# -- overrides -------------------------------------------------------------------------------


def test_with_returns_a_copy_and_never_mutates() -> None:
    before = GRADED.model_dump_json()
    changed = GRADED.with_(call_hours=3).with_(**{"neglect.annual_rate": 0.2})
    assert GRADED.model_dump_json() == before
    assert (GRADED["call_hours"], changed["call_hours"]) == (2.0, 3.0)
    assert (GRADED.cause("neglect").annual_rate, changed.cause("neglect").annual_rate) == (0.5, 0.2)
    assert changed.overridden == {"call_hours", "neglect.annual_rate"}


def test_evidence_cannot_be_changed_in_place() -> None:
    with pytest.raises(TypeError, match="frozen"):
        GRADED.values["call_hours"] = 9.0  # type: ignore[index]
    with pytest.raises(Exception, match="frozen"):
        GRADED.name = "mine"  # type: ignore[misc]


@pytest.mark.parametrize("changing", ["update", "pop", "setdefault", "clear", "popitem", "delete"])
def test_no_method_of_the_values_changes_them(changing: str) -> None:
    values = Evidence.named("high").with_(call_hours=3.5).values
    before = dict(values)
    attempts = {
        "update": lambda: values.update(call_hours=9.0),  # type: ignore[attr-defined]
        "pop": lambda: values.pop("call_hours"),  # type: ignore[attr-defined]
        "setdefault": lambda: values.setdefault("new", 9.0),  # type: ignore[attr-defined]
        "clear": lambda: values.clear(),  # type: ignore[attr-defined]
        "popitem": lambda: values.popitem(),  # type: ignore[attr-defined]
        "delete": lambda: values.__delitem__("call_hours"),  # type: ignore[attr-defined]
    }
    with pytest.raises(TypeError):
        attempts[changing]()
    assert values == before


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("cal_hours", "call_hours"), ("gros_margin", "gross_margin"), ("notice", "notice_weeks")],
)
def test_an_unknown_name_lists_near_ones(wrong: str, near: str) -> None:
    for attempt in (lambda: GRADED.with_(**{wrong: 1}), lambda: GRADED[wrong]):
        with pytest.raises(InputError, match=f"did you mean.*{near}"):
            attempt()


@pytest.mark.parametrize("name", [key for key, row in _ROWS.items() if row["group"] != "clock"])
def test_hard_limits_are_errors_and_the_graded_range_a_note(name: str) -> None:
    row = {key: float(_ROWS[name][key]) for key in ("minimum", "low", "high", "maximum")}
    for key in ("minimum", "maximum"):
        evidence = GRADED.with_(**{name: row[key]})
        outside = not row["low"] <= row[key] <= row["high"]
        assert any(note.startswith(f"{name} = ") for note in evidence.notes()) is outside
        beyond = row[key] + (1 if key == "maximum" else -1)
        with pytest.raises(InputError, match=f"'{name}'"):
            GRADED.with_(**{name: beyond})
    assert GRADED.with_(**{name: row["low"]}).notes() == ()


def test_a_note_says_value_and_range() -> None:
    assert GRADED.with_(call_hours=5).notes() == ("call_hours = 5 is outside its range 0.5 to 4",)
    assert GRADED.with_(call_hours=3).notes() == ()


def test_a_folklore_value_outside_the_range_is_no_override() -> None:
    folklore = Evidence.named("folklore")
    assert folklore["meeting_probability"] > parameters()["meeting_probability"].high
    assert folklore.notes() == ()
    assert len(folklore.with_(meeting_probability=0.6).notes()) == 1


def test_evidence_survives_a_pickle() -> None:
    evidence = GRADED.with_(call_hours=3, **{"neglect.annual_rate": "20 %"}).without_causes(
        "closes"
    )
    again = pickle.loads(pickle.dumps(evidence))
    assert again == evidence
    assert again.overridden == evidence.overridden
    with pytest.raises(TypeError, match="frozen"):
        again.values["call_hours"] = 1.0


def test_evidence_must_be_complete_and_know_every_name() -> None:
    values = dict(GRADED.values)
    lacking = {key: value for key, value in values.items() if key != "call_hours"}
    with pytest.raises(InputError, match="call_hours"):
        Evidence(name="graded", values=lacking, causes=GRADED.causes)
    with pytest.raises(InputError, match="luck"):
        Evidence(name="graded", values={**values, "luck": 1.0}, causes=GRADED.causes)


def test_a_horizon_in_the_evidence_is_not_silently_ignored() -> None:
    with pytest.raises(InputError, match="horizon_years"):
        GRADED.with_(horizon_years=3)


def test_a_parameter_is_made_of_its_row() -> None:
    parameter = Parameter(**_ROWS["call_hours"])  # type: ignore[arg-type]
    assert parameter == parameters()["call_hours"]
    with pytest.raises(InputError, match="field of a parameter"):
        Parameter(**_ROWS["call_hours"], colour="red")  # type: ignore[arg-type]


def test_limits_belong_to_what_is_allowed() -> None:
    assert [within(n, 0.0, 1.0, column="c") for n in (0, 1, "0", "100 %", " 27% ")] == [
        *(0.0, 1.0, 0.0, 1.0, 0.27),
    ]
    assert parse_number(" 2.5 ", column="c") == 2.5
    assert left_to_right([0.1] * 10) == sum([0.1] * 10, 0.0) != 1.0


def test_what_was_set_by_hand_is_on_record() -> None:
    changed = GRADED.with_(call_hours=3).with_cause(deadly(1.0)).without_causes("neglect", "closes")
    assert changed.overridden == {"call_hours", "cause deadly", "without neglect, closes"}
    assert GRADED.without_causes().overridden == {"without causes"}
    assert GRADED.overridden == frozenset()


def test_notes_name_what_lies_outside_its_range() -> None:
    hours, rate = parameters()["call_hours"], GRADED.cause("neglect").graded_range["annual_rate"]
    inside = GRADED.with_(call_hours=hours.low, **{"neglect.annual_rate": rate[1]})
    assert inside.notes() == ()
    outside = GRADED.with_(call_hours=hours.high + 1, **{"neglect.annual_rate": rate[1] + 1})
    assert outside.notes() == (
        f"call_hours = {hours.high + 1:g} is outside its range {hours.low:g} to {hours.high:g}",
        f"neglect.annual_rate = {rate[1] + 1:g} is outside {rate[0]:g} to {rate[1]:g}",
    )


def test_a_new_parameter_is_one_line_of_data(tmp_path: Path) -> None:
    """The kernels, the scenario and its ranges learn of it from ``parameters.csv`` alone."""
    shutil.copytree(data_path(), tmp_path / "data", ignore=shutil.ignore_patterns("results"))
    with (tmp_path / "data" / "parameters.csv").open("a", encoding="utf-8") as file:
        file.write("weeks_of_rest,relationship,weeks,1,5,10,5,1,20,D,assumption: a test\n")
    code = """
import sys
from pathlib import Path
import simlib.inputs.files as files
files._PACKAGE = Path(sys.argv[1]) / "simlib"
from simlib.inputs.scenario import Scenario
from simlib.model.compiled.layout import EVIDENCE
assert "weeks_of_rest" in EVIDENCE
assert Scenario(book="dealer", evidence="graded").evidence["weeks_of_rest"] == 5
assert Scenario(book="dealer").with_(weeks_of_rest=7).evidence["weeks_of_rest"] == 7
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
