"""Where the inputs turn from one answer to the next: limits, blanks, the last day."""

from __future__ import annotations

import stat
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from simlib.inputs import files, paths, tables
from simlib.inputs.causes import Cause, with_grievances
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.evidence import Evidence
from simlib.inputs.ids import canonical, fault_of
from simlib.inputs.parameters import parameters
from simlib.inputs.plain import flat, without_blanks
from simlib.inputs.quantity import left_to_right, parse_number, within
from simlib.inputs.ranges import UncertainInput, evidence_at, uncertain_input, uncertain_inputs
from simlib.inputs.records import FrozenDict
from simlib.inputs.scenario import Scenario
from simlib.inputs.window import Window
from tests.firms import book_of, deadly
from tests.refusals import words_of

GRADED = Evidence.named("graded")


# Errors, ids and numbers


def test_twenty_names_are_listed_and_more_only_where_none_is_near() -> None:
    names = [f"key_{letter}" for letter in "abcdefghijklmnopqrstu"]
    few, many = unknown_name("key", "key_z", names[:20]), unknown_name("key", "key_z", names)
    assert str(few).endswith(
        f"did you mean key_t or key_s or key_r? known: {', '.join(names[:20])}"
    )
    assert str(many) == "unknown key; found 'key_z'; allowed: did you mean key_u or key_t or key_s?"
    far = unknown_name("key", "zzzzzz", names, file="f.csv")
    assert str(far) == f"f.csv: unknown key; found 'zzzzzz'; allowed: known: {', '.join(names)}"
    assert str(unknown_name("key", 7, ["b", "a", "b"])) == (
        "unknown key; found 7; allowed: known: a, b"
    )


def test_an_error_keeps_what_it_says() -> None:
    error = InputError("wrong", file="f", row=2, column="c", value=3, allowed="4")
    said = (error.message, error.file, error.row, error.column, error.value, error.allowed)
    assert said == ("wrong", "f", 2, "c", 3, "4")
    assert str(error) == "f, row 2, column 'c': wrong; found 3; allowed: 4"
    assert str(InputError("wrong")) == "wrong"
    assert str(InputError("wrong", value=None)) == "wrong; found None"
    assert str(InputError("wrong", value="x" * 90)) == f"wrong; found '{'x' * 79}"


def test_a_name_may_have_200_characters_and_an_accent_one_form() -> None:
    assert fault_of("x" * 200) is None
    assert fault_of("x" * 201) == "201 characters, more than 200"
    assert fault_of("xyz", longest=2) == "3 characters, more than 2"
    assert fault_of("é ü") is None
    assert fault_of("a\u2028b") == "holds the control character U+2028"
    assert canonical(" e\u0301 ") == "é"


def test_limits_belong_to_what_is_allowed() -> None:
    assert [within(n, 0.0, 1.0, column="c") for n in (0, 1, "0", "100 %", " 27% ")] == [
        *(0.0, 1.0, 0.0, 1.0, 0.27),
    ]
    assert parse_number(" 2.5 ", column="c") == 2.5
    assert left_to_right([0.1] * 10) == sum([0.1] * 10, 0.0) != 1.0


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


# Files


def test_a_file_is_written_whole_where_no_folder_was_and_can_be_read_by_colleagues(
    tmp_path: Path,
) -> None:
    target = tmp_path / "new" / "folder" / "f.txt"
    assert files.write_atomically(str(target), b"one") == target
    assert files.write_atomically(target, b"two") == target
    assert target.read_bytes() == b"two"
    assert [each.name for each in target.parent.iterdir()] == ["f.txt"]
    usual = tmp_path / "usual.txt"
    usual.write_bytes(b"")
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def test_data_of_a_wheel_go_before_those_of_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "simlib")
    assert paths.data_path("books", "a.csv") == tmp_path / "data" / "books" / "a.csv"
    (tmp_path / "simlib" / "_data").mkdir(parents=True)
    assert paths.data_path("books") == tmp_path / "simlib" / "_data" / "books"


def test_a_file_may_be_as_large_as_allowed_and_no_larger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_LARGEST_BYTES", 8)
    file = tmp_path / "t.csv"
    file.write_bytes(b"a,b\n1,23")
    assert tables.read_table(file).rows[0].cells == {"a": "1", "b": "23"}
    file.write_bytes(b"a,b\n1,234")
    assert words_of(lambda: tables.read_table(file)) == (
        "t.csv: the file is too large; allowed: at most 256 MB of text"
    )
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(b"not packed")
    assert words_of(lambda: tables.read_table(packed)).startswith(f"{packed}: cannot be read: ")


# Windows


def test_a_window_says_its_months() -> None:
    year, days = Window.parse("2025-01", "2025-12"), Window.parse("2025-01-05", "2025-03-19")
    assert (str(year), year.scaling, year.months) == ("2025-01 to 2025-12", "", 12)
    assert str(days) == "2025-01-05 to 2025-03-19"
    assert days.months == Decimal(74) / Decimal("30.4375")
    assert days.scaling == "scaled to a year from 2.43 months"
    assert str(Window.parse("2025-01", "2025-03-30")) == "2025-01-01 to 2025-03-30"
    assert str(Window.parse("2025-01-02", "2025-03")) == "2025-01-02 to 2025-03-31"
    assert Window.parse(date(1900, 1, 1), date(1900, 1, 31)).months == 1
    assert Window.parse("2999-12", "2999-12").end == date(2999, 12, 31)
    assert days.start_of_second_month == date(2025, 2, 1)
    assert days.start_of_last_month == date(2025, 3, 1)
    assert Window.parse("2024-12", "2024-12").start_of_second_month == date(2025, 1, 1)


def test_the_last_months_of_a_window_begin_on_a_day_that_exists() -> None:
    year = Window.parse("2025-01", "2025-12")
    assert year.last_months(None) == date(2025, 1, 1)
    assert [year.last_months(n) for n in (1, 3, 12, 13)] == [
        *(date(2025, 12, 1), date(2025, 10, 1), date(2025, 1, 1), date(2025, 1, 1)),
    ]
    assert Window.parse("2024-01-01", "2024-05-30").last_months(3) == date(2024, 2, 29)


# Evidence and its ranges


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


def test_grievances_stand_for_competitors_and_neglect() -> None:
    found = {cause.name: cause for cause in with_grievances(GRADED.causes)}
    assert list(found) == sorted(found)
    assert {each.name for each in GRADED.causes} - set(found) == {"competitor", "neglect"}
    assert found["grievance"] == Cause(
        name="grievance",
        label="Grievances boil over",
        scope="account",
        effect="loss",
        annual_rate=0.0,
        loss_probability=1.0,
        protection=0.5,
        grade="D",
        source="assumption: the rival structure of losses",
    )
    rival = Scenario(book=book_of(1.0), grievances=True)
    assert [cause.name for cause in rival.causes] == list(found)


def test_frozen_values_say_what_to_do() -> None:
    for change in (lambda d: d.update(a=1), lambda d: d.__setitem__("a", 1), lambda d: d.pop("a")):
        with pytest.raises(TypeError) as caught:
            change(FrozenDict(a=2))
        assert str(caught.value) == "inputs are frozen: use with_(...)"


def test_an_uncertain_input_is_what_its_table_says() -> None:
    rate, chance = uncertain_input("neglect.annual_rate"), uncertain_input("competitor.protection")
    neglect = GRADED.cause("neglect")
    assert rate == UncertainInput(
        "neglect.annual_rate",
        "per year",
        neglect.grade,
        neglect.graded_range["annual_rate"][0],
        neglect.annual_rate,
        neglect.graded_range["annual_rate"][1],
    )
    assert (chance.unit, chance.central) == ("0-1", GRADED.cause("competitor").protection)
    hours = parameters()["call_hours"]
    assert uncertain_input("call_hours") == UncertainInput(
        "call_hours", hours.unit, hours.grade, hours.low, hours.central, hours.high
    )
    whole = {each.name for each in uncertain_inputs() if each.whole}
    assert whole == {
        name
        for name, each in parameters().items()
        if each.unit in ("count", "years") and each.low < each.high and each.group != "clock"
    }


def test_a_triangle_by_hand() -> None:
    even = UncertainInput("x", "", "D", 1.0, 2.0, 3.0)
    assert not even.log_scale
    assert [even.at(q) for q in (0.0, 0.125, 0.5, 0.875, 1.0)] == [1.0, 1.5, 2.0, 2.5, 3.0]
    # Cut off at 2 the lower half is all there is; at 1 nothing but the lowest value.
    assert [even.at(q, below=2.0) for q in (0.25, 1.0)] == pytest.approx([1.5, 2.0])
    assert even.at(1.0, below=2.5) == pytest.approx(2.5)
    assert (even.at(1.0, below=1.0), even.at(1.0, below=0.5)) == (1.0, 1.0)
    assert even.at(0.5, below=3.0) == even.at(0.5) == even.at(0.5, below=9.0)
    assert UncertainInput("x", "", "D", 1.0, 2.0, 3.1).log_scale
    assert not UncertainInput("x", "", "D", 0.0, 2.0, 9.0).log_scale
    assert UncertainInput("x", "", "D", 1.0, 10.0, 100.0).at(0.125) == pytest.approx(10**0.5)
    left = UncertainInput("x", "", "D", 1.0, 1.0, 3.0)
    assert left.at(0.75) == pytest.approx(2.0)
    assert left.at(1.0, below=2.0) == pytest.approx(2.0)
    assert UncertainInput("x", "", "D", 1.0, 2.0, 3.0, whole=True).at(0.13) == 2.0


def test_quantiles_move_the_inputs_named_and_what_hangs_on_them() -> None:
    found = evidence_at({"call_hours": 1.0})
    assert found.evidence == GRADED.with_(call_hours=parameters()["call_hours"].high)
    assert not found.margin_lowered
    low = evidence_at({"call_hours": 0.0}, "low").evidence
    assert low.name == "low"
    assert evidence_at({"call_hours": 0.0}, Evidence.named("low")).evidence == low
    short = evidence_at({"cash_buffer_months": 0.0}).evidence
    assert short["layoff_trigger_months"] == min(
        GRADED["layoff_trigger_months"], short["cash_buffer_months"]
    )
    both = evidence_at({"cash_buffer_months": 0.0, "layoff_trigger_months": 1.0}).evidence
    assert both["layoff_trigger_months"] <= both["cash_buffer_months"]
    tight = evidence_at({"gross_margin": 0.0, "rep_cost_share": 1.0, "commission_rate": 1.0})
    left = [tight.evidence[k] for k in ("gross_margin", "rep_cost_share", "commission_rate")]
    assert tight.margin_lowered == (left[0] - left[1] - left[2] < GRADED["operating_margin"])
    assert tight.evidence["operating_margin"] == pytest.approx(
        min(GRADED["operating_margin"], max(0.0, left[0] - left[1] - left[2]))
    )


# Names of a changed scenario


def test_a_changed_lever_is_written_into_name_and_label() -> None:
    base = Scenario(book=book_of(1.0))
    changed = base.with_(calls_per_month=4.0, calls_protected=True)
    said = "(calls_per_month 4, calls_protected True)"
    assert (changed.name, changed.label) == (f"weekly_block {said}", f"weekly block {said}")
    long = base.with_(
        trigger="after_loss_26", target_focus="scattered", check_in_kind="team_meeting"
    )
    assert (len(long.name), len(long.label)) == (80, 80)
    named = Scenario(book=book_of(1.0), name="ours")
    assert (named.label, named.with_(calls_per_month=4.0).name) == ("ours", "ours")
